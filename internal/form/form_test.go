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
		{"zero: what is not optional is there", params{}, url.Values{"name": {""}}},
		{
			"all of them", params{Name: "a b&c", Optional: "+", Yes: true, Maybe: new(true), Hidden: "x"},
			url.Values{"name": {"a b&c"}, "optional": {"+"}, "yes": {"true"}, "maybe": {"true"}},
		},
		{"false differs from not given", params{Maybe: new(false)}, url.Values{"name": {""}, "maybe": {"false"}}},
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

// The two spellings of each are in the vendor's pages; which one the service
// reads is not known.
func TestEncodeSendsDisputedParametersInBothSpellings(t *testing.T) {
	t.Parallel()
	got, err := form.Encode(struct {
		Facebook string `url:"fbAppID"`
		LiveID   string `url:"liveidAppID"`
		Activity *bool  `url:"activityScopesSet,omitempty"`
		Contacts *bool  `url:"contactsScopeSet,omitempty"`
		Yahoo    string `url:"yahooAppID"`
	}{"f", "l", new(true), new(false), "y"})
	require.NoError(t, err)
	assert.Equal(t, url.Values{
		"fbAppID": {"f"}, "fbAppId": {"f"},
		"liveidAppID": {"l"}, "liveidAppId": {"l"},
		"activityScopesSet": {"true"}, "activtiyScopesString": {"true"},
		"contactsScopeSet": {"false"}, "contactScopeSet": {"false"},
		"yahooAppID": {"y"},
	}, got, "the spelling of yahooAppID is not disputed")

	got, err = form.Encode(struct {
		Activity *bool `url:"activityScopesSet,omitempty"`
	}{})
	require.NoError(t, err)
	assert.Empty(t, got, "what is not given is sent in no spelling")
}

func TestEncodeReturnsAFormOfItsOwn(t *testing.T) {
	t.Parallel()
	first, err := form.Encode(nil)
	require.NoError(t, err)
	first.Set("apiKey", "k")
	second, err := form.Encode(nil)
	require.NoError(t, err)
	assert.Empty(t, second, "the keys of one call must not come into another")
}

func TestEncodeRefusesWhatIsNoStruct(t *testing.T) {
	t.Parallel()
	_, err := form.Encode("text")
	require.Error(t, err, "a text has no fields to send")
}
