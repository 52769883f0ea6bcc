package janraintest_test

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/janrain-go/janrain"
	"github.com/janrain-go/janrain/janraintest"
)

func TestMappingsAreStored(t *testing.T) {
	a := firstApp(t)
	assert.Equal(t, map[string]any{"identifiers": texts()}, a.do(t, "mappings", "primaryKey=1"))
	assert.Equal(t, map[string]any{"mappings": map[string]any{}}, a.do(t, "all_mappings", ""))

	a.do(t, "map", "identifier=http://b.example/&primaryKey=1")
	a.do(t, "map", "identifier=http://a.example/&primaryKey=1")
	a.do(t, "map", "identifier=http://c.example/&primaryKey=2")
	a.srv.Map("http://d.example/", "2")
	a.srv.Map("", "2")
	a.srv.Map("http://e.example/", "")
	assert.Equal(t, texts("http://b.example/", "http://a.example/"), a.do(t, "mappings", "primaryKey=1")["identifiers"],
		"the order must be kept")
	assert.Equal(t, map[string]any{
		"1": texts("http://b.example/", "http://a.example/"), "2": texts("http://c.example/", "http://d.example/"),
	}, a.do(t, "all_mappings", "")["mappings"])
}

func TestOverwrite(t *testing.T) {
	a := firstApp(t)
	a.do(t, "map", "identifier=http://x.example/&primaryKey=1&overwrite=false")
	assert.Equal(t, `"code":5,"msg":"Mapping exists"`, a.refused(t, "map", "identifier=http://x.example/&primaryKey=2&overwrite=false"))
	assert.Equal(t, `"code":5,"msg":"Mapping exists"`, a.refused(t, "map", "identifier=http://x.example/&primaryKey=1&overwrite=false"))
	a.do(t, "map", "identifier=http://x.example/&primaryKey=2")
	assert.Equal(t, map[string]any{"2": texts("http://x.example/")}, a.do(t, "all_mappings", "")["mappings"],
		"an identifier must have one primary key")
	a.do(t, "map", "identifier=http://x.example/&primaryKey=2")
	assert.Equal(t, texts("http://x.example/"), a.do(t, "mappings", "primaryKey=2")["identifiers"],
		"repeating the call must change nothing")
}

func TestUnmap(t *testing.T) {
	a := firstApp(t)
	for _, identifier := range []string{"http://x.example/", "y", "z"} {
		a.srv.Map(identifier, "1")
	}
	a.srv.Map("other", "2")
	left := func() any { return a.do(t, "mappings", "primaryKey=1")["identifiers"] }
	a.do(t, "unmap", "primaryKey=1&identifier=y")
	assert.Equal(t, texts("http://x.example/", "z"), left())
	a.do(t, "unmap", "primaryKey=1&identifier=y")
	a.do(t, "unmap", "primaryKey=1&identifier=other")
	assert.Equal(t, map[string]any{"1": texts("http://x.example/", "z"), "2": texts("other")}, a.do(t, "all_mappings", "")["mappings"],
		"another user's mapping must not change")

	assert.Equal(t, `"code":0,"msg":"Missing parameter: identifier"`, a.refused(t, "unmap", "primaryKey=1&all_identifiers=false"))
	assert.Equal(t, `"code":1,"msg":"Invalid parameter: all_identifiers"`, a.refused(t, "unmap", "primaryKey=1&identifier=http://x.example/&all_identifiers=true"))
	a.do(t, "unmap", "primaryKey=1&all_identifiers=true")
	assert.Equal(t, texts(), left())
	a.do(t, "map", "identifier=http://x.example/&primaryKey=3&overwrite=false") // it is free again
}

