package janrain_test

import (
	"errors"
	"net/http"
	"slices"
	"strconv"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/janrain-go/janrain"
	"github.com/janrain-go/janrain/internal/acceptance/kit"
	"github.com/janrain-go/janrain/janraintest"
)

// The cookies of a sign-in are deleted, unless it may be tried again as it is.
func TestWhatEndsASignIn(t *testing.T) {
	t.Parallel()
	code := func(code janrain.Code, status int) janraintest.Failure {
		return janraintest.Raw(status, "application/json", `{"stat":"fail","err":{"code":`+strconv.Itoa(int(code))+`,"msg":"x"}}`)
	}
	for name, tt := range map[string]struct {
		fault janraintest.Failure
		kept  bool
	}{
		"a token that is not known":     {janraintest.ErrorCode(janrain.CodeDataNotFound), false},
		"a wrong key":                   {janraintest.ErrorMessage(janrain.CodeAuthentication, "Invalid apiKey"), false},
		"a wrong token":                 {janraintest.ErrorMessage(janrain.CodeInvalidParameter, "Invalid parameter: token"), false},
		"a provider that fails":         {janraintest.ErrorCode(janrain.CodeProviderUnavailable), false},
		"no code":                       {janraintest.Raw(400, "application/json", `{"stat":"fail","err":"broken"}`), false},
		"no identifier":                 {janraintest.Raw(200, "application/json", `{"stat":"ok","profile":{}}`), false},
		"a page in place of a response": {janraintest.NotJSON(http.StatusOK), false},
		"400":                           {janraintest.NotJSON(http.StatusBadRequest), false},
		"500":                           {janraintest.NotJSON(http.StatusInternalServerError), false},
		"502":                           {janraintest.NotJSON(http.StatusBadGateway), false},
		"504":                           {janraintest.NotJSON(http.StatusGatewayTimeout), false},
		"502 in the service's form":     {janraintest.Raw(502, "application/json", `{"stat":"fail","err":"busy"}`), false},
		"a redirect":                    {janraintest.Redirect(http.StatusFound, "/elsewhere"), false},
		"a lost response":               {janraintest.CutOff(10), false},
		"code -1":                       {code(janrain.CodeServiceUnavailable, 400), true},
		"code -1 under 200":             {code(janrain.CodeServiceUnavailable, 200), true},
		"429":                           {janraintest.NotJSON(http.StatusTooManyRequests), true},
		"503":                           {janraintest.NotJSON(http.StatusServiceUnavailable), true},
		"503 in the service's form":     {janraintest.Raw(503, "application/json", `{"stat":"fail","err":"busy"}`), true},
		"an empty 429":                  {janraintest.Raw(429, "", ""), true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := kit.NewSite(t, kit.SiteConfig{})
			b := kit.NewBrowser(t, s)
			tokenURL := b.Begin(t, "/")
			token := s.Issue(tokenURL)
			s.Service.FailNext(tt.fault)
			b.Finish(t, tokenURL, token)
			require.Error(t, s.TakeErr(t))
			state, kept := b.Has(t, tokenURL)
			assert.Equal(t, []bool{tt.kept, tt.kept}, []bool{state, kept}, "the cookies")

			b.Get(t, tokenURL) // the page is loaded again
			b.Finish(t, tokenURL, token)
			users, errs := s.SoFar()
			if tt.kept {
				assert.Len(t, users, 1, "the sign-in is finished by loading the page again")
				assert.Len(t, s.Service.Requests(), 2)
				return
			}
			assert.Empty(t, users)
			require.Len(t, errs, 2)
			for _, err := range errs {
				require.ErrorIs(t, err, janrain.ErrStateMismatch)
			}
			assert.Len(t, s.Service.Requests(), 1, "no token is exchanged with a state that is spent")
		})
	}
}

// Nothing was sent: the service's host refuses connections.
func TestASignInThatWasNotSentMayBeTriedAgain(t *testing.T) {
	t.Parallel()
	s := kit.NewSite(t, kit.SiteConfig{})
	b := kit.NewBrowser(t, s)
	tokenURL := b.Begin(t, "/")
	token := s.Issue(tokenURL)
	s.Service.Close()
	for range 2 {
		b.Finish(t, tokenURL, token)
		broken, ok := errors.AsType[*janrain.TransportError](s.TakeErr(t))
		require.True(t, ok)
		require.False(t, broken.MayHaveBeenSent)
		state, kept := b.Has(t, tokenURL)
		assert.True(t, state && kept)
	}
}

// A user opens the sign-in page in two tabs.
func TestTabsDoNotDisturbEachOther(t *testing.T) {
	t.Parallel()
	for name, fails := range map[string]bool{"if both succeed": false, "if the first fails": true} {
		for _, order := range [][]int{{0, 1}, {1, 0}} {
			t.Run(name, func(t *testing.T) {
				t.Parallel()
				s := kit.NewSite(t, kit.SiteConfig{})
				b := kit.NewBrowser(t, s)
				tabs := []string{b.Begin(t, "/0"), b.Begin(t, "/1")}
				if fails {
					b.Finish(t, tabs[order[0]], "token-that-nobody-issued")
					require.ErrorIs(t, s.TakeErr(t), janrain.ErrDataNotFound)
				} else {
					b.Finish(t, tabs[order[0]], s.Issue(tabs[order[0]]))
				}
				b.Finish(t, tabs[order[1]], s.Issue(tabs[order[1]]))
				users, errs := s.SoFar()
				assert.Empty(t, errs)
				assert.Equal(t, "/"+strconv.Itoa(order[1]), users[len(users)-1].ReturnTo)
			})
		}
	}
}

// Every tab posts before any is redirected.
func TestEightTabsAtOnce(t *testing.T) {
	t.Parallel()
	s := kit.NewSite(t, kit.SiteConfig{})
	b := kit.NewBrowser(t, s)
	var tabs []string
	for i := range 8 {
		tabs = append(tabs, b.Begin(t, "/"+strconv.Itoa(i)))
	}
	for _, tab := range tabs {
		b.Post(t, tab, s.Issue(tab))
	}
	for _, tab := range slices.Backward(tabs) {
		b.Get(t, tab)
	}
	users, errs := s.SoFar()
	assert.Empty(t, errs)
	assert.Len(t, users, 8)
}
