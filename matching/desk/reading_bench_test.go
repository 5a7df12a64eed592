package desk_test

import (
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"github.com/manyhands/manyhands/internal/account"
	"github.com/manyhands/manyhands/internal/pg"
	"github.com/manyhands/manyhands/internal/tag"
	"github.com/manyhands/manyhands/internal/uid"
	"github.com/manyhands/manyhands/matching/desk"
)

// BenchmarkReading is what a beat of the desk costs with 12,000 at work: when
// everybody is read, and when 500 changed since.
func BenchmarkReading(b *testing.B) {
	const all, changed = 12_000, 500
	w := floorOf(b, all)
	refresh := func(d *desk.Desk) {
		w.clock.MoveTo(w.clock.Now().Add(2 * time.Second))
		if err := d.Refresh(b.Context()); err != nil {
			b.Fatal(err)
		}
	}
	b.Run("everybody", func(b *testing.B) {
		for b.Loop() {
			refresh(w.another())
		}
	})
	b.Run("who changed", func(b *testing.B) {
		d := w.another()
		refresh(d)
		for b.Loop() {
			b.StopTimer()
			w.exec(b, "UPDATE matching.presence SET idle_since = now() WHERE agent_id = ANY ($1)", w.ids[:changed])
			b.StartTimer()
			refresh(d)
		}
	})
}

type wide struct {
	bundle
	ids []uuid.UUID
}

func floorOf(b *testing.B, n int) *wide {
	b.Helper()
	w := &wide{bundle: setup(b, 1)}
	list := make([]account.Agent, n)
	for i := range list {
		id := uid.New[uid.Agent]()
		w.ids = append(w.ids, uuid.UUID(id))
		list[i] = account.Agent{
			ID: id, Name: "agent", Email: id.String() + "@agents.example", CostMinor: 2500, ReliabilityBP: 9500, MaxHoursDay: 8, MaxHoursTotal: 40, MinRestHours: 8,
			Capacity: 4, Tags: tag.Set{"brand:acme", "lang:zh"},
		}
	}
	if err := w.people.AddAgents(b.Context(), list, "zh-CN", "x"); err != nil {
		b.Fatal(err)
	}
	w.exec(b, `INSERT INTO matching.presence (agent_id, state, since, idle_since, seen_at) SELECT unnest($1::uuid[]), 'available', now(), now(), now()`, w.ids)
	w.exec(b, `INSERT INTO matching.shift (id, slot_id, request_id, brand_id, agent_id, during, state, rate_minor, currency, offered_at, lapses_at)
		SELECT gen_random_uuid(), s.slot_id, s.request_id, s.brand_id, a, s.during, 'accepted', 2500, 'CNY', now(), now()
		FROM (SELECT * FROM matching.shift LIMIT 1) s, unnest($1::uuid[]) a`, w.ids)
	w.exec(b, "ANALYZE matching.shift, matching.presence", nil)
	return w
}

func (w *wide) exec(b *testing.B, statement string, ids []uuid.UUID) {
	b.Helper()
	err := pg.InTx(b.Context(), w.pool, pg.Everything, func(tx pgx.Tx) error {
		args := []any{ids}
		if ids == nil {
			args = nil
		}
		_, err := tx.Exec(b.Context(), statement, args...)
		return err
	})
	if err != nil {
		b.Fatal(err)
	}
}
