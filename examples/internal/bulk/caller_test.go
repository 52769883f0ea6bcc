package bulk

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/janrain-go/janrain"
)

var (
	errBusy    = &janrain.DecodeError{HTTPStatus: http.StatusInternalServerError, Reason: "not JSON"}
	errRevoked = &janrain.Error{Code: janrain.CodeCredentialsRevoked, HTTPStatus: http.StatusOK}
	errKey     = &janrain.Error{Code: janrain.CodeAuthentication, HTTPStatus: http.StatusOK}
)

// A service answers to users of whom it has an error with that, and notes when.
type service struct {
	mu    sync.Mutex
	fault map[int]error
	calls map[int][]time.Duration // since the start
	start time.Time
	takes time.Duration
}

func (s *service) ask(_ context.Context, user int) error {
	time.Sleep(s.takes)
	s.mu.Lock()
	defer s.mu.Unlock()
	s.calls[user] = append(s.calls[user], time.Since(s.start))
	return s.fault[user]
}

func (s *service) total() (n int) {
	for _, calls := range s.calls {
		n += len(calls)
	}
	return n
}

func newService(fault map[int]error, others ...int) (*service, *Caller[int]) {
	s := &service{fault: fault, calls: map[int][]time.Duration{}, start: time.Now()}
	sample := new(Sample[int])
	for _, one := range others {
		sample.Add(one)
	}
	return s, &Caller[int]{
		Pace: NewPace(0), Others: sample, Ask: s.ask, FirstWait: FirstWait, Say: func(string, ...any) {},
	}
}

func (s *service) do(c *Caller[int], user int) (Verdict, error) {
	return c.Do(context.Background(), func(ctx context.Context) error { return s.ask(ctx, user) })
}

func TestACallsVerdict(t *testing.T) {
	t.Parallel()
	wait := &janrain.Error{Code: janrain.CodeServiceUnavailable, RetryAfter: time.Hour}
	for name, tt := range map[string]struct {
		fault map[int]error
		want  Verdict
		later bool
		says  string
	}{
		"an answer":                     {nil, Done, false, ""},
		"a refusal":                     {map[int]error{1: errRevoked}, Refused, false, errRevoked.Error()},
		"a refused key":                 {map[int]error{1: errKey}, Hopeless, false, "this and every other would fail: "},
		"a service that is down":        {map[int]error{1: errBusy, 2: errBusy, 3: errBusy}, Hopeless, true, "the service is down or out of reach, after 5 tries: "},
		"one alone":                     {map[int]error{1: errBusy}, Again, false, errBusy.Error()},
		"one, and another is refused":   {map[int]error{1: errBusy, 2: errRevoked, 3: errBusy}, Again, false, errBusy.Error()},
		"one, and the key is refused":   {map[int]error{1: errBusy, 2: errKey, 3: errKey}, Hopeless, true, "the service is down"},
		"one, and others are bad input": {map[int]error{1: errBusy, 2: &janrain.ParamError{}, 3: errBusy}, Hopeless, true, "the service is down"},
		"a very long wait":              {map[int]error{1: wait}, Hopeless, true, "the service asks to wait 1h0m0s: "},
	} {
		synctest.Test(t, func(t *testing.T) {
			s, c := newService(tt.fault, 1, 2, 3)
			verdict, err := s.do(c, 1)
			assert.Equal(t, tt.want, verdict, name)
			if tt.says != "" {
				require.ErrorContains(t, err, tt.says, name)
			} else {
				require.NoError(t, err, name)
			}
			_, later := errors.AsType[*LaterError](err)
			assert.Equal(t, tt.later, later, "%s: it is worth to start it again", name)
		})
	}
}

// Of as many users in trouble as there are workers, none may hold up the others.
func TestUsersInTroubleHoldNobodyUpForLong(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		fault := map[int]error{}
		all := make([]int, 300)
		for i := range all {
			all[i] = i
			if i < 8 {
				fault[i] = errBusy
			}
		}
		s, c := newService(fault, all...)
		s.takes = 10 * time.Millisecond
		c.Say = func(text string, _ ...any) { assert.Fail(t, "nobody is held up", text) }
		var workers sync.WaitGroup
		for worker := range 8 {
			workers.Go(func() {
				for user := worker; user < len(all); user += 8 {
					want := Done
					if user < 8 {
						want = Again
					}
					verdict, _ := s.do(c, user)
					assert.Equal(t, want, verdict, "user %d", user)
				}
			})
		}
		workers.Wait()
		assert.Less(t, time.Since(s.start), 3*time.Second)
		assert.LessOrEqual(t, s.total(), 8*maxTries+292+4*maxOthers, "workers that fail together ask about others once")
	})
}

// The service is asked less and less while nobody gets through, and a user who was
// in trouble with it is not given up.
func TestAServiceThatComesBackIsFoundSo(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s, c := newService(map[int]error{1: errBusy, 2: errBusy}, 2)
		time.AfterFunc(6*time.Second, func() {
			s.mu.Lock()
			s.fault = nil
			s.mu.Unlock()
		})
		verdict, err := s.do(c, 1)
		require.NoError(t, err)
		assert.Equal(t, Done, verdict)
		assert.Equal(t, []time.Duration{0, time.Second, 3 * time.Second, 7 * time.Second}, s.calls[1])
		assert.Equal(t, []time.Duration{time.Second, 3 * time.Second}, s.calls[2])
	})
}

func TestNobodyIsAskedBeforeTheServiceWantsIt(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		slow := &janrain.Error{Code: janrain.CodeServiceUnavailable, HTTPStatus: http.StatusTooManyRequests, RetryAfter: time.Minute}
		s, c := newService(map[int]error{1: slow}, 2)
		verdict, _ := s.do(c, 1)
		assert.Equal(t, Again, verdict)
		for i, at := range s.calls[1][1:] {
			assert.GreaterOrEqual(t, at-s.calls[1][i], time.Minute)
		}
		for _, at := range s.calls[2] {
			assert.GreaterOrEqual(t, at, 2*time.Minute, "nor is another one")
		}
	})
}

// A call that has begun is finished; waits end with the context.
func TestACallThatHasBegunIsFinished(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s, c := newService(nil, 2)
		over := errors.New("over")
		ctx, stop := context.WithCancelCause(t.Context())
		verdict, err := c.Do(ctx, func(inner context.Context) error {
			stop(over)
			return inner.Err()
		})
		require.NoError(t, err)
		assert.Equal(t, Done, verdict)
		_, err = c.Do(ctx, func(context.Context) error { return errBusy })
		require.ErrorIs(t, err, over)
		assert.Zero(t, s.total())

		ctx, stop = context.WithCancelCause(t.Context())
		time.AfterFunc(1100*time.Millisecond, func() { stop(over) }) // it waits alone then
		_, err = c.Do(ctx, func(context.Context) error { return errBusy })
		require.ErrorIs(t, err, over)
		assert.Equal(t, 1100*time.Millisecond, time.Since(s.start))
	})
}

func TestASampleIsOfTheWholeFile(t *testing.T) {
	t.Parallel()
	s := new(Sample[int])
	for i := range 10 {
		s.Add(i)
	}
	assert.Equal(t, "[0 1 2 3 4 5 6 7 8 9]", fmt.Sprint(s.kept), "all of a short one")
	s, late := new(Sample[int]), 0
	for i := range 10_000 {
		s.Add(i)
	}
	assert.Len(t, s.kept, sampleSize)
	for _, one := range s.kept {
		if one >= 1000 {
			late++
		}
	}
	assert.Positive(t, late, "and not of its beginning alone") // 10^-16 that there is none
}
