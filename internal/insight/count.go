package insight

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/manyhands/manyhands/internal/chat"
	"github.com/manyhands/manyhands/internal/insight/internal/db"
)

// The metrics. Waits are kept second by second as "wait:<seconds>" and
// "first:<seconds>", so that a percentile of any window is exact to the
// second within a minute and to its step beyond.
const (
	mClosed       = "closed"        // conversations that ended
	mResolved     = "resolved"      // ended, answered by the bot, no person was needed
	mEscalated    = "escalated"     // ended, a person answered
	mPassedOn     = "passed_on"     // ended, had been handed to a person
	mAbandoned    = "abandoned"     // ended in the queue
	mShort        = "short"         // abandoned within five seconds
	mHanded       = "handed"        // times that a conversation entered the queue from the bot
	mTaken        = "taken"         // conversations that a person took
	mRuled        = "ruled"         // taken or abandoned late, where the channel's rule holds
	mInTime       = "in_time"       // of these, taken within the rule's time
	mScored       = "scored"        // conversations that were scored
	mGood         = "good"          // of these, with 4 or 5
	mOrders       = "orders"        // assisted orders
	mNet          = "net_minor"     // what they are worth, net of refunds
	mGuard        = "guard"         // texts that the guard spoke up about
	mBlocked      = "guard_blocked" // of these, stopped
	mDrills       = "drills"
	mPassed       = "drills_passed"
	mCertified    = "certified"
	mShifts       = "shifts"
	mWorked       = "worked_ms"
	wait, first   = "wait:", "first:"
	shortAbandon  = 5 * time.Second // shown apart: a change of mind, not a queue too long
	minute, hours = 1, 60           // the grains
)

// cell is one counter.
type cell struct {
	at      time.Time // the minute
	channel string
	metric  string
}

// tally is what something adds to the counters.
type tally map[cell]int64

func (t tally) add(at time.Time, channel, metric string, n int64) {
	if n == 0 {
		return
	}
	c := cell{at.UTC().Truncate(time.Minute), channel, metric}
	if t[c] += n; t[c] == 0 {
		delete(t, c)
	}
}

func (t tally) plus(more tally) {
	for c, n := range more {
		t.add(c.at, c.channel, c.metric, n)
	}
}

// minus is what has to be added to was to make it t.
func (t tally) minus(was tally) tally {
	out := maps.Clone(t)
	for c, n := range was {
		out.add(c.at, c.channel, c.metric, -n)
	}
	return out
}

// cells lists the counters in one order everywhere, so that two transactions
// lock them in the same order.
func (t tally) cells() []cell {
	return slices.SortedFunc(maps.Keys(t), func(a, b cell) int {
		return cmp.Or(a.at.Compare(b.at), cmp.Compare(a.channel, b.channel), cmp.Compare(a.metric, b.metric))
	})
}

// closed tells whether the last that was heard of a conversation is its end.
func closed(c db.InsightChat) bool { return c.ClosedEpoch > c.OpenEpoch }

// ofChat is what a conversation adds to the counters.
func ofChat(c db.InsightChat) tally {
	t := tally{}
	rule := ruleOf(c.Channel)
	if c.TakenAt != nil {
		waited := time.Duration(c.WaitedMs) * time.Millisecond
		t.add(*c.TakenAt, c.Channel, mTaken, 1)
		t.add(*c.TakenAt, c.Channel, bucket(wait, waited), 1)
		if rule.holds(*c.TakenAt) {
			t.add(*c.TakenAt, c.Channel, mRuled, 1)
			t.add(*c.TakenAt, c.Channel, mInTime, one(waited <= rule.Within))
		}
	}
	if c.Csat != nil {
		t.add(*c.ScoredAt, c.Channel, mScored, 1)
		t.add(*c.ScoredAt, c.Channel, mGood, one(*c.Csat >= 4))
	}
	if closed(c) {
		ofEnd(t, c, rule)
	}
	return t
}

func ofEnd(t tally, c db.InsightChat, rule Rule) {
	at := *c.ClosedAt
	t.add(at, c.Channel, mClosed, 1)
	t.add(at, c.Channel, mPassedOn, one(c.HandedAt != nil))
	switch c.Outcome {
	case chat.Confirmed, chat.Assumed:
		t.add(at, c.Channel, mResolved, 1)
	case chat.Escalated:
		t.add(at, c.Channel, mEscalated, 1)
	case chat.AbandonedInQueue:
		t.add(at, c.Channel, mAbandoned, 1)
		waited := at.Sub(since(c))
		t.add(at, c.Channel, mShort, one(waited < shortAbandon))
		if rule.holds(at) && waited > rule.Within { // who left earlier might still have been answered in time
			t.add(at, c.Channel, mRuled, 1)
		}
	}
	if c.HandedAt != nil && c.HumanAt != nil {
		t.add(at, c.Channel, bucket(first, c.HumanAt.Sub(*c.HandedAt)), 1)
	}
}

// since is when a conversation entered the queue that it ended in.
func since(c db.InsightChat) time.Time {
	switch {
	case c.QueuedAt != nil:
		return *c.QueuedAt
	case c.HandedAt != nil:
		return *c.HandedAt
	}
	return *c.ClosedAt
}

// ofOrder is what an order adds: nothing, unless it is paid and assisted.
func ofOrder(o db.InsightPaid) tally {
	t := tally{}
	if o.PaidAt == nil || o.ChatID.IsZero() {
		return t
	}
	t.add(*o.PaidAt, o.Channel, mOrders, 1)
	t.add(*o.PaidAt, o.Channel, mNet, max(0, o.NetMinor-o.RefundedMinor))
	return t
}

func one(yes bool) int64 {
	if yes {
		return 1
	}
	return 0
}

// bucket is the counter of a wait: rounded up to the second within a minute,
// to five seconds within ten, to a minute beyond.
func bucket(kind string, d time.Duration) string {
	step := time.Second
	switch {
	case d > 10*time.Minute:
		step = time.Minute
	case d > time.Minute:
		step = 5 * time.Second
	}
	n := max(0, (d+step-1)/step*step) / time.Second
	return kind + strconv.FormatInt(int64(n), 10)
}

// percentile is the smallest wait that at least pm per mille of the counted
// ones did not exceed; ok is false when nothing was counted.
func percentile(sums map[string]int64, kind string, pm int64) (d time.Duration, ok bool) {
	type step struct{ seconds, n int64 }
	var steps []step
	var all int64
	for m, n := range sums {
		if text, found := strings.CutPrefix(m, kind); found && n > 0 {
			s, err := strconv.ParseInt(text, 10, 64)
			if err != nil {
				continue // not ours: the metric's name is written by bucket alone
			}
			steps, all = append(steps, step{s, n}), all+n
		}
	}
	slices.SortFunc(steps, func(a, b step) int { return cmp.Compare(a.seconds, b.seconds) })
	var below int64
	for _, s := range steps {
		if below += s.n; below*1000 >= all*pm {
			return time.Duration(s.seconds) * time.Second, true
		}
	}
	return 0, false
}

// share of a in b, in basis points; nil when there is nothing to share.
func share(a, b int64) *int {
	if b <= 0 {
		return nil
	}
	bp := int((a*10_000 + b/2) / b)
	return &bp
}

// String names a counter in an error.
func (c cell) String() string {
	return fmt.Sprintf("%s/%s/%s", c.at.Format(time.RFC3339), c.channel, c.metric)
}
