package janrain_test

import (
	"bytes"
	"fmt"
	"log/slog"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/janrain-go/janrain"
	"github.com/janrain-go/janrain/janraintest"
)

func TestASignInPrintsWhoItIsOnly(t *testing.T) {
	t.Parallel()
	user := janraintest.User(janrain.ProviderFacebook)
	in := janrain.SignedIn{User: &user, ReturnTo: "/canary-path", Value: "canary-value"}
	var log bytes.Buffer
	slog.New(slog.NewJSONHandler(&log, nil)).Info("x", "in", in, "pointer", &in)
	slog.New(slog.NewTextHandler(&log, nil)).Info("x", "in", in, "none", janrain.SignedIn{})
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%d", "%x"} {
		fmt.Fprintf(&log, verb, in)
		fmt.Fprintf(&log, verb, &in)
		fmt.Fprintf(&log, verb, struct{ In janrain.SignedIn }{in})
		assert.NotPanics(t, func() { _ = fmt.Sprintf(verb, janrain.SignedIn{}) })
	}
	for _, hidden := range []string{"canary", "fake-", "mira.okafor@example.com", "1991", "PANIC"} {
		assert.NotContains(t, log.String(), hidden)
	}
	assert.Contains(t, log.String(), user.Profile.Identifier)
}
