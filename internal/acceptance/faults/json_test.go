package faults

import (
	"fmt"
	"net/http"
	"strings"

	"github.com/janrain-go/janrain"
	"github.com/janrain-go/janrain/internal/acceptance/kit"
)

// jsonFaults are complete responses with status 200 that are malicious or come from broken
// software.
func jsonFaults() []row {
	const (
		one = "http://one.example/"
		two = "http://two.example/" + kit.BodyCanary
	)
	profile := func(members string) string {
		return `{"stat":"ok","profile":{"identifier":"` + one + `"` + members + `}}`
	}
	identifier := func(id string) string { return `{"stat":"ok","profile":{"identifier":"` + id + `"}}` }
	beside := func(members string) string {
		return `{"stat":"ok","profile":{"identifier":"` + one + `"},` + members + `}`
	}
	shown := func(name string, of func(*janrain.AuthInfo) any) func(*janrain.AuthInfo) string {
		return func(info *janrain.AuthInfo) string {
			text := fmt.Sprintf("%#q %+q", name, of(info)) // in ASCII, to show invisible characters
			if info.Profile.Identifier != one {
				return "another user: " + info.Profile.Identifier
			}
			return text
		}
	}
	kept := func(name string, of func(*janrain.AuthInfo) any) func(*janrain.AuthInfo) string {
		return func(info *janrain.AuthInfo) string { return fmt.Sprintf("%#q %v", name, of(info)) }
	}
	email := shown("Email", func(info *janrain.AuthInfo) any { return info.Profile.Email })
	displayName := shown("DisplayName", func(info *janrain.AuthInfo) any { return info.Profile.DisplayName })
	id := shown("Identifier", func(info *janrain.AuthInfo) any { return info.Profile.Identifier })
	organizations := kept("Organizations", func(info *janrain.AuthInfo) any { return len(info.MergedPoco.Organizations) })
	digits := strings.Repeat("7", 400)

	rows := []row{}
	for _, answer := range []struct {
		name, body string
		shows      func(*janrain.AuthInfo) string // nil: the response is rejected
	}{
		{"duplicate member at the top", `{"stat":"fail",` + kit.Success[1:], nil},
		{"duplicate member in the profile", profile(`,"identifier":"` + two + `"`), nil},
		{"duplicate member by an escape", profile(`,"identifi\u0065r":"` + two + `"`), nil},
		{"duplicate member deep below", beside(`"sreg":[{"a":[{"x":1,"x":2}]}]`), nil},
		{"STAT ok beside stat fail", `{"STAT":"ok","stat":"fail","profile":{"identifier":"` + two + `"}}`, nil},
		{"STAT ok without stat", `{"STAT":"ok","profile":{"identifier":"` + two + `"}}`, nil},
		{"STAT fail beside stat ok", beside(`"STAT":"fail"`), id},
		{"Profile beside profile", beside(`"Profile":{"identifier":"` + two + `"}`), id},
		{"Identifier beside identifier", profile(`,"Identifier":"` + two + `"`), id},
		{"100,000 levels of nesting", beside(`"a":` + strings.Repeat("[", 100_000) + strings.Repeat("]", 100_000)), nil},
		{"100,000 levels that never close", beside(`"a":` + strings.Repeat("[", 100_000)), nil},
		{"1e400 in a typed field", beside(`"merged_poco":{"bodyType":{"height":1e400}}`), kept("MergedPoco.Details.BodyType.Height", func(info *janrain.AuthInfo) any {
			return fmt.Sprintf("%v, `Extra[height]` %s", info.MergedPoco.Details.BodyType.Height, info.MergedPoco.Details.BodyType.Extra["height"])
		})},
		{"400 digits in a number field", beside(`"merged_poco":{"bodyType":{"height":` + digits + `}}`), kept("MergedPoco.Details.BodyType.Height", func(info *janrain.AuthInfo) any {
			return fmt.Sprintf("%v, `Extra[height]` of %d digits", info.MergedPoco.Details.BodyType.Height, len(info.MergedPoco.Details.BodyType.Extra["height"]))
		})},
		{"400 digits in a string field", profile(`,"googleUserId":` + digits), kept("GoogleUserID", func(info *janrain.AuthInfo) any {
			return fmt.Sprintf("of %d digits", len(info.Profile.GoogleUserID))
		})},
		{"400 digits for a time", `{"stat":"ok","profile":{"identifier":"` + one + `","providerSpecifier":"facebook"},"accessCredentials":{"type":"Facebook","expires":` + digits + `}}`, kept("Expires", func(info *janrain.AuthInfo) any {
			facebook, _ := info.AccessCredentials.(*janrain.FacebookCredentials)
			return fmt.Sprintf("zero: %t", facebook != nil && facebook.Expires.IsZero())
		})},
		{"400 digits for a code", `{"stat":"fail","err":{"code":` + digits + `,"msg":"no"}}`, nil},
		{"lone surrogate in a friend's name", beside(`"friends":["http://a.example/\ud800"]`), shown("Friends", func(info *janrain.AuthInfo) any { return info.Friends })},
		{"lone surrogate in an unknown member", beside(`"sreg":{"a":"\udc00x"}`), shown(`Extra["sreg"]`, func(info *janrain.AuthInfo) any { return string(info.Extra["sreg"]) })},
		{"lone surrogate in the identifier", identifier(two + `\ud800`), nil},
		{"lone surrogate in the email", profile(`,"email":"a\ud800@b.example"`), email},
		{"bad UTF-8 in the display name", profile(`,"displayName":"M` + "\xff" + `ra"`), displayName},
		{"bad UTF-8 in the identifier", identifier(two + "\xc3\x28"), nil},
		{"bad UTF-8 in the email", profile(`,"email":"a` + "\xff" + `@b.example"`), email},
		{"NUL in the identifier", identifier(two + `\u0000`), nil},
		{"NUL in the email", profile(`,"email":"a@b.example\u0000.c.example"`), email},
		{"NUL in the primary key", profile(`,"primaryKey":"1\u0000"`), shown("PrimaryKey", func(info *janrain.AuthInfo) any { return info.Profile.PrimaryKey })},
		{"line feed in the identifier", identifier(two + `\n`), nil},
		{"invisible identifier", identifier(`\u3164`), nil},
		{"identifier of a combining mark", identifier(`\u0301`), nil},
		{"white space before the identifier", identifier(`\u00a0` + two), nil},
		{"white space after the identifier", identifier(two + " "), nil},
		{"bidi override in the identifier", identifier(two + `\u202e`), nil},
		{"zero-width space in the identifier", identifier(two + `\u200b`), nil},
		{"zero-width space in the email", profile(`,"email":"a\u200b@b.example"`), email},
		{"list of an object for the email", profile(`,"email":[{"value":"a@b.example"}]`), email},
		{"list of two for the email", profile(`,"email":["a@b.example","c@d.example"]`), email},
		{"list of one for the email", profile(`,"email":["a@b.example"]`), email},
		{"keyed object for a list", beside(`"merged_poco":{"organizations":{"0":{"name":"A"},"1":{"name":"B"}}}`), organizations},
		{"keyed object of unknown members for a list", beside(`"merged_poco":{"organizations":{"x":{"y":{"name":"A"}}}}`), organizations},
		{"700,000 objects of one unknown member", beside(`"merged_poco":{"emails":[` + strings.Repeat(`{"":0},`, 700_000) + `{}]}`), nil},
		{"line feed in the email", profile(`,"email":"a@b.example\nBcc: c@d.example"`), email},
		{"raw control character in a string", profile(`,"displayName":"a` + "\x01" + `b"`), nil},
	} {
		rows = append(rows, row{name: answer.name, stage: kit.RawAnswer(http.StatusOK, answer.body), shows: answer.shows})
	}
	return bubbled(rows)
}
