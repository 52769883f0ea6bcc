package storing

import (
	"bytes"
	"crypto/cipher"
	"encoding/json"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/janrain-go/janrain"
	"github.com/janrain-go/janrain/janraintest"
)

// unknown has members that no field is for, at each level.
const unknown = `{"stat":"ok","profile":{"identifier":"https://www.facebook.com/1","providerName":"Facebook",
	"providerSpecifier":"facebook","displayName":"Zoë 😀","name":{"formatted":"Zoë","alias":"Z"},"shoeSize":12345678901234567890},
	"accessCredentials":{"type":"Facebook","accessToken":"TOKEN-1","expires":1355690751,"grade":"A"},
	"sreg":{"nickname":"zoe"},"friends":["https://www.facebook.com/2"],"limited_data":"false"}`

func responses(t *testing.T) map[string]*janrain.AuthInfo {
	t.Helper()
	var info janrain.AuthInfo
	require.NoError(t, json.Unmarshal([]byte(unknown), &info))
	all := map[string]*janrain.AuthInfo{"unknown members": &info}
	for _, provider := range janraintest.Providers() {
		user := janraintest.User(provider)
		all[string(provider)] = &user
	}
	return all
}

func TestAResponseIsStoredWhole(t *testing.T) {
	t.Parallel()
	for name, info := range responses(t) {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			db := openDB(t, "CREATE TABLE responses (id INTEGER PRIMARY KEY, response TEXT)")
			_, err := db.ExecContext(t.Context(), "INSERT INTO responses VALUES (1, ?)", Response{info})
			require.NoError(t, err)
			var stored Response
			var text, kind string
			err = db.QueryRowContext(t.Context(), "SELECT response, response, typeof(response) FROM responses").Scan(&stored, &text, &kind)
			require.NoError(t, err)
			want, err := json.Marshal(info)
			require.NoError(t, err)
			assert.JSONEq(t, string(want), text, "what is in the column")
			assert.Equal(t, "text", kind, "JSON functions need text")
			again, err := json.Marshal(stored.AuthInfo)
			require.NoError(t, err)
			assert.Equal(t, string(want), string(again))
			assert.Equal(t, info.Profile, stored.AuthInfo.Profile)
			assert.Equal(t, info.AccessCredentials, stored.AuthInfo.AccessCredentials)
		})
	}
	var stored janrain.AuthInfo
	require.NoError(t, json.Unmarshal([]byte(unknown), &stored))
	again, err := json.Marshal(Response{&stored}.AuthInfo)
	require.NoError(t, err)
	assert.JSONEq(t, unknown, string(again), "unknown members are kept")
}

func TestTheDatabaseReadsTheJSON(t *testing.T) {
	t.Parallel()
	db := openDB(t, "CREATE TABLE responses (response TEXT)")
	_, err := db.ExecContext(t.Context(), "INSERT INTO responses VALUES (?)", Response{responses(t)["unknown members"]})
	require.NoError(t, err)
	var name string
	err = db.QueryRowContext(t.Context(), "SELECT response ->> '$.profile.displayName' FROM responses").Scan(&name)
	require.NoError(t, err)
	assert.Equal(t, "Zoë 😀", name)
}

func TestScan(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		src        any
		identifier string
		err        string
	}{
		"text":                  {unknown, "https://www.facebook.com/1", ""},
		"bytes":                 {[]byte(unknown), "https://www.facebook.com/1", ""},
		"NULL":                  {nil, "", ""},
		"null":                  {"null", "", ""},
		"a number":              {int64(1), "", "cannot scan a int64 into a Response"},
		"text that is not JSON": {"{", "", "unexpected end of JSON input"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			user := janraintest.User(janrain.ProviderTwitter)
			r := Response{&user} // from the row before
			err := r.Scan(c.src)
			if c.err != "" {
				require.ErrorContains(t, err, c.err)
				return
			}
			require.NoError(t, err)
			if c.identifier == "" {
				assert.Nil(t, r.AuthInfo)
				return
			}
			assert.Equal(t, c.identifier, r.AuthInfo.Profile.Identifier)
		})
	}
	value, err := Response{}.Value()
	require.NoError(t, err)
	assert.Nil(t, value, "NULL")
}

