package faults

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/janrain-go/janrain"
	"github.com/janrain-go/janrain/internal/acceptance/kit"
)

// A row is a fault and, in TestFaultTable, a subtest and a row of the
// document under its name.
type row struct {
	name  string
	stage func(*testing.T) kit.Stage // a service with the fault, made anew for every call
	call  string                     // "" for auth_info

	// bubble: the network is pipes, and the time a bubble's own, which is exact
	// and takes none.
	bubble bool
	takes  time.Duration // how long the call takes in a bubble

	// spent: no time, no context or no fault is left for a second try, so that
	// what WithRetry does cannot be seen.
	spent   bool
	unasked bool // not even the transport is asked

	// shows is what is right in an answer that is taken all the same.
	shows func(*janrain.AuthInfo) string
}

// A seen is what the caller of a stage got.
type seen struct {
	info  *janrain.AuthInfo
	err   error
	tries int // those that the library made, not net/http's of its own
	took  time.Duration
}

// counting counts the requests that the library makes.
type counting struct {
	*http.Transport
	n int
}

func (c *counting) RoundTrip(r *http.Request) (*http.Response, error) {
	c.n++
	return c.Transport.RoundTrip(r)
}

// callFault makes one call on a stage of its own.
func callFault(t *testing.T, row row, method string, opts ...janrain.Option) (seen, kit.Stage) {
	t.Helper()
	s := row.stage(t)
	base := &counting{Transport: s.Base}
	t.Cleanup(s.Base.CloseIdleConnections)
	opts = slices.Concat([]janrain.Option{
		janrain.WithHTTPClient(&http.Client{Transport: base}), janrain.WithPartnerKey(kit.PartnerKey),
	}, s.Opts, opts)
	if s.Domain == "" {
		s.Domain = kit.Domain
	}
	client, err := janrain.NewClient(s.Domain, kit.APIKey, opts...)
	require.NoError(t, err)
	call := func(ctx context.Context) (*janrain.AuthInfo, error) {
		if method != "" {
			named := func(c kit.Call) bool { return c.Name == method }
			return nil, kit.EndingCalls[slices.IndexFunc(kit.EndingCalls, named)].Do(ctx, client)
		}
		return client.AuthInfo(ctx, janrain.AuthInfoParams{Token: kit.Token})
	}
	if s.Warm {
		_, err := call(t.Context())
		require.NoError(t, err, "the call before the fault")
		base.n = 0
	}
	ctx := t.Context()
	if s.Ctx != nil {
		ctx = s.Ctx(t)
	}
	start := time.Now()
	var seen seen
	seen.info, seen.err = call(ctx)
	seen.took, seen.tries = time.Since(start), base.n
	if s.After != nil {
		s.After(t, seen.tries)
	}
	return seen, s
}

func TestFaultTable(t *testing.T) {
	t.Parallel()
	rows := slices.Concat(connectionFaults(), timeFaults(), redirectFaults(), bodyFaults(), jsonFaults(), verdictFaults(), serviceFaults())
	names, document := make([]string, 0, len(rows)), documentedFaults(t)
	for _, row := range rows {
		names = append(names, row.name)
	}
	assert.Equal(t, names, document.names, "the rows of %s are the subtests, in their order", document)

	for _, row := range rows {
		t.Run(row.name, func(t *testing.T) {
			t.Parallel()
			test := func(t *testing.T) {
				want := faultCells(t, row)
				assert.Equal(t, want, document.rows[row.name], "%s should have this row:\n%s", document, want)
			}
			if row.bubble {
				synctest.Test(t, test)
				return
			}
			test(t)
		})
	}
}

// faultCells observes a fault and writes its row.
func faultCells(t *testing.T, row row) string {
	t.Helper()
	seen, s := callFault(t, row, row.call)
	if !row.unasked {
		assert.Equal(t, 1, seen.tries, "without WithRetry there is one try")
	} else {
		assert.Zero(t, seen.tries, "the transport must not be asked")
	}
	if row.bubble {
		assert.Equal(t, row.takes, seen.took, "how long the call took")
	}
	if seen.err != nil {
		assert.Nil(t, seen.info, "an error and an answer cannot both be true")
		assertWhole(t, row, s, seen.err)
	}
	again := againAfter(seen.err)
	if !row.spent && seen.err != nil {
		assert.Equal(t, triedAgain(t, row), again, "what WithRetry makes again is what the caller may make again")
	}
	return fmt.Sprintf("| %s | %s | %s | %s | %#q |", row.name, describeFault(row, seen), janrain.FaultOf(seen.err), again, t.Name())
}

// assertWhole holds all that the error says against the fault.
func assertWhole(t *testing.T, row row, s kit.Stage, err error) {
	t.Helper()
	kit.AssertOneLine(t, err)
	for _, secret := range []string{kit.APIKey, kit.PartnerKey, kit.Token, kit.BodyCanary} {
		for cause := err; cause != nil; cause = errors.Unwrap(cause) {
			assert.NotContains(t, fmt.Sprintf("%v %+v %#v", cause, cause, cause), secret, "neither a secret nor anything of the body")
		}
	}
	method := row.call
	if method == "" {
		method = "auth_info"
	}
	switch err := err.(type) { //nolint:errorlint // errors are these types, not around them
	case *janrain.Error:
		assert.Equal(t, method, err.Endpoint)
	case *janrain.TransportError:
		assert.Equal(t, method, err.Endpoint)
		require.Error(t, err.Err, "the reason is there")
	case *janrain.DecodeError:
		assert.Equal(t, method, err.Endpoint)
		assert.Equal(t, s.Kind, err.ContentType)
		assert.Equal(t, s.Length, err.Length, "the length of the body")
		assert.LessOrEqual(t, err.Offset, int64(err.Length))
		assert.GreaterOrEqual(t, err.Offset, int64(0))
	default:
		assert.Fail(t, "an error is of this package", "%T", err)
	}
}

// againAfter is the rule for a caller, from the error alone.
func againAfter(err error) string {
	broken, isBroken := errors.AsType[*janrain.TransportError](err)
	switch {
	case err == nil:
		return "-"
	case errors.Is(err, janrain.ErrRedirect), errors.Is(err, janrain.ErrResponseTooLarge):
		return "no"
	case isBroken && !broken.MayHaveBeenSent:
		return "every call"
	case isBroken, errors.Is(err, janrain.ErrServiceUnavailable):
		return "repeatable"
	}
	return "no"
}

// triedAgain is the same rule, as WithRetry keeps to it.
func triedAgain(t *testing.T, row row) string {
	t.Helper()
	twice := janrain.WithRetry(janrain.RetryPolicy{MaxTries: 2, MinDelay: 1, MaxDelay: 5 * time.Second})
	signIn, _ := callFault(t, row, "", twice)
	setter, _ := callFault(t, row, "add_or_update_access_token", twice)
	partner, _ := callFault(t, row, "app/set_properties", twice)
	assert.Equal(t, setter.tries, partner.tries, "the setters are alike")
	switch {
	case signIn.tries == 2 && setter.tries == 2:
		return "every call"
	case signIn.tries == 1 && setter.tries == 2:
		return "repeatable"
	case signIn.tries == 1 && setter.tries == 1:
		return "no"
	}
	return fmt.Sprintf("%d tries of auth_info, %d of the setters", signIn.tries, setter.tries)
}
