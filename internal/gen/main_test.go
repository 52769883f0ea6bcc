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

// A type added without running go generate would print its secrets.
func TestFilesAreGenerated(t *testing.T) {
	t.Parallel()
	for name, generate := range map[string]func() ([]byte, error){
		output: func() ([]byte, error) { return generate(root) }, credentialsOutput: generateCredentials,
	} {
		want, err := generate()
		require.NoError(t, err)
		got, err := os.ReadFile(filepath.Join(root, name))
		require.NoError(t, err)
		assert.Equal(t, string(want), string(got), "%s is out of date: run go generate ./...", name)
	}
}

// A mistake in the table would be a field that is never set.
func TestCredentialsTableMatchesTheFields(t *testing.T) {
	t.Parallel()
	names := map[string]bool{}
	for _, row := range credentials {
		assert.False(t, names[row.name], "%s must have one row", row.name)
		names[row.name] = true
		assert.NotEmpty(t, row.providers)
		goNames := map[string]bool{}
		for member := range strings.FieldsSeq(row.members) {
			f, ok := fields[member]
			assert.True(t, ok, "the member %s of %s must have a field", member, row.name)
			assert.False(t, goNames[f.name], "%s must have one field %s", row.name, f.name)
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
	write("a.go", "type Answer struct{ A string `json:\"a\"`; Extra map[string]int }\n"+
		"type Written struct{ A string `json:\"a\"`; Extra map[string]int }\n"+
		"type Call struct{ Token string `url:\"token\" check:\"key\"` }\n"+
		"type Both struct{ Key string `url:\"key\" json:\"key\"`; Extra map[string]int }\n"+
		"type Claim struct{ Name string `json:\"name\"` }\n"+
		"type Holder struct{ key string; domain string `print:\"yes\"` }\n"+
		"type Plain struct{ A int `check:\"key\"` }\n"+
		"type NoParams struct{ A int }\n"+
		"type Number int\n"+
		"type hidden struct{ A int `json:\"a\"`; Extra int }\n"+
		"func (Written) MarshalJSON() ([]byte, error) { return nil, nil }\n"+
		"func (p *Call) Format() {}\n"+
		"func Free() {}\n")
	write("a_test.go", "type Tested struct{ A int `url:\"a\"` }")
	write(output, "type Old struct{ A int `url:\"a\"` }")
	src, err := generate(dir)
	require.NoError(t, err)
	for method, there := range map[string]bool{
		"(v Answer) Format(": true, "(v Answer) LogValue(": true,
		"func (v Answer) MarshalJSON() ([]byte, error) { return marshalResponse(v) }": true,
		"(v *Answer) UnmarshalJSON(data":                                              true,
		"(v *Written) UnmarshalJSON(":                                                 true, "(v Written) MarshalJSON(": false, // handwritten
		"(v Call) LogValue(": true, "(v Call) Format(": false, // handwritten, with a pointer receiver
		"func (v Call) MarshalJSON() ([]byte, error) { return marshalParams(v) }": true,
		"(v *Call) UnmarshalJSON([]byte)":                                         true,
		"func (v Both) MarshalJSON() ([]byte, error) { return marshalParams(v) }": true, // url tags take precedence
		"(v *Both) UnmarshalJSON([]byte)":                                         true,
		"(v Claim) Format(":                                                       true, "(v Claim) MarshalJSON(": false,
		"(v Holder) LogValue(": true, "(v Holder) MarshalJSON(": false,
		"Plain": false, "NoParams": false, "Number": false, "hidden": false, "Tested": false, "Old": false,
	} {
		assert.Equal(t, there, strings.Contains(string(src), method), "whether the output contains %q", method)
	}
}

func TestGenerateRejectsADirectoryWithoutTypes(t *testing.T) {
	t.Parallel()
	_, err := generate(t.TempDir())
	require.Error(t, err, "a wrong directory must not give an empty file")
}

func TestGenerateRejectsInvalidGo(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	require.NoError(t, os.WriteFile(filepath.Join(dir, "a.go"), []byte("not Go"), 0o600))
	_, err := generate(dir)
	require.Error(t, err)
}
