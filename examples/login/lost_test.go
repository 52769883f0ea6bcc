package main

import (
	"net/http"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/janrain-go/janrain"
	"github.com/janrain-go/janrain/janraintest"
)

func TestNotFoundPageHasAWayBack(t *testing.T) {
	s := newStage(t)
	b := newBrowser(t, s.url)
	for path, status := range map[string]int{
		"/nosuch": http.StatusNotFound, "/profile/": http.StatusNotFound, "/signout": http.StatusMethodNotAllowed,
	} {
		b.get(s.url + path)
		assert.Equal(t, status, b.status, path)
		b.shows("Page not found", "Not signed in")
		if status == http.StatusMethodNotAllowed {
			assert.Equal(t, http.MethodPost, b.header.Get("Allow"))
		}
		b.follow("Back to the start")
		assert.Equal(t, http.StatusOK, b.status)
		b.shows("Prints of the night sky")
	}
}

func TestEveryPageShowsWhoIsSignedIn(t *testing.T) {
	s := newStage(t)
	b := newBrowser(t, s.url)
	paths := []string{"/", "/login", "/nosuch"}
	for _, path := range append(paths, "/signin") {
		b.get(s.url + path)
		b.shows("Not signed in", "Sign in")
		assert.NotContains(t, b.page, "Signed in as", path)
	}
	b.signIn(s, janraintest.User(janrain.ProviderGooglePlus))
	for _, path := range append(paths, "/profile") {
		b.get(s.url + path)
		b.shows("Signed in as Mira Okafor", "Sign out")
		assert.NotContains(t, b.page, "Not signed in", path)
	}
}
