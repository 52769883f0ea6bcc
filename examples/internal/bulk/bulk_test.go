package bulk

import (
	"context"
	"errors"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/janrain-go/janrain"
)

func TestAFileIsNoTerminal(t *testing.T) {
	t.Parallel()
	f, err := os.Create(filepath.Join(t.TempDir(), "out"))
	require.NoError(t, err)
	assert.False(t, IsTerminal(f))
	assert.False(t, IsTerminal(nil))
	require.NoError(t, f.Close())
}

func TestNumbersForPeople(t *testing.T) {
	t.Parallel()
	assert.Equal(t, "1 row", Counted(1, "row"))
	assert.Equal(t, "12,000 rows", Counted(12_000, "row"))
	assert.Equal(t, "0/s", PerSecond(7, 0))
	assert.Equal(t, "7.5/s", PerSecond(15, 2*time.Second))
	assert.Equal(t, "1,200/s", PerSecond(2400, 2*time.Second))
}

func TestAPaceKeepsToItsRateAndHoldsEverybodyUp(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithCancel(t.Context())
		p, start := NewPace(10), time.Now()
		for range 11 {
			require.NoError(t, p.Turn(ctx))
		}
		assert.Equal(t, time.Second, time.Since(start), "ten a second, after the first")

		assert.True(t, p.HoldUp(time.Minute))
		assert.False(t, p.HoldUp(time.Second), "they are held up already")
		start = time.Now()
		require.NoError(t, p.Turn(ctx))
		assert.GreaterOrEqual(t, time.Since(start), time.Minute, "a shorter time does not cut a longer one")

		p.HoldUp(time.Hour)
		time.AfterFunc(time.Second, cancel)
		start = time.Now()
		require.ErrorIs(t, p.Turn(ctx), context.Canceled)
		assert.Equal(t, time.Second, time.Since(start), "a held-up worker hears that it is over")
	})
}

// One that waits in the limiter's queue when the others are held up is so too.
func TestAPaceHoldsUpWhoIsInTheQueue(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		p, start := NewPace(1), time.Now()
		require.NoError(t, p.Turn(t.Context()))
		time.AfterFunc(time.Millisecond, func() { p.HoldUp(time.Minute) })
		require.NoError(t, p.Turn(t.Context()))
		assert.GreaterOrEqual(t, time.Since(start), time.Minute)
	})
}

func TestVerdicts(t *testing.T) {
	t.Parallel()
	code := func(c janrain.Code) error { return &janrain.Error{Code: c, HTTPStatus: http.StatusBadRequest} }
	own := Rules{Hopeless: []error{janrain.ErrNotConfigured}, Again: []error{janrain.ErrProviderUnavailable}}
	for name, tt := range map[string]struct {
		err              error
		plain, withRules Verdict
	}{
		"none":                            {nil, Done, Done},
		"a refused key":                   {code(janrain.CodeAuthentication), Hopeless, Hopeless},
		"a plan without the call":         {code(janrain.CodeUpgradeRequired), Hopeless, Hopeless},
		"an application that is gone":     {code(janrain.CodeAppNotFound), Hopeless, Hopeless},
		"not configured":                  {code(janrain.CodeNotConfigured), Refused, Hopeless},
		"a provider in trouble":           {code(janrain.CodeProviderUnavailable), Refused, Again},
		"a user without credentials":      {code(janrain.CodeMissingCredentials), Refused, Refused},
		"the service is unavailable":      {code(janrain.CodeServiceUnavailable), Again, Again},
		"no code":                         {code(janrain.CodeNone), Again, Again},
		"too many requests":               {&janrain.Error{Code: janrain.CodeDataNotFound, HTTPStatus: http.StatusTooManyRequests}, Again, Again},
		"the Registration API":            {&janrain.Error{Code: 200, RegistrationCode: 200}, Hopeless, Hopeless},
		"bad input":                       {&janrain.ParamError{Field: "Identifier"}, Refused, Refused},
		"a domain that nobody has":        {&janrain.TransportError{Err: &net.DNSError{IsNotFound: true}}, Hopeless, Hopeless},
		"a name server that does not say": {&janrain.TransportError{Err: &net.DNSError{}}, Again, Again},
		"a connection that broke":         {&janrain.TransportError{Err: errors.New("reset")}, Again, Again},
		"an answer that is too large":     {&janrain.TransportError{Err: janrain.ErrResponseTooLarge}, Refused, Refused},
		"a redirect":                      {&janrain.TransportError{Err: janrain.ErrRedirect}, Hopeless, Hopeless},
		"a web server's page":             {&janrain.DecodeError{HTTPStatus: http.StatusNotFound}, Hopeless, Hopeless},
		"a gateway's page":                {&janrain.DecodeError{HTTPStatus: http.StatusBadGateway}, Again, Again},
	} {
		assert.Equal(t, tt.plain, Rules{}.Of(tt.err), name)
		assert.Equal(t, tt.withRules, own.Of(tt.err), "%s, by rules of its own", name)
	}
}
