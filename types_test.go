package janrain_test

import (
	"encoding/json"
	"fmt"
	"log/slog"
	"reflect"
	"testing"

	jsonv2 "github.com/go-json-experiment/json"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/janrain-go/janrain"
	"github.com/janrain-go/janrain/internal/acceptance/kit"
)

// answerTypes are all the structs that an answer is made of.
var answerTypes = []any{
	janrain.AuthInfo{}, janrain.Profile{}, janrain.Name{}, janrain.Address{},
	janrain.Contact{}, janrain.ContactDetails{}, janrain.ContactValue{}, janrain.Organization{}, janrain.Account{}, janrain.BodyType{},
	janrain.ProviderData{}, janrain.FacebookData{}, janrain.FoursquareData{}, janrain.LinkedInData{}, janrain.MixiData{},
	janrain.PayPalData{}, janrain.SalesforceData{},
	janrain.AmazonCredentials{}, janrain.DisqusCredentials{}, janrain.FacebookCredentials{}, janrain.FlickrCredentials{},
	janrain.MySpaceCredentials{}, janrain.YahooCredentials{}, janrain.GoogleCredentials{}, janrain.GooglePlusCredentials{},
	janrain.InstagramCredentials{}, janrain.LinkedInCredentials{}, janrain.OrkutCredentials{}, janrain.TwitterCredentials{},
	janrain.MixiCredentials{}, janrain.MyDigipassCredentials{}, janrain.PayPalCredentials{}, janrain.QQCredentials{},
	janrain.RenRenCredentials{}, janrain.SoundCloudCredentials{}, janrain.SinaWeiboCredentials{}, janrain.TumblrCredentials{},
	janrain.VKCredentials{}, janrain.MicrosoftAccountCredentials{}, janrain.XingCredentials{}, janrain.OtherCredentials{},
	janrain.Contacts{}, janrain.ContactList{}, janrain.Mapping{}, janrain.Mappings{}, janrain.AppSettings{}, janrain.DomainPatterns{},
	janrain.AvailableProviders{}, janrain.Providers{}, janrain.ShareProviders{}, janrain.RelyingParty{}, janrain.OAuthToken{}, janrain.Answer{},
	janrain.CreatedApp{}, janrain.APIKeyReset{}, janrain.Apps{}, janrain.App{},
	janrain.Admins{}, janrain.Admin{}, janrain.Invite{}, janrain.PendingInvites{}, janrain.PendingInvite{},
	janrain.FacebookSettings{}, janrain.LiveIDSettings{}, janrain.PayPalSettings{}, janrain.YahooSettings{}, janrain.ConsumerSettings{},
	janrain.ProviderPermissions{}, janrain.AnalyticsAccess{}, janrain.BackplaneServers{}, janrain.BackplaneServer{},
	janrain.Sharing{}, janrain.SharingResult{}, janrain.ShareItem{}, janrain.Share{}, janrain.ActionLink{},
}

// With value receivers they hold for a copy and for a pointer alike; package
// fmt looks no further than the value it has.
func TestAnswerTypesPrintAndWriteThemselves(t *testing.T) {
	t.Parallel()
	for _, v := range answerTypes {
		assert.Implements(t, (*fmt.Formatter)(nil), v)
		assert.Implements(t, (*slog.LogValuer)(nil), v)
		assert.Implements(t, (*json.Marshaler)(nil), v)
		assert.Implements(t, (*json.Unmarshaler)(nil), reflect.New(reflect.TypeOf(v)).Interface())
	}
}

// Tolerance lives in the decoding, not in the types: users see plain ones.
func TestAnswerTypesHavePlainFields(t *testing.T) {
	t.Parallel()
	for _, v := range answerTypes {
		typ := reflect.TypeOf(v)
		extra, ok := typ.FieldByName("Extra")
		assert.True(t, ok && extra.Type == reflect.TypeFor[map[string]json.RawMessage](), "%s keeps unknown members in Extra", typ)
		for f := range typ.Fields() {
			assert.True(t, f.IsExported(), "%s.%s: a caller must be able to build an answer for a test", typ, f.Name)
			assert.False(t, f.Anonymous, "%s.%s: an embedded type would lend its JSON methods", typ, f.Name)
		}
	}
}

// What the interface is for: a switch that the compiler has seen whole.
func TestCredentialsAreTheirTypesOfTheInterface(t *testing.T) {
	t.Parallel()
	specifiers := map[janrain.Provider]bool{}
	for _, v := range answerTypes {
		c, ok := reflect.TypeAssert[janrain.AccessCredentials](reflect.New(reflect.TypeOf(v)))
		if !ok {
			continue
		}
		assert.False(t, specifiers[c.Provider()], "two structs are for %q", c.Provider())
		specifiers[c.Provider()] = true
	}
	assert.Len(t, specifiers, 24, "one struct for each provider of the page, and one for the others")
}

