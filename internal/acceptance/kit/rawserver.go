package kit

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

// LongText is 64 KiB.
var LongText = strings.Repeat("x", 64<<10)

const Switched = "HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: Upgrade\r\n\r\n"

// What net/http's own server would not send is sent from here: over pipes,
// which work in a bubble's time, and over TCP, where a reset is one.

// A Script answers one request over its connection, the n-th on it. It reports
// whether the connection stays open.
type Script func(c net.Conn, n int) (keep bool)

// Pipes are a network with the service on it: every connection is a pipe, and
// nothing else can be reached. TLS is left out, its rows are TCP's.
type Pipes struct {
	Script Script

	mu       sync.Mutex
	dialled  []string
	requests []string // bodies
	open     []net.Conn
	served   sync.WaitGroup
}

func (p *Pipes) Transport() *http.Transport {
	return &http.Transport{DialContext: p.Dial, DialTLSContext: p.Dial}
}

func (p *Pipes) Dial(_ context.Context, _, address string) (net.Conn, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.dialled = append(p.dialled, address)
	client, service := net.Pipe()
	p.open = append(p.open, service)
	p.served.Go(func() { p.serve(service) })
	return client, nil
}

func (p *Pipes) serve(c net.Conn) {
	serveRaw(c, p.Script, func(body string) {
		p.mu.Lock()
		defer p.mu.Unlock()
		p.requests = append(p.requests, body)
	})
}

// close ends the service. What the client leaves behind is then all that a
// bubble can end with, and it panics where there is anything.
func (p *Pipes) Close() {
	p.mu.Lock()
	for _, c := range p.open {
		_ = c.Close()
	}
	p.mu.Unlock()
	p.served.Wait()
}

// seen returns the addresses that were dialled, and the forms that came.
func (p *Pipes) Seen() (dialled, requests []string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.dialled, p.requests
}

// serveRaw reads requests from a connection and has each answered, until one
// of both ends it.
func serveRaw(c net.Conn, answer Script, note func(body string)) {
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

// RawService is a service on TCP that answers by the script. accept, if there
// is one, comes first and tells whether to go on. It returns the base URL.
func RawService(t *testing.T, accept func(*net.TCPConn) bool, answer Script, note func(body string)) string {
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

func Unnoted(string) {}

// Reset ends a connection with a TCP reset, as a process that dies does.
func Reset(c net.Conn) {
	if tcp, ok := c.(*net.TCPConn); ok {
		_ = tcp.SetLinger(0)
	}
	_ = c.Close()
}

// Write sends a text and leaves the connection open.
func Write(text string) Script {
	return func(c net.Conn, _ int) bool {
		_, err := io.WriteString(c, text)
		return err == nil
	}
}

// WriteLast sends a text and closes the connection.
func WriteLast(text string) Script {
	return func(c net.Conn, n int) bool { return Write(text)(c, n) && false }
}

// Forever sends a text, and then another one again and again.
func Forever(first, again string) Script {
	return func(c net.Conn, n int) bool {
		keep := Write(first)(c, n)
		for keep {
			keep = Write(again)(c, n)
		}
		return false
	}
}

// Silent reads the next request only, which never comes.
func Silent(net.Conn, int) bool { return true }

// RawResponse is an HTTP answer as it goes over the wire. A header that is given
// stands in the place of the usual one.
func RawResponse(status int, body string, header ...string) string {
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

// Chunked is a body in one chunk, without the last one that ends it.
func Chunked(body string) string { return fmt.Sprintf("%x\r\n%s\r\n", len(body), body) }

// Piped is a stage in a bubble: the service is on pipes, and it alone is
// dialled, as often as there are tries.
func Piped(answer Script, change ...func(*Stage)) func(*testing.T) Stage {
	return func(t *testing.T) Stage {
		network := &Pipes{Script: answer}
		t.Cleanup(network.Close)
		s := Stage{Base: network.Transport(), Kind: "application/json"}
		s.After = func(t *testing.T, tries int) {
			t.Helper()
			dialled, requests := network.Seen()
			for _, address := range dialled {
				assert.Equal(t, Domain+":443", address, "nothing but the service is dialled")
			}
			if !s.Warm {
				assert.Len(t, requests, tries, "each try is one request, and no request is made behind it")
			}
		}
		for _, f := range change {
			f(&s)
		}
		return s
	}
}

// RawAnswer is a stage in a bubble that answers at once.
func RawAnswer(status int, body string, header ...string) func(*testing.T) Stage {
	return Piped(Write(RawResponse(status, body, header...)), func(s *Stage) { s.Length = len(body) })
}

// With gives a stage's client an option.
func With(opts ...janrain.Option) func(*Stage) {
	return func(s *Stage) { s.Opts = append(s.Opts, opts...) }
}

// A Stage is a service with a fault, and what the caller does about it.
type Stage struct {
	Domain string // "" for Domain
	Base   *http.Transport
	Opts   []janrain.Option
	Warm   bool                             // a call that succeeds goes before
	Ctx    func(*testing.T) context.Context // nil for the test's own

	Kind   string                // of a *DecodeError: the content type
	Length int                   // of a *DecodeError: the body's; -1 where it has none
	After  func(*testing.T, int) // what else must hold, after this many tries
}
