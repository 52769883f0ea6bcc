package janrain_test

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/janrain-go/janrain"
	"github.com/janrain-go/janrain/internal/acceptance/kit"
	"github.com/janrain-go/janrain/janraintest"
)

func TestFaultIsAWordAndAStatus(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		fault  janrain.Fault
		word   string
		status int
	}{
		{janrain.FaultNone, "none", http.StatusOK},
		{janrain.FaultUser, "user", http.StatusBadRequest},
		{janrain.FaultDeveloper, "developer", http.StatusInternalServerError},
		{janrain.FaultService, "service", http.StatusServiceUnavailable},
		{janrain.FaultCanceled, "canceled", 499},
	} {
		assert.Equal(t, tt.word, tt.fault.String())
		assert.Equal(t, "fault: "+tt.word, fmt.Sprintf("fault: %v", tt.fault), "in a log")
		assert.Equal(t, tt.status, tt.fault.HTTPStatus(), "what a handler answers for %s", tt.word)
	}
	assert.Equal(t, http.StatusInternalServerError, janrain.Fault(99).HTTPStatus(),
		"a number that is no fault is a mistake in the program")
	assert.Zero(t, janrain.FaultNone, "the zero value is no fault")
}

func TestFaultOf(t *testing.T) {
	t.Parallel()
	transport := func(err error) error { return &janrain.TransportError{Endpoint: "auth_info", Err: err} }
	page := func(status int) error { return &janrain.DecodeError{Endpoint: "auth_info", HTTPStatus: status} }
	param := func(method, parameter string) error {
		return &janrain.ParamError{Endpoint: method, Parameter: parameter}
	}
	refusal := func(code janrain.Code, message string) error {
		return &janrain.Error{Endpoint: "auth_info", Code: code, Message: message, HTTPStatus: 400}
	}
	tests := []struct {
		name string
		err  error
		want janrain.Fault
	}{
		{"no error", nil, janrain.FaultNone},
		{"an error of somebody else", errors.New("other"), janrain.FaultDeveloper},
		{"a cancelled context", context.Canceled, janrain.FaultCanceled},
		{"a cancelled call", transport(context.Canceled), janrain.FaultCanceled},
		{"a cancelled call, with the network's words", transport(fmt.Errorf("%w: %w", context.Canceled, io.EOF)), janrain.FaultCanceled},
		{"a deadline of a context", context.DeadlineExceeded, janrain.FaultService},
		{"a call that took too long", transport(context.DeadlineExceeded), janrain.FaultService},
		{"a broken connection", transport(io.ErrUnexpectedEOF), janrain.FaultService},
		{"a redirect", transport(janrain.ErrRedirect), janrain.FaultDeveloper},
		{"an answer above the cap", transport(janrain.ErrResponseTooLarge), janrain.FaultDeveloper},

		{"a page under 200", page(200), janrain.FaultService},
		{"a page under 400", page(400), janrain.FaultDeveloper},
		{"a page under 401", page(401), janrain.FaultDeveloper},
		{"a page under 403", page(403), janrain.FaultDeveloper},
		{"a page under 404", page(404), janrain.FaultDeveloper},
		{"a page under 408", page(408), janrain.FaultService},
		{"a page under 429", page(429), janrain.FaultService},
		{"a page under 500", page(500), janrain.FaultService},
		{"a page under 502", page(502), janrain.FaultService},
		{"a page under 503", page(503), janrain.FaultService},
		{"a page under 504", page(504), janrain.FaultService},
		{"a sign-in without an identifier", &janrain.DecodeError{HTTPStatus: 200, Err: janrain.ErrNoIdentifier}, janrain.FaultService},

		{"no token from the browser", &janrain.TokenError{Reason: "is missing"}, janrain.FaultUser},
		{"no token from the program", param("auth_info", "token"), janrain.FaultDeveloper},
		{"no tokens from the program", param("auth_infos", "tokens"), janrain.FaultDeveloper},
		{"no access token from the program", param("add_or_update_access_token", "token"), janrain.FaultDeveloper},
		{"a bad token URL", param("auth_info", "tokenUrl"), janrain.FaultDeveloper},
		{"a bad option", &janrain.ParamError{Endpoint: "NewClient", Field: "apiKey"}, janrain.FaultDeveloper},

		{"a sign-in of another browser", janrain.ErrStateMismatch, janrain.FaultUser},
		{"a sign-in that is not to be linked", &janrain.LinkError{Reason: janrain.LinkEmailDiffers}, janrain.FaultUser},

		{"a token that is used", refusal(2, "Data not found"), janrain.FaultUser},
		{"a token that is damaged", refusal(1, "Invalid parameter: token"), janrain.FaultUser},
		{"a token URL that is damaged", refusal(1, "Invalid parameter: tokenUrl"), janrain.FaultDeveloper},
		{"an API key, code 1", refusal(1, "Invalid parameter: apiKey"), janrain.FaultDeveloper},
		{"an API key, code 3", refusal(3, "Invalid apiKey"), janrain.FaultDeveloper},
		{"another token URL", refusal(3, "Token URL mismatch: a b"), janrain.FaultDeveloper},
		{"a refusal without a code", refusal(janrain.CodeNone, "no"), janrain.FaultService},
		{"an unknown code", refusal(990, "no"), janrain.FaultDeveloper},
		{"the Registration API", &janrain.Error{Code: janrain.CodeNone, RegistrationCode: 200, HTTPStatus: 503}, janrain.FaultDeveloper},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			assert.Equal(t, tt.want, janrain.FaultOf(tt.err))
			if tt.err != nil {
				wrapped := errors.Join(errors.New("another"), fmt.Errorf("login: %w", tt.err))
				assert.Equal(t, tt.want, janrain.FaultOf(wrapped), "a caller's words around it change nothing")
			}
		})
	}
}

