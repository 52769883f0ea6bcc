package form_test

import (
	"net/url"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/janrain-go/janrain/internal/form"
)

type params struct {
	Name     string `url:"name"`
	Optional string `url:"optional,omitempty"`
	Yes      bool   `url:"yes,omitempty"`
	Maybe    *bool  `url:"maybe,omitempty"`
	Hidden   string `url:"-"`
}

func TestEncodeWritesFieldsUnderTheirTags(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name   string
		params any
		want   url.Values
	}{
		{"nil", nil, url.Values{}},
		{"zero: required fields are sent", params{}, url.Values{"name": {""}}},
		{
			"all fields", params{Name: "a b&c", Optional: "+", Yes: true, Maybe: new(true), Hidden: "x"},
			url.Values{"name": {"a b&c"}, "optional": {"+"}, "yes": {"true"}, "maybe": {"true"}},
		},
		{"false differs from nil", params{Maybe: new(false)}, url.Values{"name": {""}, "maybe": {"false"}}},
		{"a pointer", &params{Name: "n"}, url.Values{"name": {"n"}}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			got, err := form.Encode(tt.params)
			require.NoError(t, err)
			assert.Equal(t, tt.want, got)
		})
	}
}

func TestEncodeSendsAFieldUnderBothOfItsNames(t *testing.T) {
	t.Parallel()
	type spelled struct {
		App      string `url:"fbAppID" also:"fbAppId"`
		Activity *bool  `url:"activityScopesSet,omitempty" also:"activtiyScopesString"`
		Contacts *bool  `url:"contactsScopeSet,omitempty" also:"contactScopeSet"`
		Yahoo    string `url:"yahooAppID"`
	}
	params := spelled{"f", new(true), new(false), "y"}
	want := url.Values{
		"fbAppID": {"f"}, "fbAppId": {"f"},
		"activityScopesSet": {"true"}, "activtiyScopesString": {"true"},
		"contactsScopeSet": {"false"}, "contactScopeSet": {"false"},
		"yahooAppID": {"y"},
	}
	for _, given := range []any{params, &params} {
		got, err := form.Encode(given)
		require.NoError(t, err)
		assert.Equal(t, want, got)
	}
	got, err := form.Encode(spelled{})
	require.NoError(t, err)
	assert.Equal(t, url.Values{"fbAppID": {""}, "fbAppId": {""}, "yahooAppID": {""}}, got,
		"an omitted field must not be sent under any name")
}

// The names of other calls' parameters do not matter.
func TestEncodeUsesOnlyTheNamesInTags(t *testing.T) {
	t.Parallel()
	got, err := form.Encode(struct {
		OpenID string `url:"openid"`
		Secret string `url:"token_secret"`
		App    string `url:"fbAppID"`
		LiveID string `url:"liveidAppID"`
	}{"o", "s", "f", "l"})
	require.NoError(t, err)
	assert.Equal(t, url.Values{"openid": {"o"}, "token_secret": {"s"}, "fbAppID": {"f"}, "liveidAppID": {"l"}}, got)
}

func TestEncodeReturnsANewForm(t *testing.T) {
	t.Parallel()
	first, err := form.Encode(nil)
	require.NoError(t, err)
	first.Set("apiKey", "k")
	second, err := form.Encode(nil)
	require.NoError(t, err)
	assert.Empty(t, second, "the keys of one call must not end up in another")
}

func TestEncodeRejectsNonStructs(t *testing.T) {
	t.Parallel()
	_, err := form.Encode("text")
	require.Error(t, err, "a string has no fields to send")
	got, err := form.Encode((*params)(nil))
	require.NoError(t, err)
	assert.Empty(t, got)
}
