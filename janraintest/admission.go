package janraintest

import (
	"crypto/subtle"
	"fmt"
	"mime"
	"net/http"
	"net/url"
	"strings"

	"github.com/janrain-go/janrain"
)

// maxForm is the largest form that is read, in bytes.
const maxForm = 1 << 20

// readForm reads the request's form and notes what may be noted of it.
func (s *Server) readForm(w http.ResponseWriter, r *http.Request, record *Request) (url.Values, *failure) {
	kind, _, _ := mime.ParseMediaType(r.Header.Get("Content-Type"))
	_, _, record.BasicAuth = r.BasicAuth()
	record.ContentType = kind
	r.Body = http.MaxBytesReader(w, r.Body, maxForm)
	var err error
	switch {
	case r.Method != http.MethodPost:
		return nil, invalid("the request's method is not POST")
	case kind == "application/x-www-form-urlencoded":
		err = r.ParseForm()
	case kind == "multipart/form-data":
		err = r.ParseMultipartForm(maxForm)
	default:
		return nil, invalid("the content type is not one of a form")
	}
	if err != nil {
		return nil, invalid("the form cannot be read")
	}
	record.Form = withoutSecrets(r.PostForm)
	// The service may take them there, and keys in a URL end up in its logs
	// and everybody else's.
	if r.URL.RawQuery != "" {
		return nil, invalid("parameters belong in the body, not in the URL")
	}
	return r.PostForm, nil
}

// admit checks the keys, and that what the endpoint requires is there.
func (s *Server) admit(e endpoint, r *http.Request, form url.Values) *failure {
	if s.clientID != "" {
		id, secret, ok := r.BasicAuth()
		if !ok || !same(id, s.clientID) || !same(secret, s.clientSecret) {
			return &failure{janrain.CodeAuthentication, "Authentication error"}
		}
	}
	required := append([]string{"apiKey"}, e.required...)
	if e.partner {
		required = append([]string{"apiKey", "partnerKey"}, e.required...)
	}
	for _, name := range required {
		if form.Get(name) == "" {
			return missing(name)
		}
	}
	for name, values := range form {
		if len(values) > 1 {
			return invalid(name)
		}
	}
	switch {
	case e.partner && !same(form.Get("partnerKey"), s.PartnerKey):
		return &failure{janrain.CodeAuthentication, "Invalid partnerKey"}
	case e.partner && !same(form.Get("apiKey"), s.APIKey):
		return &failure{janrain.CodeAuthentication, "Invalid apiKey"}
	case !same(form.Get("apiKey"), s.APIKey):
		return invalid("apiKey") // the social API says it under code 1
	}
	for _, name := range e.booleans {
		if v := form.Get(name); v != "" && v != "true" && v != "false" {
			return invalid(name)
		}
	}
	return nil
}

func same(a, b string) bool { return subtle.ConstantTimeCompare([]byte(a), []byte(b)) == 1 }

// A failure is a refusal in the service's words.
type failure struct {
	code    janrain.Code
	message string
}

func missing(name string) *failure {
	return &failure{janrain.CodeMissingParameter, "Missing parameter: " + name}
}

func invalid(name string) *failure {
	return &failure{janrain.CodeInvalidParameter, "Invalid parameter: " + name}
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

// withoutSecrets is what is recorded of a form: whatever the name says is a
// key, a token or a secret is one.
func withoutSecrets(form url.Values) url.Values {
	clean := url.Values{}
	for name, values := range form {
		lower := strings.ToLower(name)
		for _, v := range values {
			if strings.HasSuffix(lower, "key") || strings.Contains(lower, "secret") ||
				strings.HasPrefix(lower, "token") && lower != "tokenurl" {
				v = "[redacted]"
			}
			clean.Add(name, v)
		}
	}
	return clean
}
