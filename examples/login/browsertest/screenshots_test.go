package browsertest

import (
	"os"
	"path/filepath"
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
	const width, height, phone = 1100, 800, 390
	do(v, chromedp.EmulateViewport(width, height))
	v.scheme("light")
	picture := func(heading, name string) {
		v.sees("heading", heading)
		require.NoError(t, os.WriteFile(filepath.Join(dir, name+".png"), do(v, chromedp.CaptureScreenshot()), 0o644))
	}

	v.open(a.url)
	picture("Prints of the night sky", "home")
	v.press("link", "Sign in")
	picture("Sign in", "login")
	v.press("link", "All providers")
	picture("Sign in to "+a.host(), "choice")
	v.press("link", "Facebook")
	picture("Sign in to "+a.host()+" with Facebook?", "consent")
	v.press("button", "Allow")
	picture(user, "profile")
	v.scheme("dark")
	picture(user, "profile-dark")
	v.scheme("light")
	do(v, chromedp.EmulateViewport(phone, height))
	picture(user, "profile-phone")
	do(v, chromedp.EmulateViewport(width, height))
	v.open(a.url + "/signin")
	picture("You are not signed in", "failed")
}

// scheme is light or dark.
func (v *visitor) scheme(name string) {
	v.t.Helper()
	call(v, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{
		Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: name}},
	})
}
