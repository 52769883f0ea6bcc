//go:build !race

package kit

// RaceDetector reports whether the tests run with the race detector, which makes sync.Pool
// drop some of what it gets, so that programs allocate more.
const RaceDetector = false
