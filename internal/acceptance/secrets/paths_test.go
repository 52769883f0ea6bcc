package secrets

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"maps"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/janrain-go/janrain"
	"github.com/janrain-go/janrain/internal/acceptance/kit"
	"github.com/janrain-go/janrain/janraintest"
)

// faults makes calls to the fake service with each of its failures.
func (h *hunt) faults(t *testing.T) {
	t.Helper()
	srv := janraintest.NewServer(
		janraintest.WithAPIKey(h.APIKey), janraintest.WithPartnerKey(h.PartnerKey), janraintest.WithBasicAuth("client-id", h.ClientSecret))
	defer srv.Close()
	patient := h.client(t, srv.URL, janrain.WithMaxResponseBytes(1<<10))
	hasty := h.client(t, srv.URL, janrain.WithTimeout(20*time.Millisecond))
	wrong, err := janrain.NewClient(srv.URL, h.Token, janrain.WithPartnerKey(h.AccessToken), janrain.WithLogger(h.log.Logger()))
	require.NoError(t, err)
	faults := map[string]janraintest.Failure{
		"no fault":            {},
		"a message":           janraintest.ErrorMessage(janrain.CodeAuthentication, "Invalid apiKey "+h.APIKey+" "+h.PartnerKey+" "+h.ClientSecret),
		"too soon":            janraintest.ErrorCode(janrain.CodeServiceUnavailable).RetryAfter(time.Hour),
		"busy":                janraintest.NotJSON(http.StatusServiceUnavailable).RetryAfter(time.Second),
		"cut off at once":     janraintest.CutOff(0),
		"cut":                 janraintest.CutOff(20),
		"too large":           janraintest.TooLarge(2 << 10),
		"a raw response":      janraintest.Raw(http.StatusOK, "text/"+h.APIKey, h.APIKey+h.PartnerKey+h.ClientSecret),
		"a redirect":          janraintest.Redirect(http.StatusTemporaryRedirect, "https://evil.example/?"+h.APIKey),
		"slow but successful": janraintest.Slow(time.Millisecond),
	}
	for code := janrain.CodeServiceUnavailable; code <= janrain.CodeTextTooLong; code++ {
		faults[fmt.Sprintf("code %d", code)] = janraintest.ErrorCode(code)
	}
	for _, status := range []int{400, 403, 404, 429, 500, 502, 504} {
		faults[fmt.Sprintf("a page under %d", status)] = janraintest.NotJSON(status)
	}
	for i, name := range slices.Sorted(maps.Keys(faults)) {
		srv.FailAll(faults[name])
		for j := range 3 { // each shape of secrets comes with different calls
			call := calls[(len(h.Shape)+i+j*2)%len(calls)]
			_ = h.try(t, "the fake service with "+name, call, patient)
			if name != "a message" && name != "a raw response" { // these would show it the keys of others
				_ = h.try(t, "the fake service with a wrong key and "+name, call, wrong)
			}
		}
	}
	for name, fault := range map[string]janraintest.Failure{"a hanging response": janraintest.Hang(), "a slow response": janraintest.Slow(time.Minute)} {
		srv.FailAll(fault)
		for _, call := range calls[:2] {
			require.ErrorIs(t, h.try(t, "the fake service with "+name, call, hasty), context.DeadlineExceeded)
		}
	}
	srv.Recover()
	h.signIns(t, srv, patient)
	records := srv.Requests()
	h.note("the fake service", "its records", kit.Spelling{How: "%+v", Text: fmt.Sprintf("%+v", records)}, kit.Spelling{How: "JSON", Text: kit.Marshal(t, records)})
	h.note("the fake service", "a record", kit.Exposed(t, records[0])...)
}

// signIns makes sign-ins that succeed, with tokens of the fake.
func (h *hunt) signIns(t *testing.T, srv *janraintest.Server, client *janrain.Client) {
	t.Helper()
	tokens := map[string]string{}
	for range 2 {
		token := srv.IssueToken(janraintest.User(janrain.ProviderTwitter), "https://shop.example/signin")
		tokens["token "+token] = token
		for _, tokenURL := range []string{"https://elsewhere.example/", "https://shop.example/signin", ""} {
			info, err := client.AuthInfo(t.Context(), janrain.AuthInfoParams{Token: token, TokenURL: tokenURL})
			h.look(t, outcome{driven: "a sign-in", err: err, info: info})
			if err != nil {
				assert.Empty(t, kit.SearchFor(tokens).In(kit.Errors(t, err)...))
			}
		}
	}
	assert.Empty(t, kit.SearchFor(tokens).In(kit.Exposed(t, srv.Requests()[len(srv.Requests())-1])...))
}

