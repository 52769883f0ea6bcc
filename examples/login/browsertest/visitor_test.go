package browsertest

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/chromedp/cdproto/accessibility"
	"github.com/chromedp/cdproto/audits"
	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/dom"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// patience is how long a page may take, on a machine that is busy.
const patience = 30 * time.Second

// A visitor is somebody at a tab of the browser, who finds things as a person
// or a screen reader does, by role and name.
type visitor struct {
	t   *testing.T
	ctx context.Context // chromedp's handle of the tab
	*watch
}

// newVisitor is somebody with a browser of his own.
func newVisitor(t *testing.T) *visitor {
	t.Helper()
	if missing != nil {
		t.Skip(missing)
	}
	return newTab(browser, t, chromedp.WithNewBrowserContext())
}

// anotherTab is the same browser, with the same cookies.
func (v *visitor) anotherTab() *visitor {
	v.t.Helper()
	return newTab(v.ctx, v.t)
}

// newTab fails the test at its end if the console has said something.
func newTab(in context.Context, t *testing.T, options ...chromedp.ContextOption) *visitor {
	t.Helper()
	w := newWatch()
	ctx, closeTab := chromedp.NewContext(in, append(options, chromedp.WithListener(w.note))...)
	t.Cleanup(closeTab)
	require.NoError(t, chromedp.Do(ctx), "a new tab opens") // its life is that of this context, so without a timeout
	v := &visitor{t, ctx, w}
	t.Cleanup(func() { assert.Empty(t, w.takeProblems(), "the console has nothing to say") })
	call(v, audits.Enable, cdp.Empty{})
	call(v, emulation.SetFocusEmulationEnabled, emulation.SetFocusEmulationEnabledParams{Enabled: true}) // as in the window in front
	return v
}

// do has the tab do something, or the test fails.
func do[T any](v *visitor, action chromedp.Action[T]) T {
	v.t.Helper()
	ctx, cancel := context.WithTimeout(v.ctx, patience)
	defer cancel()
	result, err := chromedp.Run(ctx, action)
	require.NoError(v.t, err)
	return result
}

// call is do for a command of the DevTools protocol.
func call[P, R any](v *visitor, command cdp.Command[P, R], params P) R {
	v.t.Helper()
	return do(v, func(ctx context.Context, tab *chromedp.Target) (R, error) {
		return cdp.Call(ctx, tab, command, params)
	})
}

// until tries again while there is an error.
func until[T any](v *visitor, what string, try chromedp.Action[T]) T {
	v.t.Helper()
	return do(v, func(ctx context.Context, tab *chromedp.Target) (T, error) {
		tick := time.NewTicker(10 * time.Millisecond)
		defer tick.Stop()
		for {
			result, err := try(ctx, tab)
			if err == nil {
				return result, nil
			}
			select {
			case <-tick.C:
			case <-ctx.Done():
				return result, fmt.Errorf("no %s: %w; the page is\n%s", what, err, v.describe())
			}
		}
	})
}

// describe is for a person who reads why a test failed.
func (v *visitor) describe() string {
	ctx, cancel := context.WithTimeout(v.ctx, time.Second)
	defer cancel()
	text, err := chromedp.Run(ctx, chromedp.Evaluate[string](`location.href + "\n" + document.body.innerText`))
	return fmt.Sprint(text, err)
}

func (v *visitor) open(url string) {
	v.t.Helper()
	do(v, chromedp.Navigate(url))
}

// back is the browser's button. A page that is asked for history.back() may be
// gone before it answers, and one that comes out of the browser's cache tells
// nobody that it is loaded, so the browser is asked, and not waited for.
func (v *visitor) back() {
	v.t.Helper()
	history := do(v, chromedp.NavigationEntries())
	before := history.Entries[history.CurrentIndex-1]
	call(v, page.NavigateToHistoryEntry, page.NavigateToHistoryEntryParams{EntryID: before.ID})
}

// sees waits for what has this role and name.
func (v *visitor) sees(role, name string) {
	v.t.Helper()
	until(v, role+" "+name, func(ctx context.Context, tab *chromedp.Target) (*accessibility.Node, error) {
		return v.find(ctx, tab, role, name)
	})
}

func (v *visitor) find(ctx context.Context, tab *chromedp.Target, role, name string) (*accessibility.Node, error) {
	if !v.ready() {
		return nil, errors.New("the page is not there yet")
	}
	document, err := cdp.Call(ctx, tab, dom.GetDocument, dom.GetDocumentParams{})
	if err != nil {
		return nil, err
	}
	found, err := cdp.Call(ctx, tab, accessibility.QueryAXTree, accessibility.QueryAXTreeParams{
		NodeID: document.Root.NodeID, Role: role, AccessibleName: name,
	})
	if err != nil {
		return nil, err
	}
	if len(found.Nodes) != 1 {
		return nil, fmt.Errorf("there are %d of it", len(found.Nodes))
	}
	return found.Nodes[0], nil
}

// press clicks in the middle of what has this role and name.
func (v *visitor) press(role, name string) {
	v.t.Helper()
	at := until(v, role+" "+name, func(ctx context.Context, tab *chromedp.Target) (dom.Quad, error) {
		node, err := v.find(ctx, tab, role, name)
		if err != nil {
			return nil, err
		}
		scroll := dom.ScrollIntoViewIfNeededParams{BackendNodeID: node.BackendDOMNodeID}
		if _, err := cdp.Call(ctx, tab, dom.ScrollIntoViewIfNeeded, scroll); err != nil {
			return nil, err
		}
		quads, err := cdp.Call(ctx, tab, dom.GetContentQuads, dom.GetContentQuadsParams{BackendNodeID: node.BackendDOMNodeID})
		if err != nil {
			return nil, err
		}
		if len(quads.Quads) == 0 {
			return nil, errors.New("it is not on the screen")
		}
		return quads.Quads[0], nil
	})
	const opposite = 4 // x and y of the first corner, then of the second, then of this
	do(v, chromedp.MouseClickXY((at[0]+at[opposite])/2, (at[1]+at[opposite+1])/2))
}

// asks evaluates an expression of JavaScript.
func asks[T any](v *visitor, expression string) T {
	v.t.Helper()
	return do(v, chromedp.Evaluate[T](expression))
}

// reads is the text that is on the screen in an element.
func (v *visitor) reads(selector string) string {
	v.t.Helper()
	return asks[string](v, fmt.Sprintf("document.querySelector(%q).innerText", selector))
}

// holds is the text of an element, with what is folded away in it.
func (v *visitor) holds(selector string) string {
	v.t.Helper()
	return asks[string](v, fmt.Sprintf("document.querySelector(%q).textContent", selector))
}

func (v *visitor) at() string {
	v.t.Helper()
	return do(v, chromedp.Location())
}

// sent waits for requests of this method to this URL, whatever its query.
func (v *visitor) sent(method, url string) []request {
	v.t.Helper()
	return until(v, method+" "+url, func(context.Context, *chromedp.Target) (found []request, err error) {
		for _, r := range v.requests() {
			if r.method == method && withoutQuery(r.url) == url {
				found = append(found, r)
			}
		}
		if len(found) == 0 {
			err = errors.New("nothing was sent")
		}
		return found, err
	})
}

// cookies are those that the application's pages have, by name.
func (v *visitor) cookies(a *app) map[string]*network.Cookie {
	v.t.Helper()
	cookies := map[string]*network.Cookie{}
	for _, cookie := range call(v, network.GetCookies, network.GetCookiesParams{URLs: []string{a.url}}).Cookies {
		cookies[cookie.Name] = cookie
	}
	return cookies
}
