package signin

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"errors"
	"maps"
	"net/http"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/janrain-go/janrain"
	"github.com/janrain-go/janrain/internal/acceptance/kit"
)

func reasonIn(t *testing.T, err error) janrain.StateReason {
	t.Helper()
	why, ok := errors.AsType[*janrain.StateError](err)
	require.True(t, ok, "not a StateError: %v", err)
	assert.Equal(t, janrain.FaultUser, janrain.FaultOf(err))
	return why.Reason
}

// No run of eight characters of the cookie is in the URL, nor of its bytes.
func TestTheStateDoesNotRevealItsCookie(t *testing.T) {
	t.Parallel()
	s := kit.NewDirectSite(t, kit.DirectURL, kit.RespondWith(kit.Success))
	for range 50 {
		jar := kit.CookieJar{}
		tokenURL := s.BeginSignIn(t, jar)
		cookie := jar["__Host-janrain-state"+kit.SlotOf(t, tokenURL)]
		key, err := base64.RawURLEncoding.DecodeString(cookie)
		require.NoError(t, err)
		require.Len(t, key, 40, "a key and an expiry time, which the state has too")
		payload := string(kit.PayloadOf(t, tokenURL))
		for i := range len(cookie) - 8 {
			if i < 40 {
				assert.NotContains(t, tokenURL, cookie[i:i+8])
			}
			if i+4 <= 32 {
				assert.NotContains(t, payload, string(key[i:i+4]))
			}
		}
		hash := sha256.Sum256(key[:32])
		assert.NotContains(t, tokenURL, base64.RawURLEncoding.EncodeToString(hash[:])[:8], "nor a hash of it")
	}
}

// An access log has the state and the token in one line. Whoever reads it can set any
// cookie in a browser of their own.
func TestAReaderOfTheLogDoesNotBecomeTheUser(t *testing.T) {
	t.Parallel()
	service := kit.RespondWith(kit.Success) // it takes the token as often as it comes
	s := kit.NewDirectSite(t, kit.DirectURL, service)
	victim := kit.CookieJar{}
	tokenURL := s.BeginSignIn(t, victim)
	slot, state := kit.SlotOf(t, tokenURL), kit.StateOf(t, tokenURL)
	payload, mac, _ := strings.Cut(state, ".")
	s.Post(t, victim, tokenURL+"&token="+kit.Token, kit.Token)
	line := tokenURL + "&token=" + kit.Token

	raw := kit.PayloadOf(t, tokenURL)
	hash := sha256.Sum256([]byte(state))
	expiry := binary.BigEndian.AppendUint64(nil, uint64(time.Now().Add(time.Hour).UnixMilli()))
	guesses := []string{state, payload, mac, mac + payload[:11], payload[:54], state[len(state)-54:], strings.Repeat("A", 54)}
	for _, key := range [][]byte{raw[:32], []byte(mac[:32]), hash[:], make([]byte, 32)} {
		guesses = append(guesses, base64.RawURLEncoding.EncodeToString(append(key[:32:32], expiry...)))
	}
	for _, guess := range guesses {
		attacker := kit.CookieJar{}
		s.Post(t, attacker, line, kit.Token) // binds the token to the state
		attacker["__Host-janrain-state"+slot] = guess
		s.Open(t, attacker, tokenURL)
		s.Open(t, attacker, line)
	}
	own := kit.CookieJar{} // and one who has a sign-in of their own in that slot
	for own["__Host-janrain-state"+slot] == "" {
		s.BeginSignIn(t, own)
	}
	s.Post(t, own, line, kit.Token)
	s.Open(t, own, tokenURL)

	users, _ := s.Counts()
	assert.Zero(t, users, "nobody becomes the user")
	service.AssertSilent(t)
	s.Open(t, victim, tokenURL)
	users, _ = s.Counts()
	assert.Equal(t, 1, users, "the user's own sign-in was not ended")
}

