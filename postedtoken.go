package janrain

import (
	"errors"
	"net/http"
	"regexp"
	"strings"
)

// explainToken marks the errors of a call that a made-up token can cause. The token is
// what a browser has posted; the caller has chosen all other parameters.
func explainToken(err error) error {
	if refused, ok := errors.AsType[*Error](err); ok && blamesToken(refused) {
		refused.subject, refused.judged = aboutPostedToken, true
	}
	if garbled, ok := errors.AsType[*DecodeError](err); ok {
		garbled.aboutToken = aboutContent(garbled.HTTPStatus)
	}
	return err
}

var (
	tokenURLs  = regexp.MustCompile(`token[\s_-]*url`)
	tokenWords = regexp.MustCompile(`\btokens?\b`)
)

// blamesToken reports a refusal of the token in other words than the documented ones. A
// parameter that the service does not name is the token too.
func blamesToken(e *Error) bool {
	about := e.about()
	switch {
	case e.Code == CodeMissingParameter && about == aboutToken:
		return true
	case about != aboutOther, e.Code != CodeMissingParameter && e.Code != CodeInvalidParameter:
		return false
	}
	message := strings.ToLower(e.Message)
	switch strings.Trim(strings.Join(strings.Fields(message), ""), ":.") {
	case "missingparameter", "invalidparameter":
		return true
	}
	sentence := len(strings.Fields(message)) > 1
	return sentence && tokenWords.MatchString(tokenURLs.ReplaceAllString(message, ""))
}

// aboutContent reports a status by which a firewall or a proxy in front of the service may
// reject what is in a request. Other statuses between 400 and 499 say where it went.
func aboutContent(status int) bool {
	switch status {
	case http.StatusUnauthorized, http.StatusNotFound, http.StatusMethodNotAllowed,
		http.StatusProxyAuthRequired, http.StatusGone, http.StatusMisdirectedRequest:
		return false
	}
	return status >= 400 && status < 500
}
