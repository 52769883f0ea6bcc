package janraintest_test

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"

	"github.com/janrain-go/janrain"
	"github.com/janrain-go/janrain/janraintest"
)

// A test signs in with its own user on the pages, as a browser does. Both the consent and the
// redirect with the token are forms.
func ExampleWithUsers() {
	ada := janraintest.User(janrain.ProviderGoogle)
	ada.Profile.Identifier = "https://www.google.com/profiles/2"
	srv := janraintest.NewServer(janraintest.WithUsers(ada))
	defer srv.Close()

	const tokenURL = "https://shop.example/signin"
	form := url.Values{
		"token_url": {tokenURL},
		"person":    {"1"}, // 0 is User(janrain.ProviderGoogle)
		"answer":    {"allow"},
	}
	r := httptest.NewRequestWithContext(context.Background(), http.MethodPost, "/google/consent", strings.NewReader(form.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	page := httptest.NewRecorder()
	srv.ServeHTTP(page, r)
	token := regexp.MustCompile(`name="token" value="(\w+)"`).FindStringSubmatch(page.Body.String())[1]

	info, err := srv.Client().AuthInfo(context.Background(), janrain.AuthInfoParams{Token: token, TokenURL: tokenURL})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(info.Profile.Identifier)
	// Output: https://www.google.com/profiles/2
}
