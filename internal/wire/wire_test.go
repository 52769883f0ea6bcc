package wire

import (
	"bytes"
	"encoding/json"
	"io"
	"reflect"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// whole has a field for every codec.
type whole struct {
	Text      string          `json:"text"`
	Key       string          `json:"key" wire:"key"`
	Mail      string          `json:"mail" wire:"identity"`
	ID        string          `json:"id" wire:"strict"`
	Flag      bool            `json:"flag"`
	Number    int             `json:"number"`
	Long      int64           `json:"long"`
	Float     float64         `json:"float"`
	Time      time.Time       `json:"time"`
	Raw       json.RawMessage `json:"raw"`
	Comma     []string        `json:"comma" wire:"comma"`
	Scopes    []string        `json:"scopes" wire:"scopes"`
	List      []string        `json:"list"`
	Part      part            `json:"part"`
	Pointer   *part           `json:"pointer"`
	Sealed    *sealed         `json:"sealed"`
	Plural    []part          `json:"plural"`
	MaybeInt  *int            `json:"maybeInt"`
	MaybeText *string         `json:"maybeText"`
	Chosen    chosen          `json:"chosen"`
	Kind      string          `json:"kind"`
	Named     string          `json:"named" wire:"also=alias,also=nickname"`
	Section   *part           `json:"section" wire:"also=Section"`
	Inline    *inline         `json:"-" wire:"inline"`

	Ignored string `json:"-"`
	Untold  string

	Extra Extra
}

// part is a struct that can be decoded from a bare text.
type part struct {
	Name string `json:"name" wire:"bare"`
	Flag bool   `json:"flag"`

	Extra Extra
}

// inline is a struct whose members are among those of whole.
type inline struct {
	Hat   string   `json:"hat"`
	Shoes []string `json:"shoes"`
	Where *part    `json:"where"`

	Extra Extra
}

// sealed is a struct that cannot be decoded from a bare text.
type sealed struct {
	Name string `json:"name"`

	Extra Extra
}

// chosen is decoded as left or right, depending on whole.Kind.
type chosen interface{ side() string }

type left struct {
	Token string `json:"token"`
	Extra Extra
}

type right struct {
	Secret string `json:"secret"`
	Extra  Extra
}

func (*left) side() string  { return "left" }
func (*right) side() string { return "right" }

func init() {
	Choose(func(parent *whole) chosen {
		if parent.Kind == "left" {
			return new(left)
		}
		return new(right)
	})
}

// read unmarshals a valid text.
func read(t *testing.T, text string) *whole {
	t.Helper()
	w := new(whole)
	require.NoError(t, Unmarshal([]byte(text), w), "%s must unmarshal", text)
	return w
}

// write marshals a valid struct.
func write(t *testing.T, v any) string {
	t.Helper()
	text, err := Marshal(v)
	require.NoError(t, err, "%+v must marshal", v)
	require.True(t, json.Valid(text), "the output must be valid JSON: %s", text)
	return string(text)
}

// sameJSON asserts that two texts have the same values. Unlike testify's JSONEq, it compares
// numbers digit by digit.
func sameJSON(t *testing.T, want, got string, why string) {
	t.Helper()
	assert.Equal(t, plain(t, want), plain(t, got), "%s: want %s, got %s", why, want, got)
}

func plain(t *testing.T, text string) any {
	t.Helper()
	v, err := oracle([]byte(text))
	require.NoError(t, err, "%q must be JSON", text)
	return v
}

// oracle returns encoding/json's interpretation of a text.
func oracle(text []byte) (any, error) {
	dec := json.NewDecoder(bytes.NewReader(text))
	dec.UseNumber()
	var v any
	if err := dec.Decode(&v); err != nil {
		return nil, err
	}
	if _, err := dec.Token(); err != io.EOF {
		return nil, io.ErrUnexpectedEOF
	}
	return v, nil
}

// A memberCase is a member in one shape and its expected result.
type memberCase struct {
	name   string
	member string
	raw    string
	want   any  // the field's value
	kept   bool // Extra keeps the value unchanged, because the field cannot reproduce it
}

// runMembers decodes each member alone and asserts the field's value, whether Extra keeps the
// original, and that a round trip changes nothing.
func runMembers(t *testing.T, cases []memberCase) {
	t.Helper()
	for _, c := range cases {
		t.Run(c.member+" "+c.name, func(t *testing.T) {
			t.Parallel()
			text := `{"` + c.member + `":` + c.raw + `}`
			w := read(t, text)
			got := planOf(reflect.TypeFor[whole]()).byMember(t, c.member).of(reflect.ValueOf(w).Elem())
			assert.Equal(t, c.want, got.Interface(), "the field of %s", text)
			raw, kept := w.Extra[c.member]
			assert.Equal(t, c.kept, kept, "whether Extra keeps the member of %s: %s", text, raw)

			again := write(t, w)
			sameJSON(t, text, again, "the member must be marshalled again")
			assert.Equal(t, w, read(t, again), "the output must unmarshal to the same value")
		})
	}
}

// byMember returns the field of a member.
func (p *plan) byMember(t *testing.T, name string) *field {
	t.Helper()
	i, ok := p.lookup([]byte(name))
	require.True(t, ok, "whole has no member %q", name)
	return &p.fields[i]
}
