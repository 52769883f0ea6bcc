package janraintest

import (
	"maps"
	"mime"
	"net/http"
	"net/url"
	"slices"

	"github.com/go-json-experiment/json"
)

// maxForm is the largest form that is read, in bytes.
const maxForm = 1 << 20

const (
	typeForm      = "application/x-www-form-urlencoded"
	typeMultipart = "multipart/form-data"
	typeJSON      = "application/json"
)

// readForm reads the parameters of a call.
func readForm(w http.ResponseWriter, r *http.Request) (url.Values, *refusal) {
	kind, _, _ := mime.ParseMediaType(r.Header.Get("Content-Type"))
	r.Body = http.MaxBytesReader(w, r.Body, maxForm)
	var refused *refusal
	switch {
	case r.Method == http.MethodGet && endpoints[r.URL.Path].get:
		form, err := url.ParseQuery(r.URL.RawQuery)
		return form, unreadable(err)
	case r.Method != http.MethodPost:
		return nil, invalid("the request's method is not POST")
	case kind == typeForm:
		refused = unreadable(r.ParseForm())
	case kind == typeMultipart:
		refused = readMultipart(r)
	case kind == typeJSON && endpoints[r.URL.Path].json:
		refused = readJSON(r)
	default:
		return nil, invalid("the content type is not one of a form")
	}
	if refused != nil {
		return nil, refused
	}
	return r.PostForm, readQuery(r)
}

func unreadable(err error) *refusal {
	if err == nil {
		return nil
	}
	return invalid("the form cannot be read")
}

// readMultipart takes no files: no parameter is one.
func readMultipart(r *http.Request) *refusal {
	if err := r.ParseMultipartForm(maxForm); err != nil {
		return unreadable(err)
	}
	for _, name := range slices.Sorted(maps.Keys(r.MultipartForm.File)) {
		return invalid(name)
	}
	return nil
}

// readJSON takes an object of texts, with each name once.
func readJSON(r *http.Request) *refusal {
	var texts map[string]string
	if err := json.UnmarshalRead(r.Body, &texts); err != nil || texts == nil {
		return unreadable(http.ErrNotSupported)
	}
	r.PostForm = url.Values{}
	for name, value := range texts {
		r.PostForm.Set(name, value)
	}
	return nil
}

// readQuery refuses parameters in the URL: the service may take them there, and keys in
// a URL end up in its logs and everybody else's. The vendor's Android library names the
// provider there, beside the form.
func readQuery(r *http.Request) *refusal {
	if r.URL.RawQuery == "" {
		return nil
	}
	query, err := url.ParseQuery(r.URL.RawQuery)
	names := query["providername"]
	if err != nil || !endpoints[r.URL.Path].json || len(query) != 1 || len(names) != 1 {
		return invalid("parameters belong in the body, not in the URL")
	}
	if !r.PostForm.Has("provider") {
		r.PostForm.Set("provider", names[0])
	}
	if r.PostForm.Get("provider") != names[0] {
		return invalid("providername")
	}
	return nil
}

func sortedNames(form url.Values) []string { return slices.Sorted(maps.Keys(form)) }
