package janraintest

import (
	"bytes"
	"iter"
	"sync"
	"time"

	"github.com/janrain-go/janrain"
)

// A Failure is a way for the service to fail; see FailNext. The zero Failure is none.
type Failure struct {
	// alter returns the response that is sent. To call usual does what the service
	// would have done: a token is spent then.
	alter alteration
}

type alteration func(to *responder, usual func() response) response

// ErrorCode refuses the call with a code, in the service's words for it. The token is not
// spent.
func ErrorCode(code janrain.Code) Failure { return ErrorMessage(code, textOf(code)) }

// ErrorMessage refuses the call with a code and a message, such as
// ErrorMessage(janrain.CodeAuthentication, "Invalid apiKey"). The token is not spent.
func ErrorMessage(code janrain.Code, message string) Failure {
	return Failure{func(to *responder, _ func() response) response {
		return to.refuse(&refusal{code, message})
	}}
}

// RetryAfter returns the same failure with the header Retry-After, in whole seconds, as
// for NotJSON(503).RetryAfter(time.Minute).
func (f Failure) RetryAfter(d time.Duration) Failure {
	return Failure{func(to *responder, usual func() response) response {
		alter := f.alter
		if alter == nil {
			alter = unaltered
		}
		a := alter(to, usual)
		a.retryAfter = d
		return a
	}}
}

func unaltered(_ *responder, usual func() response) response { return usual() }

// Slow responds as usual, but after d. The token is spent.
func Slow(d time.Duration) Failure {
	return Failure{func(_ *responder, usual func() response) response {
		a := usual()
		a.delay = d
		return a
	}}
}

// Hang never responds: the request ends when the caller gives up, or with Close. The token
// is spent.
func Hang() Failure {
	return Failure{func(_ *responder, usual func() response) response {
		usual()
		return response{code: janrain.CodeNone}
	}}
}

// CutOff breaks the connection after n bytes of the response's body. The header announces
// the whole length, except for all_mappings, which comes in chunks. The token is spent.
func CutOff(n int) Failure {
	return Failure{func(_ *responder, usual func() response) response {
		a := usual()
		a.cut, a.cutAt = true, n
		return a
	}}
}

// NotJSON responds with a web server's page, as for NotJSON(502). The token is not spent.
func NotJSON(status int) Failure {
	return Failure{func(*responder, func() response) response { return page(status) }}
}

// Raw responds with this body to every request. The token is not spent. A status below 200
// becomes 500.
func Raw(status int, contentType, body string) Failure {
	return Failure{func(*responder, func() response) response {
		a := page(status)
		a.contentType = contentType
		return a.with([]byte(body))
	}}
}

// Redirect responds with a redirect, as for Redirect(307, "https://elsewhere.example/").
// The token is not spent.
func Redirect(status int, location string) Failure {
	return Failure{func(*responder, func() response) response {
		a := page(status)
		a.location = location
		return a
	}}
}

// TooLarge responds as usual, with white space after the response that makes it n bytes
// long. The token is spent.
func TooLarge(n int) Failure {
	return Failure{func(_ *responder, usual func() response) response {
		a := usual()
		a.body = padded(a.body, n)
		if a.length >= 0 {
			a.length = max(a.length, n)
		}
		return a
	}}
}

func padded(body iter.Seq[[]byte], n int) iter.Seq[[]byte] {
	return func(yield func([]byte) bool) {
		length := 0
		for piece := range body {
			length += len(piece)
			if !yield(piece) {
				return
			}
		}
		yield(bytes.Repeat([]byte(" "), max(n-length, 0)))
	}
}

// failures are those that FailNext and FailAll ask for.
type failures struct {
	mu   sync.Mutex
	next []Failure
	all  Failure
}

// FailNext makes the next calls fail, one for each failure, in this order.
func (s *Server) FailNext(next ...Failure) {
	s.failures.mu.Lock()
	defer s.failures.mu.Unlock()
	s.failures.next = append(s.failures.next, next...)
}

// FailAll makes all calls fail until Recover, except those that FailNext has a failure for.
func (s *Server) FailAll(all Failure) {
	s.failures.mu.Lock()
	defer s.failures.mu.Unlock()
	s.failures.all = all
}

// Recover ends what FailNext and FailAll began.
func (s *Server) Recover() {
	s.failures.mu.Lock()
	defer s.failures.mu.Unlock()
	s.failures.next, s.failures.all = nil, Failure{}
}

// take returns how the next response is altered.
func (f *failures) take() alteration {
	f.mu.Lock()
	defer f.mu.Unlock()
	failure := f.all
	if len(f.next) > 0 {
		failure, f.next = f.next[0], f.next[1:]
	}
	if failure.alter == nil {
		return unaltered
	}
	return failure.alter
}
