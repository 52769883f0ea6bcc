package browsertest

import (
	"slices"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/accessibility"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"
	"github.com/stretchr/testify/assert"
)

// named are the roles that are useless to a screen reader without a name.
var named = []string{"RootWebArea", "button", "link", "radio", "image", "DisclosureTriangle"}

// isAccessible looks at the page as a screen reader gets it.
func (v *visitor) isAccessible(page string) {
	v.t.Helper()
	count := map[string]int{}
	for _, node := range call(v, accessibility.GetFullAXTree, accessibility.GetFullAXTreeParams{}).Nodes {
		if node.Ignored {
			continue
		}
		role := textOf(node.Role)
		if role == "heading" && levelOf(node) == "1" {
			role = "h1"
		}
		count[role]++
		if slices.Contains(named, role) {
			assert.NotEmpty(v.t, textOf(node.Name), "%s: the name of a %s", page, role)
		}
	}
	assert.Equal(v.t, 1, count["h1"], "%s: headings of the first level", page)
	assert.Equal(v.t, 1, count["main"], "%s: main landmarks", page)
	assert.Equal(v.t, "en", asks[string](v, "document.documentElement.lang"), "%s: its language", page)
	assert.True(v.t, asks[bool](v, `[...document.querySelectorAll("[id]")].every(e => document.querySelectorAll("#" + e.id).length === 1)`),
		"%s: every id is there once", page)

	do(v, chromedp.EmulateViewport(narrowest, narrowest))
	assert.LessOrEqual(v.t, asks[int](v, "document.documentElement.scrollWidth"), narrowest, "%s: it does not scroll sideways", page)
	do(v, chromedp.ResetViewport())
}

// narrowest is the width at which WCAG asks for a page without scrolling
// sideways, in pixels.
const narrowest = 320

func textOf(value *accessibility.Value) string {
	if value == nil {
		return ""
	}
	return strings.Trim(string(value.Value), `"`) // it is JSON
}

func levelOf(node *accessibility.Node) string {
	for _, property := range node.Properties {
		if property.Name == accessibility.PropertyNameLevel {
			return textOf(property.Value)
		}
	}
	return ""
}

func TestEveryPageIsForScreenReadersAndSmallScreens(t *testing.T) {
	a := startApp(t)
	v := newVisitor(t)
	call(v, emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: true}) // to stop at each page
	for _, step := range []struct {
		page    string
		come    func()
		heading string
	}{
		{page: "home", come: func() { v.open(a.url) }, heading: "Prints of the night sky"},
		{page: "sign-in", come: func() { v.press("link", "Sign in") }, heading: "Sign in"},
		{page: "choice", come: func() { v.press("link", "All providers") }, heading: "Sign in to " + a.host()},
		{page: "choice, all of it", come: func() { v.press("DisclosureTriangle", v.reads("summary")) }, heading: "Sign in to " + a.host()},
		{page: "consent", come: func() { v.press("link", "Google") }, heading: "Sign in to " + a.host() + " with Google?"},
		{page: "choice, refused", come: func() { v.press("button", "Do not allow") }, heading: "Sign in to " + a.host()},
		{page: "consent, the second", come: func() { v.press("link", "Facebook") }, heading: "Sign in to " + a.host() + " with Facebook?"},
		{page: "way back", come: func() { v.press("button", "Allow") }, heading: "Back to " + a.host()},
		{page: "profile", come: func() { v.press("button", "Continue") }, heading: user},
		{page: "profile, all of it", come: func() { v.press("DisclosureTriangle", "Details for developers") }, heading: user},
		{page: "another way", come: func() { v.press("button", "Add another") }, heading: "Add a way to sign in"},
		{page: "confirmation", come: func() {
			v.press("link", "Continue with Twitter")
			v.press("button", "Allow")
			v.press("button", "Continue")
		}, heading: "Add Twitter?"},
		{page: "failure", come: func() {
			v.press("link", "Do not add it")
			v.press("button", "Sign out")
			v.sees("link", "Sign in")
			v.open(a.url + "/signin")
		}, heading: notSignedIn},
		{page: "lost", come: func() { v.open(a.url + "/nosuch") }, heading: "Page not found"},
	} {
		step.come()
		v.sees("heading", step.heading)
		v.isAccessible(step.page)
	}
}
