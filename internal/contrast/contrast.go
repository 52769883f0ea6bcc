// Package contrast computes how well the colours of a style sheet can be told apart, for the
// tests of the pages. The formula is that of WCAG 2.
package contrast

import (
	"fmt"
	"math"
	"regexp"
	"strconv"
	"strings"
)

// Ratio returns the contrast of two colours, 1 to 21. It takes #rgb and #rrggbb, and panics
// on anything else.
func Ratio(a, b string) float64 {
	light, dark := luminance(a), luminance(b)
	if light < dark {
		light, dark = dark, light
	}
	const flare = 0.05
	return (light + flare) / (dark + flare)
}

func luminance(colour string) float64 {
	digits := strings.TrimPrefix(colour, "#")
	if len(digits) == 3 {
		digits = strings.Join([]string{digits[:1], digits[:1], digits[1:2], digits[1:2], digits[2:], digits[2:]}, "")
	}
	n, err := strconv.ParseUint(digits, 16, 24)
	if err != nil || len(digits) != 6 {
		panic(fmt.Sprintf("contrast: %q is not #rgb or #rrggbb", colour))
	}
	linear := func(byteOf uint64) float64 {
		c := float64(byteOf&0xff) / 255
		if c <= 0.04045 {
			return c / 12.92
		}
		return math.Pow((c+0.055)/1.055, 2.4)
	}
	return 0.2126*linear(n>>16) + 0.7152*linear(n>>8) + 0.0722*linear(n)
}

// A Scheme is the colours of one colour scheme by the names of their CSS properties, without
// the two dashes.
type Scheme map[string]string

var property = regexp.MustCompile(`--([a-z-]+): light-dark\((#[0-9a-f]+), (#[0-9a-f]+)\);`)

// Schemes returns the custom properties of a style sheet that are written as
// "--name: light-dark(#fff, #000);".
func Schemes(css string) (light, dark Scheme) {
	light, dark = Scheme{}, Scheme{}
	for _, found := range property.FindAllStringSubmatch(css, -1) {
		light[found[1]], dark[found[1]] = found[2], found[3]
	}
	return light, dark
}
