package janraintest

import (
	"crypto/subtle"
	"fmt"
	"mime"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/janrain-go/janrain"
	"github.com/janrain-go/janrain/internal/redact"
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

// names are the parameters that the keys come in.
func (k keys) names() []string {
	return map[keys][]string{apiKey: {"apiKey"}, bothKeys: {"apiKey", "partnerKey"}, partnerKey: {"partnerKey"}}[k]
}

// admit checks the keys, and that what the endpoint requires is there. It says
// which application the call is about.
func (s *Server) admit(e endpoint, r *http.Request, form url.Values) (*application, *failure) {
	if s.clientID != "" {
		id, secret, ok := r.BasicAuth()
		if !ok || !same(id, s.clientID) || !same(secret, s.clientSecret) {
			return nil, &failure{janrain.CodeAuthentication, "Authentication error"}
		}
	}
	for _, names := range slices.Concat(e.keys.names(), e.required) {
		if value(form, names) == "" {
			name, _, _ := strings.Cut(names, "|")
			return nil, missing(name)
		}
	}
	for name, values := range form {
		if len(values) > 1 {
			return nil, invalid(name)
		}
	}
	app, failure := s.unlock(e.keys, form)
	if failure != nil {
		return nil, failure
	}
	for _, name := range e.booleans {
		if v := form.Get(name); v != "" && v != "true" && v != "false" {
			return nil, invalid(name)
		}
	}
	return app, nil
}

// unlock finds the application that the keys are for.
func (s *Server) unlock(k keys, form url.Values) (*application, *failure) {
	if k == bothKeys || k == partnerKey {
		if !same(form.Get("partnerKey"), s.PartnerKey) {
			return nil, &failure{janrain.CodeAuthentication, "Invalid partnerKey"}
		}
	}
	app := s.byKey(form.Get("apiKey"))
	switch {
	case k == partnerKey:
		return nil, nil
	case k == noKey && !form.Has("apiKey"):
		return s.ofHost()
	case app != nil:
		return app, nil
	case k == bothKeys:
		return nil, &failure{janrain.CodeAuthentication, "Invalid apiKey"}
	}
	return nil, invalid("apiKey") // the social API says it under code 1
}

// ofHost is the application of the server's own address, which is the first,
// unless it has been deleted.
func (s *Server) ofHost() (*application, *failure) {
	if !slices.Contains(s.apps, s.first) {
		return nil, &failure{janrain.CodeInvalidParameter, "Invalid realm"}
	}
	return s.first, nil
}

// value is the parameter's, in whichever of its spellings it came.
func value(form url.Values, spellings string) string {
	for name := range strings.SplitSeq(spellings, "|") {
		if v := form.Get(name); v != "" {
			return v
		}
	}
	return ""
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

// withoutSecrets is what is recorded of a form.
func withoutSecrets(form url.Values) url.Values {
	clean := url.Values{}
	for name, values := range form {
		for _, v := range values {
			if redact.IsSecret(name) {
				v = "[redacted]"
			}
			clean.Add(name, v)
		}
	}
	return clean
}
