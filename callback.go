package janrain

import (
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/janrain-go/janrain/internal/check"
)

// CallbackConfig is the configuration of a Callback. All fields except Extended are required.
type CallbackConfig struct {
	// TokenURL is the URL of the handler as browsers see it, such as
	// "https://shop.example/signin". It must be https, except on a loopback host. It is never
	// derived from a request, because anybody can send any Host header.
	TokenURL string

	// Extended also requests contact data, friends and provider data from the service.
	Extended bool

	// SignedIn starts the application's session for the user and redirects the browser. Use
	// in.User.Profile.Identifier as the key of the user. If SignedIn returns an error, the
	// error is passed to Failed. In this case SignedIn must not have written a response.
	//
	// If the user caused the error, wrap ErrStateMismatch in it with %w, so that FaultOf
	// returns FaultUser. Examples are an account that is blocked, or a user who signed out
	// during the sign-in. Any other error of the application is FaultDeveloper.
	SignedIn func(w http.ResponseWriter, r *http.Request, in SignedIn) error

	// Failed logs a failed sign-in and responds to it. FaultOf(err) returns who can fix the
	// cause: the user, by signing in again (for example if the token has expired), or the
	// developer, for example by configuring the right key. It never returns FaultDeveloper
	// for an error that somebody can cause with a browser, provided that SignedIn wraps its
	// errors as described there. Errors contain no secrets.
	Failed func(w http.ResponseWriter, r *http.Request, err error)
}

// A Callback is the handler of the token URL. Register it for GET and POST of exactly that
// path. See NewCallback.
type Callback struct {
	client *Client
	config CallbackConfig
	jar    jar
	host   string // of the token URL

	exchanges exchanges
}

// NewCallback returns the handler of the token URL:
//
//	callback, err := janrain.NewCallback(client, janrain.CallbackConfig{
//		TokenURL: "https://shop.example/signin", SignedIn: ..., Failed: ...})
//	callback.Register(http.DefaultServeMux)
//	http.HandleFunc("GET /login", func(w http.ResponseWriter, r *http.Request) {
//		links := callback.Begin(w, r, r.FormValue("return"))
//		http.Redirect(w, r, links.URL(), http.StatusSeeOther) // or serve a page with the links
//	})
//
// If a token does not belong to a sign-in that Begin started in the same browser, the handler
// does not exchange it but passes an error that matches ErrStateMismatch to Failed. Otherwise
// an attacker could sign a visitor in to the attacker's account, with a page that posts a
// token of that account.
//
// The token is posted by a page of another site. Browsers send no SameSite=Lax cookies with
// such a POST, so the state cannot be verified there. The handler stores the token in a cookie
// for one minute and redirects the browser to the same URL with status 303. On the GET that
// follows, the browser sends the Lax cookies. The alternatives are worse: SameSite=None would
// make the cookie a third-party cookie, which browsers are phasing out; a page that posts
// itself again needs JavaScript; and all machines of a site would have to share tokens that
// are stored on the server. The cookie has room for a token of about 1,800 bytes. Tokens of the
// service have 40.
//
// If an argument is invalid, NewCallback returns a *ParamError that names it.
func NewCallback(client *Client, config CallbackConfig) (*Callback, error) {
	invalid := func(field string, reason error) (*Callback, error) {
		return nil, newParamError("NewCallback", field, "", reason)
	}
	switch err := check.TokenURL(config.TokenURL); {
	case client == nil || client.keys == nil:
		return invalid("client", errNotMade)
	case err != nil:
		return invalid("TokenURL", err)
	case config.SignedIn == nil:
		return invalid("SignedIn", errNil)
	case config.Failed == nil:
		return invalid("Failed", errNil)
	}
	u, err := url.Parse(config.TokenURL)
	if err != nil || u.Query().Has(stateParam) {
		return invalid("TokenURL", errors.New("has a parameter state, which is reserved for the handler"))
	}
	if !isNormalized(u) {
		return invalid("TokenURL",
			errors.New("has a path with . or .. or an empty element, which browsers and ServeMux change"))
	}
	return &Callback{client: client, config: config, jar: jar{u.Scheme == "https"}, host: hostName(u.Host)}, nil
}

// tokenURL returns the token URL of one sign-in: the configured URL with the state added.
func (c *Callback) tokenURL(state string) string {
	separator := "?"
	if strings.Contains(c.config.TokenURL, "?") {
		separator = "&"
	}
	return c.config.TokenURL + separator + stateParam + "=" + state
}

// ServeHTTP stores a posted token and exchanges it on the GET that follows. It sets
// Cache-Control: no-store and Referrer-Policy: no-referrer on all responses, including those
// of SignedIn and Failed, because the URL contains the state and often the token.
func (c *Callback) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if w == nil || r == nil {
		return
	}
	w.Header().Set("Cache-Control", "no-store")
	w.Header().Set("Referrer-Policy", "no-referrer")
	if c == nil || c.client == nil {
		http.Error(w, "the handler was not created by NewCallback", http.StatusInternalServerError)
		return
	}
	var err error
	switch r.Method {
	case http.MethodPost:
		err = c.receiveToken(w, r)
	case http.MethodGet:
		err = c.finish(w, r)
	default: // HEAD too: it must not use up a sign-in
		w.Header().Set("Allow", "GET, POST")
		http.Error(w, http.StatusText(http.StatusMethodNotAllowed), http.StatusMethodNotAllowed)
	}
	if err != nil {
		c.config.Failed(w, r, err)
	}
}

