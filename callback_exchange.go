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

// exchanges lets several GETs of one sign-in share one exchange of its token, because the
// service accepts a token only once. A browser sends a GET again after a double click or a
// lost response. Results are kept in this process for a minute, within the limits below.
type exchanges struct {
	mu    sync.Mutex
	byKey map[exchangeKey]*exchange
	kept  []*exchange // finished exchanges, oldest first
	size  int         // of their stored results, in bytes
}

const (
	exchangeLife    = time.Minute
	maxExchanges    = 1000
	maxExchangeSize = 16 << 20 // of all stored results, in bytes
)

// An exchangeKey is a hash of a state and its token.
type exchangeKey [sha256.Size]byte

func exchangeKeyOf(s state, token string) exchangeKey {
	return sha256.Sum256([]byte(s.text + "\x00" + token)) // a state contains no NUL
}

// An exchange is a call of auth_info. Its result may be read after done is closed.
type exchange struct {
	key      exchangeKey
	done     chan struct{}
	info     *AuthInfo // for the first request
	stored   []byte    // JSON, from which each other request gets its own copy
	err      error
	panicked any
	timer    *time.Timer
}

// An exchangeFunc makes the call of an exchange.
type exchangeFunc func(context.Context) (*AuthInfo, error)

// exchange exchanges a token for a user.
func (c *Callback) exchange(ctx context.Context, s state, token string) (*AuthInfo, error) {
	params := AuthInfoParams{Token: token, Extended: c.config.Extended, TokenURL: c.tokenURL(s.text)}
	return c.exchanges.do(ctx, exchangeKeyOf(s, token), func(ctx context.Context) (*AuthInfo, error) {
		return fetch[AuthInfo](ctx, c.client, signInInfo, params)
	})
}

// do returns the result of the exchange with a key. If there is none, it starts one with call.
// The call continues when ctx ends, because the browser may have sent the request again.
func (x *exchanges) do(ctx context.Context, key exchangeKey, call exchangeFunc) (*AuthInfo, error) {
	if err := ctx.Err(); err != nil {
		return nil, &TransportError{Endpoint: authInfo.name, Err: err}
	}
	e, isNew := x.find(key)
	if isNew {
		go x.run(context.WithoutCancel(ctx), e, call)
	}
	select {
	case <-e.done:
		return x.result(e)
	case <-ctx.Done():
		return nil, &TransportError{Endpoint: authInfo.name, MayHaveBeenSent: true, Err: ctx.Err()}
	}
}

// find returns the exchange with a key. It creates one if necessary.
func (x *exchanges) find(key exchangeKey) (e *exchange, isNew bool) {
	x.mu.Lock()
	defer x.mu.Unlock()
	if e, ok := x.byKey[key]; ok {
		return e, false
	}
	if x.byKey == nil {
		x.byKey = map[exchangeKey]*exchange{}
	}
	noResult := errors.New("the transport ended the call without a result") // replaced by the result
	e = &exchange{
		key: key, done: make(chan struct{}),
		err: &TransportError{Endpoint: authInfo.name, MayHaveBeenSent: true, Err: noResult},
	}
	x.byKey[key] = e
	return e, true
}

// run makes the call and stores its result, unless the page may be reloaded. If the transport
// panics, the handlers panic with the same value, so that net/http recovers it.
func (x *exchanges) run(ctx context.Context, e *exchange, call exchangeFunc) {
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
	keep = !mayReload(e.err)
}

// finished stores a result for later requests, or drops it.
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
		x.drop(e)
	})
	x.kept, x.size = append(x.kept, e), x.size+len(e.stored)
	for len(x.kept) > maxExchanges || x.size > maxExchangeSize {
		x.drop(x.kept[0])
	}
}

func (x *exchanges) drop(e *exchange) {
	i := slices.Index(x.kept, e)
	if i < 0 {
		return // dropped before, to make room for another
	}
	e.timer.Stop()
	x.kept, x.size = slices.Delete(x.kept, i, i+1), x.size-len(e.stored)
	delete(x.byKey, e.key)
}

// result returns the result of a finished exchange. Each caller gets a separate copy.
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

// signInInfo is the endpoint auth_info with the errors of a Callback.
var signInInfo = func() *endpoint {
	e := *authInfo
	e.explain = explainSignIn
	return &e
}()

// explainSignIn returns a *StateError for errors that anybody can cause with a browser: the
// posted token was used before, is invalid, or belongs to another sign-in. A Callback sends
// the same token URL as Begin, so a mismatch is not the developer's mistake.
func explainSignIn(err error) error {
	err = explainToken(err)
	apiErr, ok := errors.AsType[*Error](err)
	switch {
	case !ok:
		return err
	case errors.Is(err, ErrDataNotFound):
		return &StateError{Reason: StateRepeated, Err: apiErr}
	case errors.Is(err, ErrTokenURLMismatch), apiErr.about() == aboutToken, apiErr.about() == aboutPostedToken:
		return &StateError{Reason: StateWrongToken, Err: apiErr}
	}
	return err
}

// unavailable reports whether the status says that the service was too busy to handle the
// request, so that the token was probably not used.
func unavailable(status int) bool {
	return status == http.StatusTooManyRequests || status == http.StatusServiceUnavailable
}

// mayReload reports whether reloading the page may complete the sign-in, because the request
// was certainly not sent or the service reports that it is unavailable. In all other cases the
// token may have been used up.
func mayReload(err error) bool {
	if transportErr, ok := errors.AsType[*TransportError](err); ok {
		return !transportErr.MayHaveBeenSent || unavailable(transportErr.HTTPStatus)
	}
	if decodeErr, ok := errors.AsType[*DecodeError](err); ok {
		return unavailable(decodeErr.HTTPStatus)
	}
	apiErr, ok := errors.AsType[*Error](err)
	return ok && (apiErr.Code == CodeServiceUnavailable || unavailable(apiErr.HTTPStatus))
}