// A changed part is what is stored, at whatever depth it is.
func TestChangedPartWinsOverWhatCame(t *testing.T) {
	t.Parallel()
	info := kit.ReadAuthInfo(t, "auth_info/odd_shapes")
	info.Profile.Email = "new@example.com"
	info.MergedPoco.Emails = append(info.MergedPoco.Emails, janrain.ContactValue{Value: "second@example.com"})
	info.MergedPoco.Details.BodyType.Weight = 70
	info.MergedPoco.CurrentLocation = nil
	info.Friends = nil
	info.Following = []string{"http://followed.example.org/"}
	info.ProviderData.LinkedIn.NumRecommenders = 8
	info.ProviderData.Facebook = &janrain.FacebookData{Games: json.RawMessage(`["chess"]`)}

	stored := kit.Unmarshal[janrain.AuthInfo](t, kit.Marshal(t, info))
	assert.Equal(t, "new@example.com", stored.Profile.Email)
	assert.NotContains(t, stored.Profile.Extra, "email", "nothing of the old value is left")
	assert.Equal(t, info.MergedPoco.Emails, stored.MergedPoco.Emails)
	assert.InDelta(t, 70, stored.MergedPoco.Details.BodyType.Weight, 0)
	assert.InDelta(t, 1.8, stored.MergedPoco.Details.BodyType.Height, 0, "what was not changed is as before")
	assert.Nil(t, stored.MergedPoco.CurrentLocation)
	assert.Empty(t, stored.Friends)
	assert.Equal(t, info.Following, stored.Following)
	assert.Equal(t, 8, stored.ProviderData.LinkedIn.NumRecommenders)
	assert.JSONEq(t, `["chess"]`, string(stored.ProviderData.Facebook.Games))
	assert.Equal(t, info.Profile.PrimaryKey, stored.Profile.PrimaryKey)
}

// The JSON of params is for a log: what it may show is there.
func TestTheJSONOfParamsShowsWhatMayBeSeen(t *testing.T) {
	t.Parallel()
	text, err := json.Marshal(janrain.AccessTokenParams{Identifier: kit.Identifier, Token: kit.Token})
	require.NoError(t, err)
	assert.Contains(t, string(text), kit.Identifier)
	assert.NotContains(t, string(text), kit.Token)
}

// paramsTypes are the params of every method of a Client, and the provider properties.
func paramsTypes() []reflect.Type {
	types := []reflect.Type{
		reflect.TypeFor[janrain.FacebookProperties](), reflect.TypeFor[janrain.LiveIDProperties](),
		reflect.TypeFor[janrain.PayPalProperties](), reflect.TypeFor[janrain.YahooProperties](),
		reflect.TypeFor[janrain.ConsumerProperties](),
	}
	for method := range reflect.TypeFor[*janrain.Client]().Methods() {
		if method.Type.NumIn() == 3 && method.Type.In(2).Kind() == reflect.Struct {
			types = append(types, method.Type.In(2))
		}
	}
	return types
}

// A job queue that stores params as JSON must not send them without their key later.
func TestParamsCannotBeReadFromTheirJSON(t *testing.T) {
	t.Parallel()
	types := paramsTypes()
	require.Greater(t, len(types), 30)
	for _, typ := range types {
		t.Run(typ.Name(), func(t *testing.T) {
			t.Parallel()
			job := reflect.StructOf([]reflect.StructField{
				{Name: "ID", Type: reflect.TypeFor[int]()}, {Name: "Params", Type: typ}, {Name: "Queue", Type: reflect.SliceOf(reflect.PointerTo(typ))},
			})
			for name, text := range map[string]string{"nothing": `{}`, "a field": `{"Provider":"google"}`, "null": `null`} {
				for how, err := range map[string]error{
					"json":                json.Unmarshal([]byte(text), reflect.New(typ).Interface()),
					"json v2":             jsonv2.Unmarshal([]byte(text), reflect.New(typ).Interface()),
					"json, in a struct":   json.Unmarshal([]byte(`{"ID":1,"Params":`+text+`}`), reflect.New(job).Interface()),
					"json v2, in a field": jsonv2.Unmarshal([]byte(`{"ID":1,"Params":`+text+`}`), reflect.New(job).Interface()),
				} {
					require.ErrorContains(t, err, typ.Name()+" cannot be read from JSON", "%s of %s", how, name)
				}
			}
			stored, err := json.Marshal(map[string]any{"Queue": []any{reflect.New(typ).Interface()}})
			require.NoError(t, err)
			require.ErrorContains(t, json.Unmarshal(stored, reflect.New(job).Interface()), "leaves secrets out", "a round trip")
		})
	}
}
