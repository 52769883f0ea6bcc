package janrain

import (
	"net/url"
	"reflect"
	"strings"

	"github.com/janrain-go/janrain/internal/check"
)

// Links are the URLs that send one user's browser to the service to sign in: for a link, a
// frame or the widget's script. They lead to the vendor's own pages; the browser comes back to
// TokenURL with a token. They have nothing to do with linking a sign-in to an account, which is
// the subject of AuthInfo.CheckLink and LinkError.
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
	// TokenURL is the URL to which the token is posted. AuthInfoParams.TokenURL must be
	// exactly the same.
	TokenURL string

	// WidgetURL is the URL of the widget's script. The default is correct for a domain under
	// rpxnow.com. For a custom domain, compare it with the code that the dashboard shows.
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

// URL returns the URL of the service's sign-in page, which has a button for each provider of
// the application.
func (l Links) URL() string { return l.to("/openid/v2/signin") }

// EmbedURL returns the URL of the same page for a frame of about 400 by 240 pixels.
func (l Links) EmbedURL() string { return l.to("/openid/embed") }

// ProviderURL returns a URL that leads directly to a provider, for a button of your own. The
// provider must be enabled for the application. If it needs input, as OpenID does, use
// WithOpenID or WithSAMLProvider. Otherwise the user is asked for it.
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
	if l.appDomain == "" { // a path alone would be a link to the application's own site
		return ""
	}
	query := l.params.values()
	query.Set("token_url", l.TokenURL)
	return l.appDomain + path + "?" + query.Encode()
}

// linkParams are the parameters of a sign-in URL besides token_url. See
// https://developers.janrain.com/overview/social-login/social-login-js-api/ for the
// documented ones. Others are known only from the vendor's SDKs.
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

// WithLanguage sets the language of the service's pages and of the widget, such as "de" or
// "en-US". The default is the language of the browser.
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

// HideSignInWith sets the flag hide_sign_in_with: the page of URL and EmbedURL omits the text
// "Sign in with".
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

// InPopup sets display=popup: the pages fit into a pop-up window, which your page opens.
func (l Links) InPopup() Links {
	l.params.popup = true
	return l
}

// ForceReauth makes the provider ask for the password even if the user is already signed in
// there. Not every provider supports this.
func (l Links) ForceReauth() Links {
	l.params.forceReauth = true
	return l
}

// WithApplicationID sets the application's id, which the dashboard shows.
func (l Links) WithApplicationID(id string) Links {
	l.params.applicationID = id
	return l
}

// WithOpenID sets the user's OpenID, such as "https://ann.example", for
// ProviderURL(ProviderOpenID) and other providers that ask for one.
func (l Links) WithOpenID(identifier string) Links {
	l.params.openID = identifier
	return l
}

// WithOPXBlob sets the opx_blob that the vendor issued for a provider.
func (l Links) WithOPXBlob(blob string) Links {
	l.params.opxBlob = blob
	return l
}

// WithSAMLProvider sets the name of a custom SAML provider for ProviderURL.
func (l Links) WithSAMLProvider(name string) Links {
	l.params.samlProvider = name
	return l
}

// WithWidget sets the widget settings for Script. It replaces those of an earlier call.
func (l Links) WithWidget(settings WidgetSettings) Links {
	l.widget = settings
	return l
}
