package endpoints

import (
	"encoding/json"
	"maps"
	"net/http"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/janrain-go/janrain"
	"github.com/janrain-go/janrain/internal/acceptance/kit"
)

// A recordedResponse is a response in testdata and the value that the method must return for it.
// Each family of calls lists its responses in its own test file.
type recordedResponse struct {
	file, method string
	want         any
}

func recordedResponses() []recordedResponse {
	return slices.Concat(userDataResponses, mappingsResponses, settingsResponses, providersResponses, otherResponses,
		appsResponses, adminsResponses, partnerResponses, sharingResponses)
}

// responseOfFile finds a response by file. For app/get_properties, the response type depends on
// the params.
func responseOfFile(t *testing.T, recorded recordedResponse, text []byte) (any, error) {
	t.Helper()
	if properties, ok := recorded.want.(janrain.ProviderProperties); ok {
		params := janrain.ProviderPropertiesParams{Provider: providerOf(properties)}
		return kit.CallByName(t.Context(), kit.ClientReading(t, http.StatusOK, text), recorded.method, params)
	}
	return kit.CallOn(t, recorded.method, text)
}

func TestEachResponseIsDecoded(t *testing.T) {
	t.Parallel()
	for _, recorded := range recordedResponses() {
		t.Run(recorded.file, func(t *testing.T) {
			t.Parallel()
			got, err := responseOfFile(t, recorded, kit.ReadResponse(t, recorded.file))
			require.NoError(t, err)
			require.Equal(t, recorded.want, withoutStat(t, got))
		})
	}
}

// withoutStat returns a response without its stat, which is among the members that have no field.
func withoutStat(t *testing.T, response any) any {
	t.Helper()
	if _, ok := response.(janrain.ProviderProperties); ok {
		return response
	}
	field := reflect.ValueOf(response).Elem().FieldByName("Extra")
	extra := field.Interface().(kit.Extra)
	assert.Equal(t, `"ok"`, string(extra["stat"]), "stat is kept")
	delete(extra, "stat")
	if len(extra) == 0 {
		field.SetZero()
	}
	return response
}

func TestEachResponseSurvivesARoundTrip(t *testing.T) {
	t.Parallel()
	for _, recorded := range recordedResponses() {
		if _, ok := recorded.want.(janrain.ProviderProperties); ok {
			continue // params, which cannot be stored
		}
		t.Run(recorded.file, func(t *testing.T) {
			t.Parallel()
			unknown := withUnknown(kit.ParseJSON(t, kit.ReadResponse(t, recorded.file)))
			text, err := json.Marshal(unknown)
			require.NoError(t, err)
			answer, err := responseOfFile(t, recorded, text)
			require.NoError(t, err)
			assertKeepsUnknown(t, answer)
			for codecName, codec := range kit.Codecs {
				stored, err := codec.Marshal(answer)
				require.NoError(t, err)
				again := reflect.New(reflect.TypeOf(answer).Elem())
				require.NoError(t, codec.Unmarshal(stored, again.Interface()))
				kit.Normalize(t, answer)
				kit.Normalize(t, again.Interface())
				require.Equal(t, answer, again.Interface(),
					"the response must be the same after a round trip through %s", codecName)
				if !isWrapped(recorded.file) {
					kit.AssertSameJSON(t, string(text), string(stored), "no member may be lost, added or changed by "+codecName)
				}
			}
		})
	}
}

func isWrapped(file string) bool { return strings.HasSuffix(file, "/wrapped") }

// withUnknown adds an unknown member to every object below v except the wrapper, which has one
// member and is not part of the response.
func withUnknown(v any) any {
	switch v := v.(type) {
	case map[string]any:
		for name, value := range v {
			v[name] = withUnknown(value)
		}
		if len(v) > 1 {
			v["bravenew"] = map[string]any{"list": []any{nil, 1.5, "x"}}
		}
	case []any:
		for i := range v {
			v[i] = withUnknown(v[i])
		}
	}
	return v
}

func assertKeepsUnknown(t *testing.T, answer any) {
	t.Helper()
	kept := reflect.Indirect(reflect.ValueOf(answer)).FieldByName("Extra").Interface().(kit.Extra)
	require.Contains(t, kept, "bravenew", "unknown members must be kept")
	assert.JSONEq(t, `{"list":[null,1.5,"x"]}`, string(kept["bravenew"]))
}

