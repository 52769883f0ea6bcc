package main

import (
	"context"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"slices"
	"strconv"
	"strings"

	"github.com/janrain-go/janrain"
	"github.com/janrain-go/janrain/examples/internal/bulk"
)

// maxBadPrinted is how many bad rows are printed; the failures file has all.
const maxBadPrinted = 100

// supportedHosts are where the identifiers of the four providers live that
// add_or_update_access_token takes.
var supportedHosts = []string{"facebook.com", "renren.com", "soundcloud.com", "foursquare.com"}

// A rule tells which rows cannot work.
type rule struct{ client *janrain.Client }

// newRule asks the library itself, so that both always refuse the same: the
// client's transport leads nowhere, and what gets as far is good.
func newRule() (*rule, error) {
	client, err := janrain.NewClient("localhost", "none", janrain.WithHTTPClient(&http.Client{Transport: nowhere{}}))
	return &rule{client}, err
}

type nowhere struct{}

func (nowhere) RoundTrip(r *http.Request) (*http.Response, error) {
	return nil, errors.Join(errors.New("nothing is sent"), r.Body.Close())
}

// fault says what is wrong with a row, or "". It quotes neither member: with the
// columns confused the identifier is the token.
func (l *rule) fault(r row) string {
	err := l.client.AddOrUpdateAccessToken(context.Background(), paramsOf(r))
	if param, ok := errors.AsType[*janrain.ParamError](err); ok {
		return param.Parameter + " " + param.Reason
	}
	u, err := url.Parse(r.identifier)
	switch {
	case err != nil, u.Scheme != "http" && u.Scheme != "https":
		return "identifier is not an http or https URL"
	case !supported(u.Hostname()):
		return "identifier is not one of Facebook, RenRen, SoundCloud or Foursquare"
	}
	return ""
}

func supported(host string) bool {
	host = strings.ToLower(host)
	return slices.ContainsFunc(supportedHosts, func(known string) bool {
		return host == known || strings.HasSuffix(host, "."+known)
	})
}

func paramsOf(r row) janrain.AccessTokenParams {
	return janrain.AccessTokenParams{Identifier: r.identifier, Token: r.token}
}

// content is what the check found in a file.
type content struct {
	rows, bad int64
	size      int64
	sha256    string
}

// checkFile reads the whole file and reports the bad rows.
func checkFile(ctx context.Context, opts options, out *progress) (content, error) {
	source, err := openRows(opts.file, opts.format)
	if err != nil {
		return content{}, err
	}
	defer source.close()
	bad, err := newBadRows(opts, out)
	if err != nil {
		return content{}, err
	}
	defer bad.close()
	for {
		if ctx.Err() != nil {
			return content{}, ctx.Err()
		}
		one, err := source.read()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return content{}, err
		}
		if one = source.judged(one); one.fault != "" {
			if err := bad.add(one); err != nil {
				return content{}, err
			}
		}
		out.checked(source.last)
	}
	if more := bad.count - maxBadPrinted; more > 0 {
		out.say("and %s more bad rows", bulk.Grouped(more))
	}
	return content{rows: source.last, bad: bad.count, size: source.size, sha256: source.digest()}, nil
}

// badRows prints the first bad rows, and writes all of them to the failures
// file where nothing else will.
type badRows struct {
	count int64
	out   *progress
	path  string // "" where the import writes it
	file  *os.File
}

// newBadRows leaves the failures alone once an import has begun: they are in
// its journal as well.
func newBadRows(opts options, out *progress) (*badRows, error) {
	b := &badRows{out: out}
	_, err := os.Stat(opts.journal)
	switch begun := err == nil; {
	case err != nil && !errors.Is(err, os.ErrNotExist):
		return nil, err
	case !begun && (opts.check || !opts.skipBad):
		b.path = opts.failures
	}
	return b, nil
}

func (b *badRows) add(r row) error {
	b.count++
	if b.count <= maxBadPrinted {
		b.out.say("row %d (line %d) %s", r.number, r.line, r.fault)
	}
	if b.path == "" {
		return nil
	}
	if b.file == nil {
		var err error
		if b.file, err = createFailures(b.path); err != nil {
			return err
		}
	}
	_, err := b.file.WriteString(failureLine(r, "", r.fault))
	return err
}

func (b *badRows) close() {
	if b.file != nil {
		_ = b.file.Close() // each row is written already
	}
}

// report is how a run ends that sends nothing.
func (c content) report(opts options, stdout io.Writer) (int, error) {
	fmt.Fprintf(stdout, "%s checked, %s bad\n", bulk.Counted(c.rows, "row"), bulk.Grouped(c.bad))
	switch {
	case c.bad == 0:
		return exitAllSent, nil
	case opts.check:
		return exitNothingSent, nil
	}
	return exitNothingSent, fmt.Errorf("%s, nothing was sent; mend the file, or send the others with -skip-bad", bulk.Counted(c.bad, "bad row"))
}

// failureLine is a line of the failures file and of the journal.
func failureLine(r row, code, reason string) string {
	var line strings.Builder
	w := csv.NewWriter(&line)
	_ = w.Write([]string{strconv.FormatInt(r.number, 10), strconv.FormatInt(r.line, 10), code, oneLine(reason)})
	w.Flush()
	return line.String()
}
