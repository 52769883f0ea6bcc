package janrain_test

import (
	"encoding/json"
	"fmt"
	"log/slog"
	"reflect"
	"testing"
	"time"

	jsonv2 "github.com/go-json-experiment/json"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/janrain-go/janrain"
	"github.com/janrain-go/janrain/internal/acceptance/kit"
	"github.com/janrain-go/janrain/janraintest"
)

// Who marks an answer as limited changes the mark and nothing else of it.
func TestAChangedMarkOfLimitedDataLeavesTheRest(t *testing.T) {
	t.Parallel()
	info := kit.Unmarshal[janrain.AuthInfo](t, `{"stat":"ok","profile":{"identifier":"x"},"new":{"a":1},"limited_data":false}`)
	info.LimitedData = true
	assert.JSONEq(t, `{"stat":"ok","profile":{"identifier":"x"},"new":{"a":1},"limitedData":true}`, kit.Marshal(t, info))
	assert.Equal(t, kit.Extra{"stat": kit.Raw(`"ok"`), "new": kit.Raw(`{"a":1}`), "limited_data": kit.Raw("false")}, info.Extra, "the caller's answer is left alone")
}

func TestANumberBeforeWhiteSpaceEndsThere(t *testing.T) {
	t.Parallel()
	for _, space := range []string{"", " ", "\t", "\n", "\r", " \r\n\t"} {
		profile := kit.Unmarshal[janrain.Profile](t, `{"displayName":7`+space+`,"x":[1`+space+`],"y":true`+space+`}`)
		assert.Equal(t, "7", profile.DisplayName, "before %q", space)
		assert.Equal(t, kit.Raw("true"), profile.Extra["y"], "before %q", space)
	}
}

func TestCredentialsMayExpireAtADate(t *testing.T) {
	t.Parallel()
	for _, given := range []string{`"2012-09-13T00:44:03Z"`, `"2012-09-13T02:44:03+02:00"`, `1347497043`, `"1347497043"`} {
		credentials := kit.Unmarshal[janrain.FacebookCredentials](t, `{"accessToken":"t","expires":`+given+`}`)
		assert.Equal(t, time.Unix(1347497043, 0).UTC(), credentials.Expires, "of %s", given)
		again, err := json.Marshal(credentials)
		require.NoError(t, err)
		assert.JSONEq(t, `{"accessToken":"t","expires":`+given+`}`, string(again), "it is written as it came")
	}
	assert.Zero(t, kit.Unmarshal[janrain.FacebookCredentials](t, `{"expires":"soon"}`).Expires)
}

// goldenRaw is Extra or a verbatim field of a golden answer.
type goldenRaw = map[string]json.RawMessage

func goldenJSON(text string) json.RawMessage { return json.RawMessage(text) }

