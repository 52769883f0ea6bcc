package kit

import (
	"context"
	"time"

	"github.com/janrain-go/janrain"
)

func ErrOf(_ *janrain.Client, err error) error { return err }

// ContextOfNone is a context that a nil pointer stands for.
type ContextOfNone struct{ context.Context }

func (*ContextOfNone) Deadline() (time.Time, bool) { panic("a nil context was used") }