func TestMappedUserHasAPrimaryKey(t *testing.T) {
	a := firstApp(t)
	user := janraintest.User(janrain.ProviderGoogle)
	profile := func(method, parameters string) map[string]any {
		return inner(t, a.do(t, method, parameters), "profile")
	}
	assert.NotContains(t, profile("auth_info", "token="+a.srv.IssueToken(user, "")), "primaryKey")

	token := a.srv.IssueToken(user, "")
	a.srv.Map(user.Profile.Identifier, `7"/`)
	want := profile("auth_info", "token="+token)
	assert.Equal(t, `7"/`, want["primaryKey"], "a mapping between the sign-in and the exchange must count")
	assert.Equal(t, user.Profile.GoogleUserID, want["googleUserId"], "the rest of the profile must be present")
	assert.Equal(t, want, profile("get_user_data", "identifier="+user.Profile.Identifier))

	info, err := a.srv.Client().AuthInfo(t.Context(), janrain.AuthInfoParams{Token: a.srv.IssueToken(user, "")})
	require.NoError(t, err)
	assert.Equal(t, `7"/`, info.Profile.PrimaryKey)
}

// allMappings returns the body of the response, as far as it arrives, and the announced length.
func allMappings(t *testing.T, srv *janraintest.Server) (body string, announced int64, err error) {
	t.Helper()
	form := strings.NewReader(url.Values{"apiKey": {srv.APIKey}}.Encode())
	req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, srv.URL+"/api/v2/all_mappings", form)
	require.NoError(t, err)
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	resp, err := http.DefaultClient.Do(req)
	require.NoError(t, err)
	defer resp.Body.Close()
	b, err := io.ReadAll(resp.Body)
	return string(b), resp.ContentLength, err
}

func TestAllMappingsAreStreamedInOrder(t *testing.T) {
	srv := newServer(t)
	const users = 25_000
	for i := range users {
		srv.Map(fmt.Sprintf("http://id.example/%d", i), fmt.Sprintf("user-%06d", users-i))
	}
	var statFirst []bool
	for range 2 {
		body, announced, err := allMappings(t, srv)
		require.NoError(t, err)
		assert.EqualValues(t, -1, announced, "the length must not be announced")
		statFirst = append(statFirst, strings.HasPrefix(body, `{"stat":"ok",`))
		assert.Contains(t, body, `"user-000001":["http:\/\/id.example\/24999"],"user-000002":[`, "the mappings must be sorted, with escaped slashes")
		var answer struct {
			Stat     string
			Mappings map[string][]string
		}
		require.NoError(t, json.Unmarshal([]byte(body), &answer))
		assert.Equal(t, "ok", answer.Stat)
		assert.Len(t, answer.Mappings, users)
	}
	assert.ElementsMatch(t, []bool{true, false}, statFirst, "stat must alternate between first and last")
}

func TestFailuresOfAStreamedResponse(t *testing.T) {
	srv := newServer(t)
	for i := range 3000 {
		srv.Map(fmt.Sprintf("http://id.example/%d", i), strconv.Itoa(i))
	}
	srv.FailNext(janraintest.CutOff(10_000), janraintest.TooLarge(1<<20), janraintest.TooLarge(1))
	cut, _, err := allMappings(t, srv)
	require.ErrorIs(t, err, io.ErrUnexpectedEOF, "the response must be cut off")
	assert.Len(t, cut, 10_000)

	large, _, err := allMappings(t, srv)
	require.NoError(t, err)
	assert.Len(t, large, 1<<20)
	assert.True(t, json.Valid([]byte(large)), "the body must be padded with white space")

	whole, _, err := allMappings(t, srv)
	require.NoError(t, err)
	assert.Equal(t, strings.TrimRight(whole, " "), whole)
	assert.True(t, json.Valid([]byte(whole)))
}

func TestMappingsChangeWhileTheyAreRead(t *testing.T) {
	srv := newServer(t)
	const users = 5000
	for i := range users {
		srv.Map(fmt.Sprintf("http://id.example/%d", i), fmt.Sprintf("%04d", i))
	}
	a := app{srv, srv.APIKey}
	var wg sync.WaitGroup
	wg.Go(func() {
		for i := range 50 {
			srv.Map(fmt.Sprintf("http://id.example/%d", i*100), "moved")
			a.do(t, "unmap", fmt.Sprintf("primaryKey=%04d&all_identifiers=true", users-1-i))
		}
	})
	for range 5 {
		wg.Go(func() { a.do(t, "all_mappings", "") })
	}
	wg.Wait()
	all := inner(t, a.do(t, "all_mappings", ""), "mappings")
	assert.Len(t, all["moved"], 50)
	assert.NotContains(t, all, "4999")
}
