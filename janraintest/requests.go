package janraintest

import (
	"encoding/json"
	"fmt"
	"log/slog"
	"net/url"
	"slices"
	"time"

	"github.com/janrain-go/janrain"
)

// A Request is one that the server has answered. Keys, tokens, secrets and the states of
// sign-ins are not in it, as they are or encoded: of the form, only the values of
// parameters that are known to be harmless are kept.
type Request struct {
	Time        time.Time
	Method      string // the endpoint's documented name, as "auth_info"; "" for a path that is none
	HTTPMethod  string
	Path        string
	ContentType string       // without its parameters
	BasicAuth   bool         // HTTP Basic came with it
	Form        url.Values   // of the body; "[redacted]" stands for each value that is not kept
	Status      int          // HTTP status of the response; 0 if there was none
	Code        janrain.Code // of the refusal; janrain.CodeNone if the call succeeded
}

// Format prints the request in one line for every verb, with the code only if it was
// refused with one.
func (r Request) Format(f fmt.State, _ rune) {
	_, _ = fmt.Fprintf(f, "%s %s %d", r.HTTPMethod, r.Path, r.Status)
	if r.Code != janrain.CodeNone {
		_, _ = fmt.Fprintf(f, " code %d", int(r.Code))
	}
	for _, name := range sortedNames(r.Form) {
		_, _ = fmt.Fprintf(f, " %s=%q", name, r.Form[name])
	}
}

// LogValue is the same line.
func (r Request) LogValue() slog.Value { return slog.StringValue(fmt.Sprint(r)) }

// MarshalJSON leaves the code out if the request was refused with none.
func (r Request) MarshalJSON() ([]byte, error) {
	type plain Request
	object := struct {
		plain
		Code *janrain.Code `json:",omitempty"`
	}{plain: plain(r)}
	if r.Code != janrain.CodeNone {
		object.Code = &r.Code
	}
	return json.Marshal(object)
}

// UnmarshalJSON decodes the output of MarshalJSON.
func (r *Request) UnmarshalJSON(text []byte) error {
	type plain Request
	object := plain{Code: janrain.CodeNone}
	if err := json.Unmarshal(text, &object); err != nil {
		return err
	}
	*r = Request(object)
	return nil
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