// A request without a token is the browser's mistake. A call without one is the
// developer's, whichever call it is.
func TestAMissingTokenIsTheFaultOfWhoLeftItOut(t *testing.T) {
	t.Parallel()
	r := httptest.NewRequestWithContext(t.Context(), http.MethodPost, "/signin", strings.NewReader("x=1"))
	r.Header.Set("Content-Type", kit.URLEncoded)
	_, err := janrain.TokenFromRequest(httptest.NewRecorder(), r)
	require.Error(t, err)
	assert.Equal(t, http.StatusBadRequest, janrain.FaultOf(err).HTTPStatus())

	service := kit.RespondWith(kit.Success)
	client := kit.Client(t, service)
	for name, err := range map[string]error{
		"AuthInfo":               kit.ErrorOf(client.AuthInfo(t.Context(), janrain.AuthInfoParams{})),
		"AuthInfo, blank":        kit.ErrorOf(client.AuthInfo(t.Context(), janrain.AuthInfoParams{Token: " \t"})),
		"AuthInfos":              kit.ErrorOf(client.AuthInfos(t.Context(), janrain.AuthInfosParams{})),
		"AddOrUpdateAccessToken": client.AddOrUpdateAccessToken(t.Context(), janrain.AccessTokenParams{Identifier: kit.Identifier}),
		"ExchangeOAuthToken":     kit.ErrorOf(client.ExchangeOAuthToken(t.Context(), janrain.ExchangeOAuthTokenParams{Provider: "facebook"})),
	} {
		kit.AssertIsExactly(t, err, "ErrMissingParameter")
		assert.Equal(t, janrain.FaultDeveloper, janrain.FaultOf(err), name)
	}
	service.AssertSilent(t)
}

// A function that returns a nil *Error as an error is a classic; it must not
// bring down the handler that asks whose fault it is.
func TestFaultOfANilPointerIsTheDevelopers(t *testing.T) {
	t.Parallel()
	for _, err := range []error{(*janrain.Error)(nil), (*janrain.DecodeError)(nil), (*janrain.TransportError)(nil), (*janrain.ParamError)(nil), (*janrain.LinkError)(nil), (*janrain.StateError)(nil), (*janrain.TokenError)(nil)} {
		assert.NotPanics(t, func() { assert.Equal(t, janrain.FaultDeveloper, janrain.FaultOf(err), "of %T", err) })
		assert.NotPanics(t, func() { assert.NotErrorIs(t, err, janrain.ErrServiceUnavailable) }, "of %T", err)
	}
}

// A log has the word, in every format of slog.
func TestFaultIsAWordInALog(t *testing.T) {
	t.Parallel()
	var out strings.Builder
	slog.New(slog.NewJSONHandler(&out, nil)).Info("x", "fault", janrain.FaultUser)
	slog.New(slog.NewTextHandler(&out, nil)).Info("x", "fault", janrain.FaultService)
	assert.Contains(t, out.String(), `"fault":"user"`)
	assert.Contains(t, out.String(), "fault=service")
}

