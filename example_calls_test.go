package janrain_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/url"
	"os"

	"github.com/janrain-go/janrain"
	"github.com/janrain-go/janrain/janraintest"
)

// The application's own key for a user stands in every later sign-in.
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

// All users of the application, however many there are.
func ExampleClient_AllMappings() {
	srv := janraintest.NewServer()
	defer srv.Close()
	srv.Map("http://one.openid.example.org/", "4711")
	srv.Map("http://two.openid.example.org/", "4712")

	for mapping, err := range srv.Client().AllMappings(context.Background()) {
		if err != nil { // it comes last
			fmt.Println("what came before it may be incomplete:", err)
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

// What is nil stays as it is.
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

// An application that was made can be called at once. Its keys are in the
// answer, and in nothing that prints it.
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
	client, err := janrain.NewClient(srv.URL, app.APIKey) // with an account: app.Realm in place of srv.URL
	if err != nil {
		fmt.Println(err)
		return
	}
	err = client.AddDomainPatterns(ctx, janrain.DomainPatternsParams{Domains: []string{"*.shop.example"}})
	fmt.Println(err)
	// Output:
	// shop.rpxnow.com 40
	// <nil>
}

// One application's provider, for another one.
func ExampleClient_ProviderProperties() {
	srv := janraintest.NewServer()
	defer srv.Close()
	client, ctx := srv.Client(), context.Background()
	_ = client.SetProviderProperties(ctx, janrain.FacebookProperties{AppID: "119467988130777", Secret: "a-secret", EmailPerm: new(true)})

	settings, err := client.ProviderProperties(ctx, janrain.ProviderPropertiesParams{Provider: janrain.ProviderFacebook})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(settings)
	other := client // of the other application
	fmt.Println(other.SetProviderProperties(ctx, settings.Properties()))
	// Output:
	// janrain.FacebookSettings{AppID:"119467988130777" EmailPerm:true [redacted]}
	// <nil>
}

// A call that this package has no method for.
func ExampleClient_Call() {
	srv := janraintest.NewServer()
	defer srv.Close()
	client, ctx := srv.Client(), context.Background()

	answer, err := client.Call(ctx, "api/v2/get_share_count", url.Values{"url": {"https://shop.example/hat"}})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(answer.Stat, len(answer.Extra) > 0) // its members, as they came
	_, err = client.Call(ctx, "https://elsewhere.example/", nil)
	fmt.Println(err)
	// Output:
	// ok true
	// janrain: Call: path has a character in it that no path of the service has, it is to be as api/v2/map
}

// The user in the names of OpenID Connect, for code that is to outlive this
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
	srv.AddUser(user) // he has signed in before

	info, err := srv.Client().UserData(context.Background(), janrain.UserDataParams{Identifier: user.Profile.Identifier})
	fmt.Println(info.Profile.PreferredUsername == user.Profile.PreferredUsername, err)
	// Output: true <nil>
}
