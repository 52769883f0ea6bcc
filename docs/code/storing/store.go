package storing

import (
	"context"
	"crypto/cipher"
	"database/sql"

	"github.com/janrain-go/janrain"
)

// store writes a response to the row of its identifier.
func store(ctx context.Context, db *sql.DB, aead cipher.AEAD, info *janrain.AuthInfo) error {
	sealed, err := seal(aead, info)
	if err != nil {
		return err
	}
	_, err = db.ExecContext(ctx, `UPDATE logins SET response = ?, tokens = ? WHERE identifier = ?`,
		Response{withoutTokens(info)}, sealed, info.Profile.Identifier)
	return err
}

// load returns a stored response with its tokens, or nil if none has been stored.
func load(ctx context.Context, db *sql.DB, aead cipher.AEAD, identifier string) (*janrain.AuthInfo, error) {
	var response Response
	var sealed []byte
	row := db.QueryRowContext(ctx, `SELECT response, tokens FROM logins WHERE identifier = ?`, identifier)
	if err := row.Scan(&response, &sealed); err != nil || response.AuthInfo == nil {
		return nil, err
	}
	var err error
	response.AuthInfo.AccessCredentials, err = open(aead, &response.AuthInfo.Profile, sealed)
	return response.AuthInfo, err
}