func TestIsTemporaryAndRetryAfter(t *testing.T) {
	t.Parallel()
	const wait = 7 * time.Second
	refused := func(e janrain.Error) error { e.RetryAfter = wait; return fmt.Errorf("wrapped: %w", &e) }
	for name, tt := range map[string]struct {
		err       error
		temporary bool
		wait      time.Duration
	}{
		"nil":                      {nil, false, 0},
		"a nil *Error":             {(*janrain.Error)(nil), false, 0},
		"a nil *DecodeError":       {(*janrain.DecodeError)(nil), false, 0},
		"code -1":                  {refused(janrain.Error{Code: janrain.CodeServiceUnavailable}), true, wait},
		"no code":                  {refused(janrain.Error{Code: janrain.CodeNone, HTTPStatus: 400}), true, wait},
		"429 with any code":        {refused(janrain.Error{Code: janrain.CodeAuthentication, HTTPStatus: 429}), true, wait},
		"the Registration API":     {refused(janrain.Error{Code: janrain.CodeNone, RegistrationCode: 200, HTTPStatus: 400}), false, wait},
		"a wrong key":              {refused(janrain.Error{Code: janrain.CodeAuthentication, HTTPStatus: 400}), false, wait},
		"a user's provider":        {refused(janrain.Error{Code: janrain.CodeFacebook, HTTPStatus: 400}), false, wait},
		"a page of a proxy":        {&janrain.DecodeError{HTTPStatus: 502, RetryAfter: wait}, true, wait},
		"a page under 404":         {&janrain.DecodeError{HTTPStatus: 404}, false, 0},
		"no connection":            {&janrain.TransportError{Err: io.EOF}, true, 0},
		"a redirect":               {&janrain.TransportError{Err: janrain.ErrRedirect}, false, 0},
		"a call that was canceled": {&janrain.TransportError{Err: context.Canceled}, false, 0},
		"invalid input":            {&janrain.ParamError{}, false, 0},
		"a used token":             {&janrain.StateError{Reason: janrain.StateRepeated, Err: &janrain.Error{Code: janrain.CodeDataNotFound}}, false, 0},
	} {
		assert.Equal(t, tt.temporary, janrain.IsTemporary(tt.err), name)
		assert.Equal(t, tt.wait, janrain.RetryAfter(tt.err), name)
	}
}

func remoteAlert(text string) error {
	return &net.OpError{Op: "remote error", Err: errors.New("tls: " + text)}
}

func TestWhoCanMendAConnection(t *testing.T) {
	t.Parallel()
	const developer, service = janrain.FaultDeveloper, janrain.FaultService
	lookup := func(err net.DNSError) error { return &net.OpError{Op: "dial", Net: "tcp", Err: &err} }
	for name, tt := range map[string]struct {
		err    error
		fault  janrain.Fault
		advice string
	}{
		"no such host": {
			lookup(net.DNSError{Err: "no such host", IsNotFound: true}),
			developer, "2027",
		},
		"no such host, of the app": {
			lookup(net.DNSError{Err: "no such host", IsNotFound: true}),
			developer, "check the app domain",
		},
		"no such host, of a proxy": {
			&net.OpError{Op: "proxyconnect", Err: lookup(net.DNSError{IsNotFound: true})},
			developer, "check the proxy",
		},
		"no such host, of a SOCKS one": {
			&net.OpError{Op: "socks connect", Err: lookup(net.DNSError{IsNotFound: true})},
			developer, "check the proxy",
		},
		"a name server that fails": {
			lookup(net.DNSError{Err: "server misbehaving", IsTemporary: true}),
			service, "try again later",
		},
		"a name server that is silent": {
			lookup(net.DNSError{Err: "i/o timeout", IsTimeout: true}),
			service, "try again later",
		},
		"not found, but for the moment": {
			lookup(net.DNSError{IsNotFound: true, IsTemporary: true}),
			service, "try again later",
		},
		"a name server that is unclear": {
			lookup(net.DNSError{Err: "cannot unmarshal DNS message"}),
			service, "try again later",
		},
		"no TLS": {
			tls.RecordHeaderError{Msg: "first record does not look like a TLS handshake", Conn: new(net.TCPConn)},
			developer, "TLS",
		},
		"no TLS, of http.Client": {&url.Error{Op: "Post", Err: http.ErrSchemeMismatch}, developer, "TLS"},
		"a record that breaks later": {
			tls.RecordHeaderError{Msg: "oversized record received with length 20000"},
			service, "try again later",
		},
		"protocol version":  {remoteAlert("protocol version not supported"), developer, "TLS"},
		"handshake failure": {remoteAlert("handshake failure"), developer, "TLS"},
		"wrapped": {
			fmt.Errorf("tunnel: %w", remoteAlert("unrecognized name")),
			developer, "TLS",
		},
		"certificate required": {remoteAlert("certificate required"), developer, "TLS"},
		"internal error":       {remoteAlert("internal error"), service, "try again later"},
		"bad record MAC":       {remoteAlert("bad record MAC"), service, "try again later"},
		"an alert that is none": {
			&net.OpError{Op: "remote error", Err: errors.New("handshake failure")},
			service, "try again later",
		},
		"an old version": {
			errors.New("tls: server selected unsupported protocol version 302"),
			developer, "TLS",
		},
		"what a server kit.Says of itself": {
			errors.New(`malformed HTTP response "tls: server selected unsupported protocol version 302"`),
			service, "try again later",
		},
		"a version that goes on": {
			errors.New("tls: server selected unsupported protocol version 302 canary"),
			service, "try again later",
		},
		"connection refused": {
			&net.OpError{Op: "dial", Err: errors.New("connection refused")},
			service, "try again later",
		},
		"end of the connection": {io.EOF, service, "try again later"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			failing := kit.RoundTripper(func(*http.Request) (*http.Response, error) { return nil, tt.err })
			for _, call := range kit.EndingCalls {
				err := call.Do(t.Context(), kit.Client(t, failing))
				broken := new(janrain.TransportError)
				require.ErrorAs(t, err, &broken)
				assert.Equal(t, tt.fault, janrain.FaultOf(err), "of %v", err)
				require.ErrorContains(t, err, tt.advice)
				require.ErrorIs(t, err, tt.err)
				kit.AssertAdviceAgrees(t, err)
				kit.AssertOneLine(t, err)
			}
		})
	}
	assert.Equal(t, service, janrain.FaultOf(&janrain.TransportError{}))
}

