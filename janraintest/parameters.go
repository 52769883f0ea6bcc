package janraintest

import (
	"fmt"
	"net/url"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/janrain-go/janrain/internal/ascii"
)

// A parameter is one that an endpoint takes.
type parameter struct {
	spellings  []string // that the vendor's pages use; the first is today's
	kind       string   // a key of kinds, or "identifier"
	required   bool
	mayBeBlank bool
}

// parameters parses a list of parameters, such as "identifier:url! appId|appID:key".
// A bar separates two spellings, "!" means required, and "?" that an empty value unsets
// the parameter. Without a kind it is a text.
func parameters(list string) []parameter {
	var all []parameter
	for spec := range strings.FieldsSeq(list) {
		p := parameter{kind: "text"}
		spec, p.required = strings.CutSuffix(spec, "!")
		spec, p.mayBeBlank = strings.CutSuffix(spec, "?")
		names, kind, found := strings.Cut(spec, ":")
		if found {
			p.kind = kind
		}
		if kinds[p.kind] == nil {
			panic(fmt.Sprintf("janraintest: %s is of no kind", spec))
		}
		p.mayBeBlank = p.mayBeBlank || p.kind == "text" && !p.required
		p.spellings = strings.Split(names, "|")
		all = append(all, p)
	}
	return all
}

// value returns the parameter's value in whichever spelling it came.
func (p *parameter) value(form url.Values) string {
	for _, name := range p.spellings {
		if v := form.Get(name); v != "" {
			return v
		}
	}
	return ""
}

// check returns the refusal of the parameter's value, or nil. Two spellings may come
// together, with the same value.
func (p *parameter) check(form url.Values) *refusal {
	first := ""
	for _, name := range p.spellings {
		v := form.Get(name)
		blank := strings.TrimSpace(v) == ""
		switch {
		case !form.Has(name):
			continue
		case blank && v == "" && p.mayBeBlank:
		case blank && !p.mayBeBlank, !blank && !kinds[p.kind](v), first != "" && v != first:
			return invalid(name)
		}
		first = v
	}
	return nil
}

// checkForm returns the refusal of the first parameter that is wrong, or nil. The keys
// have been checked.
func (c call) checkForm(e endpoint) *refusal {
	for _, name := range sortedNames(c.form) {
		value := c.form.Get(name)
		if !utf8.ValidString(name) || !utf8.ValidString(value) || strings.Contains(name+value, "\x00") {
			return invalid(strings.ToValidUTF8(name, "\uFFFD"))
		}
		if refused := stray(name, value, e); refused != nil {
			return refused
		}
	}
	for i := range e.takes {
		p := &e.takes[i]
		if refused := p.check(c.form); refused != nil {
			return refused
		}
		if p.kind == "identifier" && !c.isIdentifier(p.value(c.form)) {
			return invalid(p.spellings[0])
		}
	}
	return nil
}

// isIdentifier reports whether a text may identify a user: a URL, or whatever the
// application has seen a custom provider send.
func (c call) isIdentifier(text string) bool {
	if text == "" || isURL(text) {
		return true
	}
	_, mapped := c.app.mapped.keys[text]
	_, known := c.user(text)
	return mapped || known
}

// stray returns the refusal of a parameter that the call does not take, or nil. The
// service ignores names that it does not know, so the fake does too. But a parameter
// of another call, and a name that differs from a documented one by a slip, are
// mistakes that would not show before production: a tokenURL checks nothing.
func stray(name, value string, e endpoint) *refusal {
	switch name {
	case "apiKey":
		return nil // it has been checked
	case "partnerKey":
		if e.keys == bothKeys || e.keys == partnerKey {
			return nil
		}
		return invalid(name)
	case "format":
		if value == "json" {
			return nil
		}
		return invalid(name) // the responses of the fake are JSON
	case "callback":
		return invalid(name) // nor are they JSONP
	}
	for _, p := range e.takes {
		if slices.Contains(p.spellings, name) {
			return nil
		}
		if slices.ContainsFunc(p.spellings, func(spelling string) bool { return isSlip(name, spelling) }) {
			return invalid(name)
		}
	}
	if documentedSqueezed[squeezed(name)] && !slices.Contains(commonWords, name) {
		return invalid(name)
	}
	return nil
}

// commonWords are names of parameters that an application's own field may have too, which
// the service ignores.
var commonWords = words(`email name domain url title message description image media status source location
	server bus version username start end share`)

// documentedSqueezed are the names of the parameters of all calls, squeezed.
var documentedSqueezed = func() map[string]bool {
	names := map[string]bool{squeezed("apiKey"): true, squeezed("partnerKey"): true}
	for _, e := range endpoints {
		for _, p := range e.takes {
			for _, name := range p.spellings {
				names[squeezed(name)] = true
			}
		}
	}
	return names
}()

// squeezed is a name without what people get wrong: case and separators.
func squeezed(name string) string {
	return strings.NewReplacer("_", "", "-", "", ".", "", " ", "", "[]", "").Replace(ascii.Lower(name))
}

// isSlip reports whether two names differ by one letter, or by two that changed places.
func isSlip(name, documented string) bool {
	const shortest = 5 // "code" and "mode" are two words
	a, b := squeezed(name), squeezed(documented)
	if len(b) < shortest {
		return false
	}
	for a != "" && b != "" && a[0] == b[0] {
		a, b = a[1:], b[1:]
	}
	for a != "" && b != "" && a[len(a)-1] == b[len(b)-1] {
		a, b = a[:len(a)-1], b[:len(b)-1]
	}
	swapped := len(a) == 2 && len(b) == 2 && a[0] == b[1] && a[1] == b[0]
	return len(a) <= 1 && len(b) <= 1 || swapped
}
