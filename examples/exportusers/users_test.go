package main

import (
	"io"
	"net/http"
	"net/http/httptest"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/janrain-go/janrain"
)

func TestAnAnswerAboutSomebodyElseIsNotTaken(t *testing.T) {
	t.Parallel()
	srv, out := newServer(t, 3), newOut(t)
	client := front(t, srv, identifier(2), func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		_, _ = io.WriteString(w, `{"stat":"ok","profile":{"identifier":"http://www.facebook.com/profile.php?id=1"}}`)
	})
	_, err := impatient(t, srv, client, out, 2, func() {})
	require.NoError(t, err)
	one := recordsOf(t, out)[1].Users[0]
	assert.Empty(t, one.Claims)
	assert.Equal(t, &failure{Reason: "the answer is about another identifier"}, one.Error)
}

func TestAnIdentifierThatCannotBeASubjectIsNoted(t *testing.T) {
	t.Parallel()
	srv, out := newServer(t, 0), newOut(t)
	srv.Map("https://example.org/é", primaryKey(1))
	o := exportFrom(t, srv, withUserData("-raw", out)...)
	assert.Equal(t, exitSomeFailed, o.code, o.stderr)
	one := recordsOf(t, out)[0].Users[0]
	assert.Contains(t, one.Error.Reason, "cannot be a subject")
	assert.Equal(t, "https://example.org/é", one.Raw.Profile.Identifier, "what is there is not lost")
}

func TestNoMoreUsersAreInFlightThanAllowedAndTheirOrderIsKept(t *testing.T) {
	t.Parallel()
	srv, out := newServer(t, 60), newOut(t)
	var mu sync.Mutex
	inFlight, most := 0, 0
	slow := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		mu.Lock()
		inFlight++
		most = max(most, inFlight)
		uneven := time.Duration(inFlight) * time.Millisecond // the later ones overtake
		mu.Unlock()
		defer func() {
			mu.Lock()
			inFlight--
			mu.Unlock()
		}()
		time.Sleep(5*time.Millisecond - uneven)
		srv.ServeHTTP(w, r)
	}))
	defer slow.Close()
	client, err := janrain.NewClient(slow.URL, srv.APIKey)
	require.NoError(t, err)
	_, err = impatient(t, srv, client, out, 3, func() {})
	require.NoError(t, err)
	assert.Equal(t, 3, most)
	assertEachOnce(t, out, 60)
}
