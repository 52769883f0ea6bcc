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

// CallbackConfig is what a Callback needs to know. All but Extended is
// required.
type CallbackConfig struct {
	// TokenURL is the address of the handler as browsers see it, as
	// "https://shop.example/signin". It has to be https, http is for a loopback
	// host. It is never taken from a request, whose Host header anybody can write.
	TokenURL string

	// Extended asks the service for contact data, friends and provider data too.
	Extended bool

	// SignedIn starts the application's session for the user and redirects the
	// browser. The key to store a user by is in.User.Profile.Identifier. An error
	// that it returns is passed to Failed, so it must not have written a response
	// then.
	SignedIn func(w http.ResponseWriter, r *http.Request, in SignedIn) error

	// Failed responds to a sign-in that failed, and logs it. FaultOf(err) tells whether
	// the user can sign in again (the token has expired or was used, another browser
	// began the sign-in), or whether the developer must change something, such as a
	// wrong key. Nothing that somebody with a browser alone can cause is
	// FaultDeveloper. No error has a secret in it.
	Failed func(w http.ResponseWriter, r *http.Request, err error)
}

// A Callback is the handler of the token URL. It is for GET and POST of exactly
// that path; see NewCallback.
type Callback struct {
	client *Client
	config CallbackConfig
	jar    jar
	host   string // of the token URL

	exchanges exchanges
}

// NewCallback makes the handler of the token URL:
//
//	callback, err := janrain.NewCallback(client, janrain.CallbackConfig{
//		TokenURL: "https://shop.example/signin", SignedIn: ..., Failed: ...})
//	callback.Register(http.DefaultServeMux)
//	http.HandleFunc("GET /login", func(w http.ResponseWriter, r *http.Request) {
//		signIn := callback.Begin(w, r, r.FormValue("return"))
//		http.Redirect(w, r, signIn.URL(), http.StatusSeeOther) // or a page of yours with links there
//	})
//
// A token that comes without a sign-in that Begin began in the same browser is
// rejected with an error that matches ErrStateMismatch, and not exchanged. Otherwise an
// attacker could sign a visitor in to the attacker's account, with a page that posts a
// token of it.
//
// The token comes as a POST from another site, on which browsers send no
// SameSite=Lax cookie, so that the state cannot be checked there. The handler
// keeps the token in a cookie that only it can read, for a minute, and sends the
// browser to the same URL with 303. On that GET the Lax cookies come along. A
// cookie that comes with every POST (SameSite=None) would be third-party, which
// browsers are giving up; a page that posts itself once more needs JavaScript;
// and a token kept on the server would have to be known to all its machines. The
// cookie has room for a token of some 1,800 bytes; those of the service have 40.
//
// Anything that cannot work is refused here, with a *ParamError.
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
		return invalid("TokenURL", errors.New("has a parameter state, which the handler sets itself"))
	}
	if changesOnTheWay(u) {
		return invalid("TokenURL",
			errors.New("has a path with . or .. or an empty element, which browsers and ServeMux change"))
	}
	return &Callback{client: client, config: config, jar: jar{u.Scheme == "https"}, host: hostName(u.Host)}, nil
}

// tokenURL is what the service was told: the configured URL and the state.
func (c *Callback) tokenURL(state string) string {
	separator := "?"
	if strings.Contains(c.config.TokenURL, "?") {
		separator = "&"
	}
	return c.config.TokenURL + separator + stateParam + "=" + state
}

// ServeHTTP keeps the token that is posted, and exchanges it on the GET that follows.
// It sets Cache-Control: no-store and Referrer-Policy: no-referrer, also for what
// SignedIn and Failed write: the URL has the state in it, and often the token.
func (c *Callback) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if w == nil || r == nil {
		return
	}
	w.Header().Set("Cache-Control", "no-store")
	w.Header().Set("Referrer-Policy", "no-referrer")
	if c == nil || c.client == nil {
		http.Error(w, "the handler is not made with NewCallback", http.StatusInternalServerError)
		return
	}
	var err error
	switch r.Method {
	case http.MethodPost:
		err = c.take(w, r)
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

// take keeps the posted token until the GET. The state is still unproven here: the
// POST comes without cookies.
func (c *Callback) take(w http.ResponseWriter, r *http.Request) error {
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

// finish ends a sign-in that this browser began. A failure before that is proven
// deletes no cookie: else anybody could end somebody's sign-in.
func (c *Callback) finish(w http.ResponseWriter, r *http.Request) error {
	s, ok := stateFrom(r)
	if !ok {
		return &StateError{Reason: StateMissing}
	}
	key, err := c.prove(r, s, time.Now())
	if err != nil {
		return err
	}
	token, ok := c.jar.token(r, s)
	switch {
	case s.tooLong:
		c.jar.end(w, r, s)
		return &StateError{Reason: StateValueTooLong}
	case !ok && c.tokenInURL(r):
		c.jar.end(w, r, s) // the log has both
		return &StateError{Reason: StateTokenInURL}
	case !ok:
		return &StateError{Reason: StateNoToken}
	case !key.accepts(token):
		c.jar.end(w, r, s)
		return &StateError{Reason: StateOtherToken}
	}
	info, err := c.exchange(r.Context(), s, token)
	if mayTryAgain(err) {
		c.jar.bind(w, s, key, token)
	} else {
		c.jar.end(w, r, s)
	}
	if err != nil {
		return err
	}
	return c.config.SignedIn(w, r, SignedIn{User: info, ReturnTo: s.returnTo, Value: s.value})
}

// prove returns the key of a sign-in, or an error unless the sign-in was begun in this
// browser, for this callback, less than an hour ago. What it says of a state that is not this
// browser's is a guess at what went wrong: nothing in such a state is proven.
func (c *Callback) prove(r *http.Request, s state, now time.Time) (stateKey, error) {
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

// tokenInURL reports a token in the URL that is not a parameter of the configured one.
func (c *Callback) tokenInURL(r *http.Request) bool {
	u, err := url.Parse(c.config.TokenURL)
	return err == nil && len(r.URL.Query()["token"]) > len(u.Query()["token"])
}

// Register registers the handler for GET and POST of the token URL's path. Both
// are needed: the token is posted and then exchanged on a GET. A nil mux means
// http.DefaultServeMux. Like mux.Handle, it panics if a pattern conflicts with one
// that is registered. Behind a proxy that changes the path, register the handler
// yourself, for both methods.
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

// changesOnTheWay reports a path that browsers change, because it has dot segments (%2e is
// another spelling of a dot), or http.ServeMux, because it has empty elements.
func changesOnTheWay(u *url.URL) bool {
	path := strings.NewReplacer("%2e", ".", "%2E", ".").Replace(u.EscapedPath())
	elements := strings.Split(strings.TrimPrefix(path, "/"), "/")
	for i, element := range elements {
		last := i == len(elements)-1
		if element == "." || element == ".." || element == "" && !last {
			return true
		}
	}
	return false
}

// pathPattern returns the pattern of http.ServeMux that matches exactly the path of
// a URL. Without {$} a path that ends in a slash would match everything below it.
func pathPattern(tokenURL string) string {
	u, err := url.Parse(tokenURL)
	if err != nil { // NewCallback has parsed it
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
