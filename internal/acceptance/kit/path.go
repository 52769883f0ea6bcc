package kit

import (
	"os"
	"path/filepath"
)

// Path returns the path of a file in the repository, such as "testdata/auth_info/typical.json",
// relative to the directory of the running test.
func Path(name string) string {
	dir := "."
	for range 8 { // no package is nested deeper
		if _, err := os.Stat(filepath.Join(dir, "go.mod")); err == nil {
			break
		}
		dir = filepath.Join("..", dir)
	}
	return filepath.Join(dir, filepath.FromSlash(name))
}
