package janrain_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/janrain-go/janrain"
	"github.com/janrain-go/janrain/janraintest"
)

// A user's primary key in the application is part of every later sign-in.
func ExampleClient_Map() {
	srv := janraintest.NewServer()
	defer srv.Close()
	client, ctx := srv.Client(), context.Background()
	user := janraintest.User(janrain.ProviderGoogle)

	mapping := janrain.MapParams{Identifier: user.Profile.Identifier, PrimaryKey: "4711"}
	fmt.Println(client.Map(ctx, mapping))
	mapping.PrimaryKey, mapping.Overwrite = "4712", new(false)
	fmt.Println(errors.Is(client.Map(ctx, mapping), janrain.ErrMappingExists))

	info, err := client.AuthInfo(ctx, janrain.AuthInfoParams{Token: srv.IssueToken(user, "")})
	fmt.Println(info.Profile.PrimaryKey, err)
	// Output:
	// <nil>
	// true
	// 4711 <nil>
}

func ExampleClient_Mappings() {
	srv := janraintest.NewServer()
	defer srv.Close()
	srv.Map("http://one.openid.example.org/", "4711")
	srv.Map("http://two.openid.example.org/", "4711")
	client, ctx := srv.Client(), context.Background()

	err := client.Unmap(ctx, janrain.UnmapParams{PrimaryKey: "4711", Identifier: "http://one.openid.example.org/"})
	fmt.Println(err)
	mappings, err := client.Mappings(ctx, janrain.MappingsParams{PrimaryKey: "4711"})
	fmt.Println(mappings.Identifiers, err)
	// Output:
	// <nil>
	// [http://two.openid.example.org/] <nil>
}

// This example reads all mappings of the application, however many there are.
func ExampleClient_AllMappings() {
	srv := janraintest.NewServer()
	defer srv.Close()
	srv.Map("http://one.openid.example.org/", "4711")
	srv.Map("http://two.openid.example.org/", "4712")

	for mapping, err := range srv.Client().AllMappings(context.Background()) {
		if err != nil { // the error comes last
			fmt.Println("the mappings may be incomplete:", err)
			return
		}
		fmt.Println(mapping.PrimaryKey, mapping.Identifiers)
	}
	fmt.Println("complete")
	// Output:
	// 4711 [http://one.openid.example.org/]
	// 4712 [http://two.openid.example.org/]
	// complete
}

// Settings that are nil do not change.
func ExampleClient_SetAppSettings() {
	srv := janraintest.NewServer()
	defer srv.Close()
	client, ctx := srv.Client(), context.Background()

	err := client.SetAppSettings(ctx, janrain.SetAppSettingsParams{PrivacyPolicy: new("https://shop.example/privacy")})
	fmt.Println(err)
	settings, err := client.AppSettings(ctx)
	fmt.Println(settings.PrivacyPolicy, settings.OneTimeUseTokens, err)
	// Output:
	// <nil>
	// https://shop.example/privacy true <nil>
}

