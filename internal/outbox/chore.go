package outbox

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/riverqueue/river"
)

// chores is the queue of work that any copy of the program may do. It is apart
// from facts: a chore may take minutes, and a fact may not wait behind it.
const chores = "chores"

const (
	choresAtOnce = 2
	choreTries   = 3
	// elsewhere is how long a chore that this copy will not do is left to others.
	elsewhere = 100 * time.Millisecond
)

// ErrNotHere is what a copy answers to a chore that another copy is to do.
var ErrNotHere = errors.New("not for this copy")

// chore is the job: an order for whoever does work of that name.
type chore struct {
	Name  string          `json:"name"`
	Order json.RawMessage `json:"order"`
}

// Kind is River's name of the job.
func (chore) Kind() string { return "chore" }

// Chore makes this copy do orders of a name. A chore is no fact: nothing
// depends on its being done, because whoever ordered it does without when
// nobody comes. When the program stops, the context of do ends. Call it before
// Start.
func Chore[O any](o *Outbox, name string, do func(ctx context.Context, order O) error) {
	o.chores[name] = func(ctx context.Context, raw []byte) error {
		var order O
		if err := json.Unmarshal(raw, &order); err != nil {
			return fmt.Errorf("read order of %s: %w", name, err)
		}
		return do(ctx, order)
	}
}

// Order asks any copies to do a chore, each order once or, when a copy dies
// over it, again.
func Order[O any](ctx context.Context, o *Outbox, name string, orders ...O) error {
	jobs := make([]river.InsertManyParams, len(orders))
	for i, x := range orders {
		raw, err := json.Marshal(x)
		if err != nil {
			return fmt.Errorf("write order of %s: %w", name, err)
		}
		jobs[i] = river.InsertManyParams{Args: chore{Name: name, Order: raw}, InsertOpts: &river.InsertOpts{Queue: chores, MaxAttempts: choreTries}}
	}
	if _, err := o.client.InsertMany(ctx, jobs); err != nil {
		return fmt.Errorf("order %s: %w", name, err)
	}
	return nil
}

// hand works chores.
type hand struct {
	river.WorkerDefaults[chore]
	outbox *Outbox
}

func (h *hand) Work(ctx context.Context, job *river.Job[chore]) error {
	do, ok := h.outbox.chores[job.Args.Name]
	if !ok {
		return river.JobSnooze(elsewhere) // a copy of another version may know it
	}
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	defer context.AfterFunc(h.outbox.stopping, stop)()
	err := do(ctx, job.Args.Order)
	if errors.Is(err, ErrNotHere) {
		return river.JobSnooze(elsewhere)
	}
	return err
}

// Timeout lets a chore take as long as it takes.
func (h *hand) Timeout(*river.Job[chore]) time.Duration { return -1 }
