package janrain

import (
	"net/http"
	"time"
)

// Begin starts a sign-in in the browser that sent r and returns the links to the service. If
// the user comes back within an hour, SignedIn is called with returnTo. Call Begin before you
// write the page with the links: it sets a cookie, and it sets Cache-Control: no-store because
// the links are only for this browser.
//
// Each call starts a separate sign-in, so that several tabs do not interfere with each other.
// A browser keeps the last eight sign-ins.
//
// A returnTo that is not a path on this site, such as "//evil.example" or
// "https://evil.example", or that is longer than 1024 bytes, is replaced by "/".
//
// Do not call Begin in Failed on a POST: the POST comes from another site without cookies, so
// Begin cannot tell which sign-ins are in progress in the browser.
func (c *Callback) Begin(w http.ResponseWriter, r *http.Request, returnTo string, opts ...BeginOption) Links {
	if c == nil || c.client == nil || w == nil || r == nil {
		return Links{}
	}
	w.Header().Set("Cache-Control", "no-store")
	var b beginning
	for _, opt := range opts {
		if opt != nil {
			opt(&b)
		}
	}
	now := time.Now()
	slot, key := c.jar.begin(w, r, now)
	s := state{
		slot: slot, expires: now.Add(stateLife),
		host: hostName(r.Host), returnTo: safePath(returnTo), value: b.value,
	}
	if len(s.value) > maxValue {
		s.value, s.tooLong = "", true
	}
	return c.client.links(c.tokenURL(s.sign(key.key, c.config.TokenURL)))
}

// A BeginOption is an option of Callback.Begin.
type BeginOption func(*beginning)

type beginning struct{ value string }

// WithValue passes a value of the application to SignedIn, such as the purpose of the sign-in.
// The value must have at most 512 bytes. If it is longer, the sign-in ends in Failed with the
// reason StateValueTooLong.
//
// The value is part of the URL, so it must not be a secret. Others cannot change it, but the
// user of this browser can, because the key is in a cookie. Never let the value decide whose
// account changes. See SignedIn.
//
// Before you add an identity to an account, show it to the user and ask for confirmation with
// a form of your site. An attacker who reads the URL of an unfinished sign-in can make the
// browser that started it post another token within the hour, and so add an identity of their
// own.
func WithValue(value string) BeginOption {
	return func(b *beginning) { b.value = value }
}
