package janraintest

import (
	"crypto/rand"
	"encoding/json"
	"net/url"
	"slices"
	"sync"
	"time"

	"github.com/janrain-go/janrain"
)

// state is what the service remembers: the partner's applications and what belongs to
// them. It knows nothing of HTTP and of keys. Whoever reads or changes it holds mu, unless
// a comment says otherwise.
type state struct {
	url      string // base URL of the server, for the links in responses
	now      func() time.Time
	lifetime time.Duration      // of a token
	enforced bool               // see WithVendorSettings
	users    []janrain.AuthInfo // see WithUsers
	userData func(identifier string) (janrain.AuthInfo, bool)

	mu    sync.Mutex
	first *application   // that the server began with; it may be deleted
	apps  []*application // in the order in which they were made
}

// An application is one of the partner's: the data of the calls with its API key.
type application struct {
	id, key, name, domain string
	domains               []string // more of them, by app/add_domain
	enforced              bool     // see WithVendorSettings

	tokens       map[string]*signIn
	users        map[string]json.RawMessage // an extended response for each identifier
	mapped       mapped
	accessTokens map[string]string // by identifier
	settings     map[string]any
	patterns     []string            // domains that a token URL may have
	signin       map[string][]string // the providers, by kind of device
	share, email []string            // the providers of the share widget
	shares       map[string]int      // by URL
	buses        []bus

	configured map[janrain.Provider]url.Values
	permitted  map[janrain.Provider][]string
	admins     []admin
	invites    []invite
}

func newApplication(key, name, domain string) *application {
	const idLength = 20
	return &application{
		id: randomText(idLength, "abcdefghijklmnopqrstuvwxyz"), key: key, name: name, domain: domain,
		tokens:       map[string]*signIn{},
		users:        map[string]json.RawMessage{},
		mapped:       mapped{keys: map[string]string{}, identifiers: map[string][]string{}},
		accessTokens: map[string]string{},
		settings:     defaultSettings(),
		signin:       map[string][]string{},
		share:        []string{"facebook", "linkedin", "twitter"},
		email:        []string{"google", "yahoo"},
		shares:       map[string]int{},
		configured:   map[janrain.Provider]url.Values{},
		permitted:    map[janrain.Provider][]string{},
	}
}

// open adds the first application.
func (s *state) open(apiKey string) {
	s.first = newApplication(apiKey, "Example", "shop.example.com")
	s.first.admins = []admin{{"owner@example.com", true}}
	s.first.enforced = s.enforced
	s.apps = []*application{s.first}
}

// byKey returns the application with an API key, or nil.
func (s *state) byKey(key string) *application {
	i := slices.IndexFunc(s.apps, func(app *application) bool { return same(app.key, key) })
	if i < 0 {
		return nil
	}
	return s.apps[i]
}

func (s *state) domainTaken(domain string) bool {
	return slices.ContainsFunc(s.apps, func(app *application) bool {
		return app.domain == domain || slices.Contains(app.domains, domain)
	})
}

func (s *state) issue(app *application, identifier string, user json.RawMessage, tokenURL string) string {
	token := randomHex(20)
	app.tokens[token] = &signIn{identifier: identifier, user: user, tokenURL: tokenURL, issued: s.now()}
	return token
}

// issueToken signs a user in to the first application. It locks the state.
func (s *state) issueToken(user janrain.AuthInfo, tokenURL string) string {
	raw := encodeUser(user)
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.issue(s.first, user.Profile.Identifier, raw, tokenURL)
}

func randomHex(bytes int) string { return randomText(2*bytes, "0123456789abcdef") }

// randomText returns n letters of the alphabet. They are not evenly distributed if its
// length does not divide 256, which does not matter: nothing here is secret.
func randomText(n int, alphabet string) string {
	b := make([]byte, n)
	_, _ = rand.Read(b) // it never returns an error
	for i := range b {
		b[i] = alphabet[int(b[i])%len(alphabet)]
	}
	return string(b)
}