// refused passes invalid input to the library: secrets damaged as they are when copied, and
// secrets in the wrong place.
func (h *hunt) refused(t *testing.T) {
	t.Helper()
	service := kit.RespondWith(kit.Success)
	client := kit.Client(t, service)
	mustRefuse := func(what string, err error) {
		var refused *janrain.ParamError
		require.ErrorAs(t, err, &refused, "%s", what)
		h.look(t, outcome{driven: what, detail: "refused", err: err})
	}
	for _, secret := range []string{h.APIKey, h.Token} {
		for how, bad := range map[string]string{
			"a line break": secret + "\r\n", "a space in front": " " + secret, "a byte order mark": "\ufeff" + secret,
			"a NUL": secret[:kit.Part] + "\x00" + secret, "bad UTF-8": secret + "\xff",
		} {
			mustRefuse("an API key with "+how, kit.ErrOf(janrain.NewClient(kit.Domain, bad)))
			for option, opt := range map[string]janrain.Option{
				"partner key": janrain.WithPartnerKey(bad), "client id": janrain.WithBasicAuth(bad, "x"),
				"client secret": janrain.WithBasicAuth("x", bad), "user agent": janrain.WithUserAgent(bad),
			} {
				mustRefuse("a "+option+" with "+how, kit.ErrOf(janrain.NewClient(kit.Domain, secret, opt)))
			}
			mustRefuse("an access token with "+how, client.AddOrUpdateAccessToken(t.Context(), janrain.AccessTokenParams{Identifier: kit.Identifier, Token: bad}))
			for _, properties := range []janrain.ProviderProperties{
				janrain.FacebookProperties{AppID: "1", Secret: bad}, &janrain.FacebookProperties{AppID: bad, Secret: secret},
				janrain.LiveIDProperties{AppID: "1", Secret: bad, PrivacyPolicyURL: "https://shop.example/"},
				janrain.LiveIDProperties{AppID: "1", Secret: secret, PrivacyPolicyURL: bad},
				janrain.PayPalProperties{DisplayName: "x", Email: bad},
				janrain.YahooProperties{AppID: "1", ConsumerKey: bad, Secret: secret}, janrain.YahooProperties{AppID: "1", ConsumerKey: secret, Secret: bad},
				janrain.ConsumerProperties{Provider: "google", ConsumerKey: bad, Secret: secret},
				janrain.ConsumerProperties{Provider: "google", ConsumerKey: secret, Secret: bad},
				janrain.ConsumerProperties{Provider: janrain.Provider(bad), ConsumerKey: secret, Secret: secret},
				janrain.ConsumerProperties{Provider: "facebook", ConsumerKey: secret, Secret: secret},
				janrain.ConsumerProperties{Provider: "google", Secret: secret},
			} {
				mustRefuse(fmt.Sprintf("%T with %s", properties, how), client.SetProviderProperties(t.Context(), properties))
			}
		}
		for _, domain := range []string{
			"https://user:" + secret + "@" + kit.Domain, kit.Domain + "/" + secret, kit.Domain + "?apiKey=" + secret,
			kit.Domain + "#" + secret, kit.Domain + ":" + secret, secret + "://" + kit.Domain, "http://" + secret + ".example", secret + " ",
		} {
			mustRefuse("an app domain", kit.ErrOf(janrain.NewClient(domain, secret)))
			mustRefuse("a partner domain", kit.ErrOf(janrain.NewClient(kit.Domain, secret, janrain.WithPartnerDomain(domain))))
		}
		_, err := client.AuthInfo(t.Context(), janrain.AuthInfoParams{Token: secret, TokenURL: "%" + secret})
		mustRefuse("a token URL", err)
		_, err = client.AuthInfo(nil, janrain.AuthInfoParams{Token: secret}) //nolint:staticcheck // a nil context is what is refused
		mustRefuse("no context", err)
		mustRefuse("an identifier", client.AddOrUpdateAccessToken(t.Context(), janrain.AccessTokenParams{Identifier: "%" + secret, Token: secret}))
	}
	service.AssertSilent(t)
}

