package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"slices"

	"github.com/janrain-go/janrain"
	"github.com/janrain-go/janrain/examples/internal/bulk"
)

// A user is what a line of OUT says of one identifier: the claims, or why there
// are none.
type user struct {
	Identifier string            `json:"identifier"`
	Claims     *janrain.Claims   `json:"claims,omitempty"`
	Raw        *janrain.AuthInfo `json:"raw,omitempty"`
	Error      *failure          `json:"error,omitempty"`
}

// As json.Marshal writes them.
var (
	usersBegin  = []byte(`,"users":[`)
	usersEnd    = []byte("]}\n")
	errorBegins = []byte(`"error":{`)
	extraBegins = []byte(`"extra":{`)

	unusableBegins = []byte(`"unusable":[`)
)

// complete adds the users behind a mapping to its line. An error ends the export;
// the line is not written then.
func (x *exporter) complete(ctx context.Context, r *row) error {
	var m mapping
	if err := json.Unmarshal(r.text, &m); err != nil {
		return err
	}
	users := make([]user, 0, len(m.Identifiers))
	for _, identifier := range m.Identifiers {
		if slices.Contains(m.Unusable, identifier) {
			users = append(users, user{Identifier: identifier, Error: unusable()})
			continue
		}
		one, err := x.user(ctx, identifier)
		if err != nil {
			return err
		}
		users = append(users, one)
	}
	var text bytes.Buffer
	text.Write(bytes.TrimSuffix(r.text, []byte("}\n")))
	text.WriteString(`,"users":`)
	if err := encoderTo(&text).Encode(users); err != nil {
		return err
	}
	text.Truncate(text.Len() - 1) // Encode ends a line
	text.WriteString("}\n")
	r.text = text.Bytes()
	var err error
	r.failures, r.failed, err = failuresOf(m, users)
	return err
}

// note is for a line without users: it looks for what is damaged.
func (r *row) note() error {
	if !mayHaveFailed(r.text) {
		return nil
	}
	var m mapping
	err := json.Unmarshal(r.text, &m)
	if err == nil {
		r.failures, r.failed, err = failuresOf(m, nil)
	}
	return err
}

// user asks for one user. Who cannot be had while others can must not hold them up.
func (x *exporter) user(ctx context.Context, identifier string) (user, error) {
	var info *janrain.AuthInfo
	verdict, err := x.calls.Do(ctx, func(ctx context.Context) (err error) {
		info, err = x.ask(ctx, identifier)
		return err
	})
	switch verdict {
	case bulk.Done:
		return x.userOf(identifier, info), nil
	case bulk.Refused, bulk.Again:
		return user{Identifier: identifier, Error: failureOf(err)}, nil
	}
	return user{}, fmt.Errorf("user data: %w", err)
}

func (x *exporter) ask(ctx context.Context, identifier string) (*janrain.AuthInfo, error) {
	return x.client.UserData(ctx, janrain.UserDataParams{Identifier: identifier, Extended: x.opts.extended})
}

// userOf is a user of whom there is an answer.
func (x *exporter) userOf(identifier string, info *janrain.AuthInfo) user {
	one := user{Identifier: identifier}
	if info.Profile.Identifier != identifier { // of a cache on the way, say
		one.Error = &failure{Reason: "the answer is about another identifier"}
		return one
	}
	if x.opts.raw {
		one.Raw = info
	}
	claims, err := info.Claims(x.opts.issuer)
	if err != nil {
		one.Error = failureOf(err)
		return one
	}
	one.Claims = claims
	return one
}
