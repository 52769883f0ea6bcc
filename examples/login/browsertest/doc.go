// Package browsertest tries examples/login, and with it the callback, the
// widget's script and the pages of the fake, in a real browser: which cookies
// come with which request, and what one site may do to another, is the browser's
// decision, and no test without one can tell.
//
//	go -C examples/login/browsertest test ./...
//
// It needs Chromium or Chrome: that of CHROME, or the first in PATH of chromium,
// chromium-browser and google-chrome. Without one the tests are skipped, with
// JANRAIN_TEST_BROWSER=require they fail. JANRAIN_SCREENSHOTS names a directory
// that gets a picture of each page.
package browsertest