// The user of the browser holds the key: what is in the state is theirs to write. For
// others it is protected.
func TestAValueIsForgedWithItsOwnCookieOnly(t *testing.T) {
	t.Parallel()
	s := kit.NewDirectSite(t, kit.DirectURL, kit.RespondWith(kit.Success))
	jar := kit.CookieJar{}
	tokenURL := s.BeginSignIn(t, jar, janrain.WithValue("add:1"))
	payload := kit.PayloadOf(t, tokenURL)
	payload[len(payload)-1] = '2'

	_, mac, _ := strings.Cut(kit.StateOf(t, tokenURL), ".")
	other := kit.CookieJar{}
	for range 8 {
		s.BeginSignIn(t, other)
	}
	slot, otherKey := kit.SlotOf(t, tokenURL), ""
	for _, cookie := range other {
		otherKey = cookie
	}
	for name, state := range map[string]string{
		"with the old MAC":      base64.RawURLEncoding.EncodeToString(payload) + "." + mac,
		"with another's key":    kit.Forge(t, otherKey, kit.DirectURL, payload),
		"with another's token":  kit.Forge(t, jar["__Host-janrain-state"+slot], "https://shop.example/admin", payload),
		"with a key of zeros":   kit.Forge(t, strings.Repeat("A", 54), kit.DirectURL, payload),
		"with the token as key": kit.Forge(t, base64.RawURLEncoding.EncodeToString([]byte(kit.Token)), kit.DirectURL, payload),
	} {
		target := kit.DirectURL + "?state=" + state
		s.Post(t, jar, target, kit.Token)
		s.Open(t, jar, target)
		assert.Equal(t, janrain.StateOfAnother, reasonIn(t, s.LastErr(t)), name)
	}
	users, _ := s.Counts()
	assert.Zero(t, users)

	target := kit.DirectURL + "?state=" + kit.Forge(t, jar["__Host-janrain-state"+slot], kit.DirectURL, payload)
	s.Post(t, jar, target, kit.Token)
	s.Open(t, jar, target)
	require.Len(t, s.Users, 1)
	assert.Equal(t, "add:2", s.Users[0].Value, "so it must never decide whose account changes")
}

// What the user of a browser writes into a state stays within its bounds.
func TestAForgedPayload(t *testing.T) {
	t.Parallel()
	s := kit.NewDirectSite(t, kit.DirectURL, kit.RespondWith(kit.Success))
	jar := kit.CookieJar{}
	tokenURL := s.BeginSignIn(t, jar)
	key, payload := jar["__Host-janrain-state"+kit.SlotOf(t, tokenURL)], kit.PayloadOf(t, tokenURL)
	fixed := payload[:35]
	text := func(parts ...string) []byte {
		b := append([]byte(nil), fixed...)
		for _, part := range parts {
			b = append(binary.BigEndian.AppendUint16(b, uint16(len(part))), part...)
		}
		return b
	}
	for name, bad := range map[string][]byte{
		"empty": {}, "the fixed part alone": fixed, "cut off": payload[:len(payload)-1], "a byte too many": append(slices.Clip(payload), 0),
		"two fields": text("h", "/"), "four fields": text("h", "/", "", ""), "a long host": text(strings.Repeat("h", 254), "/", ""),
		"a long path": text("h", "/"+strings.Repeat("p", 1024), ""), "a long value": text("h", "/", strings.Repeat("v", 513)),
		"a length beyond the end": append(text("h", "/"), 0xff, 0xff),
	} {
		target := kit.DirectURL + "?state=" + kit.Forge(t, key, kit.DirectURL, bad)
		s.Open(t, jar, target)
		assert.Equal(t, janrain.StateMissing, reasonIn(t, s.LastErr(t)), name)
	}
	for _, to := range []string{"//h.example", `/\h.example`, "https://h.example/", "javascript:alert(1)", "/\t/h.example", ""} {
		target := kit.DirectURL + "?state=" + kit.Forge(t, key, kit.DirectURL, text("h", to, ""))
		copied := maps.Clone(jar)
		s.Post(t, copied, target, kit.Token)
		s.Open(t, copied, target)
		require.NotEmpty(t, s.Users, to)
		assert.Equal(t, "/", s.Users[len(s.Users)-1].ReturnTo, "of %q", to)
	}
}

func TestAStateExpires(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		wait time.Duration
		ok   bool
	}{"at once": {0, true}, "in time": {time.Hour - time.Second, true}, "after an hour": {time.Hour, false}, "the next day": {24 * time.Hour, false}} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				s := kit.NewDirectSite(t, kit.DirectURL, kit.RespondWith(kit.Success))
				jar := kit.CookieJar{} // keeps cookies as long as it likes
				tokenURL := s.BeginSignIn(t, jar)
				time.Sleep(tt.wait / 2)
				s.BeginSignIn(t, jar) // what else the user opens does not extend it
				time.Sleep(tt.wait - tt.wait/2)
				s.BeginSignIn(t, jar)
				s.Post(t, jar, tokenURL, kit.Token)
				s.Open(t, jar, tokenURL)
				users, _ := s.Counts()
				if tt.ok {
					assert.Equal(t, 1, users)
					return
				}
				assert.Zero(t, users)
				assert.Equal(t, janrain.StateExpired, reasonIn(t, s.LastErr(t)))
				s.Open(t, kit.CookieJar{}, tokenURL)
				assert.Equal(t, janrain.StateExpired, reasonIn(t, s.LastErr(t)), "also if the browser has deleted the cookie")
			})
		})
	}
}

