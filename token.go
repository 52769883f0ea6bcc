package janrain

import (
	"bytes"
	"errors"
	"io"
	"mime"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/go-json-experiment/json/jsontext"
)

// maxTokenBody is the size in bytes of the largest body that is read at the token URL. The
// widget's form has one field.
const maxTokenBody = 64 << 10

// TokenFromRequest returns the one-time token that was posted to the token URL, for
// handlers other than Callback. It gives no protection against login CSRF, in which
// another site's page posts the attacker's token through a visitor's browser. Native
// apps do not need any; for browsers, bind the token URL to the browser yourself.
//
// The request must be a POST with exactly one token, in one of these places:
//
//   - a form, URL-encoded or multipart
//   - a JSON object, such as {"token":"..."}, with Content-Type application/json, whose
//     only permitted parameter is charset=utf-8. Other members are ignored; none may be
//     an object or an array.
//   - the query, if the request has no body. The vendor's iOS SDK (jump.ios, since 5.2)
//     sends it like this. It appends "&token=..." to the token URL, which therefore needs
//     a query of its own, such as "?v=1".
//
// A body may have 64 KiB. If there is a token in the body and in the query, as the
// service has sent it since 2017, both must be equal. The token itself may have any form.
//
// An error is a *TokenError, for which FaultOf returns FaultUser. If something has read
// the body before, it is a *ParamError, for which FaultOf returns FaultDeveloper. Like
// http.MaxBytesReader, TokenFromRequest may close the connection of w.
func TokenFromRequest(w http.ResponseWriter, r *http.Request) (string, error) {
	return requestToken(w, r, nil, true)
}

// postedToken is TokenFromRequest for browsers, which always send a body: it does not take
// the token from the query. A parameter token in the configured token URL is not the service's.
func postedToken(w http.ResponseWriter, r *http.Request, tokenURL string) (string, error) {
	_, query, _ := strings.Cut(tokenURL, "?")
	configured, _ := url.ParseQuery(query) // NewCallback has checked it
	return requestToken(w, r, configured["token"], false)
}

func requestToken(w http.ResponseWriter, r *http.Request, configured []string, mayBeInQuery bool) (string, error) {
	if r == nil || r.Method != http.MethodPost {
		return "", &TokenError{Reason: "must be posted, a GET or another method is not accepted"}
	}
	tokens, empty, err := bodyTokens(w, r)
	inQuery, queryErr := queryTokens(r)
	if n := len(configured); n <= len(inQuery) && slices.Equal(inQuery[:n], configured) {
		inQuery = inQuery[n:]
	}
	if empty {
		tokens, err = nil, nil
	}
	if empty && mayBeInQuery {
		tokens, err = inQuery, queryErr
	}
	switch {
	case err != nil:
		return "", err
	case len(tokens) > 1:
		return "", &TokenError{Reason: "is given more than once"}
	case len(tokens) == 0 || strings.TrimSpace(tokens[0]) == "":
		return "", &TokenError{Reason: "is missing"}
	case len(inQuery) > 0 && !slices.Equal(inQuery, tokens):
		return "", &TokenError{Reason: "in the body differs from the one in the query"}
	}
	return tokens[0], nil
}

// queryTokens returns the tokens in the query. If the query is malformed, it returns an error
// and the tokens in the remaining pairs; a malformed pair whose name is token counts as a
// token of its own, which is equal to none.
func queryTokens(r *http.Request) ([]string, error) {
	if r.URL == nil {
		return nil, nil
	}
	query, err := url.ParseQuery(r.URL.RawQuery)
	tokens := query["token"]
	if err == nil {
		return tokens, nil
	}
	for pair := range strings.SplitSeq(r.URL.RawQuery, "&") {
		if _, err := url.ParseQuery(pair); err != nil && namesToken(pair) {
			tokens = append(slices.Clip(tokens), "")
		}
	}
	return tokens, &TokenError{Reason: "is in a query that cannot be decoded"}
}

