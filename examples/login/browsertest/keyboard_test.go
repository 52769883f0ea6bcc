package browsertest

import (
	"context"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/accessibility"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// focusIsSeen is whether what has the focus is on the screen, with an outline.
const focusIsSeen = `(() => {
	const style = getComputedStyle(document.activeElement), box = document.activeElement.getBoundingClientRect();
	return style.outlineStyle !== "none" && parseFloat(style.outlineWidth) > 0 &&
		box.width > 0 && box.left > -1 && box.top > -1 && box.right < innerWidth + 1 && box.bottom < innerHeight + 1;
})()`

// keys presses Tab until what has this role and name has the focus, then Enter.
func (v *visitor) keys(role, name string) {
	v.t.Helper()
	v.sees(role, name)
	const most = 60 // stops of a page
	rounds := 0
	for range most {
		do(v, chromedp.KeyEvent(kb.Tab))
		if asks[bool](v, "document.activeElement === document.body") {
			rounds++ // after the last stop the focus leaves the page, and comes back at its top
			require.Equal(v.t, 1, rounds, "Tab does not lead to %s %s", role, name)
			continue
		}
		assert.True(v.t, asks[bool](v, focusIsSeen), "it is seen where the focus is: %s", asks[string](v, "document.activeElement.outerHTML"))
		if v.hasFocus(role, name) {
			do(v, chromedp.KeyEvent(kb.Enter))
			return
		}
	}
	require.FailNow(v.t, "Tab does not lead to it", "%s %s", role, name)
}

func (v *visitor) hasFocus(role, name string) bool {
	v.t.Helper()
	node := until(v, role+" "+name, func(ctx context.Context, tab *chromedp.Target) (*accessibility.Node, error) {
		return v.find(ctx, tab, role, name)
	})
	for _, property := range node.Properties {
		if property.Name == accessibility.PropertyNameFocused {
			return string(property.Value.Value) == "true"
		}
	}
	return false
}

func TestTabAndEnterAreEnough(t *testing.T) {
	a := startApp(t)
	v := newVisitor(t)
	v.open(a.url)
	v.keys("link", "Sign in")
	v.keys("link", "All providers")
	v.keys("DisclosureTriangle", moreProviders(v))
	v.keys("link", "Instagram")
	v.keys("button", "Do not allow")
	v.keys("link", "Google")
	v.keys("button", "Allow")
	v.keys("button", "Add another")
	v.keys("link", "Continue with Facebook")
	v.keys("button", "Allow")
	v.keys("button", "Add to my account")
	v.sees("heading", user)
	assert.Equal(t, "You can now sign in with Facebook.", v.reads(".notice"))
	v.keys("button", "Sign out")
	v.sees("link", "Sign in")
}

// moreProviders is what the list that is folded away is called.
func moreProviders(v *visitor) string {
	v.sees("link", "Google")
	return v.reads("summary")
}

func TestTheFirstStopSkipsTheHeader(t *testing.T) {
	a := startApp(t)
	v := newVisitor(t)
	v.open(a.url + "/login")
	v.keys("link", "Skip to content")
	assert.True(t, strings.HasSuffix(v.at(), "#main"), "it leads to the content")
	do(v, chromedp.KeyEvent(kb.Tab))
	assert.True(t, v.hasFocus("link", "Continue with Google"), "the next stop is the first in the content")
}
