package documents

import (
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/janrain-go/janrain/internal/acceptance/kit"
)

// pages returns the text of every Markdown file of the repository, by its path.
func pages(t *testing.T) map[string]string {
	t.Helper()
	all := map[string]string{}
	root := kit.Path(".")
	require.NoError(t, filepath.WalkDir(root, func(path string, entry fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case entry.IsDir() && path != root && strings.HasPrefix(entry.Name(), "."):
			return fs.SkipDir
		case filepath.Ext(path) != ".md":
			return nil
		}
		text, err := os.ReadFile(path)
		all[filepath.Clean(path)] = string(text)
		return err
	}))
	require.Contains(t, all, filepath.Clean(kit.Path("README.md")))
	return all
}

var (
	codeBlock  = regexp.MustCompile("(?s)```.*?```")
	heading    = regexp.MustCompile(`(?m)^#+ (.*)$`)
	notInID    = regexp.MustCompile(`[^\p{L}\p{N} _-]`)
	markedLink = regexp.MustCompile(`\]\(([^)\s]+)\)`)
)

// anchors returns the IDs that GitHub gives to the headings of a page.
func anchors(page string) map[string]bool {
	ids := map[string]bool{"": true}
	for _, match := range heading.FindAllStringSubmatch(codeBlock.ReplaceAllString(page, ""), -1) {
		ids[strings.ReplaceAll(notInID.ReplaceAllString(strings.ToLower(match[1]), ""), " ", "-")] = true
	}
	return ids
}

func TestLinksLeadToFilesAndHeadings(t *testing.T) {
	t.Parallel()
	all := pages(t)
	for path, page := range all {
		for _, match := range markedLink.FindAllStringSubmatch(codeBlock.ReplaceAllString(page, ""), -1) {
			link := match[1]
			if strings.Contains(link, "://") {
				continue
			}
			target, anchor, _ := strings.Cut(link, "#")
			file := path
			if target != "" {
				file = filepath.Join(filepath.Dir(path), filepath.FromSlash(target))
			}
			assert.FileExists(t, file, "%s links to %s", path, link)
			if linked, ok := all[file]; ok {
				assert.True(t, anchors(linked)[anchor], "%s links to %s, a heading that does not exist", path, link)
			}
		}
	}
}

// A file outside docs/code that no page links to is not found by readers.
func TestReadmeLinksToEveryDocument(t *testing.T) {
	t.Parallel()
	files, err := filepath.Glob(kit.Path("docs/*.md"))
	require.NoError(t, err)
	require.NotEmpty(t, files)
	readme := pages(t)[filepath.Clean(kit.Path("README.md"))]
	for _, file := range files {
		assert.Contains(t, readme, "(docs/"+filepath.Base(file)+")")
	}
}

func TestReadmeIsShort(t *testing.T) {
	t.Parallel()
	readme := pages(t)[filepath.Clean(kit.Path("README.md"))]
	assert.LessOrEqual(t, strings.Count(readme, "\n"), 170, "lines; move details into docs/")
}
