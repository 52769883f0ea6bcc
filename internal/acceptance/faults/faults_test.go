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

// A row is a fault. Its name is that of a subtest of TestFaultTable and of a row in the document.
type row struct {
	name  string
	stage func(*testing.T) kit.Stage // returns a new service with the fault for every call
	call  string                     // "" for auth_info

	// bubble: run in a synctest bubble, over pipes, so that times are exact and take no time.
	bubble bool
	takes  time.Duration // how long the call takes in a bubble

	// spent: no time, context or fault is left for a second try, so that retries cannot be
	// observed.
	spent   bool
	unasked bool // the transport is not called

	// shows returns what is right in a response that is accepted despite the fault.
	shows func(*janrain.AuthInfo) string
}

// A seen is the outcome of a call on a stage.
type seen struct {
	info  *janrain.AuthInfo
	err   error
	tries int // by the library, without those of net/http
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

// callFault makes one call on a new stage.
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
		require.NoError(t, err, "the call before the fault must succeed")
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
	assert.Equal(t, names, document.names, "the rows of %s must be the subtests in the same order", document)

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

// faultCells observes a fault and returns its row.
func faultCells(t *testing.T, row row) string {
	t.Helper()
	seen, s := callFault(t, row, row.call)
	if !row.unasked {
		assert.Equal(t, 1, seen.tries, "without WithRetry there must be one try")
	} else {
		assert.Zero(t, seen.tries, "the transport must not be called")
	}
	if row.bubble {
		assert.Equal(t, row.takes, seen.took, "the duration of the call")
	}
	if seen.err != nil {
		assert.Nil(t, seen.info, "a call that fails must not return a response")
		assertWhole(t, row, s, seen.err)
	}
	again := againAfter(seen.err)
	if !row.spent && seen.err != nil {
		assert.Equal(t, triedAgain(t, row), again, "WithRetry must retry exactly what a caller may retry")
	}
	return fmt.Sprintf("| %s | %s | %s | %s | %#q |", row.name, describeFault(row, seen), janrain.FaultOf(seen.err), again, t.Name())
}

// assertWhole asserts that everything in the error fits the fault.
func assertWhole(t *testing.T, row row, s kit.Stage, err error) {
	t.Helper()
	kit.AssertOneLine(t, err)
	for _, secret := range []string{kit.APIKey, kit.PartnerKey, kit.Token, kit.BodyCanary} {
		for cause := err; cause != nil; cause = errors.Unwrap(cause) {
			assert.NotContains(t, fmt.Sprintf("%v %+v %#v", cause, cause, cause), secret,
				"an error must show no secret and no part of the body")
		}
	}
	method := row.call
	if method == "" {
		method = "auth_info"
	}
	switch err := err.(type) { //nolint:errorlint // the calls return these types unwrapped
	case *janrain.Error:
		assert.Equal(t, method, err.Endpoint)
	case *janrain.TransportError:
		assert.Equal(t, method, err.Endpoint)
		require.Error(t, err.Err, "the error must have a cause")
	case *janrain.DecodeError:
		assert.Equal(t, method, err.Endpoint)
		assert.Equal(t, s.Kind, err.ContentType)
		assert.Equal(t, s.Length, err.Length, "the length of the body")
		assert.LessOrEqual(t, err.Offset, int64(err.Length))
		assert.GreaterOrEqual(t, err.Offset, int64(0))
	default:
		assert.Fail(t, "the error must have a type of this package", "%T", err)
	}
}

// againAfter returns whether and when a caller may retry, based on the error alone.
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

// triedAgain returns the same, as observed with WithRetry.
func triedAgain(t *testing.T, row row) string {
	t.Helper()
	twice := janrain.WithRetry(janrain.RetryPolicy{MaxTries: 2, MinDelay: 1, MaxDelay: 5 * time.Second})
	signIn, _ := callFault(t, row, "", twice)
	setter, _ := callFault(t, row, "add_or_update_access_token", twice)
	partner, _ := callFault(t, row, "app/set_properties", twice)
	assert.Equal(t, setter.tries, partner.tries, "both setters must behave alike")
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
