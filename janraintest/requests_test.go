package janraintest_test

import (
	"encoding/json"
	"fmt"
	"strconv"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/janrain-go/janrain"
	"github.com/janrain-go/janrain/janraintest"
)

func TestWithLastRequests(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		opts []janraintest.Option
		want []string
	}{
		"all by default":          {nil, []string{"0", "1", "2", "3", "4"}},
		"none":                    {[]janraintest.Option{janraintest.WithLastRequests(0)}, nil},
		"one":                     {[]janraintest.Option{janraintest.WithLastRequests(1)}, []string{"4"}},
		"two, the oldest first":   {[]janraintest.Option{janraintest.WithLastRequests(2)}, []string{"3", "4"}},
		"more than there are":     {[]janraintest.Option{janraintest.WithLastRequests(9)}, []string{"0", "1", "2", "3", "4"}},
		"less than none":          {[]janraintest.Option{janraintest.WithLastRequests(-1)}, nil},
		"the last of two options": {[]janraintest.Option{janraintest.WithLastRequests(0), janraintest.WithLastRequests(1)}, []string{"4"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			srv := newServer(t, tt.opts...)
			client := srv.Client()
			for i := range 5 {
				_, err := client.Mappings(t.Context(), janrain.MappingsParams{PrimaryKey: strconv.Itoa(i)})
				require.NoError(t, err, "a call must succeed whether it is recorded or not")
			}
			assert.Equal(t, tt.want, keysOf(srv))
		})
	}
}

func TestRequestHasTheTimeOfTheServersClock(t *testing.T) {
	now := time.Date(2026, time.March, 14, 9, 26, 53, 0, time.UTC)
	srv := janraintest.NewServer(janraintest.WithClock(func() time.Time { return now }))
	defer srv.Close()
	_, err := srv.Client().Providers(t.Context())
	require.NoError(t, err)
	assert.Equal(t, now, srv.Requests()[0].Time)
}

func TestRequestPrintsItsCodeOnlyIfItHasOne(t *testing.T) {
	t.Parallel()
	srv := newServer(t)
	_, err := srv.Client().Mappings(t.Context(), janrain.MappingsParams{PrimaryKey: "7"})
	require.NoError(t, err)
	_, err = srv.Client().AuthInfo(t.Context(), janrain.AuthInfoParams{Token: "t"})
	require.ErrorIs(t, err, janrain.ErrDataNotFound)
	ok, refused := srv.Requests()[0], srv.Requests()[1]
	assert.Equal(t, `POST /api/v2/mappings 200 apiKey=["[redacted]"] primaryKey=["7"]`, fmt.Sprint(ok))
	assert.Equal(t, `POST /api/v2/auth_info 400 code 2 apiKey=["[redacted]"] token=["[redacted]"]`, fmt.Sprintf("%+v", refused))
	for _, r := range []janraintest.Request{ok, refused} {
		text, err := json.Marshal(r)
		require.NoError(t, err)
		assert.NotContains(t, string(text), strconv.Itoa(int(janrain.CodeNone)))
		var again janraintest.Request
		require.NoError(t, json.Unmarshal(text, &again))
		again.Time = r.Time // without the monotonic clock reading
		assert.Equal(t, r, again, "a stored record must unmarshal to the same value")
	}
}
