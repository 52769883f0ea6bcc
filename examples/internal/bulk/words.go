package bulk

import (
	"fmt"
	"time"

	"github.com/dustin/go-humanize"
)

// Grouped is as "12,000".
func Grouped(n int64) string { return humanize.Comma(n) }

// Counted is as "1 row" or "12,000 rows".
func Counted(n int64, noun string) string {
	if n != 1 {
		noun += "s"
	}
	return Grouped(n) + " " + noun
}

// PerSecond is as "7.5/s" or "1,200/s".
func PerSecond(n int64, took time.Duration) string {
	if took <= 0 {
		return "0/s"
	}
	each := float64(n) / took.Seconds()
	if each < 10 {
		return fmt.Sprintf("%.1f/s", each)
	}
	return Grouped(int64(each)) + "/s"
}

// Left is as ", 3m4s left", of the time that what is open takes if it goes on as it
// did; it is empty where nothing is open, or nobody can know.
func Left(open, done int64, took time.Duration) string {
	if open <= 0 || done <= 0 {
		return ""
	}
	left := time.Duration(float64(took) * float64(open) / float64(done))
	return fmt.Sprintf(", %v left", left.Round(time.Second))
}
