package till

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"github.com/manyhands/manyhands/billing/till/internal/db"
	"github.com/manyhands/manyhands/internal/fault"
	"github.com/manyhands/manyhands/internal/money"
	"github.com/manyhands/manyhands/internal/uid"
)

// What answering a difference is refused for.
var (
	ErrNoDifference    = fault.New(fault.NotFound, "difference_unknown", "there is no such difference")
	ErrDifferenceEnded = fault.New(fault.Conflict, "difference_ended", "somebody answered it, or it settled itself")
	ErrNote            = fault.New(fault.Invalid, "difference_note_missing", "say what was done about it: 1 to 500 characters")
)

// Difference is something that the gateway and we do not agree on.
type Difference struct {
	ID          uid.Difference `json:"id"`
	Kind        string         `json:"kind" enum:"missing_there,missing_here,twice,amount,status,foreign,reversal_refused"`
	Provider    string         `json:"provider_id"`
	Op          string         `json:"op"`
	Subject     uuid.UUID      `json:"subject_id"`
	OursMinor   money.Amount   `json:"ours_minor"`
	TheirsMinor money.Amount   `json:"theirs_minor"`
	Currency    string         `json:"currency"`
	About       string         `json:"about"`
	At          time.Time      `json:"at" doc:"when the thing came to be"`
	State       string         `json:"state" enum:"open,gone,resolved"`
	FoundAt     time.Time      `json:"found_at"`
	ResolvedAt  *time.Time     `json:"resolved_at,omitempty"`
	Note        string         `json:"note,omitempty"`
}

func sawDiff(ctx context.Context, q *db.Queries, d Difference, now time.Time) error {
	err := q.SawDiff(ctx, db.SawDiffParams{
		ID: uid.New[uid.Difference](), Kind: d.Kind, ProviderID: d.Provider, Op: d.Op, Subject: orNil(d.Subject), OursMinor: int64(d.OursMinor),
		TheirsMinor: int64(d.TheirsMinor), Currency: d.Currency, About: d.About, ObjectAt: d.At, Now: now,
	})
	if err != nil {
		return fmt.Errorf("note difference of %s: %w", d.Provider, err)
	}
	return nil
}

// Differ opens a task of another domain's in its transaction.
func (t *Till) Differ(ctx context.Context, tx pgx.Tx, d Difference) error {
	return sawDiff(ctx, db.New(tx), d, t.clock.Now())
}

// Differences lists differences of a state, or all, newest first.
func (t *Till) Differences(ctx context.Context, state string, most int) ([]Difference, error) {
	out := []Difference{}
	err := t.in(ctx, func(q *db.Queries, _ pgx.Tx) error {
		rows, err := q.Diffs(ctx, db.DiffsParams{State: state, Most: int32(most)})
		if err != nil {
			return fmt.Errorf("list differences: %w", err)
		}
		for _, r := range rows {
			d := Difference{
				ID: r.ID, Kind: r.Kind, Provider: r.ProviderID, Op: r.Op, Subject: r.Subject.Bytes, OursMinor: money.Amount(r.OursMinor), TheirsMinor: money.Amount(r.TheirsMinor),
				Currency: r.Currency, About: r.About, At: r.ObjectAt, State: r.State, FoundAt: r.FoundAt, ResolvedAt: r.ResolvedAt, Note: r.Note,
			}
			out = append(out, d)
		}
		return nil
	})
	return out, err
}

// Resolve answers a difference: somebody did something about it and says what.
// It returns ErrNoDifference, ErrDifferenceEnded and ErrNote.
func (t *Till) Resolve(ctx context.Context, id uid.Difference, by uid.Person, note string) error {
	note = strings.TrimSpace(note)
	if note == "" || len([]rune(note)) > 500 {
		return ErrNote
	}
	return t.in(ctx, func(q *db.Queries, _ pgx.Tx) error {
		d, err := q.LockDiff(ctx, id)
		if errors.Is(err, pgx.ErrNoRows) {
			return ErrNoDifference
		}
		if err != nil {
			return fmt.Errorf("lock difference: %w", err)
		}
		if d.State != "open" {
			return ErrDifferenceEnded
		}
		now := t.clock.Now()
		return q.ResolveDiff(ctx, db.ResolveDiffParams{ID: id, ResolvedBy: by, ResolvedAt: &now, Note: note})
	})
}
