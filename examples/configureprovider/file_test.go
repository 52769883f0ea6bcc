package main

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
)

const (
	facebookNames = "fbAppID, fbSecret, emailPerm, uninstallURL"
	providerNames = "facebook, foursquare, google, linkedin, live_id, mixi, myspace, orkut, paypal, renren, salesforce, sinaweibo, soundcloud, tumblr, twitter, yahoo"
	inFacebook    = "facebook:\n  fbAppID: \"1\"\n  fbSecret: ${FACEBOOK_SECRET}\n  "
)

// What stands for a value in these files is called canary: no mistake may
// repeat it.
func TestMistakesAreToldWithTheirLine(t *testing.T) {
	t.Parallel()
	tests := []struct{ name, file, want string }{
		{"an empty file", "", "1: is empty: it needs a provider and its properties"},
		{"comments only", "# canary\n\n", "1: is empty: it needs a provider and its properties"},
		{"a list", "- canary\n", "1: is not a map of providers: it begins with a provider's name and a colon"},
		{"a text", "\ncanary\n", "2: is not a map of providers: it begins with a provider's name and a colon"},
		{"null", "~\n", "1: is not a map of providers: it begins with a provider's name and a colon"},
		{"an empty map", "{}\n", "1: is not a map of providers: it begins with a provider's name and a colon"},
		{"a second document", two + "---\nfacebook:\n", "7: a second document begins: put all providers into one"},
		{"an unknown provider", two + "friendster:\n  secret: canary\n", "7: unknown provider friendster, the names are " + providerNames},
		{"a provider's name in capitals", "Facebook:\n  fbSecret: canary\n", "1: unknown provider Facebook, the name is facebook"},
		{"a provider's name without its underscore", "liveid:\n", "1: unknown provider liveid, the name is live_id"},
		{"a name that is a list", "? [canary]\n: x\n", "1: unknown provider, the names are " + providerNames},
		{"a provider twice", two + inFacebook, "7: facebook is there twice, first in line 1"},
		{"a provider without properties", "\nfacebook:\n", "2: facebook: must be a map of its properties, which are " + facebookNames},
		{"a text for the properties", "facebook: canary\n", "1: facebook: must be a map of its properties, which are " + facebookNames},
		{"an unknown property", inFacebook + "scope: canary\n", "4: facebook: unknown property scope, the names are " + facebookNames},
		{"a secret before a colon", inFacebook + "canary9f8e7d: x\n", "4: facebook: unknown property, the names are " + facebookNames},
		{"a merge key", inFacebook + "<<: {emailPerm: true}\n", "4: facebook: a merge key (<<) is not taken, write each property out"},
		{"a merge key for providers", two + "<<: {paypal: {email: canary}}\n", "7: a merge key (<<) is not taken, write each provider out"},
		{
			"the spelling of the page of 2018, which is not missing then", "facebook:\n  fbAppId: \"canary\"\n  fbSecret: ${FACEBOOK_SECRET}\n",
			"2: facebook: unknown property fbAppId, the name is fbAppID",
		},
		{"a property twice", inFacebook + "fbAppID: \"canary\"\n", "4: facebook: fbAppID is there twice, first in line 2"},
		{"a required property that is not there", "\nfacebook:\n  fbAppID: \"canary\"\n", "2: facebook: fbSecret is missing"},
		{"a required property that is empty", "facebook:\n  fbAppID:\n  fbSecret: ${FACEBOOK_SECRET}\n", "2: facebook: fbAppID has no value"},
		{"an optional property that is empty", inFacebook + "uninstallURL: \"\"\n", "4: facebook: uninstallURL has no value"},
		{
			"a secret in the file", "facebook:\n  fbAppID: \"1\"\n  fbSecret: canary\n",
			"3: facebook: fbSecret is written in the file, take it from the environment: ${NAME}",
		},
		{
			"a secret that is a number", "facebook:\n  fbAppID: \"1\"\n  fbSecret: 1234\n",
			"3: facebook: fbSecret is written in the file, take it from the environment: ${NAME}",
		},
		{
			"a secret with a variable in it", "facebook:\n  fbAppID: \"1\"\n  fbSecret: canary${FACEBOOK_SECRET}\n",
			"3: facebook: fbSecret is written in the file, take it from the environment: ${NAME}",
		},
		{
			"a secret under an alias", "paypal:\n  paypalDisplayName: &name canary\nfacebook:\n  fbAppID: \"1\"\n  fbSecret: *name\n",
			"5: facebook: fbSecret is written in the file, take it from the environment: ${NAME}",
		},
		{"a list for a secret", "facebook:\n  fbAppID: \"1\"\n  fbSecret: [canary]\n", "3: facebook: fbSecret must be a single value"},
		{"a map for a text", "paypal:\n  paypalDisplayName: {canary: x}\n", "2: paypal: paypalDisplayName must be a single value"},
		{
			"a variable that is not set", "paypal:\n  paypalDisplayName: ${NOWHERE}\n",
			"2: paypal: paypalDisplayName needs the environment variable NOWHERE, which is not set",
		},
		{
			"a variable that is empty", "paypal:\n  paypalDisplayName: ${EMPTY}\n",
			"2: paypal: paypalDisplayName needs the environment variable EMPTY, which is empty",
		},
		{
			"a variable of white space", "paypal:\n  paypalDisplayName: ${BLANK}\n",
			"2: paypal: paypalDisplayName needs the environment variable BLANK, which is empty",
		},
		{
			"a variable with a line break at its end", "facebook:\n  fbAppID: \"1\"\n  fbSecret: ${PASTED}\n",
			"3: facebook: fbSecret, from PASTED, has leading or trailing white space",
		},
		{
			"a variable within a text", "paypal:\n  paypalDisplayName: canary ${FACEBOOK_SECRET}\n",
			"2: paypal: paypalDisplayName has a ${ in it: a variable is the whole value, ${NAME}",
		},
		{
			"a variable with a default, as in a shell", "paypal:\n  paypalDisplayName: ${FACEBOOK_SECRET:-canary}\n",
			"2: paypal: paypalDisplayName has a ${ in it: a variable is the whole value, ${NAME}",
		},
		{"a switch in quotes", inFacebook + "emailPerm: \"true\"\n", "4: facebook: emailPerm must be true or false as it is, no quotes, no variable"},
		{"a word for a switch", inFacebook + "emailPerm: canary\n", "4: facebook: emailPerm must be true or false as it is, no quotes, no variable"},
		{"yes for a switch", inFacebook + "emailPerm: yes\n", "4: facebook: emailPerm must be true or false as it is, no quotes, no variable"},
		{"a number for a switch", inFacebook + "emailPerm: 1\n", "4: facebook: emailPerm must be true or false as it is, no quotes, no variable"},
		{"a variable for a switch", inFacebook + "emailPerm: ${FACEBOOK_SECRET}\n", "4: facebook: emailPerm must be true or false as it is, no quotes, no variable"},
		{"a switch for a text", "paypal:\n  paypalDisplayName: true\n", "2: paypal: paypalDisplayName must be a text, put it in quotes"},
		{"a day for a text", "paypal:\n  paypalDisplayName: 2026-01-02\n", "2: paypal: paypalDisplayName must be a text, put it in quotes"},
		{"a number that is not sent as it stands", "paypal:\n  paypalDisplayName: 1_000\n", "2: paypal: paypalDisplayName must be a text, put it in quotes"},
		{"a tag", "paypal:\n  paypalDisplayName: !env canary\n", "2: paypal: paypalDisplayName must be a text, put it in quotes"},
		{"no URL", inFacebook + "uninstallURL: canary\n", "4: facebook: uninstallURL is not an absolute URL"},
		{"no email address", "paypal:\n  paypalDisplayName: S\n  email: canary\n", "3: paypal: email is not an email address"},
		{
			"white space around a key", "live_id:\n  liveidAppID: \" canary\"\n  liveidPrivacyPolicyUrl: https://a.example\n",
			"2: live_id: liveidAppID has leading or trailing white space",
		},
		{"a tab for an indentation", "facebook:\n\tfbSecret: canary\n", "2: is no YAML: found character that cannot start any token"},
		{"a colon too many", two + "paypal:\n  email: canary: x\n", "8: is no YAML: mapping values are not allowed in this context"},
		{"a quote that does not end", "facebook:\n  fbSecret: \"canary\n", "2: is no YAML: found unexpected end of stream"},
		{"a colon that is missing", two + "paypal\nyahoo: {}\n", "7: is no YAML: could not find expected ':'"},
		{"a quote that does not end before a document", inFacebook + "uninstallURL: \"https://a\n---\n", "4: is no YAML: found unexpected document indicator"},
		{"a bad escape far down in a text", "facebook:\n  fbSecret: \"a\n    b\n    \\q\"\n", "4: is no YAML: found unknown escape character"},
		{"a tab in a block", "facebook:\n  fbSecret: |\n    a\n\n\tb\n", "5: is no YAML: found a tab character where an indentation space is expected"},
		{"a bad byte", "facebook:\n  fbSecret: canary\xff\n", "2: is no YAML: invalid leading UTF-8 octet (value: 255)"},
		{"a control character", "facebook:\n\n  fbSecret: canary\x01\n", "3: is no YAML: control characters are not allowed (value: 1)"},
		{
			"a secret with an asterisk in front", "facebook:\n  fbSecret: *canary\n",
			"2: is no YAML: an alias (*) without an anchor (&); a text that begins with an asterisk needs quotes",
		},
		{"a broken second document", two + "--- [canary\n", "8: is no YAML: did not find expected ',' or ']'"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			got := runFile(t, tt.file, secrets(), "-dry-run")
			assert.Equal(t, refused, got.code)
			assert.Equal(t, "providers.yaml:"+tt.want+"\nconfigureprovider: nothing was sent\n", got.stderr)
			assert.Empty(t, got.stdout, "of a wrong file nothing is shown")
			assert.NotContains(t, got.stderr, "canary")
		})
	}
}

