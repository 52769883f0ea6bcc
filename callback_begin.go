package janrain

import (
	"net/http"
	"time"
)

// Begin begins a sign-in in the browser that sent r, and returns the links to the
// service. SignedIn is called with returnTo when the user comes back within an hour.
// Call Begin before the page with the links is written: it sets a cookie, and
// Cache-Control: no-store, since the links are for this browser only.
//
// Each call begins a sign-in of its own, so tabs do not disturb each other. A browser
// keeps the last eight.
//
// A returnTo that is not a path on this site, such as "//evil.example" or
// "https://evil.example", or that is longer than 1024 bytes, is replaced by "/".
//
// Do not call Begin in Failed on a POST: the POST comes from another site without
// cookies, so Begin cannot see which sign-ins the browser has in progress.
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

// WithValue passes a value of the application to SignedIn, such as the intent of the
// sign-in. It may have at most 512 bytes; if it is longer, the sign-in ends in Failed
// with the reason StateValueTooLong, and never in SignedIn without the value.
//
// The value travels in the URL, so it must not be a secret. It is protected against
// others, but not against the user of this browser, who holds the key: never let it
// decide whose account changes. See SignedIn.
//
// Before you add an identity to an account, show it to the user and have a form of your site
// confirm it. Whoever reads the URL of a sign-in that has not ended can have the browser that
// began it post another token within the hour, and so add an identity of their own.
func WithValue(value string) BeginOption {
	return func(b *beginning) { b.value = value }
}
