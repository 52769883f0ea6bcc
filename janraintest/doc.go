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
// A refusal for another site's token is that of a token issued for another token
// URL. Nothing left the application only where no connection was to be had:
// Close the server and call.
//
// It has pages for a browser too, where the links of janrain.SignIn lead: the
// providers, a consent, and the way back to the token URL. So an application
// runs whole without an account and without a network; WithUsers says who may
// sign in.
//
// What the application sent can be looked at (Requests, AccessToken,
// ProviderProperties), and the service can be made to fail: FailNext, FailAll.
//
// It needs no package testing and can run in any program.
package janraintest
