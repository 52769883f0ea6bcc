package janrain

import (
	"errors"
	"io"
	"mime"
	"net/http"
	"net/url"
	"strconv"
	"strings"
)

// maxTokenForm is the largest form that is read at the token URL, in bytes. The
// widget's has one field.
const maxTokenForm = 64 << 10

// TokenFromRequest returns the one-time token that was posted to the token URL, for
// a handler other than Callback. Such a handler has no protection against login CSRF,
// somebody else's token that a page posts through a visitor's browser: tie the token
// URL to the browser yourself. Only native apps, which have no browser's session, can
// do without. It takes a POST of a form, urlencoded or multipart, of at most
// 64 KiB, with exactly one token in its body; the URL is not looked at. Nothing is
// asked of the token's own form.
//
// An error is a *TokenError, for which FaultOf returns FaultUser. If something has read
// the body before, it is a *ParamError, for which FaultOf returns FaultDeveloper. Like
// http.MaxBytesReader, TokenFromRequest may close the connection of w.
func TokenFromRequest(w http.ResponseWriter, r *http.Request) (string, error) {
	refuse := func(reason string) (string, error) { return "", &TokenError{Reason: reason} }
	if r == nil || r.Method != http.MethodPost || r.Body == nil {
		return refuse("comes in the body of a POST only")
	}
	form, readBefore, err := postedForm(w, r)
	tokens := form["token"]
	var files int // uploads of that name
	if r.MultipartForm != nil {
		files = len(r.MultipartForm.File["token"])
	}
	tooLarge, isTooLarge := errors.AsType[*http.MaxBytesError](err)
	switch {
	case errors.Is(err, http.ErrNotSupported):
		return refuse("comes in a form only")
	case readBefore:
		return "", &ParamError{Method: "TokenFromRequest", Field: "Body", Reason: "was read before: nothing in front of the handler may read it"}
	case isTooLarge: // the limit may be of something in front
		return refuse("is in a form of more than " + strconv.FormatInt(tooLarge.Limit, 10) + " bytes")
	case err != nil:
		return refuse("is in a form that cannot be read")
	case len(tokens)+files > 1:
		return refuse("is there more than once")
	case len(tokens) == 0 || strings.TrimSpace(tokens[0]) == "":
		return refuse("is missing")
	}
	return tokens[0], nil
}

// postedForm reads the form of the body, and reports whether something else has read
// the body before. A form that was parsed before is taken. The query is not parsed:
// what is wrong with it is not the body's.
func postedForm(w http.ResponseWriter, r *http.Request) (form url.Values, readBefore bool, err error) {
	body := &watchedBody{ReadCloser: http.MaxBytesReader(w, r.Body, maxTokenForm)}
	r.Body = body
	bare := *r
	bare.URL = new(url.URL)
	switch kind, _, _ := mime.ParseMediaType(r.Header.Get("Content-Type")); kind {
	case "application/x-www-form-urlencoded":
		err = bare.ParseForm()
	case "multipart/form-data":
		readBefore = r.MultipartForm != nil && r.PostForm == nil // somebody has its MultipartReader
		err = bare.ParseMultipartForm(maxTokenForm)
	default:
		err = http.ErrNotSupported
	}
	r.PostForm, r.MultipartForm = bare.PostForm, bare.MultipartForm
	if !readBefore && r.ContentLength > 0 && len(bare.PostForm) == 0 && !body.came && !errors.Is(err, http.ErrMissingBoundary) {
		readBefore = body.atEnd()
	}
	return bare.PostForm, readBefore, err
}

// A watchedBody knows whether anything came of it.
type watchedBody struct {
	io.ReadCloser
	came bool
}

func (b *watchedBody) Read(p []byte) (int, error) {
	n, err := b.ReadCloser.Read(p)
	b.came = b.came || n > 0
	return n, err
}

// atEnd reports that the body was announced, and is over. One that a browser did not
// send, or whose form was never begun, is not.
func (b *watchedBody) atEnd() bool {
	_, err := b.Read(make([]byte, 1))
	return !b.came && (errors.Is(err, io.EOF) || errors.Is(err, http.ErrBodyReadAfterClose))
}
