package janrain

import (
	"net/url"
	"reflect"
	"strings"

	"github.com/janrain-go/janrain/internal/check"
)

// Links are the URLs that send one user's browser to the service to sign in: for a link, a
// frame or the widget's script. They lead to the vendor's own pages; the browser comes back to
// TokenURL with a token.
//
// Callback.Begin returns them with a state in TokenURL that binds the token to the browser,
// Client.UnprotectedLinks without one. In a template whose data has a field Links:
//
//	<a href="{{.Links.URL}}">Sign in</a>
//	<a href="{{.Links.ProviderURL "googleplus"}}">Sign in with Google</a>
//	<a href="{{(.Links.WithLanguage "de").ForceReauth.URL}}">Anmelden</a>
//
// The methods that return Links add a parameter to the URLs and leave the original unchanged.
// They do not check a value, but escape it, so that no value breaks a page; "" removes the
// parameter. The URLs of zero Links, or of Links that were read from JSON, are empty.
type Links struct {
	// TokenURL is where the token is posted, as the service is told. It is what
	// AuthInfoParams.TokenURL must be, letter for letter.
	TokenURL string

	// WidgetURL is where the widget's script comes from. The default is right for
	// a domain under rpxnow.com; for a domain of your own, compare it with the
	// code that the dashboard shows.
	WidgetURL string

	appDomain string `print:"yes"` // a base URL
	params    linkParams
	widget    WidgetSettings
}

// UnprotectedLinks returns the links for a token URL, which must be absolute and https, or http
// on a loopback host, and have no fragment. The application's list of domains must allow it.
//
// The links are not bound to a browser and give no protection against login CSRF. For
// browsers, use Callback.Begin.
func (c *Client) UnprotectedLinks(tokenURL string) (Links, error) {
	if c == nil || c.keys == nil {
		return Links{}, newParamError("UnprotectedLinks", "Client", "", errNotMade)
	}
	if err := check.TokenURL(tokenURL); err != nil {
		return Links{}, newParamError("UnprotectedLinks", "tokenURL", "token_url", err)
	}
	return c.links(tokenURL), nil
}

func (c *Client) links(tokenURL string) Links {
	return Links{TokenURL: tokenURL, WidgetURL: widgetURL(c.appDomain), appDomain: c.appDomain}
}

// URL is the service's own page with a button for each provider that the
// application has.
func (l Links) URL() string { return l.to("/openid/v2/signin") }

// EmbedURL is the same page in the size of a frame, about 400 by 240 pixels.
func (l Links) EmbedURL() string { return l.to("/openid/embed") }

// ProviderURL goes to a provider's page at once, for a button of your own. The provider must
// be enabled for the application. One that needs input, such as OpenID, gets it from
// WithOpenID or WithSAMLProvider, or else asks the user.
//
// The provider is a Provider or any other string: a template passes variables as they are,
// so a list of names from a configuration file works. Without a provider ("", "." and "..",
// which are not a segment of a path, or a value that is not a string) it returns URL.
func (l Links) ProviderURL(provider any) string {
	name := specifierOf(provider)
	switch name {
	case "", ".", "..":
		return l.URL()
	}
	return l.to("/" + url.PathEscape(name) + "/start")
}

// specifierOf returns a string of any type, such as Provider, or "".
func specifierOf(provider any) string {
	v := reflect.ValueOf(provider)
	if v.Kind() == reflect.Pointer {
		v = v.Elem()
	}
	if v.Kind() != reflect.String {
		return ""
	}
	return v.String()
}

func (l Links) to(path string) string {
	if l.appDomain == "" { // a path alone would lead into the application's own site
		return ""
	}
	query := l.params.values()
	query.Set("token_url", l.TokenURL)
	return l.appDomain + path + "?" + query.Encode()
}

// linkParams are the parameters that a sign-in URL may have beside token_url. See
// https://developers.janrain.com/overview/social-login/social-login-js-api/ for the vendor's
// own uses; several are known from the vendor's SDKs only.
type linkParams struct {
	language, defaultProvider, applicationID, openID, opxBlob, samlProvider string

	hideSignInWith, stayInWindow, popup, forceReauth bool
}

func (p linkParams) values() url.Values {
	var flags []string
	if p.hideSignInWith {
		flags = append(flags, "hide_sign_in_with")
	}
	if p.stayInWindow {
		flags = append(flags, "stay_in_window")
	}
	display, reauth := "", ""
	if p.popup {
		display = "popup"
	}
	if p.forceReauth {
		reauth = "true"
	}
	values := url.Values{}
	for name, value := range map[string]string{
		"language_preference": p.language,
		"default_provider":    p.defaultProvider,
		"flags":               strings.Join(flags, ","),
		"display":             display,
		"applicationId":       p.applicationID,
		"force_reauth":        reauth,
		"openid_identifier":   p.openID,
		"opx_blob":            p.opxBlob,
		"saml_provider":       p.samlProvider,
	} {
		if value != "" {
			values.Set(name, value)
		}
	}
	return values
}

// WithLanguage asks for the service's pages and the widget in a language, such as "de" or
// "en-US". The default is the browser's.
func (l Links) WithLanguage(tag string) Links {
	l.params.language = tag
	return l
}

// WithDefaultProvider selects the provider that the page of URL and EmbedURL shows first. As
// in ProviderURL, it is a Provider or any other string.
func (l Links) WithDefaultProvider(provider any) Links {
	l.params.defaultProvider = specifierOf(provider)
	return l
}

// HideSignInWith sets the flag hide_sign_in_with: the page of URL and EmbedURL leaves out the
// text "Sign in with".
func (l Links) HideSignInWith() Links {
	l.params.hideSignInWith = true
	return l
}

// StayInWindow sets the flag stay_in_window: the page of EmbedURL continues in its own window
// instead of opening another.
func (l Links) StayInWindow() Links {
	l.params.stayInWindow = true
	return l
}

// InPopup sets display=popup: the pages fit a pop-up window, which your page opens.
func (l Links) InPopup() Links {
	l.params.popup = true
	return l
}

// ForceReauth has the provider ask for the password again, even if the browser is signed in
// there. Not every provider can.
func (l Links) ForceReauth() Links {
	l.params.forceReauth = true
	return l
}

// WithApplicationID sends the application's id at the vendor, as the dashboard shows it.
func (l Links) WithApplicationID(id string) Links {
	l.params.applicationID = id
	return l
}

// WithOpenID is the user's OpenID, such as "https://ann.example", for
// ProviderURL(ProviderOpenID) and other providers that ask for one.
func (l Links) WithOpenID(identifier string) Links {
	l.params.openID = identifier
	return l
}

// WithOPXBlob sends the opx_blob that the vendor issued for a provider.
func (l Links) WithOPXBlob(blob string) Links {
	l.params.opxBlob = blob
	return l
}

// WithSAMLProvider is the name of a custom SAML provider, for its ProviderURL.
func (l Links) WithSAMLProvider(name string) Links {
	l.params.samlProvider = name
	return l
}

// WithWidget sets what Script writes. Settings of an earlier call are replaced.
func (l Links) WithWidget(settings WidgetSettings) Links {
	l.widget = settings
	return l
}
