package redact_test

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"net/textproto"
	"net/url"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/janrain-go/janrain/internal/redact"
	"github.com/janrain-go/janrain/internal/transport"
)

// callParams is a params struct. Its secrets are tagged; their names do not matter.
type callParams struct {
	Ticket string `url:"ticket,omitempty" also:"ticket-id" secret:"yes"`
	Token  string `url:"token"`
}

func TestTextRedactsTheSecretsOfACall(t *testing.T) {
	t.Parallel()
	keys := []string{"a+b/c", "123", "s p q r"}
	form := url.Values{"token": {"tok&en,of-a-list"}, "identifier": {"http://a.example/"}, "secret": {""}}
	text := redact.New(keys, form, form).Text("a+b/c a%2Bb%2Fc tok&en tok%26en of-a-list 123 http://a.example/")
	assert.NotContains(t, text, "a+b")
	assert.NotContains(t, text, "%2B")
	assert.NotContains(t, text, "tok")
	assert.NotContains(t, text, "list", "each element of a list must be redacted")
	assert.Contains(t, text, "123", "three characters are usually a word, not a secret")
	assert.Contains(t, text, "http://a.example/", "an identifier is not secret")
	assert.Equal(t, "nothing here", redact.New(nil, nil, nil).Text("nothing here"))
	assert.Equal(t,
		"app/add_domain failed", redact.New([]string{"add_domain_7"}, nil, nil, "app/add_domain").Text("app/add_domain failed"))
}

func TestSecretTagDecidesForAStruct(t *testing.T) {
	t.Parallel()
	form := url.Values{"ticket": {"first-secret"}, "ticket-id": {"second-secret"}, "token": {"no-tag-here"}}
	for _, params := range []any{callParams{}, &callParams{}} {
		r := redact.New(nil, params, form)
		assert.Equal(t, redact.Mark+" "+redact.Mark+" no-tag-here", r.Text("first-secret second-secret no-tag-here"))
	}
	assert.Equal(t, "first-secret "+redact.Mark, redact.New(nil, form, form).Text("first-secret no-tag-here"),
		"without a tag the name must decide")
}

func TestNameIsKeptWholeOrDropped(t *testing.T) {
	t.Parallel()
	r := redact.New([]string{"an-api-key-of-40"}, nil, nil)
	assert.Equal(t, "text/html", r.Name("text/html"))
	assert.Empty(t, r.Name("text/an-api-key"))
	assert.Empty(t, r.Name("AN-API-KEY-OF-40.example"))
}

// The state in a token URL is redacted, as are both of its parts alone.
func TestStatesOfATokenURLAreRedacted(t *testing.T) {
	t.Parallel()
	secret, mac := strings.Repeat("Ab1", 20), strings.Repeat("Cd2", 15)
	state := secret + "." + mac
	for _, tokenURL := range []string{
		"https://shop.example/signin?state=" + state,
		"https://shop.example/signin?estate=1&state=" + state,
		"https://shop.example/state=1/signin?state=" + state + "&b=1",
		"https://shop.example/signin?state=1&state=" + state + ";b=1",
		"https://shop.example/\x7f?state=" + state,
		"https://a.example/?to=https://b.example/?state%3D" + state,
		"https://a.example/?to=https%253A%252F%252Fb%253Fstate%253d" + state,
	} {
		r := redact.New(nil, nil, url.Values{"tokenUrl": {tokenURL}})
		assert.Equal(t, redact.Mark+" "+redact.Mark, r.Text(secret+" "+mac), tokenURL)
		assert.NotContains(t, r.Text("not this: "+strings.ReplaceAll(tokenURL, state, strings.Repeat("Ef3", 15))), "Ef3",
			"the state of another sign-in must be redacted too")
	}
	plain := "mismatch: https://shop.example/signin?state=short.x"
	assert.Equal(t, plain, redact.New(nil, nil, url.Values{"tokenUrl": {"https://shop.example/signin"}}).Text(plain))
}

func TestErrorQuotesNothingOfAResponse(t *testing.T) {
	t.Parallel()
	const key = "an-api-key-of-40"
	r := redact.New([]string{key}, nil, nil)
	redirect := func(host string) error {
		return fmt.Errorf("%w to the host %q (HTTP 302)", transport.ErrRedirect, host)
	}
	for _, tt := range []struct {
		err  error
		want string
	}{
		{context.DeadlineExceeded, "context deadline exceeded"},
		{errors.New(`malformed HTTP response "canary"`), "malformed HTTP response"},
		{fmt.Errorf("net/http: %w", textproto.ProtocolError("canary: x")), "net/http: malformed header"},
		{&net.DNSError{Err: `no such host "x"`, Name: "shop.example"}, `lookup shop.example: no such host "x"`},
		{&net.DNSError{Err: "no such host", Name: key + ".example"}, "lookup [redacted].example: no such host"},
		{&tls.CertificateVerificationError{Err: errors.New(`for "a.example"`)}, `tls: failed to verify certificate: for "a.example"`},
		{redirect("a.example"), redirect("a.example").Error()},
		{redirect(key + ".example"), "the service responded with a redirect to the host"},
	} {
		got := r.Error(tt.err)
		if !errors.Is(tt.err, transport.ErrRedirect) || !strings.Contains(tt.err.Error(), key) {
			assert.Equal(t, tt.want, got.Error())
		}
		assert.NotContains(t, got.Error(), key)
		assert.NotContains(t, fmt.Sprintf("%+v %#v", got, got), "canary")
		assert.ErrorIs(t, got, tt.err, "errors.Is must still find the cause")
		assert.Equal(t, tt.err, redact.Original(got))
	}
}

func TestLongTextsAreTruncated(t *testing.T) {
	t.Parallel()
	text := redact.New(nil, nil, nil).Text(strings.Repeat("ü", 1<<20))
	assert.LessOrEqual(t, len(text), 16<<10+3)
	assert.True(t, strings.HasSuffix(text, "ü..."))
}
