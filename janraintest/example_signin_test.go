package janraintest_test

import (
	"fmt"
	"log"
	"net/http"

	"github.com/janrain-go/janrain"
	"github.com/janrain-go/janrain/janraintest"
)

// webApplication returns an application that handles its token URL.
func webApplication(client *janrain.Client, url string) http.Handler {
	callback, err := janrain.NewCallback(client, janrain.CallbackConfig{
		TokenURL: url + "/signin",
		SignedIn: func(w http.ResponseWriter, _ *http.Request, in janrain.SignedIn) error {
			fmt.Fprintf(w, "Welcome, %s, to %s", in.User.Profile.DisplayName, in.ReturnTo)
			return nil
		},
		Failed: func(w http.ResponseWriter, _ *http.Request, err error) {
			http.Error(w, err.Error(), janrain.FaultOf(err).HTTPStatus())
		},
	})
	if err != nil {
		log.Fatal(err)
	}
	mux := http.NewServeMux()
	callback.Register(mux)
	mux.HandleFunc("GET /login", func(w http.ResponseWriter, r *http.Request) {
		fmt.Fprintf(w, `<a href="%s">Sign in</a>`, callback.Begin(w, r, "/basket").URL())
	})
	return mux
}

// This example signs a user in to an application under test.
func ExampleServer_SignIn() {
	srv := janraintest.NewServer()
	defer srv.Close()
	app := janraintest.StartApp(func(baseURL string) http.Handler { return webApplication(srv.Client(), baseURL) })
	defer app.Close()

	browser := janraintest.NewBrowser()
	resp, err := srv.SignIn(browser, app.URL+"/login", janraintest.User(janrain.ProviderGooglePlus))
	if err != nil {
		log.Fatal(err)
	}
	defer resp.Body.Close()
	page := make([]byte, 100)
	n, _ := resp.Body.Read(page)
	fmt.Println(resp.Status, string(page[:n]))
	// Output: 200 OK Welcome, Mira Okafor, to /basket
}
