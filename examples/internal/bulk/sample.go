package bulk

import "math/rand/v2"

const sampleSize = 16

// A Sample keeps some of the users of a file of any size, each as likely as the
// others: those in front may be alike.
type Sample[T any] struct {
	kept []T
	seen int
}

// Add is called with each user in turn.
func (s *Sample[T]) Add(one T) {
	s.seen++
	if len(s.kept) < sampleSize {
		s.kept = append(s.kept, one)
	} else if i := rand.IntN(s.seen); i < sampleSize { //nolint:gosec // nobody gains from guessing it
		s.kept[i] = one
	}
}
