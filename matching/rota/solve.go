package rota

import (
	"context"
	"fmt"
	"math/rand/v2"
	"time"

	"github.com/manyhands/manyhands/internal/fault"
)

// ErrUnschedulable says that the rules leave an employee no schedule at all.
var ErrUnschedulable = fault.New(fault.Conflict, "rota_no_legal_schedule", "the rules leave an employee no schedule")

// ErrTooLarge says that one employee's table of states would not fit.
var ErrTooLarge = fault.New(fault.Invalid, "rota_too_large", "the instance has too many days, shifts and minutes to be planned exactly")

// mostCells bounds one employee's table: half a gigabyte.
const mostCells = 1 << 26

// Options bound the search. The zero value searches to its own end.
type Options struct {
	Limit    time.Duration // with Now: ends the search early
	Now      func() time.Time
	Seed     uint64
	Rounds   int // of improvement, at most; 0 asks for as many as are worth it
	Progress func(stage string, done, total, bound, objective int)
}

const (
	priceRounds = 250
	rounds      = 300_000 // rounds of improvement, at most
	patience    = 40_000  // of them that may bring nothing
	wave        = 2000    // of them from the boldest to the most careful
	starts      = 30      // of which the best is improved
)

// Solve finds a rota that keeps every rule and proves how good it is. It
// returns ErrUnschedulable and ErrTooLarge.
func Solve(ctx context.Context, in *Instance, o Options) (Rota, error) {
	m := newMarket(in)
	for i := range in.Employees {
		if n := m.mine[0].size(&in.Employees[i]); n > mostCells {
			return Rota{}, ErrTooLarge.With("employee %s needs a table of %d states, at most %d are kept", in.Employees[i].ID, n, mostCells)
		}
		if _, _, ok := m.mine[0].solve(&in.Employees[i], make([]int64, len(m.need))); !ok {
			return Rota{}, ErrUnschedulable.With("employee %s: minutes, weekends, blocks and days off leave no legal schedule", in.Employees[i].ID)
		}
	}
	cut := false
	var began time.Time
	if o.Now != nil {
		began = o.Now()
	}
	over := func(percent int64) bool {
		if ctx.Err() != nil || o.Now != nil && o.Limit > 0 && o.Now().Sub(began) > o.Limit*time.Duration(percent)/100 {
			cut = true
			return true
		}
		return false
	}
	tell := func(stage string, done, total, bound, objective int) {
		if o.Progress != nil {
			o.Progress(stage, done, total, bound, objective)
		}
	}
	best, price := m.climb(priceRounds, func() bool { return over(30) }, func(round int, bound int64) {
		tell("prices", round, priceRounds, up(bound), 0)
	})
	draw := rand.New(rand.NewPCG(o.Seed, 0x726f7461))
	d := newDraft(m)
	if e, ok := d.begin(price, draw); !ok {
		return Rota{}, ErrUnschedulable.With("employee %s: minutes, weekends, blocks and days off leave no legal schedule", in.Employees[e].ID)
	}
	r := Rota{Bound: max(0, up(best))}
	if o.Rounds == 0 {
		o.Rounds = rounds
	}
	d.search(&r, price, draw, o.Rounds, func() bool { return over(95) }, tell)
	r.Cut = cut
	if bad := Check(in, r.Work); len(bad) > 0 {
		return Rota{}, fmt.Errorf("the rota breaks %d rules, the first %s: this is a fault of the search", len(bad), bad[0])
	}
	if n := Cost(in, r.Work); n != r.Objective || n < r.Bound {
		return Rota{}, fmt.Errorf("the rota costs %d when counted again, %d as searched, bound %d: this is a fault of the search", n, r.Objective, r.Bound)
	}
	return r, nil
}

// search begins some times, because one start may lack an agent that another
// does not, and improves the best in waves: each begins at the best so far by
// keeping what is somewhat dearer than that too, and less and less so.
func (d *draft) search(r *Rota, price []int64, draw *rand.Rand, rounds int, stop func() bool, tell func(string, int, int, int, int)) {
	now := d.settle(draw.Perm(len(d.work)), Cost(d.m.in, d.work))
	keep := func() {
		r.Objective, r.Work = now, nil
		for _, days := range d.work {
			r.Work = append(r.Work, append([]int(nil), days...))
		}
	}
	keep()
	for n := 1; n < min(starts, rounds) && r.Objective > r.Bound && !stop(); n++ {
		if _, ok := d.begin(price, draw); !ok {
			continue
		}
		if now = d.settle(draw.Perm(len(d.work)), Cost(d.m.in, d.work)); now < r.Objective {
			keep()
		}
	}
	now = d.restore(r)
	for n, idle := 0, 0; n < rounds && idle < patience && r.Objective > r.Bound && !stop(); n++ {
		bold := 1 - float64(n%wave)/wave
		now = d.round(price, draw, now, max(now, r.Objective+int(bold*bold*float64(r.Objective)/40)))
		idle++
		if now < r.Objective {
			keep()
			idle = 0
		}
		if n%wave == wave-1 {
			now = d.restore(r)
			tell("improve", n, rounds, r.Bound, r.Objective)
		}
	}
}

// restore takes the draft back to the best rota.
func (d *draft) restore(r *Rota) int {
	for e := range d.work {
		d.put(e, r.Work[e])
	}
	return r.Objective
}

// up turns a scaled bound into whole weights.
func up(bound int64) int {
	q := bound / scale
	if bound%scale > 0 {
		q++
	}
	return int(q)
}
