package main

import (
	"errors"
	"strconv"

	"github.com/janrain-go/janrain"
	"github.com/janrain-go/janrain/examples/internal/bulk"
)

// rules: what is wrong with the provider is wrong for every row of it, and what it
// is in trouble with may be over soon.
var rules = bulk.Rules{
	Hopeless: []error{janrain.ErrNotConfigured},
	Again:    []error{janrain.ErrProviderUnavailable},
}

// codeOf is the service's code, "" where there is none.
func codeOf(err error) string {
	if answer, ok := errors.AsType[*janrain.Error](err); ok && answer.Code != janrain.CodeNone {
		return strconv.Itoa(int(answer.Code))
	}
	return ""
}
