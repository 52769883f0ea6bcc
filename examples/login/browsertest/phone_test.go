package browsertest

import (
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/stretchr/testify/assert"
)

// brokenWords are the words on the screen that are on two lines, and what buttons say
// on two lines. An address of the web may be too long for one.
const brokenWords = `(() => {
	const broken = [], range = document.createRange();
	const lines = () => new Set([...range.getClientRects()].map(box => Math.round(box.top))).size;
	for (const button of document.querySelectorAll("main .button, main button, .providers a")) {
		range.selectNodeContents(button.lastChild);
		if (button.checkVisibility() && lines() > 1) broken.push(button.innerText);
	}
	const texts = document.createTreeWalker(document.querySelector("main"), NodeFilter.SHOW_TEXT);
	while (texts.nextNode()) {
		for (const word of texts.currentNode.data.matchAll(/\S+/g)) {
			range.setStart(texts.currentNode, word.index);
			range.setEnd(texts.currentNode, word.index + word[0].length);
			if (lines() > 1 && !word[0].includes("://")) broken.push(word[0]);
		}
	}
	return broken;
})()`

func TestNoWordBreaksOnAPhone(t *testing.T) {
	a := startApp(t)
	v := newVisitor(t)
	do(v, chromedp.EmulateViewport(narrowest, narrowest))
	for _, step := range []struct {
		page    string
		come    func()
		heading string
	}{
		{"home", func() { v.open(a.url) }, "Prints of the night sky"},
		{"sign-in", func() { v.press("link", "Sign in") }, "Sign in"},
		{"choice", func() { v.press("link", "All providers") }, "Sign in to " + a.host()},
		{"consent", func() { v.press("link", "Facebook") }, "Sign in to " + a.host() + " with Facebook?"},
		{"choice, refused", func() { v.press("button", "Do not allow") }, "Sign in to " + a.host()},
		{"profile", func() { v.press("link", "Facebook"); v.press("button", "Allow") }, user},
		{"profile with a notice", func() { v.open(a.url + "/signin") }, user},
		{"another way", func() { v.press("button", "Add another") }, "Add a way to sign in"},
	} {
		step.come()
		v.sees("heading", step.heading)
		assert.Empty(t, asks[[]string](v, brokenWords), step.page)
	}
}
