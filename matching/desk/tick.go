package desk

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/manyhands/manyhands/internal/chat"
	"github.com/manyhands/manyhands/internal/live"
	"github.com/manyhands/manyhands/internal/pg"
	"github.com/manyhands/manyhands/internal/uid"
	"github.com/manyhands/manyhands/matching/desk/internal/db"
	"github.com/manyhands/manyhands/matching/route"
)

// Tick works off what is due: reservations that lapsed, wrap-ups that ended,
// agents whose shift is over, and the queue.
func (d *Desk) Tick(ctx context.Context) error {
	if err := d.lapse(ctx); err != nil {
		return err
	}
	if err := d.settle(ctx); err != nil {
		return err
	}
	if err := d.Refresh(ctx); err != nil {
		return err
	}
	if err := d.forget(ctx); err != nil {
		return err
	}
	return d.drain(ctx)
}

// forget drops changes that every copy has read, or will read in everybody.
func (d *Desk) forget(ctx context.Context) error {
	d.mu.Lock()
	due := d.clock.Now().Sub(d.forgot) > touchLife/4
	if due {
		d.forgot = d.clock.Now()
	}
	d.mu.Unlock()
	if !due {
		return nil
	}
	return pg.InTx(ctx, d.pool, pg.Everything, func(tx pgx.Tx) error {
		return db.New(tx).ForgetTouches(ctx, int32(touchLife/time.Second))
	})
}

// Refresh makes this copy's memory equal to the rows, if they were read a second
// ago or longer.
func (d *Desk) Refresh(ctx context.Context) error { return d.refresh(ctx, readEvery) }

// lapse takes back what was not accepted in time. The agent goes on a break,
// as the platforms do (source S7), or the next chat would wait for nobody too.
func (d *Desk) lapse(ctx context.Context) error {
	var late []db.MatchingReservation
	err := pg.InTx(ctx, d.pool, pg.Everything, func(tx pgx.Tx) (err error) {
		q := db.New(tx)
		now := d.clock.Now()
		if late, err = q.Lapsed(ctx, now); err != nil {
			return fmt.Errorf("list lapsed reservations: %w", err)
		}
		for _, r := range late {
			if err := q.EndReservation(ctx, db.EndReservationParams{ID: r.ID, State: "lapsed", EndedAt: &now}); err != nil {
				return fmt.Errorf("lapse reservation: %w", err)
			}
			if err := put(ctx, q, r.AgentID, "break", "missed_chat", now, false); err != nil {
				return err
			}
		}
		return nil
	})
	for _, r := range late {
		if err := d.reread(ctx, r.AgentID); err != nil {
			return err
		}
		d.hub.Poke(live.AgentTopic(r.AgentID), "presence", 0, map[string]string{"state": "break", "why": "missed_chat"})
	}
	return err
}

