package janrain_test

import (
	"context"
	"errors"
	"maps"
	"net/http"
	"net/http/httptest"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/janrain-go/janrain"
	"github.com/janrain-go/janrain/internal/acceptance/kit"
)

const usedToken = `{"stat":"fail","err":{"code":2,"msg":"Data not found"}}`

// A onceService takes a token once, like the service, and may wait before it answers.
type onceService struct {
	calls atomic.Int32
	wait  time.Duration
	first func(*http.Request) (*http.Response, error) // if not nil, the first response
}

func (s *onceService) RoundTrip(r *http.Request) (*http.Response, error) {
	n := s.calls.Add(1)
	time.Sleep(s.wait)
	switch {
	case n == 1 && s.first != nil:
		return s.first(r)
	case n == 1:
		return kit.HTTPResponse(http.StatusOK, kit.Success), nil
	}
	return kit.HTTPResponse(http.StatusBadRequest, usedToken), nil
}

// openTwice sends the GET of a sign-in twice with the cookies as they were.
func (s *directSite) openTwice(t *testing.T, jar cookieJar, tokenURL string, between time.Duration) {
	t.Helper()
	copied := maps.Clone(jar)
	var all sync.WaitGroup
	all.Go(func() { s.open(t, jar, tokenURL) })
	time.Sleep(between)
	all.Go(func() { s.open(t, copied, tokenURL) })
	all.Wait()
}

func TestAGETThatIsSentTwiceSignsInTwice(t *testing.T) {
	t.Parallel()
	for name, between := range map[string]time.Duration{
		"a double click": time.Second, "after the response": 3 * time.Second, "a resend": time.Minute,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				service := &onceService{wait: 2 * time.Second}
				s := newDirectSite(t, directURL, service)
				jar := cookieJar{}
				tokenURL := s.begin(t, jar, janrain.WithValue("v"))
				s.post(t, jar, tokenURL, kit.Token)
				s.openTwice(t, jar, tokenURL, between)
				require.Len(t, s.users, 2, "SignedIn runs for each response: %v", s.errs)
				assert.Equal(t, s.users[0], s.users[1], "with the same user and value")
				assert.NotSame(t, s.users[0].User, s.users[1].User, "each has a copy of its own")
				assert.EqualValues(t, 1, service.calls.Load())
				synctest.Wait()
			})
		})
	}
}

// The result is forgotten after a minute. So it is for another backend at any time.
func TestAGETThatIsSentAgainLater(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		service := &onceService{}
		s, other := newDirectSite(t, directURL, service), newDirectSite(t, directURL, service)
		jar := cookieJar{}
		tokenURL := s.begin(t, jar)
		s.post(t, jar, tokenURL, kit.Token)
		copied := maps.Clone(jar)
		s.openTwice(t, jar, tokenURL, time.Minute+time.Second)
		assert.Equal(t, janrain.StateRepeated, reasonIn(t, s.lastErr(t)), "later")
		require.ErrorIs(t, s.lastErr(t), janrain.ErrDataNotFound)
		other.open(t, copied, tokenURL)
		assert.Equal(t, janrain.StateRepeated, reasonIn(t, other.lastErr(t)), "on another backend")
		require.ErrorContains(t, other.lastErr(t), "sign in again")
		kit.AssertIsExactly(t, other.lastErr(t), "ErrDataNotFound", "ErrStateMismatch")
	})
}

// Another token, or another state, is another sign-in.
func TestOnlyTheSameStateAndTokenAreShared(t *testing.T) {
	t.Parallel()
	service := kit.RespondWith(kit.Success)
	s := newDirectSite(t, directURL, service)
	jar := cookieJar{}
	first, second := s.begin(t, jar), s.begin(t, jar)
	copied := maps.Clone(jar)
	for _, tokenURL := range []string{first, second} {
		s.post(t, jar, tokenURL, kit.Token)
		s.open(t, jar, tokenURL)
	}
	s.post(t, copied, first, "another-token")
	s.open(t, copied, first)
	users, _ := s.counts()
	assert.Equal(t, 3, users)
	assert.Len(t, service.Requests(), 3)
}

