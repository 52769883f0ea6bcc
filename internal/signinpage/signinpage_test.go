package signinpage_test

import (
	"encoding/xml"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/janrain-go/janrain/internal/signinpage"
)

const tokenURL = "https://shop.example/signin?state=a.b"

var google = signinpage.Provider{Specifier: "google", Name: "Google"}

func pages() map[string]any {
	return map[string]any{
		"choice":    signinpage.Choice{Site: "shop.example", TokenURL: tokenURL, Providers: []signinpage.Provider{google}},
		"all":       signinpage.Choice{Site: "shop.example", TokenURL: tokenURL, Providers: []signinpage.Provider{google}, MoreProviders: []signinpage.Provider{google}},
		"embedded":  signinpage.Choice{Site: "shop.example", TokenURL: tokenURL, Providers: []signinpage.Provider{google}, Embedded: true},
		"refused":   signinpage.Choice{Site: "shop.example", TokenURL: tokenURL, Refused: "Google"},
		"no button": signinpage.Choice{},
		"consent":   signinpage.Consent{Site: "shop.example", TokenURL: tokenURL, Provider: google, People: []signinpage.Person{{Name: "Mira", Shares: []string{"an email"}}, {Index: 1, Name: "Ada"}}},
		"nobody":    signinpage.Consent{},
		"return":    signinpage.Return{Site: "shop.example", TokenURL: tokenURL, Token: "0123abcd"},
		"get":       signinpage.Return{Site: "shop.example", TokenURL: tokenURL, Token: "0123abcd", Get: true},
		"event":     signinpage.Return{Site: "shop.example", TokenURL: tokenURL, Token: "0123abcd", Origin: "https://shop.example"},
		"popup":     signinpage.Choice{Site: "shop.example", TokenURL: tokenURL, Providers: []signinpage.Provider{google}, Embedded: true, Event: true},
		"asks":      signinpage.Consent{Site: "shop.example", TokenURL: tokenURL, Provider: google, Event: true},
		"problem":   signinpage.Problem{Text: "Missing"},
		"wrong":     signinpage.Problem{Text: "Missing", Back: "https://shop.example/login"},
		"missing":   signinpage.Missing{},
		"lost":      signinpage.Missing{Back: "https://shop.example/login"},
	}
}

func write(t *testing.T, page any) *httptest.ResponseRecorder {
	t.Helper()
	w := httptest.NewRecorder()
	signinpage.Write(w, page)
	return w
}

func TestEveryPageIsComplete(t *testing.T) {
	for name, page := range pages() {
		t.Run(name, func(t *testing.T) {
			w := write(t, page)
			body := strings.TrimSpace(w.Body.String())
			assert.True(t, strings.HasPrefix(body, "<!DOCTYPE html>"), "the page must have a doctype")
			assert.True(t, strings.HasSuffix(body, "</html>"), "the template must not fail halfway:\n%s", body)
			assert.Equal(t, "text/html; charset=utf-8", w.Header().Get("Content-Type"))
			assert.Equal(t, "no-store", w.Header().Get("Cache-Control"), "a page with a token must not be cached")
			assert.Equal(t, 1, strings.Count(body, "<h1>"), "one heading")
			assert.Contains(t, body, `<html lang="en">`)
			assert.Contains(t, body, "Everybody here is made up.", "the page must say that it is a fake")
			assert.NotContains(t, body, "ZgotmplZ", "the escaper must not reject any value")
			assert.Contains(t, body, "color-scheme",
				"the style sheet must be in the page, so that it needs no other request")
		})
	}
}

