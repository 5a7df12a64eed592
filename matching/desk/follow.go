package desk

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"github.com/manyhands/manyhands/internal/pg"
	"github.com/manyhands/manyhands/internal/uid"
	"github.com/manyhands/manyhands/matching/desk/internal/db"
)

// Everybody who changes a seat leaves a row in matching.touch with their
// transaction; a reading takes the rows of the transactions that the snapshot
// before it could not see. So nothing is missed that commits late, and thousands
// who did not change are not read. A share of everybody is read again beside
// them each time, in turns: what time alone changes (a dearer slot began), or a
// crash of the database lost, is right again within some forty readings, twenty
// seconds. Small readings often: a decision that is made meanwhile waits for them.
const (
	touchLife  = time.Minute      // rows older than this are dropped
	sleptLong  = 30 * time.Second // who read longer ago than this reads everybody
	leastShare = 128
	shares     = 40
)

// mayFollow tells whether reading what changed is enough.
func (d *Desk) mayFollow() bool {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.since > 0 && d.clock.Now().Sub(d.read) < sleptLong
}

// seen moves the cursor. mu is held.
func (d *Desk) seen(since int64) {
	d.since, d.read = since, d.clock.Now()
	for tx := range d.mine {
		if tx < since {
			delete(d.mine, tx)
		}
	}
}

// own notes a transaction whose change the floor made itself, and tells whether
// the seat was to be read meanwhile and was left alone.
func (d *Desk) own(t tried) (late bool) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.decided(t.agent)
	d.mine[t.tx] = struct{}{}
	return d.late[t.agent] && d.pending[t.agent] == 0
}

// decided ends a decision over an agent. Until then a reading leaves their seat
// alone: it may be older than what the floor took, and the rows younger. mu is
// held.
func (d *Desk) decided(agent uid.Agent) {
	if d.pending[agent]--; d.pending[agent] <= 0 {
		delete(d.pending, agent)
	}
}

// newer tells whether a seat knows more than a reading of that moment, or is
// about to: it is left alone for now, and read next time. mu is held.
func (d *Desk) newer(agent uid.Agent, at uint64) bool {
	if d.pending[agent] == 0 && d.seated[agent].touched <= at {
		return false
	}
	d.late[agent] = true
	return true
}

// follow reads what changed, and the next share of everybody.
func (d *Desk) follow(ctx context.Context) error {
	d.mu.Lock()
	r := reading{at: d.moved}
	since := d.since
	again := d.nextShare()
	d.mu.Unlock()
	who := make(map[uid.Agent]bool, len(again)) // true: also who they are
	for _, a := range again {
		who[a] = true
	}
	now := d.clock.Now()
	var rows []db.AtWorkSomeRow
	err := pg.InTx(ctx, d.pool, pg.Everything, func(tx pgx.Tx) (err error) {
		q := db.New(tx)
		if r.since, err = q.Snapshot(ctx); err != nil {
			return fmt.Errorf("read snapshot: %w", err)
		}
		touched, err := q.Touched(ctx, since)
		if err != nil {
			return fmt.Errorf("list whose seat changed: %w", err)
		}
		d.mu.Lock()
		for _, t := range touched {
			if _, mine := d.mine[t.Tx]; !mine {
				who[t.AgentID] = who[t.AgentID] || t.Person
			}
		}
		d.mu.Unlock()
		if len(who) == 0 {
			return nil
		}
		if err := readPrices(ctx, q, now, &r); err != nil {
			return err
		}
		rows, err = q.AtWorkSome(ctx, db.AtWorkSomeParams{At: now, Agents: keysOf(who)})
		if err != nil {
			return fmt.Errorf("read seats: %w", err)
		}
		return nil
	})
	if err != nil {
		return err
	}
	if err := d.readPeople(ctx, &r, d.strangers(who)); err != nil {
		return err
	}
	return d.applySome(r, rows, who)
}

// nextShare is whom to read again this time. mu is held.
func (d *Desk) nextShare() []uid.Agent {
	if len(d.round) == 0 {
		d.round = slices.AppendSeq(d.round[:0], maps.Keys(d.seated))
	}
	defer clear(d.late)
	n := min(len(d.round), max(leastShare, len(d.seated)/shares))
	next := d.round[len(d.round)-n:]
	d.round = d.round[:len(d.round)-n]
	return slices.AppendSeq(slices.Clone(next), maps.Keys(d.late))
}

func keysOf(who map[uid.Agent]bool) []uuid.UUID {
	out := make([]uuid.UUID, 0, len(who))
	for a := range who {
		out = append(out, uuid.UUID(a))
	}
	return out
}

// strangers are those of whom the floor does not know, or no longer knows
// surely, who they are.
func (d *Desk) strangers(who map[uid.Agent]bool) []uid.Agent {
	d.mu.Lock()
	defer d.mu.Unlock()
	var out []uid.Agent
	for a, changed := range who {
		if _, known := d.people[a]; changed || !known {
			out = append(out, a)
		}
	}
	return out
}

// applySome seats some agents as a reading has them.
func (d *Desk) applySome(r reading, rows []db.AtWorkSomeRow, who map[uid.Agent]bool) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	for a, changed := range who {
		if _, is := r.people[a]; changed && !is {
			delete(d.people, a) // disabled
		}
	}
	for id, p := range r.people {
		d.people[id] = p
	}
	there := make(map[uid.Agent]bool, len(rows))
	for _, w := range rows {
		if _, known := d.people[w.AgentID]; !known || w.State == "offline" {
			continue
		}
		there[w.AgentID] = true
		if d.newer(w.AgentID, r.at) {
			continue
		}
		work := db.AtWorkRow{AgentID: w.AgentID, State: w.State, Since: w.Since, IdleSince: w.IdleSince, Units: w.Units}
		if err := d.seat(work, db.OnShiftRow{AgentID: w.AgentID, ShiftID: w.ShiftID, BrandID: w.BrandID}, r.prices, r.at); err != nil {
			return err
		}
	}
	for a := range who {
		if _, seated := d.seated[a]; seated && !there[a] && !d.newer(a, r.at) {
			d.unseat(a)
		}
	}
	d.seen(r.since)
	return nil
}
