package janrain

import (
	"mime"
	"net/http"
	"strings"
)

// maxTokenForm is the largest form that is read at the token URL, in bytes. The
// widget's has one field.
const maxTokenForm = 64 << 10

// TokenFromRequest returns the one-time token that the browser posted to the
// token URL. It takes a POST of a form, urlencoded or multipart, of at most
// 64 KiB, with exactly one token in its body; one in the URL is not looked at.
// Nothing is asked of the token's own form.
//
// The errors are *ParamErrors, for which FaultOf says FaultUser. As
// http.MaxBytesReader it may close the connection of w.
func TokenFromRequest(w http.ResponseWriter, r *http.Request) (string, error) {
	refuse := func(reason string) (string, error) {
		missing := reason == "is missing"
		return "", &ParamError{Method: authInfo.name, Field: "Token", Parameter: "token", Reason: reason, Missing: missing}
	}
	if r == nil || r.Method != http.MethodPost || r.Body == nil {
		return refuse("comes in the body of a POST only")
	}
	r.Body = http.MaxBytesReader(w, r.Body, maxTokenForm)
	var err error
	switch kind, _, _ := mime.ParseMediaType(r.Header.Get("Content-Type")); kind {
	case "application/x-www-form-urlencoded":
		err = r.ParseForm()
	case "multipart/form-data":
		err = r.ParseMultipartForm(maxTokenForm)
	default:
		return refuse("comes in a form only")
	}
	tokens := r.PostForm["token"]
	switch {
	case err != nil:
		return refuse("is in a form that cannot be read")
	case len(tokens) > 1:
		return refuse("is there more than once")
	case len(r.PostForm) == 0 && r.ContentLength > 0:
		return refuse("cannot be found: something has read the body before")
	case len(tokens) == 0 || strings.TrimSpace(tokens[0]) == "":
		return refuse("is missing")
	}
	return tokens[0], nil
}
