package wire

import (
	"encoding/json"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
)

type viewed struct {
	Token  string    `json:"token"`
	Name   string    `json:"nick" wire:"also=name"`
	Time   time.Time `json:"time"`
	Number int       `json:"number"` // no field of the view

	Extra Extra
}

type aView struct {
	Token  string    `json:"token" wire:"also=a_token"`
	Secret string    `json:"secret" wire:"also=a_secret,also=b_secret"`
	Name   string    `json:"name"`
	Time   time.Time `json:"time"`

	Extra Extra
}

func TestViewTakesFieldsAndWhatExtraKeeps(t *testing.T) {
	t.Parallel()
	at := time.Unix(1600000000, 0).UTC()
	raw := func(s string) json.RawMessage { return json.RawMessage(s) }
	for name, c := range map[string]struct {
		src  viewed
		want aView
	}{
		"nothing":                         {viewed{Number: 1}, aView{}},
		"fields":                          {viewed{Token: "t", Name: "n", Time: at}, aView{Token: "t", Name: "n", Time: at}},
		"a member without a field":        {viewed{Extra: Extra{"secret": raw(`"s"`)}}, aView{Secret: "s"}},
		"as a number":                     {viewed{Extra: Extra{"secret": raw(`7`)}}, aView{Secret: "7"}},
		"under another name":              {viewed{Extra: Extra{"b_secret": raw(`"s"`), "a_token": raw(`"t"`)}}, aView{Secret: "s", Token: "t"}},
		"under two names":                 {viewed{Extra: Extra{"b_secret": raw(`"b"`), "a_secret": raw(`"a"`)}}, aView{Secret: "a"}},
		"under its own name of no value":  {viewed{Extra: Extra{"secret": raw(`null`), "a_secret": raw(`"a"`)}}, aView{Secret: "a"}},
		"a field before Extra":            {viewed{Token: "t", Extra: Extra{"token": raw(`"x"`), "a_token": raw(`"y"`)}}, aView{Token: "t"}},
		"a field that was emptied":        {viewed{Extra: Extra{"time": raw(`"1600000000"`), "token": raw(`7`)}}, aView{}},
		"a member that the caller put in": {viewed{Extra: Extra{"time": raw(`1600000000`), "token": raw(`"t"`)}}, aView{Token: "t", Time: at}},
		"what is no JSON":                 {viewed{Extra: Extra{"secret": raw(`"s`), "a_secret": nil}}, aView{}},
		"an object":                       {viewed{Extra: Extra{"secret": raw(`{"value":"s"}`)}}, aView{}},
	} {
		var got aView
		View(&c.src, &got)
		assert.Equal(t, c.want, got, name)
		got = aView{}
		View(c.src, &got)
		assert.Equal(t, c.want, got, "%s, of a value", name)
	}
}
