package endpoints

import (
	"go/ast"
	"go/parser"
	"go/token"
	"net/http"
	"path/filepath"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/janrain-go/janrain"
	"github.com/janrain-go/janrain/internal/acceptance/kit"
)

// A requirement is a rule in a field's check tag.
type requirement struct{ method, field, parameter, rules string }

// requirements returns the requirements of each method. Those of provider properties are in
// partner_test.go.
func requirements() (all []requirement) {
	for method := range reflect.TypeFor[*janrain.Client]().Methods() {
		if method.Type.NumIn() != 3 || method.Type.In(2).Kind() != reflect.Struct {
			continue
		}
		for field := range method.Type.In(2).Fields() {
			if rules, ok := field.Tag.Lookup("check"); ok {
				parameter, _, _ := strings.Cut(field.Tag.Get("url"), ",")
				all = append(all, requirement{method.Name, field.Name, parameter, rules})
			}
		}
	}
	return all
}

// A field is checked if and only if its documentation says that it is required.
func TestRequiredFieldsAreCheckedAndDocumented(t *testing.T) {
	t.Parallel()
	packages, err := filepath.Glob(kit.Path("*.go"))
	require.NoError(t, err)
	fields := 0
	for _, name := range packages {
		file, err := parser.ParseFile(token.NewFileSet(), name, nil, parser.ParseComments)
		require.NoError(t, err)
		ast.Inspect(file, func(n ast.Node) bool {
			field, ok := n.(*ast.Field)
			if !ok || field.Tag == nil || !strings.Contains(field.Tag.Value, `url:"`) || strings.Contains(field.Tag.Value, `url:"-"`) {
				return true
			}
			fields++
			comment := strings.TrimSpace(field.Doc.Text() + field.Comment.Text())
			documented := regexp.MustCompile(`(^|[;.]\s)[Rr]equired($|[;.])`).MatchString(comment)
			checked := strings.Contains(field.Tag.Value, `check:"required`)
			assert.Equal(t, checked, documented, "%s: %v: %s", name, field.Names, comment)
			return true
		})
	}
	assert.NotZero(t, fields)
}

// badTexts has texts that people paste by mistake, by the rule that they break.
var badTexts = map[string][]string{
	"required": {"", " ", "\t\r\n", "\u00a0"},
	"key":      {"canary\r", "canary\n", " canary", "canary\u200b", "can\x00ary", "canary\xff", " "},
	"url":      {"canary", "/canary", "//canary.example/", "canary.example/x", "https:canary", "https://canary.example/\r", " https://canary.example/", "https://%zz.example/"},
	"email":    {"canary", "canary@", "Canary <canary@a.example>", "canary@a.example,b@b.example", "canary@a.example\r\n", " canary@a.example"},
	"domain":   {"https://canary.example", "canary.example/x", "canary@shop.example", "canary example", "canary..example", ".canary", "canary\r", "canar\u00fd.example"},
	"list":     {"", " ", "canary,b", "canary\r", " canary", "a canary", "can\x00ary"},
}

// badValues returns values of a field's type that break one of its rules, and whether each counts
// as missing.
func badValues(field reflect.Type, rules string) (values []reflect.Value, missing []bool) {
	add := func(v any, isMissing bool) {
		values, missing = append(values, reflect.ValueOf(v).Convert(field)), append(missing, isMissing)
	}
	for rule := range strings.SplitSeq(rules, ",") {
		for _, text := range badTexts[rule] {
			switch {
			case field.Kind() == reflect.String:
				add(text, rule == "required" || strings.Contains(rules, "required") && strings.TrimSpace(text) == "")
			case rule == "list":
				list := reflect.MakeSlice(field, 2, 2)
				list.Index(0).SetString("fine")
				list.Index(1).SetString(text)
				add(list.Interface(), false)
			}
		}
	}
	if field.Kind() != reflect.String && strings.Contains(rules, "required") {
		add(reflect.Zero(field).Interface(), true)
		if field.Kind() == reflect.Slice {
			add(reflect.MakeSlice(field, 0, 1).Interface(), true)
		}
	}
	return values, missing
}

