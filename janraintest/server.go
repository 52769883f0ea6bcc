package janraintest

import (
	"context"
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
	"github.com/janrain-go/janrain/internal/signinpage"
)

// A Server is the service, on a port of the loopback interface. It is also an
// http.Handler, to be put behind a server or a mux of the caller's own. It is
// safe for concurrent use.
//
// It starts with one application, to which its methods refer; app/create
// makes more. The fields are those of the start: after app/reset_api_key
// or app/delete the APIKey no longer works.
type Server struct {
	URL        string // base URL, such as "http://127.0.0.1:41234", without a trailing slash
	AppID      string // of the first application, 20 letters
	APIKey     string `json:"-"` // of the first application; 40 hexadecimal digits by default
	PartnerKey string `json:"-"` // 31 digits by default

	clientID, clientSecret string // HTTP Basic is required if they are set

	state     state
	browser   *http.ServeMux // the pages
	responder responder
	failures  failures
	records   recorder

	http   *http.Server
	closed chan struct{} // ends responses that hang
	once   sync.Once
}

// NewServer starts a server. The caller calls Close when it is done with it.
// Like httptest.NewServer, it panics if no port is available.
func NewServer(opts ...Option) *Server {
	s := &Server{
		APIKey:     randomHex(20),
		PartnerKey: randomText(31, "0123456789"),
		closed:     make(chan struct{}),
	}
	s.state.now, s.state.lifetime = time.Now, 10*time.Minute
	s.responder.failStatus = http.StatusBadRequest
	for _, opt := range opts {
		if opt != nil {
			opt(s)
		}
	}
	s.state.open(s.APIKey)
	s.AppID = s.state.first.id
	s.browser = pages{&s.state}.mux()
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
	s.state.url = s.URL
	s.http = &http.Server{Handler: s, ReadHeaderTimeout: time.Minute}
	go func() { _ = s.http.Serve(l) }() // it returns ErrServerClosed after Close
}

// Close stops the server and ends responses that hang. It may be called twice.
func (s *Server) Close() {
	s.once.Do(func() {
		close(s.closed)
		_ = s.http.Close() // nothing is lost if it fails
	})
}

// Client returns a client with the server's API key and partner key, and with opts. It
// panics if NewClient rejects them.
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

// LogValue returns the base URL.
func (s *Server) LogValue() slog.Value { return slog.StringValue(fmt.Sprint(s)) }

// ServeHTTP serves what the service does: calls, and the pages that a sign-in
// link leads to. FailNext and Requests concern calls only.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if _, page := s.browser.Handler(r); page != "" {
		s.browser.ServeHTTP(w, r)
		return
	}
	if !isCall(r.URL.Path) {
		signinpage.Write(w, signinpage.Missing{Back: signinpage.Back(r)})
		return
	}
	form, refused := readForm(w, r)
	record := newRecord(s.state.now(), r, form, []string{s.APIKey, s.PartnerKey, s.clientSecret})
	a := s.failures.take()(&s.responder, func() response { return s.respond(r, form, refused) })
	record.Status, record.Code = a.status, a.code
	s.records.add(record) // before the caller can know of the response
	a.write(w, r, s.closed)
}

// isCall reports whether a path is below one of the API's roots, documented or not.
func isCall(path string) bool {
	return slices.ContainsFunc([]string{"/api/", "/partner/", "/plugin/", "/signin/"}, func(root string) bool {
		return strings.HasPrefix(path, root)
	})
}

// respond returns the service's response to a request with a form, or to one whose form
// cannot be read.
func (s *Server) respond(r *http.Request, form url.Values, refused *refusal) response {
	e, ok := endpoints[r.URL.Path]
	if !ok {
		return page(http.StatusNotFound)
	}
	var body members
	if refused == nil {
		body, refused = s.perform(e, r, form)
	}
	if refused != nil {
		return s.responder.refuse(refused)
	}
	return s.responder.accept(e, body)
}

// perform carries out a call, one at a time.
func (s *Server) perform(e endpoint, r *http.Request, form url.Values) (members, *refusal) {
	s.state.mu.Lock()
	defer s.state.mu.Unlock()
	app, refused := s.admit(e, r, form)
	if refused != nil {
		return nil, refused
	}
	return e.act(call{&s.state, app, form})
}
