package main

import (
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
)

func TestHelpHasAnExampleAndTheExitCodes(t *testing.T) {
	t.Parallel()
	o := exportWith(t.Context(), nil, "-h")
	assert.Equal(t, exitAllExported, o.code)
	for _, want := range []string{"/tmp/exportusers -userdata -issuer https://shop.example", "Exit codes:", "  2  it cannot go on as it is", "  3  interrupted", "-concurrency users", "-fake N"} {
		assert.Contains(t, o.stdout, want)
	}
	assert.NotContains(t, o.stdout, "the files beside OUT can be deleted", "the failures are one of them")
	assert.Empty(t, o.stderr)
}

func TestWrongUsageAsksForNothing(t *testing.T) {
	t.Parallel()
	srv, out := newServer(t, 1), newOut(t)
	for _, test := range []struct {
		fault string
		args  []string
	}{
		{"one OUT is needed", nil},
		{"one OUT is needed, after all flags", []string{out, "-userdata"}},
		{"OUT is empty", []string{""}},
		{"flag provided but not defined: -usrdata", []string{"-usrdata", out}},
		{"-concurrency is from 1 to 100", []string{"-concurrency", "0", out}},
		{"-concurrency is from 1 to 100", []string{"-concurrency", "101", out}},
		{"-rate is not negative", []string{"-rate", "NaN", out}},
		{"-timeout is more than 0", []string{"-timeout", "0s", out}},
		{`invalid value "0" for flag -fake: it is a number from 1 on`, []string{"-fake", "0", out}},
		{`invalid value "many" for flag -fake: it is a number from 1 on`, []string{"-fake", "many", out}},
		{"-issuer, -extended and -raw are for -userdata", []string{"-issuer", issuer, out}},
		{"-issuer, -extended and -raw are for -userdata", []string{"-raw", out}},
		{"-userdata needs -issuer", []string{"-userdata", out}},
		{"-issuer is not an https URL", []string{"-userdata", "-issuer", "http://shop.example", out}},
		{"-mappings is not one of the files of this export", []string{"-mappings", out, out}},
		{"is a directory", []string{filepath.Dir(out)}},
	} {
		o := exportFrom(t, srv, test.args...)
		assert.Equal(t, exitMend, o.code, test.args)
		assert.Contains(t, o.stderr, test.fault, test.args)
		assert.Empty(t, o.stdout, test.args)
	}
	assert.Empty(t, srv.Requests())
}

func TestWithoutAnApplicationNothingIsExported(t *testing.T) {
	t.Parallel()
	out := newOut(t)
	for missing, env := range map[string]map[string]string{
		"set JANRAIN_APP_DOMAIN and JANRAIN_API_KEY in": nil,
		"set JANRAIN_API_KEY in":                        {"JANRAIN_APP_DOMAIN": "example.rpxnow.com"},
		"set JANRAIN_APP_DOMAIN in":                     {"JANRAIN_API_KEY": "k"},
		"has a path":                                    {"JANRAIN_APP_DOMAIN": "example.com/path", "JANRAIN_API_KEY": "k"},
	} {
		o := exportWith(t.Context(), env, out)
		assert.Equal(t, exitMend, o.code, missing)
		assert.Contains(t, o.stderr, missing)
		assert.NoFileExists(t, out, missing)
	}
}
