package janrain

import (
	"net/http"
	"net/url"
	"path"
	"strings"
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

	// Failed answers a sign-in that failed, and logs it. FaultOf(err) tells whether
	// the user can mend it by signing in again (a token that expired or was used, a
	// sign-in that another browser began), or whether the developer must (a wrong
	// key, a token URL that is not the widget's). No error has a secret in it.
	Failed func(w http.ResponseWriter, r *http.Request, err error)
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

// A Callback is the handler of the token URL. It is for GET and POST of exactly
// that path; see NewCallback.
type Callback struct {
	client *Client
	config CallbackConfig
	jar    jar
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
// refused with ErrStateMismatch and not exchanged: else an attacker could sign a
// visitor in to the attacker's account, with a page that posts a token of it.
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
	refuse := func(field, reason string, missing bool) (*Callback, error) {
		return nil, &ParamError{Method: "NewCallback", Field: field, Reason: reason, Missing: missing}
	}
	switch fault := tokenURLFault(config.TokenURL); {
	case client == nil || client.keys == nil:
		return refuse("client", "is not made with NewClient", true)
	case fault != "":
		return refuse("TokenURL", fault, config.TokenURL == "")
	case config.SignedIn == nil:
		return refuse("SignedIn", "is nil", true)
	case config.Failed == nil:
		return refuse("Failed", "is nil", true)
	}
	if u, err := url.Parse(config.TokenURL); err != nil || u.Query().Has(stateParam) {
		return refuse("TokenURL", "has a parameter state, which is the handler's own", false)
	}
	secure := strings.HasPrefix(strings.ToLower(config.TokenURL), "https:")
	return &Callback{client: client, config: config, jar: jar{secure}}, nil
}

// Begin begins a sign-in in the browser that r came from, and returns its way to
// the service; after it SignedIn is called with returnTo. Call it before the page
// with the sign-in link is written: it sets a cookie, which lives for an hour after
// the last of these pages, and Cache-Control: no-store, since the page is this browser's alone.
//
// A returnTo that is not a path on this site, as "//evil.example" or
// "https://evil.example", or that is longer than 1024 bytes, is replaced by "/".
//
// Do not call it in Failed on a POST: the browser sends no cookies there, and is taken
// for a new one.
func (c *Callback) Begin(w http.ResponseWriter, r *http.Request, returnTo string, opts ...BeginOption) SignIn {
	if c == nil || c.client == nil || w == nil || r == nil {
		return SignIn{}
	}
	w.Header().Set("Cache-Control", "no-store")
	secret := c.jar.browser(w, r)
	var b beginning
	for _, opt := range opts {
		if opt != nil {
			opt(&b)
		}
	}
	return c.client.signIn(c.tokenURL(stateOf(secret, returnTo, b.value)))
}

// A BeginOption is an option of Begin.
type BeginOption func(*beginning)

type beginning struct{ value string }

// WithValue passes a value of the application, of at most 512 bytes, to SignedIn.
func WithValue(value string) BeginOption {
	return func(b *beginning) { b.value = value }
}

// Register registers the handler for GET and POST of the token URL's path. Both
// are needed: the token is posted and then exchanged on a GET. A nil mux means
// http.DefaultServeMux. Like mux.Handle, it panics if the pattern is taken.
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

// pathPattern returns the pattern of http.ServeMux that matches exactly the path of
// a URL, as browsers send it: without dot segments, of which %2e is one spelling.
// Without {$} a path that ends in a slash would match everything below it.
func pathPattern(tokenURL string) string {
	u, err := url.Parse(tokenURL)
	if err != nil { // NewCallback has parsed it
		return "/{$}"
	}
	asked := strings.NewReplacer("%2e", ".", "%2E", ".").Replace(u.EscapedPath())
	pattern := path.Clean("/" + asked)
	if pattern != "/" && strings.HasSuffix(asked, "/") {
		pattern += "/"
	}
	if strings.HasSuffix(pattern, "/") {
		pattern += "{$}"
	}
	return pattern
}

// tokenURL is what the service was told: the configured URL and the state.
func (c *Callback) tokenURL(state string) string {
	separator := "?"
	if strings.Contains(c.config.TokenURL, "?") {
		separator = "&"
	}
	return c.config.TokenURL + separator + stateParam + "=" + state
}

// ServeHTTP takes the token that is posted, and exchanges it on the GET that
// follows.
func (c *Callback) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if w == nil || r == nil {
		return
	}
	w.Header().Set("Cache-Control", "no-store")
	if c == nil || c.client == nil {
		http.Error(w, "the handler is not made with NewCallback", http.StatusInternalServerError)
		return
	}
	switch r.Method {
	case http.MethodPost:
		c.take(w, r)
	case http.MethodGet:
		c.exchange(w, r)
	default:
		w.Header().Set("Allow", "GET, POST")
		http.Error(w, http.StatusText(http.StatusMethodNotAllowed), http.StatusMethodNotAllowed)
	}
}

