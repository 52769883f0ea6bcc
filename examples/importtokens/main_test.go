package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/janrain-go/janrain"
	"github.com/janrain-go/janrain/janraintest"
)

func TestEveryRowOfAFileIsSent(t *testing.T) {
	t.Parallel()
	srv := newServer(t)
	file := users(t, 30)
	o := importInto(t, srv, "-rate", "0", file)
	assert.Equal(t, exitAllSent, o.code, o.stderr)
	assert.Contains(t, o.stdout, "30 rows: 30 sent, 0 sent before, 0 failed, 0 open; ")
	assertAllSent(t, srv, 30)
	assertNoToken(t, file, o)

	o = importInto(t, srv, "-rate", "0", file)
	assert.Equal(t, exitAllSent, o.code, o.stderr)
	assert.Contains(t, o.stdout, "30 rows: 0 sent, 30 sent before, 0 failed, 0 open; ")
	assert.Len(t, srv.Requests(), 30, "what is sent is not sent again")
}

func TestNothingIsSentOfAFileWithBadRows(t *testing.T) {
	t.Parallel()
	srv := newServer(t)
	text := "identifier,token\n" + identifier(1) + "," + token(1) + "\nhttp://twitter.com/2," + token(2) + "\n" + identifier(3) + ",\n"
	file := written(t, "users.csv", text)
	const failures = failuresHeader +
		"2,3,,\"identifier is not one of Facebook, RenRen, SoundCloud or Foursquare\"\n3,4,,token is missing\n"
	for _, args := range [][]string{{"-check", file}, {file}} {
		o := importInto(t, srv, args...)
		assert.Equal(t, exitMend, o.code, o.stderr)
		assert.Equal(t, "3 rows checked, 2 bad\n", o.stdout)
		assert.Contains(t, o.stderr, "row 2 (line 3) identifier is not one of Facebook, RenRen, SoundCloud or Foursquare\n")
		assert.Contains(t, o.stderr, "row 3 (line 4) token is missing\n")
		assert.Equal(t, failures, textOf(t, file+".failures.csv"))
		assert.Empty(t, srv.Requests(), "nothing is sent")
		assert.NoFileExists(t, file+".journal")
		assertNoToken(t, file, o)
	}
	for range 2 { // started again, the bad rows do not count twice
		o := importInto(t, srv, "-skip-bad", file)
		assert.Equal(t, exitSomeFailed, o.code, o.stderr)
		assert.Contains(t, o.stdout, " 2 failed, 0 open")
		assert.ElementsMatch(t, lines(failures), lines(textOf(t, file+".failures.csv")))
		assert.Len(t, srv.Requests(), 1, "the good row is sent once")
		assertAllSent(t, srv, 1)
		assertNoToken(t, file, o)
	}
	before := textOf(t, file+".failures.csv")
	assert.Equal(t, exitMend, importInto(t, srv, "-check", file).code)
	assert.Equal(t, before, textOf(t, file+".failures.csv"), "the failures of an import are left alone by a check")
}

func TestACheckNeedsNoKeyAndLeavesNothing(t *testing.T) {
	t.Parallel()
	file := users(t, 3)
	o := importInto(t, nil, "-check", file)
	assert.Equal(t, outcome{exitAllSent, "3 rows checked, 0 bad\n", ""}, o)
	beside, err := filepath.Glob(file + ".*")
	require.NoError(t, err)
	assert.Empty(t, beside)
}

func TestWrongUsageSendsNothing(t *testing.T) {
	t.Parallel()
	srv := newServer(t)
	file := users(t, 1)
	for _, test := range []struct {
		fault string
		args  []string
	}{
		{"one FILE is needed", nil},
		{"one FILE is needed, after all flags", []string{file, "-check"}},
		{"flag provided but not defined: -chekc", []string{"-chekc", file}},
		{"-concurrency is from 1 to 100", []string{"-concurrency", "0", file}},
		{"-concurrency is from 1 to 100", []string{"-concurrency", "101", file}},
		{"-rate is not negative", []string{"-rate", "-1", file}},
		{"-rate is not negative", []string{"-rate", "NaN", file}},
		{"-timeout is more than 0", []string{"-timeout", "0s", file}},
		{"say -format csv or -format ndjson", []string{written(t, "users.txt", "")}},
		{"-format is csv or ndjson", []string{"-format", "xml", file}},
		{"are three files", []string{"-journal", file, file}},
		{"are three files", []string{"-failures", file, file}},
		{"no such file", []string{file + ".csv"}},
		{"is no journal", []string{"-journal", users(t, 1), file}},
	} {
		o := importInto(t, srv, test.args...)
		assert.Equal(t, exitMend, o.code, test.args)
		assert.Contains(t, o.stderr, test.fault, test.args)
		assert.Empty(t, o.stdout, test.args)
	}
	assert.Empty(t, srv.Requests())
}

