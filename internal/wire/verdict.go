package wire

import (
	"reflect"
	"strings"

	"github.com/janrain-go/janrain/internal/ascii"
)

// A Verdict says whether a call succeeded, according to the outermost object of the response.
type Verdict struct {
	Stat    string // the value of stat
	HasStat bool   // stat is present and a string
	noStat  bool   // while reading: no stat in any case has been read
	Failed  bool   // err is present and not null
	Code    *int   // of err
	Message string // of err

	// The members that the vendor's Registration API sends instead of err.
	RegistrationCode  *int
	RegistrationError string
	Description       string
}

// OK reports whether the call succeeded: stat is "ok" and there is no err.
func (v *Verdict) OK() bool {
	// The length excludes the Kelvin sign, which folds to k.
	return v.HasStat && len(v.Stat) == len("ok") && strings.EqualFold(v.Stat, "ok") && !v.Failed
}

// within returns the verdict on a wrapped response. Both it and its wrapper must be OK, but
// the stat may be in the wrapper alone.
func (v Verdict) within(outer Verdict) Verdict {
	switch {
	case !outer.HasStat:
	case v.noStat:
		v.HasStat, v.Stat = true, outer.Stat
	case v.OK() && !outer.OK():
		return outer
	}
	v.noStat = false
	return v
}

// note reads one member of the outermost object. If names are folded, they may be in any
// case, except for stat.
func (v *Verdict) note(r *reader, rawName, raw []byte) {
	name := string(rawName[1 : len(rawName)-1])
	if strings.Contains(name, `\`) {
		name = r.unquote(rawName)
	}
	lower := ascii.Lower(name)
	switch {
	case lower != "stat":
		if r.fold {
			name = lower
		}
	case r.fold && !v.noStat: // "STAT" beside "stat"
		r.duplicate()
	default:
		v.noStat = false
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
