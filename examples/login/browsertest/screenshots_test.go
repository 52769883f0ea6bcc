package browsertest

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"
	"github.com/stretchr/testify/require"
)

// TestScreenshots makes the pictures that people look at. It claims nothing
// that another test does not.
func TestScreenshots(t *testing.T) {
	dir := os.Getenv("JANRAIN_SCREENSHOTS")
	if dir == "" {
		t.Skip("JANRAIN_SCREENSHOTS names no directory")
	}
	require.NoError(t, os.MkdirAll(dir, 0o755))
	a := startApp(t)
	v := newVisitor(t)
	picture := func(heading, name string) {
		v.sees("heading", heading)
		for suffix, width := range map[string]int64{"": 1280, "-phone": 390} {
			do(v, chromedp.EmulateViewport(width, 800))
			for _, scheme := range []string{"dark", "light"} {
				v.scheme(scheme)
				file := name + suffix + strings.TrimPrefix("-"+scheme, "-light") + ".png"
				const lossless = 100
				require.NoError(t, os.WriteFile(filepath.Join(dir, file), do(v, chromedp.FullScreenshot(lossless)), 0o644))
			}
		}
	}

	v.open(a.url)
	picture("Prints of the night sky", "home")
	v.press("link", "Sign in")
	picture("Sign in", "login")
	v.press("link", "All providers")
	picture("Sign in to "+a.host(), "choice")
	v.press("link", "Twitter")
	v.press("button", "Do not allow")
	picture("Sign in to "+a.host(), "refused")
	v.press("link", "Facebook")
	picture("Sign in to "+a.host()+" with Facebook?", "consent")
	v.press("button", "Allow")
	picture(user, "notice")
	v.open(a.url + "/profile")
	picture(user, "profile")
	v.press("DisclosureTriangle", "Details for developers")
	picture(user, "developer")
	v.press("button", "Add another")
	picture("Add a way to sign in", "add")
	v.press("link", "Back to your profile")
	v.press("button", "Sign out")
	v.sees("link", "Sign in")
	v.open(a.url + "/nosuch")
	picture("Page not found", "lost")
	v.open(a.url + "/signin")
	picture(notSignedIn, "failed")
	v.signIn(a, "Twitter")
	picture(user, "no-email")
}

// scheme is light or dark.
func (v *visitor) scheme(name string) {
	v.t.Helper()
	call(v, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{
		Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: name}},
	})
}
