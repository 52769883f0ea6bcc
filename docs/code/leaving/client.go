// Package leaving is the code of docs/leaving.md. client.go and adding.go are to
// be copied; app.go stands for the application that they come into.
package leaving

import (
	"cmp"
	"context"
	"crypto/rand"
	"crypto/subtle"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/coreos/go-oidc/v3/oidc"
	"golang.org/x/oauth2"
)

// A client is the application's own at a provider.
type client struct {
	name     string                // as in the key (google, N)
	config   oauth2.Config         // its Endpoint is issuer.Endpoint(), endpoints.Facebook or endpoints.X
	verifier *oidc.IDTokenVerifier // issuer.Verifier(&oidc.Config{ClientID: config.ClientID}); nil for Facebook and X
	me       string                // for these: https://graph.facebook.com/me?fields=id, https://api.x.com/2/users/me
}

const (
	signInLife = 10 * time.Minute // from begin to end
	patience   = 10 * time.Second // with the provider
	answerMax  = 1 << 20          // bytes
)

// begin sends the browser to the provider. What comes back is a key for the
// account adding, or, for "", a sign-in.
func (c *client) begin(w http.ResponseWriter, r *http.Request, adding string) {
	state, verifier := rand.Text(), oauth2.GenerateVerifier()
	c.setCookie(w, state+"."+verifier+"."+adding, int(signInLife.Seconds()))
	http.Redirect(w, r, c.config.AuthCodeURL(state, oauth2.S256ChallengeOption(verifier)), http.StatusSeeOther)
}

// end answers who has come back from the provider, and what begin was told. The
// browser can write what it likes into its cookie: adding is to be held against
// the session.
func (c *client) end(w http.ResponseWriter, r *http.Request) (id, email, adding string, err error) {
	verifier, adding, ok := c.begun(r)
	if !ok {
		return "", "", "", errors.New(c.name + ": this browser has not begun this sign-in, or has ended it already")
	}
	c.setCookie(w, "", -1) // a state is for one sign-in
	ctx, cancel := context.WithTimeout(r.Context(), patience)
	defer cancel()
	token, err := c.exchange(ctx, r.URL.Query(), verifier)
	if err == nil {
		id, email, err = c.who(ctx, token)
	}
	if err != nil {
		return "", "", "", fmt.Errorf("%s: %w", c.name, err)
	}
	return id, email, adding, nil
}

// setCookie has the prefix that makes a browser refuse the cookie from another
// host of the same site: nobody there can plant a state.
func (c *client) setCookie(w http.ResponseWriter, value string, seconds int) {
	http.SetCookie(w, &http.Cookie{
		Name: "__Host-" + c.name, Value: value, Path: "/", MaxAge: seconds,
		Secure: true, HttpOnly: true, SameSite: http.SameSiteLaxMode,
	})
}

// begun returns what begin has put into the cookie of the browser, if the state
// of the request is there too. An empty one would be anybody's.
func (c *client) begun(r *http.Request) (verifier, adding string, ok bool) {
	cookie, err := r.Cookie("__Host-" + c.name)
	if err != nil {
		return "", "", false
	}
	part := strings.SplitN(cookie.Value, ".", 3)
	if len(part) != 3 || part[0] == "" || part[1] == "" {
		return "", "", false
	}
	same := subtle.ConstantTimeCompare([]byte(part[0]), []byte(r.URL.Query().Get("state")))
	return part[1], part[2], same == 1
}

// exchange quotes no answer of the provider in its errors, for they go to the log
// and the answer may have what was sent.
func (c *client) exchange(ctx context.Context, query url.Values, verifier string) (*oauth2.Token, error) {
	code := query.Get("code")
	if code == "" {
		return nil, fmt.Errorf("no code but the error %q", query.Get("error"))
	}
	token, err := c.config.Exchange(ctx, code, oauth2.VerifierOption(verifier))
	if refusal, ok := errors.AsType[*oauth2.RetrieveError](err); ok {
		return nil, fmt.Errorf("no token but %s, %q", refusal.Response.Status, refusal.ErrorCode)
	}
	return token, err
}

// who returns the provider's id of the user, which is never empty, and an email
// address, if one is checked.
func (c *client) who(ctx context.Context, token *oauth2.Token) (id, email string, err error) {
	if c.verifier != nil {
		id, email, err = c.fromIDToken(ctx, token)
	} else {
		id, err = c.fromMe(ctx, token)
	}
	if err == nil && id == "" {
		err = errors.New("it does not say who the user is")
	}
	return id, email, err
}

func (c *client) fromIDToken(ctx context.Context, token *oauth2.Token) (id, email string, err error) {
	raw, _ := token.Extra("id_token").(string)
	idToken, err := c.verifier.Verify(ctx, raw) // signature, issuer, client id, time
	if err != nil {
		return "", "", err
	}
	var claims idClaims
	err = idToken.Claims(&claims)
	return idToken.Subject, claims.checkedEmail(), err
}

// idClaims are what an ID token says of an email address.
type idClaims struct {
	Issuer   string `json:"iss"`
	Email    string `json:"email"`
	Verified any    `json:"email_verified"` // Apple's may be a text
	Domain   string `json:"hd"`             // of a Google Workspace
}

// workspaces are the Google Workspace domains whose administrators you trust with your users'
// accounts: they can create any mailbox there.
var workspaces = []string{"shop.example"}

// checkedEmail returns the address if it may lead to an account, because Google owns the mailbox.
func (c idClaims) checkedEmail() string {
	_, domain, _ := strings.Cut(strings.ToLower(c.Email), "@")
	gmail := domain == "gmail.com" || domain == "googlemail.com"
	workspace := c.Domain == domain && slices.Contains(workspaces, domain)
	if c.Issuer == "https://accounts.google.com" && c.Verified == true && (gmail || workspace) {
		return c.Email
	}
	return ""
}

func (c *client) fromMe(ctx context.Context, token *oauth2.Token) (id string, err error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, c.me, http.NoBody)
	if err != nil {
		return "", err
	}
	resp, err := c.config.Client(ctx, token).Do(req)
	if err != nil {
		return "", err
	}
	defer func() { _ = resp.Body.Close() }()
	if resp.StatusCode != http.StatusOK {
		return "", errors.New("it does not say who the user is: " + resp.Status)
	}
	var me struct {
		ID   string              // Facebook's
		Data struct{ ID string } // X's
	}
	err = json.NewDecoder(io.LimitReader(resp.Body, answerMax)).Decode(&me)
	return cmp.Or(me.ID, me.Data.ID), err
}
