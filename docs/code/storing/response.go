package storing

import (
	"database/sql/driver"
	"encoding/json"
	"fmt"
	"maps"

	"github.com/janrain-go/janrain"
)

// Response is a response in a JSON column. A nil AuthInfo is NULL.
type Response struct {
	AuthInfo *janrain.AuthInfo // not embedded: Response would get its JSON methods
}

// Value implements driver.Valuer.
func (r Response) Value() (driver.Value, error) {
	if r.AuthInfo == nil {
		return nil, nil
	}
	data, err := json.Marshal(r.AuthInfo)
	return string(data), err // MySQL and SQLite do not take bytes as JSON
}

// Scan implements sql.Scanner.
func (r *Response) Scan(src any) error {
	r.AuthInfo = nil
	switch src := src.(type) {
	case nil:
		return nil
	case string:
		return json.Unmarshal([]byte(src), &r.AuthInfo)
	case []byte:
		return json.Unmarshal(src, &r.AuthInfo)
	}
	return fmt.Errorf("cannot scan a %T into a Response", src)
}

// withoutTokens returns a copy of a response without the provider's tokens.
func withoutTokens(info *janrain.AuthInfo) *janrain.AuthInfo {
	stripped := *info
	stripped.AccessCredentials = nil
	stripped.Extra = maps.Clone(info.Extra)
	delete(stripped.Extra, "accessCredentials") // credentials in a form that was not expected
	return &stripped
}
