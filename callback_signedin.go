package janrain

import (
	"fmt"
	"log/slog"
)

// SignedIn is a sign-in that succeeded. Later versions may add fields.
type SignedIn struct {
	// User is never nil.
	User *AuthInfo

	// ReturnTo is the path on this site that Begin was given, safe to redirect to.
	ReturnTo string

	// Value is the value that Begin was given with WithValue, or "". It is protected
	// against others, but not against the user of this browser, who holds the key:
	// never let it decide whose account changes. Compare an account in it with the
	// one in the session of this request.
	Value string
}

// Format prints the user's provider and identifier, as AuthInfo does.
func (s SignedIn) Format(f fmt.State, _ rune) {
	_, _ = fmt.Fprintf(f, "janrain.SignedIn{%v}", s.User)
}

// LogValue is the user's provider and identifier.
func (s SignedIn) LogValue() slog.Value {
	if s.User == nil {
		return slog.AnyValue(nil)
	}
	return s.User.LogValue()
}