// namesToken reports a pair that has the name token. Some servers read a semicolon as an
// ampersand.
func namesToken(pair string) bool {
	for part := range strings.SplitSeq(pair, ";") {
		name, _, _ := strings.Cut(part, "=")
		if name, err := url.QueryUnescape(name); err == nil && name == "token" {
			return true
		}
	}
	return false
}

// bodyTokens returns the tokens in the body, and whether the request has no body at all.
func bodyTokens(w http.ResponseWriter, r *http.Request) (tokens []string, empty bool, err error) {
	if r.Body == nil {
		r.Body = http.NoBody
	}
	body := &watchedBody{ReadCloser: http.MaxBytesReader(w, r.Body, maxTokenBody)}
	r.Body = body
	partsTaken, parsed := false, false
	switch kind, params, paramsErr := mime.ParseMediaType(r.Header.Get("Content-Type")); {
	case kind == "application/x-www-form-urlencoded", kind == "multipart/form-data":
		isMultipart := kind == "multipart/form-data"
		partsTaken = isMultipart && r.MultipartForm != nil && r.PostForm == nil // by r.MultipartReader
		parsed = r.PostForm != nil                                              // by r.ParseForm or r.FormValue
		tokens, err = formTokens(r, isMultipart)
	case kind == "application/json" && paramsErr == nil && onlyUTF8(params):
		tokens, err = jsonTokens(r)
	default:
		err = &TokenError{Reason: unsupported(kind)}
	}
	switch began := body.came || len(tokens) > 0 || len(r.PostForm) > 0; {
	case parsed && !began && r.ContentLength > 0:
		// A malformed form leaves the parser's result empty too, and any browser can send one.
		return nil, false, &TokenError{Reason: "is missing in the form that was parsed before the handler " +
			"(if every user gets this: a middleware reads the body and does not put it back)"}
	case partsTaken, !began && r.ContentLength > 0 && body.atEnd():
		return nil, false, &ParamError{
			Endpoint: "TokenFromRequest", Field: "Body",
			Reason: "was read before the handler, let no middleware read it or have it put the body back",
		}
	case !began && r.ContentLength <= 0 && body.atEnd():
		return nil, true, nil
	}
	return tokens, false, err
}

// formTokens parses the form, or takes one that was parsed before. The query is left out of
// the parsing, because its errors are not errors of the form.
func formTokens(r *http.Request, isMultipart bool) (tokens []string, err error) {
	bare := *r
	bare.URL = new(url.URL)
	if isMultipart {
		err = bare.ParseMultipartForm(maxTokenBody)
	} else {
		err = bare.ParseForm()
	}
	r.PostForm, r.MultipartForm = bare.PostForm, bare.MultipartForm
	if err != nil {
		return nil, unreadable(err, "a form")
	}
	tokens = r.PostForm["token"]
	if r.MultipartForm != nil {
		for range r.MultipartForm.File["token"] { // a file is no token, but a second value
			tokens = append(slices.Clip(tokens), "")
		}
	}
	return tokens, nil
}

// unreadable returns the error for a body that does not arrive whole or cannot be parsed.
func unreadable(err error, body string) error {
	if tooLarge, ok := errors.AsType[*http.MaxBytesError](err); ok { // the limit may be a middleware's
		return &TokenError{Reason: "is in " + body + " of more than " + strconv.FormatInt(tooLarge.Limit, 10) + " bytes"}
	}
	return &TokenError{Reason: "is in " + body + " that cannot be read"}
}

// unsupported says what arrived instead of a form. The name of the media type comes from
// outside, so it is repeated only if it cannot contain a token.
func unsupported(kind string) string {
	switch {
	case kind == "":
		kind = "no valid Content-Type"
	case kind == "application/json":
		kind = "Content-Type application/json with parameters other than charset=utf-8"
	case plainMediaType.MatchString(kind):
		kind = "Content-Type " + kind
	default:
		kind = "an unknown Content-Type"
	}
	return "is in a body with " + kind + ", want a form or application/json"
}

