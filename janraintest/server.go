package janraintest

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"net"
	"net/http"
	"net/url"
	"sync"
	"time"

	"github.com/janrain-go/janrain"
)

// A Server is the service, on a port of the loopback interface. It is also an
// http.Handler, to be put behind a server or a mux of the caller's own. It is
// safe for many goroutines at once.
type Server struct {
	URL        string // base URL, as "http://127.0.0.1:41234", without a slash at the end
	APIKey     string // of the one application; 40 hexadecimal digits unless WithAPIKey says otherwise
	PartnerKey string // 31 digits unless WithPartnerKey says otherwise

	clientID, clientSecret string // HTTP Basic is demanded where they are set
	failStatus             int
	now                    func() time.Time
	lifetime               time.Duration
	users                  []janrain.AuthInfo
	browser                *http.ServeMux // the pages

	http   *http.Server
	closed chan struct{} // ends answers that hang
	once   sync.Once

	mu           sync.Mutex
	tokens       map[string]*signIn
	accessTokens map[string]string // by identifier
	properties   map[janrain.Provider]url.Values
	requests     []Request
	nextFaults   []Fault
	allFault     Fault
	answers      int
}

// An Option changes what NewServer makes.
type Option func(*Server)

// WithAPIKey sets the API key that the server takes.
func WithAPIKey(key string) Option { return func(s *Server) { s.APIKey = key } }

// WithPartnerKey sets the partner key that the server takes.
func WithPartnerKey(key string) Option { return func(s *Server) { s.PartnerKey = key } }

// WithBasicAuth makes the server demand HTTP Basic too. The default is not to,
// as the service.
func WithBasicAuth(clientID, clientSecret string) Option {
	return func(s *Server) { s.clientID, s.clientSecret = clientID, clientSecret }
}

// WithClock sets what the server takes for the time, so that a test can let a
// token grow old. The default is time.Now.
func WithClock(now func() time.Time) Option {
	return func(s *Server) {
		if now != nil {
			s.now = now
		}
	}
}

// WithTokenLifetime sets how long a token works. The default is ten minutes;
// the vendor says no more than "within minutes".
func WithTokenLifetime(d time.Duration) Option { return func(s *Server) { s.lifetime = d } }

// WithStatusOK makes the server refuse under HTTP 200, as the service did
// before 2013. The default is 400.
func WithStatusOK() Option { return func(s *Server) { s.failStatus = http.StatusOK } }

// NewServer starts a server. The caller calls Close when it is done with it.
// As httptest.NewServer it panics where there is no port to be had.
func NewServer(opts ...Option) *Server {
	s := &Server{
		APIKey:       randomHex(20),
		PartnerKey:   randomDigits(31),
		failStatus:   http.StatusBadRequest,
		now:          time.Now,
		lifetime:     10 * time.Minute,
		closed:       make(chan struct{}),
		tokens:       map[string]*signIn{},
		accessTokens: map[string]string{},
		properties:   map[janrain.Provider]url.Values{},
	}
	for _, opt := range opts {
		if opt != nil {
			opt(s)
		}
	}
	s.browser = s.pages()
	s.listen()
	return s
}

// listen does without net/http/httptest, which links package testing into
// every program that runs on the fake.
func (s *Server) listen() {
	l, err := new(net.ListenConfig).Listen(context.Background(), "tcp", "127.0.0.1:0")
	if err != nil {
		panic("janraintest: " + err.Error())
	}
	s.URL = "http://" + l.Addr().String()
	s.http = &http.Server{Handler: s, ReadHeaderTimeout: time.Minute}
	go func() { _ = s.http.Serve(l) }() // it ends with Close, and says so
}

// Close ends the server, answers that hang included. It may be called twice.
func (s *Server) Close() {
	s.once.Do(func() {
		close(s.closed)
		_ = s.http.Close() // it has nothing to lose
	})
}

// Client returns a client with the server's keys, and with opts. It panics
// where NewClient refuses them.
func (s *Server) Client(opts ...janrain.Option) *janrain.Client {
	all := []janrain.Option{janrain.WithPartnerKey(s.PartnerKey)}
	if s.clientID != "" {
		all = append(all, janrain.WithBasicAuth(s.clientID, s.clientSecret))
	}
	client, err := janrain.NewClient(s.URL, s.APIKey, append(all, opts...)...)
	if err != nil {
		panic("janraintest: " + err.Error())
	}
	return client
}

// ServeHTTP answers as the service does: calls, and the pages that a sign-in
// link leads to. FailNext and Requests know of calls alone.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if _, page := s.browser.Handler(r); page != "" {
		s.browser.ServeHTTP(w, r)
		return
	}
	record := Request{Time: s.now(), HTTPMethod: r.Method, Path: r.URL.Path, Method: endpoints[r.URL.Path].name}
	form, failure := s.readForm(w, r, &record)
	a := s.fault()(s, func() answer { return s.answer(r, form, failure) })
	record.Status, record.Code = a.status, a.code
	s.record(record) // before the caller can know of the answer
	a.write(w, r, s.closed)
}

// answer is what the service says to a request with this form, or without one
// that can be read.
func (s *Server) answer(r *http.Request, form url.Values, failure *failure) answer {
	e, ok := endpoints[r.URL.Path]
	if !ok {
		return page(http.StatusNotFound)
	}
	if failure == nil {
		failure = s.admit(e, r, form)
	}
	if failure != nil {
		return s.refuse(failure)
	}
	body, failure := e.act(s, form)
	if failure != nil {
		return s.refuse(failure)
	}
	return s.accept(body)
}

func randomHex(bytes int) string {
	b := make([]byte, bytes)
	_, _ = rand.Read(b) // never fails, it says
	return hex.EncodeToString(b)
}

func randomDigits(n int) string {
	b := make([]byte, n)
	_, _ = rand.Read(b)
	for i := range b {
		b[i] = '0' + b[i]%10
	}
	return string(b)
}
