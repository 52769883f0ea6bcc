package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

var wanted = header{Journal: journalVersion, To: "https://example.rpxnow.com", Rows: 9, Size: 7, SHA256: "ab"}

const wantedLine = `{"journal":"importtokens 1","to":"https://example.rpxnow.com","rows":9,"size":7,"sha256":"ab"}` + "\n"

func openIn(t *testing.T, dir string) (*journal, error) {
	t.Helper()
	return openJournal(options{journal: filepath.Join(dir, "journal"), failures: filepath.Join(dir, "failures")}, wanted)
}

// journalWith is the directory of a journal with this text.
func journalWith(t *testing.T, text string) string {
	t.Helper()
	return filepath.Dir(written(t, "journal", text))
}

func TestTheJournalRemembersWhatIsDone(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	j, err := openIn(t, dir)
	require.NoError(t, err)
	require.NoError(t, j.sent(row{number: 2}))
	require.NoError(t, j.failed(row{number: 1, line: 4}, "9", "revoked, \"really\"\nno"))
	require.NoError(t, j.sent(row{number: 5}))
	require.NoError(t, j.close())
	const failure = `1,4,9,"revoked, ""really"" no"` + "\n"
	assert.Equal(t, []string{wantedLine, "2\n", failure, "5\n", ""}, strings.SplitAfter(textOf(t, filepath.Join(dir, "journal")), "\n"))
	assert.Equal(t, failuresHeader+failure, textOf(t, filepath.Join(dir, "failures")))

	require.NoError(t, os.Remove(filepath.Join(dir, "failures")))
	j, err = openIn(t, dir)
	require.NoError(t, err)
	defer j.close()
	var done []int64
	for number := range wanted.Rows + 2 {
		if j.before.has(number) && number > 0 {
			done = append(done, number)
		}
	}
	assert.Equal(t, []int64{1, 2, 5}, done)
	assert.Equal(t, [2]int64{2, 1}, [2]int64{j.sentBefore, j.failedBefore})
	assert.Equal(t, failuresHeader+failure, textOf(t, filepath.Join(dir, "failures")), "the failures are made from the journal")
}

func TestALineThatWasCutOffIsTakenAway(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"":                                    wantedLine,
		wantedLine[:3]:                        wantedLine,
		wantedLine[:40]:                       wantedLine,
		wantedLine[:len(wantedLine)-1]:        wantedLine,
		wantedLine:                            wantedLine,
		wantedLine + "1\n2":                   wantedLine + "1\n",
		wantedLine + "1\n2,5,9,\"revo":        wantedLine + "1\n",
		wantedLine + "1\n2,5,9,\"revoked\"\n": wantedLine + "1\n2,5,9,\"revoked\"\n",
		wantedLine + "1\n\x00\x00\x00":        wantedLine + "1\n", // as a loss of power may leave it
	} {
		dir := journalWith(t, text)
		j, err := openIn(t, dir)
		require.NoError(t, err, "%q", text)
		require.NoError(t, j.sent(row{number: 7}), "%q", text)
		require.NoError(t, j.close(), "%q", text)
		assert.Equal(t, want+"7\n", textOf(t, filepath.Join(dir, "journal")), "%q", text)
	}
}

func TestAJournalOfSomethingElseIsRefusedAndLeftAlone(t *testing.T) {
	t.Parallel()
	for text, fault := range map[string]string{
		"identifier,token\n": "it is no journal of this program",
		"a text":             "it is no journal of this program",
		strings.Replace(wantedLine, "tokens 1", "tokens 2", 1):                       "it is no journal of this program",
		strings.Replace(wantedLine, "ab", "cd", 1) + "1\n":                           "the file has changed",
		strings.Replace(wantedLine, "9", "8", 1) + "1,2,,bad\n2\n":                   "the file has changed",
		strings.Replace(wantedLine, "example.rpxnow", "other", 1) + "1\n":            "it is of an import to https://other.com",
		strings.Replace(wantedLine, "https://example.rpxnow.com", "fake", 1) + "1\n": "it is of an import to fake",
		strings.Replace(wantedLine, "9", "nine", 1):                                  "the first line cannot be read",
		wantedLine + "10\n":     "a line is damaged",
		wantedLine + "0\n":      "a line is damaged",
		wantedLine + "one\n2\n": "a line is damaged",
	} {
		dir := journalWith(t, text)
		_, err := openIn(t, dir)
		require.ErrorContains(t, err, fault, "%q", text)
		assert.Equal(t, text, textOf(t, filepath.Join(dir, "journal")), "it is as it was")
	}
}

// With a mistyped domain or while the service refuses each row nothing is sent: that
// must not stand in the way once it is mended.
func TestAJournalInWhichNothingWasSentIsBegunAnew(t *testing.T) {
	t.Parallel()
	for _, text := range []string{
		wantedLine, wantedLine + "1,2,9,revoked\n2,3,4,no\n", wantedLine + "1,2,9,revoked\n2",
		strings.Replace(wantedLine, "example.rpxnow", "other", 1),
		strings.Replace(wantedLine, "9", "8", 1) + "1,2,,bad\n",
	} {
		dir := journalWith(t, text)
		j, err := openIn(t, dir)
		require.NoError(t, err, "%q", text)
		assert.Equal(t, [2]int64{}, [2]int64{j.sentBefore, j.failedBefore}, "%q", text)
		require.NoError(t, j.close(), "%q", text)
		assert.Equal(t, []string{wantedLine, ""}, strings.SplitAfter(textOf(t, filepath.Join(dir, "journal")), "\n"), "%q", text)
	}
}

func TestTwoRunsDoNotShareAJournal(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	first, err := openIn(t, dir)
	require.NoError(t, err)
	_, err = openIn(t, dir)
	require.ErrorContains(t, err, "another run has the journal")
	require.NoError(t, first.close())
	second, err := openIn(t, dir)
	require.NoError(t, err, "the lock ends with the run")
	require.NoError(t, second.close())
}

// What is written behind half a line would be read as another row.
func TestNothingIsWrittenAfterAWriteThatFailed(t *testing.T) {
	t.Parallel()
	j, err := openIn(t, t.TempDir())
	require.NoError(t, err)
	whole := j.file
	readOnly, err := os.Open(whole.Name())
	require.NoError(t, err)
	j.file = readOnly
	require.Error(t, j.sent(row{number: 1}), "a disk that is full")
	j.file = whole
	require.Error(t, j.sent(row{number: 2}), "though there may be room again")
	require.Error(t, j.failed(row{number: 3}, "", "x"))
	assert.Len(t, textOf(t, whole.Name()), len(wantedLine))
	require.NoError(t, readOnly.Close())
	require.NoError(t, j.close())
}

func TestAnotherFileIsNotTakenForTheFailures(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	path := filepath.Join(dir, "failures")
	require.NoError(t, os.WriteFile(path, []byte("my letters"), 0o600))
	_, err := openIn(t, dir)
	require.ErrorContains(t, err, "is no file of failures")
	assert.Equal(t, "my letters", textOf(t, path))
}
