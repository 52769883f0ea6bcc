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

// Switched is a response that switches protocols.
const Switched = "HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: Upgrade\r\n\r\n"

// A Script writes the response to the n-th request on a connection, and can write what net/http's
// server would not. It reports whether the connection stays open. Scripts run over pipes, which
// work inside a synctest bubble, or over TCP, which has resets.
type Script func(c net.Conn, n int) (keep bool)

// Pipes is a network of pipes without TLS on which only the service can be reached.
type Pipes struct {
	Script Script

	mu       sync.Mutex
	dialled  []string
	requests []string // bodies
	open     []net.Conn
	served   sync.WaitGroup
}

// Transport returns a transport that connects to the service.
func (p *Pipes) Transport() *http.Transport {
	return &http.Transport{DialContext: p.Dial, DialTLSContext: p.Dial}
}

// Dial connects to the service, whatever the address is.
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

// Close ends the service. From then on, the only goroutines in a synctest bubble are those that the
// client left behind; if there are any, synctest panics.
func (p *Pipes) Close() {
	p.mu.Lock()
	for _, c := range p.open {
		_ = c.Close()
	}
	p.mu.Unlock()
	p.served.Wait()
}

// Seen returns the addresses that were dialled and the bodies that arrived.
func (p *Pipes) Seen() (dialled, requests []string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.dialled, p.requests
}

// serveRaw reads requests from a connection and answers each, until either side ends the
// connection.
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

// RawService starts a service on TCP that runs the script, and returns its base URL. If accept is
// not nil, it is called for each new connection and reports whether to serve it.
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

// Unnoted ignores the body of a request.
func Unnoted(string) {}

// Reset ends a connection with a TCP reset, as a dying process does.
func Reset(c net.Conn) {
	if tcp, ok := c.(*net.TCPConn); ok {
		_ = tcp.SetLinger(0)
	}
	_ = c.Close()
}

// Write sends text and leaves the connection open.
func Write(text string) Script {
	return func(c net.Conn, _ int) bool {
		_, err := io.WriteString(c, text)
		return err == nil
	}
}

// WriteLast sends text and closes the connection.
func WriteLast(text string) Script {
	return func(c net.Conn, n int) bool { return Write(text)(c, n) && false }
}

// Forever sends first, then again without end.
func Forever(first, again string) Script {
	return func(c net.Conn, n int) bool {
		keep := Write(first)(c, n)
		for keep {
			keep = Write(again)(c, n)
		}
		return false
	}
}

// Silent sends nothing and leaves the connection open.
func Silent(net.Conn, int) bool { return true }

// RawResponse returns an HTTP response as it is sent over the wire. The given header lines replace
// the default ones of the same name.
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

// Chunked returns a body as one chunk, without the last chunk that ends a response.
func Chunked(body string) string { return fmt.Sprintf("%x\r\n%s\r\n", len(body), body) }

// Piped returns a stage for a synctest bubble: the service is reached over pipes, and the client
// may send one request per try and dial nothing else.
func Piped(answer Script, change ...func(*Stage)) func(*testing.T) Stage {
	return func(t *testing.T) Stage {
		network := &Pipes{Script: answer}
		t.Cleanup(network.Close)
		s := Stage{Base: network.Transport(), Kind: "application/json"}
		s.After = func(t *testing.T, tries int) {
			t.Helper()
			dialled, requests := network.Seen()
			for _, address := range dialled {
				assert.Equal(t, Domain+":443", address, "only the service may be dialled")
			}
			if !s.Warm {
				assert.Len(t, requests, tries, "each try must send exactly one request")
			}
		}
		for _, f := range change {
			f(&s)
		}
		return s
	}
}

// RawAnswer returns a stage for a synctest bubble whose service responds at once.
func RawAnswer(status int, body string, header ...string) func(*testing.T) Stage {
	return Piped(Write(RawResponse(status, body, header...)), func(s *Stage) { s.Length = len(body) })
}

// With adds options to the client of a stage.
func With(opts ...janrain.Option) func(*Stage) {
	return func(s *Stage) { s.Opts = append(s.Opts, opts...) }
}

// A Stage is a faulty service, the client's configuration, and what the error must say.
type Stage struct {
	Domain string // "" for Domain
	Base   *http.Transport
	Opts   []janrain.Option
	Warm   bool                             // make a successful call first
	Ctx    func(*testing.T) context.Context // nil for the test's context

	Kind   string                // the content type in a *DecodeError
	Length int                   // the length of the body in a *DecodeError; -1 if it has none
	After  func(*testing.T, int) // asserts what else must hold after that many tries
}
