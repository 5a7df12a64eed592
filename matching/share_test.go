package matching_test

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"reflect"
	"sync"
	"testing"
	"time"

	"github.com/manyhands/manyhands/internal/account"
	"github.com/manyhands/manyhands/internal/live"
	"github.com/manyhands/manyhands/internal/outbox"
	"github.com/manyhands/manyhands/internal/pg/pgtest"
	"github.com/manyhands/manyhands/internal/uid"
	"github.com/manyhands/manyhands/matching"
)

// another is one more copy of the program on the same database.
func (b *bundle) another(t *testing.T) (*matching.Board, *outbox.Outbox) {
	t.Helper()
	hub, err := live.New(slog.New(slog.DiscardHandler), "", nil)
	if err != nil {
		t.Fatal(err)
	}
	var board *matching.Board
	o := pgtest.Outbox(t, b.pool, func(o *outbox.Outbox) {
		board = matching.NewBoard(b.pool, b.clock, o, hub, b.register, nil, slog.New(slog.DiscardHandler))
		board.Listen(o)
	})
	return board, o
}

type seated struct {
	slot  uid.Slot
	agent uid.Agent
}

// plan is who was offered what, in the order of the rows' keys.
func (b *bundle) plan(t *testing.T, r uid.Request) (seats []seated, objective, bound int64, copies int) {
	t.Helper()
	rows, err := b.pool.Query(t.Context(), "SELECT slot_id, agent_id FROM matching.shift WHERE request_id = $1 AND state = 'offered' ORDER BY slot_id, agent_id", r)
	if err != nil {
		t.Fatal(err)
	}
	for rows.Next() {
		var s seated
		if err := rows.Scan(&s.slot, &s.agent); err != nil {
			t.Fatal(err)
		}
		seats = append(seats, s)
	}
	err = b.pool.QueryRow(t.Context(), "SELECT objective, bound, copies FROM matching.fill WHERE request_id = $1 AND state = 'done'", r).Scan(&objective, &bound, &copies)
	if err != nil {
		t.Fatal(err)
	}
	return seats, objective, bound, copies
}

// again makes a filled request as it was before its fill.
func (b *bundle) again(t *testing.T) {
	t.Helper()
	b.exec(t, "UPDATE matching.shift SET state = 'released', cause = 'market' WHERE state = 'offered'") // taken back, which is no refusal
	b.exec(t, "UPDATE matching.fill SET state = 'queued', run = 0, beat_at = NULL, done_at = NULL, copies = 1")
}

