package janraintest

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"math"
	"net/http"
	"slices"
	"strconv"
	"time"

	"github.com/janrain-go/janrain"
)

// An answer is what goes over the wire, and how.
type answer struct {
	status      int // 0 for an answer that never comes
	code        janrain.Code
	contentType string
	location    string
	retryAfter  time.Duration
	body        []byte
	delay       time.Duration
	cut         bool // the connection breaks after the body's first cutAt bytes
	cutAt       int
}

// write sends the answer. Where there is none to send it panics with
// http.ErrAbortHandler, which is net/http's way to break a connection.
func (a answer) write(w http.ResponseWriter, r *http.Request, closed <-chan struct{}) {
	var due <-chan time.Time // never, for status 0
	if a.status != 0 {
		due = time.After(a.delay)
	}
	select {
	case <-due:
	case <-r.Context().Done():
		panic(http.ErrAbortHandler)
	case <-closed: // to return would be an empty answer under 200
		panic(http.ErrAbortHandler)
	}
	body := a.body
	w.Header().Set("Content-Type", a.contentType)
	w.Header().Set("Cache-Control", "no-store")
	w.Header().Set("Content-Length", strconv.Itoa(len(body)))
	if a.location != "" {
		w.Header().Set("Location", a.location)
	}
	if a.retryAfter > 0 {
		w.Header().Set("Retry-After", strconv.Itoa(int(math.Ceil(a.retryAfter.Seconds()))))
	}
	if a.cut {
		body = body[:min(max(a.cutAt, 0), len(body))]
		w.Header().Set("Content-Length", strconv.Itoa(max(len(a.body), len(body)+1)))
	}
	w.WriteHeader(a.status)
	_, _ = w.Write(body) // a caller that has gone is no matter
	if a.cut {
		_ = http.NewResponseController(w).Flush()
		panic(http.ErrAbortHandler)
	}
}

// members are an object's, in the order in which they are written.
type members []member

type member struct {
	name  string
	value any
}

// membersOf puts the profile first, as the service does.
func membersOf(object map[string]json.RawMessage) members {
	var m members
	if profile, ok := object["profile"]; ok {
		m = append(m, member{"profile", profile})
	}
	for _, name := range slices.Sorted(maps.Keys(object)) {
		if name != "profile" {
			m = append(m, member{name, object[name]})
		}
	}
	return m
}

// accept is the answer to a call that succeeded.
func (s *Server) accept(m members) answer {
	return s.json(http.StatusOK, janrain.CodeNone, "ok", m)
}

// refuse is the answer to one that did not.
func (s *Server) refuse(f *failure) answer {
	err := member{"err", map[string]any{"code": int(f.code), "msg": f.message}}
	return s.json(s.failStatus, f.code, "fail", members{err})
}

// json writes as the service does: stat is first or last, slashes are escaped.
func (s *Server) json(status int, code janrain.Code, stat string, m members) answer {
	s.mu.Lock()
	s.answers++
	first := s.answers%2 == 0
	s.mu.Unlock()
	at := len(m)
	if first {
		at = 0
	}
	m = slices.Insert(slices.Clone(m), at, member{"stat", stat})
	return answer{status: status, code: code, contentType: "application/json; charset=utf-8", body: m.encode()}
}

func (m members) encode() []byte {
	b := []byte{'{'}
	for i, one := range m {
		if i > 0 {
			b = append(b, ',')
		}
		value, err := json.Marshal(one.value)
		if err != nil {
			panic("janraintest: " + err.Error()) // everything in here is marshalled or made here
		}
		b = append(strconv.AppendQuote(b, one.name), ':')
		b = append(b, value...)
	}
	// A slash is nowhere in JSON but in its texts.
	return bytes.ReplaceAll(append(b, '}'), []byte("/"), []byte(`\/`))
}

// page is what a web server in front of the service answers. What is no status
// becomes 500: net/http would panic.
func page(status int) answer {
	if status < 200 || status > 999 {
		status = http.StatusInternalServerError
	}
	const html = "<!DOCTYPE html>\n<html><head><title>%d %s</title></head><body><h1>%[2]s</h1></body></html>\n"
	return answer{
		status: status, code: janrain.CodeNone, contentType: "text/html; charset=utf-8",
		body: fmt.Appendf(nil, html, status, http.StatusText(status)),
	}
}
