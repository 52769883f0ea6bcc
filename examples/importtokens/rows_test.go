package main

import (
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func readAll(t *testing.T, name, text string) ([]row, error) {
	t.Helper()
	format := "csv"
	if strings.HasSuffix(name, "ndjson") {
		format = "ndjson"
	}
	source, err := openRows(written(t, name, text), format, nil)
	if err != nil {
		return nil, err
	}
	defer source.close()
	var all []row
	for {
		one, err := source.read()
		if errors.Is(err, io.EOF) {
			return all, nil
		}
		if err != nil {
			return all, err
		}
		all = append(all, source.judged(one))
	}
}

func TestRowsAreReadAsTheirProgramsWriteThem(t *testing.T) {
	t.Parallel()
	const id, other = "https://soundcloud.com/a", "http://www.renren.com/profile.do?id=1"
	two := func(first, second int64) []row {
		return []row{{1, first, first, id, "t1", ""}, {2, second, second, other, "t2", ""}}
	}
	for name, test := range map[string]struct {
		file, text string
		want       []row
	}{
		"csv":                           {"a.csv", "identifier,token\n" + id + ",t1\n" + other + ",t2\n", two(2, 3)},
		"no newline at the end":         {"a.csv", "identifier,token\n" + id + ",t1\n" + other + ",t2", two(2, 3)},
		"columns the other way":         {"a.csv", "token,identifier\nt1," + id + "\nt2," + other + "\n", two(2, 3)},
		"from Excel":                    {"a.csv", "\xef\xbb\xbfIdentifier, Token\r\n" + id + ",t1\r\n" + other + ",t2\r\n", two(2, 3)},
		"other columns, a quoted line":  {"a.csv", "name,identifier,token\nc," + id + ",t1\n\"a\nb\"," + other + ",\"t2\"\n", []row{{1, 2, 2, id, "t1", ""}, {2, 3, 4, other, "t2", ""}}},
		"empty lines":                   {"a.csv", "identifier,token\n\n" + id + ",t1\n\n" + other + ",t2\n\n", two(3, 5)},
		"no row":                        {"a.csv", "identifier,token\n", nil},
		"ndjson":                        {"a.ndjson", `{"identifier":"` + id + `","token":"t1"}` + "\n" + `{"token":"t2","identifier":"` + other + `"}`, two(1, 2)},
		"ndjson, mark and empty line":   {"a.ndjson", "\xef\xbb\xbf" + `{"identifier":"` + id + `","token":"t1","name":[1]}` + "\r\n \n" + `{"token":"t2","identifier":"` + other + `"}` + "\n", two(1, 3)},
		"an empty file is ndjson":       {"a.ndjson", "", nil},
		"a subdomain, a port, capitals": {"a.csv", "identifier,token\nHTTPS://WWW.FourSquare.com:443/user/1,t\n", []row{{1, 2, 2, "HTTPS://WWW.FourSquare.com:443/user/1", "t", ""}}},
	} {
		got, err := readAll(t, test.file, test.text)
		require.NoError(t, err, name)
		assert.Equal(t, test.want, got, name)
	}
}

func TestBadRowsAreNamedAndDoNotEndTheReading(t *testing.T) {
	t.Parallel()
	const good = "http://www.facebook.com/profile.php?id=1," + canary
	for bad, fault := range map[string]string{
		"http://www.facebook.com/profile.php?id=1": "has 1 column, the first line has 2",
		good + ",more": "has 3 columns, the first line has 2",
		"http://www.facebook.com/profile.php?id=1,":   "token is missing",
		"http://www.facebook.com/profile.php?id=1,  ": "token is missing",
		"," + canary:                                                  "identifier is missing",
		canary + ",http://www.facebook.com/":                          "identifier is not an absolute URL",
		"ftp://www.facebook.com/x," + canary:                          "identifier is not an http or https URL",
		"https://www.google.com/profiles/1," + canary:                 "identifier is not one of Facebook, RenRen, SoundCloud or Foursquare",
		"https://notfacebook.com/1," + canary:                         "identifier is not one of Facebook, RenRen, SoundCloud or Foursquare",
		"https://facebook.com@evil.example/1," + canary:               "identifier is not one of Facebook, RenRen, SoundCloud or Foursquare",
		"http://www.facebook.com/profile.php?id=1, " + canary:         "token has leading or trailing white space",
		"http://www.facebook.com/profile.php?id=1," + canary + "\xff": "token has an invisible character",
		"http://www.facebook.com/profile.php?id=1," + canary + `"x`:   "has a quotation mark in a wrong place",
		`"http://www.facebook.com/"x,` + canary:                       "has a quotation mark in a wrong place",
	} {
		got, err := readAll(t, "a.csv", "identifier,token\n"+good+"\n"+bad+"\n"+good+"\n")
		require.NoError(t, err, bad)
		require.Len(t, got, 3, bad)
		assert.Equal(t, fault, got[1].fault, bad)
		assert.Equal(t, [2]int64{2, 3}, [2]int64{got[1].number, got[1].line}, bad)
		assert.Equal(t, [2]int64{3, 4}, [2]int64{got[2].number, got[2].line}, "the row after %q", bad)
		assert.Empty(t, got[2].fault, "the row after %q", bad)
	}
	const noObject = "is no JSON object with the texts identifier and token, once each"
	for bad, fault := range map[string]string{
		`{"identifier":"http://www.facebook.com/1"}`:                                          "token is missing",
		`{"identifier":"http://www.facebook.com/1","token":null}`:                             "token is missing",
		`{"identifier":"http://www.facebook.com/1","Token":"` + canary + `"}`:                 "token is missing",
		`{"identifier":"http://www.facebook.com/1","token":7}`:                                noObject,
		`{"identifier":"http://www.facebook.com/1","token":"` + canary + `","token":"other"}`: noObject,
		`{"identifier":"http://www.facebook.com/1","token":"` + canary:                        noObject,
		`["http://www.facebook.com/1","` + canary + `"]`:                                      noObject,
		strings.Repeat(" ", maxRow) + `{}`:                                                    "is longer than 1048576 bytes",
	} {
		got, err := readAll(t, "a.ndjson", bad+"\n"+`{"identifier":"http://www.facebook.com/1","token":"t"}`+"\n")
		require.NoError(t, err, "%.80s", bad)
		require.Len(t, got, 2, "%.80s", bad)
		assert.Equal(t, fault, got[0].fault, "%.80s", bad)
		assert.Empty(t, got[1].fault, "the row after %.80s", bad)
	}
}

// A quotation mark too many takes the rows up to the next one with it: whoever sends
// the others has to know which they are.
func TestTheRowsInAQuotationThatDoesNotEndAreNamed(t *testing.T) {
	t.Parallel()
	line := func(i int) string { return fmt.Sprintf("%s,%s\n", identifier(i), token(i)) }
	rest := line(8) + line(9)
	const wrong = "has a quotation mark in a wrong place"
	for text, want := range map[string]string{
		"\"" + line(3) + line(4) + line(5) + `"x` + line(6):                                    wrong + "; it is all of lines 3 to 6, none of them is sent",
		identifier(3) + `,"` + line(4) + line(5) + identifier(6) + `",t` + "\n":                "has 3 columns, the first line has 2; it is all of lines 3 to 5, none of them is sent",
		`"` + line(3) + line(4) + strings.Replace(line(5), ",", `",`, 1):                       "identifier is not an absolute URL; it is all of lines 3 to 5, none of them is sent",
		identifier(3) + `,"` + token(3) + "\n" + line(4) + strings.TrimSpace(line(5)) + "\"\n": "token has an invisible character; it is all of lines 3 to 5, none of them is sent",
	} {
		got, err := readAll(t, "a.csv", "identifier,token\n"+line(2)+text+rest)
		require.NoError(t, err, text)
		require.Len(t, got, 4, text)
		assert.Equal(t, want, got[1].fault, text)
		assert.Equal(t, int64(3), got[1].line, text)
		assert.Empty(t, got[2].fault, text)
		assert.Equal(t, identifier(8), got[2].identifier, text)
	}
	got, err := readAll(t, "a.csv", "identifier,token\n"+line(2)+"\""+line(3)+rest)
	require.NoError(t, err)
	require.Len(t, got, 2)
	assert.Equal(t, wrong+"; it is all of lines 3 to 5, none of them is sent", got[1].fault, "up to the end of the file")
}

// Without a bound one quotation mark would take the memory of the whole file.
func TestAMissingQuotationMarkIsFoundWithinABound(t *testing.T) {
	t.Parallel()
	rest := strings.Repeat("http://www.facebook.com/1,"+canary+"\n", 100_000)
	got, err := readAll(t, "a.csv", "identifier,token\nhttp://www.facebook.com/1,t\n\"http://www.facebook.com/2,"+canary+"\n"+rest)
	require.ErrorContains(t, err, "the row after line 2: is longer than 1048576 bytes; a quotation mark may be missing")
	assert.NotContains(t, err.Error(), canary)
	assert.Len(t, got, 1)
	_, err = readAll(t, "a.csv", "identifier,token\n\"http://www.facebook.com/2,"+canary+"\n"+rest)
	require.ErrorContains(t, err, "the row after line 1: is longer than")
}

func TestTheBoundIsOfARowAndNotOfTheFile(t *testing.T) {
	t.Parallel()
	one := "http://www.facebook.com/1," + strings.Repeat("t", maxRow/3) + "\n"
	got, err := readAll(t, "a.csv", "identifier,token\n"+strings.Repeat(one, 7))
	require.NoError(t, err)
	assert.Len(t, got, 7)
}

func TestAFileWithoutNamesIsRefusedAndNotQuoted(t *testing.T) {
	t.Parallel()
	for _, text := range []string{
		"", "\n", "http://www.facebook.com/1," + canary + "\n", "identifier;token\n", "identifier,token,token\n",
		"identifier\n", "\"identifier,token\n" + canary,
	} {
		_, err := readAll(t, "a.csv", text)
		require.ErrorContains(t, err, "the first line does not name the columns identifier and token", "of %q", text)
		assert.NotContains(t, err.Error(), canary)
	}
}

func TestWhatCannotBeReadTwiceIsRefused(t *testing.T) {
	t.Parallel()
	_, err := openRows(t.TempDir(), "csv", nil)
	require.ErrorContains(t, err, "is no regular file")
}
