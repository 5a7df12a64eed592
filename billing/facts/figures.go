package facts

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"github.com/manyhands/manyhands/billing/internal/db"
	"github.com/manyhands/manyhands/billing/rate"
	"github.com/manyhands/manyhands/internal/fault"
	"github.com/manyhands/manyhands/internal/pg"
	"github.com/manyhands/manyhands/internal/uid"
)

// What a platform's figure is refused for.
var (
	ErrFigure = fault.New(fault.Invalid, "figure_malformed", "the platform's figure cannot be measured like that")
	ErrPast   = fault.New(fault.Conflict, "figure_past", "a definition begins now or later: what was measured stays measured")
)

// Figures lists how the platforms count, over all of time.
func (m *Meter) Figures(ctx context.Context) ([]rate.KPI, error) {
	return db.Look(ctx, m.pool, pg.Everything, func(q *db.Queries) ([]rate.KPI, error) {
		return figures(ctx, q, rate.Span{From: time.Unix(0, 0), Till: db.Endless})
	})
}

func figures(ctx context.Context, q *db.Queries, s rate.Span) ([]rate.KPI, error) {
	rows, err := q.Figures(ctx, db.FiguresParams{FromAt: s.From, Till: s.Till})
	if err != nil {
		return nil, fmt.Errorf("read platforms' figures: %w", err)
	}
	out := make([]rate.KPI, len(rows))
	for i, r := range rows {
		out[i] = rate.KPI{
			ID: r.Name, Platform: r.Platform, Channel: r.Channel, From: r.Starts.UTC(), Till: r.Ends.UTC(), Measure: r.Measure, WithinMS: r.WithinMs,
			OpenFrom: r.OpenFrom, OpenTill: r.OpenTill, Unit: r.Unit,
		}
	}
	return out, nil
}

// Define says how a platform counts a figure from an instant on: the definition
// that held ends there. What happened before is measured as it was. It returns
// ErrFigure and ErrPast.
func (m *Meter) Define(ctx context.Context, by uid.Person, k rate.KPI) error {
	now := m.clock.Now()
	if k.From.Before(now.Add(-skew)) {
		return ErrPast.At("from", "now or later", k.From.Format(time.RFC3339))
	}
	if k.Till.IsZero() {
		k.Till = time.Date(2100, 1, 1, 0, 0, 0, 0, time.UTC)
	}
	if err := k.Check(); err != nil {
		return err
	}
	if k.Unit == "" {
		k.Unit = rate.ByConversation
	}
	err := db.In(ctx, m.pool, pg.Everything, func(q *db.Queries, _ pgx.Tx) error {
		if _, err := q.EndFigure(ctx, db.EndFigureParams{Name: k.ID, Channel: k.Channel, At: k.From}); err != nil {
			return fmt.Errorf("end figure %s: %w", k.ID, err)
		}
		return q.AddFigure(ctx, db.AddFigureParams{
			Name: k.ID, Platform: k.Platform, Channel: k.Channel, Starts: k.From, Ends: k.Till, Measure: k.Measure, WithinMs: k.WithinMS,
			OpenFrom: k.OpenFrom, OpenTill: k.OpenTill, Unit: k.Unit, SetBy: uuid.UUID(by), SetAt: now,
		})
	})
	if _, broken := pg.Broken(err); broken {
		return ErrFigure.With("another definition of %s begins later; end it first", k.ID)
	}
	return err
}

// FiguresFor is every definition of the figures that a contract's guarantees
// name, for as long as its versions hold.
func FiguresFor(ctx context.Context, q *db.Queries, versions []rate.Version) ([]rate.KPI, error) {
	named := map[string]bool{}
	span := rate.Span{From: versions[0].From, Till: versions[0].Till}
	for _, v := range versions {
		for _, g := range v.Guarantees {
			if id, ok := strings.CutPrefix(g.Dimension, "kpi:"); ok {
				named[id] = true
			}
		}
		if v.From.Before(span.From) {
			span.From = v.From
		}
		if v.Till.After(span.Till) {
			span.Till = v.Till
		}
	}
	if len(named) == 0 {
		return nil, nil
	}
	all, err := figures(ctx, q, span)
	return slices.DeleteFunc(all, func(k rate.KPI) bool { return !named[k.ID] }), err
}
