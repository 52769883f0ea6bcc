package endpoints

import (
	"bytes"
	"encoding/json"
	"fmt"
	"log/slog"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/janrain-go/janrain"
	"github.com/janrain-go/janrain/internal/acceptance/kit"
)

// visibleMembers are the members of a response that may be printed: they are neither secret nor
// personal.
var visibleMembers = []string{
	"stat", "appid", "applicationdomain", "realm", "realmscheme", "provider", "mode", "permissions",
	"fbappid", "liveidappid", "liveidprivacypolicyurl", "paypaldisplayname", "yahooappid", "server", "bus", "version",
	"signin", "social", "share", "domains", "privacypolicy", "favicon", "domainredirect",
}

// visibleFields are the fields of params that may be printed, as may every Provider: they are
// neither secret nor personal.
var visibleFields = []string{
	"Identifier", "ContactType", "PrivacyPolicy", "Favicon", "DomainRedirect", "DeviceType", "Domains", "PluginName",
	"PluginVersion", "ApplicationID", "Name", "Domain", "AppID", "Permissions", "Source", "Server", "Bus", "Version", "URL",
}

func isVisible(field reflect.StructField) bool {
	provider := reflect.TypeFor[janrain.Provider]()
	return slices.Contains(visibleFields, field.Name) || field.Type == provider || field.Type == reflect.SliceOf(provider)
}

// hideIn puts the canary into every string below the settable v, except in visible fields.
func hideIn(v reflect.Value, visible func(field string) bool) {
	switch v.Kind() {
	case reflect.String:
		v.SetString(kit.Canary)
	case reflect.Pointer:
		other := reflect.New(v.Type().Elem())
		hideIn(other.Elem(), visible)
		v.Set(other)
	case reflect.Slice:
		v.Set(reflect.MakeSlice(v.Type(), 1, 1))
		hideIn(v.Index(0), visible)
	case reflect.Interface:
		v.Set(reflect.ValueOf(kit.Canary))
	case reflect.Map:
		v.Set(reflect.MakeMap(v.Type()))
		value := reflect.New(v.Type().Elem()).Elem()
		if value.Kind() == reflect.Interface {
			hideIn(value, visible)
		} else {
			value.SetBytes([]byte(`"` + kit.Canary + `"`))
		}
		v.SetMapIndex(reflect.ValueOf(kit.Canary), value)
	case reflect.Struct:
		for i := range v.NumField() {
			if field := v.Type().Field(i); field.IsExported() && !visible(field.Name) {
				hideIn(v.Field(i), func(string) bool { return false })
			}
		}
	}
}

func TestParamsPrintNoSecretAndNoPersonalData(t *testing.T) {
	t.Parallel()
	for method := range reflect.TypeFor[*janrain.Client]().Methods() {
		if method.Type.NumIn() != 3 || method.Type.In(2).Kind() != reflect.Struct {
			continue
		}
		t.Run(method.Name, func(t *testing.T) {
			t.Parallel()
			params := reflect.New(method.Type.In(2)).Elem()
			var visible []string
			for field := range params.Type().Fields() {
				if isVisible(field) {
					visible = append(visible, field.Name)
				}
			}
			hideIn(params, func(field string) bool { return slices.Contains(visible, field) })
			for _, field := range visible {
				seen := params.FieldByName(field)
				if seen.Kind() == reflect.Pointer {
					seen.Set(reflect.New(seen.Type().Elem()))
					seen = seen.Elem()
				}
				if seen.Kind() == reflect.Slice {
					seen.Set(reflect.MakeSlice(seen.Type(), 1, 1))
					seen = seen.Index(0)
				}
				seen.SetString("seen-" + field)
				assert.Contains(t, fmt.Sprint(params.Interface()), field+":",
					"a field that is not secret must be printed")
				assert.Contains(t, fmt.Sprint(params.Interface()), "seen-"+field,
					"a field that is not secret must be printed")
			}
			assertHidden(t, params.Interface())
		})
	}
}

// assertHidden asserts that a value printed in any way shows no canary.
func assertHidden(t *testing.T, value any) {
	t.Helper()
	var out bytes.Buffer
	for placement, placed := range kit.Placements(value) {
		for _, verb := range kit.Verbs {
			kit.AssertNoSecret(t, fmt.Sprintf(verb, placed), fmt.Sprintf("%s of a %s of %T", verb, placement, value))
		}
	}
	pointer := reflect.New(reflect.TypeOf(value))
	pointer.Elem().Set(reflect.ValueOf(value))
	for _, logger := range []*slog.Logger{slog.New(slog.NewTextHandler(&out, nil)), slog.New(slog.NewJSONHandler(&out, nil))} {
		for _, v := range []any{value, pointer.Interface()} {
			logger.With("with", v).WithGroup("g").Info("message", "v", v, slog.Group("group", slog.Any("inner", v)))
		}
	}
	kit.AssertNoSecret(t, out.String(), fmt.Sprintf("slog of a %T", value))
	assert.NotContains(t, out.String(), "panicked")
	assert.Contains(t, fmt.Sprint(value), "[redacted]", "a redacted value must not look empty")
	assert.Contains(t, fmt.Sprint(value), reflect.TypeOf(value).String())
}

