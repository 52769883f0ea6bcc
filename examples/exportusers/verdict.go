package main

import (
	"errors"
	"net"
	"net/http"

	"github.com/janrain-go/janrain"
)

// A verdict is what follows from the outcome of a call.
type verdict int

const (
	given    verdict = iota
	refused          // it is about this user: note it and go on
	again            // the service is busy or out of reach: the same call may work later
	hopeless         // every call would end so
)

func verdictOf(err error) verdict {
	if err == nil {
		return given
	}
	if answer, ok := errors.AsType[*janrain.Error](err); ok {
		return verdictOfCode(answer)
	}
	if _, ok := errors.AsType[*janrain.ParamError](err); ok { // an identifier that is no URL
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

// verdictOfCode differs from janrain.FaultOf, which speaks of one sign-in. A
// provider that has trouble, or whose settings are gone, may be so for years: its
// users must not hold up those of the others.
func verdictOfCode(answer *janrain.Error) verdict {
	for _, everyCall := range []error{janrain.ErrAuthentication, janrain.ErrUpgradeRequired, janrain.ErrAppNotFound} {
		if errors.Is(answer, everyCall) {
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
	case answer.Code == janrain.CodeNone, errors.Is(answer, janrain.ErrServiceUnavailable):
		return again
	}
	return refused
}