// goodParams returns params of the method in which the field is set.
func goodParams(t *testing.T, method, field string) reflect.Value {
	t.Helper()
	i := slices.IndexFunc(kit.GoldenForms, func(golden kit.GoldenForm) bool {
		return golden.Method == method && !reflect.ValueOf(golden.Params).FieldByName(field).IsZero()
	})
	require.GreaterOrEqual(t, i, 0, "no golden form of %s has %s", method, field)
	good := reflect.New(reflect.TypeOf(kit.GoldenForms[i].Params)).Elem()
	good.Set(reflect.ValueOf(kit.GoldenForms[i].Params))
	return good
}

func TestEachRequirementIsCheckedBeforeSending(t *testing.T) {
	t.Parallel()
	for _, r := range requirements() {
		t.Run(r.method+" "+r.field, func(t *testing.T) {
			t.Parallel()
			params := goodParams(t, r.method, r.field)
			values, missing := badValues(params.FieldByName(r.field).Type(), r.rules)
			require.NotEmpty(t, values)
			for i, value := range values {
				params.FieldByName(r.field).Set(value)
				assertRefused(t, r.method, params.Interface(), r.field, r.parameter, missing[i])
			}
		})
	}
}

// assertRefused asserts that a call with invalid params is rejected.
func assertRefused(t *testing.T, method string, params any, field, parameter string, missing bool) {
	t.Helper()
	service := kit.RespondWith(kit.Success)
	answer, err := kit.CallByName(t.Context(), kit.Client(t, service), method, params)
	require.Error(t, err, "%s must be rejected because of %s", method, field)
	assert.Nil(t, answer, "a rejected call must not return a response")
	refused := kit.RequireParamError(t, err, field, parameter)
	assert.Equal(t, kit.EndpointOf(t, method).Name, refused.Endpoint)
	assert.Equal(t, missing, refused.Missing, "Missing must tell a missing from an invalid value: %v", err)
	assert.NotContains(t, err.Error(), "canary", "the error must not repeat the value")
	service.AssertSilent(t)
}

