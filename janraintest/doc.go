// Package janraintest is a fake of the Social Login service, for the tests of
// an application and for running it without an account:
//
//	srv := janraintest.NewServer()
//	defer srv.Close()
//
//	token := srv.IssueToken(janraintest.User(janrain.ProviderGoogle), "https://shop.example/signin")
//	info, err := srv.Client().AuthInfo(ctx, janrain.AuthInfoParams{Token: token})
//
// It is as strict as the service: POST and a form, the right keys, every
// required parameter, a token that works once, for ten minutes, and for its
// token URL. It refuses with the service's own codes, under HTTP 400 as today
// or under 200 as before 2013. Answers come as the service writes them: slashes
// escaped, stat now first, now last.
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
//   - a token URL may be on any domain: domain patterns are kept, not enforced
//   - a provider need not be configured to be set for the sign-in page, and its
//     booleans are false until they are set
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
// sign in, and Server.SignIn does without a browser.
//
// What the application sent can be looked at (Requests, AccessToken,
// ProviderProperties), and the service can be made to fail: FailNext, FailAll.
//
// It does not import testing and can run in any program.
package janraintest
