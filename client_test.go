package janrain_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/iotest"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/janrain-go/janrain"
	"github.com/janrain-go/janrain/internal/acceptance/kit"
)

func TestNewClientAcceptsDomainsAsPeopleWriteThem(t *testing.T) {
	t.Parallel()
	tests := []struct{ name, domain, want string }{
		{"the domain alone", "example.rpxnow.com", "https://example.rpxnow.com"},
		{"with https", "https://example.rpxnow.com", "https://example.rpxnow.com"},
		{"with a slash at the end", "example.rpxnow.com/", "https://example.rpxnow.com"},
		{"with https and a slash at the end", "https://example.rpxnow.com/", "https://example.rpxnow.com"},
		{"scheme in capitals", "HTTPS://example.rpxnow.com", "https://example.rpxnow.com"},
		{"with a port", "login.example.com:8443", "https://login.example.com:8443"},
		{"with https, a port and a slash", "https://login.example.com:8443/", "https://login.example.com:8443"},
		{"host in capitals", "Login.Example.COM", "https://Login.Example.COM"},
		{"international in its xn-- form", "xn--bcher-kva.example", "https://xn--bcher-kva.example"},
		{"IPv4", "192.0.2.7", "https://192.0.2.7"},
		{"IPv6", "[2001:db8::7]", "https://[2001:db8::7]"},
		{"IPv6 with https and a port", "https://[2001:db8::7]:8443", "https://[2001:db8::7]:8443"},
		{"localhost over https", "localhost:8443", "https://localhost:8443"},
		{"http for localhost", "http://localhost:8080", "http://localhost:8080"},
		{"http for localhost in capitals", "HTTP://LocalHost", "http://LocalHost"},
		{"http for 127.0.0.1", "http://127.0.0.1:8080/", "http://127.0.0.1:8080"},
		{"http for another address of 127/8", "http://127.9.8.7", "http://127.9.8.7"},
		{"http for IPv6 loopback", "http://[::1]:8080", "http://[::1]:8080"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			service := kit.RespondWith(kit.Success)
			client, err := janrain.NewClient(tt.domain, kit.APIKey, janrain.WithHTTPClient(&http.Client{Transport: service}))
			require.NoError(t, err)
			_, err = kit.SignIn(t, client)
			require.NoError(t, err)
			assert.Equal(t, tt.want+"/api/v2/auth_info", service.Only(t).URL.String(), "the URL of the call")
		})
	}
}

