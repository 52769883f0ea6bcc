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
	clockSkew = time.Minute // maximum difference between the clocks of two servers
	tokenLife = time.Minute // of a token cookie, which is used for one redirect

	keySize = 32

	// maxToken is the size in bytes of the longest token that fits into a cookie. Tokens of
	// the service have 40. A token longer than maxSlotToken is not stored in the cookie of its
	// slot but in one that all slots share. This way forged POSTs cannot make the browser send
	// more than 8 KiB of cookies, a common limit of servers.
	maxToken     = 1900
	maxSlotToken = 256
)

var base64url = base64.RawURLEncoding

// decodeBase64 accepts only the output of EncodeToString. Package base64 ignores line breaks,
// which must not occur in a cookie or a header.
func decodeBase64(s string) (raw []byte, ok bool) {
	raw, err := base64url.DecodeString(s)
	return raw, err == nil && base64url.EncodeToString(raw) == s
}

// A jar reads and writes the cookies of a Callback.
type jar struct{ secure bool }

// name returns the name of a cookie. With the prefix __Host-, browsers reject the cookie if
// another host of the same site or a page with plain http sets it, so nobody there can plant
// a key.
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
	return &http.Cookie{ //nolint:gosec // Secure except on a loopback host, which may have no https
		Name: name, Value: value, Path: "/", MaxAge: seconds,
		Secure: j.secure, HttpOnly: true, SameSite: http.SameSiteLaxMode,
	}
}

// get returns the value of a cookie if exactly one has this name. If there are two, somebody
// else may have set one of them.
func get(r *http.Request, name string) string {
	if found := r.CookiesNamed(name); len(found) == 1 {
		return found[0].Value
	}
	return ""
}

// A stateKey is the content of a state cookie: the key with which a state is signed.
type stateKey struct {
	key     []byte
	expires time.Time // shows which sign-in is older; the state has the time that is checked
	token   []byte    // a MAC of the only token that the sign-in accepts; nil for any token
}

func newStateKey(expires time.Time) stateKey {
	k := stateKey{key: make([]byte, keySize), expires: expires}
	_, _ = rand.Read(k.key) // never returns an error
	return k
}

func (k stateKey) String() string {
	b := binary.BigEndian.AppendUint64(k.key[:keySize:keySize], uint64(k.expires.UnixMilli()))
	return base64url.EncodeToString(append(b, k.token...))
}

// parseStateKey parses the result of stateKey.String.
func parseStateKey(value string) (k stateKey, ok bool) {
	const size = keySize + 8
	raw, ok := decodeBase64(value)
	if !ok || len(raw) != size && len(raw) != size+sha256.Size {
		return stateKey{}, false
	}
	expires := int64(binary.BigEndian.Uint64(raw[keySize:])) //nolint:gosec // every value is a valid time
	k = stateKey{key: raw[:keySize], expires: time.UnixMilli(expires)}
	if len(raw) > size {
		k.token = raw[size:]
	}
	return k, true
}

// accepts reports whether the sign-in accepts a token.
func (k stateKey) accepts(token string) bool {
	return k.token == nil || hmac.Equal(k.token, k.macOf(token))
}

func (k stateKey) macOf(token string) []byte {
	h := hmac.New(sha256.New, k.key)
	h.Write([]byte("janrain token\x00" + token))
	return h.Sum(nil)
}

// inTime reports whether a state or cookie with this expiry is valid now. It is invalid if it
// expires later than a new one would: a clock was set back, or it is forged.
func inTime(expires, now time.Time) bool {
	return now.Before(expires) && !expires.After(now.Add(stateLife+clockSkew))
}

// key returns the key of the sign-in in a slot.
func (j jar) key(r *http.Request, slot int) (stateKey, bool) {
	return parseStateKey(get(r, j.stateName(slot)))
}

// keepToken stores a posted token in a cookie for the GET that follows. The cookie is bound to
// the state. A token that somebody else posts in the meantime can overwrite the cookie but is
// not accepted for this sign-in.
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

// bind restricts a sign-in to one token and shortens its life to that of a token cookie. It is
// for sign-ins whose token may be exchanged again. Otherwise, somebody who reads the state in
// a log could make the browser post another token.
func (j jar) bind(w http.ResponseWriter, s state, key stateKey, token string) {
	key.token = key.macOf(token)
	j.set(w, j.stateName(s.slot), key.String(), tokenLife)
}

// end deletes the cookies of a sign-in.
func (j jar) end(w http.ResponseWriter, r *http.Request, s state) {
	j.remove(w, j.stateName(s.slot))
	waiting := get(r, j.tokenName(s.slot))
	if _, ok := boundTo(s, waiting); ok || waiting == "" { // another value may belong to another tab
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
