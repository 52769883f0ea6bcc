package janrain_test

import (
	"encoding/json"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/janrain-go/janrain"
	"github.com/janrain-go/janrain/internal/acceptance/kit"
)

// Who marks an answer as limited changes the mark and nothing else of it.
func TestAChangedMarkOfLimitedDataLeavesTheRest(t *testing.T) {
	t.Parallel()
	info := kit.Unmarshal[janrain.AuthInfo](t, `{"stat":"ok","profile":{"identifier":"x"},"new":{"a":1},"limited_data":false}`)
	info.LimitedData = true
	assert.JSONEq(t, `{"stat":"ok","profile":{"identifier":"x"},"new":{"a":1},"limitedData":true}`, kit.Marshal(t, info))
	assert.Equal(t, kit.Extra{"new": kit.Raw(`{"a":1}`), "limited_data": kit.Raw("false")}, info.Extra, "the caller's answer is left alone")
}

func TestANumberBeforeWhiteSpaceEndsThere(t *testing.T) {
	t.Parallel()
	for _, space := range []string{"", " ", "\t", "\n", "\r", " \r\n\t"} {
		profile := kit.Unmarshal[janrain.Profile](t, `{"displayName":7`+space+`,"x":[1`+space+`],"y":true`+space+`}`)
		assert.Equal(t, "7", profile.DisplayName, "before %q", space)
		assert.Equal(t, kit.Raw("true"), profile.Extra["y"], "before %q", space)
	}
}

func TestCredentialsMayExpireAtADate(t *testing.T) {
	t.Parallel()
	for _, given := range []string{`"2012-09-13T00:44:03Z"`, `"2012-09-13T02:44:03+02:00"`, `1347497043`, `"1347497043"`} {
		credentials := kit.Unmarshal[janrain.FacebookCredentials](t, `{"accessToken":"t","expires":`+given+`}`)
		assert.Equal(t, time.Unix(1347497043, 0).UTC(), credentials.Expires, "of %s", given)
		again, err := json.Marshal(credentials)
		require.NoError(t, err)
		assert.JSONEq(t, `{"accessToken":"t","expires":`+given+`}`, string(again), "it is written as it came")
	}
	assert.Zero(t, kit.Unmarshal[janrain.FacebookCredentials](t, `{"expires":"soon"}`).Expires)
}
