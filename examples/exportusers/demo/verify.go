package main

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"

	"github.com/janrain-go/janrain"
)

// A line is one of OUT.
type line struct {
	PrimaryKey  string   `json:"primaryKey"`
	Identifiers []string `json:"identifiers"`
	Users       []user   `json:"users"`
}

type user struct {
	Identifier string          `json:"identifier"`
	Claims     *janrain.Claims `json:"claims"`
}

// verify reads OUT: it has each user once, in the order of the service.
func (e *export) verify() error {
	file, err := os.Open(e.out)
	if err != nil {
		return err
	}
	defer file.Close()
	lines := json.NewDecoder(bufio.NewReader(file))
	for ; ; e.found++ {
		var one line
		err := lines.Decode(&one)
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return err
		}
		if !e.isUser(one, e.found) {
			return fmt.Errorf("line %d of OUT is not user %d", e.found+1, e.found)
		}
	}
	if e.userData {
		e.twice = int(e.requests.Load())
		for i := range e.users {
			e.twice -= len(identifiers(i))
		}
	}
	switch {
	case e.found != e.users:
		return fmt.Errorf("OUT has %d users", e.found)
	case e.kills > 0 && e.killed == 0: // of a small export some come too late
		return errors.New("the program ended before it was killed")
	case e.twice > e.killed*6*concurrency: // three times as many users are in flight or wait to be written
		return fmt.Errorf("%d identifiers were asked for twice, by %d kills", e.twice, e.killed)
	}
	return nil
}

func (e *export) isUser(one line, i int) bool {
	want := identifiers(i)
	if one.PrimaryKey != primaryKey(i) || !slices.Equal(one.Identifiers, want) {
		return false
	}
	if !e.userData {
		return one.Users == nil
	}
	return slices.EqualFunc(one.Users, want, func(u user, identifier string) bool {
		return u.Identifier == identifier && u.Claims != nil &&
			u.Claims.Subject == identifier && u.Claims.Issuer == issuer && u.Claims.Name != ""
	})
}
