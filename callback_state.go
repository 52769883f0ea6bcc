package janrain

import (
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/binary"
	"net"
	"net/http"
	"net/url"
	"strings"
	"time"
	"unicode"

	"github.com/janrain-go/janrain/internal/check"
)

// A state represents a sign-in in the query of the token URL. It is the base64url encoding of
// the fields below, a dot, and the base64url encoding of an HMAC-SHA256 of the fields and the
// token URL. The key is in a cookie that only this site can set and no script can read. The
// URL contains nothing that reveals the key, so somebody who reads the URL in a log cannot set
// the cookie in another browser. The server stores nothing.
type state struct {
	text    string // the encoded state
	payload []byte
	mac     []byte

	slot     int
	callback [8]byte // the ID of the Callback that created it; see callbackID
	expires  time.Time
	tooLong  bool   // the value for WithValue was longer than maxValue bytes
	host     string // on which Begin was called; "" if unknown
	returnTo string
	value    string
}

const (
	stateParam   = "state" // in the token URL's query
	stateVersion = 1

	nonceSize = 16
	fixedSize = 1 + 1 + 8 + nonceSize + 8 + 1 // version, slot, callback, nonce, expiry, flags

	maxHost       = 253
	maxReturnPath = 1024
	maxValue      = 512

	maxPayload = fixedSize + 3*2 + maxHost + maxReturnPath + maxValue

	flagTooLong = 1
)

// callbackID returns an ID that distinguishes the callbacks of one host. It is used for error
// messages only: the HMAC prevents callbacks from accepting each other's states.
func callbackID(tokenURL string) (id [8]byte) {
	sum := sha256.Sum256([]byte(tokenURL))
	return [8]byte(sum[:8])
}

// sign returns the encoded state.
func (s state) sign(key []byte, tokenURL string) string {
	var flags byte
	if s.tooLong {
		flags |= flagTooLong
	}
	id := callbackID(tokenURL)
	nonce := make([]byte, nonceSize)
	_, _ = rand.Read(nonce) // never returns an error

	b := append(make([]byte, 0, maxPayload), stateVersion, byte(s.slot)) //nolint:gosec // below stateSlots
	b = append(b, id[:]...)
	b = append(b, nonce...)
	b = binary.BigEndian.AppendUint64(b, uint64(s.expires.UnixMilli()))
	b = append(b, flags)
	for _, text := range []string{s.host, s.returnTo, s.value} {
		b = binary.BigEndian.AppendUint16(b, uint16(len(text))) //nolint:gosec // each has a limited length
		b = append(b, text...)
	}
	return base64url.EncodeToString(b) + "." + base64url.EncodeToString(macOf(key, tokenURL, b))
}

// macOf returns the HMAC of a state. It includes the token URL, so that callbacks do not accept
// each other's states.
func macOf(key []byte, tokenURL string, payload []byte) []byte {
	h := hmac.New(sha256.New, key)
	h.Write([]byte("janrain state\x00" + tokenURL + "\x00")) // a URL contains no NUL
	h.Write(payload)
	return h.Sum(nil)
}

// signedWith reports whether the state was signed with the key for this token URL.
func (s state) signedWith(key []byte, tokenURL string) bool {
	return hmac.Equal(s.mac, macOf(key, tokenURL, s.payload))
}

// hash returns a hash of the state, for uses in which the state itself is too long.
func (s state) hash() string { return sha256Text(s.text) }

// stateFrom returns the state in the URL of a request if there is exactly one. It does not
// verify the state, which may be forged.
func stateFrom(r *http.Request) (s state, ok bool) {
	states := r.URL.Query()[stateParam]
	if len(states) != 1 {
		return state{}, false
	}
	return parseState(states[0])
}

func parseState(text string) (s state, ok bool) {
	payload, mac, _ := strings.Cut(text, ".")
	if base64url.DecodedLen(len(payload)) > maxPayload {
		return state{}, false
	}
	s.text = text
	s.payload, ok = decodeBase64(payload)
	if !ok {
		return state{}, false
	}
	s.mac, ok = decodeBase64(mac)
	return s, ok && len(s.mac) == sha256.Size && s.read()
}

// read decodes the payload into the fields.
func (s *state) read() bool {
	b := s.payload
	if len(b) < fixedSize || b[0] != stateVersion {
		return false
	}
	s.slot = int(b[1])
	s.callback = [8]byte(b[2:10])
	b = b[10+nonceSize:]
	s.expires = time.UnixMilli(int64(binary.BigEndian.Uint64(b))) //nolint:gosec // every value is a valid time
	s.tooLong = b[8]&flagTooLong != 0
	b = b[9:]
	for _, field := range []struct {
		text   *string
		maxLen int
	}{{&s.host, maxHost}, {&s.returnTo, maxReturnPath}, {&s.value, maxValue}} {
		if len(b) < 2 {
			return false
		}
		n := int(binary.BigEndian.Uint16(b))
		b = b[2:]
		if n > len(b) || n > field.maxLen {
			return false
		}
		*field.text, b = string(b[:n]), b[n:]
	}
	s.host, s.returnTo = hostName(s.host), safePath(s.returnTo) // the browser has the key and can forge a state
	return len(b) == 0
}

// hostName returns the name in a Host header, in lower case and without a port, because
// cookies do not depend on the port. It returns "" if the name is invalid.
func hostName(hostport string) string {
	host, _, err := net.SplitHostPort(hostport)
	if err != nil {
		host = strings.TrimSuffix(strings.TrimPrefix(hostport, "["), "]")
	}
	if len(host) > maxHost || check.Domain(host) != nil {
		return ""
	}
	return strings.ToLower(host)
}

// safePath returns to if browsers treat it as a path on the same site, and "/" otherwise.
// Browsers treat a backslash as a slash, and ignore tabs and line breaks, so "/\host",
// "/\t/host" and "//host" lead to another site.
func safePath(to string) string {
	invisible := func(r rune) bool { return unicode.IsControl(r) || r == unicode.ReplacementChar }
	switch {
	case len(to) > maxReturnPath, !strings.HasPrefix(to, "/"), strings.HasPrefix(to, "//"):
		return "/"
	case strings.Contains(to, `\`), strings.ContainsFunc(to, invisible):
		return "/"
	}
	if _, err := url.Parse(to); err != nil { // net/http rejects such a URL too
		return "/"
	}
	return to
}
