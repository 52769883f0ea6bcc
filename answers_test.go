package janrain_test

import (
	"bytes"
	"encoding/json"
	"net/http"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	jsonv2 "github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
	"github.com/jarcoal/httpmock"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/janrain-go/janrain"
)

// Here is what the tests of the answer types share. The answers themselves
// are in testdata.

// answersRead returns a file of testdata, by its name without the extension.
func answersRead(t *testing.T, name string) []byte {
	t.Helper()
	text, err := os.ReadFile(filepath.Join("testdata", filepath.FromSlash(name)+".json"))
	require.NoError(t, err)
	return text
}

// answersIn returns the names of all answers in a directory of testdata.
func answersIn(t *testing.T, dir string) []string {
	t.Helper()
	files, err := filepath.Glob(filepath.Join("testdata", dir, "*.json"))
	require.NoError(t, err)
	require.NotEmpty(t, files, "testdata/%s must hold answers", dir)
	names := make([]string, len(files))
	for i, file := range files {
		names[i] = dir + "/" + strings.TrimSuffix(filepath.Base(file), ".json")
	}
	slices.Sort(names)
	return names
}

// answersClient returns a client whose service answers each call with body.
func answersClient(t *testing.T, status int, body []byte) *janrain.Client {
	t.Helper()
	mock := httpmock.NewMockTransport()
	mock.RegisterNoResponder(httpmock.NewBytesResponder(status, body))
	client, err := janrain.NewClient("answers.rpxnow.com", "0123456789abcdef0123456789abcdef01234567",
		janrain.WithPartnerKey("1234567890"), janrain.WithHTTPClient(&http.Client{Transport: mock}))
	require.NoError(t, err)
	return client
}

// answersSignIn is what AuthInfo makes of an answer in testdata.
func answersSignIn(t *testing.T, name string) *janrain.AuthInfo {
	t.Helper()
	info, err := answersClient(t, http.StatusOK, answersRead(t, name)).AuthInfo(t.Context(), janrain.AuthInfoParams{Token: "t", Extended: true})
	require.NoError(t, err, "%s must be a sign-in", name)
	return info
}

// answersOf decodes a text that is not from testdata.
func answersOf[T any](t *testing.T, text string) *T {
	t.Helper()
	v := new(T)
	require.NoError(t, json.Unmarshal([]byte(text), v), "%s must be readable", text)
	return v
}

// answersText encodes a value with encoding/json.
func answersText(t *testing.T, v any) string {
	t.Helper()
	text, err := json.Marshal(v)
	require.NoError(t, err, "%T must be writable", v)
	return string(text)
}

// answersAny reads a text into values that can be compared, numbers digit for
// digit.
func answersAny(t *testing.T, text []byte) any {
	t.Helper()
	dec := json.NewDecoder(bytes.NewReader(text))
	dec.UseNumber()
	var v any
	require.NoError(t, dec.Decode(&v), "%q must be JSON", text)
	return v
}

func answersSameJSON(t *testing.T, want, got string, why string) {
	t.Helper()
	assert.Equal(t, answersAny(t, []byte(want)), answersAny(t, []byte(got)), "%s", why)
}

// An answersCodec is one of the JSON packages that a caller may use.
type answersCodec struct {
	marshal   func(any) ([]byte, error)
	unmarshal func([]byte, any) error
}

// answersCodecs: lone surrogates are an error to v2 itself, unless it is told
// otherwise.
var answersCodecs = map[string]answersCodec{
	"encoding/json": {json.Marshal, json.Unmarshal},
	"json v2": {
		func(v any) ([]byte, error) { return jsonv2.Marshal(v) },
		func(text []byte, v any) error { return jsonv2.Unmarshal(text, v, jsontext.AllowInvalidUTF8(true)) },
	},
}

// answersNormal brings all raw values below v, a pointer, into one form: white
// space and escapes in them are the JSON package's affair.
func answersNormal(t *testing.T, v any) {
	t.Helper()
	answersVisit(reflect.ValueOf(v), func(f reflect.Value) {
		switch raw := f.Interface().(type) {
		case json.RawMessage:
			if raw != nil {
				f.SetBytes(answersForm(t, raw))
			}
		case map[string]json.RawMessage:
			for name := range raw {
				raw[name] = answersForm(t, raw[name])
			}
		}
	})
}

func answersForm(t *testing.T, raw json.RawMessage) json.RawMessage {
	t.Helper()
	text, err := json.Marshal(answersAny(t, raw))
	require.NoError(t, err)
	return text
}

