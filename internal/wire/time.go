package wire

import (
	"math"
	"reflect"
	"strconv"
	"strings"
	"time"
)

// unixTime is a time. It is written in Unix seconds and read in every form that
// ParseTime knows.
type unixTime struct{}

func (unixTime) parse(r *reader, raw []byte, v reflect.Value) (ok, exact bool) {
	s, ok := plainText(r, raw)
	if !ok {
		return false, false
	}
	t, ok := ParseTime(s)
	if !ok {
		return false, false
	}
	v.Set(reflect.ValueOf(t))
	return true, strconv.FormatInt(t.Unix(), 10) == string(raw)
}

// format writes a time that ParseTime would not recognize in seconds as a text.
func (unixTime) format(b []byte, v reflect.Value) []byte {
	t := v.Interface().(time.Time)
	if inSeconds(t.Unix()) {
		return strconv.AppendInt(b, t.Unix(), 10)
	}
	return append(t.UTC().AppendFormat(append(b, '"'), time.RFC3339), '"')
}

// ParseTime returns the time that a text or the digits of a number stand for,
// in UTC. Numbers from 1e9 to 1e11 are Unix seconds (2001 to 5138), those from
// 1e12 to 1e14 Unix milliseconds. No other number is a time: a small one may be
// a lifetime, which cannot be told without the time of receipt. Texts are in one
// of the formats of ParseDateTime, later than 1970-01-01T00:00:00Z.
func ParseTime(s string) (time.Time, bool) {
	s = strings.TrimSpace(s)
	if n, err := strconv.ParseInt(s, 10, 64); err == nil {
		return unixNumber(n)
	}
	if t, ok := ParseDateTime(s); ok {
		return t.UTC(), t.Unix() > 0 && t.UTC().Year() <= maxYear
	}
	return unixFraction(s)
}

// maxYear is the last year that RFC 3339 can write.
const maxYear = 9999

func unixNumber(n int64) (time.Time, bool) {
	switch {
	case inSeconds(n):
		return time.Unix(n, 0).UTC(), true
	case inMilliseconds(n):
		return time.UnixMilli(n).UTC(), true
	}
	return time.Time{}, false
}

func inSeconds[N int64 | float64](n N) bool { return n >= 1e9 && n <= 1e11 }

func inMilliseconds[N int64 | float64](n N) bool { return n >= 1e12 && n <= 1e14 }

// unixFraction parses a number with a fraction or an exponent, to a microsecond.
func unixFraction(s string) (time.Time, bool) {
	if strings.Trim(s, "0123456789.eE+-") != "" { // ParseFloat also accepts 0x1p30, Inf and NaN
		return time.Time{}, false
	}
	f, err := strconv.ParseFloat(s, 64)
	switch {
	case err != nil:
		return time.Time{}, false
	case inSeconds(f):
		return time.UnixMicro(int64(math.Round(f * 1e6))).UTC(), true
	case inMilliseconds(f):
		return time.UnixMicro(int64(math.Round(f * 1e3))).UTC(), true
	}
	return time.Time{}, false
}

// dateTimeLayouts are the service's own format and that of RFC 3339, which may
// have a space for its T. A fraction of a second may follow the seconds in each.
var dateTimeLayouts = []string{"2006-01-02 15:04:05 -0700", time.RFC3339, "2006-01-02 15:04:05Z07:00"}

// ParseDateTime parses a date and time as the service writes it
// ("2012-09-13 00:44:03.000000 +0000") or as RFC 3339 does. The result is in the
// zone of the text, so that its date is the one that was written.
func ParseDateTime(s string) (time.Time, bool) {
	s = strings.ToUpper(s) // RFC 3339 allows t and z
	for _, layout := range dateTimeLayouts {
		if t, err := time.Parse(layout, s); err == nil {
			return t, true
		}
	}
	return time.Time{}, false
}
