package main

import (
	"context"
	"fmt"
	"os"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/manyhands/manyhands/internal/account"
	"github.com/manyhands/manyhands/internal/chat"
	"github.com/manyhands/manyhands/internal/clock"
	"github.com/manyhands/manyhands/internal/live"
	"github.com/manyhands/manyhands/internal/pg"
	"github.com/manyhands/manyhands/internal/tag"
	"github.com/manyhands/manyhands/internal/uid"
	"github.com/manyhands/manyhands/matching/desk"
)

const brands = 20

// floor is a database with agents on shift.
type floor struct {
	pool    *pgxpool.Pool
	people  *account.Register
	chatLog *chat.Log
	hub     *live.Hub
	url     string
	dir     string
	stop    func(context.Context) error
	server  int // its process
	brands  []uid.Brand
}

func openFloor(ctx context.Context, o options) (*floor, error) {
	dir, err := os.MkdirTemp("", "router")
	if err != nil {
		return nil, err
	}
	if err := os.Chmod(dir, 0o755); err != nil { //nolint:gosec // the database's own user enters it
		return nil, err
	}
	server, err := pg.StartServer(ctx, pg.ServerConfig{DataDir: dir, Log: nil})
	if err != nil {
		return nil, err
	}
	f, err := joinFloor(ctx, server.URL)
	if err != nil {
		return nil, err
	}
	f.dir, f.stop, f.server = dir, server.Stop, server.Pid()
	if err := pg.Migrate(ctx, f.pool); err != nil {
		return nil, err
	}
	return f, f.fill(ctx, o)
}

func joinFloor(ctx context.Context, url string) (*floor, error) {
	pool, err := pg.Connect(ctx, url)
	if err != nil {
		return nil, err
	}
	hub, err := live.New(quiet(), "", nil)
	if err != nil {
		return nil, err
	}
	c := clock.System{}
	f := &floor{pool: pool, hub: hub, url: url}
	f.people = account.NewRegister(pool, c, []byte("0123456789abcdef0123456789abcdef"), time.Hour, time.Hour)
	f.chatLog = chat.NewLog(pool, c, nil, hub)
	return f, nil
}

func (f *floor) close() {
	f.pool.Close()
	_ = f.stop(context.Background())
	_ = os.RemoveAll(f.dir)
}

// desk is one more copy of the program's desk.
func (f *floor) desk() *desk.Desk {
	return desk.New(f.pool, clock.System{}, quiet(), f.chatLog, f.people, f.hub)
}

// beat reads the floor again as the program's own beat does.
func (f *floor) beat(ctx context.Context, refresh func(context.Context) error) {
	pace := time.NewTicker(500 * time.Millisecond)
	defer pace.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-pace.C:
			if err := refresh(ctx); err != nil && ctx.Err() == nil {
				fmt.Fprintln(os.Stderr, "refresh:", err)
			}
		}
	}
}

func (f *floor) in(ctx context.Context, work func(pgx.Tx) error) error {
	return pg.InTx(ctx, f.pool, pg.Everything, work)
}

// fill seats agents of four slots, a twentieth for each brand, all on shift.
func (f *floor) fill(ctx context.Context, o options) error {
	for i := range brands {
		b := uid.New[uid.Brand]()
		f.brands = append(f.brands, b)
		err := f.people.AddBrand(ctx, account.Brand{ID: b, Slug: fmt.Sprintf("b%02d", i), Name: "b", Currency: "CNY", Timezone: "Asia/Shanghai", Languages: []string{"zh"}, WebhookSecret: "s"})
		if err != nil {
			return err
		}
	}
	var list []account.Agent
	for i := range o.agents {
		list = append(list, account.Agent{
			ID: uid.New[uid.Agent](), Name: "a", Email: fmt.Sprintf("a%d@agents.example", i), CostMinor: 2500, ReliabilityBP: 9500,
			MaxHoursDay: 8, MaxHoursTotal: 40, MinRestHours: 8, Capacity: o.capacity, Tags: tag.Set{tag.Tag(fmt.Sprintf("brand:b%02d", i%brands)), "lang:zh"},
		})
	}
	if err := f.people.AddAgents(ctx, list, "zh-CN", "x"); err != nil {
		return err
	}
	return f.in(ctx, func(tx pgx.Tx) error {
		for i, b := range f.brands {
			var mine []uid.Agent
			for k := i; k < len(list); k += brands {
				mine = append(mine, list[k].ID)
			}
			if err := onShift(ctx, tx, b, mine); err != nil {
				return err
			}
		}
		return nil
	})
}

