package signin

import (
	"bytes"
	"log/slog"
	"maps"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/janrain-go/janrain"
	"github.com/janrain-go/janrain/internal/acceptance/kit"
)

// An anybodysRequest is what somebody sends who has a browser that has begun a sign-in.
type anybodysRequest struct {
	method, query, kind, body string
	cookies                   func(kit.CookieJar)
}

func anybodysRequests(tokenURL string) map[string]anybodysRequest {
	_, query, _ := strings.Cut(tokenURL, "?")
	form := func(body string) anybodysRequest {
		return anybodysRequest{method: http.MethodPost, query: query, kind: kit.URLEncoded, body: body}
	}
	open := func(query string) anybodysRequest { return anybodysRequest{method: http.MethodGet, query: query} }
	all := map[string]anybodysRequest{
		"a GET of nothing":              open(""),
		"a GET of the state":            open(query),
		"a GET with a token":            open(query + "&token=x"),
		"a GET with two tokens":         open(query + "&token=x&token=y"),
		"a GET with a damaged query":    open(query + "&%zz;"),
		"a GET with a forged state":     open("state=" + strings.Repeat("A", 100) + "." + strings.Repeat("A", 43)),
		"a POST without a body":         {method: http.MethodPost, query: query},
		"a POST of text":                {method: http.MethodPost, query: query, kind: "text/plain", body: "token=x"},
		"a POST without a type":         {method: http.MethodPost, query: query, body: "token=x"},
		"a POST of a damaged type":      {method: http.MethodPost, query: query, kind: ";;;", body: "token=x"},
		"a POST without a boundary":     {method: http.MethodPost, query: query, kind: "multipart/form-data", body: "token=x"},
		"a POST of damaged parts":       {method: http.MethodPost, query: query, kind: "multipart/form-data; boundary=b", body: "--b\r\nx"},
		"a POST of an upload":           {method: http.MethodPost, query: query, kind: "multipart/form-data; boundary=b", body: "--b\r\nContent-Disposition: form-data; name=\"token\"; filename=\"x\"\r\n\r\nx\r\n--b--\r\n"},
		"a POST of damaged JSON":        {method: http.MethodPost, query: query, kind: "application/json", body: `{"token":`},
		"a POST of a number":            {method: http.MethodPost, query: query, kind: "application/json", body: `{"token":1}`},
		"a POST without a state":        {method: http.MethodPost, kind: kit.URLEncoded, body: "token=x"},
		"a POST of another token twice": {method: http.MethodPost, query: query + "&token=y", kind: kit.URLEncoded, body: "token=x"},
		"a POST of no token":            form("a=b"),
		"a POST of white space":         form("token=+%09%0a"),
		"a POST of two tokens":          form("token=x&token=y"),
		"a POST of a long token":        form("token=" + strings.Repeat("x", 4000)),
		"a POST of 100 KiB":             form("token=" + strings.Repeat("x", 100<<10)),
		"a POST of a damaged form":      form("token=%zz"),
	}
	for name, value := range map[string]string{
		"an empty cookie": "", "a damaged cookie": "%", "a short cookie": "AAAA", "a long cookie": strings.Repeat("A", 4000), "a made-up cookie": strings.Repeat("A", 54),
	} {
		for _, of := range []string{"__Host-janrain-state-", "__Host-janrain-token-"} {
			r := open(query)
			r.cookies = func(jar kit.CookieJar) {
				for name := range jar {
					if strings.HasPrefix(name, of) {
						jar[name] = value
					}
				}
				jar["__Host-janrain-token"] = value
			}
			all["a GET with "+name+" in "+of] = r
		}
	}
	return all
}

// Whatever somebody sends with a browser alone is not the developer's mistake.
func TestNothingThatABrowserSendsIsTheDevelopers(t *testing.T) {
	t.Parallel()
	service := kit.RespondWith(kit.Success)
	s := kit.NewDirectSite(t, kit.DirectURL, service)
	jar := kit.CookieJar{}
	tokenURL := s.BeginSignIn(t, jar)
	for name, tt := range anybodysRequests(tokenURL) {
		own := maps.Clone(jar)
		if tt.cookies != nil {
			s.Post(t, own, tokenURL, kit.Token)
			tt.cookies(own)
		}
		r := httptest.NewRequestWithContext(t.Context(), tt.method, kit.DirectURL, strings.NewReader(tt.body))
		r.URL.RawQuery = tt.query
		if tt.kind != "" {
			r.Header.Set("Content-Type", tt.kind)
		}
		for cookie, value := range own {
			r.AddCookie(&http.Cookie{Name: cookie, Value: value})
		}
		w := httptest.NewRecorder()
		_, before := s.Counts()
		s.ServeHTTP(w, r)
		_, after := s.Counts()
		require.Equal(t, before+1, after, "%s ends in Failed", name)
		assert.Equal(t, janrain.FaultUser, janrain.FaultOf(s.LastErr(t)), "%s: %v", name, s.LastErr(t))
		assert.Equal(t, http.StatusBadRequest, w.Code, name)
	}
	service.AssertSilent(t)
}

