package load

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"math/rand/v2"
	"net/http"
	"runtime"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/janrain-go/janrain"
	"github.com/janrain-go/janrain/janraintest"
)

// A storm is many users who sign in at once. Some of them fail.
type storm struct {
	srv    *janraintest.Server
	client *janrain.Client

	injected  [len(failures)]atomic.Int64
	failed    [len(failures)]atomic.Int64
	cancelled atomic.Int64

	mu    sync.Mutex
	users map[int]*janrain.AuthInfo // by number
}

const maxBytes = 100_000 // of a response

// failures are injected, each with the error that the call must end with.
var failures = [...]struct {
	name  string
	fault janraintest.Failure
	is    func(error) bool
}{
	{"cut off", janraintest.CutOff(30), func(err error) bool {
		broken, ok := errors.AsType[*janrain.TransportError](err)
		return ok && broken.MayHaveBeenSent && broken.HTTPStatus == http.StatusOK &&
			!errors.Is(err, janrain.ErrResponseTooLarge) && !errors.Is(err, context.Canceled)
	}},
	{"page", janraintest.NotJSON(http.StatusBadGateway), func(err error) bool {
		garbled, ok := errors.AsType[*janrain.DecodeError](err)
		return ok && garbled.HTTPStatus == http.StatusBadGateway
	}},
	{"code -1", janraintest.ErrorCode(janrain.CodeServiceUnavailable), func(err error) bool {
		refused, ok := errors.AsType[*janrain.Error](err)
		return ok && refused.Code == janrain.CodeServiceUnavailable
	}},
	{"used token", janraintest.ErrorCode(janrain.CodeDataNotFound), func(err error) bool { return errors.Is(err, janrain.ErrDataNotFound) }},
	{"redirect", janraintest.Redirect(http.StatusTemporaryRedirect, "https://elsewhere.example/"), func(err error) bool { return errors.Is(err, janrain.ErrRedirect) }},
	{"too large", janraintest.TooLarge(maxBytes + 1), func(err error) bool { return errors.Is(err, janrain.ErrResponseTooLarge) }},
	{"duplicate", janraintest.Raw(http.StatusOK, "application/json", `{"stat":"ok","stat":"ok"}`), func(err error) bool {
		garbled, ok := errors.AsType[*janrain.DecodeError](err)
		return ok && garbled.HTTPStatus == http.StatusOK
	}},
}

// userOf returns the n-th user. What is unique to the user is in every kind of place that a
// response has.
func userOf(n int) janrain.AuthInfo {
	mark := markOf(n)
	user := janraintest.User(janrain.ProviderFacebook)
	user.Profile.Identifier = "http://www.facebook.com/profile.php?id=" + mark
	user.Profile.DisplayName = "Üser " + mark // is copied, escaped or not
	user.Profile.Extra = map[string]json.RawMessage{"custom": json.RawMessage(`{"of":"` + mark + `"}`)}
	user.Friends = []string{"http://friend.example/" + mark, "http://friend.example/2-" + mark}
	user.AccessCredentials = &janrain.FacebookCredentials{Type: "Facebook", UID: mark, AccessToken: "token-" + mark}
	return user
}

func markOf(n int) string { return fmt.Sprintf("user-%07d", n) }

// assertUser asserts that a response belongs to exactly one user.
func assertUser(t *testing.T, n int, info *janrain.AuthInfo) {
	t.Helper()
	want := userOf(n)
	mark := markOf(n)
	facebook, _ := info.AccessCredentials.(*janrain.FacebookCredentials)
	right := info.Profile.Identifier == want.Profile.Identifier &&
		info.Profile.DisplayName == want.Profile.DisplayName &&
		string(info.Profile.Extra["custom"]) == string(want.Profile.Extra["custom"]) &&
		strings.Join(info.Friends, " ") == strings.Join(want.Friends, " ") &&
		facebook != nil && facebook.UID == mark && facebook.AccessToken == "token-"+mark
	if !right { // 20,000 diffs would not help
		assert.Failf(t, "the response does not belong to the token",
			"wanted that of %s, got %+q", mark, info.Profile.DisplayName)
	}
}

// login signs one user in. Some sign-ins fail and some are cancelled.
func (s *storm) login(t *testing.T, n int) {
	t.Helper()
	if n%8 == 0 {
		i := rand.IntN(len(failures))
		s.injected[i].Add(1)
		s.srv.FailNext(failures[i].fault) // the next call, whichever it is
	}
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	if n%50 == 0 {
		time.AfterFunc(time.Duration(rand.IntN(1000))*time.Microsecond, cancel)
	}
	token := s.srv.IssueToken(userOf(n), "")
	info, err := s.client.AuthInfo(ctx, janrain.AuthInfoParams{Token: token, Extended: true})
	if err == nil {
		assertUser(t, n, info)
		s.mu.Lock()
		s.users[n] = info
		s.mu.Unlock()
		return
	}
	assert.Nil(t, info)
	if errors.Is(err, context.Canceled) {
		s.cancelled.Add(1)
		return
	}
	s.count(t, err)
}