// settle ends wrap-ups, moves agents who finished on to their next state, and
// takes those off the desk whose shift is over and who hold nothing.
func (d *Desk) settle(ctx context.Context) error {
	held, err := d.chats.HeldCounts(ctx)
	if err != nil {
		return err
	}
	var moved []uid.Agent
	err = pg.InTx(ctx, d.pool, pg.Everything, func(tx pgx.Tx) error {
		q := db.New(tx)
		now := d.clock.Now()
		ended, err := q.EndWrapUps(ctx, now)
		if err != nil {
			return fmt.Errorf("end wrap-ups: %w", err)
		}
		moved = ended
		for _, a := range ended {
			if err := q.Idle(ctx, db.IdleParams{AgentID: a, At: now}); err != nil {
				return fmt.Errorf("note idle: %w", err)
			}
		}
		free, err := q.Wrapped(ctx)
		if err != nil {
			return fmt.Errorf("list who has wrapped up: %w", err)
		}
		for _, a := range free {
			moved = append(moved, a)
			if err := d.moveOn(ctx, q, a, now); err != nil {
				return err
			}
		}
		over, err := q.OffShift(ctx, now)
		if err != nil {
			return fmt.Errorf("list who is off shift: %w", err)
		}
		for _, a := range over {
			if held[a] > 0 {
				continue
			}
			moved = append(moved, a)
			if err := put(ctx, q, a, "offline", "shift_over", now, false); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	for _, a := range moved {
		if err := d.reread(ctx, a); err != nil {
			return err
		}
	}
	return nil
}

func (d *Desk) moveOn(ctx context.Context, q *db.Queries, agent uid.Agent, now time.Time) error {
	p, err := q.Presence(ctx, agent)
	if err != nil {
		return fmt.Errorf("find presence: %w", err)
	}
	next := p.NextState
	if next == "" {
		if p.Why == "finishing" {
			return nil
		}
		next = "available"
	}
	return put(ctx, q, agent, next, "", now, false)
}

// drain offers what waits, first come first after priority, and gives back to
// the bot what nobody can take. Whom the floor has no room for costs no
// transaction: a long queue must not take the database from those who talk.
func (d *Desk) drain(ctx context.Context) error {
	d.mu.Lock()
	d.heard = d.vain
	d.mu.Unlock()
	const each = 200 // of a brand in one beat
	queue, err := d.chats.QueueHeads(ctx, each)
	if err != nil || len(queue) == 0 {
		return err
	}
	if err := d.refresh(ctx, readAtLeast); err != nil {
		return err
	}
	inFront, crews := map[uid.Brand]int{}, map[uid.Brand]crew{}
	for _, c := range queue {
		here, counted := crews[c.Brand]
		if !counted {
			here = d.crew(c.Brand)
			crews[c.Brand] = here
		}
		waited := d.clock.Now().Sub(*c.WaitingSince)
		if waited > giveUpAfter || waited > nobodyAfter && here.on == 0 {
			if err := d.giveBack(ctx, c); err != nil {
				return err
			}
			continue
		}
		if d.room(c, waited) {
			now, won, _, err := d.seek(ctx, c.ID, nil)
			if err != nil {
				return err
			}
			if won || now.State != chat.Waiting {
				continue
			}
		}
		d.whisper(c, here.wait(inFront[c.Brand]))
		inFront[c.Brand]++
	}
	return nil
}

// room tells whether the floor has anybody who could take a conversation.
func (d *Desk) room(c chat.Chat, waited time.Duration) bool {
	d.mu.Lock()
	defer d.mu.Unlock()
	_, _, ok := d.router.Pick(d.ask(c), route.Chat{Waited: waited})
	if !ok {
		d.vain++
	}
	return ok
}

// giveBack tells the shopper honestly that nobody can come and lets the bot go
// on.
func (d *Desk) giveBack(ctx context.Context, c chat.Chat) error {
	var m chat.Message
	var fresh bool
	err := pg.InTx(ctx, d.pool, pg.Everything, func(tx pgx.Tx) (err error) {
		now := d.clock.Now()
		if err := db.New(tx).WithdrawFor(ctx, db.WithdrawForParams{ChatID: c.ID, EndedAt: &now}); err != nil {
			return fmt.Errorf("withdraw reservation: %w", err)
		}
		if c, err = d.chats.ReturnToBot(ctx, tx, c.ID, "nobody_available"); err != nil {
			return err
		}
		m, fresh, err = d.chats.SayTx(ctx, tx, chat.Saying{Chat: c.ID, Author: chat.System, Key: fmt.Sprintf("nobody-%d", c.Epoch), Text: nobody(c.Locale)})
		return err
	})
	if err != nil {
		return err
	}
	d.chats.ShowMove(c)
	if fresh {
		d.chats.Show(m)
	}
	return nil
}

func nobody(locale string) string {
	if language(locale) == "en" {
		return "Nobody of our team can take this right now. Your question is kept and a person will write to you here; meanwhile I can go on helping with orders, returns and sizes."
	}
	return "现在没有客服同事能接手。您的问题已经记下，同事上线后会在这里回复您；订单、退换货和尺码的问题我可以继续帮您处理。"
}
