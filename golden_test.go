package janrain_test

import (
	"encoding/json"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/janrain-go/janrain"
	"github.com/janrain-go/janrain/internal/acceptance/kit"
)

// goldenRaw is Extra or a verbatim field of a golden answer.
type goldenRaw = map[string]json.RawMessage

func goldenJSON(text string) json.RawMessage { return json.RawMessage(text) }

// golden is what each release has stored, with what every later one must read
// in it. There is one file for each release: json.Marshal of an *AuthInfo as
// that release wrote it. A file is never edited: it is what lies in the
// databases of the callers.
var golden = map[string]*janrain.AuthInfo{
	"v0.1.0": {
		Stat: "ok",
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
		Extra:       goldenRaw{"limited_data": goldenJSON(`"true"`), "sreg": goldenJSON(`{"nickname":"golda"}`)},
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
