package callback_test

import (
	"net/http"

	"github.com/gin-gonic/gin"
	"github.com/go-chi/chi/v5"
	"github.com/gorilla/csrf"
	"github.com/justinas/nosurf"
	"github.com/labstack/echo/v4"
	"github.com/labstack/echo/v4/middleware"
	echo5 "github.com/labstack/echo/v5"
	middleware5 "github.com/labstack/echo/v5/middleware"
)

// Each function is a block of the documentation with what it takes as given.

func onChi(login http.HandlerFunc, callback http.Handler) http.Handler {
	protection := http.NewCrossOriginProtection()
	r := chi.NewRouter()
	r.Get("/login", login)
	r.Method(http.MethodGet, "/signin", callback)
	r.Method(http.MethodPost, "/signin", callback)
	r.Group(func(r chi.Router) {
		r.Use(protection.Handler) // for the routes of this group only: no exemption is needed
		r.Post("/transfer", transfer)
	})
	return r
}

func onGin(login http.HandlerFunc, callback http.Handler) http.Handler {
	gin.SetMode(gin.ReleaseMode) // it prints its routes else
	engine := gin.New()
	engine.GET("/login", gin.WrapF(login))
	engine.GET("/signin", gin.WrapH(callback))
	engine.POST("/signin", gin.WrapH(callback))
	engine.POST("/transfer", gin.WrapF(transfer))
	protection := http.NewCrossOriginProtection() // gin has none of its own
	protection.AddInsecureBypassPattern("POST /signin")
	handler := protection.Handler(engine) // for http.ListenAndServe, in place of engine.Run
	return handler
}

func onEcho(login http.HandlerFunc, callback http.Handler) http.Handler {
	e := echo.New()
	e.Use(middleware.CSRFWithConfig(middleware.CSRFConfig{
		Skipper: func(c echo.Context) bool {
			return c.Request().Method == http.MethodPost && c.Path() == "/signin"
		},
	}))
	e.GET("/login", echo.WrapHandler(login))
	e.GET("/signin", echo.WrapHandler(callback))
	e.POST("/signin", echo.WrapHandler(callback))
	e.POST("/transfer", echo.WrapHandler(http.HandlerFunc(transfer)))
	return e
}

func onEcho5(login http.HandlerFunc, callback http.Handler) http.Handler {
	e := echo5.New()
	e.Use(middleware5.CSRFWithConfig(middleware5.CSRFConfig{
		Skipper: func(c *echo5.Context) bool {
			return c.Request().Method == http.MethodPost && c.Path() == "/signin"
		},
	}))
	e.GET("/login", echo5.WrapHandler(login))
	e.GET("/signin", echo5.WrapHandler(callback))
	e.POST("/signin", echo5.WrapHandler(callback))
	e.POST("/transfer", echo5.WrapHandler(http.HandlerFunc(transfer)))
	return e
}

func behindGorilla(mux http.Handler) http.Handler {
	key := make([]byte, 32)
	protected := csrf.Protect(key)(mux)
	handler := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method == http.MethodPost && r.URL.Path == "/signin" {
			r = csrf.UnsafeSkipCheck(r)
		}
		protected.ServeHTTP(w, r)
	})
	return handler
}

func besideNosurf(app, callback http.Handler) http.Handler {
	outer := http.NewServeMux()
	outer.Handle("GET /signin", callback)
	outer.Handle("POST /signin", callback)
	outer.Handle("/", nosurf.New(app)) // all that is not the callback
	return outer
}

func exemptFromNosurf(mux http.Handler) http.Handler {
	handler := nosurf.New(mux)
	handler.ExemptPath("/signin")
	return handler
}
