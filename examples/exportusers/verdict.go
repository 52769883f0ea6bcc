package main

import "github.com/janrain-go/janrain/examples/internal/bulk"

// rules have no codes of their own: a provider that has trouble, or whose settings
// are gone, may be so for years, and its users must not hold up those of the others.
var rules bulk.Rules
