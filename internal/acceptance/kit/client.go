package kit

import (
	"context"
	"time"

	"github.com/janrain-go/janrain"
)

// ErrOf returns the error of a call of NewClient.
func ErrOf(_ *janrain.Client, err error) error { return err }

// A ContextOfNone panics when it is used. Tests pass its nil pointer as a context.
type ContextOfNone struct{ context.Context }

// Deadline panics.
func (*ContextOfNone) Deadline() (time.Time, bool) { panic("a nil context was used") }
