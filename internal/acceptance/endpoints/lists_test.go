package endpoints

import (
	"fmt"
	"reflect"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/janrain-go/janrain"
	"github.com/janrain-go/janrain/internal/acceptance/kit"
)

// required marks a list that a response must have: without it, the call returns an
// error, since nobody could tell it from an empty one. Any other word says why the
// response may leave the list out.
const required = "required"

// listDecisions has a decision for every list in every response, by method and member.
// Lists within the elements of a list are optional: the providers send what they have.
var listDecisions = map[string]map[string]string{
	"AuthInfo": signInLists, "UserData": signInLists,
	"Contacts":            {"response.entry": required},
	"Mappings":            {"identifiers": required},
	"Apps":                {"apps": required},
	"Admins":              {"admins": required},
	"RelyingParty":        {"capabilities": settingList, "signinProviders": settingList, "socialPub": settingList, "shareProviders": settingList},
	"Providers":           {"signin": required, "social": "plan", "shareWidget.share": "plan", "shareWidget.email": "plan"},
	"DomainPatterns":      {"domains": required},
	"PendingInvites":      {"invites": required},
	"ShareProviders":      {"share": required, "email": "plan"},
	"AvailableProviders":  {"signin": required, "social": "plan", "share": "plan"},
	"ProviderPermissions": {"permissions": required},
	"BackplaneProperties": {"backplane_servers": required},
	"AddBackplaneBus":     {"backplane_servers": "no page shows the response"},
	"ShareBroadcast":      shareLists, "ShareDirect": shareLists,
}

const settingList = "the call asks for the application, and its settings may be unset"

var (
	shareLists  = map[string]string{"response.recipientIds": "direct only", "response.results": "the call posts something"}
	signInLists = map[string]string{
		"merged_poco": "extended, and each provider has others",
		"friends":     "extended", "following": "extended", "followers": "extended", "friendships": "extended",
	}
)

// listsOf returns the paths of the lists in a response type, without lists inside list elements.
// A Contact counts as one list.
func listsOf(t reflect.Type, prefix string) (paths []string) {
	for f := range t.Fields() {
		name, typ := f.Tag.Get("json"), f.Type
		if typ.Kind() == reflect.Pointer {
			typ = typ.Elem()
		}
		switch {
		case name == "" || name == "-":
		case typ == reflect.TypeFor[janrain.Contact]():
			paths = append(paths, prefix+name)
		case typ.Kind() == reflect.Slice && typ.Elem().Kind() != reflect.Uint8:
			paths = append(paths, prefix+name)
		case typ.Kind() == reflect.Struct:
			paths = append(paths, listsOf(typ, prefix+name+".")...)
		}
	}
	return paths
}

func TestEveryListInAResponseHasADecision(t *testing.T) {
	t.Parallel()
	for method := range reflect.TypeFor[*janrain.Client]().Methods() {
		if method.Type.NumOut() == 0 || method.Type.Out(0).Kind() != reflect.Pointer || method.Type.Out(0).Elem().Kind() != reflect.Struct {
			continue
		}
		decided := listDecisions[method.Name]
		paths := listsOf(method.Type.Out(0).Elem(), "")
		for _, path := range paths {
			assert.NotEmpty(t, decided[path], "%s needs a decision for %s", method.Name, path)
		}
		assert.Len(t, decided, len(paths), "%s: there is a decision for a list that does not exist", method.Name)
	}
}

// withMember returns a response in which only the member at path is given, as value.
func withMember(path, value string) string {
	outer, inner, nested := strings.Cut(path, ".")
	if nested {
		return fmt.Sprintf(`{"stat":"ok",%q:{%q:%s}}`, outer, inner, value)
	}
	return fmt.Sprintf(`{"stat":"ok",%q:%s}`, path, value)
}

func TestResponseWithoutItsListIsAnError(t *testing.T) {
	t.Parallel()
	for method, decided := range listDecisions {
		for path, decision := range decided {
			if decision != required {
				continue
			}
			texts := []string{`{"stat":"ok"}`, withMember(path+"s", `[]`)}
			for _, value := range []string{`null`, `""`, `true`, `{"x":1}`, `{"x":{"y":{}}}`} {
				texts = append(texts, withMember(path, value))
			}
			if outer, _, nested := strings.Cut(path, "."); nested {
				for _, value := range []string{`{}`, `[]`, `null`, `"x"`, `[{"entry":[]}]`, `{"startIndex":1}`} {
					texts = append(texts, withMember(outer, value))
				}
			}
			for _, text := range texts {
				answer, err := kit.CallOn(t, method, []byte(text))
				var garbled *janrain.DecodeError
				require.ErrorAs(t, err, &garbled, "%s of %s", method, text)
				assert.Equal(t, "the response has no list "+path, garbled.Reason, "%s of %s", method, text)
				assert.Nil(t, answer)
				assert.Equal(t, janrain.FaultService, janrain.FaultOf(err))
			}
			for _, value := range []string{`[]`, ` [ ] `, `{}`} {
				_, err := kit.CallOn(t, method, []byte(withMember(path, value)))
				require.NoError(t, err, "%s: an empty list as %s", method, value)
			}
		}
	}
}

// A list whose elements all fail to decode must not look empty.
func TestListWithoutValidElementsIsAnError(t *testing.T) {
	t.Parallel()
	for method, decided := range listDecisions {
		for path, decision := range decided {
			if decision != required || method == "Mappings" {
				continue // Mappings keeps invalid identifiers in Extra
			}
			for _, value := range []string{`[null]`, `[true]`, `[[]]`, `[{"x":{"y":1}},{"z":{}}]`} {
				_, err := kit.CallOn(t, method, []byte(withMember(path, value)))
				var garbled *janrain.DecodeError
				require.ErrorAs(t, err, &garbled, "%s of %s", method, value)
			}
		}
	}
}

// Salesforce sends organizations in a format of its own, and keyed objects have been
// reported.
func TestKeyedObjectsAreNotOneEmptyElement(t *testing.T) {
	t.Parallel()
	read := func(lists string) *janrain.Contact {
		text := `{"stat":"ok","profile":{"identifier":"http://a.example/"},"merged_poco":{` + lists + `}}`
		answer, err := kit.CallOn(t, "AuthInfo", []byte(text))
		require.NoError(t, err)
		kit.AssertSameJSON(t, text, kit.Marshal(t, answer), "no member may be lost")
		return answer.(*janrain.AuthInfo).MergedPoco
	}
	c := read(`"organizations":{"00D1":{"name":"Works","title":"Optician"},"00D2":{"name":"School"}}`)
	assert.Equal(t, []janrain.Organization{{Name: "Works", Title: "Optician"}, {Name: "School"}}, c.Organizations)
	c = read(`"organizations":{"records":{"00D1":{"orgName":"Works"}}}`)
	assert.Empty(t, c.Organizations)
	assert.Contains(t, c.Extra, "organizations")
	for field := range reflect.TypeFor[janrain.Contact]().Fields() {
		if field.Type.Kind() != reflect.Slice {
			continue
		}
		for _, value := range []string{
			`{"0":{"x":"a"},"1":{"x":"b"}}`, `{"x":{}}`, `{}`, `{"a":{"b":{"c":"d"}}}`, `[{"a":{"b":{}}}]`, `{"totalSize":1,"done":true,"records":[]}`,
		} {
			name := field.Tag.Get("json")
			c := read(fmt.Sprintf(`%q:%s`, name, value))
			assert.Zero(t, reflect.ValueOf(c).Elem().FieldByIndex(field.Index).Len(), "%s of %s", name, value)
			assert.Contains(t, c.Extra, name)
		}
	}
}
