package janrain_test

import (
	"maps"
	"net/http"
	"net/http/httptest"
	"slices"
	"strconv"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/janrain-go/janrain"
	"github.com/janrain-go/janrain/internal/acceptance/kit"
	"github.com/janrain-go/janrain/janraintest"
)

func beginnings(t *testing.T) *janrain.Callback {
	t.Helper()
	srv := janraintest.NewServer()
	t.Cleanup(srv.Close)
	callback, err := janrain.NewCallback(srv.Client(), janrain.CallbackConfig{
		TokenURL: "https://shop.example/signin",
		SignedIn: func(http.ResponseWriter, *http.Request, janrain.SignedIn) error { return nil },
		Failed:   func(http.ResponseWriter, *http.Request, error) {},
	})
	require.NoError(t, err)
	return callback
}

// keys returns the state cookies that the browser has after a response, by slot.
func keys(w *httptest.ResponseRecorder) map[string]string {
	kept := map[string]string{}
	for _, line := range w.Header()["Set-Cookie"] { // a browser keeps the last cookie of each name
		c, err := http.ParseSetCookie(line)
		if err != nil {
			continue
		}
		slot, ok := strings.CutPrefix(c.Name, "__Host-janrain-state")
		if ok && c.MaxAge > 0 {
			kept[slot] = c.Value
		} else if ok {
			delete(kept, slot)
		}
	}
	return kept
}

func TestEachBeginOfAPageIsANewSignIn(t *testing.T) {
	t.Parallel()
	callback := beginnings(t)
	w, r := httptest.NewRecorder(), httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/login", nil)
	slots := map[string]bool{}
	for range 8 {
		tokenURL := callback.Begin(w, r, "/").TokenURL
		slots[kit.SlotOf(t, tokenURL)] = true
	}
	assert.Len(t, slots, 8, "no sign-in may replace another while a slot is free")
	first := keys(w)
	require.Len(t, first, 8)
	callback.Begin(w, r, "/")
	assert.Len(t, keys(w), 8, "the ninth sign-in must replace another")
	assert.NotEqual(t, first, keys(w))
}

// Pages that a browser loads at the same time do not know each other's cookies.
func TestBeginsWithoutCookiesRarelyGetTheSameSlot(t *testing.T) {
	t.Parallel()
	callback := beginnings(t)
	slots := map[string]bool{}
	for range 5000 {
		r := httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/login", nil)
		slots[kit.SlotOf(t, callback.Begin(httptest.NewRecorder(), r, "/").TokenURL)] = true
	}
	assert.Len(t, slots, 256, "two pages must collide in only one of 256 cases")
}

// Another site can make a browser post to a page with links as often as it likes, without
// cookies.
func TestBeginsOnPostsWithoutCookiesDoNotFillTheCookieJar(t *testing.T) {
	t.Parallel()
	callback := beginnings(t)
	slots := map[string]bool{}
	for range 200 {
		r := httptest.NewRequestWithContext(t.Context(), http.MethodPost, "/login", nil)
		slots[kit.SlotOf(t, callback.Begin(httptest.NewRecorder(), r, "/").TokenURL)] = true
	}
	assert.Len(t, slots, 8)
}

// browse calls Begin with the cookies of a jar, as often as pages are loaded one after the
// other, and returns the slots.
func browse(t *testing.T, callback *janrain.Callback, jar kit.CookieJar, times int) (slots []string) {
	t.Helper()
	for range times {
		w := httptest.NewRecorder()
		slots = append(slots, kit.SlotOf(t, callback.Begin(w, jar.Request(t.Context(), http.MethodGet, "/login", ""), "/").TokenURL))
		jar.Keep(w)
		assert.LessOrEqual(t, len(jar), 8, "the cookie jar must not fill up")
	}
	return slots
}

// No time passes in a synctest bubble, so the order is that of the calls, not of the clock.
func TestLastEightSignInsAreKept(t *testing.T) {
	t.Parallel()
	callback := beginnings(t)
	synctest.Test(t, func(t *testing.T) {
		for _, times := range []int{1, 7, 8, 9, 20, 300} {
			jar := kit.CookieJar{}
			slots := browse(t, callback, jar, times)
			last := slots[max(0, times-8):]
			names, tokens := map[string]bool{}, map[int]bool{}
			for _, slot := range last {
				names["__Host-janrain-state"+slot] = true
				number, err := strconv.Atoi(slot[1:])
				require.NoError(t, err)
				tokens[number%8] = true
			}
			assert.Len(t, tokens, len(last), "each sign-in must have its own token cookie")
			for name := range jar {
				assert.True(t, names[name], "%s of %d", name, times)
			}
			assert.Len(t, jar, len(last))
		}
	})
}

