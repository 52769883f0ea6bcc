package main

import (
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func rewrite(t *testing.T, path, text string) {
	t.Helper()
	assert.NoError(t, os.WriteFile(path, []byte(text), 0o600)) // in place
}

func TestAFileThatChangesAfterTheCheckIsNoticed(t *testing.T) {
	t.Parallel()
	for _, n := range []int{0, 1, 2, 3} { // instead of two
		srv := newServer(t)
		file, other := users(t, 2), users(t, n)
		text := strings.ReplaceAll(textOf(t, other), canary, "changed")
		im, err := impatientAfter(t, func() { rewrite(t, file, text) }, srv.Client(), file, 1)
		require.ErrorIs(t, err, errChanged, "with %d rows", n)
		assert.Empty(t, srv.Requests(), "with %d rows: nothing of another file is sent", n)
		code, err := im.ended(err, "f.csv")
		assert.Equal(t, exitMend, code)
		require.ErrorContains(t, err, "the file has changed since it was checked and has to be as it was; once that is mended, start it again")
	}
}

// A row of a file that is edited meanwhile must not be noted under the number that
// another one has in the file that was checked.
func TestAFileThatIsEditedWhileItIsSentAndBroughtBackLosesNoRow(t *testing.T) {
	t.Parallel()
	const rows = 1500
	var text strings.Builder
	text.WriteString("note,identifier,token\n")
	for i := 1; i <= rows; i++ { // of several blocks
		fmt.Fprintf(&text, "%s,%s,%s\n", strings.Repeat("x", 3*blockSize/rows), identifier(i), token(i))
	}
	whole := text.String()
	all := strings.SplitAfter(whole, "\n")
	file := written(t, "users.csv", whole)
	srv := newServer(t)
	var once sync.Once
	client := frontOf(t, srv, func(_ http.ResponseWriter, form url.Values) bool {
		if form.Get("identifier") == identifier(100) {
			once.Do(func() { rewrite(t, file, all[0]+strings.Join(all[51:], "")) }) // without its first rows
		}
		return false
	})
	im, err := impatientWith(t, client, file, 4)
	require.ErrorIs(t, err, errChanged)
	assert.Less(t, im.progress.sent.Load(), int64(rows))
	rewrite(t, file, whole)
	_, err = impatientWith(t, client, file, 4)
	require.NoError(t, err)
	assertAllSent(t, srv, rows)
}

func TestNoByteOfABlockThatChangedIsRead(t *testing.T) {
	t.Parallel()
	whole := strings.Repeat("a", 2*blockSize+5)
	first := newBlocks(strings.NewReader(whole), nil)
	_, err := io.Copy(io.Discard, first)
	require.NoError(t, err)
	for name, test := range map[string]struct {
		text string
		read int
		want error
	}{
		"the same":                 {whole, len(whole), nil},
		"another byte in the last": {whole[:len(whole)-1] + "b", 2 * blockSize, errChanged},
		"another first byte":       {"b" + whole[1:], 0, errChanged},
		"it has grown":             {whole + "a", 2 * blockSize, errChanged},
		"it has shrunk":            {whole[:len(whole)-1], 2 * blockSize, errChanged},
		"it ends with a block":     {whole[:2*blockSize], 2 * blockSize, errChanged},
		"it is empty":              {"", 0, errChanged},
	} {
		second := newBlocks(strings.NewReader(test.text), &first.have)
		got, err := io.ReadAll(second)
		require.ErrorIs(t, err, test.want, name)
		if test.want != nil {
			_, err = second.Read(make([]byte, 1))
			require.ErrorIs(t, err, test.want, "%s: it stays so", name)
		}
		assert.Len(t, got, test.read, name)
	}
	empty := newBlocks(strings.NewReader(""), nil)
	_, err = io.Copy(io.Discard, empty)
	require.NoError(t, err)
	_, err = io.ReadAll(newBlocks(strings.NewReader("a"), &empty.have))
	require.ErrorIs(t, err, errChanged, "an empty file that has grown")
	assert.Equal(t, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855", empty.have.digest())
}
