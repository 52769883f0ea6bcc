package browsertest

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
)

// All tests share one program file and one browser process. What they do in
// them is apart: each starts the program anew, and in the browser a context of
// its own, with its own cookies.
var (
	program string
	browser context.Context
	missing error // why there is no browser
)

func TestMain(m *testing.M) { os.Exit(run(m)) }

func run(m *testing.M) int {
	chrome, err := findBrowser(os.Getenv("CHROME"))
	switch {
	case err == nil:
	case os.Getenv("JANRAIN_TEST_BROWSER") == "require":
		fmt.Fprintln(os.Stderr, err)
		return 1
	default:
		missing = err
		return m.Run()
	}
	dir, err := os.MkdirTemp("", "browsertest")
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	defer func() { _ = os.RemoveAll(dir) }()
	program = filepath.Join(dir, "login.exe") // Windows wants the ending, the others do not mind
	build := exec.CommandContext(context.Background(), "go", "build", "-o", program, "github.com/janrain-go/janrain/examples/login")
	if out, err := build.CombinedOutput(); err != nil {
		fmt.Fprintf(os.Stderr, "go build: %v\n%s", err, out)
		return 1
	}
	stop, err := startBrowser(chrome, dir)
	defer stop()
	if err != nil {
		fmt.Fprintf(os.Stderr, "%s does not start: %v\n", chrome, err)
		return 1
	}
	return m.Run()
}

// findBrowser returns the path of the browser that is named, or of the first of
// the usual names.
func findBrowser(named string) (string, error) {
	if named != "" {
		path, err := exec.LookPath(named)
		if err != nil {
			return "", fmt.Errorf("CHROME: %w", err)
		}
		return path, nil
	}
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome"} {
		if path, err := exec.LookPath(name); err == nil {
			return path, nil
		}
	}
	return "", errors.New("no browser: install one (apt-get install chromium), or name it in CHROME")
}

// startBrowser keeps the browser to this machine, and its files to dir.
func startBrowser(chrome, dir string) (stop func(), err error) {
	options := append(chromedp.DefaultExecAllocatorOptions[:],
		chromedp.ExecPath(chrome),
		chromedp.UserDataDir(filepath.Join(dir, "profile")),
		chromedp.Env("HOME="+dir), // crash reports and keys are kept there, whatever the profile
		chromedp.WSURLReadTimeout(time.Minute),
		chromedp.Flag("disable-gpu", true),
		chromedp.Flag("disable-quic", true),
		chromedp.Flag("disable-component-update", true),
		chromedp.Flag("host-resolver-rules", "MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE 127.0.0.1"),
	)
	if os.Geteuid() == 0 {
		options = append(options, chromedp.NoSandbox) // it does not start as root otherwise
	}
	allocator, release := chromedp.NewExecAllocator(context.Background(), options...)
	started, quit := chromedp.NewContext(allocator)
	browser = started
	return func() { quit(); release() }, chromedp.Do(browser)
}