// What the service says of a token that somebody has posted is not the developer's
// mistake either, and does not stand in the log as one.
func TestNothingThatTheServiceSaysOfATokenIsTheDevelopers(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		body string
		want janrain.StateReason
	}{
		"unknown":          {`{"stat":"fail","err":{"code":2,"msg":"Data not found"}}`, janrain.StateRepeated},
		"another URL's":    {`{"stat":"fail","err":{"code":3,"msg":"Token URL mismatch: (https://a) (https://b)"}}`, janrain.StateWrongToken},
		"invalid":          {`{"stat":"fail","err":{"code":1,"msg":"Invalid parameter: token"}}`, janrain.StateWrongToken},
		"missing":          {`{"stat":"fail","err":{"code":0,"msg":"Missing parameter: token"}}`, janrain.StateWrongToken},
		"missing, unnamed": {`{"stat":"fail","err":{"code":0,"msg":"Missing parameter."}}`, janrain.StateWrongToken},
		"no data":          {`{"stat":"fail","err":{"code":1,"msg":"Data unavailable for x"}}`, janrain.StateRepeated},
	} {
		for _, token := range []string{kit.Token, "token", "apiKey", "\x00", "\u200b", "'; DROP", "Invalid apiKey"} {
			var log bytes.Buffer
			logger := slog.New(slog.NewTextHandler(&log, &slog.HandlerOptions{Level: slog.LevelDebug}))
			s := kit.NewDirectSite(t, kit.DirectURL, kit.Respond(kit.Response{Status: 400, Body: tt.body}), janrain.WithLogger(logger))
			jar := kit.CookieJar{}
			tokenURL := s.BeginSignIn(t, jar)
			s.Post(t, jar, tokenURL, token)
			s.Open(t, jar, tokenURL)
			assert.Equal(t, tt.want, reasonIn(t, s.LastErr(t)), "%s, %q: %v", name, token, s.LastErr(t))
			assert.NotContains(t, log.String(), "WARN", name)
			assert.Contains(t, log.String(), "fault=user", name)
			assert.Contains(t, log.String(), "code=", name)
		}
	}
}

// A wrong key, and what else only the developer can change, stays the developer's.
func TestWhatStaysTheDevelopers(t *testing.T) {
	t.Parallel()
	for name, body := range map[string]string{
		"a wrong key":            `{"stat":"fail","err":{"code":3,"msg":"Invalid apiKey"}}`,
		"a wrong key, code 1":    `{"stat":"fail","err":{"code":1,"msg":"Invalid parameter: apiKey"}}`,
		"a missing key":          `{"stat":"fail","err":{"code":0,"msg":"Missing parameter: apiKey"}}`,
		"an authentication":      `{"stat":"fail","err":{"code":3,"msg":"Authentication error"}}`,
		"a plan":                 `{"stat":"fail","err":{"code":7,"msg":"upgrade needed"}}`,
		"a missing setting":      `{"stat":"fail","err":{"code":10,"msg":"not properly configured"}}`,
		"a Registration refusal": `{"stat":"error","code":200,"error":"invalid_argument","error_description":"x"}`,
	} {
		s := kit.NewDirectSite(t, kit.DirectURL, kit.Respond(kit.Response{Status: 400, Body: body}))
		jar := kit.CookieJar{}
		tokenURL := s.BeginSignIn(t, jar)
		s.Post(t, jar, tokenURL, kit.Token)
		s.Open(t, jar, tokenURL)
		assert.Equal(t, janrain.FaultDeveloper, janrain.FaultOf(s.LastErr(t)), name)
		require.NotErrorIs(t, s.LastErr(t), janrain.ErrStateMismatch, name)
	}
}

// What SignedIn returns goes to Failed as it is.
func TestAnErrorOfTheApplicationGoesToFailed(t *testing.T) {
	t.Parallel()
	broken := &url.Error{Op: "store"}
	for want, returned := range map[janrain.Fault]error{
		janrain.FaultDeveloper: broken,
		janrain.FaultUser:      &janrain.LinkError{Reason: janrain.LinkEmailDiffers},
	} {
		var got error
		callback, err := janrain.NewCallback(kit.Client(t, kit.RespondWith(kit.Success)), janrain.CallbackConfig{
			TokenURL: kit.DirectURL,
			SignedIn: func(http.ResponseWriter, *http.Request, janrain.SignedIn) error { return returned },
			Failed:   func(_ http.ResponseWriter, _ *http.Request, err error) { got = err },
		})
		require.NoError(t, err)
		s := &kit.DirectSite{Callback: callback, TokenURL: kit.DirectURL}
		jar := kit.CookieJar{}
		tokenURL := s.BeginSignIn(t, jar)
		s.Post(t, jar, tokenURL, kit.Token)
		s.Open(t, jar, tokenURL)
		require.ErrorIs(t, got, returned)
		assert.Equal(t, want, janrain.FaultOf(got))
		assert.Empty(t, jar, "the sign-in is over")
	}
}
