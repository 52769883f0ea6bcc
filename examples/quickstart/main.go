// Command quickstart shows the main calls of the library. It runs against the fake service of
// package janraintest, so it needs no account and no network.
//
//	go run ./examples/quickstart
//
// It configures a provider, signs a user in with two providers, prints their credentials, sends a
// token twice, which the service rejects, and stores an access token from an older login.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"log"
	"os"
	"strings"
	"time"

	"github.com/janrain-go/janrain"
	"github.com/janrain-go/janrain/janraintest"
)

// tokenURL is where the widget posts its token: the application's own handler.
const tokenURL = "https://shop.example.com/signin"

func main() {
	flag.Usage = func() {
		fmt.Fprint(flag.CommandLine.Output(), "quickstart makes the library's main calls to a fake service and prints the results.\n\n"+
			"Example:\n\n\tgo run ./examples/quickstart\n\n"+
			"Exit status: 0 on success, 1 if a call fails, 2 on bad usage.\n")
	}
	flag.Parse()
	if flag.NArg() > 0 {
		flag.Usage()
		os.Exit(2)
	}
	if err := run(context.Background(), os.Stdout); err != nil {
		log.Fatal(err)
	}
}

func run(ctx context.Context, w io.Writer) error {
	srv := janraintest.NewServer()
	defer srv.Close()
	// For the real service: janrain.NewClient("example.rpxnow.com", apiKey,
	// janrain.WithPartnerKey(partnerKey)).
	client, err := janrain.NewClient(srv.URL, srv.APIKey, janrain.WithPartnerKey(srv.PartnerKey))
	if err != nil {
		return err
	}

	title(w, "Configure Facebook for the application")
	err = client.SetProviderProperties(ctx, janrain.FacebookProperties{
		AppID: "123456789012345", Secret: "the application secret", EmailPerm: new(true),
	})
	if err != nil {
		return err
	}
	line(w, "", "done, with app id "+srv.ProviderProperties(janrain.ProviderFacebook).Get("fbAppID"))

	var spent string
	for _, provider := range []janrain.Provider{janrain.ProviderFacebook, janrain.ProviderTwitter} {
		title(w, "Sign in with "+string(provider))
		spent = srv.IssueToken(janraintest.User(provider), tokenURL) // done by the widget
		info, err := client.AuthInfo(ctx, janrain.AuthInfoParams{Token: spent, Extended: true, TokenURL: tokenURL})
		if err != nil {
			return err
		}
		printUser(w, info)
	}

	title(w, "Send the last token again")
	_, err = client.AuthInfo(ctx, janrain.AuthInfoParams{Token: spent})
	if !errors.Is(err, janrain.ErrDataNotFound) {
		return fmt.Errorf("a token worked twice: %w", err)
	}
	line(w, "refused", err.Error())
	line(w, "a handler", fmt.Sprintf("responds with status %d: the fault is the %s's", janrain.FaultOf(err).HTTPStatus(), janrain.FaultOf(err)))

	title(w, "Store an access token from an older login")
	moved := janrain.AccessTokenParams{
		Identifier: "http://www.facebook.com/profile.php?id=42", Token: "access-token-of-the-old-login",
	}
	if err := client.AddOrUpdateAccessToken(ctx, moved); err != nil {
		return err
	}
	line(w, "stored", "for "+moved.Identifier)
	return nil
}

func printUser(w io.Writer, info *janrain.AuthInfo) {
	p := info.Profile
	line(w, "identifier", p.Identifier)
	line(w, "provider", p.ProviderName)
	line(w, "name", p.DisplayName)
	line(w, "email", emailOf(p))
	line(w, "credentials", credentialsOf(info.AccessCredentials))
	line(w, "friends", fmt.Sprintf("%d, following %d, followed by %d", len(info.Friends), len(info.Following), len(info.Followers)))
	line(w, "printed", fmt.Sprint(info))
}

func emailOf(p janrain.Profile) string {
	switch {
	case p.VerifiedEmail != "":
		return p.VerifiedEmail + " (verified by the provider)"
	case p.Email != "":
		return p.Email + " (not verified)"
	}
	return "not given"
}

// credentialsOf describes the credentials without showing a token. An application would call the
// provider with them.
func credentialsOf(credentials janrain.AccessCredentials) string {
	switch c := credentials.(type) {
	case *janrain.FacebookCredentials:
		return fmt.Sprintf("OAuth 2 token of %d characters until %s, for %s",
			len(c.AccessToken), c.Expires.Format(time.DateOnly), strings.Join(c.Scopes, " and "))
	case *janrain.TwitterCredentials:
		return fmt.Sprintf("OAuth 1 token of %d characters and its secret of %d", len(c.OAuthToken), len(c.OAuthTokenSecret))
	case nil:
		return "none"
	default:
		return "of " + string(c.Provider())
	}
}

func title(w io.Writer, text string) { _, _ = fmt.Fprintf(w, "\n%s\n", text) }

func line(w io.Writer, name, text string) { _, _ = fmt.Fprintf(w, "  %-12s %s\n", name, text) }
