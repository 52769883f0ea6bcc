package main

import (
	"net/http"
	"net/url"
	"strings"
)

// onOwnHost redirects the pages of another host to the site's. Cookies belong to one host: a
// sign-in that begins on 127.0.0.1 loses them when the token comes to localhost. On a
// site with https the proxy in front does this, because it may rewrite the Host header.
func onOwnHost(site string, next http.Handler) http.Handler {
	own, err := url.Parse(site)
	if err != nil || own.Scheme != "http" {
		return next
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		isPage := r.Method == http.MethodGet || r.Method == http.MethodHead
		if !isPage || strings.EqualFold(r.Host, own.Host) {
			next.ServeHTTP(w, r)
			return
		}
		to := *own
		to.Path, to.RawPath, to.RawQuery = r.URL.Path, r.URL.RawPath, r.URL.RawQuery
		w.Header().Set("Cache-Control", "no-store")
		http.Redirect(w, r, to.String(), http.StatusSeeOther)
	})
}
