package documents

import (
	"maps"
	"net/http"
	"os"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/janrain-go/janrain"
	"github.com/janrain-go/janrain/internal/acceptance/kit"
)

// A codeRow is a row of a table in docs/errors.md: an error and what the page says about it.
type codeRow struct {
	err   *janrain.Error
	names []string // of the Err values in the row
	fault string
}

var errName = regexp.MustCompile("`(Err[A-Za-z]+)`")

// codeRows returns the rows of the two tables about codes.
func codeRows(t *testing.T) (rows []codeRow) {
	t.Helper()
	page, err := os.ReadFile(kit.Path("docs/errors.md"))
	require.NoError(t, err)
	for line := range strings.Lines(string(page)) {
		cells := strings.Split(strings.TrimSpace(line), " | ")
		if len(cells) != 3 {
			continue
		}
		first := strings.TrimPrefix(cells[0], "| ")
		failure := &janrain.Error{Code: janrain.CodeInvalidParameter, HTTPStatus: http.StatusBadRequest}
		if code, err := strconv.Atoi(first); err == nil {
			failure.Code = janrain.Code(code)
		} else if message, quoted := strings.CutPrefix(first, `"`); quoted {
			message = strings.TrimSuffix(message, `"`)
			failure.Message = strings.NewReplacer("... not", "Facebook not", "...", "x").Replace(message)
		} else {
			continue
		}
		row := codeRow{err: failure, fault: strings.TrimSuffix(cells[2], " |")}
		for _, match := range errName.FindAllStringSubmatch(cells[1], -1) {
			row.names = append(row.names, match[1])
		}
		rows = append(rows, row)
	}
	return rows
}

func TestDocsExplainEachCode(t *testing.T) {
	t.Parallel()
	rows := codeRows(t)
	require.NotEmpty(t, rows)
	var codes []janrain.Code
	for _, row := range rows {
		fault, _, _ := strings.Cut(row.fault, ",")
		assert.Equal(t, fault, janrain.FaultOf(row.err).String(), "%v", row.err)
		if row.err.Message == "" {
			codes = append(codes, row.err.Code)
			require.NotEmpty(t, row.names, "code %d", row.err.Code)
			row.names = row.names[:1] // the second name belongs to a message
		}
		for _, name := range row.names {
			require.Contains(t, kit.Sentinels, name)
			assert.ErrorIs(t, row.err, kit.Sentinels[name])
		}
	}
	want := []janrain.Code{janrain.CodeServiceUnavailable, janrain.CodeTextTooLong}
	for code := janrain.CodeMissingParameter; code <= janrain.CodeOrkut; code++ {
		want = append(want, code)
	}
	assert.ElementsMatch(t, want, codes)
}

func TestDocsNameEveryErrorValue(t *testing.T) {
	t.Parallel()
	page, err := os.ReadFile(kit.Path("docs/errors.md"))
	require.NoError(t, err)
	for _, name := range slices.Sorted(maps.Keys(kit.Sentinels)) {
		assert.Contains(t, string(page), "`"+name+"`")
	}
	for _, match := range errName.FindAllStringSubmatch(string(page), -1) {
		assert.Contains(t, kit.Sentinels, match[1])
	}
	for _, name := range []string{"Error", "DecodeError", "TransportError", "ParamError", "TokenError", "StateError", "LinkError"} {
		assert.Contains(t, string(page), "| `*"+name+"` |", "the table of types must have a row for it")
	}
}
