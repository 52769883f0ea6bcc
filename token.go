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

// postedToken is TokenFromRequest for browsers. They always send a body, so it does not accept
// a token in the query. It ignores a parameter token in the configured token URL.
func postedToken(w http.ResponseWriter, r *http.Request, tokenURL string) (string, error) {
	_, query, _ := strings.Cut(tokenURL, "?")
	configured, _ := url.ParseQuery(query) // NewCallback has checked it
	return requestToken(w, r, configured["token"], false)
}

func requestToken(w http.ResponseWriter, r *http.Request, configured []string, mayBeInQuery bool) (string, error) {
	if r == nil || r.Method != http.MethodPost {
		return "", &TokenError{Reason: "must be sent with a POST, other methods are not accepted"}
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
		return "", &TokenError{Reason: "is sent more than once"}
	case len(tokens) == 0 || strings.TrimSpace(tokens[0]) == "":
		return "", &TokenError{Reason: "is missing"}
	case len(inQuery) > 0 && !slices.Equal(inQuery, tokens):
		return "", &TokenError{Reason: "in the body differs from the one in the query"}
	}
	return tokens[0], nil
}

// queryTokens returns the tokens in the query. If the query is malformed, it returns an error
// and the tokens in the remaining pairs. A malformed pair with the name token counts as an
// empty token, which differs from every other token.
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

// namesToken reports whether a pair has the name token. Some servers treat a semicolon like an
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
	partsRead, parsed := false, false
	switch kind, params, paramsErr := mime.ParseMediaType(r.Header.Get("Content-Type")); {
	case kind == "application/x-www-form-urlencoded", kind == "multipart/form-data":
		isMultipart := kind == "multipart/form-data"
		partsRead = isMultipart && r.MultipartForm != nil && r.PostForm == nil // by r.MultipartReader
		parsed = r.PostForm != nil                                             // by r.ParseForm or r.FormValue
		tokens, err = formTokens(r, isMultipart)
	case kind == "application/json" && paramsErr == nil && onlyUTF8(params):
		tokens, err = jsonTokens(r)
	default:
		err = &TokenError{Reason: unsupported(kind)}
	}
	switch hasData := body.hasData || len(tokens) > 0 || len(r.PostForm) > 0; {
	case parsed && !hasData && r.ContentLength > 0:
		// A malformed form leaves the parser's result empty too, and any browser can send one.
		return nil, false, &TokenError{Reason: "is missing in the form that was parsed before the handler " +
			"(if this happens to every user, a middleware reads the body and does not restore it)"}
	case partsRead, !hasData && r.ContentLength > 0 && body.atEnd():
		return nil, false, &ParamError{
			Endpoint: "TokenFromRequest", Field: "Body",
			Reason: "was read before the handler, check that every middleware that reads the body restores it",
		}
	case !hasData && r.ContentLength <= 0 && body.atEnd():
		return nil, true, nil
	}
	return tokens, false, err
}

// formTokens returns the tokens in the form, which it parses unless that was done before. It
// parses without the query, because an error in the query is not an error in the form.
func formTokens(r *http.Request, isMultipart bool) (tokens []string, err error) {
	withoutQuery := *r
	withoutQuery.URL = new(url.URL)
	if isMultipart {
		err = withoutQuery.ParseMultipartForm(maxTokenBody)
	} else {
		err = withoutQuery.ParseForm()
	}
	r.PostForm, r.MultipartForm = withoutQuery.PostForm, withoutQuery.MultipartForm
	if err != nil {
		return nil, unreadable(err, "a form")
	}
	tokens = r.PostForm["token"]
	if r.MultipartForm != nil {
		for range r.MultipartForm.File["token"] { // a file counts as a value, but not as a token
			tokens = append(slices.Clip(tokens), "")
		}
	}
	return tokens, nil
}

// unreadable returns the error for a body that is incomplete or cannot be parsed.
func unreadable(err error, body string) error {
	if tooLarge, ok := errors.AsType[*http.MaxBytesError](err); ok { // the limit may come from a middleware
		return &TokenError{Reason: "is in " + body + " of more than " + strconv.FormatInt(tooLarge.Limit, 10) + " bytes"}
	}
	return &TokenError{Reason: "is in " + body + " that cannot be read"}
}

// unsupported returns the reason for rejecting a media type. The media type comes from the
// client, so it is quoted only if it cannot contain a token.
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

// A watchedBody records whether any data was read from the body.
type watchedBody struct {
	io.ReadCloser
	hasData bool
}

func (b *watchedBody) Read(p []byte) (int, error) {
	n, err := b.ReadCloser.Read(p)
	b.hasData = b.hasData || n > 0
	return n, err
}

// atEnd reports whether the body ended without a byte. If the connection broke instead, it
// returns false.
func (b *watchedBody) atEnd() bool {
	_, err := b.Read(make([]byte, 1))
	return !b.hasData && (errors.Is(err, io.EOF) || errors.Is(err, http.ErrBodyReadAfterClose))
}

// A TokenError reports a request to the token URL without a usable token: it has none or more
// than one, or the token is in a place or format that is not accepted. It matches ErrNoToken.
// FaultOf returns FaultUser, because anybody can send such a request.
//
// If a program passes an empty token to AuthInfo, the error is a *ParamError instead, for which
// FaultOf returns FaultDeveloper.
type TokenError struct {
	Reason string // a description by this package; never contains the token
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

// onlyUTF8 reports whether a media type has no parameters besides charset=utf-8.
func onlyUTF8(params map[string]string) bool {
	charset, given := params["charset"]
	return len(params) == 0 || len(params) == 1 && given && strings.EqualFold(charset, "utf-8")
}

// jsonTokens returns the token of a JSON body and restores the body for the handler.
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
		return nil, &TokenError{Reason: "is in JSON that contains an object or an array, send only the token"}
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
		_, err = d.ReadToken() // must be the end of the body
	}
	if !errors.Is(err, io.EOF) || !found {
		return "", errNotToken
	}
	return token, nil
}
