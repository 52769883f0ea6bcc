package wire

import (
	"math"
	"reflect"
	"strconv"
	"strings"
	"time"
)

// unixTime is a time.Time. It is encoded in Unix seconds and decoded from every form that
// ParseTime accepts.
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

// format writes RFC 3339 if ParseTime would not accept the time in seconds.
func (unixTime) format(b []byte, v reflect.Value) []byte {
	t := v.Interface().(time.Time)
	if inSeconds(t.Unix()) {
		return strconv.AppendInt(b, t.Unix(), 10)
	}
	return append(t.UTC().AppendFormat(append(b, '"'), time.RFC3339), '"')
}

// ParseTime parses a number or a date and time, and returns it in UTC. Numbers from 1e9 to
// 1e11 are Unix seconds (2001 to 5138), those from 1e12 to 1e14 are Unix milliseconds. Other
// numbers are rejected: a small one may be a lifetime. A date and time has one of the formats
// of ParseDateTime and is later than 1970-01-01T00:00:00Z.
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

// maxYear is the last year that RFC 3339 can represent.
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

// dateTimeLayouts are the service's own format and RFC 3339, with a T or a space. time.Parse
// also accepts a fraction after the seconds.
var dateTimeLayouts = []string{"2006-01-02 15:04:05 -0700", time.RFC3339, "2006-01-02 15:04:05Z07:00"}

// ParseDateTime parses a date and time as the service writes it
// ("2012-09-13 00:44:03.000000 +0000") or as RFC 3339 does. The result is in the
// time zone of the text, so that its date is the one that was written.
func ParseDateTime(s string) (time.Time, bool) {
	s = strings.ToUpper(s) // RFC 3339 allows t and z
	for _, layout := range dateTimeLayouts {
		if t, err := time.Parse(layout, s); err == nil {
			return t, true
		}
	}
	return time.Time{}, false
}
