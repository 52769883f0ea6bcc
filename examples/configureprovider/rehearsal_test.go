package main

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
)

func TestADryRunShowsWhatIsSentAndNothingOfTheEnvironment(t *testing.T) {
	t.Parallel()
	got := runFile(t, `yahoo:
  yahooAppID: ${YAHOO_APP_ID}
  consumerKey: ${YAHOO_KEY}
  secret: "${YAHOO_SECRET}" # quotes make no difference
  activityScopesSet: True
  contactsScopeSet: false
facebook:
  fbAppID: 00123456789012345678901234567890
  fbSecret: ${FACEBOOK_SECRET}
paypal:
  paypalDisplayName: |-
    The [from NOWHERE]
    "Shop"
live_id:
  liveidAppID: 000000004012E567
  liveidPrivacyPolicyUrl: https://shop.example/?a=b&c=d
twitter:
  consumerKey: ${TWITTER_KEY}
  secret: ${TWITTER_SECRET}
`, secrets(), "-dry-run")
	assert.Equal(t, done, got.code)
	assert.Empty(t, got.stderr)
	assert.Equal(t, `yahoo: POST /partner/v2/app/set_properties
  activityScopesSet="true"
  activtiyScopesString="true"
  apiKey=[from JANRAIN_API_KEY]
  consumerKey=[from YAHOO_KEY]
  contactScopeSet="false"
  contactsScopeSet="false"
  partnerKey=[from JANRAIN_PARTNER_KEY]
  provider="yahoo"
  secret=[from YAHOO_SECRET]
  yahooAppID=[from YAHOO_APP_ID]
facebook: POST /partner/v2/app/set_properties
  apiKey=[from JANRAIN_API_KEY]
  fbAppID="00123456789012345678901234567890"
  fbAppId="00123456789012345678901234567890"
  fbSecret=[from FACEBOOK_SECRET]
  partnerKey=[from JANRAIN_PARTNER_KEY]
  provider="facebook"
paypal: POST /partner/v2/app/set_properties
  apiKey=[from JANRAIN_API_KEY]
  partnerKey=[from JANRAIN_PARTNER_KEY]
  paypalDisplayName="The [from NOWHERE]\n\"Shop\""
  provider="paypal"
live_id: POST /partner/v2/app/set_properties
  apiKey=[from JANRAIN_API_KEY]
  liveidAppID="000000004012E567"
  liveidAppId="000000004012E567"
  liveidPrivacyPolicyUrl="https://shop.example/?a=b&c=d"
  partnerKey=[from JANRAIN_PARTNER_KEY]
  provider="live_id"
twitter: POST /partner/v2/app/set_properties
  apiKey=[from JANRAIN_API_KEY]
  consumerKey=[from TWITTER_KEY]
  partnerKey=[from JANRAIN_PARTNER_KEY]
  provider="twitter"
  secret=[from TWITTER_SECRET]
`, got.stdout)
}

// What is sent under two names has only one of them in the file.
func TestADryRunHidesASecretThatIsSentUnderAnotherName(t *testing.T) {
	t.Parallel()
	env := secrets()
	env["TRUE"] = "true"
	got := runFile(t, `facebook:
  fbAppID: ${FACEBOOK_SECRET} # put here by mistake
  fbSecret: ${TRUE}
  emailPerm: true
`, env, "-dry-run")
	assert.Equal(t, done, got.code)
	assert.NotContains(t, got.stdout, "canary")
	assert.NotContains(t, got.stdout, `"true"`, "a value that is in the file too is not shown where it is a secret's")
	assert.Equal(t, 2, strings.Count(got.stdout, "[from FACEBOOK_SECRET]"), "fbAppID and fbAppId are both from the variable")
}

func TestADryRunShowsNothingThatIsNotInTheFile(t *testing.T) {
	t.Parallel()
	e := entry{provider: "facebook", literals: []string{"1"}, form: map[string][]string{"unheardOf": {"canary"}, "known": {"1"}}}
	assert.Equal(t, "[not shown]", e.shown("unheardOf"))
	assert.Equal(t, `"1"`, e.shown("known"))
}
