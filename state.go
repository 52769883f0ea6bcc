package janrain

import (
	"crypto/rand"
	"crypto/subtle"
	"encoding/base64"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"unicode"
)

// A sign-in's state is the browser's secret, a dot, and where to go afterwards,
// in base64url. It travels in the query of the token URL; the secret alone is in
// the browser's cookie too, which only this site can set and a script cannot read.
//
// All tabs of a browser share the secret, so that a second sign-in page does not
// end the sign-in that the first has begun. It is spent by the first of them that
// comes back.

// stateParam is the state's parameter in the token URL's query.
const stateParam = "state"

const (
	secretLife = 60 * 60 // seconds, from the last sign-in page
	tokenLife  = 60      // seconds, for one redirect
	secretSize = 43      // 32 bytes in base64url

	// maxKept is the longest value of a cookie: browsers drop one that has more than
	// 4096 bytes with its name and attributes, without a word.
	maxKept       = 3900
	maxReturnPath = 1024
)

var base64url = base64.RawURLEncoding

func stateOf(secret, returnTo, value string) string {
	state := secret + "." + base64url.EncodeToString([]byte(safePath(returnTo)))
	if value != "" {
		state += "." + base64url.EncodeToString([]byte(value))
	}
	return state
}

// valueIn returns the application's value in a state.
func valueIn(state string) string {
	_, rest, _ := strings.Cut(state, ".")
	_, encoded, _ := strings.Cut(rest, ".")
	value, _ := decode(encoded)
	return string(value)
}

// stateFrom returns the state in the URL of a request, and whether there is
// exactly one that looks like one.
func stateFrom(r *http.Request) (state string, ok bool) {
	states := r.URL.Query()[stateParam]
	if len(states) != 1 {
		return "", false
	}
	secret, returnTo, ok := strings.Cut(states[0], ".")
	returnTo, value, hasValue := strings.Cut(returnTo, ".")
	path, decoded := decode(returnTo)
	if raw, valid := decode(value); hasValue && (len(raw) == 0 || !valid) {
		return "", false
	}
	return states[0], ok && isStateSecret(secret) && decoded && len(path) <= maxReturnPath
}

// statesIn returns the secrets of the states in a token URL, wherever they stand.
func statesIn(tokenURL string) (secrets []string) {
	for _, found := range states.FindAllStringSubmatch(tokenURL, -1) {
		secrets = append(secrets, found[2])
	}
	return secrets
}

func isStateSecret(s string) bool {
	_, ok := decode(s)
	return ok && len(s) == secretSize
}

// decode takes nothing but what EncodeToString has written: the package skips line
// breaks, which have no place in a cookie or a header.
func decode(s string) (raw []byte, ok bool) {
	raw, err := base64url.DecodeString(s)
	return raw, err == nil && base64url.EncodeToString(raw) == s
}

var states = regexp.MustCompile(`(` + stateParam + `(?:=|%3[dD]))([A-Za-z0-9_-]{43})[A-Za-z0-9_.-]*`)

// withoutStates takes states out of a message: the service quotes both token URLs
// where they differ, and one of them may be that of a sign-in that is under way.
func withoutStates(text string) string { return states.ReplaceAllString(text, "${1}"+redacted) }

// returnPath is where the user goes after a sign-in with this state. It has been
// through the browser's hands.
func returnPath(state string) string {
	_, returnTo, _ := strings.Cut(state, ".")
	returnTo, _, _ = strings.Cut(returnTo, ".")
	path, _ := decode(returnTo) // none is no path, and so "/"
	return safePath(string(path))
}

// safePath returns a path, with its query, that a browser takes for one on the
// same site, or "/". Browsers read a backslash as a slash, and drop tabs and
// line breaks before they look: "/\host", "/\t/host" and "//host" all leave.
func safePath(to string) string {
	invisible := func(r rune) bool { return unicode.IsControl(r) || r == unicode.ReplacementChar }
	switch {
	case len(to) > maxReturnPath, !strings.HasPrefix(to, "/"), strings.HasPrefix(to, "//"):
		return "/"
	case strings.Contains(to, `\`), strings.ContainsFunc(to, invisible):
		return "/"
	}
	if _, err := url.Parse(to); err != nil { // nor would this handler's own server take it
		return "/"
	}
	return to
}

// A jar is the two cookies of a sign-in.
type jar struct{ secure bool }

// name has the prefix that makes a browser refuse the cookie from another host
// of the same site, or from plain http: nobody there can plant a secret.
func (j jar) name(name string) string {
	if j.secure {
		return "__Host-janrain-" + name
	}
	return "janrain-" + name
}

func (j jar) set(w http.ResponseWriter, name, value string, seconds int) {
	http.SetCookie(w, &http.Cookie{ //nolint:gosec // not Secure on a loopback host only, where there may be no https
		Name: j.name(name), Value: value, Path: "/", MaxAge: seconds,
		Secure: j.secure, HttpOnly: true, SameSite: http.SameSiteLaxMode,
	})
}

// get returns a cookie, if there is exactly one of its name: two are a sign that
// somebody else has set one.
func (j jar) get(r *http.Request, name string) string {
	if found := r.CookiesNamed(j.name(name)); len(found) == 1 {
		return found[0].Value
	}
	return ""
}

// browser returns the secret of the browser, which is given one where it has
// none. Its time begins anew.
func (j jar) browser(w http.ResponseWriter, r *http.Request) string {
	secret := j.get(r, "state")
	// What this answer has set already is newer: a state that was spent, or one that
	// another Begin of the same page has made.
	for _, line := range w.Header()["Set-Cookie"] {
		if c, err := http.ParseSetCookie(line); err == nil && c.Name == j.name("state") {
			secret = c.Value
		}
	}
	if !isStateSecret(secret) {
		secret = newSecret()
	}
	j.set(w, "state", secret, secretLife)
	return secret
}

func newSecret() string {
	b := make([]byte, 32)
	_, _ = rand.Read(b) // never fails, it says
	return base64url.EncodeToString(b)
}

// owns reports whether a state is that of the browser.
func (j jar) owns(r *http.Request, state string) bool {
	secret, _, _ := strings.Cut(state, ".")
	own := j.get(r, "state")
	return own != "" && subtle.ConstantTimeCompare([]byte(own), []byte(secret)) == 1
}

// spend ends the browser's state.
func (j jar) spend(w http.ResponseWriter) { j.set(w, "state", "", -1) }

// keepToken keeps a posted token for the GET that follows, with the state it
// came with: one that somebody else posts meanwhile ends this sign-in, but is not
// taken for its own.
func (j jar) keepToken(w http.ResponseWriter, state, token string) error {
	value := state + "." + base64url.EncodeToString([]byte(token))
	if len(value) > maxKept {
		return &TokenError{Reason: "is too long for a cookie"}
	}
	j.set(w, "token", value, tokenLife)
	return nil
}

// takeToken returns the token that came with the state, and forgets it. One that came
// with another state waits for its own GET.
func (j jar) takeToken(w http.ResponseWriter, r *http.Request, state string) (token string, ok bool) {
	value := j.get(r, "token")
	encoded, ok := strings.CutPrefix(value, state+".")
	if ok || value == "" {
		j.set(w, "token", "", -1)
	}
	if !ok {
		return "", false
	}
	raw, ok := decode(encoded)
	return string(raw), ok && len(raw) > 0
}
