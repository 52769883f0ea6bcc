package wire

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// named is a result whose names may be in any case in a partner API response.
type named struct {
	APIKey string `json:"apiKey"`
	Nested part   `json:"nested"`

	Extra Extra
}

func TestVerdictIsOKOnlyForTheTextOK(t *testing.T) {
	t.Parallel()
	for text, ok := range map[string]bool{
		`{"stat":"ok"}`:                        true,
		`{"stat":"OK"}`:                        true,
		`{"stat":"Ok","err":null}`:             true,
		`{"stat":"o\u006b"}`:                   true,
		`{"stat":"ok","code":7,"error":"x"}`:   true, // the members of the Registration API do not count beside stat ok
		`{"stat":"ok","err":{}}`:               false,
		`{"err":"x","stat":"ok"}`:              false,
		`{"stat":"ok","err":""}`:               false,
		`{"stat":"ok","err":false}`:            false,
		`{"stat":"ok","err":[]}`:               false,
		`{"stat":"ok","err":0}`:                false,
		`{"stat":"fail"}`:                      false,
		`{"stat":"error"}`:                     false,
		`{"stat":""}`:                          false,
		`{"stat":" ok"}`:                       false,
		`{"stat":"ok\u0000"}`:                  false,
		`{"stat":"ok\ud800"}`:                  false,
		`{"stat":"o\u212a"}`:                   false, // the Kelvin sign folds to k but is not k
		`{"stat":true}`:                        false,
		`{"stat":["ok"]}`:                      false,
		`{"stat":{"value":"ok"}}`:              false,
		`{"stat":null}`:                        false,
		`{"STAT":"ok"}`:                        false,
		`{"Stat":"ok"}`:                        false,
		`{"stat ":"ok"}`:                       false,
		`{"profile":{"stat":"ok"}}`:            false,
		`{"partnerresponse":{"stat":"ok"}}`:    false, // wrappers count only for partner calls
		`{}`:                                   false,
		`{"stat":"ok","ERR":{"code":1}}`:       true,
		`{"stat":"fail","text":"stat\":ok\""}`: false,
	} {
		t.Run(text, func(t *testing.T) {
			t.Parallel()
			v, err := UnmarshalResponse([]byte(text), new(whole), false)
			require.NoError(t, err)
			assert.Equal(t, ok, v.OK(), "whether %s is a success", text)
		})
	}
}

func TestVerdictDecodesEveryFormOfFailure(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]Verdict{
		`{"stat":"fail","err":{"code":2,"msg":"Data not found"}}`:                        {Stat: "fail", HasStat: true, Failed: true, Code: new(2), Message: "Data not found"},
		`{"err":{"msg":"Service down","code":-1},"stat":"fail"}`:                         {Stat: "fail", HasStat: true, Failed: true, Code: new(-1), Message: "Service down"},
		`{"stat":"fail","err":{"code":0}}`:                                               {Stat: "fail", HasStat: true, Failed: true, Code: new(0)},
		`{"stat":"fail","err":{"code":"3","msg":["Invalid apiKey"]}}`:                    {Stat: "fail", HasStat: true, Failed: true, Code: new(3), Message: "Invalid apiKey"},
		`{"stat":"fail","err":{"code":2.0,"msg":7}}`:                                     {Stat: "fail", HasStat: true, Failed: true, Code: new(2), Message: "7"},
		`{"stat":"fail","err":{"code":"two","msg":null}}`:                                {Stat: "fail", HasStat: true, Failed: true},
		`{"stat":"fail","err":{"code":1e400}}`:                                           {Stat: "fail", HasStat: true, Failed: true},
		`{"stat":"fail","err":"no luck"}`:                                                {Stat: "fail", HasStat: true, Failed: true, Message: "no luck"},
		`{"stat":"fail","err":[]}`:                                                       {Stat: "fail", HasStat: true, Failed: true},
		`{"stat":"fail","err":null}`:                                                     {Stat: "fail", HasStat: true},
		`{"stat":7}`:                                                                     {Stat: "7"},
		`{"err":{"code":2}}`:                                                             {Failed: true, Code: new(2)},
		`{"stat":"error","code":"200","error":"e","error_description":"d"}`:              {Stat: "error", HasStat: true, RegistrationCode: new(200), RegistrationError: "e", Description: "d"},
		`{"stat":"error","code":{},"error":null,"error_description":["d"]}`:              {Stat: "error", HasStat: true},
		`{"stat":"fail","err":{"code":2,"msg":"a\ud800b"},"profile":{"code":9,"err":1}}`: {Stat: "fail", HasStat: true, Failed: true, Code: new(2), Message: "a\uFFFDb"},
	} {
		t.Run(text, func(t *testing.T) {
			t.Parallel()
			v, err := UnmarshalResponse([]byte(text), new(whole), false)
			require.NoError(t, err)
			assert.Equal(t, want, v, "the verdict of %s", text)
		})
	}
}

