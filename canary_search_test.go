package janrain_test

import (
	"encoding/base64"
	"fmt"
	"html"
	"math/rand/v2"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
)

// canarySet are the secrets of one application and one user. Each is marked:
// random letters and digits, then what the shape is about, then random letters
// and digits again. They are the same in every run.
type canarySet struct {
	shape                                            string
	apiKey, partnerKey, clientSecret                 string
	token, accessToken                               string
	fbSecret, liveIDSecret, consumerKey, consumerSec string
}

// canaryShapes are what stands in the middle of a secret, for one spelling or
// parser after the other to stumble over.
var canaryShapes = map[string]string{
	"letters":    "",
	"form":       "+%2B&=a&token=",
	"quotes":     `"'"`,
	"unicode":    "é漢🙂",
	"a URL":      "/:@?#",
	"parameters": ";v=",
	"brackets":   "\\ ,<b>$(x)|[y]{z}`",
}

func canaryOf(shape string) canarySet {
	seed := uint64(len(shape))<<8 | uint64(shape[0])
	random := rand.New(rand.NewPCG(seed, 7))
	const letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"
	mark := func() string {
		text := make([]byte, 14)
		for i := range text {
			text[i] = letters[random.IntN(len(letters))]
		}
		return string(text)
	}
	secret := func() string { return mark() + canaryShapes[shape] + mark() }
	return canarySet{shape, secret(), secret(), secret(), secret(), secret(), secret(), secret(), secret(), secret()}
}

// named are the secrets by where they go.
func (s canarySet) named() map[string]string {
	return map[string]string{
		"API key": s.apiKey, "partner key": s.partnerKey, "client secret": s.clientSecret,
		"token": s.token, "access token": s.accessToken,
		"fbSecret": s.fbSecret, "liveidSecret": s.liveIDSecret, "consumerKey": s.consumerKey, "secret": s.consumerSec,
	}
}

// A canaryText is what somebody may come to read, and how.
type canaryText struct{ how, text string }

// A canaryNeedle is a spelling of a part of a secret, in lower case.
type canaryNeedle struct{ what, text string }

// A canarySearch finds secrets in texts. There are some hundred megabytes of
// them: a text is searched for all needles at once, by how they begin.
type canarySearch struct {
	begins map[string][]canaryNeedle // by their first bytes
	maybe  [1 << 16]bool             // by their first two bytes
}

// canaryBegin is how much of a needle is looked up, in bytes.
const canaryBegin = 8

func (s *canarySearch) add(what, text string) {
	text = strings.ToLower(text)
	begin := text[:canaryBegin]
	s.begins[begin] = append(s.begins[begin], canaryNeedle{what, text})
	s.maybe[int(text[0])<<8|int(text[1])] = true
}

// here are the needles with which a text in lower case begins.
func (s *canarySearch) here(text string) []canaryNeedle {
	if !s.maybe[int(text[0])<<8|int(text[1])] {
		return nil
	}
	needles := slices.Clone(s.begins[text[:canaryBegin]])
	return slices.DeleteFunc(needles, func(n canaryNeedle) bool { return !strings.HasPrefix(text, n.text) })
}

// canaryPart is how much of a secret is as bad as the whole, in bytes.
const canaryPart = 12

// searchFor looks for both ends of each secret: whoever prints the whole prints
// them too, and between them and a spelling there is no special character.
func searchFor(secrets map[string]string) *canarySearch {
	s := &canarySearch{begins: map[string][]canaryNeedle{}}
	for name, secret := range secrets {
		for end, part := range map[string]string{
			"the beginning": secret[:canaryPart], "the end": secret[len(secret)-canaryPart:],
		} {
			add := func(spelling, text string) { s.add(end+" of the "+name+", "+spelling, text) }
			add("as it is", part)
			add("by %x", fmt.Sprintf("%x", part))
			add("by % x", fmt.Sprintf("% x", part))
			add("by %d", strings.Trim(fmt.Sprintf("%d", []byte(part)), "[]"))
			for before := range 3 {
				add("in base64", base64Within(part, before))
			}
		}
	}
	return s
}

// base64Within is what of a part's base64 does not depend on what stands
// around it, where that many bytes (modulo 3) are before it.
func base64Within(part string, before int) string {
	const bitsOfByte, bitsOfDigit = 8, 6
	digits := base64.RawStdEncoding.EncodeToString([]byte(strings.Repeat("x", before) + part))
	first := (before*bitsOfByte + bitsOfDigit - 1) / bitsOfDigit
	return digits[first : (before+len(part))*bitsOfByte/bitsOfDigit]
}

