// Package document holds a page of the documentation against the code that it
// shows.
package document

import (
	"errors"
	"fmt"
	"os"
	"regexp"
	"strings"
)

// A Page is a page of the documentation.
type Page string

// Read reads a page.
func Read(name string) (Page, error) {
	text, err := os.ReadFile(name) //nolint:gosec // the tests name the page
	return Page(text), err
}

var goBlock = regexp.MustCompile("(?s)```go\n(.*?)```")

// Untested returns the page's Go blocks that none of the files has: as they are,
// or one level deeper, as the body of a function.
func (p Page) Untested(files ...string) ([]string, error) {
	blocks := goBlock.FindAllStringSubmatch(string(p), -1)
	if blocks == nil {
		return nil, errors.New("the page has no block of Go code")
	}
	var code strings.Builder
	for _, name := range files {
		text, err := os.ReadFile(name) //nolint:gosec // the tests name the files
		if err != nil {
			return nil, err
		}
		code.Write(text)
		code.WriteString(strings.ReplaceAll(string(text), "\n\t", "\n"))
	}
	var missing []string
	for _, block := range blocks {
		if !strings.Contains(code.String(), block[1]) {
			missing = append(missing, block[1])
		}
	}
	return missing, nil
}

var version = regexp.MustCompile(`\bv\d+\.\d+\.\d+\b`)

// Versions returns the versions that the page says its code runs with.
func (p Page) Versions() []string {
	_, after, _ := strings.Cut(string(p), " runs the code of this page, with ")
	sentence, _, _ := strings.Cut(after, "\n\n")
	return version.FindAllString(sentence, -1)
}

// Required returns the versions of modules in a go.mod.
func Required(goMod string, modules ...string) ([]string, error) {
	text, err := os.ReadFile(goMod) //nolint:gosec // the tests name the file
	if err != nil {
		return nil, err
	}
	var versions []string
	for _, module := range modules {
		line := regexp.MustCompile(`(?m)^\t` + regexp.QuoteMeta(module) + ` (v\S+)$`).FindSubmatch(text)
		if line == nil {
			return nil, fmt.Errorf("%s does not require %s itself", goMod, module)
		}
		versions = append(versions, string(line[1]))
	}
	return versions, nil
}
