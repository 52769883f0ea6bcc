package faults

import (
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/janrain-go/janrain"
	"github.com/janrain-go/janrain/internal/acceptance/kit"
)

// No one can know which of two duplicate members counts, and guessing could sign in the wrong
// user. So every member of every object in testdata is duplicated once, whatever type decodes it,
// and the response must be rejected.
func TestDuplicateMemberIsRejectedEverywhere(t *testing.T) {
	t.Parallel()
	files, err := filepath.Glob(kit.Path("testdata/*/*.json"))
	require.NoError(t, err)
	require.NotEmpty(t, files)
	for _, file := range files {
		if strings.Contains(file, "duplicate") || strings.Contains(file, "golden") {
			continue // already has a duplicate; is not a response
		}
		t.Run(filepath.Base(filepath.Dir(file))+"/"+filepath.Base(file), func(t *testing.T) {
			t.Parallel()
			text, err := os.ReadFile(file)
			require.NoError(t, err)
			calls := kit.Calls
			if strings.Contains(file, "auth_info") {
				calls = kit.Calls[:1] // the other calls decode none of its members
			}
			variants := twice(t, string(text))
			require.NotEmpty(t, variants)
			for _, variant := range variants {
				client := kit.Client(t, kit.RoundTripper(func(*http.Request) (*http.Response, error) {
					return kit.HTTPResponse(http.StatusOK, variant), nil
				}))
				for _, call := range calls {
					err := call.Do(t.Context(), client)
					garbled, ok := errors.AsType[*janrain.DecodeError](err)
					require.True(t, ok, "%s: %T for %s", call.Name, err, variant)
					require.Equal(t, "a duplicate member name", garbled.Reason, variant)
				}
			}
		})
	}
}

// twice returns a variant of the text for every member, with that member duplicated (before the
// others, and after them with an escape in its name), and a variant for every value, replaced by
// an object with a duplicate member.
func twice(t *testing.T, text string) (variants []string) {
	t.Helper()
	objects, values := placesIn(t, text)
	for _, object := range objects {
		before, inner, after := text[:object.start+1], text[object.start+1:object.end], text[object.end:]
		for name := range object.members {
			quoted, err := json.Marshal(name)
			require.NoError(t, err)
			variants = append(variants,
				before+string(quoted)+":null,"+inner+after,
				before+inner+","+escaped(name)+`:{"other":[]}`+after)
		}
	}
	for _, value := range values {
		for _, bad := range []string{
			`{"value":"x","value":"y"}`, `[{"value":{"a":1,"a":2}}]`, `[[{"a":1,"b":2,"a":2}]]`,
		} {
			variants = append(variants, text[:value.start]+bad+text[value.end:])
		}
	}
	return variants
}

// escaped returns a name with its first character escaped.
func escaped(name string) string {
	const hex = "0123456789abcdef"
	if name == "" || name[0] >= 0x80 {
		return `"` + name + `"`
	}
	return `"\u00` + string([]byte{hex[name[0]>>4], hex[name[0]&15]}) + name[1:] + `"`
}

// A place is the position of a value in a text; for an object, that of its closing brace.
type place struct {
	start, end int
	members    map[string]bool // of an object; nil for an array
}

// placesIn finds the objects in a text that have members, and all values that are not objects or
// arrays.
func placesIn(t *testing.T, text string) (objects, values []place) {
	t.Helper()
	dec := json.NewDecoder(strings.NewReader(text))
	dec.UseNumber()
	open, name := []place{{}}, false // name: the next token is a name
	for {
		before := int(dec.InputOffset())
		token, err := dec.Token()
		if errors.Is(err, io.EOF) {
			return objects, values
		}
		require.NoError(t, err)
		end := int(dec.InputOffset())
		last := &open[len(open)-1]
		switch token {
		case json.Delim('{'):
			open, name = append(open, place{start: end - 1, members: map[string]bool{}}), true
			continue
		case json.Delim('['):
			open, name = append(open, place{}), false
			continue
		case json.Delim('}'), json.Delim(']'):
			if last.end = end - 1; len(last.members) > 0 {
				objects = append(objects, *last)
			}
			open = open[:len(open)-1]
			name = open[len(open)-1].members != nil
			continue
		}
		if name {
			last.members[token.(string)] = true
		} else {
			start := end - len(strings.TrimLeft(text[before:end], " \t\r\n:,"))
			values = append(values, place{start: start, end: end})
		}
		name = !name && last.members != nil
	}
}