// in tells which secrets stand in the texts, and where first.
func (s *canarySearch) in(texts ...canaryText) (found []string) {
	read, told := map[string]bool{}, map[string]bool{}
	for _, t := range texts {
		if read[t.text] { // most verbs print the same
			continue
		}
		read[t.text] = true
		lower := strings.ToLower(t.text)
		for i := range len(lower) - canaryBegin + 1 {
			for _, needle := range s.here(lower[i:]) {
				if !told[needle.what] {
					told[needle.what] = true
					found = append(found, fmt.Sprintf("%s: %s: ...%q", t.how, needle.what, lower[max(i-150, 0):min(i+60, len(lower))]))
				}
			}
		}
	}
	return found
}

// A search that finds nothing must be one that would have found it.
func TestTheSearchForSecretsFindsThem(t *testing.T) {
	t.Parallel()
	spellings := map[string]func(string) string{
		"as it is":    func(s string) string { return s },
		"query":       url.QueryEscape,
		"path":        url.PathEscape,
		"lower case":  strings.ToLower,
		"upper case":  strings.ToUpper,
		"quoted":      strconv.Quote,
		"quoted, %+q": strconv.QuoteToASCII,
		"HTML":        html.EscapeString,
		"%x":          func(s string) string { return fmt.Sprintf("%x", s) },
		"%X":          func(s string) string { return fmt.Sprintf("%X", s) },
		"% x":         func(s string) string { return fmt.Sprintf("% x", s) },
		"%d":          func(s string) string { return fmt.Sprintf("%d", []byte(s)) },
		"base64":      func(s string) string { return base64.StdEncoding.EncodeToString([]byte(s)) },
		"base64 URL":  func(s string) string { return base64.URLEncoding.EncodeToString([]byte(s)) },
		"base64 + 1":  func(s string) string { return base64.StdEncoding.EncodeToString([]byte(":" + s + "::")) },
		"base64 + 2":  func(s string) string { return base64.StdEncoding.EncodeToString([]byte("::" + s + ":")) },
		"JSON":        func(s string) string { return answersText(t, s) },
	}
	for shape := range canaryShapes {
		set := canaryOf(shape)
		search := searchFor(set.named())
		for name, secret := range set.named() {
			for spelling, spell := range spellings {
				for part, text := range map[string]string{
					"whole": secret, "its beginning": secret[:canaryPart], "its end": secret[len(secret)-canaryPart:],
				} {
					planted := canaryText{"planted", "before" + spell(text) + "behind"}
					found := search.in(canaryText{"clean", "nothing"}, planted)
					assert.True(t, slices.ContainsFunc(found, func(f string) bool { return strings.Contains(f, "of the "+name+",") }),
						"the %s, %s, of the shape %s, spelled as by %s, must be found in %q; found: %v", name, part, shape, spelling, planted.text, found)
					assert.True(t, strings.HasPrefix(strings.Join(found, "\n"), "planted: "), "it must be said where")
				}
			}
			assert.Len(t, searchFor(map[string]string{name: secret}).in(canaryText{"record", secret}), 2, "both ends of one secret")
		}
		assert.Empty(t, searchFor(canaryOf(shape+"x").named()).in(canaryText{"others", fmt.Sprintf("%+v", set)}),
			"nothing may be found where there is nothing")
	}
}

// What exposes a value must find a secret in a value that does not hide one.
func TestTheSearchForSecretsLooksEverywhere(t *testing.T) {
	t.Parallel()
	secret := canaryOf("letters").token
	search := searchFor(map[string]string{"token": secret})
	type open struct{ Field any }
	for name, value := range map[string]any{
		"a text": secret, "bytes": []byte(secret), "a field": open{secret}, "a pointer": &open{secret}, "a map": map[string]string{"k": secret},
	} {
		assert.NotEmpty(t, search.in(canaryExposed(t, value)...), "in %s", name)
	}
	inside := &canaryError{Detail: []any{&open{map[string]any{secret: 1}}}}
	for name, err := range map[string]error{
		"the text":            fmt.Errorf("x %s", secret),
		"a wrapped one":       fmt.Errorf("x: %w", &canaryError{text: secret}),
		"one of several":      fmt.Errorf("%w and %w", assert.AnError, &canaryError{text: secret}),
		"a field":             inside,
		"a field further in":  &canaryError{Err: fmt.Errorf("silent %w", inside)},
		"what As brings":      &canaryError{as: secret},
		"a field that is nil": &canaryError{Detail: (*canaryError)(nil), text: secret},
	} {
		assert.NotEmpty(t, search.in(canaryErrors(t, err)...), "in %s", name)
	}
}
