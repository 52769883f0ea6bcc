package janrain

import (
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base64"
	"encoding/binary"
	"net/http"
	"strconv"
	"strings"
	"time"
)

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
func (j jar) tokenName(slot int) string { return j.name("token-" + strconv.Itoa(slot%tokenSlots)) }
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

// A stateKey is what the cookie of a slot holds: the key of one sign-in's state.
type stateKey struct {
	key     []byte
	expires time.Time // tells which sign-in is older; the time that counts is in the state
	token   []byte    // a MAC of the only token that the sign-in still accepts; nil for any
}

func newStateKey(expires time.Time) stateKey {
	k := stateKey{key: make([]byte, keySize), expires: expires}
	_, _ = rand.Read(k.key) // it never fails
	return k
}

func (k stateKey) String() string {
	b := binary.BigEndian.AppendUint64(k.key[:keySize:keySize], uint64(k.expires.UnixMilli()))
	return base64url.EncodeToString(append(b, k.token...))
}

// parseStateKey returns a key in the form in which Begin has set it.
func parseStateKey(value string) (k stateKey, ok bool) {
	const size = keySize + 8
	raw, ok := decodeBase64(value)
	if !ok || len(raw) != size && len(raw) != size+sha256.Size {
		return stateKey{}, false
	}
	expires := int64(binary.BigEndian.Uint64(raw[keySize:])) //nolint:gosec // any bits are a time
	k = stateKey{key: raw[:keySize], expires: time.UnixMilli(expires)}
	if len(raw) > size {
		k.token = raw[size:]
	}
	return k, true
}

// accepts reports whether a token may be exchanged in the sign-in.
func (k stateKey) accepts(token string) bool {
	return k.token == nil || hmac.Equal(k.token, k.macOf(token))
}

func (k stateKey) macOf(token string) []byte {
	h := hmac.New(sha256.New, k.key)
	h.Write([]byte("janrain token\x00" + token))
	return h.Sum(nil)
}

// inTime reports whether a state or a cookie that expires then is valid now. One that
// expires later than any could is not: a clock was set back, or somebody else made it.
func inTime(expires, now time.Time) bool {
	return now.Before(expires) && !expires.After(now.Add(stateLife+clockSkew))
}

// key returns the key of the sign-in in a slot.
func (j jar) key(r *http.Request, slot int) (stateKey, bool) {
	return parseStateKey(get(r, j.stateName(slot)))
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

// bind keeps the cookies of a sign-in whose token may be exchanged again, for as long as the
// token's cookie may live. From now on it accepts this token only: whoever reads the state in
// a log could otherwise have the browser post another one.
func (j jar) bind(w http.ResponseWriter, s state, key stateKey, token string) {
	key.token = key.macOf(token)
	j.set(w, j.stateName(s.slot), key.String(), tokenLife)
}

// end deletes the cookies of a sign-in.
func (j jar) end(w http.ResponseWriter, r *http.Request, s state) {
	j.remove(w, j.stateName(s.slot))
	waiting := get(r, j.tokenName(s.slot))
	if _, ok := boundTo(s, waiting); ok || waiting == "" { // else it may be another tab's
		j.remove(w, j.tokenName(s.slot))
	}
	if _, ok := boundTo(s, get(r, j.longTokenName())); ok {
		j.remove(w, j.longTokenName())
	}
}

func sha256Text(text string) string {
	sum := sha256.Sum256([]byte(text))
	return base64url.EncodeToString(sum[:])
}