func TestLastEightSignInsOfOnePageAreKept(t *testing.T) {
	t.Parallel()
	callback := beginnings(t)
	w, r := httptest.NewRecorder(), httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/login", nil)
	var slots []string
	for range 20 {
		slots = append(slots, kit.SlotOf(t, callback.Begin(w, r, "/").TokenURL))
	}
	kept := slices.Sorted(maps.Keys(keys(w)))
	assert.Equal(t, slices.Sorted(slices.Values(slots[12:])), kept)
}

// Pages that were loaded at the same time may leave more than eight cookies, and cookies that
// are none of Begin's have no place among them.
func TestBeginDeletesTheCookiesOfOlderSignIns(t *testing.T) {
	t.Parallel()
	callback := beginnings(t)
	synctest.Test(t, func(t *testing.T) {
		jar := kit.CookieJar{"__Host-janrain-state-300": "x", "__Host-janrain-state-07": "x", "__Host-janrain-state": "x"}
		foreign := maps.Clone(jar)
		for len(jar) < 40 {
			alone := kit.CookieJar{}
			browse(t, callback, alone, 1)
			maps.Copy(jar, alone)
			time.Sleep(time.Second)
		}
		for i := range 256 { // a damaged one in a slot that is free
			if name := "__Host-janrain-state-" + strconv.Itoa(i); jar[name] == "" {
				jar[name] = strings.Repeat("S", 54)
				break
			}
		}
		w := httptest.NewRecorder()
		newest := kit.SlotOf(t, callback.Begin(w, jar.Request(t.Context(), http.MethodGet, "/login", ""), "/").TokenURL)
		jar.Keep(w)
		assert.Contains(t, jar, "__Host-janrain-state"+newest)
		for name := range foreign {
			assert.Contains(t, jar, name, "Begin must not delete the application's cookie")
			delete(jar, name)
		}
		assert.Len(t, jar, 8)
	})
}