func TestTheTokensAreInTheResponseUntilTheyAreRemoved(t *testing.T) {
	t.Parallel()
	for name, body := range map[string]string{
		"credentials of the provider": unknown,
		"credentials in a list":       `{"stat":"ok","profile":{"identifier":"a"},"accessCredentials":[{"accessToken":"TOKEN-1"}]}`,
		"credentials as text":         `{"stat":"ok","profile":{"identifier":"a"},"accessCredentials":"TOKEN-1"}`,
		"no provider":                 `{"stat":"ok","profile":{"identifier":"a"},"accessCredentials":{"more":{"accessToken":"TOKEN-1"}}}`,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var info janrain.AuthInfo
			require.NoError(t, json.Unmarshal([]byte(body), &info))
			before, err := Response{&info}.Value()
			require.NoError(t, err)
			assert.Contains(t, before, "TOKEN-1")

			after, err := Response{withoutTokens(&info)}.Value()
			require.NoError(t, err)
			assert.NotContains(t, after, "TOKEN-1")
			assert.NotContains(t, after, "accessCredentials")
			again, err := Response{&info}.Value()
			require.NoError(t, err)
			assert.Equal(t, before, again, "the response itself is unchanged")
		})
	}
}

func aead(t *testing.T, key byte) cipher.AEAD {
	t.Helper()
	aead, err := newAEAD(bytes.Repeat([]byte{key}, 32))
	require.NoError(t, err)
	return aead
}

func TestStoreAndLoad(t *testing.T) {
	t.Parallel()
	for name, info := range responses(t) {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			db, identifier := openDB(t, ""), info.Profile.Identifier
			_, err := accounts{db}.of(t.Context(), identifier)
			require.NoError(t, err)
			empty, err := load(t.Context(), db, aead(t, 'k'), identifier)
			require.NoError(t, err)
			assert.Nil(t, empty, "nothing has been stored yet")

			require.NoError(t, store(t.Context(), db, aead(t, 'k'), info))
			loaded, err := load(t.Context(), db, aead(t, 'k'), identifier)
			require.NoError(t, err)
			assert.Equal(t, info.AccessCredentials, loaded.AccessCredentials)
			want, err := json.Marshal(info)
			require.NoError(t, err)
			got, err := json.Marshal(loaded)
			require.NoError(t, err)
			assert.JSONEq(t, string(want), string(got))

			if info.AccessCredentials == nil {
				return
			}
			_, err = load(t.Context(), db, aead(t, 'x'), identifier)
			require.Error(t, err, "with another key")
			assertUnreadable(t, info)
		})
	}
}

// assertUnreadable looks for the tokens in what is stored.
func assertUnreadable(t *testing.T, info *janrain.AuthInfo) {
	t.Helper()
	sealed, err := seal(aead(t, 'k'), info)
	require.NoError(t, err)
	plain, err := json.Marshal(info.AccessCredentials)
	require.NoError(t, err)
	members := map[string]any{}
	require.NoError(t, json.Unmarshal(plain, &members))
	for name, member := range members {
		if text, ok := member.(string); ok && len(text) > 4 {
			assert.NotContains(t, string(sealed), text, name)
		}
	}
	twice, err := seal(aead(t, 'k'), info)
	require.NoError(t, err)
	assert.NotEqual(t, sealed, twice, "a nonce is used once")
}

func TestTokensOfAnotherUserDoNotOpen(t *testing.T) {
	t.Parallel()
	sealed, err := seal(aead(t, 'k'), &google)
	require.NoError(t, err)
	opened, err := open(aead(t, 'k'), &google.Profile, sealed)
	require.NoError(t, err)
	assert.Equal(t, google.AccessCredentials, opened)
	_, err = open(aead(t, 'k'), &facebook.Profile, sealed)
	require.Error(t, err)
	for _, short := range [][]byte{{}, sealed[:5]} {
		_, err = open(aead(t, 'k'), &google.Profile, short)
		require.Error(t, err)
	}
}
