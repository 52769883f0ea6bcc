package janrain

import (
	"crypto/rand"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base64"
	"encoding/binary"
	mathrand "math/rand/v2"
	"net/http"
	"strconv"
	"strings"
	"time"
)

// The cookies of a browser's sign-ins are in a fixed number of slots: each Begin is
// assigned one, and its state names it. The POST that brings the token comes from
// another site without cookies, so it cannot tell whose it is; with fixed names it
// can overwrite the token of a slot, but it cannot fill the browser's cookie jar.
const slots = 8

const (
	stateLife = time.Hour   // of a state and its cookie
	clockSkew = time.Minute // by which the clocks of two servers may differ
	tokenLife = time.Minute // of a token's cookie, which is for one redirect

	keySize = 32

	// maxToken is the longest token, in bytes, that fits into a cookie. The service's
	// have 40. One of more than maxSlotToken is not kept in the slot's own cookie, but
	// in one that all slots share: forged POSTs cannot make the browser send more than
	// 8 KiB of cookies, which is what many servers accept.
	maxToken     = 1900
	maxSlotToken = 256
)

var base64url = base64.RawURLEncoding

// decodeBase64 accepts only what EncodeToString returns: the package skips line breaks,
// which have no place in a cookie or a header.
func decodeBase64(s string) (raw []byte, ok bool) {
	raw, err := base64url.DecodeString(s)
	return raw, err == nil && base64url.EncodeToString(raw) == s
}

// A jar reads and writes the cookies of a Callback.
type jar struct{ secure bool }

// name has a prefix that makes a browser reject the cookie if another host of the
// same site or a page over plain http sets it: nobody there can plant a key.
func (j jar) name(name string) string {
	if j.secure {
		return "__Host-janrain-" + name
	}
	return "janrain-" + name
}

func (j jar) stateName(slot int) string { return j.name("state-" + strconv.Itoa(slot)) }
func (j jar) tokenName(slot int) string { return j.name("token-" + strconv.Itoa(slot)) }
func (j jar) longTokenName() string     { return j.name("token") }

func (j jar) set(w http.ResponseWriter, name, value string, life time.Duration) {
	http.SetCookie(w, j.cookie(name, value, int(life/time.Second)))
}

func (j jar) remove(w http.ResponseWriter, name string) {
	http.SetCookie(w, j.cookie(name, "", -1))
}

func (j jar) cookie(name, value string, seconds int) *http.Cookie {
	return &http.Cookie{ //nolint:gosec // not Secure on a loopback host only, where there may be no https
		Name: name, Value: value, Path: "/", MaxAge: seconds,
		Secure: j.secure, HttpOnly: true, SameSite: http.SameSiteLaxMode,
	}
}

// get returns the value of a cookie if there is exactly one of its name. Two are a
// sign that somebody else has set one.
func get(r *http.Request, name string) string {
	if found := r.CookiesNamed(name); len(found) == 1 {
		return found[0].Value
	}
	return ""
}

// A stateKey is what the cookie of a slot holds: the key of one sign-in's state. The
// expiry time is for the choice of a slot only; the one that counts is in the state.
type stateKey struct {
	key     []byte
	expires time.Time
}

func newStateKey(now time.Time) stateKey {
	k := stateKey{key: make([]byte, keySize), expires: now.Add(stateLife)}
	_, _ = rand.Read(k.key) // it never fails
	return k
}

func (k stateKey) String() string {
	return base64url.EncodeToString(binary.BigEndian.AppendUint64(k.key[:keySize:keySize], uint64(k.expires.UnixMilli())))
}

// parseStateKey returns a key that Begin has set. An expiry time that Begin cannot
// have set is a sign of a planted cookie.
func parseStateKey(value string, now time.Time) (k stateKey, ok bool) {
	raw, ok := decodeBase64(value)
	if !ok || len(raw) != keySize+8 {
		return stateKey{}, false
	}
	k = stateKey{raw[:keySize], time.UnixMilli(int64(binary.BigEndian.Uint64(raw[keySize:])))} //nolint:gosec // any bits are a time
	return k, inTime(k.expires, now)
}

