package janrain_test

import (
	"context"
	"errors"
	"fmt"
	"html/template"
	"log"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"

	"github.com/janrain-go/janrain"
	"github.com/janrain-go/janrain/janraintest"
)

// This example follows a sign-in from the link to the user, and rejects one that another browser
// began. The fake service replaces the real one.
func ExampleNewCallback() {
	srv := janraintest.NewServer()
	defer srv.Close()
	client := srv.Client() // for the real service: janrain.NewClient("example.rpxnow.com", apiKey)

	callback, err := janrain.NewCallback(client, janrain.CallbackConfig{
		TokenURL: "https://shop.example/signin",
		SignedIn: func(w http.ResponseWriter, r *http.Request, in janrain.SignedIn) error {
			startSession(w, in.User.Profile.Identifier) // store users under this key, never under an email address
			http.Redirect(w, r, in.ReturnTo, http.StatusSeeOther)
			return nil
		},
		Failed: func(w http.ResponseWriter, _ *http.Request, err error) {
			slog.Debug("sign-in failed", "error", err) // one line, no token and no key
			message := "Something is wrong here. Please try again later."
			if janrain.FaultOf(err) == janrain.FaultUser {
				message = "Please sign in again."
			}
			http.Error(w, message, janrain.FaultOf(err).HTTPStatus())
		},
	})
	if err != nil {
		log.Fatal(err)
	}
	mux := http.NewServeMux()
	callback.Register(mux)
	mux.HandleFunc("GET /login", func(w http.ResponseWriter, r *http.Request) {
		links := callback.Begin(w, r, r.FormValue("return"))
		http.Redirect(w, r, links.URL(), http.StatusSeeOther)
	})

	shopper, stranger := visitor{app: mux}, visitor{app: mux}
	tokenURL := tokenURLIn(shopper.get("https://shop.example/login?return=/cart"))
	token := srv.IssueToken(janraintest.User(janrain.ProviderGoogle), tokenURL) // done by the service when the user signs in

	stranger.post(tokenURL, token)
	fmt.Println(stranger.get(tokenURL))
	shopper.post(tokenURL, token)
	fmt.Println(shopper.get(tokenURL))
	// Output:
	// 400 Please sign in again.
	// 303 to /cart
}

// The token is posted from a page of the service, which is another site. If an application
// rejects cross-site posts, exempt exactly this route: the Callback has its own protection.
func ExampleNewCallback_crossOriginProtection() {
	srv := janraintest.NewServer()
	defer srv.Close()
	callback := shopCallback(srv.Client())

	mux := http.NewServeMux()
	callback.Register(mux)
	mux.HandleFunc("GET /login", func(w http.ResponseWriter, r *http.Request) {
		http.Redirect(w, r, callback.Begin(w, r, "/").URL(), http.StatusSeeOther)
	})
	mux.HandleFunc("POST /account", func(http.ResponseWriter, *http.Request) {})

	protection := http.NewCrossOriginProtection()
	protection.AddInsecureBypassPattern("POST /signin")
	app := protection.Handler(mux)

	shopper := visitor{app: app}
	tokenURL := tokenURLIn(shopper.get("https://shop.example/login"))
	token := srv.IssueToken(janraintest.User(janrain.ProviderGoogle), tokenURL)
	fmt.Println("/signin:", shopper.post(tokenURL, token).code) // Sec-Fetch-Site: cross-site
	fmt.Println("/signin, followed:", shopper.get(tokenURL))
	fmt.Println("/signin/more:", shopper.post("https://shop.example/signin/more", token).code)
	fmt.Println("/account:", shopper.post("https://shop.example/account", token).code)
	// Output:
	// /signin: 303
	// /signin, followed: 303 to /
	// /signin/more: 403
	// /account: 403
}

// This page has the widget's script, and links for browsers without JavaScript.
func ExampleCallback_Begin() {
	client, err := janrain.NewClient("example.rpxnow.com", "the-api-key")
	if err != nil {
		log.Fatal(err)
	}
	callback := shopCallback(client)
	page := template.Must(template.New("login").Parse(`<!DOCTYPE html>
<html lang="en">
<head><title>Sign in</title>{{.Script}}</head>
<body>
<a class="janrainEngage" href="{{.URL}}">Sign in</a>
<a href="{{.ProviderURL "googleplus"}}">Sign in with Google</a>
</body>
</html>
`))
	login := func(w http.ResponseWriter, r *http.Request) {
		links := callback.Begin(w, r, r.FormValue("return")) // Begin sets a cookie, so call it before writing the page
		if err := page.Execute(w, links); err != nil {
			slog.Warn("the sign-in page was not written", "error", err)
		}
	}

	shopper := visitor{app: http.HandlerFunc(login)}
	answer := shopper.get("https://shop.example/login?return=/cart")
	for line := range strings.Lines(answer.body) {
		if strings.HasPrefix(line, "<a") {
			fmt.Print(stateInALink.ReplaceAllString(line, "state%3D..."))
		}
	}
	// Output:
	// <a class="janrainEngage" href="https://example.rpxnow.com/openid/v2/signin?token_url=https%3A%2F%2Fshop.example%2Fsignin%3Fstate%3D...">Sign in</a>
	// <a href="https://example.rpxnow.com/googleplus/start?token_url=https%3A%2F%2Fshop.example%2Fsignin%3Fstate%3D...">Sign in with Google</a>
}

