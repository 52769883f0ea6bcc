package janraintest

import (
	"cmp"
	"net/http"
	"net/url"
	"slices"
	"strconv"

	"github.com/janrain-go/janrain"
	"github.com/janrain-go/janrain/internal/signinpage"
)

// pages are those that the links of janrain.Links lead to.
type pages struct{ state *state }

func (p pages) mux() *http.ServeMux {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /openid/v2/signin", p.choose)
	mux.HandleFunc("GET /openid/embed", p.choose)
	mux.HandleFunc("GET /{provider}/start", p.ask)
	mux.HandleFunc("POST /{provider}/consent", p.consent)
	mux.HandleFunc("GET /js/lib/{app}/engage.js", signinpage.WriteScript)
	mux.HandleFunc("GET /photo.svg", signinpage.WritePhoto)
	return mux
}

// choose writes the page with the providers.
func (p pages) choose(w http.ResponseWriter, r *http.Request) {
	tokenURL, site, ok := p.tokenURLOf(w, r, r.FormValue("token_url"), "")
	if !ok {
		return
	}
	page := signinpage.Choice{
		Site: site, TokenURL: tokenURL,
		Embedded: r.URL.Path == "/openid/embed", Event: r.FormValue("token_action") == event,
	}
	if refused := r.FormValue("refused"); refused != "" {
		page.Refused = p.button(janrain.Provider(refused)).Name
	}
	on := p.state.isOn()
	for _, provider := range popular {
		if on(provider) {
			page.Providers = append(page.Providers, p.button(provider))
		}
	}
	for _, provider := range p.state.others() {
		if on(provider) {
			page.MoreProviders = append(page.MoreProviders, p.button(provider))
		}
	}
	signinpage.Write(w, page)
}

// ask writes the provider's page.
func (p pages) ask(w http.ResponseWriter, r *http.Request) {
	provider := janrain.Provider(r.PathValue("provider"))
	tokenURL, site, ok := p.tokenURLOf(w, r, r.FormValue("token_url"), provider)
	if !ok {
		return
	}
	page := signinpage.Consent{
		Site: site, TokenURL: tokenURL, Provider: p.button(provider), Event: r.FormValue("token_action") == event,
	}
	for i, user := range p.people(provider) {
		page.People = append(page.People, signinpage.Person{Index: i, Name: nameOf(&user), Shares: sharedBy(&user)})
	}
	signinpage.Write(w, page)
}

// consent returns to the application with a token. A user who refuses returns to the choice:
// the service does not notify the application.
func (p pages) consent(w http.ResponseWriter, r *http.Request) {
	r.Body = http.MaxBytesReader(w, r.Body, maxForm)
	provider := janrain.Provider(r.PathValue("provider"))
	tokenURL, site, ok := p.tokenURLOf(w, r, r.PostFormValue("token_url"), provider)
	if !ok {
		return
	}
	asEvent := r.PostFormValue("token_action") == event
	if r.PostFormValue("answer") != "allow" {
		query := url.Values{"token_url": {tokenURL}, "refused": {string(provider)}}
		if asEvent {
			query.Set("token_action", event)
		}
		http.Redirect(w, r, "/openid/v2/signin?"+query.Encode(), http.StatusSeeOther)
		return
	}
	people := p.people(provider)
	i, err := strconv.Atoi(cmp.Or(r.PostFormValue("person"), "0"))
	if err != nil || i < 0 || i >= len(people) {
		signinpage.Write(w, signinpage.Problem{Text: "There is no such person.", Back: signinpage.Back(r)})
		return
	}
	token := p.state.issueToken(people[i], tokenURL)
	page := signinpage.Return{Site: site, TokenURL: tokenURL, Token: token, Get: !p.state.postsToken()}
	if asEvent {
		page.Origin = originOf(tokenURL)
	}
	signinpage.Write(w, page)
}

// event is the value of token_action if the widget fires onProviderLoginToken.
const event = "event"

// originOf returns the origin of a URL. The page with the widget is on the token URL's.
func originOf(address string) string {
	u, err := url.Parse(address)
	if err != nil {
		return ""
	}
	return u.Scheme + "://" + u.Host
}

// tokenURLOf returns a token URL that a form may be posted to, and its host, or
// writes a page that says what is wrong with the sign-in, in the service's words. The
// provider is "" on the page where it is chosen.
func (p pages) tokenURLOf(
	w http.ResponseWriter, r *http.Request, text string, provider janrain.Provider,
) (tokenURL, site string, ok bool) {
	u, err := url.Parse(text)
	if err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https" {
		text := "Missing and malformed token_url in query"
		signinpage.Write(w, signinpage.Problem{Text: text, Back: signinpage.Back(r)})
		return "", "", false
	}
	if refused := p.state.signInRefusal(text, provider); refused != nil {
		signinpage.Write(w, signinpage.Problem{Text: refused.message, Back: signinpage.Back(r)})
		return "", "", false
	}
	return text, u.Host, true
}

// people returns the users that a browser can sign in as at a provider.
func (p pages) people(provider janrain.Provider) []janrain.AuthInfo {
	people := []janrain.AuthInfo{p.photographed(User(provider))}
	for _, user := range p.state.users {
		if user.Profile.Provider() == provider {
			people = append(people, p.photographed(user))
		}
	}
	return people
}

// photographed replaces the photo of a made-up user by one that the server has.
func (p pages) photographed(user janrain.AuthInfo) janrain.AuthInfo {
	if user.Profile.Photo != photo {
		return user
	}
	user.Profile.Photo = p.state.url + "/photo.svg"
	if user.MergedPoco != nil {
		poco := *user.MergedPoco
		poco.Photos = []janrain.ContactValue{{Type: "other", Value: user.Profile.Photo}}
		user.MergedPoco = &poco
	}
	return user
}

func (p pages) button(provider janrain.Provider) signinpage.Provider {
	return signinpage.Provider{Specifier: string(provider), Name: p.providerName(provider)}
}

// providerName returns a provider's name for people. Two providers with one name are told
// apart by the specifier of the one that is not on the first page.
func (p pages) providerName(provider janrain.Provider) string {
	if _, known := traits[provider]; !known {
		return p.ownName(provider)
	}
	name := provider.DisplayName()
	twin := slices.ContainsFunc(popular, func(other janrain.Provider) bool {
		return other != provider && other.DisplayName() == name
	})
	if twin && !slices.Contains(popular, provider) {
		return name + " (" + string(provider) + ")"
	}
	return name
}

// ownName returns the name of a provider that the vendor does not list.
func (p pages) ownName(provider janrain.Provider) string {
	for _, user := range p.state.users {
		if user.Profile.Provider() == provider && user.Profile.ProviderName != "" {
			return user.Profile.ProviderName
		}
	}
	return string(provider)
}

func nameOf(user *janrain.AuthInfo) string {
	p := &user.Profile
	return cmp.Or(p.DisplayName, p.Name.Formatted, p.PreferredUsername, p.Email, p.Identifier)
}

// sharedBy describes the data that an application gets of a user.
func sharedBy(user *janrain.AuthInfo) []string {
	p, shared := &user.Profile, []string{user.Profile.Identifier}
	switch {
	case p.VerifiedEmail != "":
		shared = append(shared, "email "+p.VerifiedEmail+", verified")
	case p.Email != "":
		shared = append(shared, "email "+p.Email+", not verified")
	}
	if n := len(user.Friends); n > 0 {
		shared = append(shared, strconv.Itoa(n)+" friends")
	}
	if user.LimitedData || p.LimitedData {
		shared = append(shared, "limited data")
	}
	return shared
}
