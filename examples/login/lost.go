package main

import "net/http"

// withLostPage replaces net/http's plain text for unknown paths and methods with a page that has
// a way back.
func (a *app) withLostPage(mux *http.ServeMux) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if _, pattern := mux.Handler(r); pattern != "" {
			mux.ServeHTTP(w, r)
			return
		}
		refused := &discarded{header: w.Header()} // the header Allow of a 405 is kept
		mux.ServeHTTP(refused, r)
		render(w, refused.status, "lost", lostPage{a.head(r, "Page not found")})
	})
}

// discarded is a response whose body is dropped; only the header and the status are used.
type discarded struct {
	header http.Header
	status int
}

func (d *discarded) Header() http.Header         { return d.header }
func (d *discarded) WriteHeader(status int)      { d.status = status }
func (d *discarded) Write(p []byte) (int, error) { return len(p), nil }