// gate stops a shared fill's leader before it posts a round until act has run,
// so that what comes in the middle comes in the middle, however slow or quick
// the machine is. It is built before the fill begins.
func (b *bundle) gate(t *testing.T, round int) (at func(act func())) {
	t.Helper()
	const lock = 7
	keeper, err := b.pool.Acquire(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	open := func() { _, _ = keeper.Exec(context.Background(), "SELECT pg_advisory_unlock_all()") } // open already, or the test has failed
	t.Cleanup(func() {
		open()
		keeper.Release()
	})
	_, err = keeper.Exec(t.Context(), fmt.Sprintf(`SELECT pg_advisory_lock(%d);
		CREATE OR REPLACE FUNCTION public.gate() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
			IF NEW.round = %d THEN PERFORM pg_advisory_xact_lock_shared(%d); END IF;
			RETURN NEW;
		END $$;
		CREATE OR REPLACE TRIGGER gate BEFORE UPDATE ON matching.fill_question FOR EACH ROW EXECUTE FUNCTION public.gate()`, lock, round, lock))
	if err != nil {
		t.Fatal(err)
	}
	return func(act func()) {
		t.Helper()
		b.until(t, "the leader stands at the gate", func() bool {
			stands := false
			err := keeper.QueryRow(t.Context(), `SELECT EXISTS (SELECT FROM pg_locks l JOIN pg_database d ON d.oid = l.database
				WHERE d.datname = current_database() AND l.locktype = 'advisory' AND NOT l.granted)`).Scan(&stands)
			if err != nil {
				t.Fatal(err)
			}
			return stands
		})
		act()
		open()
	}
}

// Law: a fill that copies share makes the plan of one copy alone, to the last
// seat, whoever is killed over it; and half of a plan is never seen.
func TestCopiesThatShareAFillMakeThePlanOfOne(t *testing.T) {
	t.Parallel()
	b := setup(t, 150)
	r := b.booked(t)
	if err := b.Fills(t.Context()); err != nil {
		t.Fatal(err)
	}
	want, objective, bound, copies := b.plan(t, r.ID)
	if len(want) == 0 || copies != 1 {
		t.Fatalf("alone: %d seats by %d copies", len(want), copies)
	}
	same := func(t *testing.T, copiesWant int) {
		t.Helper()
		got, o, bd, n := b.plan(t, r.ID)
		if !reflect.DeepEqual(got, want) || o != objective || bd != bound {
			t.Errorf("got %d seats for %d above %d; want %d for %d above %d", len(got), o, bd, len(want), objective, bound)
		}
		if n < copiesWant {
			t.Errorf("%d copies answered, want %d", n, copiesWant)
		}
	}
	sharing := matching.Sharing{From: 1, Shards: 3, Muster: time.Minute, Patience: time.Minute}

	t.Run("two copies", func(t *testing.T) {
		b.again(t)
		b.another(t)
		b.ShareFills(sharing)
		if err := b.Fills(t.Context()); err != nil {
			t.Fatal(err)
		}
		same(t, 2)
	})
	t.Run("a helper is killed", func(t *testing.T) {
		b.again(t)
		_, helper := b.another(t)
		mourning := sharing
		mourning.Patience = 2 * time.Second // it has answered by then, and what follows its end is waited for
		b.ShareFills(mourning)
		at := b.gate(t, 20)
		ended := make(chan error, 1)
		go func() { ended <- b.Fills(t.Context()) }()
		at(func() { _ = helper.Stop(t.Context()) })
		if err := <-ended; err != nil {
			t.Fatal(err)
		}
		same(t, 2)
	})
	t.Run("the leader is killed", func(t *testing.T) {
		b.again(t)
		b.another(t)
		b.ShareFills(sharing)
		ctx, kill := context.WithCancel(t.Context())
		at := b.gate(t, 20)
		ended := make(chan error, 1)
		go func() { ended <- b.Fills(ctx) }()
		at(func() {
			kill()
			<-ended
		})
		b.scanOne(t, "SELECT count(*)::int FROM matching.shift WHERE state = 'offered'", 0)
		heir, _ := b.another(t)
		b.clock.MoveTo(b.clock.Now().Add(61 * time.Second))
		if err := heir.Fills(t.Context()); err != nil {
			t.Fatal(err)
		}
		same(t, 1)
	})
	t.Run("the brand stops it", func(t *testing.T) {
		b.again(t)
		b.ShareFills(matching.Sharing{From: 1, Shards: 2, Muster: 20 * time.Millisecond, Patience: time.Second})
		at := b.gate(t, 2)
		ended := make(chan error, 1)
		go func() { ended <- b.Fills(t.Context()) }()
		at(func() {
			if err := b.StopFill(t.Context(), b.brand, uid.Person{}, r.ID); err != nil {
				t.Error(err)
			}
		})
		if err := <-ended; err != nil {
			t.Fatal(err)
		}
		if c := b.coverage(t, r.ID); c.Offered != 0 || c.Fill.State != "cancelled" {
			t.Errorf("after the stop: %d offered, the fill is %s", c.Offered, c.Fill.State)
		}
		if err := b.StopFill(t.Context(), b.brand, uid.Person{}, r.ID); !errors.Is(err, matching.ErrNoFill) {
			t.Errorf("stopped twice: got %v, want %v", err, matching.ErrNoFill)
		}
	})
}

// Law: of two brands whose fills want the same people at the same time, each
// person goes to exactly one; the other's fill says who is missing and is
// planned again until nothing more can be found.
func TestTwoBrandsWantTheSamePeople(t *testing.T) {
	t.Parallel()
	b := setup(t, 0)
	b.hire(t, 40, "brand:acme", "brand:bold", "lang:zh", "skill:refund")
	acme, bold := b.brand, uid.New[uid.Brand]()
	err := b.register.AddBrand(t.Context(), account.Brand{ID: bold, Slug: "bold", Name: "Bold", Currency: "CNY", Timezone: "Asia/Shanghai", Languages: []string{"zh"}, WebhookSecret: "s"})
	if err != nil {
		t.Fatal(err)
	}
	requests := map[uid.Brand]uid.Request{}
	for _, brand := range []uid.Brand{acme, bold} {
		b.brand = brand
		requests[brand] = b.booked(t).ID
	}
	heir, _ := b.another(t)
	var all sync.WaitGroup
	for _, board := range []*matching.Board{b.Board, heir} {
		all.Go(func() {
			if err := board.Fills(t.Context()); err != nil {
				t.Error(err)
			}
		})
	}
	all.Wait()
	if err := b.Fills(t.Context()); err != nil { // what the last lost race asked for
		t.Fatal(err)
	}
	b.scanOne(t, `SELECT count(*)::int FROM matching.shift x JOIN matching.shift y ON x.agent_id = y.agent_id AND x.id <> y.id AND x.during && y.during
		WHERE x.state = 'offered' AND y.state = 'offered'`, 0)
	b.scanOne(t, "SELECT count(*)::int FROM matching.fill WHERE state IN ('queued', 'running')", 0)
	offered := 0
	for brand, r := range requests {
		b.brand = brand
		c := b.coverage(t, r)
		missing := 0
		for _, g := range c.Gaps {
			missing += g.Missing
		}
		if c.Offered+missing != c.Seats || c.Fill.State != "done" {
			t.Errorf("%d offered and %d missing of %d seats, the fill is %s", c.Offered, missing, c.Seats, c.Fill.State)
		}
		offered += c.Offered
	}
	if offered == 0 {
		t.Error("nobody was offered anything")
	}
}
