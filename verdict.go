package janrain

import (
	"cmp"
	"errors"
	"net"
	"net/textproto"
	"strings"

	"github.com/janrain-go/janrain/internal/transport"
	"github.com/janrain-go/janrain/internal/wire"
)

// judge finds an answer's verdict, and fills in result if it is a good one.
func judge(q *request, resp *transport.Response, result any) error {
	if result == nil {
		result = new(nothing)
	}
	verdict, err := wire.UnmarshalAnswer(resp.Body, result, wire.Options{Wrapped: q.partner})
	success := resp.Status >= 200 && resp.Status < 300
	syntax, broken := errors.AsType[*wire.Error](err)
	switch {
	case broken:
		return garbled(q, resp, &DecodeError{Reason: syntax.Reason, Offset: syntax.Offset})
	case !verdict.HasStat:
		return garbled(q, resp, &DecodeError{Reason: "the answer has no stat"})
	case !verdict.OK():
		return refusal(q, resp, verdict)
	case !success:
		return garbled(q, resp, &DecodeError{Reason: "the answer says ok under a status that says otherwise"})
	}
	if q.list != "" && !wire.HasList(result, q.list) {
		return garbled(q, resp, &DecodeError{Reason: "the response has no list " + q.list})
	}
	if s, ok := result.(settler); ok {
		if err := s.settle(); err != nil {
			return garbled(q, resp, &DecodeError{Reason: err.Error(), Err: err})
		}
	}
	return nil
}

// nothing is the answer of a call that says no more than ok.
type nothing struct {
	Stat string `json:"stat"` // so that it cannot stand there in another case too

	Extra wire.Extra
}

// A settler is an answer that takes more than stat ok to be believed.
type settler interface{ settle() error }

// mustHave is for an answer that is worth nothing without a member.
func mustHave(member, value string) error {
	if value == "" {
		return errors.New("the answer has no " + member)
	}
	return nil
}

// garbled completes the error for an answer that cannot be trusted.
func garbled(q *request, resp *transport.Response, err *DecodeError) *DecodeError {
	err.Method, err.HTTPStatus, err.Length = q.name, resp.Status, len(resp.Body)
	if kind := resp.ContentType(); !repeats(q.keys.secrets(q.form), kind) {
		err.ContentType = kind
	}
	err.RetryAfter = resp.RetryAfter()
	return err
}

// refusal is the error for an answer whose verdict is not ok.
func refusal(q *request, resp *transport.Response, v wire.Verdict) *Error {
	err := &Error{Method: q.name, Code: CodeNone, HTTPStatus: resp.Status, RetryAfter: resp.RetryAfter()}
	if v.Code != nil {
		err.Code = Code(*v.Code)
	}
	message := v.Message
	if !v.Failed && strings.EqualFold(v.Stat, "error") { // the Registration API's envelope
		message = cmp.Or(v.Description, v.RegistrationError)
		if v.RegistrationCode != nil {
			err.RegistrationCode = *v.RegistrationCode
		}
	}
	message = cutText(message)
	err.Message = q.discreet(message)
	if about := subjectOf(message); about != err.about() {
		err.subject, err.judged = about, true
	}
	return err
}

// maxSaid is how much of a text of somebody else is kept, in bytes.
const maxSaid = 16 << 10

// cutText returns the beginning of a text. The longest response is nothing but a message,
// which nobody reads and every log keeps.
func cutText(s string) string {
	if len(s) <= maxSaid {
		return s
	}
	return strings.ToValidUTF8(s[:maxSaid], "") + "..."
}

// discreet returns an error that says no secret, and nothing of an answer: where
// a server breaks the protocol, net/http quotes what it sent.
func discreet(q *request, err error) error {
	said := err.Error()
	if header, ok := errors.AsType[textproto.ProtocolError](err); ok { // Go 1.26.0 does not quote the line
		said = strings.Replace(said, string(header), "malformed header", 1)
	}
	said = cutText(said)
	text := q.discreet(said)
	_, quoted, _ := strings.Cut(said, `"`)
	if !ofTheNetwork(err) || errors.Is(err, ErrRedirect) && repeats(q.keys.secrets(q.form), quoted) {
		text, _, _ = strings.Cut(text, `"`)
	}
	if text == err.Error() {
		return err
	}
	return &discreetError{text: strings.TrimRight(text, " :[="), of: func() error { return err }}
}

// ofTheNetwork reports the errors that are about the connection, or this
// package's own; they quote nothing but hosts and certificates.
func ofTheNetwork(err error) bool {
	_, network := errors.AsType[net.Error](err)
	return network || untrusted(err) || errors.Is(err, ErrRedirect)
}

// A discreetError can be compared with the error it stands for, but not taken apart.
type discreetError struct {
	text string
	of   func() error // package fmt prints everything else
}

func (e *discreetError) Error() string        { return e.text }
func (e *discreetError) Is(target error) bool { return errors.Is(e.of(), target) }

// undisguised returns the error that a discreetError stands for, and every other error as
// it is: whose fault it is does not depend on what it says.
func undisguised(err error) error {
	if d, ok := errors.AsType[*discreetError](err); ok {
		return d.of()
	}
	return err
}
