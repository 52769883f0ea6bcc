package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"

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

// A failure is why there is nothing of an identifier.
type failure struct {
	Code   *int   `json:"code,omitempty"` // the service's, where it gave one
	Reason string `json:"reason"`
}

// As json.Marshal writes them.
var (
	usersBegin  = []byte(`,"users":[`)
	usersEnd    = []byte("]}\n")
	errorBegins = []byte(`"error":{`)
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
	r.failures, r.failed, err = failuresOf(m.PrimaryKey, users)
	return err
}

// failuresOf are a mapping's lines of the failures file. They have the form of
// mappings, so that the file can be exported with -mappings.
func failuresOf(primaryKey string, users []user) (lines []byte, failed int64, err error) {
	var text bytes.Buffer
	for _, one := range users {
		if one.Error == nil {
			continue
		}
		failed++
		err = errors.Join(err, encoderTo(&text).Encode(struct {
			PrimaryKey  string   `json:"primaryKey"`
			Identifiers []string `json:"identifiers"`
			Error       *failure `json:"error"`
		}{primaryKey, []string{one.Identifier}, one.Error}))
	}
	return text.Bytes(), failed, err
}

// user asks for one user, until there is an answer that will stay.
func (x *exporter) user(ctx context.Context, identifier string) (user, error) {
	wait := x.firstWait
	for try := 1; ; try++ {
		if err := x.turn(ctx); err != nil {
			return user{}, err
		}
		// A call that has begun is finished, so that the user is written.
		info, err := x.client.UserData(context.WithoutCancel(ctx), janrain.UserDataParams{
			Identifier: identifier, Extended: x.opts.extended,
		})
		switch rules.Of(err) {
		case bulk.Done:
			x.known.Store(&identifier)
			return x.userOf(identifier, info), nil
		case bulk.Refused:
			return user{Identifier: identifier, Error: failureOf(err)}, nil
		case bulk.Hopeless:
			return user{}, fmt.Errorf("this user and every other would fail: %w", err)
		}
		if try == maxTries {
			return x.leave(ctx, identifier, err)
		}
		asked := bulk.AskedWait(err)
		if asked > maxWait {
			return user{}, fmt.Errorf("the service asks to wait %v: %w", asked, err)
		}
		if x.pace.HoldUp(max(wait, asked)) {
			x.progress.say("waiting %v: %v", max(wait, asked), err)
		}
		wait *= 2
	}
}

// leave ends the tries of a user. Where another, who could be had before, still
// can be, it is this one who cannot: he must not hold up the others. Whether they
// get through meanwhile does not tell, they may all wait for him to be written.
func (x *exporter) leave(ctx context.Context, identifier string, err error) (user, error) {
	if known := x.known.Load(); known != nil {
		if wait := x.turn(ctx); wait != nil {
			return user{}, wait
		}
		_, other := x.client.UserData(context.WithoutCancel(ctx), janrain.UserDataParams{Identifier: *known})
		if rules.Of(other) == bulk.Done {
			return user{Identifier: identifier, Error: failureOf(err)}, nil
		}
	}
	return user{}, fmt.Errorf("the service is down or out of reach, a user was asked for %d times: %w", maxTries, err)
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

// turn waits until a request may be made. Its error is why the export ends.
func (x *exporter) turn(ctx context.Context) error {
	if x.pace.Turn(ctx) != nil {
		return context.Cause(ctx)
	}
	return nil
}

// failureOf is an error as OUT has it. The library's errors are of one line, and
// have no key in them.
func failureOf(err error) *failure {
	f := &failure{Reason: err.Error()}
	if answer, ok := errors.AsType[*janrain.Error](err); ok && answer.Code != janrain.CodeNone {
		f.Code = new(int(answer.Code))
	}
	return f
}
