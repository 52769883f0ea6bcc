// Package janraintest is a fake of the Social Login service, for the tests of
// an application and for running it without an account:
//
//	srv := janraintest.NewServer()
//	defer srv.Close()
//
//	token := srv.IssueToken(janraintest.User(janrain.ProviderGoogle), "https://shop.example/signin")
//	info, err := srv.Client().AuthInfo(ctx, janrain.AuthInfoParams{Token: token})
//
// It is as strict as the service, because an application that passes its tests must work
// in production. It takes a POST of a form with the right keys, every required parameter,
// and a token that works once, for ten minutes, and for its token URL. It rejects values
// of the wrong form (URLs, email addresses, domains, dates, lists, booleans, keys), a
// parameter of another call or another provider, a misspelt name such as tokenURL, and
// formats other than JSON. It ignores unknown names, as the service does. It rejects with
// the service's own codes, under HTTP 400 as today or under 200 as before 2013.
//
// It is as odd as the service. Slashes are escaped, and stat is sometimes the first member,
// sometimes the last. The token is in the form and in the query of the POST to the token
// URL. signin/oauth_token takes JSON, and the provider in the query. The widget's script
// fires onProviderLoginToken if janrain.settings.tokenAction is "event".
//
// It responds to every documented call and remembers what they change: mappings, with the
// primary key in the next response about a user; settings, providers and their properties;
// administrators; and applications, which app/create adds and whose keys work. It knows the
// users who signed in, and those of AddUser and WithUserData. The calls that publish in a
// user's name check their parameters and respond in the documented form; nothing is
// published. all_mappings is streamed, however many mappings there are: Map adds them.
//
// It may be more lenient than the service where the vendor's pages are silent:
//
//   - domain patterns, providers and PostToTokenURL are kept, and take effect only with
//     WithVendorSettings
//   - the booleans of a provider are false until they are set
//   - permissions are checked for their form only
//   - an identifier that is not mapped can be unmapped
//   - a new administrator needs no invite, and admin/delete takes any address
//   - a domain that the application has can be added again
//   - calls without a key (Providers, ShareProviders) are about the first application,
//     also after CreateApp
//
// To test a token of another site, issue it for another token URL. To test a request
// that was never sent, Close the server first.
//
// It also has the pages that the links of janrain.Links lead a browser to: the providers,
// a consent, and the way back to the token URL. So an application runs completely without
// an account and without a network; WithUsers adds people who can sign in. StartApp starts
// an application under test, and Server.SignIn, SignInFrom and PostJSON replace the browser.
//
// Requests, which keeps no secrets, AccessToken and ProviderProperties return what the
// application has sent. FailNext and FailAll make the service fail.
//
// It does not import testing and can run in any program.
package janraintest
