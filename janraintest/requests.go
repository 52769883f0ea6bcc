package janraintest

import (
	"encoding/json"
	"fmt"
	"log/slog"
	"mime"
	"net/http"
	"net/url"
	"slices"
	"sync"
	"time"

	"github.com/janrain-go/janrain"
)

// A Request is one that the server has answered. It holds no keys, tokens, secrets or
// states of sign-ins, neither plain nor encoded: of the form, only the values of
// parameters that are known to be harmless are kept.
type Request struct {
	Time        time.Time
	Endpoint    string // its documented name, such as "auth_info"; "" for an undocumented path
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

// newRecord returns the record of a request that came at a time. Its form is nil if it
// could not be read. Documented names are not secret.
func newRecord(at time.Time, r *http.Request, form url.Values, secrets []string) Request {
	e, documented := endpoints[r.URL.Path]
	kind, _, _ := mime.ParseMediaType(r.Header.Get("Content-Type"))
	_, _, basic := r.BasicAuth()
	record := Request{
		Time: at, Endpoint: e.name, HTTPMethod: r.Method, Path: r.URL.Path, ContentType: kind, BasicAuth: basic,
	}
	x := newScrubber(secrets, nil)
	if !documented {
		record.Path = x.clean("", record.Path)
	}
	if r.Method != http.MethodPost {
		record.HTTPMethod = x.clean("", record.HTTPMethod)
	}
	if kind != typeForm {
		record.ContentType = x.clean("", kind)
	}
	if form != nil {
		record.Form = withoutSecrets(form, secrets)
	}
	return record
}

// A recorder keeps the requests that the server has answered.
type recorder struct {
	last *int // how many; nil for all of them

	mu       sync.Mutex
	requests []Request
}

// Requests returns the requests so far, the oldest first. The caller may change them.
func (s *Server) Requests() []Request {
	s.records.mu.Lock()
	defer s.records.mu.Unlock()
	requests := slices.Clone(s.records.requests)
	for i := range requests {
		requests[i].Form = cloned(requests[i].Form)
	}
	return requests
}

func (l *recorder) add(r Request) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.requests = append(l.requests, r)
	if l.last != nil && len(l.requests) > *l.last {
		l.requests = slices.Delete(l.requests, 0, len(l.requests)-max(*l.last, 0))
	}
}

func cloned(form url.Values) url.Values {
	clone := url.Values{}
	for name, values := range form {
		clone[name] = slices.Clone(values)
	}
	return clone
}