// receiveToken stores a posted token in a cookie until the GET. It cannot verify the state,
// because the POST has no cookies.
func (c *Callback) receiveToken(w http.ResponseWriter, r *http.Request) error {
	token, err := postedToken(w, r, c.config.TokenURL)
	if err != nil {
		return err
	}
	s, ok := stateFrom(r)
	switch {
	case !ok:
		return &StateError{Reason: StateMissing}
	case s.callback != callbackID(c.config.TokenURL):
		return &StateError{Reason: StateOtherCallback}
	}
	if err := c.jar.keepToken(w, s, token); err != nil {
		return err
	}
	http.Redirect(w, r, c.tokenURL(s.text), http.StatusSeeOther)
	return nil
}

// finish completes a sign-in. As long as it has not verified that this browser started the
// sign-in, it deletes no cookies. Otherwise anybody could end the sign-in of somebody else.
func (c *Callback) finish(w http.ResponseWriter, r *http.Request) error {
	s, ok := stateFrom(r)
	if !ok {
		return &StateError{Reason: StateMissing}
	}
	key, err := c.verifyState(r, s, time.Now())
	if err != nil {
		return err
	}
	token, ok := c.jar.token(r, s)
	switch {
	case s.tooLong:
		c.jar.end(w, r, s)
		return &StateError{Reason: StateValueTooLong}
	case !ok && c.tokenInURL(r):
		c.jar.end(w, r, s) // the state and the token may be in a log
		return &StateError{Reason: StateTokenInURL}
	case !ok:
		return &StateError{Reason: StateNoToken}
	case !key.accepts(token):
		c.jar.end(w, r, s)
		return &StateError{Reason: StateOtherToken}
	}
	info, err := c.exchange(r.Context(), s, token)
	if mayReload(err) {
		c.jar.bind(w, s, key, token)
	} else {
		c.jar.end(w, r, s)
	}
	if err != nil {
		return err
	}
	return c.config.SignedIn(w, r, SignedIn{User: info, ReturnTo: s.returnTo, Value: s.value})
}

// verifyState returns the key of a sign-in that was started in this browser, for this
// callback, less than an hour ago. Otherwise it returns an error. If the state is not from
// this browser, the reason in the error is a guess, because the state may be forged.
func (c *Callback) verifyState(r *http.Request, s state, now time.Time) (stateKey, error) {
	key, ok := c.jar.key(r, s.slot)
	reason := StateOfAnother
	switch {
	case s.callback != callbackID(c.config.TokenURL):
		reason = StateOtherCallback
	case ok && s.signedWith(key.key, c.config.TokenURL):
		if inTime(s.expires, now) {
			return key, nil
		}
		reason = StateExpired
	case s.host != "" && s.host != c.host:
		return stateKey{}, &StateError{Reason: StateOtherHost, SignInHost: s.host, TokenHost: c.host}
	case !inTime(s.expires, now):
		reason = StateExpired
	case c.jar.empty(r):
		reason = StateNoCookie
	}
	return stateKey{}, &StateError{Reason: reason}
}

// tokenInURL reports whether the URL has a token in addition to those of the configured URL.
func (c *Callback) tokenInURL(r *http.Request) bool {
	u, err := url.Parse(c.config.TokenURL)
	return err == nil && len(r.URL.Query()["token"]) > len(u.Query()["token"])
}

// Register registers the handler for GET and POST of the token URL's path. Both methods are
// required: the token is posted and then exchanged on a GET. A nil mux means
// http.DefaultServeMux. Like mux.Handle, Register panics if a pattern conflicts with a
// registered one. Behind a proxy that changes the path, register the handler yourself, for
// both methods.
func (c *Callback) Register(mux *http.ServeMux) {
	if c == nil || c.client == nil {
		return
	}
	if mux == nil {
		mux = http.DefaultServeMux
	}
	pattern := pathPattern(c.config.TokenURL)
	mux.Handle("GET "+pattern, c)
	mux.Handle("POST "+pattern, c)
}

// isNormalized reports whether browsers and http.ServeMux leave the path of a URL as it is.
// Browsers remove dot segments, in which a dot may be written as %2e, and http.ServeMux
// removes empty elements.
func isNormalized(u *url.URL) bool {
	path := strings.NewReplacer("%2e", ".", "%2E", ".").Replace(u.EscapedPath())
	elements := strings.Split(strings.TrimPrefix(path, "/"), "/")
	for i, element := range elements {
		last := i == len(elements)-1
		if element == "." || element == ".." || element == "" && !last {
			return false
		}
	}
	return true
}

// pathPattern returns the pattern that matches exactly the path of a URL. Without {$}, a
// pattern that ends in a slash would match all paths below it.
func pathPattern(tokenURL string) string {
	u, err := url.Parse(tokenURL)
	if err != nil { // cannot happen: NewCallback has parsed it
		return "/{$}"
	}
	path := u.EscapedPath()
	if path == "" || strings.HasSuffix(path, "/") {
		return strings.TrimSuffix(path, "/") + "/{$}"
	}
	return path
}

// SignedIn is a sign-in that succeeded. Later versions may add fields.
type SignedIn struct {
	// User is never nil.
	User *AuthInfo

	// ReturnTo is the path on this site that Begin was given, safe to redirect to.
	ReturnTo string

	// Value is the value that Begin was given with WithValue, or "". It is protected
	// against others, but not against the user of this browser, who holds the key:
	// never let it decide whose account changes. Compare an account in it with the
	// one in the session of this request.
	Value string
}

// Format prints the user's provider and identifier, as AuthInfo does.
func (s SignedIn) Format(f fmt.State, _ rune) {
	_, _ = fmt.Fprintf(f, "janrain.SignedIn{%v}", s.User)
}

// LogValue is the user's provider and identifier.
func (s SignedIn) LogValue() slog.Value {
	if s.User == nil {
		return slog.AnyValue(nil)
	}
	return s.User.LogValue()
}
