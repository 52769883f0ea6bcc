package janraintest

import (
	"fmt"

	"github.com/janrain-go/janrain"
)

// A refusal is an error response in the service's words.
type refusal struct {
	code    janrain.Code
	message string
}

func missing(name string) *refusal {
	return &refusal{janrain.CodeMissingParameter, "Missing parameter: " + name}
}

func invalid(name string) *refusal {
	return &refusal{janrain.CodeInvalidParameter, "Invalid parameter: " + name}
}

func invalidProvider(name string) *refusal {
	return &refusal{janrain.CodeInvalidParameter, "Invalid provider: " + name}
}

func notConfigured(provider janrain.Provider) *refusal {
	return &refusal{janrain.CodeInvalidParameter, string(provider) + " not configured"}
}

// texts are the service's words for its codes.
var texts = map[janrain.Code]string{
	janrain.CodeServiceUnavailable:  "Service Temporarily Unavailable",
	janrain.CodeMissingParameter:    "Missing parameter",
	janrain.CodeInvalidParameter:    "Invalid parameter",
	janrain.CodeDataNotFound:        "Data not found",
	janrain.CodeAuthentication:      "Authentication error",
	janrain.CodeFacebook:            "Facebook Error",
	janrain.CodeMappingExists:       "Mapping exists",
	janrain.CodeProviderUnavailable: "Error interacting with a previously operational provider",
	janrain.CodeUpgradeRequired:     "Account upgrade needed to access this API",
	janrain.CodeMissingCredentials:  "Missing third-party credentials for this identifier",
	janrain.CodeCredentialsRevoked:  "Third-party credentials have been revoked",
	janrain.CodeNotConfigured:       "Your application is not properly configured",
	janrain.CodeNotSupported:        "The provider or identifier does not support this feature",
	janrain.CodeGoogle:              "Google Error",
	janrain.CodeTwitter:             "Twitter Error",
	janrain.CodeLinkedIn:            "LinkedIn Error",
	janrain.CodeLiveID:              "LiveId Error",
	janrain.CodeMySpace:             "MySpace Error",
	janrain.CodeYahoo:               "Yahoo Error",
	janrain.CodeDomainExists:        "Domain already exists",
	janrain.CodeAppNotFound:         "App Id not found",
	janrain.CodeOrkut:               "Orkut Error",
	janrain.CodeTextTooLong:         "Text exceeds the character limit",
}

func textOf(code janrain.Code) string {
	if text, ok := texts[code]; ok {
		return text
	}
	return fmt.Sprintf("Error %d", code)
}
