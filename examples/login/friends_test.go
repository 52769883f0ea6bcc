package main

import (
	"net/http"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"

	"github.com/janrain-go/janrain"
	"github.com/janrain-go/janrain/janraintest"
)

func TestFriendsHaveTheNamesOfTheContacts(t *testing.T) {
	s := newStage(t)
	b := newBrowser(t, s.url)
	user := janraintest.User(janrain.ProviderFacebook)
	user.Friends = append(user.Friends, "http://www.facebook.com/profile.php?id=2004", "http://www.facebook.com/profile.php?id=2005")
	b.signIn(s, user)
	b.shows("Friends", "Jonas Lindqvist", "Amara Diallo", "Pieter Vos", "And 1 more, without names.")
	for _, identifier := range user.Friends {
		b.shows(identifier) // in the details for developers
	}
}

// A sign-in does not fail if the names cannot be loaded.
func TestFriendsWithoutNames(t *testing.T) {
	for name, failure := range map[string]janraintest.Failure{
		"the plan has no contacts": janraintest.ErrorCode(janrain.CodeUpgradeRequired),
		"the service is down":      janraintest.NotJSON(http.StatusBadGateway),
	} {
		t.Run(name, func(t *testing.T) {
			s := newStage(t)
			b := newBrowser(t, s.url)
			s.fake.FailNext(janraintest.Slow(time.Nanosecond), failure) // the sign-in succeeds, the next call fails
			b.signIn(s, janraintest.User(janrain.ProviderFacebook))
			b.shows("Account 1", "3 from Facebook, without names.")
		})
	}
}

func TestNoFriendsNoCard(t *testing.T) {
	s := newStage(t)
	b := newBrowser(t, s.url)
	b.signIn(s, janraintest.User(janrain.ProviderGooglePlus))
	b.shows("Account 1")
	assert.NotContains(t, b.page, "Friends")
	assert.Len(t, s.fake.Requests(), 1, "the names must not be requested")
}
