package transport

import (
	"fmt"
	"math"
	"mime"
	"net/http"
	"strconv"
	"strings"
	"time"
)

// redirect returns an error if the response is a redirect that net/http would follow. The error
// names only the host, because the rest of the target may contain data of the request.
func redirect(req *http.Request, resp *Stream) error {
	switch resp.Status {
	case http.StatusMovedPermanently, http.StatusFound, http.StatusSeeOther,
		http.StatusTemporaryRedirect, http.StatusPermanentRedirect:
	default:
		return nil
	}
	location := resp.Header.Get("Location")
	if location == "" {
		return fmt.Errorf("%w without a target (HTTP %d)", ErrRedirect, resp.Status)
	}
	target, err := req.URL.Parse(location)
	if err != nil || target.Host == "" {
		return fmt.Errorf("%w to an invalid URL (HTTP %d)", ErrRedirect, resp.Status)
	}
	return fmt.Errorf("%w to the host %q (HTTP %d)", ErrRedirect, target.Hostname(), resp.Status)
}

// mediaType returns a Content-Type without parameters, which a server can fill with anything.
func mediaType(header string) string {
	t, _, err := mime.ParseMediaType(header)
	const maxLength = 80
	if err != nil || len(t) > maxLength {
		return ""
	}
	return t
}

// retryAfter parses both formats of the header, seconds and a date. Numbers that are too large
// are reduced to the maximum, so that the caller does not retry soon.
func retryAfter(header string, now time.Time) time.Duration {
	seconds, err := strconv.ParseInt(strings.TrimSpace(header), 10, 32)
	if err == nil || seconds == math.MaxInt32 { // ParseInt returns this if the number is out of range
		return max(time.Duration(seconds)*time.Second, 0)
	}
	if date, err := http.ParseTime(header); err == nil {
		return max(date.Sub(now), 0)
	}
	return 0
}