// golden is what each release has stored, with what every later one must read
// in it. There is one file for each release: json.Marshal of an *AuthInfo as
// that release wrote it. A file is never edited: it is what lies in the
// databases of the callers.
var golden = map[string]*janrain.AuthInfo{
	"v0.1.0": {
		Profile: janrain.Profile{
			Identifier: "http://www.facebook.com/profile.php?id=100000777900", ProviderName: "Facebook", ProviderSpecifier: "facebook",
			PrimaryKey: "4711", DisplayName: "Golda <Kept> & Sons \u2028", PreferredUsername: "golda",
			Name:  janrain.Name{Formatted: "Golda Kept", GivenName: "Golda", FamilyName: "Kept", Extra: goldenRaw{"pronunciation": goldenJSON(`"GOL-da"`)}},
			Email: "golda@kept.example.com", VerifiedEmail: "golda@kept.example.com", URL: "http://kept.example.com", Photo: "http://pics.example.com/g",
			PhoneNumber: "+1 555 010 0100", Gender: "female", Birthday: "0000-01-31", UTCOffset: "+05:30",
			Address:     janrain.Address{Formatted: "1 Vault Lane\nSafeton", Type: "currentLocation"},
			LimitedData: true,
			Extra: goldenRaw{
				"phone": goldenJSON(`"+1 555 010 0100"`), "primaryKey": goldenJSON(`4711`), "googleUserId": goldenJSON(`null`),
				"score": goldenJSON(`1.50`), "long": goldenJSON(`123456789012345678901234567890`),
			},
		},
		AccessCredentials: &janrain.FacebookCredentials{
			AccessToken: "golden-access-token", UID: "100000777900", Type: "Facebook", Expires: time.Unix(1912345678, 0).UTC(),
			Scopes: []string{"email", "user_likes"}, Extra: goldenRaw{"scopes": goldenJSON(`["email","user_likes"]`), "machineId": goldenJSON(`"m-1"`)},
		},
		MergedPoco: &janrain.Contact{
			ID: "77", DisplayName: "Golda Kept", Connected: true,
			Emails:        []janrain.ContactValue{{Value: "golda@kept.example.com", Type: "home", Primary: true}},
			PhoneNumbers:  []janrain.ContactValue{{Value: "+1 555 010 0100"}},
			Tags:          []string{"one"},
			Addresses:     []janrain.Address{{Locality: "Safeton", PostalCode: "00042", Primary: true}},
			Organizations: []janrain.Organization{{Name: "Kept & Sons", StartDate: "2007-05", EndDate: "0000-00", Extra: goldenRaw{"size": goldenJSON(`12`)}}},
			Accounts:      []janrain.Account{{Domain: "twitter.com", Username: "golda", UserID: "42"}},
			Details: &janrain.ContactDetails{
				BodyType: &janrain.BodyType{Height: 1.8, Weight: 70.5, Extra: goldenRaw{"height": goldenJSON(`"1.80"`)}},
			},
			CurrentLocation: &janrain.Address{Formatted: "Safeton"},
			LanguagesSpoken: []string{"Dutch", "Odia"},
			Extra: goldenRaw{
				"id": goldenJSON(`77`), "phoneNumbers": goldenJSON(`"+1 555 010 0100"`), "tags": goldenJSON(`"one"`), "connected": goldenJSON(`"true"`),
				"currentLocation": goldenJSON(`"Safeton"`), "books": goldenJSON(`[]`), "constellation": goldenJSON(`"Lyra"`),
			},
		},
		Friends:   []string{"http://www.facebook.com/profile.php?id=100000777901"},
		Following: []string{"http://followed.example.org/"}, Followers: []string{"http://follower.example.org/"}, Friendships: []string{"http://both.example.org/"},
		ProviderData: janrain.ProviderData{
			Facebook: &janrain.FacebookData{Albums: goldenJSON(`[{"id":"a-1","count":3}]`), Games: goldenJSON(`[]`)},
			LinkedIn: &janrain.LinkedInData{NumRecommenders: 4, Industry: "Vaults"},
			Extra:    goldenRaw{"LinkedIn": goldenJSON(`{"numRecommenders":4,"industry":"Vaults"}`), "bravenew": goldenJSON(`{"tier":"gold"}`)},
		},
		LimitedData: true,
		Extra:       goldenRaw{"stat": goldenJSON(`"ok"`), "limited_data": goldenJSON(`"true"`), "sreg": goldenJSON(`{"nickname":"golda"}`)},
	},
}

func TestStoredAnswersOfEveryReleaseAreRead(t *testing.T) {
	t.Parallel()
	for release, want := range golden {
		kit.Normalize(t, want)
		for codecName, codec := range kit.Codecs {
			t.Run(release+" by "+codecName, func(t *testing.T) {
				t.Parallel()
				text := kit.ReadResponse(t, "golden/"+release)
				var got janrain.AuthInfo
				require.NoError(t, codec.Unmarshal(text, &got))
				kit.Normalize(t, &got)
				require.Equal(t, want, &got, "what %s stored must read as it did then", release)

				again, err := codec.Marshal(got)
				require.NoError(t, err)
				kit.AssertSameJSON(t, string(text), string(again), "storing it again must lose nothing")
			})
		}
	}
}

func TestEveryGoldenFileIsRead(t *testing.T) {
	t.Parallel()
	for _, name := range kit.ResponsesIn(t, "golden") {
		assert.Contains(t, golden, name[len("golden/"):], "a release's file without its expectation")
	}
}