// A server that chooses TLS 1.1, though it was not offered.
func TestAServerThatChoosesAnOldVersionOfTLS(t *testing.T) {
	t.Parallel()
	hello := append([]byte{22, 3, 2, 0, 42, 2, 0, 0, 38, 3, 2}, make([]byte, 32)...)
	hello = append(hello, 0, 0, 0x2f, 0)
	listening := kit.RawService(t, func(c *net.TCPConn) bool {
		_, _ = c.Read(make([]byte, 4096))
		_, _ = c.Write(hello)
		_, _ = c.Read(make([]byte, 4096))
		return false
	}, nil, kit.Unnoted)
	_, err := kit.SignIn(t, kit.LoopbackClient(t, "https"+listening[len("http"):]))
	kit.RequireTransportError(t, err, false)
	assert.Equal(t, janrain.FaultDeveloper, janrain.FaultOf(err), "of %v", err)
	require.ErrorContains(t, err, "protocol version")
}

// A Callback keeps the sign-in for these errors, so their texts must not ask for a new one.
func TestAnUnavailableServiceNeedsNoNewSignIn(t *testing.T) {
	t.Parallel()
	const again, newOne = "the service is down or busy, try again later", "with a new sign-in"
	lost := errors.New("unexpected EOF")
	for _, err := range []error{
		&janrain.Error{Endpoint: "auth_info", Code: janrain.CodeServiceUnavailable, HTTPStatus: 400},
		&janrain.DecodeError{Endpoint: "auth_info", HTTPStatus: 429},
		&janrain.DecodeError{Endpoint: "auth_info", HTTPStatus: 503},
		&janrain.TransportError{Endpoint: "auth_info", HTTPStatus: 429, MayHaveBeenSent: true, Err: lost},
		&janrain.TransportError{Endpoint: "auth_info", HTTPStatus: 503, MayHaveBeenSent: true, Err: lost},
	} {
		assert.ErrorContains(t, err, again)
		assert.NotContains(t, err.Error(), newOne)
	}
	require.ErrorContains(t, &janrain.TransportError{Endpoint: "auth_info", HTTPStatus: 200, MayHaveBeenSent: true, Err: lost}, newOne)
}

func TestTheFakesOutagesReadAlike(t *testing.T) {
	t.Parallel()
	srv := janraintest.NewServer()
	t.Cleanup(srv.Close)
	for _, failure := range []janraintest.Failure{
		janraintest.ErrorCode(janrain.CodeServiceUnavailable), janraintest.NotJSON(503), janraintest.NotJSON(429),
	} {
		srv.FailNext(failure)
		_, err := srv.Client().AuthInfo(t.Context(), janrain.AuthInfoParams{Token: "a-token"})
		assert.ErrorContains(t, err, "the service is down or busy, try again later")
	}
}
