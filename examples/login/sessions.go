package main

import (
	"crypto/rand"
	"net/http"
	"strings"
	"sync"

	"github.com/janrain-go/janrain"
)

// A session is a browser that is signed in.
type session struct {
	account *account
	info    *janrain.AuthInfo // of the last sign-in
	friends *friends          // nil if the provider gives none
	notice  notice            // shown on the next page
}

// A notice is something to say to the user, once.
type notice struct {
	Kind kind
	Text string
}

// A kind of notice is a class of the style sheet.
type kind string

const (
	good    kind = "good"
	info    kind = "info"
	warning kind = "warning"
)

// sessions stand for the application's session store. They end with the program; yours
// should expire.
type sessions struct {
	cookie string
	secure bool

	mu   sync.Mutex
	byID map[string]*session
}

// newSessions returns sessions with a cookie that fits the site's URL.
func newSessions(site string) *sessions {
	s := &sessions{cookie: "session", byID: map[string]*session{}}
	if strings.HasPrefix(strings.ToLower(site), "https:") {
		s.cookie, s.secure = "__Host-session", true
	}
	return s
}

func (s *sessions) set(w http.ResponseWriter, id string, maxAge int) {
	http.SetCookie(w, &http.Cookie{ //nolint:gosec // it is Secure unless the site is on localhost
		Name: s.cookie, Value: id, Path: "/", MaxAge: maxAge,
		Secure: s.secure, HttpOnly: true, SameSite: http.SameSiteLaxMode,
	})
}

// of returns the session of a request, or nil.
func (s *sessions) of(r *http.Request) *session {
	cookie, err := r.Cookie(s.cookie)
	if err != nil {
		return nil
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.byID[cookie.Value]
}

// notice returns the notice for the user, and removes it.
func (s *sessions) notice(of *session) notice {
	s.mu.Lock()
	defer s.mu.Unlock()
	said := of.notice
	of.notice = notice{}
	return said
}

// tell keeps a notice for the next page.
func (s *sessions) tell(to *session, say notice) {
	s.mu.Lock()
	defer s.mu.Unlock()
	to.notice = say
}

// start gives the session a new ID, so that one which an attacker has planted in the browser
// is worth nothing.
func (s *sessions) start(w http.ResponseWriter, r *http.Request, begun *session) {
	s.forget(r)
	id := rand.Text()
	s.mu.Lock()
	s.byID[id] = begun
	s.mu.Unlock()
	s.set(w, id, 0)
}

func (s *sessions) end(w http.ResponseWriter, r *http.Request) {
	s.forget(r)
	s.set(w, "", -1)
}

func (s *sessions) forget(r *http.Request) {
	if cookie, err := r.Cookie(s.cookie); err == nil {
		s.mu.Lock()
		defer s.mu.Unlock()
		delete(s.byID, cookie.Value)
	}
}
