package janraintest

import (
	"net/url"
	"slices"
	"time"

	"github.com/janrain-go/janrain"
)

// A Request is one that the server has answered. Keys, tokens and secrets are
// not in it.
type Request struct {
	Time        time.Time
	Method      string // the endpoint's documented name, as "auth_info"; "" for a path that is none
	HTTPMethod  string
	Path        string
	ContentType string     // without its parameters
	BasicAuth   bool       // HTTP Basic came with it
	Form        url.Values // of the body; "[redacted]" stands for each secret
	Status      int        // that it was answered with; 0 where it was not
	Code        janrain.Code
}

// WithLastRequests keeps the last n requests only, for a server that answers
// millions; none where n is 0. The default is to keep all.
func WithLastRequests(n int) Option { return func(s *Server) { s.lastRequests = &n } }

// Requests returns what has been asked so far, the oldest first. They are the
// caller's to change.
func (s *Server) Requests() []Request {
	s.mu.Lock()
	defer s.mu.Unlock()
	requests := slices.Clone(s.requests)
	for i := range requests {
		requests[i].Form = cloned(requests[i].Form)
	}
	return requests
}

func (s *Server) record(r Request) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.requests = append(s.requests, r)
	if s.lastRequests != nil && len(s.requests) > *s.lastRequests {
		s.requests = slices.Delete(s.requests, 0, len(s.requests)-max(*s.lastRequests, 0))
	}
}

func cloned(form url.Values) url.Values {
	clone := url.Values{}
	for name, values := range form {
		clone[name] = slices.Clone(values)
	}
	return clone
}