func TestAllMistakesAreToldAtOnceByLine(t *testing.T) {
	t.Parallel()
	got := runFile(t, `friendster: {}
facebook:
  fbSecret: canary
  emailPerm: maybe
  uninstallURL: canary
yahoo:
  consumerKey: ${NOWHERE}
  contactScopeset: true
live_id:
  liveidAppID: "canary "
  liveidPrivacyPolicyUrl: canary
facebook:
`, secrets(), "-fake")
	assert.Equal(t, refused, got.code)
	assert.Equal(t, []string{
		"providers.yaml:1: unknown provider friendster, the names are " + providerNames,
		"providers.yaml:2: facebook: fbAppID is missing",
		"providers.yaml:3: facebook: fbSecret is written in the file, take it from the environment: ${NAME}",
		"providers.yaml:4: facebook: emailPerm must be true or false as it is, no quotes, no variable",
		"providers.yaml:5: facebook: uninstallURL is not an absolute URL",
		"providers.yaml:6: yahoo: yahooAppID is missing",
		"providers.yaml:6: yahoo: secret is missing",
		"providers.yaml:7: yahoo: consumerKey needs the environment variable NOWHERE, which is not set",
		"providers.yaml:8: yahoo: unknown property contactScopeset, the names are yahooAppID, consumerKey, secret, activityScopesSet, contactsScopeSet",
		"providers.yaml:10: live_id: liveidAppID has leading or trailing white space",
		"providers.yaml:11: live_id: liveidPrivacyPolicyUrl is not an absolute URL",
		"providers.yaml:12: facebook is there twice, first in line 2",
		"providers.yaml:12: facebook: must be a map of its properties, which are " + facebookNames,
		"configureprovider: nothing was sent",
	}, strings.Split(strings.TrimSpace(got.stderr), "\n"))
}

