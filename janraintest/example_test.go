package janraintest_test

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"time"

	"github.com/janrain-go/janrain"
	"github.com/janrain-go/janrain/janraintest"
)

// application returns the handler of the token URL under test.
func application(client *janrain.Client) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		token, err := janrain.TokenFromRequest(w, r)
		if err != nil {
			http.Error(w, "Please sign in again.", janrain.FaultOf(err).HTTPStatus())
			return
		}
		info, err := client.AuthInfo(r.Context(), janrain.AuthInfoParams{Token: token})
		if err != nil {
			http.Error(w, "Please sign in again.", janrain.FaultOf(err).HTTPStatus())
			return
		}
		fmt.Fprintf(w, "Welcome, %s", info.Profile.DisplayName)
	})
}

// post posts a token, as the browser does for the widget.
func postToken(app http.Handler, token string) *httptest.ResponseRecorder {
	form := strings.NewReader(url.Values{"token": {token}}.Encode())
	r := httptest.NewRequestWithContext(context.Background(), http.MethodPost, "/signin", form)
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	w := httptest.NewRecorder()
	app.ServeHTTP(w, r)
	return w
}

// This example posts the same token twice.
func Example() {
	srv := janraintest.NewServer()
	defer srv.Close()
	app := application(srv.Client())

	token := srv.IssueToken(janraintest.User(janrain.ProviderGoogle), "https://shop.example/signin")
	fmt.Println(postToken(app, token).Code)
	fmt.Println(postToken(app, token).Code)
	// Output:
	// 200
	// 400
}

// This example makes the service fail. A timeout keeps the test of a hanging service short.
func ExampleServer_FailNext() {
	srv := janraintest.NewServer()
	defer srv.Close()
	app := application(srv.Client(janrain.WithTimeout(50 * time.Millisecond)))

	srv.FailNext(
		janraintest.Hang(),
		janraintest.NotJSON(http.StatusBadGateway),
		janraintest.ErrorMessage(janrain.CodeAuthentication, "Invalid apiKey"),
	)
	for range 3 {
		token := srv.IssueToken(janraintest.User(janrain.ProviderGoogle), "")
		fmt.Println(postToken(app, token).Code)
	}
	// Output:
	// 503
	// 503
	// 500
}

// This example inspects the requests of the application.
func ExampleServer_Requests() {
	srv := janraintest.NewServer()
	defer srv.Close()
	postToken(application(srv.Client()), "a-token")
	for _, r := range srv.Requests() {
		fmt.Println(r.Endpoint, r.Form["token"], r.Status, r.Code)
	}
	// Output: auth_info [[redacted]] 400 2
}

// This example changes a user for a test: its email address is not verified.
func ExampleUser() {
	user := janraintest.User(janrain.ProviderFacebook)
	user.Profile.VerifiedEmail = ""
	fmt.Println(user.Profile.Identifier, user.Profile.Email, user.Profile.VerifiedEmail == "")
	// Output: http://www.facebook.com/profile.php?id=1001 mira.okafor@example.com true
}
