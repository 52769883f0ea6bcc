package janrain

import (
	"bytes"
	"errors"
	"io"
	"net/http"
	"strings"

	"github.com/go-json-experiment/json/jsontext"
)

// onlyUTF8 reports whether the parameters of application/json say nothing but charset=utf-8.
func onlyUTF8(params map[string]string) bool {
	charset, given := params["charset"]
	return len(params) == 0 || len(params) == 1 && given && strings.EqualFold(charset, "utf-8")
}

// jsonTokens returns the token of a JSON body, and puts the body back for the handler.
func jsonTokens(r *http.Request) ([]string, error) {
	raw, err := io.ReadAll(r.Body)
	if err != nil {
		return nil, unreadable(err, "a body")
	}
	if len(raw) == 0 {
		return nil, &TokenError{Reason: "is missing"}
	}
	r.Body = io.NopCloser(bytes.NewReader(raw))
	token, err := jsonToken(raw)
	switch {
	case errors.Is(err, jsontext.ErrDuplicateName):
		return nil, &TokenError{Reason: "is in JSON with a duplicate member"}
	case errors.Is(err, errNested):
		return nil, &TokenError{Reason: "is in JSON with an object or an array in it, want only the token"}
	case err != nil:
		return nil, &TokenError{Reason: `is in JSON that is not an object with the string "token"`}
	}
	return []string{token}, nil
}

var (
	errNested   = errors.New("a member is an object or an array")
	errNotToken = errors.New("not an object with a token")
)

// jsonToken returns the member "token" of a JSON object. The decoder rejects duplicate
// members and invalid UTF-8, in every member.
func jsonToken(raw []byte) (token string, err error) {
	d := jsontext.NewDecoder(bytes.NewReader(raw))
	if start, err := d.ReadToken(); err != nil || start.Kind() != '{' {
		return "", errNotToken
	}
	found := false
	for d.PeekKind() != '}' {
		name, err := d.ReadToken()
		if err != nil {
			return "", err
		}
		isToken := name.String() == "token"
		value, err := d.ReadToken()
		switch {
		case err != nil:
			return "", err
		case value.Kind() == '{' || value.Kind() == '[':
			return "", errNested
		case isToken && value.Kind() != '"':
			return "", errNotToken
		case isToken:
			token, found = value.String(), true
		}
	}
	if _, err = d.ReadToken(); err == nil {
		_, err = d.ReadToken() // what follows the object
	}
	if !errors.Is(err, io.EOF) || !found {
		return "", errNotToken
	}
	return token, nil
}
