package insight

import (
	"context"
	"fmt"
	"time"

	"github.com/google/uuid"

	"github.com/manyhands/manyhands/internal/chat"
	"github.com/manyhands/manyhands/internal/fault"
	"github.com/manyhands/manyhands/internal/insight/internal/db"
	"github.com/manyhands/manyhands/internal/uid"
)

// ErrNumber refuses a number that does not open.
var ErrNumber = fault.New(fault.Invalid, "number_unknown", "this number has no conversations under it")

// Found is a conversation under a number, and when it counted.
type Found struct {
	Chat uid.Chat
	At   time.Time
}

// asked is what every listing under a number takes.
type asked struct {
	ids      []uuid.UUID
	from     time.Time
	before   time.Time
	beforeID uuid.UUID
	most     int32
}

// under is how each number opens.
var under = map[string]func(context.Context, *db.Queries, asked) ([]Found, error){
	"closed":     ended(false),
	"resolved":   ended(false, chat.Confirmed, chat.Assumed),
	"escalated":  ended(false, chat.Escalated),
	"passed_on":  ended(true),
	"abandoned":  ended(false, chat.AbandonedInQueue),
	"unanswered": ended(false, chat.Unanswered),
	"taken":      taken(-1),
	"late":       taken(generic.WithinMS),
	"scored":     scored(5),
	"unhappy":    scored(3),
	"guard":      guarded,
	"assisted":   assisted,
}

// Under lists the conversations under a number of a window, newest first, from
// before on. It returns ErrNumber and ErrWindow.
func (w *Wall) Under(ctx context.Context, brand uid.Brand, number, window string, before Found, most int) ([]Found, error) {
	open, ok := under[number]
	if !ok {
		return nil, ErrNumber.At("under", "a number of the wall", number)
	}
	list, err := w.brands(ctx, brand)
	if err != nil {
		return nil, err
	}
	v, err := w.window(ctx, brand, list, window)
	if err != nil {
		return nil, err
	}
	if before.At.IsZero() {
		before.At = v.Till.Add(time.Hour) // a fact's time may run ahead of ours a little
	}
	found, err := read(ctx, w, brand, func(q *db.Queries) ([]Found, error) {
		return open(ctx, q, asked{idsOf(list, false), v.From, before.At, uuid.UUID(before.Chat), int32(most)})
	})
	if err != nil {
		return nil, fmt.Errorf("list chats under %s: %w", number, err)
	}
	return found, nil
}

func ended(passedOn bool, outcomes ...string) func(context.Context, *db.Queries, asked) ([]Found, error) {
	if outcomes == nil {
		outcomes = []string{}
	}
	return func(ctx context.Context, q *db.Queries, a asked) ([]Found, error) {
		rows, err := q.Ended(ctx, db.EndedParams{Brands: a.ids, FromAt: &a.from, Before: a.before, BeforeID: a.beforeID, Outcomes: outcomes, Handed: passedOn, Most: a.most})
		return found(rows, err, func(r db.EndedRow) Found { return Found{r.ChatID, r.At} })
	}
}

func taken(longer int64) func(context.Context, *db.Queries, asked) ([]Found, error) {
	return func(ctx context.Context, q *db.Queries, a asked) ([]Found, error) {
		rows, err := q.Taken(ctx, db.TakenParams{Brands: a.ids, FromAt: &a.from, Before: a.before, BeforeID: a.beforeID, LongerMs: longer, Most: a.most})
		return found(rows, err, func(r db.TakenRow) Found { return Found{r.ChatID, r.At} })
	}
}

func scored(worst int32) func(context.Context, *db.Queries, asked) ([]Found, error) {
	return func(ctx context.Context, q *db.Queries, a asked) ([]Found, error) {
		rows, err := q.Scored(ctx, db.ScoredParams{Brands: a.ids, Worst: &worst, FromAt: &a.from, Before: a.before, BeforeID: a.beforeID, Most: a.most})
		return found(rows, err, func(r db.ScoredRow) Found { return Found{r.ChatID, r.At} })
	}
}

func guarded(ctx context.Context, q *db.Queries, a asked) ([]Found, error) {
	rows, err := q.Hits(ctx, db.HitsParams{Brands: a.ids, FromAt: a.from, Before: a.before, BeforeID: a.beforeID, Most: a.most})
	return found(rows, err, func(r db.HitsRow) Found { return Found{r.ChatID, r.At} })
}

func assisted(ctx context.Context, q *db.Queries, a asked) ([]Found, error) {
	rows, err := q.Assisted(ctx, db.AssistedParams{Brands: a.ids, FromAt: &a.from, Before: a.before, BeforeID: a.beforeID, Most: a.most})
	return found(rows, err, func(r db.AssistedRow) Found { return Found{r.ChatID, r.At} })
}

func found[R any](rows []R, err error, of func(R) Found) ([]Found, error) {
	out := make([]Found, len(rows))
	for i, r := range rows {
		out[i] = of(r)
	}
	return out, err
}
