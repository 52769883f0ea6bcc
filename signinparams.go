package janrain

import (
	"net/url"
	"strings"
)

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