// A clock that was set back, or another server's that is wrong, does not make a state
// live longer than an hour.
func TestAStateFromTheFuture(t *testing.T) {
	t.Parallel()
	s := kit.NewDirectSite(t, kit.DirectURL, kit.RespondWith(kit.Success))
	jar := kit.CookieJar{}
	tokenURL := s.BeginSignIn(t, jar)
	key, payload := jar["__Host-janrain-state"+kit.SlotOf(t, tokenURL)], kit.PayloadOf(t, tokenURL)
	for _, expires := range []time.Time{
		time.Now().Add(2 * time.Hour), time.Now().AddDate(100, 0, 0), time.UnixMilli(1<<63 - 1), time.UnixMilli(-1), {}, time.Now().Add(-time.Second),
	} {
		binary.BigEndian.PutUint64(payload[26:], uint64(expires.UnixMilli()))
		target := kit.DirectURL + "?state=" + kit.Forge(t, key, kit.DirectURL, payload)
		s.Post(t, jar, target, kit.Token)
		s.Open(t, jar, target)
		assert.Equal(t, janrain.StateExpired, reasonIn(t, s.LastErr(t)), "of %s", expires)
	}
	binary.BigEndian.PutUint64(payload[26:], uint64(time.Now().Add(time.Hour+30*time.Second).UnixMilli()))
	target := kit.DirectURL + "?state=" + kit.Forge(t, key, kit.DirectURL, payload)
	s.Post(t, jar, target, kit.Token)
	assert.Equal(t, http.StatusOK, s.Open(t, jar, target), "two servers' clocks may differ a little")
}

// Whoever keeps a copy of a cookie can present it again, but only within the hour.
func TestACopyOfACookieExpires(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := kit.NewDirectSite(t, kit.DirectURL, kit.RespondWith(kit.Success))
		jar := kit.CookieJar{}
		tokenURL := s.BeginSignIn(t, jar)
		copied := maps.Clone(jar)
		s.Post(t, jar, tokenURL, kit.Token)
		s.Open(t, jar, tokenURL)
		assert.Empty(t, jar, "the browser deletes its own")
		time.Sleep(59 * time.Minute)
		s.Post(t, copied, tokenURL, "another-token-of-the-same-user")
		s.Open(t, maps.Clone(copied), tokenURL)
		users, _ := s.Counts()
		assert.Equal(t, 2, users, "as SECURITY.md says")
		time.Sleep(2 * time.Minute)
		s.Post(t, copied, tokenURL, "another-token-of-the-same-user")
		s.Open(t, copied, tokenURL)
		assert.Equal(t, janrain.StateExpired, reasonIn(t, s.LastErr(t)))
	})
}

func TestTwoCallbacksOfOneHost(t *testing.T) {
	t.Parallel()
	shop := kit.NewDirectSite(t, kit.DirectURL, kit.RespondWith(kit.Success))
	for _, tokenURL := range []string{"https://shop.example/admin", "https://shop.example/signin?a=b", "https://shop.example/signi"} {
		admin := kit.NewDirectSite(t, tokenURL, kit.RespondWith(kit.Success))
		jar := kit.CookieJar{}
		begun := shop.BeginSignIn(t, jar)
		target := tokenURL + "?state=" + kit.StateOf(t, begun)
		if strings.Contains(tokenURL, "?") {
			target = tokenURL + "&state=" + kit.StateOf(t, begun)
		}
		admin.Post(t, jar, target, kit.Token)
		assert.Equal(t, janrain.StateOtherCallback, reasonIn(t, admin.LastErr(t)), "on the POST")
		shop.Post(t, jar, begun, kit.Token)
		before := maps.Clone(jar)
		admin.Open(t, jar, target)
		assert.Equal(t, janrain.StateOtherCallback, reasonIn(t, admin.LastErr(t)), "on the GET")
		assert.Equal(t, before, jar, "the other's sign-in goes on")

		// The mark in the payload is not what keeps them apart.
		payload := kit.PayloadOf(t, begun)
		copy(payload[2:10], kit.PayloadOf(t, admin.BeginSignIn(t, kit.CookieJar{}))[2:10])
		_, mac, _ := strings.Cut(kit.StateOf(t, begun), ".")
		forged := strings.Replace(target, kit.StateOf(t, begun), base64.RawURLEncoding.EncodeToString(payload)+"."+mac, 1)
		admin.Post(t, jar, forged, kit.Token)
		admin.Open(t, jar, forged)
		assert.Equal(t, janrain.StateOfAnother, reasonIn(t, admin.LastErr(t)))
		shop.Post(t, jar, begun, kit.Token)
		assert.Equal(t, http.StatusOK, shop.Open(t, jar, begun))
	}
}