// Every tag is closed in the right order, and every id is unique.
func TestEveryPageIsWellFormed(t *testing.T) {
	for name, page := range pages() {
		t.Run(name, func(t *testing.T) {
			d := xml.NewDecoder(strings.NewReader(write(t, page).Body.String()))
			d.Strict = false // attributes without a value
			var open, ids []string
			for {
				token, err := d.RawToken()
				if err == io.EOF { //nolint:errorlint // the decoder returns io.EOF unwrapped
					break
				}
				require.NoError(t, err)
				switch tag := token.(type) {
				case xml.StartElement:
					for _, attr := range tag.Attr {
						if attr.Name.Local == "id" {
							assert.NotContains(t, ids, attr.Value)
							ids = append(ids, attr.Value)
						}
					}
					if name := tag.Name.Local; name != "meta" && name != "link" && name != "input" {
						open = append(open, name)
					}
				case xml.EndElement:
					require.NotEmpty(t, open, "</%s> closes no tag", tag.Name.Local)
					assert.Equal(t, open[len(open)-1], tag.Name.Local, "of %v", open)
					open = open[:len(open)-1]
				}
			}
			assert.Empty(t, open, "unclosed tags")
		})
	}
}

func TestStatusOfPages(t *testing.T) {
	for name, page := range pages() {
		want := http.StatusOK
		switch page.(type) {
		case signinpage.Problem:
			want = http.StatusBadRequest
		case signinpage.Missing:
			want = http.StatusNotFound
		}
		assert.Equal(t, want, write(t, page).Code, name)
	}
}

// Without JavaScript the user presses a button; with JavaScript the form is submitted at once.
func TestReturnWorksWithoutJavaScript(t *testing.T) {
	body := write(t, signinpage.Return{Site: "shop.example", TokenURL: tokenURL, Token: "0123abcd"}).Body.String()
	assert.Contains(t, body, `<form method="post" action="`+tokenURL+`&amp;token=0123abcd">`, "the token must be in the query too")
	assert.Contains(t, body, `<input type="hidden" name="token" value="0123abcd">`)
	assert.Contains(t, body, "<button>Continue</button>")
	assert.Contains(t, body, "submit()")
	assert.Equal(t, 1, strings.Count(body, "<input"), "the service must post only the token")
}

func TestReturnWithAGetHasNoForm(t *testing.T) {
	body := write(t, pages()["get"]).Body.String()
	assert.Contains(t, body, `<a href="`+tokenURL+`&amp;token=0123abcd">Continue</a>`)
	assert.NotContains(t, body, "<form")
	assert.NotContains(t, body, "postMessage")
}

func TestReturnAsAnEventGoesToOneOrigin(t *testing.T) {
	body := write(t, pages()["event"]).Body.String()
	assert.Contains(t, body, `token: "0123abcd"}, "https://shop.example");`)
	assert.NotContains(t, body, "<form", "nothing may be posted to the token URL")
	assert.NotContains(t, body, tokenURL)
	evil := write(t, signinpage.Return{Token: `</script>"`, Origin: `https://evil"</script>`}).Body.String()
	assert.Equal(t, 1, strings.Count(evil, "</script>"))
}

func TestTokenActionIsPassedFromPageToPage(t *testing.T) {
	popup := write(t, pages()["popup"]).Body.String()
	assert.Contains(t, popup, "&amp;token_action=event")
	assert.NotContains(t, popup, "_top", "the page that waits for the event must not be replaced")
	assert.Contains(t, write(t, pages()["asks"]).Body.String(), `<input type="hidden" name="token_action" value="event">`)
	for _, name := range []string{"choice", "embedded", "consent"} {
		assert.NotContains(t, write(t, pages()[name]).Body.String(), "token_action", name)
	}
}

func TestEveryProviderHasItsMark(t *testing.T) {
	for _, name := range []string{"choice", "all", "consent"} {
		body := write(t, pages()[name]).Body.String()
		assert.Contains(t, body, `<svg class="mark"`, name)
		assert.Regexp(t, `</svg>Google(</a>|</p>)`, body, "%s: the name must follow the mark", name)
	}
}

func TestWithToken(t *testing.T) {
	for tokenURL, want := range map[string]string{
		"https://shop.example/signin":           "https://shop.example/signin?token=t%26",
		"https://shop.example/signin?a=b":       "https://shop.example/signin?a=b&token=t%26",
		"https://shop.example/signin?a=b&c#top": "https://shop.example/signin?a=b&c&token=t%26#top",
	} {
		assert.Equal(t, want, signinpage.WithToken(tokenURL, "t&"))
	}
}

