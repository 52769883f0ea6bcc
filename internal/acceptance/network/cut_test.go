package network

import (
	"bufio"
	"errors"
	"io"
	"net/http"
	"os"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/janrain-go/janrain"
	"github.com/janrain-go/janrain/internal/acceptance/kit"
)

// A truncated response is never accepted as a sign-in, whether the length shows the truncation or
// only the JSON does.
func TestResponseTruncatedAtAnyByteIsATypedError(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile(kit.Path("testdata/auth_info/typical.json"))
	require.NoError(t, err)
	whole := string(text)
	end := strings.LastIndex(whole, "}") // only white space follows
	step := 1
	if testing.Short() {
		step = 7
	}

	t.Run("with the full length announced", func(t *testing.T) {
		t.Parallel()
		var cut int
		client := kit.Client(t, kit.RoundTripper(func(r *http.Request) (*http.Response, error) {
			answer := kit.RawResponse(http.StatusOK, whole)
			answer = answer[:len(answer)-len(whole)+cut]
			return http.ReadResponse(bufio.NewReader(strings.NewReader(answer)), r) // as net/http does
		}))
		for cut = 0; cut < len(whole); cut += step {
			info, err := kit.SignIn(t, client)
			broken, ok := errors.AsType[*janrain.TransportError](err)
			require.True(t, ok, "cut at byte %d: %T", cut, err)
			require.Nil(t, info)
			assertCut(t, err, broken.Endpoint, broken.HTTPStatus)
			require.ErrorIs(t, err, io.ErrUnexpectedEOF)
			require.True(t, broken.MayHaveBeenSent, "the token may have been used up")
		}
		cut = len(whole)
		assertTypical(t, client)
	})
	for name, length := range map[string]int64{
		"without a length":                             -1,
		"with a length that the transport ignores":     int64(len(whole)),
		"with a length that the transport has changed": 0,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var cut int
			client := kit.Client(t, kit.RoundTripper(func(*http.Request) (*http.Response, error) {
				resp := kit.HTTPResponse(http.StatusOK, whole[:cut])
				if length != 0 {
					resp.ContentLength = length
				}
				return resp, nil
			}))
			for cut = 0; cut <= end; cut += step {
				info, err := kit.SignIn(t, client)
				require.Nil(t, info)
				garbled, ok := errors.AsType[*janrain.DecodeError](err)
				require.True(t, ok, "cut at byte %d: %T", cut, err)
				assertCut(t, err, garbled.Endpoint, garbled.HTTPStatus)
				want := "the JSON ends too soon"
				if cut == 0 {
					want = "the body is empty"
				}
				require.Equal(t, want, garbled.Reason, "cut at byte %d", cut)
				require.Equal(t, cut, garbled.Length)
				require.Equal(t, int64(cut), garbled.Offset)
				require.NotErrorIs(t, err, janrain.ErrNoIdentifier)
			}
			cut = end + 1
			assertTypical(t, client)
		})
	}
}

func assertCut(t *testing.T, err error, method string, status int) {
	t.Helper()
	require.Equal(t, "auth_info", method)
	require.Equal(t, http.StatusOK, status)
	require.LessOrEqual(t, len(err.Error()), 500)
	require.Equal(t, janrain.FaultService, janrain.FaultOf(err))
}

// assertTypical asserts that the response is accepted when it is complete.
func assertTypical(t *testing.T, client *janrain.Client) {
	t.Helper()
	info, err := kit.SignIn(t, client)
	require.NoError(t, err, "the complete response must be accepted")
	assert.NotEmpty(t, info.Profile.Identifier)
	assert.NotNil(t, info.MergedPoco)
}
