package kit

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"net/http"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"

	jsonv2 "github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
	"github.com/jarcoal/httpmock"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/janrain-go/janrain"
)

// Extra is the type of a response's unknown members.
type Extra = map[string]json.RawMessage

// Raw returns the text as a raw JSON value.
func Raw(text string) json.RawMessage { return json.RawMessage(text) }

// ReadResponse returns a response in testdata by its name without the extension.
func ReadResponse(t *testing.T, name string) []byte {
	t.Helper()
	text, err := os.ReadFile(Path("testdata/" + name + ".json"))
	require.NoError(t, err)
	return text
}

// ResponsesIn returns the names of all responses in a directory of testdata.
func ResponsesIn(t *testing.T, dir string) []string {
	t.Helper()
	files, err := filepath.Glob(Path("testdata/" + dir + "/*.json"))
	require.NoError(t, err)
	require.NotEmpty(t, files, "testdata/%s must contain responses", dir)
	names := make([]string, len(files))
	for i, file := range files {
		names[i] = dir + "/" + strings.TrimSuffix(filepath.Base(file), ".json")
	}
	slices.Sort(names)
	return names
}

// ClientReading returns a client whose service responds to each call with body.
func ClientReading(t *testing.T, status int, body []byte) *janrain.Client {
	t.Helper()
	mock := httpmock.NewMockTransport()
	mock.RegisterNoResponder(httpmock.NewBytesResponder(status, body))
	client, err := janrain.NewClient("responses.rpxnow.com", "0123456789abcdef0123456789abcdef01234567",
		janrain.WithPartnerKey("1234567890"), janrain.WithHTTPClient(&http.Client{Transport: mock}))
	require.NoError(t, err)
	return client
}

// ReadAuthInfo returns what AuthInfo decodes from a response in testdata.
func ReadAuthInfo(t *testing.T, name string) *janrain.AuthInfo {
	t.Helper()
	info, err := ClientReading(t, http.StatusOK, ReadResponse(t, name)).AuthInfo(t.Context(), janrain.AuthInfoParams{Token: "t", Extended: true})
	require.NoError(t, err, "%s must be a sign-in", name)
	return info
}

// Unmarshal decodes text with encoding/json.
func Unmarshal[T any](t *testing.T, text string) *T {
	t.Helper()
	v := new(T)
	require.NoError(t, json.Unmarshal([]byte(text), v), "%s must unmarshal", text)
	return v
}

// Marshal encodes a value with encoding/json.
func Marshal(t *testing.T, v any) string {
	t.Helper()
	text, err := json.Marshal(v)
	require.NoError(t, err, "%T must marshal", v)
	return string(text)
}

// ParseJSON decodes a text into values that can be compared. Numbers keep all their digits.
func ParseJSON(t *testing.T, text []byte) any {
	t.Helper()
	dec := json.NewDecoder(bytes.NewReader(text))
	dec.UseNumber()
	var v any
	require.NoError(t, dec.Decode(&v), "%q must be JSON", text)
	return v
}

// AssertSameJSON asserts that two texts are the same JSON value.
func AssertSameJSON(t *testing.T, want, got string, why string) {
	t.Helper()
	assert.Equal(t, ParseJSON(t, []byte(want)), ParseJSON(t, []byte(got)), "%s", why)
}

// A Codec is one of the JSON packages that a caller may use.
type Codec struct {
	Marshal   func(any) ([]byte, error)
	Unmarshal func([]byte, any) error
}

// Codecs has both JSON packages. For v2, lone surrogates are an error unless AllowInvalidUTF8 is
// set.
var Codecs = map[string]Codec{
	"encoding/json": {json.Marshal, json.Unmarshal},
	"json v2": {
		func(v any) ([]byte, error) { return jsonv2.Marshal(v) },
		func(text []byte, v any) error { return jsonv2.Unmarshal(text, v, jsontext.AllowInvalidUTF8(true)) },
	},
}

// Normalize rewrites all raw values below the pointer v in one form, because JSON packages differ
// in white space and escapes.
func Normalize(t *testing.T, v any) {
	t.Helper()
	Visit(reflect.ValueOf(v), func(f reflect.Value) {
		switch raw := f.Interface().(type) {
		case json.RawMessage:
			if raw != nil {
				f.SetBytes(normalForm(t, raw))
			}
		case map[string]json.RawMessage:
			for name := range raw {
				raw[name] = normalForm(t, raw[name])
			}
		}
	})
}

func normalForm(t *testing.T, raw json.RawMessage) json.RawMessage {
	t.Helper()
	text, err := json.Marshal(ParseJSON(t, raw))
	require.NoError(t, err)
	return text
}

// Visit calls visit for v and for everything below it.
func Visit(v reflect.Value, visit func(reflect.Value)) {
	switch v.Kind() {
	case reflect.Pointer, reflect.Interface:
		if !v.IsNil() {
			Visit(v.Elem(), visit)
		}
		return
	case reflect.Struct:
		for i := range v.NumField() {
			if v.Type().Field(i).IsExported() {
				Visit(v.Field(i), visit)
			}
		}
	case reflect.Slice:
		for i := range v.Len() {
			Visit(v.Index(i), visit)
		}
	}
	visit(v)
}

// A Field is a field of a response type, its JSON member with a raw value, and the decoded value.
type Field struct {
	Field, Member, Raw string
	Want               any
}

// AssertFields asserts that each member is decoded into its field and marshalled again, that names
// match exactly, and that fields has every field of T.
func AssertFields[T any](t *testing.T, fields []Field) {
	t.Helper()
	missing := map[string]bool{}
	for sf := range reflect.TypeFor[T]().Fields() {
		missing[sf.Name] = sf.IsExported() && sf.Name != "Extra" && sf.Tag.Get("json") != "-"
	}
	for _, f := range fields {
		require.True(t, missing[f.Field], "%T has no field %s, or the field is listed twice", *new(T), f.Field)
		missing[f.Field] = false
		t.Run(f.Member, func(t *testing.T) {
			t.Parallel()
			text := `{"` + f.Member + `":` + f.Raw + `}`
			v := reflect.ValueOf(Unmarshal[T](t, text)).Elem()
			assert.Equal(t, f.Want, v.FieldByName(f.Field).Interface(), "the field %s of %s", f.Field, text)
			assert.Empty(t, v.FieldByName("Extra").Interface(), "%s has no unknown members", text)
			AssertSameJSON(t, text, Marshal(t, v.Interface()), "the member must be marshalled again")

			text = `{"` + strings.ToUpper(f.Member) + `X":` + f.Raw + `}`
			v = reflect.ValueOf(Unmarshal[T](t, text)).Elem()
			assert.Zero(t, v.FieldByName(f.Field).Interface(), "a different name must not set %s", f.Field)
			assert.Len(t, v.FieldByName("Extra").Interface(), 1, "the unknown member must be kept")
		})
	}
	for name, isMissing := range missing {
		assert.False(t, isMissing, "the field %s of %T has no case", name, *new(T))
	}
}

// Gzipped returns the text compressed with gzip.
func Gzipped(text string) string {
	var out bytes.Buffer
	w := gzip.NewWriter(&out)
	_, _ = w.Write([]byte(text))
	_ = w.Close()
	return out.String()
}

// BodyCanary is in bodies of which no part may appear in an error.
const BodyCanary = "canary-of-the-body"

// HTMLPage is an error page of a proxy.
const HTMLPage = `<!DOCTYPE html><html><head><title>502 ` + BodyCanary + `</title></head><body>` + BodyCanary + `</body></html>`