func TestResponsesPrintNoSecretAndNoPersonalData(t *testing.T) {
	t.Parallel()
	for _, recorded := range recordedResponses() {
		t.Run(recorded.file, func(t *testing.T) {
			t.Parallel()
			hidden := hideMembers(kit.ParseJSON(t, kit.ReadResponse(t, recorded.file)), "")
			text, err := json.Marshal(hidden)
			require.NoError(t, err)
			answer, err := responseOfFile(t, recorded, text)
			require.NoError(t, err)
			if _, ok := answer.(janrain.ProviderProperties); ok {
				assertHidden(t, answer)
				kit.AssertNoSecret(t, kit.Marshal(t, answer), "the JSON of properties")
				return
			}
			require.Contains(t, kit.Marshal(t, answer), kit.Canary+"-unknown", "the response must contain the canary")
			kit.Visit(reflect.ValueOf(answer), func(part reflect.Value) {
				if part.Kind() == reflect.Struct {
					assertHidden(t, part.Interface())
				}
			})
		})
	}
}

// hideMembers puts the canary into every string except the visible ones, and adds an unknown
// member with the canary.
func hideMembers(v any, member string) any {
	switch v := v.(type) {
	case map[string]any:
		for name, value := range v {
			v[name] = hideMembers(value, name)
		}
		if len(v) > 1 {
			v["unknown"] = kit.Canary + "-unknown"
		}
	case []any:
		if member == "email" { // a list of providers
			member = "share"
		}
		for i := range v {
			v[i] = hideMembers(v[i], member)
		}
	case string:
		if !slices.Contains(visibleMembers, strings.ToLower(member)) {
			return kit.Canary
		}
	}
	return v
}

// A log must show which application a response belongs to.
func TestResponsesPrintWhatIsNotSecret(t *testing.T) {
	t.Parallel()
	for method, want := range map[string]string{
		"CreateApp":           `janrain.CreatedApp{AppID:"zyxwvutsrqponmlkjihg" Realm:"shop.rpxnow.com" [redacted]}`,
		"ResetAPIKey":         `janrain.APIKey{[redacted]}`,
		"RelyingParty":        `janrain.RelyingParty{AppID:"zyxwvutsrqponmlkjihg" Realm:"shop.rpxnow.com" RealmScheme:"https" [redacted]}`,
		"ExchangeOAuthToken":  `janrain.OneTimeToken{[redacted]}`,
		"CreateInvite":        `janrain.Invite{[redacted]}`,
		"PendingInvites":      `janrain.PendingInvites{[redacted]}`,
		"BackplaneProperties": `janrain.BackplaneServers{[redacted]}`,
		"AnalyticsAccess":     `janrain.AnalyticsAccess{[redacted]}`,
		"ShareCount":          `janrain.Response{[redacted]}`,
		"Contacts":            `janrain.Contacts{[redacted]}`,
		"Mappings":            `janrain.Mappings{[redacted]}`,
	} {
		i := slices.IndexFunc(recordedResponses(), func(recorded recordedResponse) bool { return recorded.method == method })
		assert.Equal(t, want, fmt.Sprint(recordedResponses()[i].want))
	}
	server := recordedResponses()[slices.IndexFunc(recordedResponses(), func(r recordedResponse) bool { return r.method == "BackplaneProperties" })]
	assert.Equal(t, `janrain.BackplaneServer{Server:"backplane.example.com" Bus:"shop" Version:"v1.2" [redacted]}`,
		fmt.Sprintf("%+v", server.want.(*janrain.BackplaneServers).Servers[0]))
}

// Mappings are exported to files, but must not be printed.
func TestMappingPrintsNothing(t *testing.T) {
	t.Parallel()
	mapping := janrain.Mapping{PrimaryKey: kit.Canary, Identifiers: []string{kit.Canary}, Extra: map[string]json.RawMessage{"identifiers": kit.Raw(`"` + kit.Canary + `"`)}}
	assertHidden(t, mapping)
	text, err := json.Marshal(mapping)
	require.NoError(t, err)
	assert.JSONEq(t, `{"primaryKey":"canary","identifiers":"canary"}`, string(text), "the JSON is for storage and must be complete")
}

func TestClaimsPrintOnlyIssuerAndSubject(t *testing.T) {
	t.Parallel()
	claims := janrain.Claims{}
	hideIn(reflect.ValueOf(&claims).Elem(), func(field string) bool { return field == "Issuer" || field == "Subject" })
	claims.Issuer, claims.Subject = "https://shop.example", "http://a.example/"
	assertHidden(t, claims)
	assertHidden(t, *claims.Address)
	assert.Equal(t, `janrain.Claims{Issuer:"https://shop.example" Subject:"http://a.example/" [redacted]}`, fmt.Sprintf("%+v", &claims))
}
