package janraintest_test

import (
	"context"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/janrain-go/janrain"
	"github.com/janrain-go/janrain/janraintest"
)

// The zero Failure is no failure, but it can carry a header.
func TestRetryAfterWithoutAFailureOnlySetsTheHeader(t *testing.T) {
	srv := janraintest.NewServer()
	defer srv.Close()
	srv.FailNext(janraintest.Failure{}.RetryAfter(time.Minute))
	resp, err := posted(t, srv)
	require.NoError(t, err)
	defer resp.Body.Close()
	assert.Equal(t, http.StatusOK, resp.StatusCode)
	assert.Equal(t, "60", resp.Header.Get("Retry-After"))
}

func TestRawIsSentUnchanged(t *testing.T) {
	srv := janraintest.NewServer()
	defer srv.Close()
	srv.FailNext(janraintest.Raw(http.StatusAccepted, "text/x-test; a=b", "\x00<raw>"))
	resp, err := posted(t, srv)
	require.NoError(t, err)
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	require.NoError(t, err)
	assert.Equal(t, http.StatusAccepted, resp.StatusCode)
	assert.Equal(t, "text/x-test; a=b", resp.Header.Get("Content-Type"))
	assert.Equal(t, "\x00<raw>", string(body))
}

// posted makes a call of the Social API without a form.
func posted(t *testing.T, srv *janraintest.Server) (*http.Response, error) {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, srv.URL+"/api/v2/providers", http.NoBody)
	require.NoError(t, err)
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	return http.DefaultClient.Do(r)
}

func TestFaults(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		name  string
		fault janraintest.Failure
		opts  []janrain.Option
		check func(t *testing.T, err error)
		spent bool
	}{
		{"a code", janraintest.ErrorCode(janrain.CodeUpgradeRequired), nil, isError(janrain.ErrUpgradeRequired), false},
		{"the service is away", janraintest.ErrorCode(janrain.CodeServiceUnavailable), nil, isError(janrain.ErrServiceUnavailable), false},
		{"a message", janraintest.ErrorMessage(janrain.CodeAuthentication, "Invalid apiKey"), nil, isError(janrain.ErrInvalidAPIKey), false},
		{"an unknown code", janraintest.ErrorCode(77), nil, func(t *testing.T, err error) {
			refused, ok := errors.AsType[*janrain.Error](err)
			require.True(t, ok, "got %T", err)
			assert.Equal(t, janrain.Code(77), refused.Code)
		}, false},
		{"slow", janraintest.Slow(20 * time.Millisecond), nil, func(t *testing.T, err error) { require.NoError(t, err) }, true},
		{"too slow", janraintest.Slow(time.Minute), []janrain.Option{janrain.WithTimeout(50 * time.Millisecond)}, isError(context.DeadlineExceeded), true},
		{"hanging", janraintest.Hang(), []janrain.Option{janrain.WithTimeout(50 * time.Millisecond)}, isError(context.DeadlineExceeded), true},
		{"cut off", janraintest.CutOff(25), nil, isError(io.ErrUnexpectedEOF), true},
		{"cut off after the end", janraintest.CutOff(1 << 20), nil, isError(io.ErrUnexpectedEOF), true},
		{"a page under 502", janraintest.NotJSON(http.StatusBadGateway), nil, isError(janrain.ErrServiceUnavailable), false},
		{"a page under 200", janraintest.NotJSON(http.StatusOK), nil, isDecodeError, false},
		{"a redirect", janraintest.Redirect(http.StatusTemporaryRedirect, "https://elsewhere.example/"), nil, isError(janrain.ErrRedirect), false},
		{"too large", janraintest.TooLarge(7 << 20), nil, isError(janrain.ErrResponseTooLarge), true},
		{"large, but not too large", janraintest.TooLarge(1 << 20), nil, func(t *testing.T, err error) { require.NoError(t, err) }, true},
		{"any body", janraintest.Raw(http.StatusOK, "application/json", `{"stat":"ok"}`), nil, isError(janrain.ErrNoIdentifier), false},
		{"the zero failure", janraintest.Failure{}, nil, func(t *testing.T, err error) { require.NoError(t, err) }, true},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			srv := newServer(t)
			token := srv.IssueToken(janraintest.User(janrain.ProviderGoogle), "")
			client := srv.Client(tc.opts...)
			srv.FailNext(tc.fault)
			_, err := client.AuthInfo(t.Context(), janrain.AuthInfoParams{Token: token})
			tc.check(t, err)

			_, err = srv.Client().AuthInfo(t.Context(), janrain.AuthInfoParams{Token: token})
			if tc.spent {
				require.ErrorIs(t, err, janrain.ErrDataNotFound, "the token must be used up")
			} else {
				require.NoError(t, err, "the token must not be used up, and the failure must be over")
			}
		})
	}
}