// bindings are the failures after which a sign-in may be tried again.
var bindings = map[string]http.RoundTripper{
	"code -1":  kit.Respond(kit.Response{Status: http.StatusBadRequest, Body: `{"stat":"fail","err":{"code":-1,"msg":"down"}}`}),
	"HTTP 429": kit.Respond(kit.Response{Status: http.StatusTooManyRequests, Body: "slow down"}),
	"HTTP 503": kit.Respond(kit.Response{Status: http.StatusServiceUnavailable, Body: "down"}),
}

// An attacker who reads the state of a sign-in in a log signs in at the service with its
// token URL, and has the victim's browser post that token.
func TestASignInThatIsTriedAgainAcceptsItsOwnTokenOnly(t *testing.T) {
	t.Parallel()
	for name, failure := range bindings {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			service := &switched{now: failure}
			s := kit.NewDirectSite(t, kit.DirectURL, service)
			jar := kit.CookieJar{}
			tokenURL := s.BeginSignIn(t, jar, janrain.WithValue("add to account 1"))
			s.Post(t, jar, tokenURL, kit.Token)
			s.Open(t, jar, tokenURL)
			s.Open(t, jar, tokenURL)
			users, errs := s.Counts()
			require.Equal(t, []int{0, 2}, []int{users, errs})
			bound := jar["__Host-janrain-state"+kit.SlotOf(t, tokenURL)]
			require.NotEmpty(t, bound, "the cookies are kept")
			hash := sha256.Sum256([]byte(kit.Token))
			assert.NotContains(t, bound, base64.RawURLEncoding.EncodeToString(hash[:])[:8], "no hash that can be looked up")

			service.now = kit.RespondWith(kit.Success)
			again := maps.Clone(jar)
			s.Open(t, again, tokenURL)
			users, _ = s.Counts()
			assert.Equal(t, 1, users, "the token is exchanged again")
			assert.Empty(t, again)

			for _, other := range []string{"token-of-the-attacker", kit.Token + "x", kit.Token[1:]} {
				attacked := maps.Clone(jar)
				s.Post(t, attacked, tokenURL, other)
				s.Open(t, attacked, tokenURL)
				assert.Equal(t, janrain.StateOtherToken, reasonIn(t, s.LastErr(t)))
				assert.Equal(t, janrain.FaultUser, janrain.FaultOf(s.LastErr(t)))
				assert.Empty(t, attacked, "the sign-in is over")
			}
			users, _ = s.Counts()
			assert.Equal(t, 1, users)
		})
	}
}

// switched is a service that changes.
type switched struct{ now http.RoundTripper }

func (s *switched) RoundTrip(r *http.Request) (*http.Response, error) { return s.now.RoundTrip(r) }

// A log has the state and the token of such a GET in one line.
func TestATokenInTheURLEndsTheSignIn(t *testing.T) {
	t.Parallel()
	s := kit.NewDirectSite(t, kit.DirectURL, kit.RespondWith(kit.Success))
	jar := kit.CookieJar{}
	tokenURL := s.BeginSignIn(t, jar)
	s.Open(t, jar, tokenURL+"&token="+kit.Token)
	assert.Equal(t, janrain.StateTokenInURL, reasonIn(t, s.LastErr(t)))
	assert.Empty(t, jar)
	s.Post(t, jar, tokenURL, "token-of-the-attacker")
	s.Open(t, jar, tokenURL)
	users, _ := s.Counts()
	assert.Zero(t, users)
}

// Two tabs whose states were made at the same time may share a token cookie.
func TestTheEndOfASignInKeepsTheTokenOfAnother(t *testing.T) {
	t.Parallel()
	s := kit.NewDirectSite(t, kit.DirectURL, kit.RespondWith(kit.Success))
	jar, other := kit.CookieJar{}, kit.CookieJar{}
	first := s.BeginSignIn(t, jar)
	second := s.BeginSignIn(t, other)
	for kit.TokenSlotOf(t, second) != kit.TokenSlotOf(t, first) || kit.SlotOf(t, second) == kit.SlotOf(t, first) {
		other = kit.CookieJar{}
		second = s.BeginSignIn(t, other)
	}
	maps.Copy(jar, other)
	s.Post(t, jar, second, kit.Token)
	s.Open(t, jar, first+"&token=x")
	s.Open(t, jar, second)
	users, _ := s.Counts()
	assert.Equal(t, 1, users)
}
