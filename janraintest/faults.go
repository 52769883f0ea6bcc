package janraintest

import (
	"bytes"
	"iter"
	"time"

	"github.com/janrain-go/janrain"
)

// A Fault is a way for the service to fail; see FailNext. The zero Fault is
// none.
type Fault struct {
	// alter makes the answer that goes out. To call usual does what the service
	// would have done: a token is spent then.
	alter alteration
}

type alteration func(s *Server, usual func() answer) answer

// FailNext makes the next calls fail, one for each fault, in this order.
func (s *Server) FailNext(faults ...Fault) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.nextFaults = append(s.nextFaults, faults...)
}

// FailAll makes all calls fail until Recover, those excepted that FailNext has
// a fault for.
func (s *Server) FailAll(fault Fault) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.allFault = fault
}

// Recover ends what FailNext and FailAll began.
func (s *Server) Recover() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.nextFaults, s.allFault = nil, Fault{}
}

// fault is how the next answer is altered.
func (s *Server) fault() alteration {
	s.mu.Lock()
	defer s.mu.Unlock()
	fault := s.allFault
	if len(s.nextFaults) > 0 {
		fault, s.nextFaults = s.nextFaults[0], s.nextFaults[1:]
	}
	if fault.alter == nil {
		return unaltered
	}
	return fault.alter
}

// ErrorCode refuses with a code, in the service's words for it. A token is not
// spent.
func ErrorCode(code janrain.Code) Fault { return ErrorMessage(code, textOf(code)) }

// ErrorMessage refuses with a code and a message, as
// ErrorMessage(janrain.CodeAuthentication, "Invalid apiKey"). A token is not
// spent.
func ErrorMessage(code janrain.Code, message string) Fault {
	return Fault{func(s *Server, _ func() answer) answer {
		return s.refuse(&failure{code, message})
	}}
}

// RetryAfter is the same fault with the header Retry-After, in whole seconds, as
// for NotJSON(503).RetryAfter(time.Minute).
func (f Fault) RetryAfter(d time.Duration) Fault {
	return Fault{func(s *Server, usual func() answer) answer {
		alter := f.alter
		if alter == nil {
			alter = unaltered
		}
		a := alter(s, usual)
		a.retryAfter = d
		return a
	}}
}

func unaltered(_ *Server, usual func() answer) answer { return usual() }

// Slow answers as ever, but after d. A token is spent.
func Slow(d time.Duration) Fault {
	return Fault{func(_ *Server, usual func() answer) answer {
		a := usual()
		a.delay = d
		return a
	}}
}

// Hang never answers: it ends when the caller gives up, or with Close. A token
// is spent.
func Hang() Fault {
	return Fault{func(_ *Server, usual func() answer) answer {
		usual()
		return answer{code: janrain.CodeNone}
	}}
}

// CutOff breaks the connection after n bytes of the answer's body, of which
// the whole length was announced, that of all_mappings excepted: it comes in
// chunks. A token is spent.
func CutOff(n int) Fault {
	return Fault{func(_ *Server, usual func() answer) answer {
		a := usual()
		a.cut, a.cutAt = true, n
		return a
	}}
}

// NotJSON answers with a web server's page, as for NotJSON(502). A token is
// not spent.
func NotJSON(status int) Fault {
	return Fault{func(*Server, func() answer) answer { return page(status) }}
}

// Raw answers with this body whatever was asked. A token is not spent. A status
// below 200 becomes 500.
func Raw(status int, contentType, body string) Fault {
	return Fault{func(*Server, func() answer) answer {
		a := page(status)
		a.contentType = contentType
		return a.with([]byte(body))
	}}
}

// Redirect answers with a redirect, as for Redirect(307,
// "https://elsewhere.example/"). A token is not spent.
func Redirect(status int, location string) Fault {
	return Fault{func(*Server, func() answer) answer {
		a := page(status)
		a.location = location
		return a
	}}
}

// TooLarge answers as ever, but with white space behind the answer that makes
// it n bytes long. A token is spent.
func TooLarge(n int) Fault {
	return Fault{func(_ *Server, usual func() answer) answer {
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
