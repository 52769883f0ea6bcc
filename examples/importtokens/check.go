package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/janrain-go/janrain"
	"github.com/janrain-go/janrain/examples/internal/bulk"
)

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
	marks     marks
	others    *bulk.Sample[row] // of the good rows
}

// checkFile reads the whole file and reports the bad rows.
func checkFile(ctx context.Context, opts options, out *progress) (content, error) {
	source, err := openRows(opts.file, opts.format, nil)
	if err != nil {
		return content{}, err
	}
	defer source.close()
	bad := &badRows{out: out}
	defer bad.close()
	others := new(bulk.Sample[row])
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
		if one = source.judged(one); one.fault == "" {
			others.Add(one)
		} else if err := bad.add(one); err != nil {
			return content{}, err
		}
		out.checked(source.last)
	}
	found := content{rows: source.last, bad: bad.count, size: source.in.size, marks: source.in.have, others: others}
	return found, bad.end(opts, found)
}

// report is how a run ends that sends nothing.
func (c content) report(opts options, stdout io.Writer) (int, error) {
	_, err := fmt.Fprintf(stdout, "%s checked, %s bad\n", bulk.Counted(c.rows, "row"), bulk.Grouped(c.bad))
	switch {
	case err != nil:
		return exitMend, err
	case c.bad == 0:
		return exitAllSent, nil
	case opts.check:
		return exitMend, nil
	}
	return exitMend, fmt.Errorf("%s, nothing was sent; mend the file, or send the others with -skip-bad", bulk.Counted(c.bad, "bad row"))
}
