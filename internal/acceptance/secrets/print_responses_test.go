package secrets

import (
	"bytes"
	"encoding/json"
	"fmt"
	"log/slog"
	"reflect"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/janrain-go/janrain"
	"github.com/janrain-go/janrain/internal/acceptance/kit"
)

// mark is in every string of a marked response except the identifier and the provider's names;
// markNumber is every number.
const (
	mark       = "canary"
	markNumber = 7777777777 // the year 2216 as a time
)

// marked returns a response in testdata with all its values marked. None of them may be printed.
func marked(t *testing.T, name string) *janrain.AuthInfo {
	t.Helper()
	text, err := json.Marshal(markedValue(kit.ParseJSON(t, kit.ReadResponse(t, name)), ""))
	require.NoError(t, err)
	info := kit.Unmarshal[janrain.AuthInfo](t, string(text))
	info.Profile.Identifier = "http://seen.example.org/"
	return info
}

func markedValue(v any, member string) any {
	switch v := v.(type) {
	case map[string]any:
		marked := map[string]any{}
		for name, value := range v {
			marked[name] = markedValue(value, name)
		}
		return marked
	case []any:
		marked := make([]any, len(v))
		for i, value := range v {
			marked[i] = markedValue(value, member)
		}
		return marked
	case string:
		if member == "providerName" || member == "providerSpecifier" {
			return v
		}
		return mark + "-" + member
	case json.Number:
		return markNumber
	}
	return v
}

// assertUnmarked asserts that a printed text has no marked value, in any form that a verb gives
// it.
func assertUnmarked(t *testing.T, text, how string) {
	t.Helper()
	for _, form := range []string{
		mark, fmt.Sprintf("%x", mark), fmt.Sprintf("%X", mark), fmt.Sprintf("% x", mark),
		"99 97 110 97 114 121", strconv.Itoa(markNumber), fmt.Sprintf("%x", markNumber), time.Unix(markNumber, 0).UTC().Format(time.DateOnly),
	} {
		if strings.Contains(text, form) {
			t.Errorf("personal data printed by %s: %.300s", how, text)
			return
		}
	}
}

// placed returns a value alone and inside other values, because package fmt treats each of them
// differently.
func placed(v reflect.Value) map[string]any {
	slice := reflect.Append(reflect.MakeSlice(reflect.SliceOf(v.Type()), 0, 1), v)
	keyed := reflect.MakeMap(reflect.MapOf(reflect.TypeFor[string](), v.Type()))
	keyed.SetMapIndex(reflect.ValueOf("k"), v)
	return map[string]any{
		"value": v.Interface(), "pointer": v.Addr().Interface(),
		"exported field": struct{ V any }{v.Interface()}, "pointer in a field": struct{ V any }{v.Addr().Interface()},
		"slice": slice.Interface(), "slice of any": []any{v.Interface(), v.Addr().Interface()},
		"map": keyed.Interface(), "map of pointers": map[string]any{"k": v.Addr().Interface()}, "array": [1]any{v.Interface()},
	}
}

var verbs = []string{"%v", "%+v", "%#v", "%s", "%q", "%d", "%x", "%X", "% x", "%o", "%b", "%c", "%e", "%t", "%U", "%T", "%-300v", "%.2s", "%z"}

// noVerb is not a constant, so that go vet does not report the mistake.
var noVerb = "no verb"

func TestNoVerbPrintsAResponse(t *testing.T) {
	t.Parallel()
	for _, name := range kit.ResponsesIn(t, "auth_info") {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			info := marked(t, name)
			require.Contains(t, kit.Marshal(t, info.Profile)+kit.Marshal(t, info), mark,
				"the response must contain the mark")
			// Every part is also printed alone.
			kit.Visit(reflect.ValueOf(info), func(part reflect.Value) {
				if _, ok := reflect.TypeAssert[fmt.Formatter](part); !ok || part.Kind() != reflect.Struct {
					return
				}
				for placement, v := range placed(part) {
					for _, verb := range verbs {
						assertUnmarked(t, fmt.Sprintf(verb, v), fmt.Sprintf("%s of a %s of %s", verb, placement, part.Type()))
					}
					assertUnmarked(t, fmt.Sprint(v)+fmt.Sprintln(v), "Print of "+placement)
					assertUnmarked(t, fmt.Errorf("x: %v", v).Error(), "Errorf of "+placement)
					assertUnmarked(t, fmt.Sprintf(noVerb, v), "a forgotten verb of "+placement)
				}
			})
		})
	}
}