// network makes the connection fail before and after the request is sent.
func (h *hunt) network(t *testing.T) {
	t.Helper()
	secure := httptest.NewUnstartedServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) {}))
	secure.TLS = &tls.Config{MinVersion: tls.VersionTLS10, MaxVersion: tls.VersionTLS11} // which the default transport refuses
	secure.StartTLS()
	defer secure.Close()
	untrusted := httptest.NewTLSServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) {}))
	defer untrusted.Close()
	plain := newHostileServer(t)
	clients := map[string]*janrain.Client{
		"an old TLS version":                  h.client(t, secure.URL),
		"an untrusted certificate":            h.client(t, untrusted.URL),
		"no TLS":                              h.client(t, "https"+plain.URL[len("http"):]),
		"nobody there":                        h.client(t, "http://127.0.0.1:1"),
		"HTTP/2 that goes away":               h.client(t, kit.GoingAway(t), janrain.WithHTTPClient(&http.Client{Transport: kit.Trusting(&http.Transport{ForceAttemptHTTP2: true})})),
		"a transport that quotes the request": h.client(t, kit.Domain, janrain.WithHTTPClient(&http.Client{Transport: telling(func(err error) error { return err })})),
		"a net/http client inside": h.client(t, kit.Domain, janrain.WithHTTPClient(&http.Client{Transport: telling(func(err error) error {
			return &url.Error{Op: "Post", URL: "https://" + kit.Domain, Err: err}
		})})),
		"a network operation": h.client(t, kit.Domain, janrain.WithHTTPClient(&http.Client{Transport: telling(func(err error) error {
			return &net.OpError{Op: "read", Net: "tcp", Err: errors.Join(io.ErrUnexpectedEOF, err)}
		})})),
	}
	for name, client := range clients {
		for _, call := range calls {
			require.Error(t, h.try(t, name, call, client), name)
		}
	}
	// The cause is the caller's own text, and the library does not use it.
	h.cancelled(t, h.client(t, kit.Domain, janrain.WithHTTPClient(&http.Client{Transport: kit.Hanging})))
	h.cancelled(t, h.client(t, kit.Domain, janrain.WithHTTPClient(&http.Client{Transport: kit.Page(http.StatusBadGateway, "1")}),
		janrain.WithRetry(janrain.RetryPolicy{MaxTries: 3, MinDelay: time.Minute, MaxDelay: time.Minute}), janrain.WithTimeout(time.Hour)))
}

// cancelled cancels calls before they begin and while they wait.
func (h *hunt) cancelled(t *testing.T, client *janrain.Client) {
	t.Helper()
	for _, call := range calls {
		for _, after := range []time.Duration{0, time.Millisecond} {
			ctx, cancel := context.WithCancel(t.Context())
			if after == 0 {
				cancel()
			} else {
				time.AfterFunc(after, cancel)
			}
			_, err := call.do(ctx, client, h.Set)
			require.Error(t, err)
			h.look(t, outcome{driven: "a cancelled call", err: err})
			cancel()
		}
	}
}

// telling returns a transport whose errors quote the request.
func telling(wrap func(error) error) kit.RoundTripper {
	return func(r *http.Request) (*http.Response, error) {
		body, err := io.ReadAll(r.Body)
		if err != nil {
			return nil, err
		}
		return nil, wrap(fmt.Errorf("cannot send %s to %s with %s: %s", r.Method, r.URL, r.Header.Get("Authorization"), formDecoded(string(body))+string(body)))
	}
}

// values searches the client and all params, printed in every placement.
func (h *hunt) values(t *testing.T) {
	t.Helper()
	values := []any{
		*h.client(t, kit.Domain),
		janrain.AuthInfoParams{Token: h.Token, Extended: true, TokenURL: "https://shop.example/"},
		janrain.AccessTokenParams{Identifier: kit.Identifier, Token: h.AccessToken},
	}
	for _, properties := range h.Properties() {
		values = append(values, properties)
	}
	for _, value := range values {
		h.note(fmt.Sprintf("a %T", value), "printed", kit.Exposed(t, value)...)
	}
	var log kit.Log
	log.Logger().LogAttrs(t.Context(), slog.LevelDebug, "setup", slog.Any("all", values), slog.Group("one", slog.Any("client", values[0])))
	h.note("all values", "logged", kit.Spelling{How: "the log", Text: log.Take()})
	// fmt calls no methods on the unexported fields of a caller's struct.
	hidden := struct{ client *janrain.Client }{h.client(t, kit.Domain)}
	h.note("a client in an unexported field", "printed", kit.Printed(hidden)...)
	h.note("a client's value in an unexported field", "printed", kit.Printed(struct{ client janrain.Client }{*hidden.client})...)
}
