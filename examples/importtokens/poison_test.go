package main

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/janrain-go/janrain"
	"github.com/janrain-go/janrain/examples/internal/bulk"
	"github.com/janrain-go/janrain/janraintest"
)

// poisonedFront always answers with an error of the service to these users.
func poisonedFront(t *testing.T, srv *janraintest.Server, mended *atomic.Bool, poison []int) *janrain.Client {
	t.Helper()
	return frontOf(t, srv, func(w http.ResponseWriter, form url.Values) bool {
		if mended.Load() || !slices.ContainsFunc(poison, func(i int) bool { return form.Get("identifier") == identifier(i) }) {
			return false
		}
		w.WriteHeader(http.StatusInternalServerError)
		_, _ = io.WriteString(w, "a page for "+form.Get("token"))
		return true
	})
}

// Rows that always meet a fault of the service must neither keep the others from
// being sent, wherever they are, nor be lost.
func TestRowsThatTheServiceCannotAnswerAreLeftAndTheOthersAreSent(t *testing.T) {
	t.Parallel()
	inFront := make([]int, 20)
	for i := range inFront {
		inFront[i] = i + 1
	}
	for name, test := range map[string]struct {
		poison        []int
		rows, workers int
	}{
		"one, and one worker":              {[]int{1}, 10, 1},
		"as many in front as workers":      {[]int{1, 2, 3, 4}, 40, 4},
		"many more in front than workers":  {inFront, 300, 2},
		"the last one":                     {[]int{30}, 30, 8},
		"one here and there, in good ones": {[]int{3, 17, 18, 33}, 40, 2},
	} {
		srv := newServer(t)
		var mended atomic.Bool
		client := poisonedFront(t, srv, &mended, test.poison)
		file := users(t, test.rows)

		im, err := impatientWith(t, client, file, test.workers)
		require.NoError(t, err, name)
		left := len(test.poison)
		assert.Equal(t, [3]int{left, test.rows - left, 0},
			[3]int{int(im.left.Load()), int(im.progress.sent.Load()), int(im.progress.failed.Load())}, "%s: left, sent, failed", name)
		code, err := im.ended(nil, "f.csv")
		assert.Equal(t, exitSomeFailed, code, "%s: a script that starts it again while it can help comes to an end", name)
		require.ErrorContains(t, err, "could not be sent for now, start it again to try once more; see f.csv", name)
		failures := textOf(t, file+".failures.csv")
		assert.Len(t, lines(failures), 1+left, name)
		assert.Contains(t, failures, fmt.Sprintf("%d,%d,,", test.poison[0], test.poison[0]+1), name)
		assertNoToken(t, file, outcome{})

		mended.Store(true)
		im, err = impatientWith(t, client, file, test.workers)
		require.NoError(t, err, name)
		assert.Equal(t, int64(left), im.progress.sent.Load(), "%s: what was left is sent when it can be", name)
		assertAllSent(t, srv, test.rows)
		assert.Equal(t, failuresHeader, textOf(t, file+".failures.csv"), name)
	}
}

// Or every run would begin with them, and end where they are too many.
func TestRowsThatWereLeftComeLast(t *testing.T) {
	t.Parallel()
	srv := newServer(t)
	var mu sync.Mutex
	var order []string
	client := frontOf(t, srv, func(_ http.ResponseWriter, form url.Values) bool {
		mu.Lock()
		defer mu.Unlock()
		order = append(order, strings.TrimPrefix(form.Get("identifier"), identifier(0)[:len(identifier(0))-1]))
		return false
	})
	file := users(t, 9)
	_, err := impatientWith(t, client, file, 1)
	require.NoError(t, err)
	journal := lines(textOf(t, file+".journal"))
	cut := strings.Join(slices.Concat(journal[:1], []string{"2", "4", "5", "6"}), "\n") + "\n"
	order = nil
	rewrite(t, file+".journal", cut)
	_, err = impatientWith(t, client, file, 1)
	require.NoError(t, err)
	assert.Equal(t, []string{"7", "8", "9", "1", "3"}, order)
}

func TestTooManyRowsAreNotLeft(t *testing.T) {
	t.Parallel()
	for _, sent := range []int64{0, 1} {
		j, err := openIn(t, t.TempDir())
		require.NoError(t, err)
		im := &importer{journal: j, progress: newProgress(io.Discard, false)}
		im.progress.sent.Add(sent)
		for range maxLeft - 1 {
			require.NoError(t, im.leave(row{}, errors.New("no answer")))
		}
		err = im.leave(row{}, errors.New("no answer"))
		require.ErrorContains(t, err, "100 rows could not be sent for now")
		_, again := errors.AsType[*bulk.LaterError](err)
		assert.Equal(t, sent > 0, again, "a run that got no further is not worth to be started again, with %d sent", sent)
		require.NoError(t, j.close())
	}
}
