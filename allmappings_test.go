package janrain_test

import (
	"context"
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/janrain-go/janrain"
	"github.com/janrain-go/janrain/internal/acceptance/kit"
	"github.com/janrain-go/janrain/janraintest"
)

// allOf ranges over all mappings. The error comes last and once.
func allOf(ctx context.Context, t *testing.T, client *janrain.Client) (list []janrain.Mapping, err error) {
	t.Helper()
	for m, e := range client.AllMappings(ctx) {
		require.NoError(t, err, "nothing may come after an error")
		if e != nil {
			assert.Equal(t, janrain.Mapping{}, m, "with an error there is no mapping")
			err = e
			continue
		}
		list = append(list, m)
	}
	return list, err
}

func mapped(key string, identifiers ...string) janrain.Mapping {
	return janrain.Mapping{PrimaryKey: key, Identifiers: identifiers}
}

func TestAllMappingsOfTestdata(t *testing.T) {
	t.Parallel()
	for file, want := range map[string][]janrain.Mapping{
		"three": {
			mapped("4711", "http://one.openid.example.org/"),
			mapped("aé b", "https://me.yahoo.com/a/TwoFold00--#2a", "http://two.openid.example.org/"), mapped("none"),
		},
		"empty": nil, "empty_list": nil,
	} {
		list, err := allOf(t.Context(), t, kit.ClientReading(t, http.StatusOK, kit.ReadResponse(t, "all_mappings/"+file)))
		require.NoError(t, err)
		assert.Equal(t, want, list, file)
	}
}

func TestAllMappingsOfTheFake(t *testing.T) {
	t.Parallel()
	srv := janraintest.NewServer()
	defer srv.Close()
	for range 2 { // stat stands first in one answer and last in the next
		list, err := allOf(t.Context(), t, srv.Client())
		require.NoError(t, err)
		assert.Empty(t, list)
	}
	var want []janrain.Mapping
	for i := range 2500 {
		key, id := fmt.Sprintf("user %04d", i), fmt.Sprintf("http://openid.example.org/%d", i)
		srv.Map(id, key)
		want = append(want, mapped(key, id))
	}
	for range 2 {
		list, err := allOf(t.Context(), t, srv.Client())
		require.NoError(t, err)
		assert.Equal(t, want, list)
	}
}

// came is what is kept of the identifiers.
func came(text string) kit.Extra { return kit.Extra{"identifiers": kit.Raw(text)} }

const (
	oneMapping = `{"7":["http://a.example/"]}`
	refusedAll = `{"stat":"fail","err":{"code":7,"msg":"upgrade needed"}}`
)