// The first request is gone when the response comes: the browser has sent it again.
func TestABrowserThatGoesAwayDoesNotFailTheSecondRequest(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		service := &onceService{wait: 2 * time.Second}
		s := newDirectSite(t, directURL, service)
		jar := cookieJar{}
		tokenURL := s.begin(t, jar)
		s.post(t, jar, tokenURL, kit.Token)
		ctx, leave := context.WithCancel(t.Context())
		var first sync.WaitGroup
		first.Go(func() {
			s.ServeHTTP(httptest.NewRecorder(), jar.request(ctx, http.MethodGet, tokenURL, ""))
		})
		time.Sleep(time.Second)
		leave()
		first.Wait()
		require.ErrorIs(t, s.lastErr(t), context.Canceled)
		assert.Equal(t, janrain.FaultCanceled, janrain.FaultOf(s.lastErr(t)))

		s.open(t, jar, tokenURL)
		users, errs := s.counts()
		assert.Equal(t, []int{1, 1}, []int{users, errs}, "the second gets the user")
		assert.EqualValues(t, 1, service.calls.Load())
	})
}

// The exchange ends with the client's timeout although no request waits for it.
func TestAnExchangeEndsWithoutItsBrowser(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		ended := make(chan time.Time, 1)
		s := newDirectSite(t, directURL, kit.RoundTripper(func(r *http.Request) (*http.Response, error) {
			<-r.Context().Done()
			ended <- time.Now()
			return nil, r.Context().Err()
		}), janrain.WithTimeout(5*time.Second))
		jar := cookieJar{}
		tokenURL := s.begin(t, jar)
		s.post(t, jar, tokenURL, kit.Token)
		start := time.Now()
		ctx, leave := context.WithTimeout(t.Context(), time.Second)
		defer leave()
		s.ServeHTTP(httptest.NewRecorder(), jar.request(ctx, http.MethodGet, tokenURL, ""))
		require.ErrorIs(t, s.lastErr(t), context.DeadlineExceeded)
		assert.Equal(t, janrain.FaultService, janrain.FaultOf(s.lastErr(t)))
		assert.Equal(t, time.Second, time.Since(start), "the handler ends with its request")
		assert.Equal(t, 5*time.Second, (<-ended).Sub(start))
	})
}

// A failure is shared too, unless the sign-in may be tried again as it is.
func TestFailuresOfAGETThatIsSentTwice(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		first func(*http.Request) (*http.Response, error)
		calls int32
	}{
		"a used token": {func(*http.Request) (*http.Response, error) { return kit.HTTPResponse(400, usedToken), nil }, 1},
		"a lost response": {func(*http.Request) (*http.Response, error) {
			return nil, errors.New("the connection was reset")
		}, 1},
		"502": {func(*http.Request) (*http.Response, error) { return kit.HTTPResponse(502, "<html>"), nil }, 1},
		"503": {func(*http.Request) (*http.Response, error) { return kit.HTTPResponse(503, "<html>"), nil }, 2},
		"code -1": {func(*http.Request) (*http.Response, error) {
			return kit.HTTPResponse(400, `{"stat":"fail","err":{"code":-1}}`), nil
		}, 2},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				service := &onceService{first: tt.first}
				s := newDirectSite(t, directURL, service)
				jar := cookieJar{}
				tokenURL := s.begin(t, jar)
				s.post(t, jar, tokenURL, kit.Token)
				s.openTwice(t, jar, tokenURL, time.Second)
				_, errs := s.counts()
				assert.Equal(t, 2, errs)
				assert.Equal(t, tt.calls, service.calls.Load(), "how often the token is sent")
			})
		})
	}
}

// A transport that panics does so in the handlers, which net/http recovers.
func TestATransportThatPanics(t *testing.T) {
	t.Parallel()
	s := newDirectSite(t, directURL, kit.RoundTripper(func(*http.Request) (*http.Response, error) { panic("of the transport") }))
	jar := cookieJar{}
	tokenURL := s.begin(t, jar)
	s.post(t, jar, tokenURL, kit.Token)
	assert.PanicsWithValue(t, "of the transport", func() { s.open(t, jar, tokenURL) })
	assert.PanicsWithValue(t, "of the transport", func() { s.open(t, jar, tokenURL) }, "nothing of the first is kept")
}

// For the race detector.
func TestManyGETsOfOneSignIn(t *testing.T) {
	t.Parallel()
	service := &onceService{wait: 20 * time.Millisecond}
	s := newDirectSite(t, directURL, service)
	jar := cookieJar{}
	tokenURL := s.begin(t, jar)
	s.post(t, jar, tokenURL, kit.Token)
	var all sync.WaitGroup
	for range 32 {
		copied := maps.Clone(jar)
		all.Go(func() {
			s.open(t, copied, tokenURL)
			s.mu.Lock()
			defer s.mu.Unlock()
			for _, user := range s.users { // an application may change what it got
				user.User.Profile.DisplayName += "x"
			}
		})
	}
	all.Wait()
	users, errs := s.counts()
	assert.Equal(t, []int{32, 0}, []int{users, errs})
	assert.EqualValues(t, 1, service.calls.Load())
}