func TestVerdictRejectsADuplicate(t *testing.T) {
	t.Parallel()
	for _, text := range []string{
		`{"stat":"fail","stat":"ok"}`, `{"stat":"fail","err":{"code":1,"code":2}}`, `{"stat":"ok","err":{},"err":null}`,
	} {
		_, err := UnmarshalResponse([]byte(text), new(whole), false)
		require.Error(t, err, "%s must be rejected", text)
	}
}

func TestWrapperIsRemoved(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		text string
		ok   bool
		key  string
	}{
		"lower case":               {`{"partnerresponse":{"stat":"ok","apiKey":"k"}}`, true, "k"},
		"camel case":               {`{"PartnerResponse":{"stat":"ok","apiKey":"k"}}`, true, "k"},
		"of a plugin":              {` { "PLUGINRESPONSE" : { "stat" : "ok" , "apiKey" : "k" } } `, true, "k"},
		"none":                     {`{"stat":"ok","apiKey":"k"}`, true, "k"},
		"names in lower case":      {`{"partnerresponse":{"stat":"ok","apikey":"k"}}`, true, "k"},
		"names in another case":    {`{"stat":"ok","ApiKEY":"k"}`, true, "k"},
		"stat in another case":     {`{"partnerresponse":{"Stat":"ok","apikey":"k"}}`, false, "k"},
		"a failure":                {`{"partnerresponse":{"stat":"fail","err":{"code":1}}}`, false, ""},
		"stat outside of it":       {`{"partnerresponse":{"apiKey":"k"},"stat":"ok"}`, true, "k"},
		"stat in front of it":      {`{"st\u0061t":"ok","pluginresponse":{"apiKey":"k"}}`, true, "k"},
		"a failure outside of it":  {`{"stat":"fail","partnerresponse":{"apiKey":"k"}}`, false, "k"},
		"an error without a stat":  {`{"stat":"ok","partnerresponse":{"apiKey":"k","err":{"code":1}}}`, false, "k"},
		"another failure in it":    {`{"stat":"ok","partnerresponse":{"stat":"fail","err":{"code":1}}}`, false, ""},
		"ok in it and around it":   {`{"stat":"ok","partnerresponse":{"stat":"ok","apiKey":"k"}}`, true, "k"},
		"stat outside is no text":  {`{"stat":true,"partnerresponse":{"stat":"ok","apiKey":"k"}}`, false, ""},
		"stat in it is no text":    {`{"stat":"ok","partnerresponse":{"stat":false,"apiKey":"k"}}`, false, "k"},
		"stat in it is null":       {`{"stat":"ok","partnerresponse":{"stat":null,"apiKey":"k"}}`, false, "k"},
		"stat in it is a number":   {`{"stat":"ok","partnerresponse":{"stat":0,"apiKey":"k"}}`, false, "k"},
		"stat in it is a list":     {`{"stat":"ok","partnerresponse":{"stat":["ok"],"apiKey":"k"}}`, false, "k"},
		"stat in it, capitalised":  {`{"stat":"ok","partnerresponse":{"Stat":"fail","apiKey":"k"}}`, false, "k"},
		"null beside a stat":       {`{"stat":"ok","partnerresponse":null}`, true, ""},
		"something else beside it": {`{"stat":"ok","partnerresponse":{"apiKey":"k"},"err":{"code":1}}`, false, ""},
		"two wrappers":             {`{"partnerresponse":{"partnerresponse":{"stat":"ok"}}}`, false, ""},
		"another name":             {`{"response":{"stat":"ok","apiKey":"k"}}`, false, ""},
		"stat in it and around it": {`{"partnerresponse":{"stat":"ok"},"stat":"fail"}`, false, ""},
		"a long s in its name":     {`{"partnerre\u017fponse":{"stat":"ok","apiKey":"k"}}`, false, ""},
		"a long s, as it is":       {`{"plugin\u0072eſponse":{"stat":"ok","apiKey":"k"}}`, false, ""},
		"the Kelvin sign for a k":  {`{"partnerresponse":{"stat":"ok","api\u212aey":"k"}}`, true, ""},
		"an I with a dot":          {`{"partnerresponse":{"stat":"ok","ap\u0130Key":"k"}}`, true, ""},
		"the sign beside the key":  {`{"stat":"ok","api\u212aey":"other","apiKey":"k"}`, true, "k"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var n named
			v, err := UnmarshalResponse([]byte(c.text), &n, true)
			require.NoError(t, err)
			assert.Equal(t, c.ok, v.OK(), "whether %s is a success", c.text)
			assert.Equal(t, c.key, n.APIKey, "the key in %s", c.text)
		})
	}
}

