package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"

	"github.com/janrain-go/janrain"
)

// send sets one provider after another and prints a line for each. It returns those
// that are not set.
func send(ctx context.Context, client *janrain.Client, entries []*entry, w io.Writer) (unset []string) {
	var stopped bool
	for _, e := range entries {
		result := "ok"
		if stopped {
			result = "not tried after this failure"
		} else if err := client.SetProviderProperties(ctx, e.properties); err != nil {
			stopped = hitsAll(err)
			result = fmt.Sprintf("failed: %v", err)
		}
		if result != "ok" {
			unset = append(unset, string(e.provider))
		}
		fmt.Fprintf(w, "%-10s  %s\n", e.provider, result)
	}
	return unset
}

// hitsAll tells whether a failure is one of the keys, the plan, the domain or
// the way there, so that the next provider would meet it too. What is no answer is
// a proxy's, or a web server's.
func hitsAll(err error) bool {
	if _, ok := errors.AsType[*janrain.DecodeError](err); ok {
		return true
	}
	if broken, ok := errors.AsType[*janrain.TransportError](err); ok && !broken.MayHaveBeenSent {
		return true
	}
	return slices.ContainsFunc([]error{
		janrain.ErrAuthentication, janrain.ErrUpgradeRequired, janrain.ErrAppNotFound, janrain.ErrRedirect, context.Canceled,
	}, func(target error) bool { return errors.Is(err, target) })
}
