package janrain_test

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/janrain-go/janrain"
)

// What net/http's own server would not send is sent from here: over pipes,
// which work in a bubble's time, and over TCP, where a reset is one.

// A script answers one request over its connection, the n-th on it. It reports
// whether the connection stays open.
type script func(c net.Conn, n int) (keep bool)

// pipes are a network with the service on it: every connection is a pipe, and
// nothing else can be reached. TLS is left out, its rows are TCP's.
type pipes struct {
	script script

	mu       sync.Mutex
	dialled  []string
	requests []string // bodies
	open     []net.Conn
	served   sync.WaitGroup
}

func (p *pipes) transport() *http.Transport {
	return &http.Transport{DialContext: p.dial, DialTLSContext: p.dial}
}

func (p *pipes) dial(_ context.Context, _, address string) (net.Conn, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.dialled = append(p.dialled, address)
	client, service := net.Pipe()
	p.open = append(p.open, service)
	p.served.Go(func() { p.serve(service) })
	return client, nil
}

func (p *pipes) serve(c net.Conn) {
	serveRaw(c, p.script, func(body string) {
		p.mu.Lock()
		defer p.mu.Unlock()
		p.requests = append(p.requests, body)
	})
}

// close ends the service. What the client leaves behind is then all that a
// bubble can end with, and it panics where there is anything.
func (p *pipes) close() {
	p.mu.Lock()
	for _, c := range p.open {
		_ = c.Close()
	}
	p.mu.Unlock()
	p.served.Wait()
}

// seen returns the addresses that were dialled, and the forms that came.
func (p *pipes) seen() (dialled, requests []string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.dialled, p.requests
}

// serveRaw reads requests from a connection and has each answered, until one
// of both ends it.
func serveRaw(c net.Conn, answer script, note func(body string)) {
	defer c.Close()
	r := bufio.NewReader(c)
	for n := 1; ; n++ {
		req, err := http.ReadRequest(r)
		if err != nil {
			return
		}
		body, err := io.ReadAll(req.Body)
		if err != nil {
			return
		}
		note(string(body))
		if !answer(c, n) {
			return
		}
	}
}

// rawService is a service on TCP that answers by the script. accept, if there
// is one, comes first and tells whether to go on. It returns the base URL.
func rawService(t *testing.T, accept func(*net.TCPConn) bool, answer script, note func(body string)) string {
	t.Helper()
	listener, err := new(net.ListenConfig).Listen(t.Context(), "tcp", "127.0.0.1:0")
	require.NoError(t, err)
	var (
		open  sync.Map
		conns sync.WaitGroup
	)
	conns.Go(func() {
		for {
			c, err := listener.Accept()
			if err != nil {
				return
			}
			if accept != nil && !accept(c.(*net.TCPConn)) {
				_ = c.Close()
				continue
			}
			open.Store(c, true)
			conns.Go(func() {
				defer open.Delete(c)
				serveRaw(c, answer, note)
			})
		}
	})
	t.Cleanup(func() {
		_ = listener.Close()
		open.Range(func(c, _ any) bool { return c.(net.Conn).Close() == nil || true })
		conns.Wait()
	})
	return "http://" + listener.Addr().String()
}

func unnoted(string) {}

// reset ends a connection with a TCP reset, as a process that dies does.
func reset(c net.Conn) {
	if tcp, ok := c.(*net.TCPConn); ok {
		_ = tcp.SetLinger(0)
	}
	_ = c.Close()
}

// write sends a text and leaves the connection open.
func write(text string) script {
	return func(c net.Conn, _ int) bool {
		_, err := io.WriteString(c, text)
		return err == nil
	}
}

// writeLast sends a text and closes the connection.
func writeLast(text string) script {
	return func(c net.Conn, n int) bool { return write(text)(c, n) && false }
}

// forever sends a text, and then another one again and again.
func forever(first, again string) script {
	return func(c net.Conn, n int) bool {
		keep := write(first)(c, n)
		for keep {
			keep = write(again)(c, n)
		}
		return false
	}
}

// silent reads the next request only, which never comes.
func silent(net.Conn, int) bool { return true }

// response is an HTTP answer as it goes over the wire. A header that is given
// stands in the place of the usual one.
func response(status int, body string, header ...string) string {
	usual := map[string]string{
		"Content-Type":   "application/json",
		"Content-Length": strconv.Itoa(len(body)),
	}
	var b strings.Builder
	fmt.Fprintf(&b, "HTTP/1.1 %d %s\r\n", status, http.StatusText(status))
	for _, line := range header {
		name, _, _ := strings.Cut(line, ":")
		delete(usual, name)
		if name == "Transfer-Encoding" {
			delete(usual, "Content-Length")
		}
		fmt.Fprintf(&b, "%s\r\n", line)
	}
	for name, value := range usual {
		fmt.Fprintf(&b, "%s: %s\r\n", name, value)
	}
	return b.String() + "\r\n" + body
}

// chunked is a body in one chunk, without the last one that ends it.
func chunked(body string) string { return fmt.Sprintf("%x\r\n%s\r\n", len(body), body) }

// piped is a stage in a bubble: the service is on pipes, and it alone is
// dialled, as often as there are tries.
func piped(answer script, change ...func(*stage)) func(*testing.T) stage {
	return func(t *testing.T) stage {
		network := &pipes{script: answer}
		t.Cleanup(network.close)
		s := stage{base: network.transport(), kind: "application/json"}
		s.after = func(t *testing.T, tries int) {
			t.Helper()
			dialled, requests := network.seen()
			for _, address := range dialled {
				assert.Equal(t, setupDomain+":443", address, "nothing but the service is dialled")
			}
			if !s.warm {
				assert.Len(t, requests, tries, "each try is one request, and no request is made behind it")
			}
		}
		for _, f := range change {
			f(&s)
		}
		return s
	}
}

// answered is a stage in a bubble that answers at once.
func answered(status int, body string, header ...string) func(*testing.T) stage {
	return piped(write(response(status, body, header...)), func(s *stage) { s.length = len(body) })
}

// with gives a stage's client an option.
func with(opts ...janrain.Option) func(*stage) {
	return func(s *stage) { s.opts = append(s.opts, opts...) }
}
