package endpoints

import (
	"errors"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/janrain-go/janrain"
	"github.com/janrain-go/janrain/internal/acceptance/kit"
	"github.com/janrain-go/janrain/janraintest"
)

var mappingsResponses = []recordedResponse{
	{"mappings/two", "Mappings", &janrain.Mappings{
		Identifiers: []string{"https://me.yahoo.com/a/TwoFold00--#2a", "http://two.openid.example.org/"},
	}},
	{"mappings/none", "Mappings", &janrain.Mappings{Extra: kit.Extra{"identifiers": kit.Raw("[]")}}},
}

// The service stores mappings and reports the primary key at each sign-in.
func TestMappingIsStored(t *testing.T) {
	t.Parallel()
	srv := janraintest.NewServer()
	defer srv.Close()
	client, user := srv.Client(), janraintest.User(janrain.ProviderYahoo)
	id := user.Profile.Identifier
	require.NoError(t, client.Map(t.Context(), janrain.MapParams{Identifier: id, PrimaryKey: "4711"}))
	require.NoError(t, client.Map(t.Context(), janrain.MapParams{Identifier: kit.Facebook7, PrimaryKey: "4711"}))
	mappings, err := client.Mappings(t.Context(), janrain.MappingsParams{PrimaryKey: "4711"})
	require.NoError(t, err)
	assert.Equal(t, []string{id, kit.Facebook7}, mappings.Identifiers)
	info, err := client.AuthInfo(t.Context(), janrain.AuthInfoParams{Token: srv.IssueToken(user, "")})
	require.NoError(t, err)
	assert.Equal(t, "4711", info.Profile.PrimaryKey)

	err = client.Map(t.Context(), janrain.MapParams{Identifier: id, PrimaryKey: "4712", Overwrite: new(false)})
	require.ErrorIs(t, err, janrain.ErrMappingExists, "the mapping must not be replaced")
	require.NoError(t, client.Map(t.Context(), janrain.MapParams{Identifier: id, PrimaryKey: "4712"}),
		"the default is to replace it")
	require.NoError(t, client.Unmap(t.Context(), janrain.UnmapParams{PrimaryKey: "4711", Identifier: kit.Facebook7}))
	require.NoError(t, client.Unmap(t.Context(), janrain.UnmapParams{PrimaryKey: "4712", AllIdentifiers: true}))
	for _, key := range []string{"4711", "4712", "nobody"} {
		mappings, err = client.Mappings(t.Context(), janrain.MappingsParams{PrimaryKey: key})
		require.NoError(t, err, "removing an unknown key must not fail")
		assert.Empty(t, mappings.Identifiers)
	}
}

// An identifier that is not a valid string identifies no one. It is kept in Extra.
func TestMappingsHoldOnlyValidIdentifiers(t *testing.T) {
	t.Parallel()
	for text, want := range map[string][]string{
		`"http://a.example/"`:              {"http://a.example/"},
		`["http://a.example/",7]`:          {"http://a.example/"},
		`["http://a.example/\u0007"]`:      nil,
		`["http://a.example/\n","\u3164"]`: {"http://a.example/\n", "\u3164"},
		`[{"value":"http://a.example/"}]`:  nil,
		`{}`:                               nil,
		`{ }`:                              nil,
		` [ 7 ]`:                           nil,
		`[null]`:                           nil,
	} {
		answer, err := kit.CallOn(t, "Mappings", []byte(`{"stat":"ok","identifiers":`+text+`}`))
		require.NoError(t, err, text)
		assert.Equal(t, want, answer.(*janrain.Mappings).Identifiers, text)
		assert.JSONEq(t, `{"stat":"ok","identifiers":`+text+`}`, kit.Marshal(t, answer), "the value must be kept unchanged")
	}
}

// An export must not mistake a response without identifiers for a user without identifiers.
func TestMappingsWithoutIdentifiersAreAnError(t *testing.T) {
	t.Parallel()
	for _, members := range []string{`"mappings":{}`, `"identifiers":7`, `"identifiers":true`, `"identifiers":{"a":"b"}`, `"identifiers":null`} {
		_, err := kit.CallOn(t, "Mappings", []byte(`{"stat":"ok",`+members+`}`))
		garbled, ok := errors.AsType[*janrain.DecodeError](err)
		require.True(t, ok, "%s: %v", members, err)
		assert.Equal(t, "the response has no list identifiers", garbled.Reason)
	}
}

// An export needs all identifiers and must be able to tell which ones are unusable.
func TestMappingsFlagUnusableIdentifiers(t *testing.T) {
	t.Parallel()
	for identifier, usable := range map[string]bool{
		"http://a.example/": true, "CN=José, O=Ü": true, "می\u200cخواهم": true,
		"\u3164": false, "\u2800": false, "\u0301": false, " http://a.example/": false, "http://a.example/\t": false, "http://a.example/\u00a0": false,
		"http://a.example/\u202e": false, "http://a.example/\u200b": false, "http://a\u00ad.example/": false, "http://a.example/\ufe0f": false,
	} {
		var flagged []string
		if !usable {
			flagged = []string{identifier}
		}
		text := kit.Marshal(t, map[string]any{"stat": "ok", "identifiers": []string{"http://b.example/", identifier}})
		answer, err := kit.CallOn(t, "Mappings", []byte(text))
		require.NoError(t, err, "%+q", identifier)
		mappings := answer.(*janrain.Mappings)
		assert.Equal(t, []string{"http://b.example/", identifier}, mappings.Identifiers,
			"the identifier must not be dropped: %+q", identifier)
		assert.Equal(t, flagged, mappings.Unusable(), "%+q", identifier)
		assert.JSONEq(t, text, kit.Marshal(t, mappings))

		text = kit.Marshal(t, map[string]any{"stat": "ok", "mappings": map[string][]string{"7": {"http://b.example/", identifier}}})
		list, err := kit.AllOf(t.Context(), t, kit.Client(t, kit.RespondWith(text)))
		require.NoError(t, err, "%+q", identifier)
		assert.Equal(t, []janrain.Mapping{kit.Mapped("7", "http://b.example/", identifier)}, list)
		assert.Equal(t, flagged, list[0].Unusable(), "%+q", identifier)

		text = kit.Marshal(t, map[string]any{"stat": "ok", "profile": map[string]string{"identifier": identifier}})
		for _, method := range []string{"AuthInfo", "UserData"} {
			_, err = kit.CallOn(t, method, []byte(text))
			assert.Equal(t, !usable, errors.Is(err, janrain.ErrNoIdentifier), "a sign-in by %+q: %v", identifier, err)
		}
	}
}