func TestWrapperDoesNotHideInvalidJSON(t *testing.T) {
	t.Parallel()
	for name, text := range map[string]string{
		"no object in it":             `{"partnerresponse":"hunter2"}`,
		"a list in it":                `{"partnerresponse":[]}`,
		"null in it":                  `{"partnerresponse":null}`,
		"something behind it":         `{"partnerresponse":{"stat":"ok"}}hunter2`,
		"stat twice beside it":        `{"stat":"ok","partnerresponse":{"stat":"ok"},"stat":"ok"}`,
		"the wrapper twice":           `{"partnerresponse":{"stat":"ok"},"partnerresponse":{"stat":"ok"}}`,
		"a duplicate in it":           `{"partnerresponse":{"stat":"ok","stat":"ok"}}`,
		"a member in two spellings":   `{"partnerresponse":{"stat":"ok","apiKey":"k","apikey":"hunter2"}}`,
		"two spellings, no wrapper":   `{"stat":"ok","apikey":"k","APIKEY":"hunter2"}`,
		"two spellings, one level in": `{"stat":"ok","nested":{"name":"a","NAME":"hunter2"}}`,
		"cut":                         `{"partnerresponse":{"stat":"ok"}`,
		"empty":                       ``,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := UnmarshalResponse([]byte(text), new(named), true)
			require.Error(t, err, "%s must be rejected", text)
			assert.NotContains(t, err.Error(), canary)
		})
	}
}

// In a wrapper, names other than stat match in any case, so that a different spelling cannot hide
// one.
func TestWrappedFailureIsDecodedInAnyCase(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]Verdict{
		`{"partnerresponse":{"stat":"fail","Err":{"Code":1,"MSG":"no"}}}`: {Stat: "fail", HasStat: true, Failed: true, Code: new(1), Message: "no"},
		`{"stat":"ok","ERR":{"code":1}}`:                                  {Stat: "ok", HasStat: true, Failed: true, Code: new(1)},
		`{"stat":"ok","ERR":{"code":1},"err":null}`:                       {Stat: "ok", HasStat: true, Failed: true, Code: new(1)},
		`{"stat":"ok","err":null,"Err":"no"}`:                             {Stat: "ok", HasStat: true, Failed: true, Message: "no"},
	} {
		v, err := UnmarshalResponse([]byte(text), new(named), true)
		require.NoError(t, err)
		assert.Equal(t, want, v, "the verdict of %s", text)
	}
}

// If the original spelling were kept beside the field, a key would be marshalled twice, and a
// changed key together with the old one. Unmarshal, which matches exactly, finds the field's own
// name again.
func TestFoldedNameIsMarshalledUnderTheFieldsName(t *testing.T) {
	t.Parallel()
	var n named
	_, err := UnmarshalResponse([]byte(`{"stat":"ok","apikey":"old","NESTED":{"Name":7}}`), &n, true)
	require.NoError(t, err)
	stored := write(t, n)
	sameJSON(t, `{"stat":"ok","apiKey":"old","nested":{"name":7}}`, stored, "the field must be marshalled under its own name")
	var again named
	require.NoError(t, Unmarshal([]byte(stored), &again))
	assert.Equal(t, n, again, "the stored value must unmarshal to the same value")
	n.APIKey = "new"
	assert.NotContains(t, write(t, n), "old", "the old value of a changed field must be gone")
}

// A caller that reads the struct without checking the verdict must find nothing.
func TestRejectedResponseSetsNothing(t *testing.T) {
	t.Parallel()
	var w whole
	_, err := UnmarshalResponse([]byte(`{"text":"a","stat":"ok"`), &w, false)
	require.Error(t, err)
	assert.Equal(t, whole{}, w)
}