// Some rules concern several fields.
func TestParamsThatConflictAreRejected(t *testing.T) {
	t.Parallel()
	review := janrain.Activity{URL: kit.ShopURL, Action: "came"}
	type row struct {
		name, method, field, parameter string
		params                         any
		missing                        bool
	}
	rows := []row{
		{"neither an identifier nor all", "Unmap", "Identifier", "identifier", janrain.UnmapParams{PrimaryKey: "7"}, true},
		{"an identifier and all", "Unmap", "Identifier", "identifier", janrain.UnmapParams{PrimaryKey: "7", Identifier: kit.Facebook7, AllIdentifiers: true}, false},
		{"no setting", "SetAppSettings", "params", "", janrain.SetAppSettingsParams{}, true},
		{"privacy policy that is no URL", "SetAppSettings", "PrivacyPolicy", "privacyPolicy", janrain.SetAppSettingsParams{PrivacyPolicy: new("canary")}, false},
		{"favicon that is a path", "SetAppSettings", "Favicon", "favicon", janrain.SetAppSettingsParams{Favicon: new("/canary")}, false},
		{"redirect of white space", "SetAppSettings", "DomainRedirect", "domainRedirect", janrain.SetAppSettingsParams{DomainRedirect: new(" ")}, false},
		{"neither a token nor a code", "ExchangeOAuthToken", "Token", "token", janrain.ExchangeOAuthTokenParams{Provider: "facebook", TokenSecret: "canary"}, true},
		{"a token and a code", "ExchangeOAuthToken", "Token", "token", janrain.ExchangeOAuthTokenParams{Provider: "facebook", Token: "canary", Code: "canary", RedirectURI: "canary"}, false},
		{"an id token and a code", "ExchangeOAuthToken", "Token", "token", janrain.ExchangeOAuthTokenParams{Provider: "apple", IDToken: "canary", Code: "canary", RedirectURI: "canary"}, false},
		{"a token and an id token", "ExchangeOAuthToken", "IDToken", "id_token", janrain.ExchangeOAuthTokenParams{Provider: "apple", Token: "canary", IDToken: "canary"}, false},
		{"a code without its URL", "ExchangeOAuthToken", "RedirectURI", "redirect_uri", janrain.ExchangeOAuthTokenParams{Provider: "facebook", Code: "canary"}, true},
		{"Twitter without a secret", "ExchangeOAuthToken", "TokenSecret", "token_secret", janrain.ExchangeOAuthTokenParams{Provider: "twitter", Token: "canary"}, true},
		{"Apple without an id token", "ExchangeOAuthToken", "IDToken", "id_token", janrain.ExchangeOAuthTokenParams{Provider: "apple", Token: "canary"}, true},
		{"Apple in capitals", "ExchangeOAuthToken", "IDToken", "id_token", janrain.ExchangeOAuthTokenParams{Provider: "Apple", Token: "canary"}, true},
		{"WeChat without an openid", "ExchangeOAuthToken", "OpenID", "openid", janrain.ExchangeOAuthTokenParams{Provider: "wechat", Token: "canary"}, true},
		{"Google without a code", "VerifyDomain", "Code", "code", janrain.VerifyDomainParams{Provider: "google", Filename: "canary"}, true},
		{"Yahoo! without a file", "VerifyDomain", "Filename", "filename", janrain.VerifyDomainParams{Provider: "yahoo", Code: "canary"}, true},
		{"neither a code nor a file", "VerifyDomain", "Code", "code", janrain.VerifyDomainParams{Provider: "bravenew"}, true},
		{"a code and a file", "VerifyDomain", "Code", "code", janrain.VerifyDomainParams{Provider: "google", Code: "canary", Filename: "canary"}, false},
		{"an end before the start", "AnalyticsAccess", "End", "end", janrain.AnalyticsAccessParams{Start: kit.Day(2, 1), End: kit.Day(1, 31)}, false},
		{"no user", "PostActivity", "Identifier", "identifier", janrain.PostActivityParams{Activity: review}, true},
		{"two users", "PostActivity", "Identifier", "identifier", janrain.PostActivityParams{Identifier: kit.Facebook7, DeviceToken: "canary", Activity: review}, false},
		{"no URL", "PostActivity", "Activity.URL", "activity", janrain.PostActivityParams{Identifier: kit.Facebook7, Activity: janrain.Activity{Action: "canary"}}, true},
		{"no action", "PostActivity", "Activity.Action", "activity", janrain.PostActivityParams{Identifier: kit.Facebook7, Activity: janrain.Activity{URL: kit.ShopURL}}, true},
		{
			"media that cannot be marshalled", "PostActivity", "Activity", "activity",
			janrain.PostActivityParams{Identifier: kit.Facebook7, Activity: janrain.Activity{URL: kit.ShopURL, Action: "came", Media: []any{func() {}}}}, false,
		},
		{"no user", "SetStatus", "Identifier", "identifier", janrain.SetStatusParams{Status: "canary"}, true},
		{"two users", "SetStatus", "Identifier", "identifier", janrain.SetStatusParams{Status: "canary", Identifier: kit.Facebook7, DeviceToken: "canary"}, false},
		{"no user", "ShareBroadcast", "Identifier", "identifier", janrain.ShareBroadcastParams{Message: "canary"}, true},
		{"two users", "ShareBroadcast", "Identifier", "identifier", janrain.ShareBroadcastParams{Identifier: kit.Facebook7, DeviceToken: "canary"}, false},
		{"no recipient", "ShareDirect", "Recipients", "recipients", janrain.ShareDirectParams{Identifier: kit.Facebook7, Recipients: []string{}}, true},
		{"a recipient without an id", "ShareDirect", "Recipients", "recipients", janrain.ShareDirectParams{Identifier: kit.Facebook7, Recipients: []string{"2", ""}}, false},
		{
			"a blank recipient", "ShareDirect", "Recipients", "recipients",
			janrain.ShareDirectParams{Identifier: kit.Facebook7, Recipients: []string{"2", " "}, Message: "canary"}, false,
		},
		{
			"a URL for one of two recipients", "ShareDirect", "RecipientURLs", "recipientUrls",
			janrain.ShareDirectParams{Identifier: kit.Facebook7, Recipients: []string{"2", "3"}, RecipientURLs: []string{kit.Facebook7}, Message: "canary"}, false,
		},
		{"nothing to share", "ShareBroadcast", "Message", "message", janrain.ShareBroadcastParams{Identifier: kit.Facebook7, Message: " ", Source: "canary"}, true},
		{
			"nothing to share", "ShareDirect", "Message", "message",
			janrain.ShareDirectParams{Identifier: kit.Facebook7, Recipients: []string{"2"}, ObjectID: "canary"}, true,
		},
		{"media that is no JSON", "ShareBroadcast", "Media", "media", janrain.ShareBroadcastParams{Identifier: kit.Facebook7, Media: "canary"}, false},
		{
			"a link to nowhere", "ShareBroadcast", "ActionLink.Link", "actionLink",
			janrain.ShareBroadcastParams{Identifier: kit.Facebook7, ActionLink: &janrain.ActionLink{Name: "canary"}}, false,
		},
		{"a start before years had four digits", "AnalyticsAccess", "Start", "start", janrain.AnalyticsAccessParams{Start: time.Date(-5, 1, 1, 0, 0, 0, 0, time.UTC), End: kit.Day(2, 1)}, false},
		{"an end when they have five", "AnalyticsAccess", "End", "end", janrain.AnalyticsAccessParams{Start: kit.Day(2, 1), End: time.Date(10_000, 1, 1, 0, 0, 0, 0, time.UTC)}, false},
		{"no user", "ShareDirect", "Identifier", "identifier", janrain.ShareDirectParams{Recipients: []string{"2"}}, true},
		{"two users", "ShareDirect", "Identifier", "identifier", janrain.ShareDirectParams{Recipients: []string{"2"}, Identifier: kit.Facebook7, DeviceToken: "canary"}, false},
		{"no provider", "SetShareProviders", "Share", "share", janrain.SetShareProvidersParams{}, true},
		{"no user name", "SetBackplaneProperties", "Username", "username", janrain.SetBackplanePropertiesParams{Server: "s", Bus: "b", Password: "canary"}, true},
		{"no password", "SetBackplaneProperties", "Password", "password", janrain.SetBackplanePropertiesParams{Server: "s", Bus: "b", Username: "canary"}, true},
	}
	for _, row := range rows {
		t.Run(row.method+" with "+row.name, func(t *testing.T) {
			t.Parallel()
			assertRefused(t, row.method, row.params, row.field, row.parameter, row.missing)
		})
	}
}

