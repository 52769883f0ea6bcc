package bulk

import (
	"bytes"
	"fmt"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// steps is a report that is one further each time.
func steps() Report {
	var done int64
	return func(took time.Duration) (int64, string) {
		done++
		return done, fmt.Sprintf("%d after %v", done, took)
	}
}

func TestWithoutATerminalThereIsALineNowAndThen(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var out bytes.Buffer
		p := NewProgress(&out, false)
		p.Begin(4, steps())
		time.Sleep(2*LineEvery + time.Second)
		synctest.Wait()
		p.Say("a row is %s", "bad")
		p.End()
		p.Begin(-1, steps())
		p.End()
		assert.Equal(t, "1 after 5s\n2 after 10s\na row is bad\n3 after 11s\n1 after 0s\n", out.String())
	})
}

func TestATerminalHasABar(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var out bytes.Buffer
		p := NewProgress(&out, true)
		p.Begin(4, steps())
		time.Sleep(drawEvery)
		synctest.Wait()
		p.Say("a row is bad")
		p.End()
		p.Say("it is over")
		text := out.String()
		assert.Contains(t, text, " 25%")
		assert.Contains(t, text, "\ra row is bad\n", "above the bar, which is drawn again")
		assert.True(t, strings.HasSuffix(text, "\nit is over\n"), "below a bar that has ended: %q", text)

		last := text[strings.LastIndex(text, "  50%"):]
		before, _, found := strings.Cut(last, "2 after")
		require.True(t, found, "%q", last)
		assert.Equal(t, barColumns, len([]rune(before))+1, "with a space after the text: %q", before)
	})
}

func TestATotalMayBeNothingOrNotKnown(t *testing.T) {
	t.Parallel()
	for _, total := range []int64{0, -1} {
		var out bytes.Buffer
		p := NewProgress(&out, true)
		p.Begin(total, func(time.Duration) (int64, string) { return max(total, 0), "nothing to do" })
		p.End()
		last := out.String()[strings.LastIndexByte(out.String(), '\r')+1:]
		assert.Contains(t, last, "nothing to do", "a total of %d", total)
		assert.Equal(t, total == 0, strings.Contains(last, " 0% "), "of nothing there is a bar: %q", last)
	}
}

func TestNothingIsDrawnAfterTheEnd(t *testing.T) {
	t.Parallel()
	for _, total := range []int64{4, -1} {
		synctest.Test(t, func(t *testing.T) {
			var out bytes.Buffer
			p := NewProgress(&out, true)
			p.Begin(total, steps())
			time.Sleep(drawEvery)
			p.End()
			text := out.String()
			time.Sleep(time.Minute)
			assert.Equal(t, text, out.String())
		})
	}
}

func TestWhatIsLeft(t *testing.T) {
	t.Parallel()
	assert.Equal(t, ", 3m3s left", Left(88_000, 12_000, 25*time.Second))
	assert.Empty(t, Left(0, 12_000, time.Second), "nothing is open")
	assert.Empty(t, Left(10, 0, time.Second), "nobody knows how fast it is")
}
