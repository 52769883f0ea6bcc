package janrain

import (
	"maps"
	"math/rand/v2"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"
)

// Each sign-in has a slot, whose number is in the state and in the names of its cookies. Token
// cookies have only eight names, because anybody can make a browser post a token from another
// site: such POSTs can overwrite a token, but they cannot fill the browser's cookie jar. State
// cookies, which only Begin sets, have 256 names, so that pages that load at the same time
// rarely choose the same slot. Begin keeps the newest eight sign-ins, each with a token cookie
// of its own.
const (
	stateSlots = 256
	tokenSlots = 8
)

// slotsInUse are the slots of the state cookies that a browser will have.
type slotsInUse struct {
	expires   map[int]time.Time // zero if Begin has not set the cookie, or it has expired
	duplicate map[int]bool      // two cookies have the name, and only one can be overwritten
}

// inUse returns the slots of the cookies in a request. Cookies that the response already sets
// or deletes, for example by another call of Begin for the same page, take precedence.
func (j jar) inUse(w http.ResponseWriter, r *http.Request, now time.Time) slotsInUse {
	used := slotsInUse{map[int]time.Time{}, map[int]bool{}}
	for _, c := range r.Cookies() {
		if slot, ok := j.slotOf(c.Name); ok {
			_, seen := used.expires[slot]
			used.duplicate[slot] = used.duplicate[slot] || seen
			used.expires[slot] = expiryOf(c, now)
		}
	}
	for _, line := range w.Header()["Set-Cookie"] {
		c, err := http.ParseSetCookie(line)
		if err != nil {
			continue
		}
		slot, ok := j.slotOf(c.Name)
		switch {
		case ok && c.MaxAge < 0:
			delete(used.expires, slot)
		case ok:
			used.expires[slot] = expiryOf(c, now)
		}
	}
	return used
}

// slotOf returns the slot in the name of a state cookie.
func (j jar) slotOf(name string) (slot int, ok bool) {
	number, ok := strings.CutPrefix(name, j.name("state-"))
	slot, err := strconv.Atoi(number)
	return slot, ok && err == nil && slot >= 0 && slot < stateSlots && strconv.Itoa(slot) == number
}

func expiryOf(c *http.Cookie, now time.Time) time.Time {
	if k, ok := parseStateKey(c.Value); ok && inTime(k.expires, now) {
		return k.expires
	}
	return time.Time{}
}

// empty reports whether the request has no valid state cookie.
func (j jar) empty(r *http.Request) bool {
	for _, c := range r.Cookies() {
		_, isState := j.slotOf(c.Name)
		if _, ok := parseStateKey(c.Value); ok && isState {
			return false
		}
	}
	return true
}

// begin assigns a slot to a sign-in, sets its cookie and returns its key. It deletes the
// cookies of all but the newest sign-ins.
func (j jar) begin(w http.ResponseWriter, r *http.Request, now time.Time) (slot int, key stateKey) {
	used := j.inUse(w, r, now)
	newestFirst := slices.SortedFunc(maps.Keys(used.expires), func(a, b int) int {
		return used.expires[b].Compare(used.expires[a])
	})
	expires := now.Add(stateLife).Truncate(time.Millisecond)
	if len(newestFirst) > 0 {
		if newest := used.expires[newestFirst[0]]; !expires.After(newest) { // no two have the same age
			expires = newest.Add(time.Millisecond)
		}
	}
	for i, old := range newestFirst {
		if i >= tokenSlots-1 || used.expires[old].IsZero() {
			j.remove(w, j.stateName(old))
			delete(used.expires, old)
		}
	}
	limit := stateSlots
	if r.Method == http.MethodPost && len(newestFirst) == 0 {
		limit = tokenSlots // another site can send any number of POSTs without cookies
	}
	slot = used.free(limit)
	key = newStateKey(expires)
	j.set(w, j.stateName(slot), key.String(), stateLife)
	return slot, key
}

// free returns a random slot below limit that is not in use and does not share its token
// cookie with another sign-in.
func (used slotsInUse) free(limit int) int {
	var taken [tokenSlots]bool
	for slot := range used.expires {
		taken[slot%tokenSlots] = true
	}
	var free, lastResort []int
	for slot := range limit {
		switch {
		case taken[slot%tokenSlots]:
		case used.duplicate[slot]:
			lastResort = append(lastResort, slot)
		default:
			free = append(free, slot)
		}
	}
	if len(free) == 0 {
		free = lastResort
	}
	return free[rand.IntN(len(free))] //nolint:gosec // spreads the slots, protects no secret
}
