// Package janrain is a client for Janrain Social Login, with which the users of a web site sign
// in with Facebook, Google or one of about forty other providers. The service was once named
// Engage and is now part of Akamai Identity Cloud.
//
// The sign-in widget posts a one-time token to the site's token URL. A Callback handles this
// URL:
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
// Callback.Begin returns the links for the sign-in page. If you write the handler of the token
// URL yourself, call TokenFromRequest and Client.AuthInfo in it, and protect it against login
// CSRF.
//
// # Users
//
// Use Profile.Identifier as the key of a user, not the email address: Profile.Email is not
// verified, and only the provider verifies Profile.VerifiedEmail. AuthInfo.CheckLink reports
// whether a sign-in may be linked to an existing account by its email address.
//
// AuthInfo.AccessCredentials holds the credentials for calling the provider on behalf of the
// user. It is a pointer to the provider's struct, such as *FacebookCredentials, for use in a
// type switch.
//
// Responses are complete: the Extra map of a struct holds members without a field, and values
// that their field cannot represent exactly (of another type, null, or empty). encoding/json
// encodes and decodes a response with all of them. For this reason even a response with a
// single list, such as Apps, is a struct.
//
// # Calls
//
// Each documented call is a method of [Client]:
//
//   - users: [Client.AuthInfo], [Client.UserData], [Client.Contacts],
//     [Client.AddOrUpdateAccessToken], [Client.ExchangeOAuthToken]
//   - mappings between users and your own keys: [Client.Map], [Client.Unmap],
//     [Client.Mappings], [Client.AllMappings]
//   - settings: [Client.AppSettings], [Client.Providers], [Client.SetAuthProviders],
//     [Client.DomainPatterns] and others
//   - the partner API, which requires [WithPartnerKey]: [Client.ProviderProperties],
//     [Client.SetProviderProperties], [Client.CreateApp], [Client.Apps], [Client.Admins]
//     and others
//   - any other call: [Client.Call]
//
// Each method's comment ends with a link to the vendor's page. The pages at
// identitydocs.akamai.com are from 2020; newer ones are at techdocs.akamai.com.
//
// [AuthInfo.Claims] converts a user to the standard claims of OpenID Connect, for code that
// will be used after the service has been shut down.
//
// # Errors
//
// A call returns one of four error types:
//
//   - [*Error]: the service reports a failure.
//   - [*DecodeError]: the response cannot be trusted.
//   - [*TransportError]: the request or the response was not transferred completely.
//   - [*ParamError]: the input is invalid, and nothing was sent.
//
// Use errors.Is with the Err values to test for a particular error. FaultOf returns who can
// fix the cause: the user, the developer or the service.
//
// # Secrets
//
// Keys, tokens and secrets are sent in the body of a POST request, never in a URL. Clients,
// params, responses and errors never show them when they are printed or logged. Of a user,
// they show only the provider and the identifier. The JSON of a response is complete and
// includes tokens, so that it can be stored.
//
// # Tests
//
// Package janraintest is a fake of the service for tests of your application.
package janrain

// version is the latest version in CHANGELOG.md.
const version = "0.1.0"

//go:generate go run ./internal/gen
