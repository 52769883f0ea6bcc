package redact_test

import (
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"math/rand/v2"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/janrain-go/janrain/internal/redact"
)

const token = "Zk3vXw0q+Pp/Lr8yTn_5uBd-7hGf=4sJ2mQ9cV1tE"

// echoes has the spellings in which a service may repeat a value.
var echoes = map[string]func(string) string{
	"unchanged":                 func(s string) string { return s },
	"lower case":                strings.ToLower,
	"upper case":                strings.ToUpper,
	"query":                     url.QueryEscape,
	"query, lower case":         func(s string) string { return strings.ToLower(url.QueryEscape(s)) },
	"path":                      url.PathEscape,
	"every byte escaped":        escapeAll,
	"twice":                     func(s string) string { return url.QueryEscape(url.QueryEscape(s)) },
	"every byte escaped twice":  func(s string) string { return strings.ReplaceAll(escapeAll(s), "%", "%25") },
	"three times":               func(s string) string { return url.QueryEscape(url.QueryEscape(url.QueryEscape(s))) },
	"hex":                       func(s string) string { return hex.EncodeToString([]byte(s)) },
	"upper-case hex":            func(s string) string { return strings.ToUpper(hex.EncodeToString([]byte(s))) },
	"base64":                    func(s string) string { return base64.StdEncoding.EncodeToString([]byte(s)) },
	"base64 of a longer text":   func(s string) string { return base64.URLEncoding.EncodeToString([]byte("k=" + s + "&x")) },
	"base64 with one more byte": func(s string) string { return base64.RawURLEncoding.EncodeToString([]byte("=" + s)) },
	"base64, escaped":           func(s string) string { return url.QueryEscape(base64.StdEncoding.EncodeToString([]byte(s))) },
}

func escapeAll(s string) string {
	var b strings.Builder
	for i := range len(s) {
		fmt.Fprintf(&b, "%%%02X", s[i])
	}
	return b.String()
}

func TestEveryRunOfASecretIsRedacted(t *testing.T) {
	t.Parallel()
	for name, echo := range echoes {
		for from := range len(token) {
			for _, length := range []int{12, 30, len(token)} {
				if from+length > len(token) {
					continue
				}
				said := echo(token[from : from+length])
				got := redact.NewText("Invalid: <"+said+">.").Redact([]string{token}, nil)
				assert.True(t, strings.HasPrefix(got, "Invalid: <") && strings.HasSuffix(got, ">."),
					"%s: %q", name, got)
				for shown := range strings.SplitSeq(got[len("Invalid: <"):len(got)-len(">.")], redact.Mark) {
					// The first and last digits of base64 also encode the text around the secret.
					assert.Less(t, len(shown), 8, "%s: %q still shows %q", name, said, got)
				}
				assert.Contains(t, got, redact.Mark)
				assert.True(t, redact.NewText("x."+said+".example").Has([]string{token}), "%s: %q", name, said)
			}
		}
	}
}

func TestPiecesHaveAtLeastEightCharacters(t *testing.T) {
	t.Parallel()
	for from := range len(token) - 8 {
		eight := token[from : from+8]
		assert.Equal(t, "a|[redacted]|b", redact.NewText("a|"+eight+"|b").Redact([]string{token}, nil))
		assert.Equal(t, "a|"+eight[1:]+"|b", redact.NewText("a|"+eight[1:]+"|b").Redact([]string{token}, nil))
	}
}

