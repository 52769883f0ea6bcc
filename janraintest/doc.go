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
// parameter of another call or another provider, a name that differs from a documented one
// by a slip, such as tokenURL, and formats other than JSON. It ignores names that it does
// not know, as the service does. It rejects with the service's own codes, under HTTP 400
// as today or under 200 as before 2013.
//
// It is as odd as the service. Slashes are escaped, and stat is now the first member, now
// the last. The token is in the form and in the query of the POST to the token URL.
// signin/oauth_token takes JSON, and the provider in the query. The widget's script fires
// onProviderLoginToken if janrain.settings.tokenAction is "event".
//
// It answers to every documented call and remembers what they change: mappings,
// with the primary key in the next answer about a user; settings, providers and
// their properties; administrators; applications, that app/create makes and that
// can be used with their keys. Users are known who signed in, or were put in
// with AddUser or WithUserData. The calls that publish in a user's name check
// what they are given and answer in the documented form; nothing is published.
// all_mappings is written in pieces, however many there are: Map fills it.
//
// It is kinder than the service may be where no page says enough:
//
//   - domain patterns, providers and PostToTokenURL are kept, and take effect only with
//     WithVendorSettings
//   - the booleans of a provider are false until they are set
//   - permissions are checked for their form only
//   - what is not mapped can be unmapped
//   - who is added is an administrator at once, and admin/delete takes any address
//   - a domain that the application has can be added again
//   - calls without a key (Providers, ShareProviders) are about the first application,
//     also after CreateApp
//
// To test another site's token, issue it for another token URL. To test a request
// that was never sent, Close the server first.
//
// It has pages for a browser too, where the links of janrain.SignIn lead: the
// providers, a consent, and the way back to the token URL. So an application
// runs whole without an account and without a network; WithUsers says who may
// sign in. StartApp starts an application under test, and Server.SignIn, SignInFrom and
// PostJSON do without a browser.
//
// What the application sent can be looked at (Requests, which keeps no secrets, AccessToken,
// ProviderProperties), and the service can be made to fail: FailNext, FailAll.
//
// It does not import testing and can run in any program.
package janraintest
