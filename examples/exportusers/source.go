package main

import (
	"cmp"
	"fmt"
	"strings"
	"time"

	"github.com/janrain-go/janrain"
	"github.com/janrain-go/janrain/examples/internal/bulk"
	"github.com/janrain-go/janrain/janraintest"
)

// mappingsTimeout is for the beginning of the answer that has all mappings, and
// for each wait in it: the service has to collect them.
const mappingsTimeout = 2 * time.Minute

// A source is where the users are taken from.
type source struct {
	name    string          // the app domain, as the files keep it
	client  *janrain.Client // for one user
	patient *janrain.Client // for all mappings
	close   func()
}

// findSource takes the service from the environment. There is no default: an
// export of made-up users must not be taken for the real one.
func findSource(opts options, getenv func(string) string) (source, error) {
	domain, key := getenv("JANRAIN_APP_DOMAIN"), getenv("JANRAIN_API_KEY")
	from := source{close: func() {}}
	if opts.fake > 0 {
		srv := fakeOf(opts.fake)
		domain, key = srv.URL, srv.APIKey
		from.name, from.close = fmt.Sprintf("fake of %s", bulk.Counted(int64(opts.fake), "user")), srv.Close
	}
	var missing []string
	if domain == "" {
		missing = append(missing, "JANRAIN_APP_DOMAIN")
	}
	if key == "" {
		missing = append(missing, "JANRAIN_API_KEY")
	}
	if missing != nil {
		return source{}, fmt.Errorf("set %s in the environment, or try it with -fake 1000", strings.Join(missing, " and "))
	}
	// No WithRetry: what it sends again would not be in the rate.
	var err error
	if from.client, err = janrain.NewClient(domain, key, janrain.WithTimeout(opts.timeout)); err != nil {
		return source{}, err
	}
	from.patient, err = janrain.NewClient(domain, key, janrain.WithTimeout(max(opts.timeout, mappingsTimeout)))
	from.name = cmp.Or(from.name, from.client.LogValue().Group()[0].Value.String())
	return from, err
}

// fakeOf is a service with made-up users, the same every time: a run that was
// killed finds them again.
func fakeOf(n int) *janraintest.Server {
	twitter := janraintest.User(janrain.ProviderTwitter)
	identifier := func(i int) string { return fmt.Sprintf("http://twitter.com/account/profile?user_id=%d", i) }
	srv := janraintest.NewServer(janraintest.WithUserData(func(id string) (janrain.AuthInfo, bool) {
		user := twitter
		user.Profile.Identifier = id
		return user, true
	}))
	for i := range n {
		srv.Map(identifier(i), fmt.Sprintf("user-%07d", i))
	}
	return srv
}