// take keeps the posted token until the GET. The state is still unproven here:
// it goes along, and is compared there.
func (c *Callback) take(w http.ResponseWriter, r *http.Request) {
	token, err := postedToken(w, r, c.config.TokenURL)
	if err != nil {
		c.config.Failed(w, r, err)
		return
	}
	state, ok := stateFrom(r)
	if !ok {
		c.config.Failed(w, r, &StateError{StateMissing})
		return
	}
	if err := c.jar.keepToken(w, state, token); err != nil {
		c.config.Failed(w, r, err)
		return
	}
	http.Redirect(w, r, c.tokenURL(state), http.StatusSeeOther) //nolint:gosec // the configured URL, and letters and digits
}

// exchange turns the kept token into a user, if the browser is the one that
// began.
func (c *Callback) exchange(w http.ResponseWriter, r *http.Request) {
	state, ok := stateFrom(r)
	token, kept := c.jar.takeToken(w, r, state)
	if err := c.doubt(r, state, ok, kept); err != nil {
		c.config.Failed(w, r, err)
		return
	}
	c.jar.spend(w)
	info, err := c.client.AuthInfo(r.Context(), AuthInfoParams{
		Token: token, Extended: c.config.Extended, TokenURL: c.tokenURL(state),
	})
	if err != nil {
		c.config.Failed(w, r, err)
		return
	}
	err = c.config.SignedIn(w, r, SignedIn{User: info, ReturnTo: returnPath(state), Value: valueIn(state)})
	if err != nil {
		c.config.Failed(w, r, err)
	}
}

// doubt is what speaks against the exchange, nil for nothing. A browser's own state
// is spent by its own sign-in only: else anybody could end one.
func (c *Callback) doubt(r *http.Request, state string, inURL, kept bool) error {
	own := c.jar.get(r, "state")
	switch {
	case !inURL:
		return &StateError{StateMissing}
	case own == "":
		return &StateError{StateNoCookie}
	case !c.jar.owns(r, state):
		return &StateError{StateOfAnother}
	case !kept && r.URL.Query().Has("token"):
		return &ParamError{
			Method: "Callback", Field: "PostToTokenURL",
			Reason: "is off: the token came in the URL of a GET, switch it on with SetAppSettings or on the dashboard",
		}
	case !kept:
		return &StateError{StateNoToken}
	}
	return nil
}

// A StateError is why a Callback does not exchange a token. It is ErrStateMismatch.
// FaultOf says FaultUser: to sign in again mends it, unless the reason is one that
// every user meets, or it was an attack.
type StateError struct{ Reason StateReason }

// A StateReason is what is wrong with a sign-in's state.
type StateReason int

// The reasons, in the order in which they are looked for.
const (
	StateMissing   StateReason = iota + 1 // none in the URL, or none that Begin has made
	StateNoCookie                         // the browser sent no cookie of Begin's
	StateOfAnother                        // the state is not this browser's
	StateNoToken                          // no token came before, as when the page is opened by hand or loaded again
)

// String is the reason, and what to look at, in a sentence.
func (r StateReason) String() string {
	switch r {
	case StateMissing:
		return "the URL has no state: the link to the service has to be one of Callback.Begin's"
	case StateNoCookie:
		return "the browser sent no cookie of Begin's: the sign-in is over or was begun over an hour ago, the browser keeps no cookies, or the sign-in page is not on the token URL's host"
	case StateOfAnother:
		return "the state is another browser's, or another sign-in's"
	case StateNoToken:
		return "no token was posted before: the page was opened by hand, or loaded again"
	}
	return "no reason is known"
}

// Error is the reason in one line.
func (e *StateError) Error() string {
	if e == nil {
		return "janrain: " + ErrStateMismatch.Error()
	}
	return "janrain: " + ErrStateMismatch.Error() + ": " + e.Reason.String()
}

// Is reports ErrStateMismatch.
func (e *StateError) Is(target error) bool { return e != nil && target == ErrStateMismatch }