// What the answer says of itself may come behind a million users.
func TestAllMappingsIsCompleteOnlyWithTheVerdictOK(t *testing.T) {
	t.Parallel()
	one := []janrain.Mapping{mapped("7", "http://a.example/")}
	const garbled, refused = "a *DecodeError", "an *Error"
	for name, tt := range map[string]struct {
		status int
		body   string
		list   []janrain.Mapping
		err    string
	}{
		"stat first":           {200, `{"stat":"ok","mappings":` + oneMapping + `}`, one, ""},
		"stat last":            {200, `{"mappings":` + oneMapping + `,"stat":"ok"}`, one, ""},
		"stat in capitals":     {200, `{"mappings":` + oneMapping + `,"stat":"OK"}`, one, ""},
		"among others":         {201, ` { "a" : [ {} ] , "mappings" : ` + oneMapping + ` , "stat":"ok" , "b" : null } ` + "\r\n", one, ""},
		"a name with escapes":  {200, `{"mapp\u0069ngs":` + oneMapping + `,"st\u0061t":"ok"}`, one, ""},
		"an err that is null":  {200, `{"mappings":` + oneMapping + `,"err":null,"stat":"ok"}`, one, ""},
		"none in an object":    {200, `{"mappings":{},"stat":"ok"}`, nil, ""},
		"none in a list":       {200, `{"mappings":[],"stat":"ok"}`, nil, ""},
		"null":                 {200, `{"stat":"ok","mappings":null}`, nil, garbled},
		"missing":              {200, `{"stat":"ok"}`, nil, garbled},
		"a key twice":          {200, `{"mappings":{"7":["http://a.example/"],"7":["http://a.example/"]},"stat":"ok"}`, append(one, one...), ""},
		"an empty key":         {200, `{"mappings":{"":["http://a.example/"]},"stat":"ok"}`, []janrain.Mapping{mapped("", "http://a.example/")}, ""},
		"a key that is stat":   {200, `{"mappings":{"stat":["http://a.example/"],"mappings":[]},"stat":"ok"}`, []janrain.Mapping{mapped("stat", "http://a.example/"), mapped("mappings")}, ""},
		"another name's case":  {200, `{"Mappings":` + oneMapping + `,"stat":"ok"}`, nil, garbled},
		"deeper":               {200, `{"a":{"mappings":` + oneMapping + `},"stat":"ok"}`, nil, garbled},
		"failed at the end":    {200, `{"mappings":` + oneMapping + `,"stat":"fail","err":{"code":7,"msg":"upgrade needed"}}`, one, refused},
		"an error beside ok":   {200, `{"mappings":` + oneMapping + `,"stat":"ok","err":{"code":7}}`, one, refused},
		"refused under 200":    {200, refusedAll, nil, refused},
		"refused under 400":    {400, refusedAll, nil, refused},
		"refused under 503":    {503, refusedAll, nil, refused},
		"no stat":              {200, `{"mappings":` + oneMapping + `}`, one, garbled},
		"stat in its own name": {200, `{"mappings":` + oneMapping + `,"STAT":"ok"}`, one, garbled},
		"stat no text":         {200, `{"mappings":` + oneMapping + `,"stat":true}`, one, garbled},
		"stat in the mappings": {200, `{"mappings":{"stat":"ok"}}`, []janrain.Mapping{{PrimaryKey: "stat", Identifiers: []string{"ok"}, Extra: kit.Extra{"identifiers": kit.Raw(`"ok"`)}}}, garbled},
		"ok under 400":         {400, `{"stat":"ok","mappings":` + oneMapping + `}`, nil, garbled},
		"ok under 500":         {500, `{"stat":"ok","mappings":` + oneMapping + `}`, nil, garbled},
		"stat twice":           {200, `{"stat":"ok","mappings":` + oneMapping + `,"stat":"ok"}`, one, garbled},
		"stat twice, one way":  {200, `{"stat":"ok","mappings":` + oneMapping + `,"st\u0061t":"fail"}`, one, garbled},
		"mappings twice":       {200, `{"stat":"ok","mappings":` + oneMapping + `,"mappings":` + oneMapping + `}`, append(one, one...), garbled},
		"mappings and null":    {200, `{"stat":"ok","mappings":` + oneMapping + `,"mappings":null}`, one, garbled},
		"twice beside them":    {200, `{"stat":"ok","a":{"b":1,"b":2},"mappings":` + oneMapping + `}`, one, garbled},
		"a wrapper":            {200, `{"partnerresponse":{"stat":"ok","mappings":` + oneMapping + `}}`, nil, garbled},
		"garbage behind":       {200, `{"stat":"ok","mappings":` + oneMapping + `}x`, one, garbled},
		"a second answer":      {200, `{"stat":"ok","mappings":` + oneMapping + `}{"stat":"ok"}`, one, garbled},
		"a byte order mark":    {200, "\ufeff" + `{"stat":"ok"}`, nil, garbled},
		"a page":               {200, kit.HTMLPage, nil, garbled},
		"nothing":              {200, "", nil, garbled},
		"white space":          {200, " \n", nil, garbled},
		"null alone":           {200, "null", nil, garbled},
		"a list":               {200, `[{"stat":"ok","mappings":` + oneMapping + `}]`, nil, garbled},
		"a comma too many":     {200, `{"stat":"ok","mappings":{"7":["http://a.example/"],}}`, one, garbled},
		"an end too soon":      {200, `{"stat":"ok","mappings":{"7":["http://a.example/"]`, one, garbled},
		"an end in a text":     {200, `{"stat":"ok","mappings":{"7":["http://a.exam`, nil, garbled},
		"a missing colon":      {200, `{"stat":"ok","mappings":{"7"["http://a.example/"]}}`, nil, garbled},
		"a page under 502":     {502, kit.HTMLPage, nil, garbled},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			service := kit.Respond(kit.Response{Status: tt.status, Body: tt.body})
			list, err := allOf(t.Context(), t, kit.Client(t, service))
			assert.Equal(t, tt.list, list, "what came before the verdict")
			service.Only(t)
			switch tt.err {
			case garbled:
				var bad *janrain.DecodeError
				require.ErrorAs(t, err, &bad)
				assert.Equal(t, "all_mappings", bad.Method)
				assert.Equal(t, tt.status, bad.HTTPStatus)
				kit.AssertOneLine(t, err)
				assert.NotContains(t, err.Error(), "a.exam", "nothing of the answer is in the text")
			case refused:
				var no *janrain.Error
				require.ErrorAs(t, err, &no)
				require.ErrorIs(t, err, janrain.ErrUpgradeRequired)
				assert.Equal(t, tt.status, no.HTTPStatus)
			default:
				require.NoError(t, err)
			}
		})
	}
}

