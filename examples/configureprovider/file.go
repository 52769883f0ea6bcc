package main

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"go.yaml.in/yaml/v4"

	"github.com/janrain-go/janrain"
)

// An environment looks a variable up, as os.LookupEnv does.
type environment func(name string) (value string, ok bool)

// A mistake is something wrong in the file. Its text has names of the file in
// it, but no value: anything may be a secret that stands in a wrong place.
type mistake struct {
	line int
	text string
}

// A reader collects what is wrong in the file.
type reader struct {
	env      environment
	only     []string
	absent   []string // of only, what the file does not have
	mistakes []mistake
}

func (r *reader) wrong(line int, format string, args ...any) {
	r.mistakes = append(r.mistakes, mistake{line, fmt.Sprintf(format, args...)})
}

// read returns what the file has for the providers, in its order, or an error
// with a line for each mistake, sorted by theirs.
func read(o options, env environment) ([]*entry, error) {
	data, err := os.ReadFile(o.file)
	if err != nil {
		return nil, err
	}
	r := reader{env: env, only: o.only}
	entries := r.providers(r.document(data))
	slices.SortStableFunc(r.mistakes, func(a, b mistake) int { return cmp.Compare(a.line, b.line) })
	var errs []error
	for _, m := range r.mistakes {
		errs = append(errs, fmt.Errorf("%s:%d: %s", o.file, m.line, m.text))
	}
	for _, name := range r.absent {
		errs = append(errs, fmt.Errorf("-only: %s has no provider %q", o.file, name))
	}
	return entries, errors.Join(errs...)
}

// document returns the map that the file is, or nil.
func (r *reader) document(data []byte) *yaml.Node {
	var first, second yaml.Node
	d := yaml.NewDecoder(bytes.NewReader(data))
	err := d.Decode(&first)
	if err == nil {
		err = d.Decode(&second)
	}
	syntax, broken := errors.AsType[*yaml.LoadError](err)
	switch {
	case broken:
		r.wrong(lineOf(syntax, data), "is no YAML: %s", messageOf(syntax))
	case err != nil && !errors.Is(err, io.EOF):
		r.wrong(1, "is no YAML")
	case second.Line > 0:
		r.wrong(second.Line, "a second document begins: put all providers into one")
	}
	if len(first.Content) == 0 {
		if !broken {
			r.wrong(1, "is empty: it needs a provider and its properties")
		}
		return nil
	}
	root := first.Content[0]
	if root.Kind != yaml.MappingNode || len(root.Content) == 0 {
		r.wrong(root.Line, "is not a map of providers: it begins with a provider's name and a colon")
		return nil
	}
	return root
}

// messageOf is the YAML package's own message, unless it quotes the file: a
// password with an asterisk in front is an alias to it.
func messageOf(err *yaml.LoadError) string {
	if strings.HasPrefix(err.Message, "unknown anchor") {
		return "an alias (*) without an anchor (&); a text that begins with an asterisk needs quotes"
	}
	return err.Message
}

// lineOf is where a text begins that does not end, not where the file does. It finds
// the line itself where the YAML package knows none, which is for a character that no
// YAML has.
func lineOf(err *yaml.LoadError, data []byte) int {
	endless := []string{"found unexpected end of stream", "found unexpected document indicator", "could not find expected ':'"}
	switch {
	case slices.Contains(endless, err.Message) && err.ContextMark.Line > 0:
		return err.ContextMark.Line
	case err.Mark.Line > 0:
		return err.Mark.Line
	}
	unreadable := func(r rune) bool {
		return r == utf8.RuneError || unicode.IsControl(r) && !strings.ContainsRune("\t\r\n", r)
	}
	return 1 + bytes.Count(data[:max(bytes.IndexFunc(data, unreadable), 0)], []byte("\n"))
}

