package rate

import (
	"time"

	"github.com/manyhands/manyhands/internal/money"
)

// seen is what a rating counts of an outcome once it is judged: it is all that
// an amount depends on. A row, a column and a cell of the cube are counted by
// the same code, so they cannot disagree.
type seen struct {
	rule   int // -1: none
	fate   fate
	speaks bool // stands for its conversation
	waived bool // free by our fault
	window int  // the surcharge of its hour, -1: none
	counts set  // the guarantees that measure it
	good   set  // those that found it good
	net    money.Amount
	since  int64 // of a held one, in microseconds
}

// set is guarantees of a version, bit i for the i-th.
type set uint16

func (s set) has(i int) bool { return s&(1<<i) != 0 }

// tally is what the outcomes of one rule came to.
type tally struct {
	count   [fates]int64
	net     money.Amount // of the orders that were won and kept
	spoken  int64        // that stand for a conversation
	waived  int64        // of these, free by our fault
	heldOn  int64        // since when the last one is held, in microseconds
	windows []windowTally
	seats   int64
}

// windowTally is the part of a tally that fell into one surcharge's hours.
type windowTally struct {
	billed, confirmed, assumed int64
	spoken, waived, seats      int64
}

// tallies is everything that a version's lines are made from.
type tallies struct {
	rules  []tally
	floors []floorTally
	missed map[set]int64 // conversations by the set of guarantees they missed
	booked money.Amount
}

// floorTally is what one guarantee counted.
type floorTally struct{ counted, good int64 }

func newTallies(v *Version) *tallies {
	t := &tallies{rules: make([]tally, len(v.Rules)), floors: make([]floorTally, len(v.Guarantees)), missed: map[set]int64{}}
	for i := range t.rules {
		t.rules[i].windows = make([]windowTally, len(v.Rates))
	}
	return t
}

// add counts n outcomes that look alike; their net is the sum of theirs.
// perDay are the guarantees that count shoppers' days, which days() adds.
func (t *tallies) add(s *seen, n int64, perDay set) error {
	if s.counts != 0 {
		for i := range t.floors {
			if !s.counts.has(i) || perDay.has(i) {
				continue
			}
			t.floors[i].counted += n
			if s.good.has(i) {
				t.floors[i].good += n
			}
		}
		if bad := s.counts &^ s.good; bad != 0 {
			t.missed[bad] += n
		}
	}
	if s.rule < 0 {
		return nil
	}
	r := &t.rules[s.rule]
	r.count[s.fate] += n
	if s.speaks {
		r.spoken += n
	}
	if s.waived {
		r.waived += n
	}
	if s.window >= 0 {
		r.windows[s.window].add(s, n)
	}
	if s.fate == held {
		r.heldOn = max(r.heldOn, s.since)
	}
	if s.fate == billed && s.net != 0 {
		var err error
		r.net, err = money.Add(r.net, s.net)
		return err
	}
	return nil
}

func (w *windowTally) add(s *seen, n int64) {
	switch s.fate {
	case billed:
		w.billed += n
	case confirmed:
		w.confirmed += n
	case assumed:
		w.assumed += n
	}
	if s.speaks {
		w.spoken += n
	}
	if s.waived {
		w.waived += n
	}
}

// standing is what a fate is decided by: what the meter saw, and what later
// facts did to it.
type standing struct {
	flags     Flags
	respMS    int64
	csat      int64
	paid, net money.Amount // before and after refunds

	held, excused, cancelled, reopened, upheld bool
}

func (x *standing) fastAbandon(v *Version) bool {
	if x.flags.Has(Answered) {
		return false
	}
	return x.flags.Has(FastAbandon) || (x.respMS > 0 && x.respMS < v.FastAbandonMS)
}

// ours tells whether the conversation was ours to answer: neither excused, nor
// given up at once, nor above booked capacity.
func (x *standing) ours(v *Version) bool {
	return !x.excused && !x.flags.Has(OverCapacity) && !x.fastAbandon(v)
}

// waivedBy tells whether the fate is a fee waived by our fault. An order that
// was not won and a matter that the bot did not settle were not delivered, so
// there was no fee to waive.
func (x *standing) waivedBy(v *Version, rule int, f fate) bool {
	if rule < 0 || v.Rules[rule].Kind != KindConversation {
		return false
	}
	switch f {
	case unanswered, greeting, late, reopened, disputed:
		return x.ours(v)
	}
	return false
}

// look is the outcome as it is counted. Guarantees measure what speaks and was
// ours: D = answered + unanswered - excused - fast abandons - over capacity.
func (t *terms) look(class int, x *standing, rule int, f fate, speaks bool, at, opened time.Time) seen {
	s := seen{rule: rule, fate: f, speaks: speaks, window: -1, net: x.net}
	v := t.version
	s.waived = speaks && x.waivedBy(v, rule, f)
	if len(t.windows) > 0 {
		s.window = t.windowOf(at)
	}
	if m := t.meters[class]; m != nil && speaks && x.ours(v) {
		s.counts, s.good = m.measure(at, opened, x)
	}
	return s
}