// Two identifiers that a repair makes the same would make two users one.
func TestAllMappingsKeepsWhatIsNoIdentifierApart(t *testing.T) {
	t.Parallel()
	const a = "http://a.example/"
	for value, want := range map[string]janrain.Mapping{
		`["` + a + `"]`:                   mapped("7", a),
		`[ "http:\/\/a.example\/" ]`:      mapped("7", a),
		`[]`:                              mapped("7"),
		`"` + a + `"`:                     {Identifiers: []string{a}, Extra: came(`"` + a + `"`)},
		`null`:                            {Extra: came("null")},
		`7`:                               {Extra: came("7")},
		`true`:                            {Extra: came("true")},
		`{}`:                              {Extra: came("{}")},
		`""`:                              {Extra: came(`""`)},
		`{"identifiers":["` + a + `"]}`:   {Extra: came(`{"identifiers":["` + a + `"]}`)},
		`["` + a + `",7,null,""]`:         {Identifiers: []string{a}, Extra: came(`["` + a + `",7,null,""]`)},
		`[["` + a + `"]]`:                 {Extra: came(`[["` + a + `"]]`)},
		`["` + a + `\u0000","` + a + `"]`: {Identifiers: []string{a}, Extra: came(`["` + a + `\u0000","` + a + `"]`)},
		`["` + a + `\ufffd"]`:             {Extra: came(`["` + a + `\ufffd"]`)},
		`["` + a + `\ud800","` + a + `"]`: {Identifiers: []string{a}, Extra: came("[\"" + a + "\ufffd\",\"" + a + "\"]")},
		"[\"" + a + "\xff\"]":             {Extra: came("[\"" + a + "\ufffd\"]")},
		"[\"" + a + "\xc3\xa9\", \"" + a + "\xff\"]": {Identifiers: []string{a + "é"}, Extra: came("[\"" + a + "é\",\"" + a + "\ufffd\"]")},
	} {
		list, err := allOf(t.Context(), t, kit.Client(t, kit.RespondWith(`{"mappings":{"7":`+value+`},"stat":"ok"}`)))
		require.NoError(t, err, value)
		want.PrimaryKey = "7"
		require.Len(t, list, 1, value)
		assert.Equal(t, want, list[0], value)
		for codecName, codec := range kit.Codecs {
			text, err := codec.Marshal(list[0])
			require.NoError(t, err)
			var stored janrain.Mapping
			require.NoError(t, codec.Unmarshal(text, &stored))
			kit.Normalize(t, &stored)
			kit.Normalize(t, &want)
			assert.Equal(t, want, stored, "%s by %s reads the same as %s", value, codecName, text)
		}
	}
}

