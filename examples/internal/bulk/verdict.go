package bulk

import (
	"errors"
	"net"

	"github.com/janrain-go/janrain"
)

// A Verdict is what follows from the outcome of a call.
type Verdict int

// The verdicts.
const (
	Done     Verdict = iota
	Refused          // it is about this user: note it and go on
	Again            // the service is busy or out of reach: the same call may work later
	Hopeless         // every call would end so
)

// Rules are the codes that mean something else to one program than to another.
// They differ from janrain.FaultOf, which speaks of one sign-in.
type Rules struct {
	Hopeless []error // beside a refused key, the plan, and an application that is gone
	Again    []error // beside a service that is unavailable
}

// Of is the verdict on a call's error.
func (rules Rules) Of(err error) Verdict {
	if err == nil {
		return Done
	}
	if answer, ok := errors.AsType[*janrain.Error](err); ok {
		return rules.ofAnswer(answer)
	}
	if _, ok := errors.AsType[*janrain.ParamError](err); ok {
		return Refused
	}
	if errors.Is(err, janrain.ErrResponseTooLarge) { // there is more of this user than is read
		return Refused
	}
	if unknown, ok := errors.AsType[*net.DNSError](err); ok && unknown.IsNotFound {
		return Hopeless // JANRAIN_APP_DOMAIN is another's name, or nobody's
	}
	if janrain.FaultOf(err) == janrain.FaultService {
		return Again
	}
	return Hopeless // a redirect, or a web server's page: it is not the service that answers
}

func (rules Rules) ofAnswer(answer *janrain.Error) Verdict {
	everyCall := []error{janrain.ErrAuthentication, janrain.ErrUpgradeRequired, janrain.ErrAppNotFound}
	if isOne(answer, everyCall) || isOne(answer, rules.Hopeless) {
		return Hopeless
	}
	switch {
	case janrain.IsTemporary(answer), isOne(answer, rules.Again) && answer.RegistrationCode == 0:
		return Again
	case answer.RegistrationCode != 0: // another product answers
		return Hopeless
	}
	return Refused
}

func isOne(err error, of []error) bool {
	for _, each := range of {
		if errors.Is(err, each) {
			return true
		}
	}
	return false
}
