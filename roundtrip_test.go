package janrain_test

import (
	"reflect"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/janrain-go/janrain"
	"github.com/janrain-go/janrain/internal/acceptance/kit"
)

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
					require.Equal(t, part.Interface(), stored.Elem().Interface(), "%s of %s in %s by %s", form, part.Type(), name, codecName)
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
			info := janrain.AuthInfo{Stat: "before"}
			require.Error(t, codec.Unmarshal([]byte(text), &info), "%s by %s", text, codecName)
			assert.Equal(t, janrain.AuthInfo{Stat: "before"}, info, "a refused text must leave the answer as it was")
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
