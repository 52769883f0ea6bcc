package janrain

import "github.com/janrain-go/janrain/internal/transport"

const reasonEncoded = "the response has a Content-Encoding that was not asked for"

// noObject returns why a body that is not an object is none. What a page holds does not
// matter: "404 page not found" begins with a JSON number.
func noObject(head *transport.Head, empty bool) string {
	switch {
	case head.Encoded():
		return reasonEncoded
	case empty:
		return "the body is empty"
	}
	return "not a JSON object"
}

// incompleteness returns why a body is not believed when it says ok.
func incompleteness(head *transport.Head) string {
	switch {
	case head.Status < 200 || head.Status > 299:
		return "stat is ok but the HTTP status is not 2xx"
	case head.Encoded():
		return reasonEncoded
	}
	return "stat is ok but the HTTP status is one of a partial response, or of none"
}
