package callback_test

import (
	"errors"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/janrain-go/janrain"
	"github.com/janrain-go/janrain/janraintest"
)

// The application's own, of which each test makes new ones.
var (
	client   *janrain.Client
	callback *janrain.Callback
	links    map[string]string // identifier to account
)

func add(w http.ResponseWriter, r *http.Request) { // POST /add; CrossOriginProtection guards it
	account := session(r)
	if account == "" {
		http.Redirect(w, r, "/login", http.StatusSeeOther)
		return
	}
	_ = page.Execute(w, callback.Begin(w, r, "/profile", janrain.WithValue("add to "+account)))
}

func signedInOrAdded(w http.ResponseWriter, r *http.Request, in janrain.SignedIn) error {
	id := in.User.Profile.Identifier
	switch account := session(r); {
	case in.Value == "":
		startSession(w, id)
	case account == "" || in.Value != "add to "+account:
		return errAccountChanged // signed out, or signed in to another account meanwhile
	case !link(account, id): // the identifier belongs to another account
		return errTaken
	}
	http.Redirect(w, r, in.ReturnTo, http.StatusSeeOther)
	return nil
}

var (
	errAccountChanged = errors.New("another account is signed in")
	errTaken          = errors.New("the identifier belongs to another account")
)

// session returns the account that is signed in.
func session(r *http.Request) string {
	cookie, err := r.Cookie(sessionCookie)
	if err != nil {
		return ""
	}
	account, _ := url.QueryUnescape(cookie.Value)
	return account
}

// link adds an identifier to an account, unless it is another's.
func link(account, identifier string) bool {
	if owner, taken := links[identifier]; taken {
		return owner == account
	}
	links[identifier] = account
	return true
}

// serveCallback serves an application on the fake service.
func serveCallback(t *testing.T, register func(*http.ServeMux), config janrain.CallbackConfig) (*janraintest.Server, string) {
	t.Helper()
	service := janraintest.NewServer()
	t.Cleanup(service.Close)
	mux := http.NewServeMux()
	base := serveHandler(t, mux)
	config.TokenURL = base + "/signin"
	var err error
	client = service.Client()
	callback, err = janrain.NewCallback(client, config)
	require.NoError(t, err)
	callback.Register(mux)
	register(mux)
	return service, base
}

func TestAddingAProviderWhileSignedIn(t *testing.T) {
	links = map[string]string{"taken": "somebody else"}
	failed := make(chan error, 10)
	service, base := serveCallback(t, func(mux *http.ServeMux) {
		mux.HandleFunc("POST /add", add)
		mux.HandleFunc("GET /profile", func(http.ResponseWriter, *http.Request) {})
	}, janrain.CallbackConfig{
		SignedIn: signedInOrAdded, Failed: func(_ http.ResponseWriter, _ *http.Request, err error) { failed <- err },
	})
	for _, tc := range []struct {
		name, before, after, identifier string
		want                            error
	}{
		{"the same account", "mira", "mira", "new", nil},
		{"another account", "mira", "jonas", "another", errAccountChanged},
		{"signed out", "mira", "", "another", errAccountChanged},
		{"of another account", "mira", "mira", "taken", errTaken},
	} {
		browser := newBrowser(t)
		u, err := url.Parse(base)
		require.NoError(t, err)
		signIn := func(account string) {
			maxAge := 0
			if account == "" {
				maxAge = -1
			}
			browser.Jar.SetCookies(u, []*http.Cookie{{Name: sessionCookie, Value: account, Path: "/", MaxAge: maxAge}})
		}
		signIn(tc.before)
		tokenURL := tokenURLIn(t, send(t, browser, http.MethodPost, base+"/add", ""))
		signIn(tc.after)
		user := janraintest.User(janrain.ProviderFacebook)
		user.Profile.Identifier = tc.identifier
		resp, err := service.Post(browser, tokenURL, service.IssueToken(user, tokenURL))
		require.NoError(t, err)
		require.NoError(t, resp.Body.Close())
		if tc.want == nil {
			assert.Equal(t, "/profile", resp.Request.URL.Path, tc.name)
			assert.Equal(t, "mira", links[tc.identifier])
			continue
		}
		assert.ErrorIs(t, <-failed, tc.want, tc.name)
	}
	assert.Equal(t, map[string]string{"taken": "somebody else", "new": "mira"}, links)
	assert.Equal(t, "/login", strings.TrimPrefix(send(t, newBrowser(t), http.MethodPost, base+"/add", "").at, base))
}
