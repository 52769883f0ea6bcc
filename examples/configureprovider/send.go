package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"

	"github.com/janrain-go/janrain"
)

// send sets one provider after another and prints a line for each.
func send(ctx context.Context, client *janrain.Client, entries []*entry, w io.Writer) (code int) {
	var stopped bool
	for _, e := range entries {
		result := "ok"
		if stopped {
			result = "not tried after this failure"
		} else if err := client.SetProviderProperties(ctx, e.properties); err != nil {
			code, stopped = failed, hitsAll(err)
			result = fmt.Sprintf("failed: %v", err)
		}
		fmt.Fprintf(w, "%-10s  %s\n", e.provider, result)
	}
	return code
}

// hitsAll tells whether a failure is one of the keys, the plan, the domain or
// the way there, so that the next provider would meet it too.
func hitsAll(err error) bool {
	if broken, ok := errors.AsType[*janrain.TransportError](err); ok && !broken.MayHaveBeenSent {
		return true
	}
	return slices.ContainsFunc([]error{
		janrain.ErrAuthentication, janrain.ErrUpgradeRequired, janrain.ErrAppNotFound, janrain.ErrRedirect, context.Canceled,
	}, func(target error) bool { return errors.Is(err, target) })
}