func TestEveryCallRejectsANilContextAndANilClient(t *testing.T) {
	t.Parallel()
	for _, row := range kit.Endpoints {
		t.Run(row.Name, func(t *testing.T) {
			t.Parallel()
			var params any
			if i := slices.IndexFunc(kit.GoldenForms, func(golden kit.GoldenForm) bool { return golden.Method == row.Method }); i >= 0 {
				params = kit.GoldenForms[i].Params
			} else if row.Method == "SetProviderProperties" {
				params = kit.Google(nil)
			}
			service := kit.RespondWith(kit.ResponseToAll)
			_, err := kit.CallByName((*kit.ContextOfNone)(nil), kit.Client(t, service), row.Method, params)
			kit.RequireParamError(t, err, "ctx", "")
			for _, client := range []*janrain.Client{nil, {}} {
				_, err = kit.CallByName(t.Context(), client, row.Method, params)
				kit.RequireParamError(t, err, "Client", "")
			}
			service.AssertSilent(t)

			needsKey := row.Keys == kit.TwoKeys || row.Keys == kit.TheirKey
			alone, err := janrain.NewClient(kit.Domain, kit.APIKey, janrain.WithHTTPClient(&http.Client{Transport: service}))
			require.NoError(t, err)
			_, err = kit.CallByName(t.Context(), alone, row.Method, params)
			if !needsKey {
				assert.NoError(t, err, "a call that needs no partner key must work without one")
				return
			}
			kit.RequireParamError(t, err, "WithPartnerKey", "partnerKey")
			service.AssertSilent(t)
		})
	}
}