func TestSlogWritesNoResponse(t *testing.T) {
	t.Parallel()
	for _, name := range kit.ResponsesIn(t, "auth_info") {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var out bytes.Buffer
			text, inJSON := slog.New(slog.NewTextHandler(&out, nil)), slog.New(slog.NewJSONHandler(&out, nil))
			kit.Visit(reflect.ValueOf(marked(t, name)), func(part reflect.Value) {
				if _, ok := reflect.TypeAssert[slog.LogValuer](part); !ok || part.Kind() != reflect.Struct {
					return
				}
				for _, v := range []any{part.Interface(), part.Addr().Interface()} {
					for _, logger := range []*slog.Logger{text, inJSON} {
						logger.With("with", v).WithGroup("g").Info("sign-in", "v", v, slog.Group("group", slog.Any("inner", v)))
					}
					// That handler writes structs in a caller's attribute as JSON, and the JSON
					// of a response contains its tokens.
					text.Info("sign-in", "v", struct{ V any }{v}, "list", []any{v})
				}
			})
			assertUnmarked(t, out.String(), "slog")
			assert.NotContains(t, out.String(), "panicked")
		})
	}
}

func TestPrintedResponseShowsProviderAndIdentifier(t *testing.T) {
	t.Parallel()
	info := kit.ReadAuthInfo(t, "auth_info/twitter")
	const who = `Identifier:"http://twitter.com/account/profile?user_id=60600601" ProviderName:"Twitter" ProviderSpecifier:"twitter"`
	assert.Equal(t, `janrain.AuthInfo{`+who+` [redacted]}`, fmt.Sprint(info), "the text must have the provider, the identifier and a mark for redacted fields")
	assert.Equal(t, `janrain.Profile{`+who+` [redacted]}`, fmt.Sprintf("%+v", info.Profile))
	assert.Equal(t, `janrain.TwitterCredentials{[redacted]}`, fmt.Sprintf("%#v", info.AccessCredentials))
	assert.Equal(t, `janrain.OtherCredentials{Of:"bravenew" [redacted]}`, fmt.Sprintf("%d", kit.ReadAuthInfo(t, "auth_info/unknown_members").AccessCredentials))

	var out bytes.Buffer
	slog.New(slog.NewTextHandler(&out, nil)).Info("sign-in", "info", info)
	assert.Contains(t, out.String(), `info.Identifier="http://twitter.com/account/profile?user_id=60600601" info.ProviderName=Twitter`)
}

// A provider's name is chosen by others and must not start a new log line.
func TestPrintedResponseIsOneLine(t *testing.T) {
	t.Parallel()
	p := janrain.Profile{Identifier: "http://a.example/\nlevel=ERROR", ProviderName: "A\r\n\u2028B"}
	printed := fmt.Sprintf("%v", p)
	assert.Equal(t, `janrain.Profile{Identifier:"http://a.example/\nlevel=ERROR" ProviderName:"A\r\n\u2028B" [redacted]}`, printed)
}

func TestNilResponsesCanBePrinted(t *testing.T) {
	t.Parallel()
	for _, v := range []any{(*janrain.AuthInfo)(nil), (*janrain.Contact)(nil), (*janrain.FacebookCredentials)(nil)} {
		for _, verb := range []string{"%v", "%+v", "%s"} {
			assert.Equal(t, "<nil>", fmt.Sprintf(verb, v), "a nil %T by %s", v, verb)
		}
		var out bytes.Buffer
		for _, handler := range []slog.Handler{slog.NewTextHandler(&out, nil), slog.NewJSONHandler(&out, nil)} {
			assert.NotPanics(t, func() { slog.New(handler).Info("sign-in", "info", v, slog.Group("g", "v", v)) }, "a nil %T", v)
		}
		assert.Equal(t, 2, strings.Count(out.String(), "sign-in"), "both records of a nil %T are written", v)
	}
}

func TestTokensPrintNothing(t *testing.T) {
	t.Parallel()
	secret := mark + "-token"
	tokens := janrain.Tokens{
		AccessToken: secret, TokenSecret: secret, RefreshToken: secret, IDToken: secret, UID: secret, OAuth1: true,
		Expires: time.Unix(markNumber, 0).UTC(), Scopes: []string{secret},
	}
	for placement, v := range placed(reflect.ValueOf(&tokens).Elem()) {
		for _, verb := range verbs {
			assertUnmarked(t, fmt.Sprintf(verb, v), verb+" of a "+placement)
		}
		var out bytes.Buffer
		slog.New(slog.NewMultiHandler(slog.NewTextHandler(&out, nil), slog.NewJSONHandler(&out, nil))).Info("sign-in", "v", v, slog.Group("g", "v", v))
		assertUnmarked(t, out.String(), "slog of a "+placement)
		for name, codec := range kit.Codecs {
			text, err := codec.Marshal(v)
			require.NoError(t, err)
			assertUnmarked(t, string(text), name+" of a "+placement)
		}
	}
	assert.Equal(t, "janrain.Tokens{[redacted]}", fmt.Sprint(tokens))
	err := json.Unmarshal([]byte(`{"AccessToken":"`+secret+`"}`), new(janrain.Tokens))
	require.ErrorContains(t, err, "store the AccessCredentials",
		"marshalling Tokens must fail, because its JSON would be empty")
	assert.NotContains(t, err.Error(), mark)
}
