package janrain_test

import (
	"io"
	"net"
	"net/url"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/janrain-go/janrain"
	"github.com/janrain-go/janrain/internal/acceptance/kit"
)

// A browser that goes away, or anybody who stops in the middle.
func TestABodyThatIsAnnouncedAndDoesNotCome(t *testing.T) {
	t.Parallel()
	for name, sent := range map[string]string{"none of it": "", "the beginning": "token=ab"} {
		address, answers := tokenServer(t, nothingBefore)
		conn, err := new(net.Dialer).DialContext(t.Context(), "tcp", strings.TrimPrefix(address, "http://"))
		require.NoError(t, err)
		_, err = io.WriteString(conn, "POST /signin HTTP/1.1\r\nHost: x\r\nContent-Type: "+kit.URLEncoded+"\r\nContent-Length: 100\r\n\r\n"+sent)
		require.NoError(t, err)
		require.NoError(t, conn.(*net.TCPConn).CloseWrite())
		got := <-answers
		assert.Equal(t, janrain.FaultUser, janrain.FaultOf(got.err), "of %s: %v", name, got.err)
		assert.Empty(t, got.token, "half a token is none")
		require.NoError(t, conn.Close())
	}
}

func TestAFormWithoutABoundaryIsTheUsers(t *testing.T) {
	t.Parallel()
	for _, kind := range []string{"multipart/form-data", `multipart/form-data; boundary=""`} {
		address, answers := tokenServer(t, nothingBefore)
		postBody(t, address, kind, "x")
		got := <-answers
		assert.Equal(t, janrain.FaultUser, janrain.FaultOf(got.err), "of %s: %v", kind, got.err)
	}
}

func TestATokenThatIsAWordOfTheURLHidesNoState(t *testing.T) {
	t.Parallel()
	state := kit.OtherStates[0]
	site := "https://shop.example/signin?state=" + state
	for _, token := range []string{"state=", "stat", "tate", state[:4], "%3Fstate", "a,state="} {
		_, err := kit.Client(t, kit.Refusing(3, "Token URL mismatch: ("+site+") ("+url.QueryEscape(site)+")")).
			AuthInfo(t.Context(), janrain.AuthInfoParams{Token: token})
		assert.Empty(t, kit.SearchFor(map[string]string{"state": state[20:]}).In(kit.Errors(t, err)...), "with the token %s", token)
	}
}
