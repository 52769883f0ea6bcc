package callback_test

import (
	"fmt"
	"html/template"
	"io"
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

// errAccountChanged is the user's fault, because it wraps ErrStateMismatch.
var errAccountChanged = fmt.Errorf("%w: the account has changed", janrain.ErrStateMismatch)

func add(w http.ResponseWriter, r *http.Request) { // POST /add; CrossOriginProtection guards it
	account := session(r)
	if account == "" {
		http.Redirect(w, r, "/login", http.StatusSeeOther)
		return
	}
	_ = page.Execute(w, callback.Begin(w, r, "/profile", janrain.WithValue("add to "+account)))
}

func signedInOrAdded(w http.ResponseWriter, r *http.Request, in janrain.SignedIn) error {
	switch account := session(r); {
	case in.Value == "":
		startSession(w, in.User.Profile.Identifier)
	case account == "" || in.Value != "add to "+account:
		return errAccountChanged // signed out, or signed in to another account meanwhile
	default:
		keepIdentity(r, in.User.Profile)
		in.ReturnTo = "/confirm"
	}
	http.Redirect(w, r, in.ReturnTo, http.StatusSeeOther)
	return nil
}

var question = template.Must(template.New("confirm").Parse(`<form method="post" action="/confirm">
Add {{.DisplayName}}, {{.Email}}, of {{.ProviderName}} to your account?
<button name="identifier" value="{{.Identifier}}">Add</button></form>`))

func ask(w http.ResponseWriter, r *http.Request) { // GET /confirm
	_ = question.Execute(w, keptIdentity(r))
}

func confirm(w http.ResponseWriter, r *http.Request) { // POST /confirm; CrossOriginProtection guards it
	id := keptIdentity(r).Identifier
	keepIdentity(r, janrain.Profile{}) // a confirmation is used once
	if id == "" || id != r.PostFormValue("identifier") || !link(session(r), id) {
		http.Error(w, "Nothing was added.", http.StatusConflict)
		return
	}
	http.Redirect(w, r, "/profile", http.StatusSeeOther)
}

var kept map[string]janrain.Profile // account to an identity that waits for its confirmation

func keepIdentity(r *http.Request, identity janrain.Profile) { kept[session(r)] = identity }

func keptIdentity(r *http.Request) janrain.Profile { return kept[session(r)] }

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
	links, kept = map[string]string{"taken": "somebody else"}, map[string]janrain.Profile{}
	errs := make(chan error, 10)
	service, base := serveCallback(t, func(mux *http.ServeMux) {
		mux.HandleFunc("POST /add", add)
		mux.HandleFunc("POST /confirm", confirm)
		mux.HandleFunc("GET /confirm", ask)
		mux.HandleFunc("GET /profile", func(http.ResponseWriter, *http.Request) {})
	}, janrain.CallbackConfig{
		SignedIn: signedInOrAdded, Failed: func(w http.ResponseWriter, r *http.Request, err error) {
			errs <- err
			failed(w, r, err)
		},
	})
	for _, tc := range []struct {
		name, before, after, identifier, confirmed string
		want                                       error
		at                                         string
	}{
		{"the same account", "mira", "mira", "new", "new", nil, "/profile"},
		{"another account", "mira", "jonas", "another", "", errAccountChanged, ""},
		{"signed out", "mira", "", "another", "", errAccountChanged, ""},
		{"of another account", "mira", "mira", "taken", "taken", nil, "/confirm"},
		{"not confirmed", "mira", "mira", "another", "", nil, "/confirm"},
		{"another than shown", "mira", "mira", "another", "new", nil, "/confirm"},
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
		shown, err := io.ReadAll(resp.Body)
		require.NoError(t, err)
		require.NoError(t, resp.Body.Close())
		if tc.want == nil {
			assert.Equal(t, "/confirm", resp.Request.URL.Path, tc.name)
			assert.Contains(t, string(shown), `value="`+tc.identifier+`"`, tc.name)
			assert.Contains(t, string(shown), "of Facebook", tc.name)
			assert.NotEqual(t, "mira", links["another"], "nothing is added yet")
			form := strings.NewReader("identifier=" + tc.confirmed)
			r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, base+"/confirm", form)
			require.NoError(t, err)
			r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
			resp, err := browser.Do(r)
			require.NoError(t, err)
			require.NoError(t, resp.Body.Close())
			assert.Equal(t, tc.at, resp.Request.URL.Path, tc.name)
			continue
		}
		err = <-errs
		assert.ErrorIs(t, err, tc.want, tc.name)
		assert.Equal(t, janrain.FaultUser, janrain.FaultOf(err), tc.name)
		if tc.after == "" {
			assert.Equal(t, http.StatusBadRequest, resp.StatusCode, tc.name)
		}
	}
	assert.Equal(t, map[string]string{"taken": "somebody else", "new": "mira"}, links)
	assert.Equal(t, "/login", strings.TrimPrefix(send(t, newBrowser(t), http.MethodPost, base+"/add", "").at, base))
}