// Callers store answers, with whichever JSON package they use.
func TestRoundTripOfEveryAnswerLosesNothing(t *testing.T) {
	t.Parallel()
	for _, name := range kit.ResponsesIn(t, "auth_info") {
		for codecName, codec := range kit.Codecs {
			t.Run(name+" through "+codecName, func(t *testing.T) {
				t.Parallel()
				text := kit.ReadResponse(t, name)
				var first, second janrain.AuthInfo
				require.NoError(t, codec.Unmarshal(text, &first))
				again, err := codec.Marshal(first)
				require.NoError(t, err)
				kit.AssertSameJSON(t, string(text), string(again), "no member may be lost, added or changed")
				require.NoError(t, codec.Unmarshal(again, &second))

				asCalled := kit.ReadAuthInfo(t, name)
				for _, info := range []*janrain.AuthInfo{&first, &second, asCalled} {
					kit.Normalize(t, info)
				}
				require.Equal(t, &first, &second, "a stored answer must read the same")
				require.Equal(t, asCalled, &first, "and as the call itself gave it")
			})
		}
	}
}

// What one package wrote the other reads: a program may change over.
func TestRoundTripFromOnePackageToTheOther(t *testing.T) {
	t.Parallel()
	v1, v2 := kit.Codecs["encoding/json"], kit.Codecs["json v2"]
	for _, name := range kit.ResponsesIn(t, "auth_info") {
		info := kit.ReadAuthInfo(t, name)
		for _, pair := range [][2]kit.Codec{{v1, v2}, {v2, v1}} {
			text, err := pair[0].Marshal(info)
			require.NoError(t, err)
			var stored janrain.AuthInfo
			require.NoError(t, pair[1].Unmarshal(text, &stored))
			kit.Normalize(t, info)
			kit.Normalize(t, &stored)
			require.Equal(t, info, &stored, "%s must be the same in the other package", name)
		}
	}
}

// Some store a profile or the credentials alone.
func TestRoundTripOfEachPartAlone(t *testing.T) {
	t.Parallel()
	seen := map[reflect.Type]bool{}
	for _, name := range kit.ResponsesIn(t, "auth_info") {
		info := kit.ReadAuthInfo(t, name)
		kit.Normalize(t, info)
		kit.Visit(reflect.ValueOf(info), func(part reflect.Value) {
			if part.Kind() != reflect.Struct || !part.FieldByName("Extra").IsValid() || part.Type() == reflect.TypeFor[janrain.AuthInfo]() {
				return
			}
			seen[part.Type()] = true
			for codecName, codec := range kit.Codecs {
				for form, v := range map[string]any{"value": part.Interface(), "pointer": part.Addr().Interface()} {
					text, err := codec.Marshal(v)
					require.NoError(t, err, "%s of a %s of %s", codecName, form, part.Type())
					stored := reflect.New(part.Type())
					require.NoError(t, codec.Unmarshal(text, stored.Interface()))
					if other, ok := reflect.TypeAssert[*janrain.OtherCredentials](stored); ok {
						other.Of = part.Interface().(janrain.OtherCredentials).Of // it stands in the profile
					}
					kit.Normalize(t, stored.Interface())
					require.Equal(t, part.Interface(), stored.Elem().Interface(),
						"%s of %s in %s by %s", form, part.Type(), name, codecName)
				}
			}
		})
	}
	const kinds = 24 + 7 + 9 // of credentials, of provider data, of the profile and the contact
	assert.Len(t, seen, kinds, "the answers in testdata must hold every kind of part: %v", seen)
}

// An answer is stored inside of other things.
func TestRoundTripInsideOfACallersStruct(t *testing.T) {
	t.Parallel()
	type session struct {
		Info     *janrain.AuthInfo           `json:"info"`
		Profile  janrain.Profile             `json:"profile"`
		None     *janrain.AuthInfo           `json:"none"`
		Contacts []janrain.Contact           `json:"contacts"`
		ByName   map[string]*janrain.Contact `json:"byName"`
	}
	info := kit.ReadAuthInfo(t, "auth_info/full_contact")
	before := session{Info: info, Profile: info.Profile, Contacts: []janrain.Contact{*info.MergedPoco}, ByName: map[string]*janrain.Contact{"a": info.MergedPoco}}
	for codecName, codec := range kit.Codecs {
		text, err := codec.Marshal(before)
		require.NoError(t, err)
		var after session
		require.NoError(t, codec.Unmarshal(text, &after))
		assert.Equal(t, before, after, "through %s", codecName)
	}
}