func TestOtherTextIsKept(t *testing.T) {
	t.Parallel()
	const site = "https://shop.example/signin"
	for _, tt := range []struct{ text, want, secret string }{
		{"nothing here", "nothing here", token},
		{"", "", token},
		{"nothing here", "nothing here", ""},
		{"100% of %zz and %4", "100% of %zz and %4", token},
		{"Invalid partnerKey", "Invalid partnerKey", "my-partnerKey-1234"},
		{"Invalid partnerKey: my-partnerKey-1234", "Invalid partnerKey: [redacted]", "my-partnerKey-1234"},
		{"Invalid partnerKey: my-partnerKey", "Invalid partnerKey: [redacted]", "my-partnerKey-1234"},
		{"Invalid parameter: identifier", "Invalid parameter: identifier", "identifier-of-mine"},
		{"Token URL mismatch: (" + site + ") (" + site + "2)", "Token URL mismatch: (" + site + ") (" + site + "2)", "https://shop.example/key"},
		{"Invalid parameter: apiKey", "[redacted] parameter: apiKey", "Invalid"},
		{"a parameter", "a [redacted]", "parameter"},
		{"the latest test", "the la[redacted] [redacted]", "test"},
		{"74657374 and dGVzdA==", "[redacted] and [redacted]==", "test"},
		{"aaaaaaaaaaaaaaaaaaaa b", "[redacted] b", "aaaaaaaaaa"},
		{"first second", "[redacted] [redacted]", "second, first, and so on: first second"},
	} {
		var secrets []string
		secrets = append(secrets, tt.secret)
		secrets = append(secrets, strings.Split(tt.secret, ", ")...)
		got := redact.NewText(tt.text).Redact(secrets, append([]string{site}, redact.Vocabulary...))
		if tt.secret == "second, first, and so on: first second" {
			assert.NotContains(t, got, "first")
			continue
		}
		assert.Equal(t, tt.want, got, "of %q with %q", tt.text, tt.secret)
	}
}

// Names are kept whole or dropped.
func TestNameWithAPieceIsDropped(t *testing.T) {
	t.Parallel()
	for name, want := range map[string]bool{
		"text/html": false, "application/json": true, "x-applicat": true, "x-applica": false, "4170706c69636174696f6e": true,
		"a.k7qz.example": true, "a.K7QZ.example": true, "a.k7q.example": false,
	} {
		assert.Equal(t, want, redact.NewText(name).Has([]string{"Application-Key", "k7qz"}), name)
	}
}

// The cost must be proportional to the length of a message or a token: a server chooses the one,
// a visitor the other.
func TestSearchTakesLinearTime(t *testing.T) {
	t.Parallel()
	random := rand.New(rand.NewPCG(1, 2))
	noise := make([]byte, 256<<10)
	for i := range noise {
		noise[i] = "abcdefghijklmnopqrstuvwxyz%0123456789+ "[random.IntN(39)]
	}
	for name, tt := range map[string]struct{ text, secret string }{
		"a long message":            {string(noise), token},
		"a long secret":             {"Invalid parameter: token", string(noise)},
		"both, of one letter":       {strings.Repeat("a", 256<<10), strings.Repeat("a", 256<<10)},
		"a message of percent":      {strings.Repeat("%25", 64<<10), strings.Repeat("%", 64<<10)},
		"a message of many escapes": {strings.Repeat("%", 1<<10) + strings.Repeat("25", 64<<10), token},
	} {
		start := time.Now()
		redact.NewText(tt.text).Redact([]string{tt.secret}, redact.Vocabulary)
		require.Less(t, time.Since(start), 5*time.Second, name)
	}
}

func FuzzRedact(f *testing.F) {
	f.Add("Invalid: "+token, token)
	f.Add(url.QueryEscape(token), token)
	f.Add("%25%32%35", "%%%%%%%%")
	f.Add("a b+c-d_e/f", "a b+c-d_e/f")
	f.Add("\xff\xfe%ff%FE", "\xff\xfe\xff\xfeabcd")
	f.Fuzz(func(t *testing.T, text, secret string) {
		secrets := []string{secret}
		got := redact.NewText(text).Redact(secrets, nil)
		changed := got != text
		mark := redact.Mark // the result contains the mark, which may contain the secret
		if !strings.Contains(text, mark) && !strings.Contains(mark, secret) && strings.Trim(secret, " +-") != "" {
			assert.Equal(t, redact.NewText(text).Has(secrets), changed)
		}
		if secret == "" {
			assert.Equal(t, text, got)
			return
		}
		if len(secret) >= 4 && strings.Trim(secret, " +-") != "" && !strings.Contains(mark, secret) {
			said := redact.NewText(text+"|"+secret+"|").Redact(secrets, nil)
			assert.NotContains(t, said, "|"+secret+"|")
		}
	})
}
