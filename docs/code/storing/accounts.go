// Package storing is the code of docs/storing.md: what an application keeps after
// a sign-in.
package storing

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"database/sql"
)

type accounts struct{ db *sql.DB }

// of returns the account of an identifier. The first sign-in creates the account.
func (a accounts) of(ctx context.Context, identifier string) (account string, err error) {
	_, err = a.db.ExecContext(ctx, `INSERT INTO logins (identifier, account) VALUES (?, ?)
		ON CONFLICT (identifier) DO NOTHING`, identifier, rand.Text()) // safe if two first sign-ins run at once
	if err != nil {
		return "", err
	}
	err = a.db.QueryRowContext(ctx, `SELECT account FROM logins WHERE identifier = ?`, identifier).Scan(&account)
	return account, err
}

// hashOf returns a key for databases that cannot index or compare the identifier itself.
func hashOf(identifier string) []byte {
	sum := sha256.Sum256([]byte(identifier))
	return sum[:]
}
