package janraintest

import (
	"bytes"
	"fmt"
	"iter"
	"math"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"sync/atomic"
	"time"

	"github.com/janrain-go/janrain"
)

// A response is what is sent, and how.
type response struct {
	status      int // 0 for a response that is never sent
	code        janrain.Code
	contentType string
	location    string
	retryAfter  time.Duration
	body        iter.Seq[[]byte] // in pieces
	length      int              // of the body in bytes; -1 if it is not known
	delay       time.Duration
	cut         bool // the connection breaks after the body's first cutAt bytes
	cutAt       int
}

// with returns the response with this body.
func (a response) with(body []byte) response {
	a.body, a.length = slices.Values([][]byte{body}), len(body)
	return a
}

// write sends the response. To break the connection it panics with http.ErrAbortHandler.
func (a response) write(w http.ResponseWriter, r *http.Request, closed <-chan struct{}) {
	var due <-chan time.Time // never, for status 0
	if a.status != 0 {
		due = time.After(a.delay)
	}
	select {
	case <-due:
	case <-r.Context().Done():
		panic(http.ErrAbortHandler)
	case <-closed: // a return would send an empty response with status 200
		panic(http.ErrAbortHandler)
	}
	a.writeHeader(w)
	left := math.MaxInt
	if a.cut {
		left = max(a.cutAt, 0)
	}
	for piece := range a.body {
		piece = piece[:min(left, len(piece))]
		left -= len(piece)
		if _, err := w.Write(piece); err != nil || left == 0 {
			break // the caller has gone
		}
	}
	if a.cut {
		_ = http.NewResponseController(w).Flush()
		panic(http.ErrAbortHandler)
	}
}

func (a response) writeHeader(w http.ResponseWriter) {
	w.Header().Set("Content-Type", a.contentType)
	w.Header().Set("Cache-Control", "no-store")
	if a.location != "" {
		w.Header().Set("Location", a.location)
	}
	if a.retryAfter > 0 {
		w.Header().Set("Retry-After", strconv.Itoa(int(math.Ceil(a.retryAfter.Seconds()))))
	}
	if length := a.length; length >= 0 {
		if a.cut { // the header announces more than is sent
			length = max(length, min(max(a.cutAt, 0), length)+1)
		}
		w.Header().Set("Content-Length", strconv.Itoa(length))
	}
	w.WriteHeader(a.status)
}

// A responder writes responses in the form that the server's options ask for.
type responder struct {
	flat       bool // see WithFlatAnswers
	failStatus int  // HTTP status of a refusal
	count      atomic.Int64
}

// accept returns the response to a call that succeeded. In the vendor's examples, the names
// in a wrapper in lower case are in lower case too.
func (s *responder) accept(e endpoint, m members) response {
	if e.wrapper == "" || s.flat {
		return s.json(http.StatusOK, janrain.CodeNone, s.withStat("ok", m))
	}
	m = s.withStat("ok", m)
	if e.wrapper == strings.ToLower(e.wrapper) {
		for i := range m {
			m[i].name = strings.ToLower(m[i].name)
		}
	}
	return s.json(http.StatusOK, janrain.CodeNone, members{{e.wrapper, m}})
}

// refuse returns the response to a call that failed.
func (s *responder) refuse(f *refusal) response {
	err := member{"err", map[string]any{"code": int(f.code), "msg": f.message}}
	return s.json(s.failStatus, f.code, s.withStat("fail", members{err}))
}

// withStat writes stat as the service does, now as the first member, now as the last.
func (s *responder) withStat(stat string, m members) members {
	at := len(m)
	if s.count.Add(1)%2 == 0 {
		at = 0
	}
	return slices.Insert(slices.Clone(m), at, member{"stat", stat})
}

func (s *responder) json(status int, code janrain.Code, m members) response {
	a := response{status: status, code: code, contentType: "application/json; charset=utf-8"}
	if slices.ContainsFunc(m, func(one member) bool { _, ok := one.value.(stream); return ok }) {
		a.length = -1
		a.body = func(yield func([]byte) bool) {
			m.pieces(func(piece []byte) bool { return yield(escapeSlashes(piece)) })
		}
		return a
	}
	return a.with(escapeSlashes(slices.Concat(slices.Collect(m.pieces)...)))
}

// escapeSlashes escapes slashes as the service does. In JSON they occur only in strings.
func escapeSlashes(text []byte) []byte { return bytes.ReplaceAll(text, []byte("/"), []byte(`\/`)) }

// page returns the response of a web server in front of the service. A status that net/http
// would panic on becomes 500.
func page(status int) response {
	if status < 200 || status > 999 {
		status = http.StatusInternalServerError
	}
	const html = "<!DOCTYPE html>\n<html><head><title>%d %s</title></head><body><h1>%[2]s</h1></body></html>\n"
	a := response{status: status, code: janrain.CodeNone, contentType: "text/html; charset=utf-8"}
	return a.with(fmt.Appendf(nil, html, status, http.StatusText(status)))
}