// A key that a repair has made like another one is no key: it is kept as it came.
func TestAllMappingsKeepsADamagedKeyApart(t *testing.T) {
	t.Parallel()
	for key, kept := range map[string]string{
		`"a\u0000b"`: `"a\u0000b"`, `"a\tb"`: `"a\tb"`, `"a\ufffdb"`: `"a\ufffdb"`, "\"a\ufffdb\"": "\"a\ufffdb\"",
		"\"a\xffb\"": "\"a\ufffdb\"", `"a\ud800b"`: "\"a\ufffdb\"", `"\u0085"`: `"\u0085"`,
	} {
		body := `{"stat":"ok","mappings":{"7":[],` + key + `:["http://a.example/"],` + key + `:7}}`
		list, err := allOf(t.Context(), t, kit.Client(t, kit.RespondWith(body)))
		require.NoError(t, err, key)
		assert.Equal(t, []janrain.Mapping{
			mapped("7"), {Identifiers: []string{"http://a.example/"}, Extra: kit.Extra{"primaryKey": kit.Raw(kept)}},
			{Extra: kit.Extra{"primaryKey": kit.Raw(kept), "identifiers": kit.Raw("7")}},
		}, list, key)
		for codecName, codec := range kit.Codecs {
			text, err := codec.Marshal(list)
			require.NoError(t, err)
			var stored []janrain.Mapping
			require.NoError(t, codec.Unmarshal(text, &stored))
			for i := range list {
				kit.Normalize(t, &list[i])
				kit.Normalize(t, &stored[i])
			}
			assert.Equal(t, list, stored, "%s by %s reads the same", key, codecName)
		}
	}
}

func TestAllMappingsRefusesAMemberThatStandsTwiceInAValue(t *testing.T) {
	t.Parallel()
	for name, member := range map[string]string{
		"in it": `"8":{"a":1,"a":2}`, "deeper": `"8":["x",[{"a":1,"a":2}]]`, "by its escape": `"8":{"a":1,"\u0061":2}`, "with a damaged key": `"\u0000":{"a":1,"a":2}`,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			body := `{"stat":"ok","mappings":{"7":["http://a.example/"],` + member + `,"9":[]}}`
			list, err := allOf(t.Context(), t, kit.Client(t, kit.RespondWith(body)))
			assert.Equal(t, []janrain.Mapping{mapped("7", "http://a.example/")}, list, "what came before it")
			var garbled *janrain.DecodeError
			require.ErrorAs(t, err, &garbled)
			kit.AssertOneLine(t, err)
		})
	}
}

// What a mapping holds is the caller's: the next one must not change it.
func TestMappingsDoNotShareTheirMemory(t *testing.T) {
	t.Parallel()
	var body strings.Builder
	for i := range 1000 {
		fmt.Fprintf(&body, `,"k%04d":["http://a.example/%04d",%d]`, i, i, i)
	}
	list, err := allOf(t.Context(), t, kit.Client(t, kit.RespondWith(`{"mappings":{`+body.String()[1:]+`},"stat":"ok"}`)))
	require.NoError(t, err)
	for i, m := range list {
		id := fmt.Sprintf("http://a.example/%04d", i)
		assert.Equal(t, janrain.Mapping{PrimaryKey: fmt.Sprintf("k%04d", i), Identifiers: []string{id}, Extra: came(fmt.Sprintf(`[%q,%d]`, id, i))}, m)
	}
}

// To take it for none would be to leave every user behind, and say ok.
func TestMappingsThatAreNoObjectAreNotTakenForNone(t *testing.T) {
	t.Parallel()
	for _, value := range []string{`["http://a.example/"]`, `[{"7":["http://a.example/"]}]`, `[[]]`, `"7"`, `7`, `true`} {
		list, err := allOf(t.Context(), t, kit.Client(t, kit.RespondWith(`{"stat":"ok","mappings":`+value+`}`)))
		assert.Empty(t, list)
		var garbled *janrain.DecodeError
		require.ErrorAs(t, err, &garbled, value)
	}
}