// A secret in clear is where people slip in YAML's own marks.
func TestASecretInTheFileIsRepeatedInNoMistake(t *testing.T) {
	t.Parallel()
	for _, value := range []string{
		"X", "'X'", "\"X\"", "\"X", "'X", "*X", "&X", "&X x", "!X", "!X! y", "!<X", "@X", "`X", "%X", "|X", ">X\n    X", "|\n    X", "[X", "{X", "{X: x", "[X: {X: X}]",
		"X: x", "x: X", "- X", "? X", ", X", "#X\n  X: x", "\n  X", "\nX", "\n  X: x", "\n\tX", "\"\\X\"", "${X", "${X}}", "$X", "X\xff", "X\x00", "<<: *X", "\n  <<: *X",
		"X\n---\nX", "X\n...\n%X\n", "X\n--- !X X", "\n  ? X\n  : X", "\n  ? [X]\n  : X", "!!binary X", "!!int X", "!!timestamp X", "!!null X", "\u2028X",
	} {
		file := "facebook:\n  fbAppID: \"1\"\n  fbSecret: " + strings.ReplaceAll(value, "X", "canary-9f8e7d") + "\n"
		got := runFile(t, file, secrets(), "-dry-run")
		assert.Equal(t, refused, got.code, "%q was taken", value)
		assert.Regexp(t, `^providers\.yaml:\d+: `, got.stderr, "%q", value)
		assert.NotContains(t, got.output(), "9f8e7d", "%q", value)
	}
}
