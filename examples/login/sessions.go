package main

import (
	"crypto/rand"
	"net/http"
	"strings"
	"sync"

	"github.com/janrain-go/janrain"
)

// A session belongs to a browser that is signed in.
type session struct {
	account *account
	info    *janrain.AuthInfo // of the last sign-in
	friends *friends          // nil if the provider gives none
	notice  notice            // shown on the next page
	adding  *addition         // waits for the user's confirmation
}

// An addition is an identity that the user has signed in with to add it.
type addition struct {
	id   string // what the form sends, so that it confirms what it has shown
	info *janrain.AuthInfo
}

// A notice is a message that is shown to the user once.
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

// ask keeps an identity until the user confirms it.
func (s *sessions) ask(of *session, info *janrain.AuthInfo) {
	s.mu.Lock()
	defer s.mu.Unlock()
	of.adding = &addition{rand.Text(), info}
}

// asked returns the identity that waits, or nil.
func (s *sessions) asked(of *session) *addition {
	s.mu.Lock()
	defer s.mu.Unlock()
	return of.adding
}

// confirmed returns the identity that a form has shown, and removes it, or nil.
func (s *sessions) confirmed(of *session, id string) *janrain.AuthInfo {
	s.mu.Lock()
	defer s.mu.Unlock()
	adding := of.adding
	of.adding = nil
	if adding == nil || adding.id != id {
		return nil
	}
	return adding.info
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
