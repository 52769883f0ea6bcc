package janrain

import (
	"net/url"
	"reflect"
	"strings"

	"github.com/janrain-go/janrain/internal/check"
)

// A SignIn is the way to the service for one user: it has the URLs for a sign-in link, a
// frame or the widget's script, which send the browser to the service and back to TokenURL
// with a token. They lead to the vendor's pages for the sign-in widget.
//
// It comes from Callback.Begin, with a state in TokenURL that binds the token to
// the browser, or from Client.SignIn, without one. In a template:
//
//	<a href="{{.SignIn.URL}}">Sign in</a>
//	<a href="{{.SignIn.ProviderURL "googleplus"}}">Sign in with Google</a>
//	<a href="{{(.SignIn.WithLanguage "de").ForceReauth.URL}}">Anmelden</a>
//
// where SignIn is a field of the template's data. The methods that return a SignIn add a
// parameter to its URLs and leave the original unchanged. They do not check a value, but
// escape it, so that no value breaks a page; "" removes the parameter. The URLs of the zero
// SignIn, or of one that was read from JSON, are empty.
type SignIn struct {
	// TokenURL is where the token is posted, as the service is told. It is what
	// AuthInfoParams.TokenURL must be, letter for letter.
	TokenURL string

	// WidgetURL is where the widget's script comes from. The default is right for
	// a domain under rpxnow.com; for a domain of your own, compare it with the
	// code that the dashboard shows.
	WidgetURL string

	appDomain string `print:"yes"` // a base URL
	params    signInParams
	widget    WidgetSettings
}

// SignIn returns the way to the service for a token URL: an absolute URL with
// https, or http on a loopback host, and without a fragment. The service wants
// its domain on the application's list of domains.
//
// Nothing in it tells whose browser it was given to: see Callback.Begin, which
// does.
func (c *Client) SignIn(tokenURL string) (SignIn, error) {
	if c == nil || c.keys == nil {
		return SignIn{}, newParamError("SignIn", "Client", "", errNotMade)
	}
	if err := check.TokenURL(tokenURL); err != nil {
		return SignIn{}, newParamError("SignIn", "tokenURL", "token_url", err)
	}
	return c.signIn(tokenURL), nil
}

func (c *Client) signIn(tokenURL string) SignIn {
	return SignIn{TokenURL: tokenURL, WidgetURL: widgetURL(c.appDomain), appDomain: c.appDomain}
}

// URL is the service's own page with a button for each provider that the
// application has.
func (s SignIn) URL() string { return s.to("/openid/v2/signin") }

// EmbedURL is the same page in the size of a frame, about 400 by 240 pixels.
func (s SignIn) EmbedURL() string { return s.to("/openid/embed") }

// ProviderURL goes to a provider's page at once, for a button of your own. The provider must
// be enabled for the application. One that needs input, such as OpenID, gets it from
// WithOpenID or WithSAMLProvider, or else asks the user.
//
// The provider is a Provider or any other string: a template passes variables as they are,
// so a list of names from a configuration file works. Without a provider ("", "." and "..",
// which are not a segment of a path, or a value that is not a string) it returns URL.
func (s SignIn) ProviderURL(provider any) string {
	name := specifierOf(provider)
	switch name {
	case "", ".", "..":
		return s.URL()
	}
	return s.to("/" + url.PathEscape(name) + "/start")
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

func (s SignIn) to(path string) string {
	if s.appDomain == "" { // a path alone would lead into the application's own site
		return ""
	}
	query := s.params.values()
	query.Set("token_url", s.TokenURL)
	return s.appDomain + path + "?" + query.Encode()
}

// signInParams are the parameters that a sign-in URL may have beside token_url. See
// https://developers.janrain.com/overview/social-login/social-login-js-api/ for the vendor's
// own uses; several are known from the vendor's SDKs only.
type signInParams struct {
	language, defaultProvider, applicationID, openID, opxBlob, samlProvider string

	hideSignInWith, stayInWindow, popup, forceReauth bool
}

func (p signInParams) values() url.Values {
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
func (s SignIn) WithLanguage(tag string) SignIn {
	s.params.language = tag
	return s
}

// WithDefaultProvider selects the provider that the page of URL and EmbedURL shows first. As
// in ProviderURL, it is a Provider or any other string.
func (s SignIn) WithDefaultProvider(provider any) SignIn {
	s.params.defaultProvider = specifierOf(provider)
	return s
}

// HideSignInWith sets the flag hide_sign_in_with: the page of URL and EmbedURL leaves out the
// text "Sign in with".
func (s SignIn) HideSignInWith() SignIn {
	s.params.hideSignInWith = true
	return s
}

// StayInWindow sets the flag stay_in_window: the page of EmbedURL continues in its own window
// instead of opening another.
func (s SignIn) StayInWindow() SignIn {
	s.params.stayInWindow = true
	return s
}

// InPopup sets display=popup: the pages fit a pop-up window, which your page opens.
func (s SignIn) InPopup() SignIn {
	s.params.popup = true
	return s
}

// ForceReauth has the provider ask for the password again, even if the browser is signed in
// there. Not every provider can.
func (s SignIn) ForceReauth() SignIn {
	s.params.forceReauth = true
	return s
}

// WithApplicationID sends the application's id at the vendor, as the dashboard shows it.
func (s SignIn) WithApplicationID(id string) SignIn {
	s.params.applicationID = id
	return s
}

// WithOpenID is the user's OpenID, such as "https://ann.example", for
// ProviderURL(ProviderOpenID) and other providers that ask for one.
func (s SignIn) WithOpenID(identifier string) SignIn {
	s.params.openID = identifier
	return s
}

// WithOPXBlob sends the opx_blob that the vendor issued for a provider.
func (s SignIn) WithOPXBlob(blob string) SignIn {
	s.params.opxBlob = blob
	return s
}

// WithSAMLProvider is the name of a custom SAML provider, for its ProviderURL.
func (s SignIn) WithSAMLProvider(name string) SignIn {
	s.params.samlProvider = name
	return s
}

// WithWidget sets what Script writes. Settings of an earlier call are replaced.
func (s SignIn) WithWidget(settings WidgetSettings) SignIn {
	s.widget = settings
	return s
}
