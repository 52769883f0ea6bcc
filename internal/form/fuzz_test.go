package form_test

import (
	"net/url"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/janrain-go/janrain"
	"github.com/janrain-go/janrain/internal/form"
)

// FuzzEncodeLosesNothing puts any strings into every params struct. A service that parses the
// body must get exactly these under the documented names.
func FuzzEncodeLosesNothing(f *testing.F) {
	for _, text := range []string{
		"", "a", " ", "+", "%", "%2B", "%zz", "a+b c", "a&token=b", "a=b", "a;b", "\x00", "\r\n", "\xff\xc3", "é漢🙂", "\ufeff", "\ufffd", `"'\<>`, "https://shop.example/?a=b&c=d#e",
		"true", "0", "[redacted]", strings.Repeat("x&", 1000),
	} {
		f.Add(text, "b", text+"c", true, true)
		f.Add("a", text, "", false, true)
		f.Add(text, text, text, true, false)
	}
	f.Fuzz(func(t *testing.T, a, b, c string, yes, given bool) {
		var maybe *bool
		if given {
			maybe = new(yes)
		}
		for _, tt := range encodings(a, b, c, yes, maybe) {
			values, err := form.Encode(tt.params)
			require.NoError(t, err, "every string must be encodable")
			body := values.Encode()
			assert.False(t, strings.ContainsFunc(body, notInForm), "%q is not a form", body)
			read, err := url.ParseQuery(body)
			require.NoError(t, err, "%q must parse", body)
			assert.Equal(t, tt.want, read, "of %T", tt.params)
			assert.Equal(t, values, read, "of %T", tt.params)
		}
	})
}

// notInForm reports whether a character must be escaped in a form.
func notInForm(r rune) bool {
	switch {
	case 'a' <= r && r <= 'z', 'A' <= r && r <= 'Z', '0' <= r && r <= '9':
		return false
	}
	return !strings.ContainsRune("-_.~+%&=", r)
}

type encoding struct {
	params any
	want   url.Values
}

// encodings returns all params structs with the texts in them, and the forms that the vendor's
// pages describe.
func encodings(a, b, c string, yes bool, maybe *bool) []encoding {
	return []encoding{
		{janrain.AuthInfoParams{Token: a, Extended: yes, TokenURL: b}, expected("token", a, "extended?", word(yes), "tokenUrl?", b)},
		{janrain.AccessTokenParams{Identifier: a, Token: b}, expected("identifier", a, "token", b)},
		{&janrain.AccessTokenParams{Identifier: c, Token: a}, expected("identifier", c, "token", a)},
		{
			janrain.FacebookProperties{AppID: a, Secret: b, EmailPerm: maybe, UninstallURL: c},
			expected("fbAppID", a, "fbAppId", a, "fbSecret", b, "emailPerm?", given(maybe), "uninstallURL?", c),
		},
		{
			janrain.LiveIDProperties{AppID: a, Secret: b, PrivacyPolicyURL: c},
			expected("liveidAppID", a, "liveidAppId", a, "liveidSecret?", b, "liveidPrivacyPolicyUrl", c),
		},
		{janrain.PayPalProperties{DisplayName: a, Email: b}, expected("paypalDisplayName", a, "email?", b)},
		{
			&janrain.YahooProperties{AppID: a, ConsumerKey: b, Secret: c, ActivityScopesSet: maybe, ContactsScopeSet: new(yes)},
			expected("yahooAppID", a, "consumerKey", b, "secret", c, "activityScopesSet?", given(maybe), "activtiyScopesString?", given(maybe),
				"contactsScopeSet?", given(new(yes)), "contactScopeSet?", given(new(yes))),
		},
		{
			janrain.ConsumerProperties{Provider: janrain.Provider(a), ConsumerKey: b, Secret: c},
			expected("provider", a, "consumerKey", b, "secret", c),
		},
	}
}

// expected returns a form from alternating names and values. If a name ends in a question mark,
// an empty value is not sent.
func expected(pairs ...string) url.Values {
	values := url.Values{}
	for i := 0; i < len(pairs); i += 2 {
		name, optional := strings.CutSuffix(pairs[i], "?")
		if !optional || pairs[i+1] != "" {
			values[name] = []string{pairs[i+1]}
		}
	}
	return values
}

// word returns the value of a switch that is sent only if it is on.
func word(yes bool) string {
	if yes {
		return "true"
	}
	return ""
}

// given returns the value of a switch that is sent unless it is nil.
func given(maybe *bool) string {
	switch {
	case maybe == nil:
		return ""
	case *maybe:
		return "true"
	}
	return "false"
}