// The vendor's pages show some partner responses in a wrapper, of which there are two names, and
// write some names in lower case.
func TestPartnerResponseIsDecodedInEveryWrapperAndCase(t *testing.T) {
	t.Parallel()
	for _, recorded := range recordedResponses() {
		path := kit.EndpointOf(t, recorded.method).Path
		if isWrapped(recorded.file) || !strings.HasPrefix(path, "/partner/") && !strings.HasPrefix(path, "/plugin/") {
			continue
		}
		t.Run(recorded.file, func(t *testing.T) {
			t.Parallel()
			plain := kit.ParseJSON(t, kit.ReadResponse(t, recorded.file))
			for _, change := range []func(string) string{strings.ToLower, strings.ToUpper, strings.Clone} {
				for _, wrapper := range []string{"", "partnerresponse", "PartnerResponse", "PLUGINRESPONSE", "pluginresponse"} {
					changed := renamed(plain, change)
					if wrapper != "" {
						changed = map[string]any{wrapper: changed}
					}
					text, err := json.Marshal(changed)
					require.NoError(t, err)
					got, err := responseOfFile(t, recorded, text)
					require.NoError(t, err, "%s", text)
					assertSameTyped(t, recorded.want, got, string(text))
				}
			}
		})
	}
}

// renamed changes the names of a response's members except stat.
func renamed(v any, change func(string) string) any {
	switch v := v.(type) {
	case map[string]any:
		other := map[string]any{}
		for name, value := range v {
			if name != "stat" {
				name = change(name)
			}
			other[name] = renamed(value, change)
		}
		return other
	case []any:
		other := make([]any, len(v))
		for i := range v {
			other[i] = renamed(v[i], change)
		}
		return other
	}
	return v
}

// assertSameTyped compares everything except Extra, which keeps the names unchanged.
func assertSameTyped(t *testing.T, want, got any, text string) {
	t.Helper()
	w, g := reflect.Indirect(reflect.ValueOf(want)), reflect.Indirect(reflect.ValueOf(got))
	for i := range w.NumField() {
		if name := w.Type().Field(i).Name; name != "Extra" {
			assert.Equal(t, w.Field(i).Interface(), g.Field(i).Interface(), "%s of %s", name, text)
		}
	}
}

// A response of the Social API has no wrapper, and its names match exactly: the content of a
// wrapper does not count, and STAT is not stat.
func TestSocialResponseHasNoWrapperAndExactNames(t *testing.T) {
	t.Parallel()
	for _, row := range kit.Endpoints {
		if strings.HasPrefix(row.Path, "/partner/") || strings.HasPrefix(row.Path, "/plugin/") {
			continue
		}
		for _, text := range []string{`{"partnerresponse":{"stat":"ok"}}`, `{"STAT":"ok"}`, `{"Stat":"ok"}`} {
			answer, err := kit.CallOn(t, row.Method, []byte(text))
			var garbled *janrain.DecodeError
			require.ErrorAs(t, err, &garbled, "%s of %s must count as a response without stat", text, row.Name)
			assert.Nil(t, answer)
		}
	}
}

// The name of a field that no response in testdata sets might be misspelled.
func TestEveryFieldOfEveryResponseIsInTestdata(t *testing.T) {
	t.Parallel()
	filled := map[reflect.Type]map[string]bool{}
	for _, recorded := range recordedResponses() {
		kit.Visit(reflect.ValueOf(recorded.want), func(part reflect.Value) {
			if part.Kind() != reflect.Struct {
				return
			}
			if filled[part.Type()] == nil {
				filled[part.Type()] = map[string]bool{}
			}
			for field, value := range part.Fields() {
				if !value.IsZero() {
					filled[part.Type()][field.Name] = true
				}
			}
		})
	}
	for typ := range maps.Keys(filled) {
		if slices.Contains(olderTypes, typ) {
			continue // these have their own tests
		}
		for field := range typ.Fields() {
			if field.Name != "Extra" {
				assert.True(t, filled[typ][field.Name], "no response in testdata sets %s.%s", typ, field.Name)
			}
		}
	}
}

var olderTypes = []reflect.Type{
	reflect.TypeFor[janrain.AuthInfo](), reflect.TypeFor[janrain.Profile](), reflect.TypeFor[janrain.Name](), reflect.TypeFor[janrain.Address](),
	reflect.TypeFor[janrain.Contact](), reflect.TypeFor[janrain.ContactValue](), reflect.TypeFor[janrain.ProviderData](),
}

// A response needs the member that the call asks for; stat ok alone is not a success.
func TestResponseWithoutItsRequiredMemberIsAnError(t *testing.T) {
	t.Parallel()
	for method, member := range map[string]string{
		"ExchangeOAuthToken": "token", "CreateApp": "apiKey", "ResetAPIKey": "apiKey", "CreateInvite": "inviteUrl", "AnalyticsAccess": "url",
	} {
		for _, value := range []string{`"x":1`, `"` + member + `":""`, `"` + member + `":null`, `"` + member + `":{}`} {
			answer, err := kit.CallOn(t, method, []byte(`{"stat":"ok",`+value+`}`))
			var garbled *janrain.DecodeError
			require.ErrorAs(t, err, &garbled, "%s with %s", method, value)
			assert.Contains(t, garbled.Reason, member, "the text must name the missing member")
			assert.Nil(t, answer, "%s with %s", method, value)
			assert.Equal(t, janrain.FaultService, janrain.FaultOf(err))
		}
	}
}