func TestNewClientRejectsInvalidDomains(t *testing.T) {
	t.Parallel()
	tests := []struct{ name, domain string }{
		{"empty", ""},
		{"a scheme alone", "https://"},
		{"a slash alone", "/"},
		{"white space alone", "   "},
		{"space in front", " canary.example.com"},
		{"space behind", "canary.example.com "},
		{"carriage return behind", "canary.example.com\r"},
		{"line feed behind", "canary.example.com\n"},
		{"tab inside", "canary\t.example.com"},
		{"NUL inside", "canary\x00.example.com"},
		{"byte order mark in front", "\ufeffcanary.example.com"},
		{"no-break space behind", "canary.example.com\u00a0"},
		{"zero width space inside", "canary\u200b.example.com"},
		{"international, not in its xn-- form", "canary-bücher.example"},
		{"ideographic full stop", "canary\u3002example"},
		{"percent-encoded", "canary%2eexample.com"},
		{"invalid UTF-8", "canary\xff.example.com"},
		{"user info", "user:canary@example.com"},
		{"user info with a scheme", "https://canary@example.com"},
		{"path", "canary.example.com/api/v2"},
		{"path with a scheme", "https://canary.example.com/api/v2/"},
		{"two slashes behind", "canary.example.com//"},
		{"two slashes in front", "//canary.example.com"},
		{"scheme twice", "https://https://canary.example.com"},
		{"query", "canary.example.com?apiKey=1"},
		{"bare question mark", "canary.example.com?"},
		{"fragment", "canary.example.com#settings"},
		{"bare number sign", "canary.example.com#"},
		{"number sign behind a slash", "https://canary.example.com/#"},
		{"backslash", `canary.example.com\`},
		{"backslash before a host", `canary.example.com\.evil.com`},
		{"ftp", "ftp://canary.example.com"},
		{"no scheme before ://", "://canary.example.com"},
		{"scheme without slashes", "https:canary.example.com"},
		{"scheme with one slash", "https:/canary.example.com"},
		{"http", "http://canary.example.com"},
		{"http for a host that begins like loopback", "http://localhost.canary.com"},
		{"http for a host that ends like loopback", "http://canary.localhost"},
		{"http for a host that begins like 127.0.0.1", "http://127.0.0.1.canary.com"},
		{"http for a private address", "http://192.168.0.1"},
		{"http for the unspecified address", "http://0.0.0.0"},
		{"port without a number", "canary.example.com:"},
		{"port that is no number", "canary.example.com:https"},
		{"port 0", "canary.example.com:0"},
		{"port above 65535", "canary.example.com:65536"},
		{"negative port", "canary.example.com:-1"},
		{"port alone", ":8080"},
		{"two ports", "canary.example.com:80:90"},
		{"IPv6 without brackets", "2001:db8::7"},
		{"IPv6 with a bracket missing", "[2001:db8::7"},
		{"IPv6 with a word behind", "[2001:db8::7]canary"},
		{"a bracket alone", "]"},
		{"dots alone", "..."},
		{"too long", strings.Repeat("canary.", 40) + "com"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			client, err := janrain.NewClient(tt.domain, kit.APIKey)
			refused := kit.RequireParamError(t, err, "appDomain", "")
			assert.Nil(t, client)
			assert.Equal(t, "NewClient", refused.Endpoint)
			assert.NotContains(t, err.Error(), "canary", "the error must not repeat the value, which may be a key")

			_, err = janrain.NewClient(kit.Domain, kit.APIKey, janrain.WithPartnerDomain(tt.domain))
			kit.RequireParamError(t, err, "WithPartnerDomain", "")
			assert.NotContains(t, err.Error(), "canary")
		})
	}
}

func TestEmptyArgumentsAreMissingAndOthersInvalid(t *testing.T) {
	t.Parallel()
	_, err := janrain.NewClient("", kit.APIKey)
	require.ErrorIs(t, err, janrain.ErrMissingParameter, "an empty domain counts as missing")
	_, err = janrain.NewClient(kit.Domain, "")
	require.ErrorIs(t, err, janrain.ErrMissingParameter, "an empty key counts as missing")
	_, err = janrain.NewClient("example.com/path", kit.APIKey)
	require.ErrorIs(t, err, janrain.ErrInvalidParameter, "a domain with a path is invalid")
	require.NotErrorIs(t, err, janrain.ErrMissingParameter)
	_, err = janrain.NewClient(kit.Domain, kit.APIKey+"\r")
	require.ErrorIs(t, err, janrain.ErrInvalidParameter, "a key with \\r is invalid")
}

func TestEveryCallPostsOneFormWithTheKeys(t *testing.T) {
	t.Parallel()
	kit.ForEachCall(t, func(t *testing.T, call kit.Call) {
		service := kit.RespondWith(kit.Success)
		require.NoError(t, call.Do(t.Context(), kit.Client(t, service)))

		sent := service.Only(t)
		assert.Equal(t, http.MethodPost, sent.Method)
		assert.Equal(t, "https://"+kit.Domain+call.Path, sent.URL.String(),
			"the URL must have no query and no user info")
		assert.Equal(t, "application/x-www-form-urlencoded", sent.Header.Get("Content-Type"))
		assert.Equal(t, "application/json", sent.Header.Get("Accept"))
		assert.Equal(t, []string{kit.APIKey}, sent.Form(t)["apiKey"], "the key must be in the form, once")
		assert.NotContains(t, fmt.Sprint(sent.Header), kit.APIKey, "the key must not be in a header")
		for _, name := range []string{"Authorization", "Cookie", "Referer"} {
			assert.Empty(t, sent.Header.Values(name), "the header %s must not be sent", name)
		}
	})
}

func TestPartnerKeyIsSentOnlyToThePartnerAPI(t *testing.T) {
	t.Parallel()
	kit.ForEachCall(t, func(t *testing.T, call kit.Call) {
		service := kit.RespondWith(kit.Success)
		require.NoError(t, call.Do(t.Context(), kit.Client(t, service)))
		var want []string
		if call.Name == "app/set_properties" {
			want = []string{kit.PartnerKey}
		}
		assert.Equal(t, want, service.Only(t).Form(t)["partnerKey"])
	})
}

func TestAuthInfoSendsExactlyItsParams(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name   string
		params janrain.AuthInfoParams
		want   url.Values
	}{
		{"token alone", janrain.AuthInfoParams{Token: kit.Token}, url.Values{"token": {kit.Token}}},
		{"extended", janrain.AuthInfoParams{Token: kit.Token, Extended: true}, url.Values{"token": {kit.Token}, "extended": {"true"}}},
		{
			"token URL",
			janrain.AuthInfoParams{Token: kit.Token, TokenURL: "https://shop.example/login?next=/a&b=ü#top"},
			url.Values{"token": {kit.Token}, "tokenUrl": {"https://shop.example/login?next=/a&b=ü#top"}},
		},
		{"a token that is not hexadecimal", janrain.AuthInfoParams{Token: "a b+c&d=e%f;ü"}, url.Values{"token": {"a b+c&d=e%f;ü"}}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			service := kit.RespondWith(kit.Success)
			_, err := kit.Client(t, service).AuthInfo(t.Context(), tt.params)
			require.NoError(t, err)
			tt.want.Set("apiKey", kit.APIKey)
			assert.Equal(t, tt.want, service.Only(t).Form(t), "the form must have exactly these parameters")
		})
	}
}

func TestZeroClientReturnsAnError(t *testing.T) {
	t.Parallel()
	kit.ForEachCall(t, func(t *testing.T, call kit.Call) {
		for name, client := range map[string]*janrain.Client{"nil": nil, "zero": {}} {
			err := call.Do(t.Context(), client)
			refused := kit.RequireParamError(t, err, "Client", "")
			assert.Equal(t, call.Name, refused.Endpoint, "of the %s client", name)
			require.ErrorIs(t, err, janrain.ErrMissingParameter)
		}
	})
}

func TestCloseIdleConnectionsOfAZeroClient(t *testing.T) {
	t.Parallel()
	assert.NotPanics(t, func() { new(janrain.Client).CloseIdleConnections() }, "a zero client has no connections")
	assert.NotPanics(t, func() { (*janrain.Client)(nil).CloseIdleConnections() }, "a nil client has no connections")
	assert.NotPanics(t, func() { kit.Client(t, kit.Hanging).CloseIdleConnections() },
		"a transport need not implement CloseIdleConnections")
}

func TestNilContextIsRejected(t *testing.T) {
	t.Parallel()
	kit.ForEachCall(t, func(t *testing.T, call kit.Call) {
		service := kit.RespondWith(kit.Success)
		var none context.Context
		kit.RequireParamError(t, call.Do(none, kit.Client(t, service)), "ctx", "")
		service.AssertSilent(t)
	})
}

func TestOneClientServesManyGoroutines(t *testing.T) {
	t.Parallel()
	srv := kit.LoopbackServer(t, func(w http.ResponseWriter, r *http.Request) {
		// The service returns the token as the identifier, so a response for another caller is
		// noticed.
		_, _ = fmt.Fprintf(w, `{"stat":"ok","profile":{"identifier":"http://user.example/%s","providerName":"Other"}}`, r.PostFormValue("token"))
	})
	client := kit.LoopbackClient(t, srv.URL, janrain.WithLogger(slog.New(contextHandler{func(context.Context) {}})))
	var wg sync.WaitGroup
	for i := range 40 {
		wg.Go(func() {
			token := fmt.Sprintf("token%04d", i)
			info, err := client.AuthInfo(t.Context(), janrain.AuthInfoParams{Token: token})
			if assert.NoError(t, err) {
				assert.Equal(t, "http://user.example/"+token, info.Profile.Identifier,
					"every caller must get its own response")
			}
			assert.NoError(t, kit.Calls[1].Do(t.Context(), client))
			assert.NoError(t, kit.Calls[2].Do(t.Context(), client))
			assert.NotContains(t, fmt.Sprintf("%+v", client), kit.APIKey)
		})
	}
	wg.Wait()
}

func TestDomainOfAnyLettersIsAccepted(t *testing.T) {
	t.Parallel()
	label := strings.Repeat("z", 63)
	for domain, fine := range map[string]bool{"aZ-z9.example": true, "Z.example": true, label + ".example": true, label + "z.example": false} {
		_, err := janrain.NewClient(domain, kit.APIKey)
		assert.Equal(t, fine, err == nil, "of %s: %v", domain, err)
	}
}

// recordsOf returns the log records of a call at a level.
func recordsOf(t *testing.T, level slog.Level, service http.RoundTripper, call kit.Call) (records []map[string]any, text string) {
	t.Helper()
	var out bytes.Buffer
	logger := slog.New(slog.NewJSONHandler(&out, &slog.HandlerOptions{Level: level}))
	err := call.Do(t.Context(), kit.Client(t, service, janrain.WithLogger(logger), janrain.WithBasicAuth("client-id", "basic-secret")))
	t.Logf("the call ended with: %v", err)
	text = out.String()
	for line := range bytes.Lines(out.Bytes()) {
		var record map[string]any
		require.NoError(t, json.Unmarshal(line, &record))
		records = append(records, record)
	}
	return records, text
}

func TestEveryCallLogsOneRecord(t *testing.T) {
	t.Parallel()
	// Nothing in the responses except the code may be logged.
	broken := kit.RoundTripper(func(*http.Request) (*http.Response, error) { return nil, errors.New("canary of the network") })
	tests := []struct {
		name    string
		service http.RoundTripper
		level   string
		want    map[string]any // without endpoint and took
	}{
		{"success", kit.RespondWith(kit.Success), "DEBUG", map[string]any{"http_status": 200.0}},
		{
			"the user's fault", kit.Respond(kit.Response{Status: 400, Body: `{"stat":"fail","err":{"code":2,"msg":"canary of the service"}}`}),
			"DEBUG", map[string]any{"http_status": 400.0, "code": 2.0, "fault": "user"},
		},
		{
			"the developer's fault", kit.Respond(kit.Response{Status: 400, Body: `{"stat":"fail","err":{"code":3,"msg":"Invalid apiKey canary"}}`}),
			"WARN", map[string]any{"http_status": 400.0, "code": 3.0, "fault": "developer"},
		},
		{
			"an error without a code", kit.RespondWith(`{"stat":"fail","err":"canary"}`),
			"WARN", map[string]any{"http_status": 200.0, "fault": "service"},
		},
		{
			"no JSON", kit.Respond(kit.Response{Status: 502, Body: "canary page", Header: map[string]string{"Content-Type": "text/canary"}}),
			"WARN", map[string]any{"http_status": 502.0, "fault": "service"},
		},
		{
			"a truncated body", cutOff(http.StatusOK),
			"WARN", map[string]any{"http_status": 200.0, "may_have_been_sent": true, "fault": "service"},
		},
		{
			"another protocol", kit.Says(http.StatusSwitchingProtocols, ""),
			"WARN", map[string]any{"http_status": 101.0, "may_have_been_sent": true, "fault": "service"},
		},
		{
			"a redirect", kit.Page(http.StatusFound, ""),
			"WARN", map[string]any{"http_status": 302.0, "may_have_been_sent": true, "fault": "developer"},
		},
		{"network trouble", broken, "WARN", map[string]any{"may_have_been_sent": true, "fault": "service"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			kit.ForEachCall(t, func(t *testing.T, call kit.Call) {
				records, text := recordsOf(t, slog.LevelDebug, tt.service, call)
				require.Len(t, records, 1, "a call must log one record")
				record := records[0]
				assert.Equal(t, tt.level, record["level"])
				assert.Equal(t, call.Name, record["endpoint"])
				assert.Contains(t, record, "took")
				for _, known := range []string{"time", "level", "msg", "endpoint", "took"} {
					delete(record, known)
				}
				assert.Equal(t, tt.want, record,
					"the record must have exactly these attributes; it has %v", slices.Collect(maps.Keys(record)))
				for _, secret := range []string{kit.APIKey, kit.PartnerKey, kit.Token, "98765432198765", "basic-secret", "123456789123456789123", "canary"} {
					assert.NotContains(t, text, secret)
				}
			})
		})
	}
}

// cutOff returns a service that truncates the body.
func cutOff(status int) kit.RoundTripper {
	return func(*http.Request) (*http.Response, error) {
		resp := kit.HTTPResponse(status, "")
		resp.Body = io.NopCloser(io.MultiReader(bytes.NewBufferString(`{"mappings":{`), iotest.ErrReader(io.ErrUnexpectedEOF)))
		resp.ContentLength = -1
		return resp, nil
	}
}

// The logged status is that of the last try, even if the wait for another try is cut short.
func TestLoggedStatusIsThatOfTheLastResponse(t *testing.T) {
	t.Parallel()
	for name, first := range map[string]kit.RoundTripper{"a page": kit.Page(502, ""), "a truncated body": cutOff(502)} {
		for _, call := range []func(context.Context, *janrain.Client) error{
			kit.AddToken, func(ctx context.Context, c *janrain.Client) error { _, err := kit.AllOf(ctx, t, c); return err },
		} {
			synctest.Test(t, func(t *testing.T) {
				var out bytes.Buffer
				logger := janrain.WithLogger(slog.New(slog.NewJSONHandler(&out, &slog.HandlerOptions{Level: slog.LevelDebug})))
				retry := janrain.WithRetry(janrain.RetryPolicy{MaxTries: 2, MinDelay: time.Minute, MaxDelay: time.Minute})
				ctx, cancel := context.WithTimeout(t.Context(), time.Hour)
				time.AfterFunc(time.Second, cancel)
				require.ErrorIs(t, call(ctx, kit.Client(t, first, logger, retry, janrain.WithTimeout(time.Hour))), context.Canceled)
				assert.Contains(t, out.String(), `"http_status":502`, "of %s", name)

				out.Reset()
				service := &kit.Tries{Answers: []kit.RoundTripper{first, kit.Lost}}
				require.Error(t, call(t.Context(), kit.Client(t, service, logger, retry, janrain.WithTimeout(time.Hour))))
				assert.NotContains(t, out.String(), "http_status", "%s: the last try got no header", name)
			})
		}
	}
}

func TestLogLevelIsRespected(t *testing.T) {
	t.Parallel()
	records, _ := recordsOf(t, slog.LevelInfo, kit.RespondWith(kit.Success), kit.Calls[0])
	assert.Empty(t, records, "a success must be logged at debug level")
	records, _ = recordsOf(t, slog.LevelWarn, kit.RespondWith(`no JSON`), kit.Calls[0])
	assert.Len(t, records, 1, "a failure must be logged as a warning")
}

// A handler that adds trace IDs needs the context of the call.
func TestLoggerGetsTheContextOfTheCall(t *testing.T) {
	t.Parallel()
	type traceKey struct{}
	var seen any
	logger := slog.New(contextHandler{func(ctx context.Context) { seen = ctx.Value(traceKey{}) }})
	ctx := context.WithValue(t.Context(), traceKey{}, "trace-1")
	require.NoError(t, kit.Calls[0].Do(ctx, kit.Client(t, kit.RespondWith(kit.Success), janrain.WithLogger(logger))))
	assert.Equal(t, "trace-1", seen)
}

type contextHandler struct{ see func(context.Context) }

func (contextHandler) Enabled(context.Context, slog.Level) bool { return true }

func (h contextHandler) Handle(ctx context.Context, _ slog.Record) error { h.see(ctx); return nil }

func (h contextHandler) WithAttrs([]slog.Attr) slog.Handler { return h }

func (h contextHandler) WithGroup(string) slog.Handler { return h }

// AllMappings logs the same record as other calls.
func TestAllMappingsIsLoggedLikeOtherCalls(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		last kit.RoundTripper
		want map[string]any
	}{
		"a success":      {kit.Says(200, `{"mappings":{},"stat":"ok"}`), map[string]any{"level": "DEBUG", "http_status": 200.0}},
		"a refusal":      {kit.Says(400, `{"stat":"fail","err":{"code":3,"msg":"Invalid apiKey"}}`), map[string]any{"level": "WARN", "http_status": 400.0, "fault": "developer", "code": 3.0}},
		"a broken end":   {kit.Says(200, `{"mappings":{}`), map[string]any{"level": "WARN", "http_status": 200.0, "fault": "service"}},
		"a body cut off": {cutOff(200), map[string]any{"level": "WARN", "http_status": 200.0, "fault": "service", "may_have_been_sent": true}},
		"an answer lost": {kit.Lost, map[string]any{"level": "WARN", "fault": "service", "may_have_been_sent": true}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				var out bytes.Buffer
				logger := janrain.WithLogger(slog.New(slog.NewJSONHandler(&out, &slog.HandlerOptions{Level: slog.LevelDebug})))
				service := &kit.Tries{Answers: []kit.RoundTripper{kit.Page(http.StatusBadGateway, ""), tt.last}}
				retry := janrain.WithRetry(janrain.RetryPolicy{MaxTries: 2, MinDelay: time.Second})
				_, _ = kit.AllOf(t.Context(), t, kit.Client(t, service, logger, retry))
				var record map[string]any
				require.NoError(t, json.Unmarshal(out.Bytes(), &record),
					"a call must log one record, not: %s", out.String())
				assert.Equal(t, "all_mappings", record["endpoint"])
				assert.EqualValues(t, 2, record["tries"])
				assert.GreaterOrEqual(t, record["took"], float64(time.Second/2),
					"took must include the wait between tries")
				for member, value := range tt.want {
					assert.Equal(t, value, record[member], "%s of %s", member, out.String())
				}
			})
		})
	}
}

func TestErrorOfAllMappingsHasOffsetAndLength(t *testing.T) {
	t.Parallel()
	const body = `{"mappings":{"1":[],"2":x},"stat":"ok"}`
	_, err := kit.AllOf(t.Context(), t, kit.Client(t, kit.RespondWith(body)))
	garbled, ok := errors.AsType[*janrain.DecodeError](err)
	require.True(t, ok, "got %T", err)
	assert.InDelta(t, len(`{"mappings":{"1":[],"2":`), garbled.Offset, 2, "the offset must be about where reading stopped")
	assert.Equal(t, len(body), garbled.Length, "the length must be that of the whole body")
}

// A custom transport may return any error after its request has ended.
func TestCancelledAllMappingsReturnsTheContextError(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	service := kit.RoundTripper(func(*http.Request) (*http.Response, error) {
		resp := kit.HTTPResponse(http.StatusOK, "")
		resp.Body, resp.ContentLength = io.NopCloser(io.MultiReader(bytes.NewBufferString(`{"mappings":{"1":[],`), failing{ctx})), -1
		return resp, nil
	})
	var failed error
	for _, err := range kit.Client(t, service).AllMappings(ctx) {
		if failed = err; err == nil {
			cancel()
		}
	}
	require.ErrorIs(t, failed, context.Canceled)
	assert.Equal(t, janrain.FaultCanceled, janrain.FaultOf(failed))
}

// failing waits for the end of its context and returns a different error.
type failing struct{ ctx context.Context }

func (f failing) Read([]byte) (int, error) {
	<-f.ctx.Done()
	return 0, errors.New("the connection is closed")
}