// A new application can be used at once. Its keys are in the response, but are never printed.
func ExampleClient_CreateApp() {
	srv := janraintest.NewServer()
	defer srv.Close()
	partner, ctx := srv.Client(), context.Background() // with WithPartnerKey

	app, err := partner.CreateApp(ctx, janrain.CreateAppParams{
		Email: "ada@shop.example", Name: "The Shop", Domain: "shop.rpxnow.com",
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(app.Realm, len(app.APIKey))
	client, err := janrain.NewClient(srv.URL, app.APIKey) // at the real service: app.Realm instead of srv.URL
	if err != nil {
		fmt.Println(err)
		return
	}
	err = client.AddDomainPatterns(ctx, janrain.AddDomainPatternsParams{Domains: []string{"*.shop.example"}})
	fmt.Println(err)
	// Output:
	// shop.rpxnow.com 40
	// <nil>
}

// The properties of a provider can be read, changed and written back.
func ExampleClient_ProviderProperties() {
	srv := janraintest.NewServer()
	defer srv.Close()
	client, ctx := srv.Client(), context.Background()
	_ = client.SetProviderProperties(ctx, janrain.FacebookProperties{AppID: "119467988130777", Secret: "a-secret", EmailPerm: new(true)})

	properties, err := client.ProviderProperties(ctx, janrain.ProviderPropertiesParams{Provider: janrain.ProviderFacebook})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(properties)
	if facebook, ok := properties.(janrain.FacebookProperties); ok {
		facebook.EmailPerm = new(false)
		fmt.Println(client.SetProviderProperties(ctx, facebook))
	}
	// Output:
	// janrain.FacebookProperties{AppID:"119467988130777" EmailPerm:true [redacted]}
	// <nil>
}

// Call makes a call for which this package has no method.
func ExampleClient_Call() {
	srv := janraintest.NewServer()
	defer srv.Close()
	client, ctx := srv.Client(), context.Background()

	answer, err := client.Call(ctx, "api/v2/get_share_count", url.Values{"url": {"https://shop.example/hat"}})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(string(answer.Extra["stat"]), len(answer.Extra) > 1) // all members, unchanged
	_, err = client.Call(ctx, "https://elsewhere.example/", nil)
	fmt.Println(err)
	// Output:
	// "ok" true
	// janrain: Call: path has an invalid character, want a path such as api/v2/map
}

// Claims describes the user in the terms of OpenID Connect, for code that will outlive this
// service.
func ExampleAuthInfo_Claims() {
	info := janrain.AuthInfo{Profile: janrain.Profile{
		Identifier: "http://www.facebook.com/profile.php?id=1001", DisplayName: "Ada Byron",
		VerifiedEmail: "ada@example.com", Birthday: "0000-12-10",
		Address: janrain.Address{Formatted: "London", Type: "currentLocation"},
	}}
	claims, err := info.Claims("https://shop.example")
	if err != nil {
		fmt.Println(err)
		return
	}
	out := json.NewEncoder(os.Stdout)
	out.SetIndent("", "  ")
	_ = out.Encode(claims)
	// Output:
	// {
	//   "iss": "https://shop.example",
	//   "sub": "http://www.facebook.com/profile.php?id=1001",
	//   "name": "Ada Byron",
	//   "email": "ada@example.com",
	//   "email_verified": true,
	//   "birthdate": "0000-12-10",
	//   "address": {
	//     "formatted": "London"
	//   }
	// }
}

func ExampleClient_UserData() {
	srv := janraintest.NewServer()
	defer srv.Close()
	user := janraintest.User(janrain.ProviderTwitter)
	srv.AddUser(user) // the user has signed in before

	info, err := srv.Client().UserData(context.Background(), janrain.UserDataParams{Identifier: user.Profile.Identifier})
	fmt.Println(info.Profile.PreferredUsername == user.Profile.PreferredUsername, err)
	// Output: true <nil>
}

// This is a web application with a sign-in page. The fake service replaces the real one and the
// browser.
func Example() {
	srv := janraintest.NewServer()
	defer srv.Close()
	client := srv.Client() // for the real service: janrain.NewClient("example.rpxnow.com", apiKey)

	app := janraintest.StartApp(func(baseURL string) http.Handler {
		callback, err := janrain.NewCallback(client, janrain.CallbackConfig{
			TokenURL: baseURL + "/signin", // in production: "https://shop.example/signin"
			SignedIn: func(w http.ResponseWriter, _ *http.Request, in janrain.SignedIn) error {
				_, err := fmt.Fprintf(w, "Welcome, %s", in.User.Profile.DisplayName) // here: start a session for in.User.Profile.Identifier
				return err
			},
			Failed: func(w http.ResponseWriter, _ *http.Request, err error) {
				slog.Debug("sign-in failed", "error", err) // one line, no secrets
				http.Error(w, "Please sign in again.", janrain.FaultOf(err).HTTPStatus())
			},
		})
		if err != nil {
			log.Fatal(err)
		}
		mux := http.NewServeMux()
		callback.Register(mux)
		mux.HandleFunc("GET /login", func(w http.ResponseWriter, r *http.Request) {
			http.Redirect(w, r, callback.Begin(w, r, "/").URL(), http.StatusSeeOther)
		})
		return mux
	})
	defer app.Close()

	user := janraintest.User(janrain.ProviderGoogle)
	resp, err := srv.SignIn(janraintest.NewBrowser(), app.URL+"/login", user)
	if err != nil {
		log.Fatal(err)
	}
	defer resp.Body.Close()
	page, err := io.ReadAll(resp.Body)
	fmt.Println(string(page), err)
	// Output:
	// Welcome, Mira Okafor <nil>
}

// A handler for native apps. It gives no protection against login CSRF, which only browsers
// need: use NewCallback for them.
func ExampleTokenFromRequest() {
	srv := janraintest.NewServer()
	defer srv.Close()
	client := srv.Client() // for the real service: janrain.NewClient("example.rpxnow.com", apiKey)

	signIn := func(w http.ResponseWriter, r *http.Request) {
		token, err := janrain.TokenFromRequest(w, r)
		if err != nil {
			http.Error(w, "Please sign in again.", janrain.FaultOf(err).HTTPStatus())
			return
		}
		info, err := client.AuthInfo(r.Context(), janrain.AuthInfoParams{
			Token:    token,
			TokenURL: "https://shop.example/signin", // the widget's token URL; never take it from the request
		})
		if err != nil {
			slog.Debug("sign-in failed", "error", err) // one line, no secrets
			http.Error(w, "Please sign in again.", janrain.FaultOf(err).HTTPStatus())
			return
		}
		fmt.Fprintf(w, "Welcome, %s", info.Profile.DisplayName) // here: start a session for info.Profile.Identifier
	}

	post := func(token string) {
		form := strings.NewReader(url.Values{"token": {token}}.Encode())
		r := httptest.NewRequestWithContext(context.Background(), http.MethodPost, "/signin", form)
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		w := httptest.NewRecorder()
		signIn(w, r)
		fmt.Println(w.Code, strings.TrimSpace(w.Body.String()))
	}
	token := srv.IssueToken(janraintest.User(janrain.ProviderGoogle), "https://shop.example/signin")
	post(token)
	post(token) // a token works only once
	post("")
	// Output:
	// 200 Welcome, Mira Okafor
	// 400 Please sign in again.
	// 400 Please sign in again.
}

// The first handler of the README, word for word.
func Example_handler() {
	client, err := janrain.NewClient("example.rpxnow.com", os.Getenv("JANRAIN_API_KEY"))
	if err != nil {
		log.Fatal(err)
	}
	callback, err := janrain.NewCallback(client, janrain.CallbackConfig{
		TokenURL: "https://shop.example/signin", // as browsers see it; locally: http://localhost:8080/signin
		SignedIn: func(w http.ResponseWriter, r *http.Request, in janrain.SignedIn) error {
			startSession(w, in.User.Profile.Identifier) // store users under this key, never under an email address
			http.Redirect(w, r, in.ReturnTo, http.StatusSeeOther)
			return nil
		},
		Failed: func(w http.ResponseWriter, _ *http.Request, err error) {
			slog.Warn("sign-in failed", "error", err) // one line, no secrets
			http.Error(w, "Signing in did not work.", janrain.FaultOf(err).HTTPStatus())
		},
	})
	if err != nil {
		log.Fatal(err)
	}
	callback.Register(http.DefaultServeMux) // GET and POST /signin
	http.HandleFunc("GET /login", func(w http.ResponseWriter, r *http.Request) {
		links := callback.Begin(w, r, r.FormValue("return")) // to the service: redirect to URL, or put them on a page
		http.Redirect(w, r, links.URL(), http.StatusSeeOther)
	})
	http.HandleFunc("GET /{$}", home) // your start page, to which users return by default
	log.Fatal(http.ListenAndServe("localhost:8080", nil))
}

// home serves the application's start page.
func home(http.ResponseWriter, *http.Request) {}

// startSession is part of the application.
func startSession(http.ResponseWriter, string) {}

func ExampleNewClient() {
	_, err := janrain.NewClient("example.rpxnow.com", "0123456789012345678901234567890123456789")
	fmt.Println(err)
	_, err = janrain.NewClient("https://example.rpxnow.com/signin", "0123456789012345678901234567890123456789")
	fmt.Println(err)
	_, err = janrain.NewClient("example.rpxnow.com", "a key from a file\r\n")
	fmt.Println(err)
	// Output:
	// <nil>
	// janrain: NewClient: appDomain has a path, pass the domain alone
	// janrain: NewClient: apiKey has leading or trailing white space
}

// A client may have more keys than the API key. Today's service does not need HTTP Basic.
func ExampleNewClient_keys() {
	client, err := janrain.NewClient("example.rpxnow.com", "the-api-key",
		janrain.WithPartnerKey("the-partner-key"),
		janrain.WithPartnerDomain("rpxnow.com"),
		janrain.WithBasicAuth("client-id", "client-secret"))
	fmt.Printf("%+v %v\n", client, err) // shows no key
	// Output: janrain.Client{appDomain:"https://example.rpxnow.com" [redacted]} <nil>
}

// These options control what goes over the network: limits, a transport and a log.
func ExampleNewClient_transport() {
	srv := janraintest.NewServer()
	defer srv.Close()
	logger := slog.New(slog.NewTextHandler(os.Stdout, &slog.HandlerOptions{
		Level: slog.LevelDebug,
		ReplaceAttr: func(_ []string, a slog.Attr) slog.Attr {
			if a.Key == slog.TimeKey || a.Key == "took" {
				return slog.Attr{} // differs in each run
			}
			return a
		},
	}))
	client, err := janrain.NewClient(srv.URL, srv.APIKey,
		janrain.WithHTTPClient(&http.Client{Transport: janrain.NewTransport()}),
		janrain.WithTimeout(5*time.Second),
		janrain.WithMaxResponseBytes(1<<20),
		janrain.WithUserAgent("shop/1.2"),
		janrain.WithLogger(logger))
	if err != nil {
		log.Fatal(err)
	}
	_, _ = client.AuthInfo(context.Background(), janrain.AuthInfoParams{Token: "unknown"})
	// Output: level=DEBUG msg="janrain call" endpoint=auth_info http_status=400 fault=user code=2
}

// Each application needs its own Client, and so does a new key: create another Client and let
// calls in flight on the old one finish. Clients may share an *http.Client and its connections.
func ExampleNewClient_twoApplications() {
	shared := &http.Client{Transport: janrain.NewTransport()}
	shop, err1 := janrain.NewClient("shop.rpxnow.com", "key-of-the-shop", janrain.WithHTTPClient(shared))
	forum, err2 := janrain.NewClient("forum.rpxnow.com", "key-of-the-forum", janrain.WithHTTPClient(shared))
	fmt.Println(shop, forum, err1, err2)
	// Output: janrain.Client{appDomain:"https://shop.rpxnow.com" [redacted]} janrain.Client{appDomain:"https://forum.rpxnow.com" [redacted]} <nil> <nil>
}

func ExampleClient_AuthInfo() {
	srv := janraintest.NewServer()
	defer srv.Close()
	token := srv.IssueToken(janraintest.User(janrain.ProviderFacebook), "")

	info, err := srv.Client().AuthInfo(context.Background(), janrain.AuthInfoParams{Token: token, Extended: true})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(info.Profile.Identifier, info.Profile.VerifiedEmail)
	fmt.Println(len(info.Friends), "friends, speaks", info.MergedPoco.LanguagesSpoken)
	switch c := info.AccessCredentials.(type) {
	case *janrain.FacebookCredentials:
		fmt.Println("until", c.Expires.Format(time.DateOnly), "for", c.Scopes)
	case *janrain.TwitterCredentials:
		fmt.Println("OAuth 1")
	case *janrain.OtherCredentials:
		fmt.Println("another provider:", c.Provider())
	case nil:
		fmt.Println("no credentials")
	}
	fmt.Println(info) // no token, no personal data
	// Output:
	// http://www.facebook.com/profile.php?id=1001 mira.okafor@example.com
	// 3 friends, speaks [Dutch English Igbo]
	// until 2040-01-01 for [email user_friends]
	// janrain.AuthInfo{Identifier:"http://www.facebook.com/profile.php?id=1001" ProviderName:"Facebook" ProviderSpecifier:"facebook" [redacted]}
}

func ExampleClient_AddOrUpdateAccessToken() {
	srv := janraintest.NewServer()
	defer srv.Close()
	client, ctx := srv.Client(), context.Background()

	err := client.AddOrUpdateAccessToken(ctx, janrain.AccessTokenParams{
		Identifier: "http://www.facebook.com/profile.php?id=42", Token: "access-token-of-the-old-login",
	})
	fmt.Println(err)
	err = client.AddOrUpdateAccessToken(ctx, janrain.AccessTokenParams{
		Identifier: "http://twitter.com/account/profile?user_id=42", Token: "access-token-of-the-old-login",
	})
	fmt.Println(err)
	// Output:
	// <nil>
	// janrain: add_or_update_access_token: The provider or identifier does not support this feature (code 11, HTTP 400): this call supports identifiers of Facebook, RenRen, SoundCloud and Foursquare only
}

func ExampleClient_SetProviderProperties() {
	srv := janraintest.NewServer()
	defer srv.Close()
	client, ctx := srv.Client(), context.Background() // NewClient needs WithPartnerKey for these calls

	for _, properties := range []janrain.ProviderProperties{
		janrain.FacebookProperties{AppID: "123456789012345", Secret: "app-secret", EmailPerm: new(true)},
		janrain.ConsumerProperties{Provider: janrain.ProviderTwitter, ConsumerKey: "key", Secret: "secret"},
		janrain.LiveIDProperties{AppID: "000000004C000000", Secret: "secret"},
	} {
		fmt.Println(client.SetProviderProperties(ctx, properties))
	}
	// Output:
	// <nil>
	// <nil>
	// janrain: app/set_properties: PrivacyPolicyURL (parameter liveidPrivacyPolicyUrl) is missing
}

func ExampleError() {
	srv := janraintest.NewServer()
	defer srv.Close()
	srv.FailNext(janraintest.ErrorMessage(janrain.CodeAuthentication, "Invalid apiKey"))
	_, err := srv.Client().AuthInfo(context.Background(), janrain.AuthInfoParams{Token: "unknown"})

	if errors.Is(err, janrain.ErrInvalidAPIKey) {
		fmt.Println("the key is wrong")
	}
	if refused, ok := errors.AsType[*janrain.Error](err); ok {
		fmt.Println(refused.Endpoint, refused.Code, refused.HTTPStatus)
	}
	fmt.Println(err)
	// Output:
	// the key is wrong
	// auth_info 3 400
	// janrain: auth_info: Invalid apiKey (code 3, HTTP 400): check that the API key is the one on the settings page of this app's dashboard
}

func ExampleFaultOf() {
	srv := janraintest.NewServer()
	defer srv.Close()
	client := srv.Client()
	for _, fault := range []janraintest.Failure{
		{}, // no failure: the token is unknown
		janraintest.ErrorMessage(janrain.CodeAuthentication, "Invalid apiKey"),
		janraintest.NotJSON(http.StatusBadGateway),
	} {
		srv.FailNext(fault)
		_, err := client.AuthInfo(context.Background(), janrain.AuthInfoParams{Token: "unknown"})
		fmt.Println(janrain.FaultOf(err), janrain.FaultOf(err).HTTPStatus())
	}
	// Output:
	// user 400
	// developer 500
	// service 503
}

// A stored response is complete, including credentials and members without a field.
func ExampleAuthInfo_stored() {
	srv := janraintest.NewServer()
	defer srv.Close()
	token := srv.IssueToken(janraintest.User(janrain.ProviderGoogle), "")
	info, err := srv.Client().AuthInfo(context.Background(), janrain.AuthInfoParams{Token: token})
	if err != nil {
		log.Fatal(err)
	}
	stored, err := json.Marshal(info) // keep it secret, because it contains the tokens
	if err != nil {
		log.Fatal(err)
	}
	var again janrain.AuthInfo
	if err := json.Unmarshal(stored, &again); err != nil {
		log.Fatal(err)
	}
	credentials, ok := again.AccessCredentials.(*janrain.GoogleCredentials)
	fmt.Println(ok, credentials.Scopes)
	// Output: true [Google Contacts Google Calendar]
}

// The handler in the README is the code of Example_handler, so it compiles.
func TestReadmeHandlerIsTheExample(t *testing.T) {
	readme, err := os.ReadFile("README.md")
	require.NoError(t, err)
	_, handler, ok := strings.Cut(string(readme), "```go\nclient, err := janrain.NewClient(")
	require.True(t, ok, "the README must have a handler")
	handler, _, _ = strings.Cut("client, err := janrain.NewClient("+handler, "```")

	example, err := os.ReadFile("example_test.go")
	require.NoError(t, err)
	unindented := strings.ReplaceAll(string(example), "\n\t", "\n")
	assert.Contains(t, unindented, handler, "Example_handler must be the README's code")
}

// This example lists a user's contacts. The service requests them from the provider with the
// user's credentials, so an error about credentials means that the user must sign in again.
func ExampleClient_Contacts() {
	srv := janraintest.NewServer()
	defer srv.Close()
	user := janraintest.User(janrain.ProviderYahoo)
	srv.AddUser(user) // at the real service, the user has signed in before

	contacts, err := srv.Client().Contacts(context.Background(), janrain.ContactsParams{Identifier: user.Profile.Identifier})
	switch {
	case errors.Is(err, janrain.ErrMissingCredentials), errors.Is(err, janrain.ErrCredentialsRevoked):
		fmt.Println("please sign in again")
		return
	case errors.Is(err, janrain.ErrNotSupported):
		fmt.Println("this provider has no contacts")
		return
	case err != nil:
		fmt.Println(err)
		return
	}
	for _, contact := range contacts.Response.Entries {
		fmt.Println(contact.DisplayName)
	}
	// Output:
	// Jonas Lindqvist
	// Amara Diallo
	// Pieter Vos
	// Hana Sato
}
