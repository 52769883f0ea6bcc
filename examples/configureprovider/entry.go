package main

import (
	"fmt"
	"net/url"
	"reflect"
	"regexp"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v4"

	"github.com/janrain-go/janrain"
)

// An entry is a provider of the file, with its properties by their names on
// the wire.
type entry struct {
	provider   janrain.Provider
	properties janrain.ProviderProperties // a pointer
	lines      map[string]int             // in the file
	told       map[string]bool            // there is a mistake for it already
	literals   []string                   // the values that stand in the file
	variables  map[string]variable        // the others
	form       url.Values                 // what is sent; see rehearse
	path       string                     // where to
}

// A variable is one of the environment, that a property is taken from.
type variable struct{ name, value string }

var (
	reference = regexp.MustCompile(`^\$\{([A-Za-z_][A-Za-z0-9_]*)\}$`)
	digits    = regexp.MustCompile(`^\d+$`)
)

// set gives the property its value, or says what is wrong with it.
func (e *entry) set(p property, n *yaml.Node, env environment) (fault string) {
	ref := reference.FindStringSubmatch(n.Value)
	switch {
	case n.Kind != yaml.ScalarNode:
		return "must be a single value"
	case strings.TrimSpace(n.Value) == "" || n.ShortTag() == "!!null":
		return "has no value"
	case p.field.Kind() != reflect.String:
		return e.setSwitch(p, n)
	case ref != nil:
		return e.setVariable(p, ref[1], env)
	case p.secret:
		return "is written in the file, take it from the environment: ${NAME}"
	case strings.Contains(n.Value, "${"):
		return "has a ${ in it: a variable is the whole value, ${NAME}"
	case !isText(n):
		return "must be a text, put it in quotes"
	}
	p.field.SetString(n.Value)
	e.literals = append(e.literals, n.Value)
	return ""
}

// isText takes a number for a text too, where it is sent digit for digit.
func isText(n *yaml.Node) bool {
	switch n.ShortTag() {
	case "!!str":
		return true
	case "!!int", "!!float":
		return digits.MatchString(n.Value)
	}
	return false
}

func (e *entry) setSwitch(p property, n *yaml.Node) (fault string) {
	var on *bool
	if n.ShortTag() != "!!bool" || n.Decode(&on) != nil {
		return "must be true or false as it is, no quotes, no variable"
	}
	p.field.Set(reflect.ValueOf(on))
	e.literals = append(e.literals, strconv.FormatBool(*on))
	return ""
}

func (e *entry) setVariable(p property, name string, env environment) (fault string) {
	value, ok := env(name)
	switch {
	case !ok:
		return fmt.Sprintf("needs the environment variable %s, which is not set", name)
	case strings.TrimSpace(value) == "":
		return fmt.Sprintf("needs the environment variable %s, which is empty", name)
	}
	p.field.SetString(value)
	e.variables[p.name] = variable{name, value}
	return ""
}

// source says where a property is from, if not from the file.
func (e *entry) source(name string) string {
	if v, ok := e.variables[name]; ok {
		return ", from " + v.name + ","
	}
	return ""
}
