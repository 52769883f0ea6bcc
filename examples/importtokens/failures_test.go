package main

import (
	"errors"
	"net/url"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/janrain-go/janrain"
	"github.com/janrain-go/janrain/janraintest"
)

func TestNoPieceOfATokenIsKept(t *testing.T) {
	t.Parallel()
	const secret = "EAAB/wKz0+9QpXyZ12=="
	for words, kept := range map[string]bool{
		"Error validating access token":       true,
		"EAAB/wK...":                          true, // too short to be of use
		secret:                                false,
		"token EAAB/wKz0+9QpX...":             false,
		"token ...QpXyZ12== is bad":           false,
		strings.ToUpper(secret):               false,
		"token=" + url.QueryEscape(secret):    false,
		url.QueryEscape(secret)[:12] + "&x=y": false,
	} {
		cause := errors.New(words)
		err := without(secret, cause)
		require.ErrorIs(t, err, cause)
		if kept {
			assert.Equal(t, words, err.Error())
		} else {
			assert.Equal(t, "the service's words have the token or a piece of it in them, so they are not kept", err.Error(), words)
		}
	}
	require.NoError(t, without(secret, nil))
	require.EqualError(t, without("toolong", errors.New("line 1\nline 2\u2028")), "line 1 line 2 ")
}

func TestAServiceThatQuotesATokenDoesNotGetItIntoAFile(t *testing.T) {
	t.Parallel()
	whole := token(1)
	for _, quoted := range []string{whole[:len(whole)-4] + "...", strings.ToUpper(whole)} {
		srv := newServer(t)
		srv.FailAll(janraintest.ErrorMessage(janrain.CodeFacebook, "Error validating access token "+quoted))
		file := users(t, 1)
		o := importInto(t, srv, file)
		assert.Equal(t, exitSomeFailed, o.code, o.stderr)
		assertNoToken(t, file, o)
		for _, path := range []string{file + ".failures.csv", file + ".journal"} {
			assert.NotContains(t, strings.ToLower(textOf(t, path)), canary[:8], path)
			assert.Contains(t, textOf(t, path), "1,2,4,", path)
		}
	}
}
