package wire

import (
	"reflect"
	"strings"

	"github.com/janrain-go/janrain/internal/ascii"
)

// A Verdict is what an answer says of itself, in its outermost object.
type Verdict struct {
	Stat    string // the member stat, whatever its case; "" where there is none
	HasStat bool   // stat is there and is a text
	silent  bool   // while it is read: nothing by that name was there yet, in any case
	Failed  bool   // there is a member err that is not null
	Code    *int   // of err
	Message string // of err

	// What the Registration API of the same vendor sends in its place.
	RegistrationCode  *int
	RegistrationError string
	Description       string
}

// OK reports whether the answer says that the call succeeded: nothing but the
// text ok does, and only where no error stands beside it.
func (v *Verdict) OK() bool {
	// The length: Unicode has a third letter k, the Kelvin sign.
	return v.HasStat && len(v.Stat) == len("ok") && strings.EqualFold(v.Stat, "ok") && !v.Failed
}

// within is the verdict where another one stands around it: both must be good, and
// the inner one may be silent.
func (v Verdict) within(outer Verdict) Verdict {
	switch {
	case !outer.HasStat:
	case v.silent:
		v.HasStat, v.Stat = true, outer.Stat
	case v.OK() && !outer.OK():
		return outer
	}
	v.silent = false // it has been heard
	return v
}

// note reads one member of the outermost object, if the verdict is made of it.
// With fold its name may be in any case, that of stat excepted.
func (v *Verdict) note(r *reader, rawName, raw []byte) {
	name := string(rawName[1 : len(rawName)-1])
	if strings.Contains(name, `\`) {
		name = r.unquote(rawName)
	}
	lower := ascii.Lower(name)
	v.silent = v.silent && lower != "stat"
	if r.fold && lower != "stat" {
		name = lower
	}
	switch name {
	case "stat":
		v.HasStat = raw[0] == '"'
		v.Stat, _ = plainText(r, raw)
	case "err":
		v.noteErr(r, raw)
	case "code":
		v.RegistrationCode = code(r, raw)
	case "error":
		v.RegistrationError, _ = plainText(r, raw)
	case "error_description":
		v.Description, _ = plainText(r, raw)
	}
}

func (v *Verdict) noteErr(r *reader, raw []byte) {
	if raw[0] == 'n' {
		return
	}
	v.Failed = true
	if raw[0] != '{' {
		v.Message, _ = plainText(r, raw)
		return
	}
	var failure struct {
		Code    *int   `json:"code"`
		Message string `json:"msg"`
		Extra   Extra
	}
	r.nested(raw, func(r *reader) {
		r.object(planOf(reflect.TypeOf(failure)), reflect.ValueOf(&failure).Elem(), nil)
	})
	v.Code, v.Message = failure.Code, failure.Message
}

func code(r *reader, raw []byte) *int {
	var n int
	if ok, _ := (integer{}).parse(r, raw, reflect.ValueOf(&n).Elem()); !ok {
		return nil
	}
	return &n
}
