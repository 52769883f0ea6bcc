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

// Each Begin is assigned a slot, which its state names. The POST that brings the token comes
// from another site without cookies, so it cannot tell whose it is; with few fixed names it
// can overwrite a token, but it cannot fill the browser's cookie jar. State cookies have more
// names, because only Begin sets them: pages that the browser loads at the same time know
// nothing of each other, and rarely get the same slot. Begin keeps the newest eight, each
// with a token cookie of its own.
const (
	stateSlots = 256
	tokenSlots = 8
)

// slotsInUse are the slots of the state cookies that a browser will have.
type slotsInUse struct {
	expires map[int]time.Time // zero if Begin has not set the cookie, or it has expired
	twice   map[int]bool      // the name comes twice: a second cookie cannot be overwritten
}

// inUse returns the slots in a request. Cookies that the response sets already, as those of
// another Begin for the same page, or deletes, replace those of the request.
func (j jar) inUse(w http.ResponseWriter, r *http.Request, now time.Time) slotsInUse {
	used := slotsInUse{map[int]time.Time{}, map[int]bool{}}
	for _, c := range r.Cookies() {
		if slot, ok := j.slotOf(c.Name); ok {
			_, again := used.expires[slot]
			used.twice[slot] = used.twice[slot] || again
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

// empty reports that the browser has sent no key at all.
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
		if newest := used.expires[newestFirst[0]]; !expires.After(newest) { // no two are of the same age
			expires = newest.Add(time.Millisecond)
		}
	}
	for i, old := range newestFirst {
		if i >= tokenSlots-1 || used.expires[old].IsZero() {
			j.remove(w, j.stateName(old))
			delete(used.expires, old)
		}
	}
	most := stateSlots
	if r.Method == http.MethodPost && len(newestFirst) == 0 {
		most = tokenSlots // another site can post without cookies as often as it likes
	}
	slot = used.free(most)
	key = newStateKey(expires)
	j.set(w, j.stateName(slot), key.String(), stateLife)
	return slot, key
}

// free returns one of the first slots that is not in use and whose token cookie no other
// sign-in has, at random.
func (used slotsInUse) free(most int) int {
	var taken [tokenSlots]bool
	for slot := range used.expires {
		taken[slot%tokenSlots] = true
	}
	var free, lastResort []int
	for slot := range most {
		switch {
		case taken[slot%tokenSlots]:
		case used.twice[slot]:
			lastResort = append(lastResort, slot)
		default:
			free = append(free, slot)
		}
	}
	if len(free) == 0 {
		free = lastResort
	}
	return free[rand.IntN(len(free))] //nolint:gosec // to spread, not to keep a secret
}