var plainMediaType = regexp.MustCompile(`^[a-z]{1,12}/[a-z.+-]{1,30}$`)

// A watchedBody records whether any of the body was read through it.
type watchedBody struct {
	io.ReadCloser
	came bool
}

func (b *watchedBody) Read(p []byte) (int, error) {
	n, err := b.ReadCloser.Read(p)
	b.came = b.came || n > 0
	return n, err
}

// atEnd reports whether the body ended without a byte. If the connection broke instead, it
// returns false.
func (b *watchedBody) atEnd() bool {
	_, err := b.Read(make([]byte, 1))
	return !b.came && (errors.Is(err, io.EOF) || errors.Is(err, http.ErrBodyReadAfterClose))
}

// A TokenError reports a request to the token URL that has no usable token: none, more
// than one, or one in a place or a form where it is not accepted. Whoever sends the
// request decides that, so FaultOf returns FaultUser. It matches ErrNoToken.
//
// A program that passes an empty token to AuthInfo gets a *ParamError instead, which is
// the developer's fault.
type TokenError struct {
	Reason string // what is wrong with the token, in this package's words; never the token
}

// Error returns the reason in one line.
func (e *TokenError) Error() string {
	if e == nil || e.Reason == "" {
		return "janrain: " + ErrNoToken.Error()
	}
	return oneLine(ErrNoToken.Error()+": the token "+e.Reason, "")
}

// Is reports whether target is ErrNoToken.
func (e *TokenError) Is(target error) bool { return e != nil && target == ErrNoToken }

// onlyUTF8 reports whether the parameters of application/json say nothing but charset=utf-8.
func onlyUTF8(params map[string]string) bool {
	charset, given := params["charset"]
	return len(params) == 0 || len(params) == 1 && given && strings.EqualFold(charset, "utf-8")
}

// jsonTokens returns the token of a JSON body, and puts the body back for the handler.
func jsonTokens(r *http.Request) ([]string, error) {
	raw, err := io.ReadAll(r.Body)
	if err != nil {
		return nil, unreadable(err, "a body")
	}
	if len(raw) == 0 {
		return nil, &TokenError{Reason: "is missing"}
	}
	r.Body = io.NopCloser(bytes.NewReader(raw))
	token, err := jsonToken(raw)
	switch {
	case errors.Is(err, jsontext.ErrDuplicateName):
		return nil, &TokenError{Reason: "is in JSON with a duplicate member"}
	case errors.Is(err, errNested):
		return nil, &TokenError{Reason: "is in JSON with an object or an array in it, want only the token"}
	case err != nil:
		return nil, &TokenError{Reason: `is in JSON that is not an object with the string "token"`}
	}
	return []string{token}, nil
}

var (
	errNested   = errors.New("a member is an object or an array")
	errNotToken = errors.New("not an object with a token")
)

// jsonToken returns the member "token" of a JSON object. The decoder rejects duplicate
// members and invalid UTF-8, in every member.
func jsonToken(raw []byte) (token string, err error) {
	d := jsontext.NewDecoder(bytes.NewReader(raw))
	if start, err := d.ReadToken(); err != nil || start.Kind() != '{' {
		return "", errNotToken
	}
	found := false
	for d.PeekKind() != '}' {
		name, err := d.ReadToken()
		if err != nil {
			return "", err
		}
		isToken := name.String() == "token"
		value, err := d.ReadToken()
		switch {
		case err != nil:
			return "", err
		case value.Kind() == '{' || value.Kind() == '[':
			return "", errNested
		case isToken && value.Kind() != '"':
			return "", errNotToken
		case isToken:
			token, found = value.String(), true
		}
	}
	if _, err = d.ReadToken(); err == nil {
		_, err = d.ReadToken() // what follows the object
	}
	if !errors.Is(err, io.EOF) || !found {
		return "", errNotToken
	}
	return token, nil
}