// A user signs in for the first time, and an account with the same email address exists. The shop
// confirmed the address of one account with a link in an email. Anyone may have typed the address
// of the other.
func ExampleAuthInfo_CheckLink() {
	type account struct {
		Email     string
		Confirmed bool
	}
	signedIn := func(info *janrain.AuthInfo, account account) {
		confirmed := ""
		if account.Confirmed {
			confirmed = account.Email
		}
		if why, refused := errors.AsType[*janrain.LinkError](info.CheckLink(confirmed)); refused {
			fmt.Println("ask the user to sign in the old way first:", why.Reason)
			return
		}
		fmt.Println("add the sign-in to the account")
	}

	google := janraintest.User(janrain.ProviderGooglePlus)
	google.Profile.VerifiedEmail = "mira@gmail.com"
	signedIn(&google, account{"Mira@gmail.com", true})
	signedIn(&google, account{"Mira@gmail.com", false})
	google.Profile.VerifiedEmail = "mira@yahoo.com"
	signedIn(&google, account{"mira@yahoo.com", true})
	facebook := janraintest.User(janrain.ProviderFacebook)
	facebook.Profile.VerifiedEmail = "mira@gmail.com"
	signedIn(&facebook, account{"mira@gmail.com", true})
	// Output:
	// add the sign-in to the account
	// ask the user to sign in the old way first: the account has no confirmed email address
	// ask the user to sign in the old way first: the provider does not own the mailbox of the verified email address
	// ask the user to sign in the old way first: the provider is not trusted to verify email addresses
}

// shopCallback returns a short version of the Callback in ExampleNewCallback.
func shopCallback(client *janrain.Client) *janrain.Callback {
	callback, err := janrain.NewCallback(client, janrain.CallbackConfig{
		TokenURL: "https://shop.example/signin",
		SignedIn: func(w http.ResponseWriter, r *http.Request, in janrain.SignedIn) error {
			startSession(w, in.User.Profile.Identifier)
			http.Redirect(w, r, in.ReturnTo, http.StatusSeeOther)
			return nil
		},
		Failed: func(w http.ResponseWriter, _ *http.Request, err error) {
			http.Error(w, "Please sign in again.", janrain.FaultOf(err).HTTPStatus())
		},
	})
	if err != nil {
		log.Fatal(err)
	}
	return callback
}

// A visitor is a browser that visits an application. It keeps cookies. As they are SameSite=Lax,
// it sends none with a post from another site.
type visitor struct {
	app     http.Handler
	cookies []*http.Cookie
}

type visited struct {
	code           int
	location, body string
}

func (v visited) String() string {
	if v.location != "" {
		return fmt.Sprint(v.code, " to ", v.location)
	}
	return fmt.Sprint(v.code, " ", strings.TrimSpace(v.body))
}

func (v *visitor) get(target string) visited {
	r := httptest.NewRequestWithContext(context.Background(), http.MethodGet, target, http.NoBody)
	for _, c := range v.cookies {
		r.AddCookie(c)
	}
	return v.visit(r)
}

func (v *visitor) post(target, token string) visited {
	form := strings.NewReader(url.Values{"token": {token}}.Encode())
	r := httptest.NewRequestWithContext(context.Background(), http.MethodPost, target, form)
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	r.Header.Set("Sec-Fetch-Site", "cross-site")
	return v.visit(r)
}

func (v *visitor) visit(r *http.Request) visited {
	w := httptest.NewRecorder()
	v.app.ServeHTTP(w, r)
	v.cookies = append(v.cookies, w.Result().Cookies()...)
	return visited{w.Code, w.Header().Get("Location"), w.Body.String()}
}

// tokenURLIn returns the token URL in a link to the service.
func tokenURLIn(answer visited) string {
	link, err := url.Parse(answer.location)
	if err != nil {
		log.Fatal(err)
	}
	return link.Query().Get("token_url")
}

var stateInALink = regexp.MustCompile(`state%3D[\w.-]+`)
