package main

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"iter"
	"os"
	"slices"
	"time"

	jsonv2 "github.com/go-json-experiment/json"

	"github.com/janrain-go/janrain"
	"github.com/janrain-go/janrain/examples/internal/bulk"
)

// maxFetches is how often the mappings are asked for in one run.
const maxFetches = 3

// maxWait is how long the service may ask to wait before it is asked for them again.
const maxWait = 10 * time.Minute

// mappingsFor makes sure that there is a whole spool.
func mappingsFor(ctx context.Context, opts options, from source, w *output, out *progress) (footer, error) {
	name := from.name
	if opts.mappings != "" {
		name += ", users of " + opts.mappings
	}
	if opts.fresh && w.size > 0 {
		return footer{}, fmt.Errorf("%s has users in it already: move it away, -fresh begins anew", opts.out)
	}
	have, err := checkSpool(opts.spool())
	switch {
	case opts.fresh || errors.Is(err, os.ErrNotExist) && w.size == 0:
		return fetch(ctx, opts, from, name, out)
	case errors.Is(err, os.ErrNotExist):
		return footer{}, fmt.Errorf("%s is not empty, and %s, which tells how to go on with it, is not there: bring it back, or give another OUT",
			opts.out, opts.spool())
	case err != nil:
		return footer{}, err
	case have.From != name:
		return footer{}, fmt.Errorf("%s is of %s, and this is an export of %s: give another OUT", opts.spool(), have.From, name)
	}
	out.Say("Going on with the %s that were fetched %v ago; -fresh, with another OUT, asks for them anew.",
		bulk.Counted(have.Mappings, "mapping"), time.Since(have.Fetched).Round(time.Second))
	return have, nil
}

// fetch stores the mappings. A service that is busy or breaks off is asked again.
func fetch(ctx context.Context, opts options, from source, name string, out *progress) (footer, error) {
	mappings := from.patient.AllMappings(ctx)
	if opts.mappings != "" {
		mappings = mappingsIn(opts.mappings)
	}
	wait := bulk.FirstWait
	for try := 1; ; try++ {
		out.beginFetch()
		have, err := writeSpool(opts.spool(), name, mappings, out.fetched)
		out.End()
		if err == nil {
			return have, nil
		}
		err = fmt.Errorf("the mappings are not whole, none is kept: %w", err)
		asked := janrain.RetryAfter(err)
		switch {
		case ctx.Err() != nil || rules.Of(err) != bulk.Again:
			return footer{}, err
		case try == maxFetches || asked > maxWait:
			return footer{}, &bulk.LaterError{Err: err}
		}
		out.Say("waiting %v: %v", max(wait, asked), err)
		select {
		case <-time.After(max(wait, asked)):
		case <-ctx.Done():
			return footer{}, ctx.Err()
		}
		wait *= 2
	}
}

// mappingsIn are those of a file, as an export or its failures have them.
func mappingsIn(path string) iter.Seq2[janrain.Mapping, error] {
	return func(yield func(janrain.Mapping, error) bool) {
		file, err := os.Open(path) //nolint:gosec // the path is the user's own
		if err != nil {
			yield(janrain.Mapping{}, err)
			return
		}
		defer file.Close()
		r := bufio.NewReaderSize(file, 64<<10)
		var line []byte
		for number := 1; err == nil; number++ {
			line, err = readLine(r, line[:0])
			if len(line) == 0 && errors.Is(err, io.EOF) {
				return
			}
			one, ok := mappingIn(line)
			if !ok { // an error of a package would quote the line
				yield(janrain.Mapping{}, fmt.Errorf("line %d of %s is no JSON object with the text primaryKey and the list of texts identifiers", number, path))
				return
			}
			if !yield(one, nil) {
				return
			}
		}
		if !errors.Is(err, io.EOF) {
			yield(janrain.Mapping{}, err)
		}
	}
}

// mappingIn reads a line. Of a text with bytes or surrogates that are none in it, or in
// the place of null, another identifier would come.
func mappingIn(line []byte) (janrain.Mapping, bool) {
	var m struct {
		PrimaryKey  *string                    `json:"primaryKey"`
		Identifiers []*string                  `json:"identifiers"`
		Extra       map[string]json.RawMessage `json:"extra"`
	}
	if jsonv2.Unmarshal(line, &m) != nil || m.PrimaryKey == nil || m.Identifiers == nil || slices.Contains(m.Identifiers, nil) {
		return janrain.Mapping{}, false
	}
	one := janrain.Mapping{PrimaryKey: *m.PrimaryKey, Extra: m.Extra}
	for _, identifier := range m.Identifiers {
		one.Identifiers = append(one.Identifiers, *identifier)
	}
	return one, true
}
