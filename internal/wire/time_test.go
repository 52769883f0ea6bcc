package wire

import (
	"encoding/json"
	"math"
	"strconv"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestTimeIsDecodedFromEveryForm(t *testing.T) {
	t.Parallel()
	at := time.Date(2030, 1, 2, 3, 4, 5, 0, time.UTC)
	half := at.Add(time.Second / 2)
	runMembers(t, []memberCase{
		{"as a number", "time", `1893553445`, at, false},
		{"as a text", "time", `"1893553445"`, at, true},
		{"as a text between blanks", "time", `" 1893553445\t"`, at, true},
		{"with a fraction of zero", "time", `1893553445.0`, at, true},
		{"with a fraction", "time", `1893553445.5`, half, true},
		{"with an exponent", "time", `1.893553445E9`, at, true},
		{"with an exponent, as a text", "time", `"1893553445e0"`, at, true},
		{"in milliseconds", "time", `1893553445000`, at, true},
		{"in milliseconds, as a text", "time", `"1893553445000"`, at, true},
		{"in milliseconds, half a second", "time", `1893553445500`, half, true},
		{"in milliseconds, with an exponent", "time", `1.893553445e12`, at, true},
		{"in the service's format", "time", `"2030-01-02 03:04:05.000000 +0000"`, at, true},
		{"in the service's format, without a fraction", "time", `"2030-01-02 03:04:05 +0000"`, at, true},
		{"in the service's format, in another zone", "time", `"2030-01-02 05:04:05.500000 +0200"`, half, true},
		{"in RFC 3339", "time", `"2030-01-02T03:04:05Z"`, at, true},
		{"in RFC 3339, with a fraction", "time", `"2030-01-02T03:04:05.500Z"`, half, true},
		{"in RFC 3339, in another zone", "time", `"2030-01-02T05:04:05+02:00"`, at, true},
		{"in RFC 3339, in small letters", "time", `"2030-01-02t03:04:05z"`, at, true},
		{"in RFC 3339, with a space", "time", `"2030-01-02 03:04:05+00:00"`, at, true},
		{"the first second", "time", `1000000000`, time.Unix(1e9, 0).UTC(), false},
		{"the last second", "time", `100000000000`, time.Unix(1e11, 0).UTC(), false},
		{"the first millisecond", "time", `1000000000000`, time.UnixMilli(1e12).UTC(), true},
		{"the last millisecond", "time", `100000000000000`, time.UnixMilli(1e14).UTC(), true},
		{"long ago", "time", `"1970-01-01T00:00:01Z"`, time.Unix(1, 0).UTC(), true},
		{"at the end of the year 9999", "time", `"9999-12-31T23:59:59Z"`, time.Date(9999, 12, 31, 23, 59, 59, 0, time.UTC), true},
	})
}

// An invalid time is not guessed. Extra keeps the value.
func TestInvalidTimeIsKept(t *testing.T) {
	t.Parallel()
	for _, value := range []string{
		`0`, `-1`, `-1893553445`, `1`, `3600`, `5183999`, `"5183999"`, `999999999`, `999999999.999`, `100000000001`, `100000000000.1`, `253402300799`,
		`999999999999`, `999999999999.9`, `100000000000001`, `1893553445000000`, `1e400`, `-1e400`, `1e-400`, `9223372036854775807`, `18446744073709551616`,
		`"NaN"`, `"Inf"`, `"-Infinity"`, `"0x70DDA165"`, `"0x1p30"`, `"1_893_553_445"`, `"1893553445s"`, `"1893553445 "x`, `"1 893553445"`, `"--1893553445"`, `"."`,
		`"never"`, `""`, `" "`, `null`, `true`, `[1893553445]`, `{"value":1893553445}`, `"2030-01-02"`, `"2030-01-02T03:04:05"`, `"2030-01-02 03:04:05"`,
		`"0000-00-00"`, `"0000-00-00 00:00:00.000000 +0000"`, `"2030-02-30 00:00:00.000000 +0000"`, `"2030-13-01T00:00:00Z"`, `"2016-12-31T23:59:60Z"`,
		`"1970-01-01 00:00:00.000000 +0000"`, `"1969-12-31T23:59:59Z"`, `"0001-01-01T00:00:00Z"`, `"9999-12-31T23:59:59-00:01"`, `"10000-01-01T00:00:00Z"`,
		`"2030-01-02T03:04:05Z and more"`, `"02 Jan 30 03:04 UTC"`,
	} {
		if !json.Valid([]byte(value)) {
			value = strconv.Quote(value)
		}
		runMembers(t, []memberCase{{value, "time", value, time.Time{}, true}})
	}
}

// A time set by the caller survives a round trip, to the second.
func TestTimeSurvivesARoundTrip(t *testing.T) {
	t.Parallel()
	for _, seconds := range []int64{1, 5183999, 999999999, 1e9, 1893553445, 1e11, 1e11 + 1, 253402300799} {
		var read whole
		require.NoError(t, Unmarshal([]byte(write(t, whole{Time: time.Unix(seconds, 999).In(time.FixedZone("", 3600))})), &read))
		assert.Equal(t, time.Unix(seconds, 0).UTC(), read.Time)
	}
	for _, at := range []time.Time{time.Unix(-1, 0), time.Unix(math.MaxInt64, 0), time.Unix(math.MinInt64, 0), time.Date(-5, 1, 1, 0, 0, 0, 0, time.UTC)} {
		assert.True(t, json.Valid([]byte(write(t, whole{Time: at}))),
			"even a time that cannot be decoded again must be marshalled as JSON: %v", at)
	}
}

// FuzzTime checks that a time is decoded alike from a string and, if it is a number, from a
// number, within the years of RFC 3339.
func FuzzTime(f *testing.F) {
	for _, s := range []string{
		"", "0", "-1", "1893553445", "1893553445000", "1893553445.5", "1.893553445E9", "1e400", "99999999999.99999999", "5183999", " 1893553445", "0x1p30", "NaN",
		"2012-09-13 00:44:03.000000 +0000", "2012-09-13T00:44:03.000Z", "2012-09-13t00:44:03+02:00", "0000-00-00", "9999-12-31T23:59:59-23:59", "2016-12-31T23:59:60Z",
	} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		at, ok := ParseTime(s)
		again, okAgain := ParseTime(" " + s + "\n")
		require.Equal(t, ok, okAgain, "white space around %q", s)
		require.Equal(t, at, again, "white space around %q", s)
		if ok {
			assert.Positive(t, at.Unix(), "%q", s)
			assert.LessOrEqual(t, at.Year(), maxYear, "%q", s)
			assert.Equal(t, time.UTC, at.Location(), "%q", s)
		}
		text := readTime(t, appendText(nil, s))
		if ok {
			assert.Equal(t, at, text.Time, "%q", s)
		}
		if number := json.Number(s); json.Valid([]byte(s)) && json.Unmarshal([]byte(s), &number) == nil {
			assert.Equal(t, text.Time, readTime(t, []byte(s)).Time, "%q as a number", s)
		}
	})
}

// readTime decodes a value into a field and marshals it again.
func readTime(t *testing.T, value []byte) (w whole) {
	t.Helper()
	object := `{"time":` + string(value) + `}`
	require.NoError(t, Unmarshal([]byte(object), &w))
	text, err := Marshal(w)
	require.NoError(t, err)
	before, err := oracle([]byte(object))
	require.NoError(t, err)
	after, err := oracle(text)
	require.NoError(t, err)
	assert.Equal(t, before, after, "%s must be marshalled unchanged", object)
	return w
}