func onShift(ctx context.Context, tx pgx.Tx, b uid.Brand, mine []uid.Agent) error {
	now := time.Now()
	from, till := now.Add(-time.Minute), now.Add(6*time.Hour)
	request, slot := uid.New[uid.Request](), uid.New[uid.Slot]()
	for _, q := range []struct {
		sql  string
		args []any
	}{
		{`INSERT INTO matching.request (id, brand_id, event, kind, starts, ends, timezone, channels, languages, plan, staffing, state, created_at)
			VALUES ($1, $2, 'e', 'other', $3, $4, 'Asia/Shanghai', '{widget}', '{zh}', 'p', '{}', 'filled', $3)`, []any{request, b, from, till}},
		{`INSERT INTO matching.slot (id, request_id, brand_id, starts, ends, need, require) VALUES ($1, $2, $3, $4, $5, $6, '{}')`, []any{slot, request, b, from, till, len(mine)}},
		{`INSERT INTO matching.shift (id, slot_id, request_id, brand_id, agent_id, during, state, rate_minor, currency, offered_at, lapses_at)
			SELECT gen_random_uuid(), $1, $2, $3, a, tstzrange($4, $5), 'accepted', 2500, 'CNY', $4, $4 FROM unnest($6::uuid[]) a`, []any{slot, request, b, from, till, mine}},
		{`INSERT INTO matching.presence (agent_id, state, since, idle_since, seen_at) SELECT a, 'available', $1::timestamptz, $1::timestamptz - random() * interval '1 minute', $1::timestamptz FROM unnest($2::uuid[]) a`, []any{now, mine}},
	} {
		if _, err := tx.Exec(ctx, q.sql, q.args...); err != nil {
			return err
		}
	}
	return nil
}

// chats puts conversations into the queue, brand by brand in turn.
func (f *floor) chats(ctx context.Context, n int) ([]uid.Chat, error) {
	ids := make([]uid.Chat, n)
	of := make([]uid.Brand, n)
	for i := range ids {
		ids[i], of[i] = uid.New[uid.Chat](), f.brands[i%brands]
	}
	return ids, f.in(ctx, func(tx pgx.Tx) error {
		_, err := tx.Exec(ctx, `INSERT INTO chat.chat (id, brand_id, shopper_id, shopper_ref, channel, locale, state, opened_at, waiting_since)
			SELECT i, b, gen_random_uuid(), 's' || n, 'widget', 'zh-CN', 'waiting', now(), now() FROM unnest($1::uuid[], $2::uuid[]) WITH ORDINALITY AS u (i, b, n)`, ids, of)
		return err
	})
}

// justWaiting is chats, as their hand-off leaves them to the desk.
func (f *floor) justWaiting(ctx context.Context, n int) ([]chat.Chat, error) {
	ids, err := f.chats(ctx, n)
	if err != nil {
		return nil, err
	}
	queue, err := f.chatLog.QueueHeads(ctx, n)
	if err != nil {
		return nil, err
	}
	by := make(map[uid.Chat]chat.Chat, n)
	for _, c := range queue {
		by[c.ID] = c
	}
	out := make([]chat.Chat, n)
	for i, id := range ids {
		out[i] = by[id]
	}
	return out, nil
}

func (f *floor) count(ctx context.Context, sql string, args ...any) (n int, err error) {
	err = f.in(ctx, func(tx pgx.Tx) error { return tx.QueryRow(ctx, sql, args...).Scan(&n) })
	return n, err
}

func (f *floor) unrouted(ctx context.Context) (int, error) {
	return f.count(ctx, `SELECT count(*) FROM chat.chat c WHERE state = 'waiting' AND NOT EXISTS (SELECT FROM matching.reservation r WHERE r.chat_id = c.id AND r.state = 'reserved')`)
}

// missing is how many acknowledged decisions the rows do not know.
func (f *floor) missing(ctx context.Context, said []uid.Chat) (int, error) {
	return f.count(ctx, `SELECT count(*) FROM unnest($1::uuid[]) u (id) WHERE NOT EXISTS (SELECT FROM matching.reservation r WHERE r.chat_id = u.id AND r.state = 'reserved')`, said)
}

// broken counts agents with more than their capacity and chats promised twice.
func (f *floor) broken(ctx context.Context) (over, twice int, err error) {
	if over, err = f.count(ctx, `SELECT count(*) FROM matching.load l JOIN account.agent a ON a.id = l.agent_id WHERE l.units > a.capacity`); err != nil {
		return 0, 0, err
	}
	twice, err = f.count(ctx, `SELECT count(*) FROM (SELECT FROM matching.reservation WHERE state = 'reserved' GROUP BY chat_id HAVING count(*) > 1) d`)
	return over, twice, err
}

func (f *floor) clear(ctx context.Context) error {
	return f.in(ctx, func(tx pgx.Tx) error {
		if _, err := tx.Exec(ctx, `UPDATE matching.reservation SET state = 'withdrawn', ended_at = now() WHERE state = 'reserved'`); err != nil {
			return err
		}
		_, err := tx.Exec(ctx, `UPDATE chat.chat SET state = 'closed', waiting_since = NULL, closed_at = now(), close_reason = 'bench' WHERE state = 'waiting'`)
		return err
	})
}
