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
	notice  string            // what came of it
}

// sessions stand for the application's session store.
type sessions struct {
	cookie http.Cookie

	mu   sync.Mutex
	byID map[string]*session
}

// newSessions keeps sessions under a cookie that fits the site's URL.
func newSessions(site string) *sessions {
	cookie := http.Cookie{Name: "session", Path: "/", HttpOnly: true, SameSite: http.SameSiteLaxMode}
	if strings.HasPrefix(strings.ToLower(site), "https:") {
		cookie.Name, cookie.Secure = "__Host-session", true
	}
	return &sessions{cookie: cookie, byID: map[string]*session{}}
}

// of returns the session of a request's browser, nil for none.
func (s *sessions) of(r *http.Request) *session {
	cookie, err := r.Cookie(s.cookie.Name)
	if err != nil {
		return nil
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.byID[cookie.Value]
}

// notice returns what there is to say to the user, once.
func (s *sessions) notice(of *session) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	notice := of.notice
	of.notice = ""
	return notice
}

// start puts a session under a new name: one that somebody else may have given
// the browser before it was signed in is worth nothing.
func (s *sessions) start(w http.ResponseWriter, r *http.Request, begun *session) {
	s.forget(r)
	id := rand.Text()
	s.mu.Lock()
	s.byID[id] = begun
	s.mu.Unlock()
	cookie := s.cookie
	cookie.Value = id
	http.SetCookie(w, &cookie)
}

func (s *sessions) end(w http.ResponseWriter, r *http.Request) {
	s.forget(r)
	cookie := s.cookie
	cookie.MaxAge = -1
	http.SetCookie(w, &cookie)
}

func (s *sessions) forget(r *http.Request) {
	if cookie, err := r.Cookie(s.cookie.Name); err == nil {
		s.mu.Lock()
		defer s.mu.Unlock()
		delete(s.byID, cookie.Value)
	}
}