// Failed may show the sign-in page at once.
func TestBeginInFailedDoesNotRestoreAUsedState(t *testing.T) {
	t.Parallel()
	srv := janraintest.NewServer()
	defer srv.Close()
	var callback *janrain.Callback
	var again string
	callback, err := janrain.NewCallback(srv.Client(), janrain.CallbackConfig{
		TokenURL: "https://shop.example/signin",
		SignedIn: func(http.ResponseWriter, *http.Request, janrain.SignedIn) error { return nil },
		Failed: func(w http.ResponseWriter, r *http.Request, err error) {
			require.ErrorIs(t, err, janrain.ErrDataNotFound)
			again = callback.Begin(w, r, "/").TokenURL
		},
	})
	require.NoError(t, err)

	w := httptest.NewRecorder()
	first := callback.Begin(w, httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/login", nil), "/").TokenURL
	cookies := w.Result().Cookies()
	spent := keys(w)
	post := httptest.NewRequestWithContext(t.Context(), http.MethodPost, first, strings.NewReader("token=unknown"))
	post.Header.Set("Content-Type", kit.URLEncoded)
	w = httptest.NewRecorder()
	callback.ServeHTTP(w, post)
	get := httptest.NewRequestWithContext(t.Context(), http.MethodGet, first, nil)
	for _, cookie := range append(cookies, w.Result().Cookies()...) {
		get.AddCookie(cookie)
	}
	w = httptest.NewRecorder()
	callback.ServeHTTP(w, get)

	require.NotEmpty(t, again)
	kept := keys(w)
	require.Contains(t, kept, kit.SlotOf(t, again), "the new link must work")
	assert.Len(t, kept, 1)
	assert.NotEqual(t, spent[kit.SlotOf(t, first)], kept[kit.SlotOf(t, again)], "a used state must not come back")
}

// An application sets its own cookies before it calls Begin.
func TestCookieOfTheApplicationIsKept(t *testing.T) {
	t.Parallel()
	callback := beginnings(t)
	w, r := httptest.NewRecorder(), httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/login", nil)
	http.SetCookie(w, &http.Cookie{Name: "session", Value: strings.Repeat("S", 54)})
	for i := range 8 {
		http.SetCookie(w, &http.Cookie{Name: "janrain-state-" + strconv.Itoa(i), Value: strings.Repeat("S", 54)})
	}
	w.Header().Add("Set-Cookie", "damaged")
	w.Header().Add("Set-Cookie", "")
	for range 8 {
		callback.Begin(w, r, "/")
	}
	assert.Len(t, keys(w), 8, "all slots must be free")
}

func TestValueReachesSignedIn(t *testing.T) {
	t.Parallel()
	s := kit.NewSite(t, kit.SiteConfig{})
	for name, value := range map[string]string{
		"none": "", "a word": "add", "an account": "add:42:\u00fc", "any bytes": "\x00\xff\r\n;,\"", "the longest": strings.Repeat("v", 512),
	} {
		b := kit.NewBrowser(t, s)
		tokenURL := b.BeginWith(t, "/"+strings.Repeat("r", 1023), value)
		b.Finish(t, tokenURL, s.Issue(tokenURL))
		users, errs := s.SoFar()
		require.Empty(t, errs, name)
		assert.Equal(t, value, users[len(users)-1].Value, name)
		signIn, err := s.Service.Client().UnprotectedLinks(tokenURL)
		require.NoError(t, err)
		assert.Less(t, len(signIn.URL()), 4<<10, "the URL must be short enough for every server")
	}
}

// A sign-in must not continue without the application's value, because its meaning would change.
func TestTooLongValueEndsInFailed(t *testing.T) {
	t.Parallel()
	s := kit.NewSite(t, kit.SiteConfig{})
	b := kit.NewBrowser(t, s)
	tokenURL := b.BeginWith(t, "/", strings.Repeat("v", 513))
	requireReason(t, s, b.Finish(t, tokenURL, s.Issue(tokenURL)), janrain.StateValueTooLong)
	users, _ := s.SoFar()
	assert.Empty(t, users)
	assert.Empty(t, s.Service.Requests())
}

func TestCallbackWithNilArgumentsDoesNotPanic(t *testing.T) {
	t.Parallel()
	callback := beginnings(t)
	r := httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/signin", nil)
	assert.Equal(t, janrain.Links{}, callback.Begin(nil, r, "/"))
	w := httptest.NewRecorder()
	assert.Equal(t, janrain.Links{}, callback.Begin(w, nil, "/"))
	assert.Empty(t, w.Result().Cookies(), "no sign-in may begin")
	assert.NotPanics(t, func() { callback.ServeHTTP(nil, r) })
	assert.NotPanics(t, func() { callback.ServeHTTP(httptest.NewRecorder(), nil) })
}

// The token URL may have a parameter named token.
func TestTokenURLMayHaveAParameterToken(t *testing.T) {
	t.Parallel()
	s := kit.NewSite(t, kit.SiteConfig{Query: "?token=of-the-shop"})
	kit.NewBrowser(t, s).SignIn(t, "/account")
	require.Equal(t, "/account", s.Only(t).ReturnTo)
}

// A token cookie is accepted only if all of it is valid; otherwise it was not written by the
// callback.
func TestTokenCookieMustBeValid(t *testing.T) {
	t.Parallel()
	s := kit.NewSite(t, kit.SiteConfig{Plain: true})
	b := kit.NewBrowser(t, s)
	tokenURL := b.Begin(t, "/")
	b.Post(t, tokenURL, kit.Token)
	slot, tokenSlot := kit.SlotOf(t, tokenURL), kit.TokenSlotOf(t, tokenURL)
	bound, _, ok := strings.Cut(b.Cookie(t, "token"+tokenSlot), ".")
	require.True(t, ok)
	for _, encoded := range []string{"YWJj%%", "YWJj====", "YWJjZ", "YWJ j", "", "ICAg", "Cg"} {
		r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, tokenURL, http.NoBody)
		require.NoError(t, err)
		r.Header.Set("Cookie", "janrain-state"+slot+"="+b.Cookie(t, "state"+slot)+"; janrain-token"+tokenSlot+"="+bound+"."+encoded)
		assertMismatch(t, s, kit.NewBrowser(t, s).Send(t, r))
	}
}

func TestTooLongPathIsDropped(t *testing.T) {
	t.Parallel()
	s := kit.NewSite(t, kit.SiteConfig{})
	page := kit.NewBrowser(t, s).SignIn(t, "/"+strings.Repeat("x", 1024))
	assert.Equal(t, "/", page.Header.Get("Location"), "of 1025 bytes")
}
