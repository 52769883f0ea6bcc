package storing

import (
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestFirstSignInsAtTheSameTimeCreateOneAccount(t *testing.T) {
	t.Parallel()
	accounts := accounts{openDB(t, "")}
	found := make([]string, 8)
	var group sync.WaitGroup
	for i := range found {
		group.Go(func() {
			account, err := accounts.of(t.Context(), google.Profile.Identifier)
			assert.NoError(t, err)
			found[i] = account
		})
	}
	group.Wait()
	for _, account := range found {
		assert.Equal(t, found[0], account)
	}
}

// Two identifiers are two users. Collations that compare more loosely make them one.
func TestTheColumnDecidesWhoIsWho(t *testing.T) {
	t.Parallel()
	const linkedIn = "http://www.linkedin.com/profile?viewProfile="
	long := "https://me.example/" + strings.Repeat("a", 3000)
	upper, lower := linkedIn+"AbCdEfGhIj", linkedIn+"aBcDeFgHiJ"
	for name, c := range map[string]struct {
		column string
		a, b   string
		merged bool
	}{
		"upper and lower case":                    {"TEXT", upper, lower, false},
		"upper and lower case, NOCASE":            {"TEXT COLLATE NOCASE", upper, lower, true},
		"a trailing space":                        {"TEXT", upper, upper + " ", false},
		"a trailing space, RTRIM":                 {"TEXT COLLATE RTRIM", upper, upper + " ", true}, // as PAD SPACE elsewhere
		"an accent":                               {"TEXT", "https://me.example/é", "https://me.example/e", false},
		"two spellings of é":                      {"TEXT", "https://me.example/\u00e9", "https://me.example/e\u0301", false},
		"a trailing slash":                        {"TEXT", "http://name.myopenid.com", "http://name.myopenid.com/", false},
		"a fragment":                              {"TEXT", "https://me.yahoo.com/a/x#1", "https://me.yahoo.com/a/x#2", false},
		"different at the end of 3,000 bytes":     {"TEXT", long + "1", long + "2", false},
		"bytes, as VARBINARY has":                 {"BLOB", upper, lower, false},
		"bytes, as VARBINARY has, trailing space": {"BLOB", upper, upper + " ", false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			accounts := accounts{openDB(t, "CREATE TABLE logins (identifier "+c.column+" NOT NULL PRIMARY KEY, account TEXT NOT NULL)")}
			a, err := accounts.of(t.Context(), c.a)
			require.NoError(t, err)
			b, err := accounts.of(t.Context(), c.b)
			require.NoError(t, err)
			assert.Equal(t, c.merged, a == b, "the second user gets the account of the first")
		})
	}
}

func TestTheHashTellsUsersApart(t *testing.T) {
	t.Parallel()
	db := openDB(t, "CREATE TABLE logins (identifier_hash BLOB PRIMARY KEY, identifier TEXT COLLATE NOCASE)")
	long := strings.Repeat("a", 10_000)
	for _, identifier := range []string{"a", "A", "a ", long, long + "b"} {
		require.Len(t, hashOf(identifier), 32)
		_, err := db.ExecContext(t.Context(), "INSERT INTO logins VALUES (?, ?)", hashOf(identifier), identifier)
		require.NoError(t, err, "%.5s is a user of its own", identifier)
	}
	var found string
	err := db.QueryRowContext(t.Context(), "SELECT identifier FROM logins WHERE identifier_hash = ?", hashOf(long+"b")).Scan(&found)
	require.NoError(t, err)
	assert.Equal(t, long+"b", found)
}
