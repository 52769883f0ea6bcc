package signin

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

func TestAGETThatIsSentTwiceSignsInTwice(t *testing.T) {
	t.Parallel()
	for name, between := range map[string]time.Duration{
		"a double click": time.Second, "after the response": 3 * time.Second, "a resend": time.Minute,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				service := &onceService{wait: 2 * time.Second}
				s := kit.NewDirectSite(t, kit.DirectURL, service)
				jar := kit.CookieJar{}
				tokenURL := s.BeginSignIn(t, jar, janrain.WithValue("v"))
				s.Post(t, jar, tokenURL, kit.Token)
				s.OpenTwice(t, jar, tokenURL, between)
				require.Len(t, s.Users, 2, "SignedIn runs for each response: %v", s.Errs)
				assert.Equal(t, s.Users[0], s.Users[1], "with the same user and value")
				assert.NotSame(t, s.Users[0].User, s.Users[1].User, "each has a copy of its own")
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
		s, other := kit.NewDirectSite(t, kit.DirectURL, service), kit.NewDirectSite(t, kit.DirectURL, service)
		jar := kit.CookieJar{}
		tokenURL := s.BeginSignIn(t, jar)
		s.Post(t, jar, tokenURL, kit.Token)
		copied := maps.Clone(jar)
		s.OpenTwice(t, jar, tokenURL, time.Minute+time.Second)
		assert.Equal(t, janrain.StateRepeated, reasonIn(t, s.LastErr(t)), "later")
		require.ErrorIs(t, s.LastErr(t), janrain.ErrDataNotFound)
		other.Open(t, copied, tokenURL)
		assert.Equal(t, janrain.StateRepeated, reasonIn(t, other.LastErr(t)), "on another backend")
		require.ErrorContains(t, other.LastErr(t), "sign in again")
		kit.AssertIsExactly(t, other.LastErr(t), "ErrDataNotFound", "ErrStateMismatch")
	})
}

// Another token, or another state, is another sign-in.
func TestOnlyTheSameStateAndTokenAreShared(t *testing.T) {
	t.Parallel()
	service := kit.RespondWith(kit.Success)
	s := kit.NewDirectSite(t, kit.DirectURL, service)
	jar := kit.CookieJar{}
	first, second := s.BeginSignIn(t, jar), s.BeginSignIn(t, jar)
	copied := maps.Clone(jar)
	for _, tokenURL := range []string{first, second} {
		s.Post(t, jar, tokenURL, kit.Token)
		s.Open(t, jar, tokenURL)
	}
	s.Post(t, copied, first, "another-token")
	s.Open(t, copied, first)
	users, _ := s.Counts()
	assert.Equal(t, 3, users)
	assert.Len(t, service.Requests(), 3)
}

// The first request is gone when the response comes: the browser has sent it again.
func TestABrowserThatGoesAwayDoesNotFailTheSecondRequest(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		service := &onceService{wait: 2 * time.Second}
		s := kit.NewDirectSite(t, kit.DirectURL, service)
		jar := kit.CookieJar{}
		tokenURL := s.BeginSignIn(t, jar)
		s.Post(t, jar, tokenURL, kit.Token)
		ctx, leave := context.WithCancel(t.Context())
		var first sync.WaitGroup
		first.Go(func() {
			s.ServeHTTP(httptest.NewRecorder(), jar.Request(ctx, http.MethodGet, tokenURL, ""))
		})
		time.Sleep(time.Second)
		leave()
		first.Wait()
		require.ErrorIs(t, s.LastErr(t), context.Canceled)
		assert.Equal(t, janrain.FaultCanceled, janrain.FaultOf(s.LastErr(t)))

		s.Open(t, jar, tokenURL)
		users, errs := s.Counts()
		assert.Equal(t, []int{1, 1}, []int{users, errs}, "the second gets the user")
		assert.EqualValues(t, 1, service.calls.Load())
	})
}

// The exchange ends with the client's timeout although no request waits for it.
func TestAnExchangeEndsWithoutItsBrowser(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		ended := make(chan time.Time, 1)
		s := kit.NewDirectSite(t, kit.DirectURL, kit.RoundTripper(func(r *http.Request) (*http.Response, error) {
			<-r.Context().Done()
			ended <- time.Now()
			return nil, r.Context().Err()
		}), janrain.WithTimeout(5*time.Second))
		jar := kit.CookieJar{}
		tokenURL := s.BeginSignIn(t, jar)
		s.Post(t, jar, tokenURL, kit.Token)
		start := time.Now()
		ctx, leave := context.WithTimeout(t.Context(), time.Second)
		defer leave()
		s.ServeHTTP(httptest.NewRecorder(), jar.Request(ctx, http.MethodGet, tokenURL, ""))
		require.ErrorIs(t, s.LastErr(t), context.DeadlineExceeded)
		assert.Equal(t, janrain.FaultService, janrain.FaultOf(s.LastErr(t)))
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
				s := kit.NewDirectSite(t, kit.DirectURL, service)
				jar := kit.CookieJar{}
				tokenURL := s.BeginSignIn(t, jar)
				s.Post(t, jar, tokenURL, kit.Token)
				s.OpenTwice(t, jar, tokenURL, time.Second)
				_, errs := s.Counts()
				assert.Equal(t, 2, errs)
				assert.Equal(t, tt.calls, service.calls.Load(), "how often the token is sent")
			})
		})
	}
}

// A transport that panics does so in the handlers, which net/http recovers.
func TestATransportThatPanics(t *testing.T) {
	t.Parallel()
	s := kit.NewDirectSite(t, kit.DirectURL, kit.RoundTripper(func(*http.Request) (*http.Response, error) { panic("of the transport") }))
	jar := kit.CookieJar{}
	tokenURL := s.BeginSignIn(t, jar)
	s.Post(t, jar, tokenURL, kit.Token)
	assert.PanicsWithValue(t, "of the transport", func() { s.Open(t, jar, tokenURL) })
	assert.PanicsWithValue(t, "of the transport", func() { s.Open(t, jar, tokenURL) }, "nothing of the first is kept")
}

// For the race detector.
func TestManyGETsOfOneSignIn(t *testing.T) {
	t.Parallel()
	service := &onceService{wait: 20 * time.Millisecond}
	s := kit.NewDirectSite(t, kit.DirectURL, service)
	jar := kit.CookieJar{}
	tokenURL := s.BeginSignIn(t, jar)
	s.Post(t, jar, tokenURL, kit.Token)
	var all sync.WaitGroup
	for range 32 {
		copied := maps.Clone(jar)
		all.Go(func() {
			s.Open(t, copied, tokenURL)
			s.Mu.Lock()
			defer s.Mu.Unlock()
			for _, user := range s.Users { // an application may change what it got
				user.User.Profile.DisplayName += "x"
			}
		})
	}
	all.Wait()
	users, errs := s.Counts()
	assert.Equal(t, []int{32, 0}, []int{users, errs})
	assert.EqualValues(t, 1, service.calls.Load())
}