// inTime reports whether a state or a cookie that expires then is valid now. One that
// expires later than any could is not: a clock was set back, or somebody else made it.
func inTime(expires, now time.Time) bool {
	return now.Before(expires) && !expires.After(now.Add(stateLife+clockSkew))
}

// key returns the key of the sign-in in a slot, or nil.
func (j jar) key(r *http.Request, slot int) []byte {
	raw, ok := decodeBase64(get(r, j.stateName(slot)))
	if !ok || len(raw) != keySize+8 {
		return nil
	}
	return raw[:keySize]
}

// empty reports that the browser has sent no key at all.
func (j jar) empty(r *http.Request) bool {
	for slot := range slots {
		if j.key(r, slot) != nil {
			return false
		}
	}
	return true
}

// begin assigns a slot to a sign-in, sets its cookie and returns its key. A free slot
// is chosen at random: pages that the browser loads at the same time know nothing of
// each other. If there is none, the sign-in that expires first has to go.
func (j jar) begin(w http.ResponseWriter, r *http.Request, now time.Time) (slot int, key stateKey) {
	taken := j.taken(w, r, now)
	var free []int
	for i, expires := range taken {
		if expires.IsZero() {
			free = append(free, i)
		}
		if expires.Before(taken[slot]) {
			slot = i
		}
	}
	if len(free) > 0 {
		slot = free[mathrand.IntN(len(free))] //nolint:gosec // to spread, not to keep a secret
	}
	key = newStateKey(now)
	j.set(w, j.stateName(slot), key.String(), stateLife)
	return slot, key
}

// taken returns when the sign-in in each slot expires; the zero time is a free slot.
// Cookies that this response sets already, as those of another Begin for the same
// page, or deletes, replace those of the request.
func (j jar) taken(w http.ResponseWriter, r *http.Request, now time.Time) (taken [slots]time.Time) {
	values := map[string]string{}
	for i := range taken {
		name := j.stateName(i)
		values[name] = get(r, name)
		if len(r.CookiesNamed(name)) > 1 { // a second one cannot be overwritten: this slot is the last resort
			values[name] = stateKey{make([]byte, keySize), now.Add(stateLife + clockSkew)}.String()
		}
	}
	for _, line := range w.Header()["Set-Cookie"] {
		if c, err := http.ParseSetCookie(line); err == nil {
			values[c.Name] = c.Value
		}
	}
	for i := range taken {
		if k, ok := parseStateKey(values[j.stateName(i)], now); ok {
			taken[i] = k.expires
		}
	}
	return taken
}

// keepToken sets the cookie that keeps a posted token for the GET that follows. It is
// bound to the state: a token that somebody else posts meanwhile may take its place,
// but does not get into this sign-in.
func (j jar) keepToken(w http.ResponseWriter, s state, token string) error {
	if len(token) > maxToken {
		return &TokenError{Reason: "is too long for a cookie"}
	}
	name := j.tokenName(s.slot)
	if len(token) > maxSlotToken {
		name = j.longTokenName()
	}
	j.set(w, name, s.hash()+"."+base64url.EncodeToString([]byte(token)), tokenLife)
	return nil
}

// token returns the token that was posted with a state.
func (j jar) token(r *http.Request, s state) (token string, ok bool) {
	for _, name := range []string{j.tokenName(s.slot), j.longTokenName()} {
		if token, ok := boundTo(s, get(r, name)); ok {
			return token, true
		}
	}
	return "", false
}

// boundTo returns the token in a cookie's value if it was posted with the state.
func boundTo(s state, value string) (token string, ok bool) {
	hash, encoded, _ := strings.Cut(value, ".")
	if subtle.ConstantTimeCompare([]byte(hash), []byte(s.hash())) != 1 {
		return "", false
	}
	raw, ok := decodeBase64(encoded)
	return string(raw), ok && strings.TrimSpace(string(raw)) != ""
}

// end deletes the cookies of a sign-in.
func (j jar) end(w http.ResponseWriter, r *http.Request, s state) {
	j.remove(w, j.stateName(s.slot))
	j.remove(w, j.tokenName(s.slot))
	if _, ok := boundTo(s, get(r, j.longTokenName())); ok {
		j.remove(w, j.longTokenName())
	}
}

func sha256Text(text string) string {
	sum := sha256.Sum256([]byte(text))
	return base64url.EncodeToString(sum[:])
}
