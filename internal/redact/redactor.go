package redact

import (
	"crypto/tls"
	"errors"
	"net"
	"net/textproto"
	"net/url"
	"reflect"
	"regexp"
	"slices"
	"strings"

	"github.com/janrain-go/janrain/internal/transport"
)

// A Redactor redacts the secrets of one call in messages of the service, in names that a server
// chose, and in errors of the network. It is not safe for concurrent use.
type Redactor struct {
	keys   []string
	params any
	form   url.Values

	secrets []string // nil until they are needed: most calls succeed
	public  []string
}

// New returns the Redactor of a call. Its secrets are the client's keys and the parameters whose
// field in the params struct has the tag secret. In a form from the caller, IsSecret decides.
// Public texts remain readable even if they share pieces with a secret.
func New(keys []string, params any, form url.Values, public ...string) *Redactor {
	return &Redactor{keys: keys, params: params, form: form, public: public}
}

// Text returns a text, or its first 16 KiB, with the secrets redacted.
func (r *Redactor) Text(s string) string {
	secrets := r.collect()
	return NewText(withoutStates(cut(s))).Redact(secrets, r.public)
}

// Name returns a name that a server chose, such as a host or a media type, or "" if it contains
// a secret or a piece of one.
func (r *Redactor) Name(s string) string {
	if NewText(s).Has(r.collect()) {
		return ""
	}
	return s
}

// Error returns an error with the secrets redacted and without any part of a response: if a
// server violates the protocol, the errors of net/http quote its response. The result matches
// the same errors as the original, but cannot be unwrapped.
func (r *Redactor) Error(err error) error {
	original := err.Error()
	if header, ok := errors.AsType[textproto.ProtocolError](err); ok { // Go 1.26.0 does not quote the line
		original = strings.Replace(original, string(header), "malformed header", 1)
	}
	text := r.Text(original)
	_, quoted, _ := strings.Cut(cut(original), `"`)
	if !quotesNoResponse(err) || errors.Is(err, transport.ErrRedirect) && r.Name(quoted) != quoted {
		text, _, _ = strings.Cut(text, `"`)
	}
	if text == err.Error() {
		return err
	}
	return &redactedError{text: strings.TrimRight(text, " :[="), original: func() error { return err }}
}

// quotesNoResponse reports whether the error is about the connection or from this module. Such
// errors quote only hosts and certificates.
func quotesNoResponse(err error) bool {
	_, ofNetwork := errors.AsType[net.Error](err)
	_, ofCertificate := errors.AsType[*tls.CertificateVerificationError](err)
	_, ofRecord := errors.AsType[tls.RecordHeaderError](err)
	return ofNetwork || ofCertificate || ofRecord || errors.Is(err, transport.ErrRedirect)
}

type redactedError struct {
	text     string
	original func() error // package fmt prints a func value as an address
}

func (e *redactedError) Error() string        { return e.text }
func (e *redactedError) Is(target error) bool { return errors.Is(e.original(), target) }

// Original returns the original of an error that Error has redacted, and any other error
// unchanged. The text of the original must not be shown.
func Original(err error) error {
	if e, ok := errors.AsType[*redactedError](err); ok {
		return e.original()
	}
	return err
}

// collect returns the secrets of the call.
func (r *Redactor) collect() []string {
	if r.secrets != nil {
		return r.secrets
	}
	tokenURL := r.form.Get("tokenUrl")
	site, _, _ := strings.Cut(tokenURL, "?") // the service quotes this public part
	r.public = slices.Concat(r.public, []string{site}, Vocabulary)
	r.secrets = slices.Concat(r.keys, statesIn(tokenURL))
	for _, name := range secretParameters(r.params, r.form) {
		for _, value := range r.form[name] {
			r.secrets = append(r.secrets, value)
			// The service may quote a single token of a list.
			r.secrets = append(r.secrets, strings.FieldsFunc(value, separatesList)...)
		}
	}
	r.secrets = slices.DeleteFunc(r.secrets, isCommonWord)
	return r.secrets
}

func separatesList(r rune) bool { return strings.ContainsRune(",;|[]\"' \t\n", r) }

// isCommonWord reports whether a text is too common to be a secret. Redacting it would make
// messages unreadable.
func isCommonWord(s string) bool {
	const minLength = 4
	return len(s) < minLength || NamesSecret(s)
}

// secretParameters returns the names of the secret parameters of a call.
func secretParameters(params any, form url.Values) (names []string) {
	t := reflect.TypeOf(params)
	if t != nil && t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	if t != nil && t.Kind() == reflect.Struct {
		for field := range t.Fields() {
			if field.Tag.Get("secret") != "" {
				name, _, _ := strings.Cut(field.Tag.Get("url"), ",")
				names = append(names, name, field.Tag.Get("also"))
			}
		}
		return names
	}
	for name := range form {
		if IsSecret(name) {
			names = append(names, name)
		}
	}
	return names
}

// states matches the state of a sign-in in a token URL that is escaped any number of times.
var states = regexp.MustCompile(`(state(?:=|%(?:25)*3[dD]))` +
	`((?:[A-Za-z0-9_.-]|%(?:25)*(?:2[dDeE]|5[fF])){43,})`)

// withoutStates redacts the states in a text. If two token URLs differ, the service quotes both,
// and one may belong to a sign-in that is in progress in another browser.
func withoutStates(text string) string { return states.ReplaceAllString(text, "${1}"+Mark) }

// statesIn returns the parts of all states in a token URL.
func statesIn(tokenURL string) (parts []string) {
	for _, found := range states.FindAllStringSubmatch(tokenURL, -1) {
		parts = append(parts, strings.Split(found[2], ".")...)
	}
	return parts
}

// cut returns at most the first 16 KiB of a text. A message can be as long as the largest
// response, and would fill the logs.
func cut(s string) string {
	const maxText = 16 << 10
	if len(s) <= maxText {
		return s
	}
	return strings.ToValidUTF8(s[:maxText], "") + "..."
}
