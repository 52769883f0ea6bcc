package janrain

import (
	"errors"
	"net/http"
	"net/url"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/jarcoal/httpmock"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/janrain-go/janrain/internal/redact"
)

// paramsTypes are all that callers can give to a call.
var paramsTypes = []any{
	AuthInfoParams{}, AccessTokenParams{},
	FacebookProperties{}, LiveIDProperties{}, PayPalProperties{}, YahooProperties{}, ConsumerProperties{},
	UserDataParams{}, ContactsParams{}, MapParams{}, UnmapParams{}, MappingsParams{},
	SetAppSettingsParams{}, DomainPatternsParams{}, SetAuthProvidersParams{}, LookupRPParams{}, OAuthTokenParams{},
	CreateAppParams{}, ResetAPIKeyParams{}, AddDomainParams{}, VerifyDomainParams{},
	AddAdminParams{}, DeleteAdminParams{}, CreateInviteParams{},
	ProviderPropertiesParams{}, ProviderPermissionsParams{}, SetProviderPermissionsParams{},
	AuthInfosParams{}, AnalyticsAccessParams{}, ActivityParams{}, SetStatusParams{}, SetBackplanePropertiesParams{},
	ShareBroadcastParams{}, ShareDirectParams{}, ShareCountParams{}, SetShareProvidersParams{},
}

func TestParamsTypesAreThoseOfEveryMethod(t *testing.T) {
	t.Parallel()
	known := map[reflect.Type]bool{}
	for _, params := range paramsTypes {
		known[reflect.TypeOf(params)] = true
	}
	for method := range reflect.TypeFor[*Client]().Methods() {
		if method.Type.NumIn() == 3 && method.Type.In(2).Kind() == reflect.Struct {
			assert.True(t, known[method.Type.In(2)], "%s takes params that are not among those tested here", method.Name)
		}
	}
}

// A new params struct with a secret in it has to be entered in two places; who
// forgets one is told here.
func TestEverySecretParameterIsTakenOutOfErrors(t *testing.T) {
	t.Parallel()
	personal := []string{"openid", "username", "filename", "primaryKey"} // not printed, and no secret
	for _, params := range paramsTypes {
		for field := range reflect.TypeOf(params).Fields() {
			name, _, _ := strings.Cut(field.Tag.Get("url"), ",")
			rules := strings.Split(field.Tag.Get("check"), ",")
			pasted := slices.Contains(rules, "key") || name == "token"
			if !pasted && name != "tokens" || field.Tag.Get("print") != "" || slices.Contains(personal, name) {
				continue
			}
			assert.True(t, redact.NamesSecret(name), "%T.%s is a key that is not printed, so it is a secret", params, field.Name)
		}
	}
}

// A tag that is misspelled would switch a check off without a word.
func TestParamsHaveNoTagThatNobodyReads(t *testing.T) {
	t.Parallel()
	for _, params := range paramsTypes {
		for field := range reflect.TypeOf(params).Fields() {
			assert.NotEmpty(t, field.Tag.Get("url"), "%T.%s needs the name of its parameter", params, field.Name)
			for rule := range strings.SplitSeq(field.Tag.Get("check"), ",") {
				assert.Contains(t, []string{"", "required", "key", "url", "email", "domain", "list"}, rule, "of %T.%s", params, field.Name)
			}
			assert.Contains(t, []string{"", "yes"}, field.Tag.Get("print"), "of %T.%s", params, field.Name)
		}
	}
}

func TestCheckParamsTakesNilForNothingAndATypedNilForAMistake(t *testing.T) {
	t.Parallel()
	require.NoError(t, checkParams("m", nil), "a call without params has nothing to check")
	err := checkParams("m", (*FacebookProperties)(nil))
	require.ErrorIs(t, err, ErrMissingParameter)
	require.ErrorContains(t, err, "FacebookProperties")
	require.Error(t, checkParams("m", &FacebookProperties{}), "a pointer is looked behind")
}

// unencodable is a field that go-querystring gives up on.
type unencodable string

func (u unencodable) EncodeValues(string, *url.Values) error {
	return errors.New("cannot: " + string(u))
}

func TestParamsThatCannotBeEncodedAreRefused(t *testing.T) {
	t.Parallel()
	service := httpmock.NewMockTransport()
	client, err := NewClient("example.rpxnow.com", "key", WithHTTPClient(&http.Client{Transport: service}))
	require.NoError(t, err)
	err = client.call(t.Context(), authInfo, struct {
		Token unencodable `url:"token"`
	}{"canary"}, nil)
	var refused *ParamError
	require.ErrorAs(t, err, &refused)
	assert.NotContains(t, err.Error(), "canary", "an encoder's error may quote the value")
	assert.Zero(t, service.GetTotalCallCount(), "half a form must not be sent")
}

func TestWithoutTakesOutEverySecretInBothForms(t *testing.T) {
	t.Parallel()
	secrets := keys{apiKey: "a+b/c", partnerKey: "123", clientSecret: "s p"}.secrets(url.Values{
		"token": {"tok&en"}, "identifier": {"http://a.example/"}, "secret": {""},
	})
	text := without(secrets, "a+b/c a%2Bb%2Fc tok&en tok%26en 123 http://a.example/")
	assert.NotContains(t, text, "a+b")
	assert.NotContains(t, text, "%2B")
	assert.NotContains(t, text, "tok")
	assert.Contains(t, text, "123", "three characters are a word more often than a secret")
	assert.Contains(t, text, "http://a.example/", "an identifier is no secret")
	assert.Equal(t, "nothing here", without(secrets, "nothing here"), "an empty secret takes nothing out")
}

func TestOneLineCutsWhatOthersSayAndNotWhatWeSay(t *testing.T) {
	t.Parallel()
	assert.Equal(t, "janrain: a b: c", oneLine("a\r\n\tb", ": c"))
	for length := range 600 {
		text := oneLine(strings.Repeat("x", length)+"üü", ": advice")
		assert.LessOrEqual(t, len(text), maxErrorText)
		assert.True(t, strings.HasSuffix(text, ": advice"), "of %d bytes", length)
		assert.Equal(t, strings.ToValidUTF8(text, ""), text, "no character is cut in two, at %d bytes", length)
	}
}

// A slip in a tag would switch a check off without a word.
func TestATagThatIsNotKnownPanics(t *testing.T) {
	t.Parallel()
	assert.Panics(t, func() {
		_ = checkParams("x", struct {
			A string `check:"requird"`
		}{})
	})
	assert.Panics(t, func() {
		_ = checkParams("x", struct {
			A int `check:"required"`
		}{})
	}, "a number has no check")
	assert.Panics(t, func() {
		_ = checkParams("x", struct {
			A []string `check:"key"`
		}{})
	}, "a list is checked as a list")
	assert.Panics(t, func() {
		_ = checkParams("x", struct {
			A time.Time `check:"list"`
		}{})
	}, "a time is there or not")
}