// Data that is meant for the service must not go anywhere else without a word.
func TestWithoutAnApplicationNothingIsSent(t *testing.T) {
	t.Parallel()
	file := users(t, 1)
	for missing, env := range map[string]map[string]string{
		"set JANRAIN_APP_DOMAIN and JANRAIN_API_KEY in": nil,
		"set JANRAIN_API_KEY in":                        {"JANRAIN_APP_DOMAIN": "example.rpxnow.com"},
		"set JANRAIN_APP_DOMAIN in":                     {"JANRAIN_API_KEY": "k"},
		"has a path":                                    {"JANRAIN_APP_DOMAIN": "example.com/path", "JANRAIN_API_KEY": "k"},
	} {
		o := importWith(t.Context(), env, file)
		assert.Equal(t, exitMend, o.code, missing)
		assert.Contains(t, o.stderr, missing)
		assert.NoFileExists(t, file+".journal", missing)
	}
}

func TestAnImportIntoTheFakeDoesNotStandForTheRealOne(t *testing.T) {
	t.Parallel()
	srv := newServer(t)
	file := users(t, 5)
	o := importInto(t, nil, "-fake", "-rate", "0", file)
	assert.Equal(t, exitAllSent, o.code, o.stderr)
	assert.Contains(t, o.stderr, "a fake service", "it says where the rows go")
	assertNoToken(t, file, o)
	o = importInto(t, srv, "-rate", "0", file)
	assert.Equal(t, exitAllSent, o.code, o.stderr)
	assertAllSent(t, srv, 5)
}

func TestAFileThatChangedIsNotGoneOnWith(t *testing.T) {
	t.Parallel()
	srv := newServer(t)
	file := users(t, 3)
	require.Equal(t, exitAllSent, importInto(t, srv, "-rate", "0", file).code)
	text := textOf(t, file)
	require.NoError(t, os.WriteFile(file, []byte(strings.Replace(text, "id=3", "id=4", 1)), 0o600))
	o := importInto(t, srv, file)
	assert.Equal(t, exitMend, o.code)
	assert.Contains(t, o.stderr, "the file has changed since this import began")
	assert.Len(t, srv.Requests(), 3)
	o = importInto(t, newServer(t), file)
	assert.Contains(t, o.stderr, "it is of an import to http://127.0.0.1:", "another application has had nothing yet")
}

func TestNDJSONIsSentAsWell(t *testing.T) {
	t.Parallel()
	srv := newServer(t)
	text := `{"identifier":"` + identifier(1) + `","token":"` + token(1) + `"}` + "\n"
	for _, args := range [][]string{{written(t, "users.NDJSON", text)}, {"-format", "ndjson", written(t, "users", text)}} {
		o := importInto(t, srv, args...)
		assert.Equal(t, exitAllSent, o.code, o.stderr)
		assertAllSent(t, srv, 1)
	}
}

func TestRefusedRowsAreFailuresWithoutTheirToken(t *testing.T) {
	t.Parallel()
	srv := newServer(t)
	short := "abc" // the library takes it for a word of the message
	file := written(t, "users.csv", "identifier,token\n"+
		identifier(1)+","+token(1)+"\n"+identifier(2)+","+short+"\n"+identifier(3)+","+token(3)+"\n")
	srv.FailNext(
		janraintest.ErrorMessage(janrain.CodeFacebook, "Error validating access token "+token(1)+"\nexpired"),
		janraintest.ErrorMessage(janrain.CodeCredentialsRevoked, "Revoked: "+short),
	)
	o := importInto(t, srv, "-concurrency", "1", file)
	assert.Equal(t, exitSomeFailed, o.code, o.stderr)
	assert.Contains(t, o.stderr, "2 rows failed; see "+file+".failures.csv")
	assert.Contains(t, o.stdout, "3 rows: 1 sent, 0 sent before, 2 failed, 0 open; ")
	failures := textOf(t, file+".failures.csv")
	require.Len(t, lines(failures), 3, failures)
	assert.Regexp(t, `(?m)^1,2,4,.*Error validating access token \[redacted\] expired`, failures)
	assert.Contains(t, failures, "\n2,3,9,\"the service's words have the token or a piece of it in them, so they are not kept\"\n")
	assertNoToken(t, file, o)
}

func TestHelpNamesEveryFlagAndCode(t *testing.T) {
	t.Parallel()
	o := importInto(t, nil, "-h")
	assert.Equal(t, exitAllSent, o.code)
	assert.Empty(t, o.stderr)
	for _, want := range []string{
		"Examples:", "-check", "-concurrency", "-failures", "-fake", "-format", "-journal", "-rate", "-skip-bad", "-timeout",
		"\n  0  ", "\n  1  ", "\n  2  ", "\n  3  ", "JANRAIN_APP_DOMAIN and JANRAIN_API_KEY",
	} {
		assert.Contains(t, o.stdout, want)
	}
}
