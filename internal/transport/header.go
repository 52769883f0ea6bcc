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

// redirect refuses what net/http would follow. It names the host only: the
// rest of the target may hold what the request sent.
func redirect(req *http.Request, resp *Stream) error {
	switch resp.Status {
	case http.StatusMovedPermanently, http.StatusFound, http.StatusSeeOther,
		http.StatusTemporaryRedirect, http.StatusPermanentRedirect:
	default:
		return nil
	}
	location := resp.Header.Get("Location")
	if location == "" {
		return fmt.Errorf("%w to nowhere (HTTP %d)", ErrRedirect, resp.Status)
	}
	target, err := req.URL.Parse(location)
	if err != nil || target.Host == "" {
		return fmt.Errorf("%w to a target that is no URL (HTTP %d)", ErrRedirect, resp.Status)
	}
	return fmt.Errorf("%w to the host %q (HTTP %d)", ErrRedirect, target.Hostname(), resp.Status)
}

// mediaType returns a Content-Type without its parameters, which are the
// server's to fill with anything.
func mediaType(header string) string {
	t, _, err := mime.ParseMediaType(header)
	const longest = 80
	if err != nil || len(t) > longest {
		return ""
	}
	return t
}

// retryAfter reads the header's two forms, seconds and a date. What is more
// seconds than a number holds is as many as it does: nobody is to come back soon.
func retryAfter(header string, now time.Time) time.Duration {
	seconds, err := strconv.ParseInt(strings.TrimSpace(header), 10, 32)
	if err == nil || seconds == math.MaxInt32 { // what ParseInt returns for a number out of range
		return max(time.Duration(seconds)*time.Second, 0)
	}
	if date, err := http.ParseTime(header); err == nil {
		return max(date.Sub(now), 0)
	}
	return 0
}
