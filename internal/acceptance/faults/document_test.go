package faults

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"maps"
	"net"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/janrain-go/janrain"
	"github.com/janrain-go/janrain/internal/acceptance/kit"
)

// document has the table for readers. The test compares it with what it observes, so that no row
// can go stale.
const document = "docs/faults.md"

// describeFault returns what the caller gets, in Go's terms.
func describeFault(row row, seen seen) string {
	if seen.err == nil {
		if row.shows == nil {
			return "none"
		}
		return "none: " + row.shows(seen.info)
	}
	var fields []string
	field := func(name string, value any, given bool) {
		if given {
			fields = append(fields, fmt.Sprintf("%s: %v", name, value))
		}
	}
	switch err := seen.err.(type) { //nolint:errorlint // the calls return these types unwrapped
	case *janrain.TransportError:
		field("HTTPStatus", err.HTTPStatus, err.HTTPStatus != 0)
		field("MayHaveBeenSent", err.MayHaveBeenSent, true)
	case *janrain.DecodeError:
		field("HTTPStatus", err.HTTPStatus, true)
		field("RetryAfter", err.RetryAfter, err.RetryAfter != 0)
		field("Reason", fmt.Sprintf("%q", err.Reason), true)
	case *janrain.Error:
		field("Code", int(err.Code), err.Code != janrain.CodeNone)
		field("Code", "CodeNone", err.Code == janrain.CodeNone)
		field("RegistrationCode", err.RegistrationCode, err.RegistrationCode != 0)
		field("HTTPStatus", err.HTTPStatus, true)
		field("RetryAfter", err.RetryAfter, err.RetryAfter != 0)
	}
	text := fmt.Sprintf("`*%T{%s}`", seen.err, strings.Join(fields, ", "))
	text = strings.Replace(text, "**janrain.", "*", 1)
	return strings.Join(append([]string{text}, faultIs(seen.err)...), ", ")
}

// faultIs returns the names of everything that errors.Is and errors.As find in an error.
func faultIs(err error) (names []string) {
	targets := maps.Clone(kit.Sentinels)
	targets["context.Canceled"] = context.Canceled
	targets["context.DeadlineExceeded"] = context.DeadlineExceeded
	targets["io.ErrUnexpectedEOF"] = io.ErrUnexpectedEOF
	for _, name := range slices.Sorted(maps.Keys(targets)) {
		if errors.Is(err, targets[name]) {
			names = append(names, "`"+name+"`")
		}
	}
	if _, ok := errors.AsType[*net.DNSError](err); ok {
		names = append(names, "`*net.DNSError`")
	}
	if _, ok := errors.AsType[*tls.CertificateVerificationError](err); ok {
		names = append(names, "`*tls.CertificateVerificationError`")
	}
	return names
}

// A faultTable is the parsed document.
type faultTable struct {
	names []string
	rows  map[string]string
}

// documentedFaults reads the tables of the document.
func documentedFaults(t *testing.T) faultTable {
	t.Helper()
	text, err := os.ReadFile(kit.Path(document))
	require.NoError(t, err)
	table := faultTable{rows: map[string]string{}}
	for line := range strings.Lines(string(text)) {
		line = strings.TrimSpace(line)
		cells := strings.Split(line, " | ")
		if !strings.HasPrefix(line, "| ") || strings.HasPrefix(line, "| Failure ") {
			continue
		}
		name := strings.TrimPrefix(cells[0], "| ")
		assert.NotContains(t, table.rows, name, "a row must be listed only once")
		table.names = append(table.names, name)
		table.rows[name] = line
	}
	return table
}