// answersVisit calls visit for v and all that is below it.
func answersVisit(v reflect.Value, visit func(reflect.Value)) {
	switch v.Kind() {
	case reflect.Pointer, reflect.Interface:
		if !v.IsNil() {
			answersVisit(v.Elem(), visit)
		}
		return
	case reflect.Struct:
		for i := range v.NumField() {
			if v.Type().Field(i).IsExported() {
				answersVisit(v.Field(i), visit)
			}
		}
	case reflect.Slice:
		for i := range v.Len() {
			answersVisit(v.Index(i), visit)
		}
	}
	visit(v)
}

// An answersField is a field of an answer type, and a value of its own type.
type answersField struct {
	field, member, raw string
	want               any
}

// answersFields asserts that each member fills its field and is written again
// from it, that the name is exact, and that no field of T was forgotten here.
func answersFields[T any](t *testing.T, fields []answersField) {
	t.Helper()
	missing := map[string]bool{}
	for sf := range reflect.TypeFor[T]().Fields() {
		missing[sf.Name] = sf.IsExported() && sf.Name != "Extra" && sf.Tag.Get("json") != "-"
	}
	for _, f := range fields {
		require.True(t, missing[f.field], "%T has no field %s, or it stands here twice", *new(T), f.field)
		missing[f.field] = false
		t.Run(f.member, func(t *testing.T) {
			t.Parallel()
			text := `{"` + f.member + `":` + f.raw + `}`
			v := reflect.ValueOf(answersOf[T](t, text)).Elem()
			assert.Equal(t, f.want, v.FieldByName(f.field).Interface(), "the field %s of %s", f.field, text)
			assert.Empty(t, v.FieldByName("Extra").Interface(), "there is nothing to keep of %s", text)
			answersSameJSON(t, text, answersText(t, v.Interface()), "it must be written again")

			text = `{"` + strings.ToUpper(f.member) + `X":` + f.raw + `}`
			v = reflect.ValueOf(answersOf[T](t, text)).Elem()
			assert.Zero(t, v.FieldByName(f.field).Interface(), "another name must not fill %s", f.field)
			assert.Len(t, v.FieldByName("Extra").Interface(), 1, "it is kept, though")
		})
	}
	for name, isMissing := range missing {
		assert.False(t, isMissing, "the field %s of %T has no case", name, *new(T))
	}
}

// Who marks an answer as limited changes the mark and nothing else of it.
func TestAChangedMarkOfLimitedDataLeavesTheRest(t *testing.T) {
	t.Parallel()
	info := answersOf[janrain.AuthInfo](t, `{"stat":"ok","profile":{"identifier":"x"},"new":{"a":1},"limited_data":false}`)
	info.LimitedData = true
	assert.JSONEq(t, `{"stat":"ok","profile":{"identifier":"x"},"new":{"a":1},"limitedData":true}`, answersText(t, info))
	assert.Equal(t, extra{"new": raw(`{"a":1}`), "limited_data": raw("false")}, info.Extra, "the caller's answer is left alone")
}

func TestANumberBeforeWhiteSpaceEndsThere(t *testing.T) {
	t.Parallel()
	for _, space := range []string{"", " ", "\t", "\n", "\r", " \r\n\t"} {
		profile := answersOf[janrain.Profile](t, `{"displayName":7`+space+`,"x":[1`+space+`],"y":true`+space+`}`)
		assert.Equal(t, "7", profile.DisplayName, "before %q", space)
		assert.Equal(t, raw("true"), profile.Extra["y"], "before %q", space)
	}
}

func TestCredentialsMayExpireAtADate(t *testing.T) {
	t.Parallel()
	for _, given := range []string{`"2012-09-13T00:44:03Z"`, `"2012-09-13T02:44:03+02:00"`, `1347497043`, `"1347497043"`} {
		credentials := answersOf[janrain.FacebookCredentials](t, `{"accessToken":"t","expires":`+given+`}`)
		assert.Equal(t, time.Unix(1347497043, 0).UTC(), credentials.Expires, "of %s", given)
		again, err := json.Marshal(credentials)
		require.NoError(t, err)
		assert.JSONEq(t, `{"accessToken":"t","expires":`+given+`}`, string(again), "it is written as it came")
	}
	assert.Zero(t, answersOf[janrain.FacebookCredentials](t, `{"expires":"soon"}`).Expires)
}
