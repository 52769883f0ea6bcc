package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

const root = "../.."

// A type that was added without go generate would print its secrets.
func TestFilesAreGenerated(t *testing.T) {
	t.Parallel()
	for name, generate := range map[string]func() ([]byte, error){
		output: func() ([]byte, error) { return generate(root) }, credentialsOutput: generateCredentials,
	} {
		want, err := generate()
		require.NoError(t, err)
		got, err := os.ReadFile(filepath.Join(root, name))
		require.NoError(t, err)
		assert.Equal(t, string(want), string(got), "%s is not what internal/gen writes: run go generate ./...", name)
	}
}

// A slip in the table would be a field that is never filled.
func TestTheTableOfCredentialsNamesMembersThatHaveAField(t *testing.T) {
	t.Parallel()
	names := map[string]bool{}
	for _, row := range credentials {
		assert.False(t, names[row.name], "%s has one row", row.name)
		names[row.name] = true
		assert.NotEmpty(t, row.providers)
		goNames := map[string]bool{}
		for member := range strings.FieldsSeq(row.members) {
			f, ok := fields[member]
			assert.True(t, ok, "the member %s of %s has a field", member, row.name)
			assert.False(t, goNames[f.name], "%s has one field %s", row.name, f.name)
			goNames[f.name] = true
		}
	}
	for member := range strings.FieldsSeq(everywhere) {
		assert.Contains(t, fields, member)
	}
}

func TestGenerateGivesEachKindItsMethods(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	write := func(name, src string) {
		require.NoError(t, os.WriteFile(filepath.Join(dir, name), []byte("package p\n"+src), 0o600))
	}
	write("a.go", `
type Answer struct{ A string; Extra map[string]int }
type FooCredentials struct{ Extra map[string]int }
type CallParams struct{ Token string }
type FooProperties struct{ Secret string }
type Plain struct{ A int }
type Number int
type hidden struct{ Extra int }
func (Answer) MarshalJSON() ([]byte, error) { return nil, nil }
func (p *CallParams) Format() {}
func Free() {}
`)
	write("a_test.go", `type TestParams struct{}`)
	write(output, `type OldParams struct{}`)
	src, err := generate(dir)
	require.NoError(t, err)
	for method, there := range map[string]bool{
		"(v Answer) Format(": true, "(v Answer) LogValue(": true, "(v *Answer) UnmarshalJSON(": true,
		"(v Answer) MarshalJSON(":              false, // it is written by hand
		"(*FooCredentials) accessCredentials(": true, "(v FooCredentials) MarshalJSON(": true, "(v *FooCredentials) Tokens(": true,
		"(v CallParams) LogValue(": true, "(v CallParams) MarshalJSON(": true, "(v *CallParams) UnmarshalJSON(": true,
		"(v CallParams) Format(":    false, // it is written by hand, with a pointer
		"(v FooProperties) Format(": true, "Plain": false, "Number": false, "hidden": false, "TestParams": false, "OldParams": false,
	} {
		assert.Equal(t, there, strings.Contains(string(src), method), "is %q in what is generated?", method)
	}
}

func TestGenerateRefusesADirectoryWithoutTypes(t *testing.T) {
	t.Parallel()
	_, err := generate(t.TempDir())
	require.Error(t, err, "a wrong directory must not give an empty file")
}

func TestGenerateRefusesWhatDoesNotParse(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	require.NoError(t, os.WriteFile(filepath.Join(dir, "a.go"), []byte("not Go"), 0o600))
	_, err := generate(dir)
	require.Error(t, err)
}
