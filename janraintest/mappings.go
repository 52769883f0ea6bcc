package janraintest

import (
	"iter"
	"maps"
	"slices"

	"github.com/janrain-go/janrain"
)

var mappingEndpoints = []endpoint{
	post("/api/v2/map", "identifier:identifier! primaryKey:key! overwrite:bool", call.mapIdentifier),
	post("/api/v2/unmap", "primaryKey! identifier:any all_identifiers:bool unlink:bool", call.unmap),
	post("/api/v2/mappings", "primaryKey!", call.mappings),
	post("/api/v2/all_mappings", "", call.allMappings),
}

// mapped is the mapping of identifiers to primary keys.
type mapped struct {
	keys        map[string]string   // primary keys by identifier
	identifiers map[string][]string // by primary key, in the order in which they were mapped
}

func (m *mapped) add(identifier, primaryKey string) {
	if m.keys[identifier] == primaryKey {
		return
	}
	m.remove(identifier)
	m.keys[identifier] = primaryKey
	m.identifiers[primaryKey] = append(m.identifiers[primaryKey], identifier)
}

func (m *mapped) remove(identifier string) {
	key, ok := m.keys[identifier]
	if !ok {
		return
	}
	delete(m.keys, identifier)
	if len(m.identifiers[key]) == 1 {
		delete(m.identifiers, key)
		return
	}
	left := m.identifiers[key]
	i := slices.Index(left, identifier)
	m.identifiers[key] = slices.Delete(left, i, i+1)
}

func (c call) mapIdentifier() (members, *refusal) {
	identifier, key := c.form.Get("identifier"), c.form.Get("primaryKey")
	if _, taken := c.app.mapped.keys[identifier]; taken && c.form.Get("overwrite") == "false" {
		return nil, &refusal{janrain.CodeMappingExists, textOf(janrain.CodeMappingExists)}
	}
	c.app.mapped.add(identifier, key)
	return nil, nil
}

// unmap also succeeds if there is nothing to unmap, so that it can be repeated.
func (c call) unmap() (members, *refusal) {
	identifier, all := c.form.Get("identifier"), c.form.Get("all_identifiers") == "true"
	key := c.form.Get("primaryKey")
	switch {
	case identifier == "" && !all:
		return nil, missing("identifier")
	case identifier != "" && all:
		return nil, invalid("all_identifiers") // the two contradict each other
	case all:
		for _, one := range c.app.mapped.identifiers[key] {
			delete(c.app.mapped.keys, one)
		}
		delete(c.app.mapped.identifiers, key)
	case c.app.mapped.keys[identifier] == key:
		c.app.mapped.remove(identifier)
	}
	return nil, nil
}

func (c call) mappings() (members, *refusal) {
	return members{{"identifiers", list(c.app.mapped.identifiers[c.form.Get("primaryKey")])}}, nil
}

func (c call) allMappings() (members, *refusal) {
	keys := slices.Collect(maps.Keys(c.app.mapped.identifiers))
	return members{{"mappings", stream(c.state.mappings(c.app, keys))}}, nil
}

// mappings yields the object of all_mappings, sorted by primary key. A million of them take
// a while, so other calls go on in the meantime: what they unmap is not in it.
func (s *state) mappings(app *application, keys []string) iter.Seq[[]byte] {
	const atOnce = 1000
	return func(yield func([]byte) bool) {
		slices.Sort(keys)
		before := byte('{')
		for some := range slices.Chunk(keys, atOnce) {
			piece := s.someMappings(app, some, before)
			if len(piece) == 0 {
				continue
			}
			if !yield(piece) {
				return
			}
			before = ','
		}
		if before == '{' && !yield([]byte("{")) {
			return
		}
		yield([]byte("}"))
	}
}

// someMappings returns members of the object. The first follows the byte before, any other
// a comma. It locks the state.
func (s *state) someMappings(app *application, keys []string, before byte) (piece []byte) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, key := range keys {
		identifiers, ok := app.mapped.identifiers[key]
		if !ok {
			continue
		}
		piece = append(append(piece, before), marshal(key)...)
		piece = append(append(piece, ':'), marshal(identifiers)...)
		before = ','
	}
	return piece
}
