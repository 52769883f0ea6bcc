package browsertest

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"sync"

	"github.com/chromedp/cdproto/audits"
	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/cdproto/runtime"
)

// A request is one that the browser has sent and had an answer to.
type request struct {
	method, url, body string
	headers           http.Header // as they were on the wire, cookies included
	status            int
}

// A chain is a request with the redirects that came of it, which share an id.
// The headers and statuses of the wire come in events of their own, in the same
// order, before or after that of the request.
type chain struct {
	document bool
	sent     []request
	headers  []http.Header
	statuses []int
}

// A watch notes what a tab does.
type watch struct {
	mu       sync.Mutex
	chains   map[network.RequestID]*chain
	order    []network.RequestID
	frame    cdp.FrameID // the tab's own
	loader   cdp.LoaderID
	stages   map[cdp.LoaderID][]string // of a page's life that are over
	problems []string
}

func newWatch() *watch {
	return &watch{chains: map[network.RequestID]*chain{}, stages: map[cdp.LoaderID][]string{}}
}

func (w *watch) note(event any) {
	w.mu.Lock()
	defer w.mu.Unlock()
	switch e := event.(type) {
	case *network.EventRequestWillBeSent:
		c := w.chain(e.RequestID)
		c.document = e.Type == network.ResourceTypeDocument
		c.sent = append(c.sent, request{method: e.Request.Method, url: e.Request.URL, body: bodyOf(e.Request)})
	case *network.EventRequestWillBeSentExtraInfo:
		c := w.chain(e.RequestID)
		c.headers = append(c.headers, headerOf(e.Headers))
	case *network.EventResponseReceivedExtraInfo:
		c := w.chain(e.RequestID)
		c.statuses = append(c.statuses, int(e.StatusCode))
	case *page.EventFrameNavigated:
		if e.Frame.ParentID == "" {
			w.frame, w.loader = e.Frame.ID, e.Frame.LoaderID
		}
	case *page.EventLifecycleEvent:
		w.stages[e.LoaderID] = append(w.stages[e.LoaderID], e.Name)
	default:
		w.noteProblem(event)
	}
}

// noteProblem keeps what a developer would see in red in the console.
func (w *watch) noteProblem(event any) {
	switch e := event.(type) {
	case *log.EventEntryAdded:
		refused := e.Entry.Source == log.EntrySourceNetwork && w.chain(e.Entry.NetworkRequestID).document // the page itself is a 4xx
		unasked := strings.HasSuffix(e.Entry.URL, "/favicon.ico")                                         // by any page
		if !refused && !unasked && e.Entry.Level != log.EntryLevelInfo && e.Entry.Level != log.EntryLevelVerbose {
			w.problem("%s %s: %s %s", e.Entry.Source, e.Entry.Level, e.Entry.Text, e.Entry.URL)
		}
	case *runtime.EventConsoleAPICalled:
		w.problem("console.%s", e.Type)
	case *runtime.EventExceptionThrown:
		w.problem("exception: %s", e.ExceptionDetails.Text)
	case *audits.EventIssueAdded:
		if e.Issue.Code != audits.InspectorIssueCodeBounceTrackingIssue { // what a sign-in without a click looks like
			w.problem("issue: %s", e.Issue.Code)
		}
	}
}

func (w *watch) problem(format string, args ...any) {
	w.problems = append(w.problems, fmt.Sprintf(format, args...))
}

func (w *watch) chain(id network.RequestID) *chain {
	c := w.chains[id]
	if c == nil {
		c = &chain{}
		w.chains[id] = c
		w.order = append(w.order, id)
	}
	return c
}

// requests are those that have been answered, those of a chain together.
func (w *watch) requests() (all []request) {
	w.mu.Lock()
	defer w.mu.Unlock()
	for _, id := range w.order {
		c := w.chains[id]
		for i, sent := range c.sent {
			if i < len(c.headers) && i < len(c.statuses) {
				sent.headers, sent.status = c.headers[i], c.statuses[i]
				all = append(all, sent)
			}
		}
	}
	return all
}

// ready reports whether the page is loaded and painted. Before that the browser
// drops a click.
func (w *watch) ready() bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	stages := w.stages[w.loader]
	return slices.Contains(stages, "load") && slices.Contains(stages, "firstContentfulPaint")
}

// takeProblems returns the problems, and forgets them.
func (w *watch) takeProblems() []string {
	w.mu.Lock()
	defer w.mu.Unlock()
	problems := w.problems
	w.problems = nil
	return problems
}

func bodyOf(r *network.Request) string {
	var body strings.Builder
	for _, entry := range r.PostDataEntries {
		body.Write(entry.Bytes)
	}
	return body.String()
}

func headerOf(headers network.Headers) http.Header {
	header := http.Header{}
	for name, value := range headers {
		header.Set(name, fmt.Sprint(value))
	}
	return header
}
