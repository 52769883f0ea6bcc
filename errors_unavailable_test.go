package janrain_test

import (
	"errors"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/janrain-go/janrain"
	"github.com/janrain-go/janrain/janraintest"
)

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
