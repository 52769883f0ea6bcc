package janrain_test

import (
	"context"
	"fmt"
	"log/slog"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/janrain-go/janrain"
	"github.com/janrain-go/janrain/internal/acceptance/kit"
)

func TestNewClientTakesADomainAsPeopleWriteIt(t *testing.T) {
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
			assert.Equal(t, tt.want+"/api/v2/auth_info", service.Only(t).URL.String(), "where the call went")
		})
	}
}

func TestNewClientRefusesWhatIsNoDomain(t *testing.T) {
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
			assert.Equal(t, "NewClient", refused.Method)
			assert.NotContains(t, err.Error(), "canary", "the value is not repeated, it may hold a key")

			_, err = janrain.NewClient(kit.Domain, kit.APIKey, janrain.WithPartnerDomain(tt.domain))
			kit.RequireParamError(t, err, "WithPartnerDomain", "")
			assert.NotContains(t, err.Error(), "canary")
		})
	}
}

func TestEmptyArgumentsAreMissingAndDamagedOnesInvalid(t *testing.T) {
	t.Parallel()
	_, err := janrain.NewClient("", kit.APIKey)
	require.ErrorIs(t, err, janrain.ErrMissingParameter, "an empty domain is missing")
	_, err = janrain.NewClient(kit.Domain, "")
	require.ErrorIs(t, err, janrain.ErrMissingParameter, "an empty key is missing")
	_, err = janrain.NewClient("example.com/path", kit.APIKey)
	require.ErrorIs(t, err, janrain.ErrInvalidParameter, "a domain with a path is invalid")
	require.NotErrorIs(t, err, janrain.ErrMissingParameter)
	_, err = janrain.NewClient(kit.Domain, kit.APIKey+"\r")
	require.ErrorIs(t, err, janrain.ErrInvalidParameter, "a key with \\r is invalid")
}

func TestEveryCallIsOnePostOfAFormWithTheKeysInItsBody(t *testing.T) {
	t.Parallel()
	kit.ForEachCall(t, func(t *testing.T, call kit.Call) {
		service := kit.RespondWith(kit.Success)
		require.NoError(t, call.Do(t.Context(), kit.Client(t, service)))

		sent := service.Only(t)
		assert.Equal(t, http.MethodPost, sent.Method)
		assert.Equal(t, "https://"+kit.Domain+call.Path, sent.URL.String(), "no query, no user info: keys are never in a URL")
		assert.Equal(t, "application/x-www-form-urlencoded", sent.Header.Get("Content-Type"))
		assert.Equal(t, "application/json", sent.Header.Get("Accept"))
		assert.Equal(t, []string{kit.APIKey}, sent.Form(t)["apiKey"], "the service looks for the key in the form, once")
		assert.NotContains(t, fmt.Sprint(sent.Header), kit.APIKey, "the key is in no header")
		for _, name := range []string{"Authorization", "Cookie", "Referer"} {
			assert.Empty(t, sent.Header.Values(name), "nobody asked for the header %s", name)
		}
	})
}

func TestPartnerKeyIsSentToThePartnerAPIOnly(t *testing.T) {
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

func TestAuthInfoSendsExactlyWhatWasAskedFor(t *testing.T) {
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
			assert.Equal(t, tt.want, service.Only(t).Form(t), "these parameters and no others")
		})
	}
}

func TestClientThatIsNotMadeWithNewClientRefuses(t *testing.T) {
	t.Parallel()
	kit.ForEachCall(t, func(t *testing.T, call kit.Call) {
		for name, client := range map[string]*janrain.Client{"nil": nil, "zero": {}} {
			err := call.Do(t.Context(), client)
			refused := kit.RequireParamError(t, err, "Client", "")
			assert.Equal(t, call.Name, refused.Method, "of the %s client", name)
			require.ErrorIs(t, err, janrain.ErrMissingParameter)
		}
	})
}

func TestClosingAClientThatIsNotMadeWithNewClientIsNoPanic(t *testing.T) {
	t.Parallel()
	assert.NotPanics(t, func() { new(janrain.Client).CloseIdleConnections() }, "a zero client has no connections")
	assert.NotPanics(t, func() { (*janrain.Client)(nil).CloseIdleConnections() }, "a nil client has no connections")
	assert.NotPanics(t, func() { kit.Client(t, kit.Hanging).CloseIdleConnections() }, "a transport need not know how")
}

func TestNilContextIsRefused(t *testing.T) {
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
		// The token comes back as the identifier: an answer that went to the
		// wrong caller would be seen.
		_, _ = fmt.Fprintf(w, `{"stat":"ok","profile":{"identifier":"http://user.example/%s","providerName":"Other"}}`, r.PostFormValue("token"))
	})
	client := kit.LoopbackClient(t, srv.URL, janrain.WithLogger(slog.New(contextHandler{func(context.Context) {}})))
	var wg sync.WaitGroup
	for i := range 40 {
		wg.Go(func() {
			token := fmt.Sprintf("token%04d", i)
			info, err := client.AuthInfo(t.Context(), janrain.AuthInfoParams{Token: token})
			if assert.NoError(t, err) {
				assert.Equal(t, "http://user.example/"+token, info.Profile.Identifier, "every caller gets its own answer")
			}
			assert.NoError(t, kit.Calls[1].Do(t.Context(), client))
			assert.NoError(t, kit.Calls[2].Do(t.Context(), client))
			assert.NotContains(t, fmt.Sprintf("%+v", client), kit.APIKey)
		})
	}
	wg.Wait()
}

func TestADomainOfAnyLettersIsTaken(t *testing.T) {
	t.Parallel()
	label := strings.Repeat("z", 63)
	for domain, fine := range map[string]bool{"aZ-z9.example": true, "Z.example": true, label + ".example": true, label + "z.example": false} {
		_, err := janrain.NewClient(domain, kit.APIKey)
		assert.Equal(t, fine, err == nil, "of %s: %v", domain, err)
	}
}