// bring makes a call of the other kind at the same time.
func (s *storm) bring(t *testing.T, n int) {
	t.Helper()
	identifier := "http://www.facebook.com/profile.php?id=" + markOf(n)
	err := s.client.AddOrUpdateAccessToken(t.Context(), janrain.AccessTokenParams{Identifier: identifier, Token: "brought-" + markOf(n)})
	if err != nil {
		s.count(t, err)
		return
	}
	token, ok := s.srv.AccessToken(identifier)
	assert.True(t, ok && token == "brought-"+markOf(n), "the service must have stored the token for its user")
}

// count records which failure a call met.
func (s *storm) count(t *testing.T, err error) {
	t.Helper()
	for i, f := range failures {
		if f.is(err) {
			s.failed[i].Add(1)
			return
		}
	}
	assert.NoError(t, err, "no injected failure ends like this")
}

// Not parallel, because it counts what is left over in the whole process.
func TestManyUsersAtOnceEachGetTheirOwnResponse(t *testing.T) {
	const goroutines = 64
	calls := 20_000
	if testing.Short() {
		calls = 2_000
	}
	before := goroutinesOfHTTP()
	srv := janraintest.NewServer()
	defer srv.Close()
	s := &storm{
		srv: srv, client: srv.Client(janrain.WithMaxResponseBytes(maxBytes), janrain.WithTimeout(time.Minute)),
		users: map[int]*janrain.AuthInfo{},
	}
	var (
		next  atomic.Int64
		group sync.WaitGroup
	)
	start := time.Now()
	for range goroutines {
		group.Go(func() {
			for n := int(next.Add(1)); n <= calls; n = int(next.Add(1)) {
				if n%20 == 10 {
					s.bring(t, n)
				} else {
					s.login(t, n)
				}
			}
		})
	}
	group.Wait()
	took := time.Since(start)
	s.assertAccounts(t, calls)
	// Repeat the check after other calls have used the memory that calls share.
	for n, info := range s.users {
		assertUser(t, n, info)
	}
	t.Logf("%d calls in %v, %d answers, %d cancelled", calls, took.Round(time.Millisecond), len(s.users), s.cancelled.Load())

	s.client.CloseIdleConnections()
	srv.Close()
	// The goroutines that close connections take a moment to end.
	assert.Eventually(t, func() bool { return leftOver(before) == 0 }, 10*time.Second, 5*time.Millisecond,
		"no goroutine and no connection may be left over")
	if t.Failed() {
		t.Log(stacks())
	}
}

// assertAccounts asserts that each failure failed at most one call, in the intended way, and that
// no other call failed. A cancelled call may have met a failure.
func (s *storm) assertAccounts(t *testing.T, calls int) {
	t.Helper()
	var unaccounted int64
	s.srv.Recover()
	for i, f := range failures {
		injected, failed := s.injected[i].Load(), s.failed[i].Load()
		assert.LessOrEqual(t, failed, injected, "the number of calls that failed with %q", f.name)
		assert.Positive(t, failed, "%q must have happened", f.name)
		unaccounted += injected - failed
	}
	// The last failures may have been injected after the last call.
	assert.LessOrEqual(t, unaccounted, s.cancelled.Load()+64, "each failure must fail one call")
	assert.Greater(t, len(s.users), calls/2, "most users must be signed in")
	require.Positive(t, s.cancelled.Load(), "some calls must have been cancelled")
}

// goroutinesOfHTTP returns the goroutines of the library, the fake service and their connections,
// by ID.
func goroutinesOfHTTP() map[string]bool {
	found := map[string]bool{}
	for stack := range strings.SplitSeq(stacks(), "\n\n") {
		if strings.Contains(stack, "net/http.") || strings.Contains(stack, "janrain.(*Client)") || strings.Contains(stack, "/janraintest.") {
			number, _, _ := strings.Cut(stack, " [")
			found[number] = true
		}
	}
	return found
}

// leftOver returns the goroutines that did not exist before.
func leftOver(before map[string]bool) int {
	now := goroutinesOfHTTP()
	maps.DeleteFunc(now, func(number string, _ bool) bool { return before[number] })
	return len(now)
}

func stacks() string {
	for size := 1 << 20; ; size *= 2 {
		buf := make([]byte, size)
		if n := runtime.Stack(buf, true); n < size {
			return string(buf[:n])
		}
	}
}
