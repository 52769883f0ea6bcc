package main

import (
	"errors"
	"net"
	"net/http"
	"strconv"
	"time"

	"github.com/janrain-go/janrain"
)

// A verdict is what follows from the outcome of a call.
type verdict int

const (
	taken    verdict = iota
	refused          // it is about this row: note it and go on
	again            // the service is busy or out of reach: the same call may work later
	hopeless         // every row would end so
)

func verdictOf(err error) verdict {
	if err == nil {
		return taken
	}
	if answer, ok := errors.AsType[*janrain.Error](err); ok {
		return verdictOfCode(answer)
	}
	if _, ok := errors.AsType[*janrain.ParamError](err); ok {
		return refused
	}
	if unknown, ok := errors.AsType[*net.DNSError](err); ok && unknown.IsNotFound {
		return hopeless // JANRAIN_APP_DOMAIN is another's name, or nobody's
	}
	if janrain.FaultOf(err) == janrain.FaultService {
		return again
	}
	return hopeless // a redirect, or a web server's page: it is not the service that answers
}

// verdictOfCode differs from janrain.FaultOf, which speaks of one sign-in: a
// provider's own error is about the token of this row, and so are parameters
// and providers that the service does not take.
func verdictOfCode(answer *janrain.Error) verdict {
	for _, everyRow := range []error{
		janrain.ErrAuthentication, janrain.ErrUpgradeRequired, janrain.ErrNotConfigured, janrain.ErrAppNotFound,
	} {
		if errors.Is(answer, everyRow) {
			return hopeless
		}
	}
	switch answer.HTTPStatus {
	case http.StatusTooManyRequests, http.StatusBadGateway, http.StatusServiceUnavailable, http.StatusGatewayTimeout:
		return again
	}
	switch {
	case answer.RegistrationCode != 0: // another product answers
		return hopeless
	case answer.Code == janrain.CodeNone, errors.Is(answer, janrain.ErrServiceUnavailable),
		errors.Is(answer, janrain.ErrProviderUnavailable):
		return again
	}
	return refused
}

// codeOf is the service's code, "" where there is none.
func codeOf(err error) string {
	if answer, ok := errors.AsType[*janrain.Error](err); ok && answer.Code != janrain.CodeNone {
		return strconv.Itoa(int(answer.Code))
	}
	return ""
}

// askedWait is the time that the service asks to wait.
func askedWait(err error) time.Duration {
	if answer, ok := errors.AsType[*janrain.Error](err); ok {
		return answer.RetryAfter
	}
	if garbled, ok := errors.AsType[*janrain.DecodeError](err); ok {
		return garbled.RetryAfter
	}
	return 0
}
