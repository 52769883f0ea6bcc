package janraintest

import (
	"context"
	"net"
	"net/http"
	"sync"
	"time"
)

// An App is an application under test that StartApp has started.
type App struct {
	URL string // base URL, such as "http://127.0.0.1:41234", without a trailing slash

	server *http.Server
	once   sync.Once
}

// StartApp starts an application under test on a port of the loopback interface. It calls
// newApp with the application's base URL, so that the token URL is known before the
// handler is made:
//
//	app := janraintest.StartApp(func(baseURL string) http.Handler {
//		return NewApp(srv.Client(), baseURL)
//	})
//	defer app.Close()
//
// It panics if newApp is nil or returns nil, or if no port is available.
func StartApp(newApp func(baseURL string) http.Handler) *App {
	if newApp == nil {
		panic("janraintest: StartApp: the function is nil")
	}
	l, err := new(net.ListenConfig).Listen(context.Background(), "tcp", "127.0.0.1:0")
	if err != nil {
		panic("janraintest: " + err.Error())
	}
	app := &App{URL: "http://" + l.Addr().String()}
	handler := newApp(app.URL)
	if handler == nil {
		_ = l.Close() // nothing has been served
		panic("janraintest: StartApp: the function returned no handler")
	}
	app.server = &http.Server{Handler: handler, ReadHeaderTimeout: time.Minute}
	go func() { _ = app.server.Serve(l) }() // it returns ErrServerClosed after Close
	return app
}

// Close stops the application. It may be called twice.
func (a *App) Close() { a.once.Do(func() { _ = a.server.Close() }) }
