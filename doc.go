// Package janrain is a client for Janrain Social Login (once Engage, now part
// of Akamai Identity Cloud), which signs the users of a web site in with
// Facebook, Google and some forty other providers.
//
// The sign-in widget posts a one-time token to the site's token URL. A Callback
// is the handler there:
//
//	client, err := janrain.NewClient("example.rpxnow.com", apiKey)
//
//	callback, err := janrain.NewCallback(client, janrain.CallbackConfig{
//		TokenURL: "https://shop.example/signin",
//		SignedIn: func(w http.ResponseWriter, r *http.Request, in janrain.SignedIn) error {
//			startSession(w, in.User.Profile.Identifier)
//			http.Redirect(w, r, in.ReturnTo, http.StatusSeeOther)
//			return nil
//		},
//		Failed: func(w http.ResponseWriter, r *http.Request, err error) {
//			http.Error(w, "Please sign in again.", janrain.FaultOf(err).HTTPStatus())
//		},
//	})
//	callback.Register(http.DefaultServeMux)
//
// Callback.Begin gives the links that lead there. A handler of your own calls
// TokenFromRequest and Client.AuthInfo, and has to guard against login CSRF itself.
//
// # Users
//
// Profile.Identifier is the key to store a user by. An email address is not:
// Profile.Email may be anybody's, and VerifiedEmail is checked by the provider
// only. AuthInfo.CheckLink tells whether a sign-in may be linked to an account by it.
//
// AuthInfo.AccessCredentials is what calls the provider in the user's name: a
// pointer to the struct of that provider, for a type switch.
//
// Every answer keeps what it came with: the Extra map beside the fields has the
// members without a field, and the values that their field cannot hold exactly
// (of another type, null, empty). encoding/json writes the whole and reads it
// again.
//
// # Calls
//
// Every documented call is a method of [Client]:
//
//   - users: [Client.AuthInfo], [Client.UserData], [Client.Contacts],
//     [Client.AddOrUpdateAccessToken], [Client.OAuthToken]
//   - the application's own keys for them: [Client.Map], [Client.Unmap],
//     [Client.Mappings], [Client.AllMappings]
//   - settings: [Client.AppSettings], [Client.Providers], [Client.SetAuthProviders],
//     [Client.DomainPatterns] and others
//   - the partner API, for which there is [WithPartnerKey]: [Client.ProviderProperties],
//     [Client.SetProviderProperties], [Client.CreateApp], [Client.Apps], [Client.Admins]
//     and others
//   - any other: [Client.Call]
//
// Each method names its page of the vendor's documentation. The newest of them are at
// techdocs.akamai.com/identity-cloud-social-login/reference, older ones at
// identitydocs.akamai.com/home and educationcenter.janrain.com/home.
//
// [AuthInfo.Claims] is the user in the names of OpenID Connect, for code that is to
// outlive the service.
//
// # Errors
//
// The service's refusal is an *Error, an answer that cannot be trusted a
// *DecodeError, a request or an answer that did not arrive whole a
// *TransportError, and bad input, refused before anything is sent, a
// *ParamError. Compare them with errors.Is and the Err values; FaultOf tells
// the user's fault from the developer's and the service's.
//
// # Secrets
//
// Keys, tokens and secrets travel in the body of a POST and are in no URL. A
// client, params, answers and errors show none when they are printed or
// logged, nor more of a user than the provider and the identifier. The JSON of
// an answer is whole and has its tokens: callers store it.
//
// # Tests
//
// Package janraintest is a fake of the service for an application's own tests.
package janrain

// version is the one that CHANGELOG.md describes.
const version = "0.1.0"

//go:generate go run ./internal/gen