// It is what encoding/json does for a struct, and what a column that is null
// comes as.
func TestUnmarshalNullLeavesAnAnswerAlone(t *testing.T) {
	t.Parallel()
	for codecName, codec := range kit.Codecs {
		p := janrain.Profile{Email: "a@example.com"}
		require.NoError(t, p.UnmarshalJSON([]byte("null")))
		assert.Equal(t, "a@example.com", p.Email)

		info := &janrain.AuthInfo{}
		require.NoError(t, codec.Unmarshal([]byte("null"), &info), "by %s", codecName)
		assert.Nil(t, info, "a pointer becomes nil, by %s", codecName)
		text, err := codec.Marshal(info)
		require.NoError(t, err)
		assert.Equal(t, "null", string(text), "and is written as null, by %s", codecName)
	}
}

func TestUnmarshalRefusesWhatIsNoObject(t *testing.T) {
	t.Parallel()
	for _, text := range []string{`[]`, `"hunter2"`, `7`, `{"profile":{"email":"hunter2","email":"x"}}`, `{"profile"`} {
		for codecName, codec := range kit.Codecs {
			info := janrain.AuthInfo{Friends: []string{"before"}}
			require.Error(t, codec.Unmarshal([]byte(text), &info), "%s by %s", text, codecName)
			assert.Equal(t, janrain.AuthInfo{Friends: []string{"before"}}, info,
				"a refused text must leave the answer as it was")
		}
		err := new(janrain.AuthInfo).UnmarshalJSON([]byte(text))
		require.Error(t, err)
		assert.NotContains(t, err.Error(), "hunter2", "an error must quote nothing")
	}
}

func TestZeroValuesAreEmptyObjects(t *testing.T) {
	t.Parallel()
	for _, v := range []any{
		janrain.AuthInfo{}, janrain.Profile{}, janrain.Name{}, janrain.Address{}, janrain.Contact{}, janrain.ContactValue{}, janrain.FacebookCredentials{},
		janrain.OtherCredentials{Of: "x"}, janrain.ProviderData{},
	} {
		assert.Equal(t, `{}`, kit.Marshal(t, v), "a %T", v)
	}
}

// With value receivers they hold for a copy and for a pointer alike; package
// fmt looks no further than the value it has.
func TestAnswerTypesPrintAndWriteThemselves(t *testing.T) {
	t.Parallel()
	for _, typ := range janrain.ResponseTypes() {
		v := reflect.Zero(typ).Interface()
		assert.Implements(t, (*fmt.Formatter)(nil), v)
		assert.Implements(t, (*slog.LogValuer)(nil), v)
		assert.Implements(t, (*json.Marshaler)(nil), v)
		assert.Implements(t, (*json.Unmarshaler)(nil), reflect.New(typ).Interface())
	}
}

// Tolerance lives in the decoding, not in the types: users see plain ones.
func TestAnswerTypesHavePlainFields(t *testing.T) {
	t.Parallel()
	for _, typ := range janrain.ResponseTypes() {
		extra, ok := typ.FieldByName("Extra")
		assert.True(t, ok && extra.Type == reflect.TypeFor[map[string]json.RawMessage](),
			"%s keeps unknown members in Extra", typ)
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
	for _, typ := range janrain.ResponseTypes() {
		c, ok := reflect.TypeAssert[janrain.AccessCredentials](reflect.New(typ))
		if !ok {
			continue
		}
		assert.False(t, specifiers[c.Provider()], "two structs are for %q", c.Provider())
		specifiers[c.Provider()] = true
	}
	for _, provider := range janraintest.Providers() {
		if c := janraintest.User(provider).AccessCredentials; c != nil {
			assert.Contains(t, specifiers, c.Provider(), "a struct for each provider that gives credentials")
		}
	}
	assert.Contains(t, specifiers, (&janrain.OtherCredentials{}).Provider(), "and one for the others")
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

// A job queue that stores params as JSON must not send them without their key later.
func TestParamsCannotBeReadFromTheirJSON(t *testing.T) {
	t.Parallel()
	types := janrain.ParamsTypes()
	require.NotEmpty(t, types)
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
					require.ErrorContains(t, err, typ.Name()+" cannot be decoded from JSON", "%s of %s", how, name)
				}
			}
			stored, err := json.Marshal(map[string]any{"Queue": []any{reflect.New(typ).Interface()}})
			require.NoError(t, err)
			require.ErrorContains(t, json.Unmarshal(stored, reflect.New(job).Interface()), "omits secrets",
				"a round trip")
		})
	}
}
