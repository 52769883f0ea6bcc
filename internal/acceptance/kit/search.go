package kit

import (
	"encoding/base64"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"

	"github.com/janrain-go/janrain"
)

// A Set has the secrets of one application and one user. Each begins and ends with random letters
// and digits, with the text of the shape between them. They are the same in every run.
type Set struct {
	Shape                                               string
	APIKey, PartnerKey, ClientSecret                    string
	Token, AccessToken                                  string
	FBSecret, LiveIDSecret, ConsumerKey, ConsumerSecret string
}

// Shapes has the texts in the middle of a secret. Each contains characters that some encoding or
// parser treats specially.
var Shapes = map[string]string{
	"letters":    "",
	"form":       "+%2B&=a&token=",
	"quotes":     `"'"`,
	"unicode":    "é漢🙂",
	"a URL":      "/:@?#",
	"parameters": ";v=",
	"brackets":   "\\ ,<b>$(x)|[y]{z}`",
}

// SetOf returns the secrets of a shape.
func SetOf(shape string) Set {
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
	secret := func() string { return mark() + Shapes[shape] + mark() }
	return Set{shape, secret(), secret(), secret(), secret(), secret(), secret(), secret(), secret(), secret()}
}

// Named returns the secrets by name.
func (s Set) Named() map[string]string {
	return map[string]string{
		"API key": s.APIKey, "partner key": s.PartnerKey, "client secret": s.ClientSecret,
		"token": s.Token, "access token": s.AccessToken,
		"fbSecret": s.FBSecret, "liveidSecret": s.LiveIDSecret, "consumerKey": s.ConsumerKey, "secret": s.ConsumerSecret,
	}
}

// A Spelling is a text that somebody may read, and how it was printed.
type Spelling struct{ How, Text string }

// A needle is a spelling of a part of a secret, in lower case.
type needle struct{ what, text string }

// A Search finds secrets in texts. Because there are some hundred megabytes of text, it looks for
// all needles at once by their first bytes.
type Search struct {
	begins map[string][]needle // by their first bytes
	maybe  [1 << 16]bool       // by their first two bytes
}

// beginLen is the number of bytes of a needle that are looked up.
const beginLen = 8

func (s *Search) add(what, text string) {
	text = strings.ToLower(text)
	begin := text[:beginLen]
	s.begins[begin] = append(s.begins[begin], needle{what, text})
	s.maybe[int(text[0])<<8|int(text[1])] = true
}

// here returns the needles with which a text in lower case begins.
func (s *Search) here(text string) []needle {
	if !s.maybe[int(text[0])<<8|int(text[1])] {
		return nil
	}
	needles := slices.Clone(s.begins[text[:beginLen]])
	return slices.DeleteFunc(needles, func(n needle) bool { return !strings.HasPrefix(text, n.text) })
}

// Part is the number of bytes of a secret that count as a leak of the whole.
const Part = 12

// SearchFor returns a search for both ends of each secret. Whatever prints the whole secret prints
// its ends too, and they have no special characters that an encoding could change.
func SearchFor(secrets map[string]string) *Search {
	s := &Search{begins: map[string][]needle{}}
	for name, secret := range secrets {
		for end, part := range map[string]string{
			"the beginning": secret[:Part], "the end": secret[len(secret)-Part:],
		} {
			add := func(spelling, text string) { s.add(end+" of the "+name+", "+spelling, text) }
			add("unchanged", part)
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

// base64Within returns the base64 digits of a part that do not depend on the bytes around it, if
// that many bytes (modulo 3) precede it.
func base64Within(part string, before int) string {
	const bitsOfByte, bitsOfDigit = 8, 6
	digits := base64.RawStdEncoding.EncodeToString([]byte(strings.Repeat("x", before) + part))
	first := (before*bitsOfByte + bitsOfDigit - 1) / bitsOfDigit
	return digits[first : (before+len(part))*bitsOfByte/bitsOfDigit]
}

// In returns the secrets that the texts contain, each with its first occurrence.
func (s *Search) In(texts ...Spelling) (found []string) {
	read, told := map[string]bool{}, map[string]bool{}
	for _, t := range texts {
		if read[t.Text] { // most verbs print the same text
			continue
		}
		read[t.Text] = true
		lower := strings.ToLower(t.Text)
		for i := range len(lower) - beginLen + 1 {
			for _, needle := range s.here(lower[i:]) {
				if !told[needle.what] {
					told[needle.what] = true
					found = append(found, fmt.Sprintf("%s: %s: ...%q", t.How, needle.what, lower[max(i-150, 0):min(i+60, len(lower))]))
				}
			}
		}
	}
	return found
}

// Properties returns provider configurations of all types with the secrets of the set.
func (s Set) Properties() map[string]janrain.ProviderProperties {
	return map[string]janrain.ProviderProperties{
		"Facebook": janrain.FacebookProperties{AppID: "1194", Secret: s.FBSecret, EmailPerm: new(true)},
		"LiveID":   janrain.LiveIDProperties{AppID: "0000-4C", Secret: s.LiveIDSecret, PrivacyPolicyURL: "https://shop.example/"},
		"PayPal":   janrain.PayPalProperties{DisplayName: "The Shop", Email: "shop@shop.example"},
		"Yahoo":    janrain.YahooProperties{AppID: "yahoo-app", ConsumerKey: s.ConsumerKey, Secret: s.ConsumerSecret, ContactsScopeSet: new(false)},
		"Consumer": janrain.ConsumerProperties{Provider: janrain.ProviderGoogle, ConsumerKey: s.ConsumerKey, Secret: s.ConsumerSecret},
	}
}