func TestScriptTokenURLIsNotAFormAction(t *testing.T) {
	for _, bad := range []string{"javascript:alert(1)", "JaVaScRiPt:alert(1)", "data:text/html,<script>alert(1)</script>"} {
		body := write(t, signinpage.Return{TokenURL: bad, Token: "0123abcd"}).Body.String()
		assert.NotContains(t, strings.ToLower(body), `action="`+strings.ToLower(bad[:5]), "of %s", bad)
	}
}

func TestDecliningLeadsBackToTheSite(t *testing.T) {
	for tokenURL, want := range map[string]string{
		"https://shop.example/signin?state=a.b":     "https://shop.example/",
		"http://localhost:8080/a/b?x=%22#y":         "http://localhost:8080/",
		"https://user:word@shop.example:8443/login": "https://shop.example:8443/",
		"https://shop.example/%zz":                  "",
	} {
		page := signinpage.Choice{Site: "shop", TokenURL: tokenURL, Refused: "Google"}
		assert.Equal(t, want, page.Home(), tokenURL)
		assert.Contains(t, write(t, page).Body.String(), `<a href="`+want+`">go back to shop</a>`)
	}
	assert.NotContains(t, write(t, pages()["choice"]).Body.String(), "go back",
		"there must be no way back before the user has declined")
}

func TestErrorPagesHaveAWayBack(t *testing.T) {
	for _, name := range []string{"wrong", "lost"} {
		assert.Contains(t, write(t, pages()[name]).Body.String(), `href="https://shop.example/login">Go back</a>`, name)
	}
	for _, name := range []string{"problem", "missing"} {
		body := write(t, pages()[name]).Body.String()
		assert.Contains(t, body, "Back button", name)
		assert.NotContains(t, body, "Go back", name)
	}
}

func TestWayBackIsThePageWithTheLink(t *testing.T) {
	for referer, want := range map[string]string{
		"https://shop.example/login?x=y": "https://shop.example/login?x=y",
		"http://localhost:8080/":         "http://localhost:8080/",
		"":                               "",
		"javascript:alert(1)":            "",
		"data:text/html,x":               "",
		"//shop.example":                 "",
		"https://":                       "",
		"https://shop.example/%zz":       "",
	} {
		r := httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/", http.NoBody)
		r.Header.Set("Referer", referer)
		assert.Equal(t, want, signinpage.Back(r), "from %q", referer)
	}
}

func TestConsentIsOneForm(t *testing.T) {
	body := write(t, pages()["consent"]).Body.String()
	assert.Equal(t, 2, strings.Count(body, `type="radio"`))
	assert.Equal(t, 1, strings.Count(body, " checked"), "one person must be selected")
	assert.Equal(t, 2, strings.Count(body, `<label class="person">`), "each person must have a label")
	assert.Contains(t, body, "<legend>", "the people must be one fieldset")
	assert.Less(t, strings.Index(body, `value="allow"`), strings.Index(body, `value="refuse"`), "the enter key presses the first button, which must be allow")
}

func TestFilesAreServedWithTheirTypes(t *testing.T) {
	r := httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/", http.NoBody)
	w := httptest.NewRecorder()
	signinpage.WriteScript(w, r)
	assert.Equal(t, "text/javascript; charset=utf-8", w.Header().Get("Content-Type"))
	for _, want := range []string{"janrainEngage", "janrain.settings.tokenUrl", "encodeURIComponent"} {
		assert.Contains(t, w.Body.String(), want, "the file must contain what the widget's script relies on")
	}
	w = httptest.NewRecorder()
	signinpage.WritePhoto(w, r)
	assert.Equal(t, "image/svg+xml", w.Header().Get("Content-Type"))
	assert.NoError(t, xml.Unmarshal(w.Body.Bytes(), new(struct{})), "the image must be XML")
	assert.NotContains(t, w.Body.String(), "script")
}
