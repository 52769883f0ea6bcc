package main

import (
	"fmt"
	"strings"
	"time"

	"github.com/dustin/go-humanize"
)

// grouped is as "12,000".
func grouped(n int64) string { return humanize.Comma(n) }

// counted is as "1 row" or "12,000 rows".
func counted(n int64, noun string) string {
	if n != 1 {
		noun += "s"
	}
	return grouped(n) + " " + noun
}

func perSecond(n int64, took time.Duration) string {
	if took <= 0 {
		return "0/s"
	}
	each := float64(n) / took.Seconds()
	if each < 10 {
		return fmt.Sprintf("%.1f/s", each)
	}
	return grouped(int64(each)) + "/s"
}

// shellWords writes arguments as a POSIX shell takes them.
func shellWords(args []string) string {
	words := make([]string, len(args))
	for i, arg := range args {
		words[i] = arg
		if arg == "" || strings.ContainsFunc(arg, func(r rune) bool {
			return !strings.ContainsRune("-_./:=,+@%", r) && (r < '0' || r > '9') && (r < 'a' || r > 'z') && (r < 'A' || r > 'Z')
		}) {
			words[i] = "'" + strings.ReplaceAll(arg, "'", `'\''`) + "'"
		}
	}
	return strings.Join(words, " ")
}
