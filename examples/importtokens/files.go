package main

import (
	"errors"
	"fmt"
	"os"
)

// openRegular opens a file, and nothing that waits for somebody else or has no end.
// It looks before: to open a pipe is to wait already.
func openRegular(path string, flag int) (*os.File, error) {
	info, err := os.Stat(path)
	switch {
	case err == nil && !info.Mode().IsRegular():
		return nil, fmt.Errorf("%s is no regular file", path)
	case err != nil && !errors.Is(err, os.ErrNotExist):
		return nil, err
	}
	return os.OpenFile(path, flag, 0o600) //nolint:gosec // the path is the user's own
}

// threeFiles refuses one file under two names. Those that are not there yet are
// let through.
func threeFiles(opts options) error {
	var found []os.FileInfo
	for _, path := range []string{opts.file, opts.journal, opts.failures} {
		info, err := os.Stat(path)
		if errors.Is(err, os.ErrNotExist) {
			continue
		}
		if err != nil {
			return err
		}
		for _, other := range found {
			if os.SameFile(info, other) {
				return errors.New("FILE, -journal and -failures are three files")
			}
		}
		found = append(found, info)
	}
	return nil
}