// providers reads the map of providers. Those that are not to be sent are not
// read: their variables need not be set.
func (r *reader) providers(root *yaml.Node) []*entry {
	if root == nil {
		return nil
	}
	var entries []*entry
	seen := map[string]int{}
	for _, pair := range pairs(root) {
		r.once(seen, pair, "")
		provider := janrain.Provider(pair.name)
		switch {
		case !slices.Contains(supported, provider):
			r.wrong(pair.line, "%s", unknown("provider", pair.name, texts(supported)))
		case r.only == nil || slices.Contains(r.only, pair.name):
			entries = append(entries, r.provider(provider, pair))
		}
	}
	for _, name := range r.only {
		if _, ok := seen[name]; !ok {
			r.absent = append(r.absent, name)
		}
	}
	return entries
}

// provider reads the properties of one.
func (r *reader) provider(provider janrain.Provider, at pair) *entry {
	e := &entry{
		provider: provider, properties: newProperties(provider),
		lines: map[string]int{}, told: map[string]bool{}, variables: map[string]variable{},
	}
	wrong := func(line int, format string, args ...any) {
		r.wrong(line, "%s: %s", provider, fmt.Sprintf(format, args...))
	}
	all := propertiesOf(e.properties)
	if at.value.Kind != yaml.MappingNode {
		wrong(at.line, "must be a map of its properties, which are %s", strings.Join(namesOf(all), ", "))
		return e
	}
	for _, pair := range pairs(at.value) {
		r.once(e.lines, pair, string(provider)+": ")
		p, ok := named(all, pair.name)
		if !ok {
			e.told[near(pair.name, namesOf(all))] = true // or it would be told to be missing too
			wrong(pair.line, "%s", unknown("property", pair.name, namesOf(all)))
			continue
		}
		if fault := e.set(p, pair.value, r.env); fault != "" {
			e.told[p.name] = true
			wrong(pair.line, "%s %s", p.name, fault)
		}
	}
	faults, err := e.rehearse()
	if err != nil {
		wrong(at.line, "%v", err)
	}
	for _, f := range faults {
		if !e.told[f.Parameter] {
			wrong(cmp.Or(e.lines[f.Parameter], at.line), "%s%s %s", f.Parameter, e.source(f.Parameter), f.Reason)
		}
	}
	return e
}

// A pair is a key of a map and what it stands for.
type pair struct {
	name  string // "" where it is no text
	line  int
	value *yaml.Node
}

func pairs(m *yaml.Node) []pair {
	var all []pair
	for both := range slices.Chunk(m.Content, 2) {
		key, value := both[0], both[1]
		p := pair{line: key.Line, value: value}
		if key.Kind == yaml.ScalarNode {
			p.name = key.Value
		}
		if value.Kind == yaml.AliasNode {
			p.value = value.Alias
		}
		all = append(all, p)
	}
	return all
}

// once tells of a key that was there before.
func (r *reader) once(seen map[string]int, p pair, where string) {
	if first, again := seen[p.name]; again && p.name != "" {
		r.wrong(p.line, "%s%s is there twice, first in line %d", where, p.name, first)
	}
	seen[p.name] = p.line
}

// unknown says that nothing has this name, and what has one. A name that looks
// like none is not repeated: it may be a secret, put before its colon.
func unknown(what, name string, known []string) string {
	const longest = 32
	odd := func(r rune) bool {
		return r > unicode.MaxASCII || !unicode.IsLetter(r) && !strings.ContainsRune("_-.", r)
	}
	switch other := near(name, known); {
	case name == "<<":
		return "a merge key (<<) is not taken, write each " + what + " out"
	case other != "":
		return fmt.Sprintf("unknown %s %s, the name is %s", what, name, other)
	case name == "" || len(name) > longest || strings.ContainsFunc(name, odd):
		return fmt.Sprintf("unknown %s, the names are %s", what, strings.Join(known, ", "))
	}
	return fmt.Sprintf("unknown %s %s, the names are %s", what, name, strings.Join(known, ", "))
}

func texts(providers []janrain.Provider) []string {
	names := make([]string, len(providers))
	for i, p := range providers {
		names[i] = string(p)
	}
	return names
}
