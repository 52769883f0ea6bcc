package janrain

import (
	"context"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"net/http"
	"slices"
	"sync"
	"time"
)

// exchanges lets GETs that a browser sends twice, because of a double click or after a
// lost response, share one exchange of their token: the service takes it only once.
// The results are kept in this process, for a minute, and as far as they fit.
type exchanges struct {
	mu    sync.Mutex
	byKey map[exchangeKey]*exchange
	kept  []*exchange // that have ended, oldest first
	size  int         // of what they have stored, in bytes
}

const (
	exchangeLife    = time.Minute
	maxExchanges    = 1000
	maxExchangeSize = 16 << 20 // of all, in bytes
)

// An exchangeKey is a hash of a state and its token.
type exchangeKey [sha256.Size]byte

func exchangeKeyOf(s state, token string) exchangeKey {
	return sha256.Sum256([]byte(s.text + "\x00" + token)) // a state has no NUL
}

// An exchange is one call of auth_info. Its result may be read when done is closed.
type exchange struct {
	key      exchangeKey
	done     chan struct{}
	info     *AuthInfo // for the first that asks
	stored   []byte    // for all others, as JSON: each gets its own copy
	err      error
	panicked any
	timer    *time.Timer
}

// exchange turns a token into a user.
func (c *Callback) exchange(ctx context.Context, s state, token string) (*AuthInfo, error) {
	params := AuthInfoParams{Token: token, Extended: c.config.Extended, TokenURL: c.tokenURL(s.text)}
	return c.exchanges.do(ctx, exchangeKeyOf(s, token), func(ctx context.Context) (*AuthInfo, error) {
		return fetch[AuthInfo](ctx, c.client, signInInfo, params)
	})
}

// do returns the result of the exchange with this key, which call makes if there is
// none. The call does not end with ctx: the browser may have gone to ask again.
func (x *exchanges) do(ctx context.Context, key exchangeKey, call func(context.Context) (*AuthInfo, error)) (*AuthInfo, error) {
	if err := ctx.Err(); err != nil {
		return nil, &TransportError{Endpoint: authInfo.name, Err: err}
	}
	e, begun := x.find(key)
	if begun {
		go x.run(context.WithoutCancel(ctx), e, call)
	}
	select {
	case <-e.done:
		return x.result(e)
	case <-ctx.Done():
		return nil, &TransportError{Endpoint: authInfo.name, MayHaveBeenSent: true, Err: ctx.Err()}
	}
}

// find returns the exchange with a key, and whether it has to be run.
func (x *exchanges) find(key exchangeKey) (e *exchange, begun bool) {
	x.mu.Lock()
	defer x.mu.Unlock()
	if e, ok := x.byKey[key]; ok {
		return e, false
	}
	if x.byKey == nil {
		x.byKey = map[exchangeKey]*exchange{}
	}
	ended := errors.New("the transport ended the call without a result") // unless there is one
	e = &exchange{key: key, done: make(chan struct{}), err: &TransportError{Endpoint: authInfo.name, MayHaveBeenSent: true, Err: ended}}
	x.byKey[key] = e
	return e, true
}

// run makes the call and keeps its result, unless the sign-in may be tried again. A
// panic of a transport is passed on to the handlers, for net/http to recover.
func (x *exchanges) run(ctx context.Context, e *exchange, call func(context.Context) (*AuthInfo, error)) {
	defer close(e.done)
	keep := false
	defer func() {
		e.panicked = recover()
		x.finished(e, keep)
	}()
	e.info, e.err = call(ctx)
	if e.err == nil {
		e.stored, _ = json.Marshal(e.info) // if it fails, there is nothing to share
	}
	keep = !mayTryAgain(e.err)
}

// finished keeps a result for later, or forgets it.
func (x *exchanges) finished(e *exchange, keep bool) {
	x.mu.Lock()
	defer x.mu.Unlock()
	if !keep || len(e.stored) > maxExchangeSize {
		delete(x.byKey, e.key)
		return
	}
	e.timer = time.AfterFunc(exchangeLife, func() {
		x.mu.Lock()
		defer x.mu.Unlock()
		x.forget(e)
	})
	x.kept, x.size = append(x.kept, e), x.size+len(e.stored)
	for len(x.kept) > maxExchanges || x.size > maxExchangeSize {
		x.forget(x.kept[0])
	}
}

func (x *exchanges) forget(e *exchange) {
	i := slices.Index(x.kept, e)
	if i < 0 {
		return // it had to make room
	}
	e.timer.Stop()
	x.kept, x.size = slices.Delete(x.kept, i, i+1), x.size-len(e.stored)
	delete(x.byKey, e.key)
}

// result returns the caller's own copy of the user.
func (x *exchanges) result(e *exchange) (*AuthInfo, error) {
	if e.panicked != nil {
		panic(e.panicked)
	}
	if e.err != nil {
		return nil, e.err
	}
	x.mu.Lock()
	info := e.info
	e.info = nil
	x.mu.Unlock()
	if info != nil {
		return info, nil
	}
	info = new(AuthInfo)
	if err := json.Unmarshal(e.stored, info); err != nil {
		return nil, &StateError{Reason: StateRepeated}
	}
	return info, nil
}

// signInInfo is auth_info for a Callback.
var signInInfo = func() *endpoint {
	e := *authInfo
	e.explain = explainSignIn
	return &e
}()

// explainSignIn tells apart what anybody with a browser can cause: a posted token that
// was used, is no token, or is of another sign-in. Callback sends the token URL
// that Begin gave the service, so a mismatch is not the developer's mistake.
func explainSignIn(err error) error {
	err = explainToken(err)
	refused, ok := errors.AsType[*Error](err)
	switch {
	case !ok:
		return err
	case errors.Is(err, ErrDataNotFound):
		return &StateError{Reason: StateRepeated, Err: refused}
	case errors.Is(err, ErrTokenURLMismatch), refused.about() == aboutToken, refused.about() == aboutPostedToken:
		return &StateError{Reason: StateWrongToken, Err: refused}
	}
	return err
}

// mayTryAgain reports that the sign-in may be tried again as it is, by loading the page
// again: the request was certainly not sent, or the service says that it is
// unavailable. After every other outcome the token may be spent.
func mayTryAgain(err error) bool {
	unavailable := func(status int) bool {
		return status == http.StatusTooManyRequests || status == http.StatusServiceUnavailable
	}
	if broken, ok := errors.AsType[*TransportError](err); ok {
		return !broken.MayHaveBeenSent || unavailable(broken.HTTPStatus)
	}
	if garbled, ok := errors.AsType[*DecodeError](err); ok {
		return unavailable(garbled.HTTPStatus)
	}
	refused, ok := errors.AsType[*Error](err)
	return ok && (refused.Code == CodeServiceUnavailable || unavailable(refused.HTTPStatus))
}
