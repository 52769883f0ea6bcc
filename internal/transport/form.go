package transport

import (
	"errors"
	"io"
	"net/http"
	"strings"
	"sync"
)

// errSentOnce ends a request that net/http wants to resend.
var errSentOnce = errors.New("the connection ended, and the request is not sent again")

// errWithdrawn is what a transport gets that goes on with a request after its end.
var errWithdrawn = errors.New("the request is over")

// A form is the body of a request. net/http asks for it again (http.Request.GetBody)
// each time it resends the request on a new connection; on HTTP/2 a server can make it
// do so without an end, by GOAWAY or RST_STREAM. It gets the form a second time only
// once, and only if nothing of it was read before or the request is repeatable.
type form struct {
	text       string
	repeatable bool
	inMemory   bool // for net/http, see open

	mu      sync.Mutex
	current *formBody // all others are withdrawn
	again   bool      // it was given a second time
	read    bool      // a part of it may have left
}

func (t *Transport) form(r Request) *form {
	_, standard := t.Base.(*http.Transport)
	return &form{text: r.Form.Encode(), repeatable: r.Repeatable, inMemory: standard && r.Repeatable}
}

// attach makes the form a request's body.
func (f *form) attach(req *http.Request) {
	if f.text == "" {
		req.Body = http.NoBody
		return
	}
	req.ContentLength = int64(len(f.text)) // some front ends refuse a form in chunks
	req.Body = f.open()
	req.GetBody = func() (io.ReadCloser, error) {
		f.mu.Lock()
		defer f.mu.Unlock()
		if f.again || f.read && !f.repeatable {
			return nil, errSentOnce
		}
		f.again = true
		return f.open(), nil
	}
}

// open returns the form from its beginning. net/http sends the header before it reads
// a body of an unknown type, so that a form of which nothing was read has not been sent.
// A body that it knows to be in memory goes out together with the header; a repeatable
// request is then resent when the stale connection breaks between the two.
func (f *form) open() io.ReadCloser {
	if f.inMemory {
		return io.NopCloser(strings.NewReader(f.text))
	}
	f.current = &formBody{f, strings.NewReader(f.text)}
	return f.current
}

// withdraw lets nothing more of the form be read. It reports whether something was.
func (f *form) withdraw() bool {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.again, f.current = true, nil
	return f.read
}

type formBody struct {
	form *form
	text *strings.Reader
}

func (b *formBody) Read(p []byte) (int, error) {
	b.form.mu.Lock()
	defer b.form.mu.Unlock()
	if b.form.current != b {
		return 0, errWithdrawn
	}
	b.form.read = true
	return b.text.Read(p)
}

func (b *formBody) Close() error { return nil }