func isError(target error) func(*testing.T, error) {
	return func(t *testing.T, err error) {
		t.Helper()
		require.ErrorIs(t, err, target)
	}
}

func isDecodeError(t *testing.T, err error) {
	t.Helper()
	_, ok := errors.AsType[*janrain.DecodeError](err)
	require.True(t, ok, "got %T", err)
}

func TestFailuresComeInOrderThenTheOneForAll(t *testing.T) {
	srv := newServer(t)
	call := func() error {
		_, err := srv.Client().AuthInfo(t.Context(), janrain.AuthInfoParams{
			Token: srv.IssueToken(janraintest.User(janrain.ProviderGoogle), ""),
		})
		return err
	}
	srv.FailAll(janraintest.ErrorCode(janrain.CodeServiceUnavailable))
	srv.FailNext(janraintest.ErrorCode(janrain.CodeGoogle), janraintest.ErrorCode(janrain.CodeTwitter))
	require.ErrorIs(t, call(), janrain.ErrGoogle)
	require.ErrorIs(t, call(), janrain.ErrTwitter)
	require.ErrorIs(t, call(), janrain.ErrServiceUnavailable)
	require.ErrorIs(t, call(), janrain.ErrServiceUnavailable)
	srv.Recover()
	require.NoError(t, call())
}

func TestFailureCanSetRetryAfter(t *testing.T) {
	srv := newServer(t)
	for _, fault := range []janraintest.Failure{
		janraintest.NotJSON(http.StatusServiceUnavailable), janraintest.ErrorCode(janrain.CodeServiceUnavailable), {},
	} {
		srv.FailNext(fault.RetryAfter(1500 * time.Millisecond))
		_, err := srv.Client().AuthInfo(t.Context(), janrain.AuthInfoParams{Token: "unknown"})
		var delay time.Duration
		if garbled, ok := errors.AsType[*janrain.DecodeError](err); ok {
			delay = garbled.RetryAfter
		}
		if refused, ok := errors.AsType[*janrain.Error](err); ok {
			delay = refused.RetryAfter
		}
		assert.Equal(t, 2*time.Second, delay, "the delay must be whole seconds, rounded up: %v", err)
	}
}

func TestInvalidStatusBecomes500(t *testing.T) {
	srv := newServer(t)
	for _, fault := range []janraintest.Failure{
		janraintest.NotJSON(0), janraintest.Raw(99, "text/plain", "x"), janraintest.Redirect(-1, "/"),
	} {
		srv.FailNext(fault)
		_, err := srv.Client().AuthInfo(t.Context(), janrain.AuthInfoParams{Token: "unknown"})
		garbled, ok := errors.AsType[*janrain.DecodeError](err)
		require.True(t, ok, "got %T", err)
		assert.Equal(t, http.StatusInternalServerError, garbled.HTTPStatus)
	}
}

func TestCloseEndsHangingResponsesBehindAnotherServer(t *testing.T) {
	srv := newServer(t)
	own := httptest.NewServer(srv)
	defer own.Close()
	client, err := janrain.NewClient(own.URL, srv.APIKey)
	require.NoError(t, err)
	srv.FailAll(janraintest.Hang())
	done := make(chan error)
	go func() {
		_, err := client.AuthInfo(context.Background(), janrain.AuthInfoParams{Token: "t"})
		done <- err
	}()
	require.Eventually(t, func() bool { return len(srv.Requests()) == 1 }, 5*time.Second, time.Millisecond)
	srv.Close()
	_, ok := errors.AsType[*janrain.TransportError](<-done)
	assert.True(t, ok, "a response that never came must have no status 200")
}

func TestCloseEndsHangingResponses(t *testing.T) {
	srv := janraintest.NewServer()
	srv.FailAll(janraintest.Hang())
	token := srv.IssueToken(janraintest.User(janrain.ProviderGoogle), "")
	done := make(chan error)
	go func() {
		_, err := srv.Client(janrain.WithTimeout(time.Minute)).AuthInfo(context.Background(), janrain.AuthInfoParams{Token: token})
		done <- err
	}()
	require.Eventually(t, func() bool { return len(srv.Requests()) == 1 }, 5*time.Second, time.Millisecond)
	srv.Close()
	select {
	case err := <-done:
		require.Error(t, err)
	case <-time.After(10 * time.Second):
		t.Fatal("the call still hangs after Close")
	}
}
