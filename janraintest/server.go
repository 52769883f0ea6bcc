package janraintest

import (
	"context"
	"crypto/rand"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/janrain-go/janrain"
)

// A Server is the service, on a port of the loopback interface. It is also an
// http.Handler, to be put behind a server or a mux of the caller's own. It is
// safe for many goroutines at once.
//
// It has one application from the start, to which its methods refer; app/create
// makes more. The fields say what was so at the start: after app/reset_api_key
// or app/delete the APIKey works no more.
type Server struct {
	URL        string // base URL, as "http://127.0.0.1:41234", without a slash at the end
	AppID      string // of the first application, 20 letters
	APIKey     string `json:"-"` // of the first application; 40 hexadecimal digits unless WithAPIKey says otherwise
	PartnerKey string `json:"-"` // 31 digits unless WithPartnerKey says otherwise

	clientID, clientSecret string // HTTP Basic is demanded where they are set
	failStatus             int
	now                    func() time.Time
	lifetime               time.Duration
	users                  []janrain.AuthInfo
	lastRequests           *int // nil for all of them
	userData               func(identifier string) (janrain.AuthInfo, bool)
	flat, enforced         bool
	browser                *http.ServeMux // the pages

	http   *http.Server
	closed chan struct{} // ends answers that hang
	once   sync.Once

	mu         sync.Mutex
	first      *application   // that the server began with; it may be deleted
	apps       []*application // in the order in which they were made
	requests   []Request
	nextFaults []Fault
	allFault   Fault
	answers    int
}

// An Option changes what NewServer makes.
type Option func(*Server)

// WithAPIKey sets the API key of the first application.
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
// the vendor says no more than "within minutes". With 0 every token has expired.
func WithTokenLifetime(d time.Duration) Option { return func(s *Server) { s.lifetime = d } }

// WithStatusOK makes the server refuse under HTTP 200, as the service did
// before 2013. The default is 400.
func WithStatusOK() Option { return func(s *Server) { s.failStatus = http.StatusOK } }

// WithFlatAnswers makes app/create, app/create_invite and lookup_rp answer with
// an object, as recorded in 2011. The default is as the vendor's later pages
// show it: {"partnerresponse":{...}}, {"PartnerResponse":{...}} and
// {"pluginresponse":{...}}, the names in lower case in the first and the last.
func WithFlatAnswers() Option { return func(s *Server) { s.flat = true } }

// NewServer starts a server. The caller calls Close when it is done with it.
// As httptest.NewServer it panics where there is no port to be had.
func NewServer(opts ...Option) *Server {
	s := &Server{
		APIKey:     randomHex(20),
		PartnerKey: randomText(31, "0123456789"),
		failStatus: http.StatusBadRequest,
		now:        time.Now,
		lifetime:   10 * time.Minute,
		closed:     make(chan struct{}),
	}
	for _, opt := range opts {
		if opt != nil {
			opt(s)
		}
	}
	s.first = newApplication(s.APIKey, "Example", "shop.example.com")
	s.first.admins = []admin{{"owner@example.com", true}}
	s.first.enforced = s.enforced
	s.apps, s.AppID = []*application{s.first}, s.first.id
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

// Client returns a client with the server's API key and partner key, and with opts. It
// panics where NewClient refuses them.
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

// Format prints the base URL and no key, for every verb.
func (s *Server) Format(f fmt.State, _ rune) {
	if s == nil {
		_, _ = io.WriteString(f, "janraintest.Server(nil)")
		return
	}
	_, _ = fmt.Fprintf(f, "janraintest.Server{%s}", s.URL)
}

// LogValue is the base URL.
func (s *Server) LogValue() slog.Value { return slog.StringValue(fmt.Sprint(s)) }

// ServeHTTP answers as the service does: calls, and the pages that a sign-in
// link leads to. FailNext and Requests know of calls alone.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if _, page := s.browser.Handler(r); page != "" {
		s.browser.ServeHTTP(w, r)
		return
	}
	if !isCall(r.URL.Path) { // a browser asks for more than it was told of
		http.NotFound(w, r)
		return
	}
	record := s.newRecord(r)
	form, failure := s.readForm(w, r, &record)
	a := s.fault()(s, func() answer { return s.answer(r, form, failure) })
	record.Status, record.Code = a.status, a.code
	s.record(record) // before the caller can know of the answer
	a.write(w, r, s.closed)
}

// isCall reports a path below one of the API's roots, documented or not.
func isCall(path string) bool {
	return slices.ContainsFunc([]string{"/api/", "/partner/", "/plugin/", "/signin/"}, func(root string) bool {
		return strings.HasPrefix(path, root)
	})
}

// answer is what the service says to a request with this form, or without one
// that can be read.
func (s *Server) answer(r *http.Request, form url.Values, failure *failure) answer {
	e, ok := endpoints[r.URL.Path]
	if !ok {
		return page(http.StatusNotFound)
	}
	var body members
	if failure == nil {
		body, failure = s.perform(e, r, form)
	}
	if failure != nil {
		return s.refuse(failure)
	}
	return s.accept(e, body)
}

// perform does what is asked for, one call at a time.
func (s *Server) perform(e endpoint, r *http.Request, form url.Values) (members, *failure) {
	s.mu.Lock()
	defer s.mu.Unlock()
	app, failure := s.admit(e, r, form)
	if failure != nil {
		return nil, failure
	}
	return e.act(call{s, app, form})
}

func randomHex(bytes int) string { return randomText(2*bytes, "0123456789abcdef") }

// randomText is not even where the alphabet's length does not divide 256; what
// is random here keeps nobody out.
func randomText(n int, alphabet string) string {
	b := make([]byte, n)
	_, _ = rand.Read(b) // never fails, it says
	for i := range b {
		b[i] = alphabet[int(b[i])%len(alphabet)]
	}
	return string(b)
}
