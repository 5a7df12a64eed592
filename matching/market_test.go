package matching_test

import (
	"errors"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/manyhands/manyhands/internal/uid"
	"github.com/manyhands/manyhands/matching/booking"
	"github.com/manyhands/manyhands/matching/market"
)

// claimed is a booked request with nothing planned, and one slot of it whose
// seats the first agents hold.
func (b *bundle) claimed(t *testing.T, starts time.Time, long time.Duration, seats int) (booking.Request, []market.Shift) {
	t.Helper()
	r := b.booked(t)
	b.exec(t, "DELETE FROM matching.fill")
	b.exec(t, "UPDATE matching.slot SET need = 0")
	slot := b.openSlot(t, r, starts, long, seats)
	var out []market.Shift
	for _, a := range b.agents[:seats] {
		s, err := b.Claim(t.Context(), a, slot)
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, s)
	}
	return r, out
}

func (b *bundle) mine(t *testing.T, agent uid.Agent, id uid.Shift) market.Mine {
	t.Helper()
	all, err := b.Shifts(t.Context(), agent)
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range all {
		if s.ID == id {
			return s
		}
	}
	t.Fatalf("%s has no shift %s", agent, id)
	return market.Mine{}
}

func (b *bundle) kinds(t *testing.T, agent uid.Agent) map[string]int {
	t.Helper()
	box, err := b.AgentInbox(t.Context(), agent, "")
	if err != nil {
		t.Fatal(err)
	}
	out := map[string]int{}
	for _, n := range box.Items {
		out[n.Kind]++
	}
	return out
}

func (b *bundle) scoreOf(t *testing.T, agent uid.Agent) int {
	t.Helper()
	r, err := b.Reliability(t.Context(), agent)
	if err != nil {
		t.Fatal(err)
	}
	return r.ScoreBP
}

// Who confirms at both times keeps the shift; who is silent gets a second
// notice, and an hour after it at least, before the seat goes to others, which
// is a mark but never a late one.
func TestSilenceCostsASeatOnlyAfterASecondNotice(t *testing.T) {
	t.Parallel()
	b := setup(t, 3)
	_, held := b.claimed(t, opens, 4*time.Hour, 2)
	awake, asleep := held[0], held[1]
	if _, err := b.Confirm(t.Context(), awake.Agent, awake.ID); !errors.Is(err, market.ErrNothingToConfirm) {
		t.Errorf("before anything is asked: got %v", err)
	}
	b.moveTo(t, opens.Add(-48*time.Hour))
	if _, err := b.Confirm(t.Context(), awake.Agent, awake.ID); err != nil {
		t.Fatal(err)
	}
	b.moveTo(t, opens.Add(-43*time.Hour))
	if got := b.kinds(t, asleep.Agent); got["confirm"] != 1 || got["confirm_second"] != 0 {
		t.Errorf("five hours after the first notice: got %v", got)
	}
	b.moveTo(t, opens.Add(-42*time.Hour))
	if got := b.kinds(t, asleep.Agent); got["confirm_second"] != 1 {
		t.Errorf("six hours after the first notice: got %v, want the second", got)
	}
	b.moveTo(t, opens.Add(-36*time.Hour))
	gone := b.mine(t, asleep.Agent, asleep.ID)
	if gone.State != market.Released || gone.Cause != market.Unconfirmed || gone.Mark != "unconfirmed" {
		t.Errorf("after two notices got %s because of %q", gone.State, gone.Cause)
	}
	b.moveTo(t, opens.Add(-16*time.Hour))
	if got := b.kinds(t, awake.Agent); got["confirm"] != 2 {
		t.Errorf("sixteen hours before: got %v, want a second round", got)
	}
	for range 2 { // twice is once
		if _, err := b.Confirm(t.Context(), awake.Agent, awake.ID); err != nil {
			t.Fatal(err)
		}
	}
	b.moveTo(t, opens.Add(time.Minute))
	if s := b.mine(t, awake.Agent, awake.ID); s.State != market.Working || len(s.Confirm) != 2 {
		t.Errorf("who confirmed: got %s with %d rounds", s.State, len(s.Confirm))
	}
}

// A second notice that could only be sent late moves the end of the time to
// answer; one that leaves no time leaves the shift with its holder. The
// database holds it too.
func TestALateSecondNoticeLeavesTimeToAnswer(t *testing.T) {
	t.Parallel()
	b := setup(t, 1)
	_, held := b.claimed(t, opens, 4*time.Hour, 1)
	s := held[0]
	b.moveTo(t, opens.Add(-48*time.Hour))
	b.moveTo(t, opens.Add(-20*time.Hour)) // nobody was there to send anything
	m := b.mine(t, s.Agent, s.ID)
	if m.State != market.Accepted || m.Confirm[0].SecondAt == nil || m.Confirm[0].DueAt.Sub(*m.Confirm[0].SecondAt) < time.Hour {
		t.Errorf("got %s, %+v; want the shift kept and an hour after the second notice", m.State, m.Confirm)
	}
	err := b.try(t, "UPDATE matching.confirmation SET missed_at = second_at + interval '59 minutes'")
	if err == nil {
		t.Error("the database took a confirmation as missed 59 minutes after the second notice")
	}
	if _, err := b.Confirm(t.Context(), s.Agent, s.ID); err != nil {
		t.Errorf("confirming in that hour: %v", err)
	}
	b2 := setup(t, 1)
	_, held = b2.claimed(t, opens, 4*time.Hour, 1)
	b2.moveTo(t, opens.Add(-48*time.Hour))
	b2.moveTo(t, opens.Add(-30*time.Minute))
	if m := b2.mine(t, held[0].Agent, held[0].ID); m.State != market.Accepted {
		t.Errorf("half an hour before the start got %s; want the shift kept", m.State)
	}
}

// A swap gives the seat to somebody who may have it, in one step; until then,
// and whatever fails, the giver keeps it without a mark.
func TestASwapMovesTheSeatOrNothing(t *testing.T) {
	t.Parallel()
	b := setup(t, 3)
	b.hire(t, 1, "lang:zh") // no certificate
	r, held := b.claimed(t, opens, 4*time.Hour, 1)
	giver, taker, other, unfit := b.agents[0], b.agents[1], b.agents[2], b.agents[3]
	give := held[0]
	if _, err := b.OfferSwap(t.Context(), giver, give.ID, market.Swapping{Colleague: unfit}); !errors.Is(err, market.ErrColleague) {
		t.Errorf("to who lacks the certificate: got %v", err)
	}
	if _, err := b.OfferSwap(t.Context(), taker, give.ID, market.Swapping{}); !errors.Is(err, market.ErrNoShift) {
		t.Errorf("somebody else's shift: got %v", err)
	}
	id, err := b.OfferSwap(t.Context(), giver, give.ID, market.Swapping{Colleague: taker, Why: "exam"})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := b.OfferSwap(t.Context(), giver, give.ID, market.Swapping{}); !errors.Is(err, market.ErrSwapOpen) {
		t.Errorf("offered twice: got %v", err)
	}
	if _, err := b.TakeSwap(t.Context(), other, id); !errors.Is(err, market.ErrNoSwap) {
		t.Errorf("taken by who was not asked: got %v", err)
	}
	// The taker gets busy meanwhile: nothing moves.
	busy := b.openSlot(t, r, opens.Add(time.Hour), 4*time.Hour, 1)
	block, err := b.Claim(t.Context(), taker, busy)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := b.TakeSwap(t.Context(), taker, id); !errors.Is(err, market.ErrBusy) {
		t.Errorf("taken by who is busy: got %v", err)
	}
	if s := b.mine(t, giver, give.ID); s.State != market.Accepted || s.Mark != "" {
		t.Errorf("after a swap that failed the giver's shift is %s with mark %q", s.State, s.Mark)
	}
	if _, err := b.Release(t.Context(), taker, block.ID, ""); err != nil {
		t.Fatal(err)
	}
	before := b.scoreOf(t, giver)
	b.clock.MoveTo(opens.Add(-2 * time.Hour)) // late for a release, not for a swap
	got, err := b.TakeSwap(t.Context(), taker, id)
	if err != nil {
		t.Fatal(err)
	}
	if gone := b.mine(t, giver, give.ID); gone.Cause != market.Swapped || gone.Mark != "" || b.scoreOf(t, giver) != before {
		t.Errorf("the giver: %s because of %q, mark %q", gone.State, gone.Cause, gone.Mark)
	}
	if s := b.mine(t, taker, got.ID); s.State != market.Accepted || s.Origin != market.BySwap {
		t.Errorf("the taker: %s by %s", s.State, s.Origin)
	}
	var waiting int
	b.scan(t, "SELECT count(*) FROM matching.fill WHERE why = 'released'", &waiting)
	if waiting != 1 { // the released block's, not the swap's
		t.Errorf("%d fills were asked for; a swapped seat is not empty", waiting)
	}
	if _, err := b.TakeSwap(t.Context(), taker, id); !errors.Is(err, market.ErrSwapOver) {
		t.Errorf("taken twice: got %v", err)
	}
}

// An exchange moves both shifts or neither.
func TestAnExchangeMovesBothShifts(t *testing.T) {
	t.Parallel()
	b := setup(t, 2)
	r, held := b.claimed(t, opens, 4*time.Hour, 1)
	early, one, two := held[0], b.agents[0], b.agents[1]
	slot := b.openSlot(t, r, opens.Add(24*time.Hour), 4*time.Hour, 1)
	late, err := b.Claim(t.Context(), two, slot)
	if err != nil {
		t.Fatal(err)
	}
	choices, err := b.Colleagues(t.Context(), one, early.ID)
	if err != nil || len(choices) != 2 || choices[1].InTurn != late.ID {
		t.Fatalf("got %+v, %v; want the colleague as free, and their shift in turn", choices, err)
	}
	id, err := b.OfferSwap(t.Context(), one, early.ID, market.Swapping{Colleague: two, Against: late.ID})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := b.TakeSwap(t.Context(), two, id); err != nil {
		t.Fatal(err)
	}
	var ones, twos uuid.UUID
	b.scan(t, "SELECT (SELECT agent_id FROM matching.shift WHERE state = 'accepted' AND slot_id = '"+early.Slot.String()+"'), (SELECT agent_id FROM matching.shift WHERE state = 'accepted' AND slot_id = '"+slot.String()+"')", &twos, &ones)
	if uid.Agent(twos) != two || uid.Agent(ones) != one {
		t.Errorf("the early one is held by %s, the late one by %s", twos, ones)
	}
}

// Twenty colleagues take one swap at once: one has it.
func TestTwentyTakersOfOneSwapMakeOneHolder(t *testing.T) {
	t.Parallel()
	b := setup(t, 21)
	_, held := b.claimed(t, opens, 4*time.Hour, 1)
	id, err := b.OfferSwap(t.Context(), held[0].Agent, held[0].ID, market.Swapping{})
	if err != nil {
		t.Fatal(err)
	}
	var won atomic.Int64
	var all sync.WaitGroup
	for _, a := range b.agents[1:] {
		all.Go(func() {
			switch _, err := b.TakeSwap(t.Context(), a, id); {
			case err == nil:
				won.Add(1)
			case !errors.Is(err, market.ErrSwapOver):
				t.Error(err)
			}
		})
	}
	all.Wait()
	var holders int
	b.scan(t, "SELECT count(*) FROM matching.shift WHERE state = 'accepted'", &holders)
	if won.Load() != 1 || holders != 1 {
		t.Errorf("%d takers won, %d hold the seat; want one", won.Load(), holders)
	}
}

// What notice costs: an agent who gives back late gets a mark, in time none; a
// brand that drops a seat pays by the hours left, and the agent none.
func TestLateWordsCostBothSides(t *testing.T) {
	t.Parallel()
	b := setup(t, 4)
	r, held := b.claimed(t, opens, 4*time.Hour, 4)
	slot := held[0].Slot
	by := uid.New[uid.Person]()
	if _, err := b.Drop(t.Context(), b.brand, by, r.ID, slot, 5, "fewer orders"); !errors.Is(err, market.ErrSeats) {
		t.Errorf("more seats than there are: got %v", err)
	}
	if _, err := b.Drop(t.Context(), b.brand, by, r.ID, slot, 1, " "); !errors.Is(err, market.ErrNeedsReason) {
		t.Errorf("without a reason: got %v", err)
	}
	pay := held[0].RateMinor * 4
	for _, c := range []struct {
		before time.Duration
		share  int64
	}{{50 * time.Hour, 0}, {20 * time.Hour, 3000}, {5 * time.Hour, 5000}} {
		b.clock.MoveTo(opens.Add(-c.before))
		paid, err := b.Drop(t.Context(), b.brand, by, r.ID, slot, 1, "fewer orders")
		if err != nil || len(paid) != 1 || paid[0].ShareBP != int(c.share) {
			t.Fatalf("%s before: got %+v, %v; want a share of %d", c.before, paid, err, c.share)
		}
		if want := pay * c.share / 10_000; paid[0].AmountMinor < want || paid[0].AmountMinor > want+4*50 { // the agents' hours differ by a little
			t.Errorf("%s before: got %d, want about %d", c.before, paid[0].AmountMinor, want)
		}
		who := b.agentOf(t, paid[0].Shift)
		if s := b.mine(t, who, paid[0].Shift); s.State != market.Dropped || s.Mark != "" || s.Paid == nil || s.Paid.AmountMinor != paid[0].AmountMinor {
			t.Errorf("the agent's shift: %s, mark %q, paid %+v", s.State, s.Mark, s.Paid)
		}
		if b.kinds(t, who)["dropped"] != 1 {
			t.Errorf("%s before: the agent was not told", c.before)
		}
	}
	b.scanOne(t, "SELECT count(*) FROM river.river_job WHERE args->>'fact_kind' = 'matching.seat_dropped'", 0) // nobody listens in this test
	last := held[0]
	if s := b.mine(t, last.Agent, last.ID); s.State != market.Accepted {
		t.Fatalf("who accepted first is kept longest: got %s", s.State)
	}
	before := b.scoreOf(t, last.Agent)
	if _, err := b.Release(t.Context(), last.Agent, last.ID, "ill"); err != nil {
		t.Fatal(err)
	}
	if s := b.mine(t, last.Agent, last.ID); s.Cause != market.Late || s.Mark != "late" || b.scoreOf(t, last.Agent) >= before {
		t.Errorf("five hours before: cause %q, score %d after %d", s.Cause, b.scoreOf(t, last.Agent), before)
	}
}

func (b *bundle) agentOf(t *testing.T, shift uid.Shift) uid.Agent {
	t.Helper()
	var id uid.Agent
	b.scan(t, "SELECT agent_id FROM matching.shift WHERE id = '"+shift.String()+"'", &id)
	return id
}

func (b *bundle) scanOne(t *testing.T, query string, want int) {
	t.Helper()
	var got int
	if b.scan(t, query, &got); got != want {
		t.Errorf("%s: got %d, want %d", query, got, want)
	}
}

// An appeal that is upheld takes the mark out of the score, and says who
// decided and why; it is decided once.
func TestAnAppealUndoesAMark(t *testing.T) {
	t.Parallel()
	b := setup(t, 1)
	_, held := b.claimed(t, opens, 4*time.Hour, 1)
	s, who := held[0], held[0].Agent
	clean := b.scoreOf(t, who)
	if err := b.FileAppeal(t.Context(), who, s.ID, "nothing"); !errors.Is(err, market.ErrNoMark) {
		t.Errorf("about a shift without a mark: got %v", err)
	}
	b.clock.MoveTo(opens.Add(-2 * time.Hour))
	if _, err := b.Release(t.Context(), who, s.ID, "power cut"); err != nil {
		t.Fatal(err)
	}
	if err := b.FileAppeal(t.Context(), who, s.ID, "the whole county had no power"); err != nil {
		t.Fatal(err)
	}
	if err := b.FileAppeal(t.Context(), who, s.ID, "again"); !errors.Is(err, market.ErrAppealed) {
		t.Errorf("filed twice: got %v", err)
	}
	open, err := b.Appeals(t.Context(), false)
	if err != nil || len(open) != 1 || open[0].Mark != "late" || len(open[0].Moves) != 2 {
		t.Fatalf("got %+v, %v; want one with its shift's history", open, err)
	}
	by := uid.New[uid.Person]()
	var decided atomic.Int64
	var all sync.WaitGroup
	for range 8 {
		all.Go(func() {
			switch err := b.DecideAppeal(t.Context(), by, open[0].ID, true, "the grid operator confirms it"); {
			case err == nil:
				decided.Add(1)
			case !errors.Is(err, market.ErrDecided):
				t.Error(err)
			}
		})
	}
	all.Wait()
	if got := b.scoreOf(t, who); decided.Load() != 1 || got != clean {
		t.Errorf("decided %d times; the score is %d, want the clean %d", decided.Load(), got, clean)
	}
	moves, err := b.Moves(t.Context(), who, s.ID)
	if last := moves[len(moves)-1]; err != nil || last.By != by || last.Why != "appeal upheld: the grid operator confirms it" {
		t.Errorf("got %+v, %v; want who decided and why", last, err)
	}
}

// Who is suspended is bound to nothing that was booked, is offered nothing and
// may take nothing; lifted, they are an agent like any other.
func TestASuspendedAgentIsNotBound(t *testing.T) {
	t.Parallel()
	b := setup(t, 2)
	r, held := b.claimed(t, opens, 4*time.Hour, 1)
	who, by := held[0].Agent, uid.New[uid.Person]()
	before := b.scoreOf(t, who)
	b.clock.MoveTo(opens.Add(-time.Hour)) // so near that an agent's own release would be late
	if err := b.Suspend(t.Context(), by, who, "two accounts"); err != nil {
		t.Fatal(err)
	}
	if s := b.mine(t, who, held[0].ID); s.State != market.Released || s.Cause != market.Suspended || s.Mark != "" || b.scoreOf(t, who) != before {
		t.Errorf("got %s because of %q, mark %q", s.State, s.Cause, s.Mark)
	}
	other := b.openSlot(t, r, opens.Add(time.Hour), 4*time.Hour, 1)
	if _, err := b.Claim(t.Context(), who, other); !errors.Is(err, market.ErrSuspended) {
		t.Errorf("a claim: got %v", err)
	}
	if open, err := b.Opportunities(t.Context(), who); err != nil || len(open) != 0 {
		t.Errorf("open seats: got %d, %v", len(open), err)
	}
	if got := b.kinds(t, who); got["suspended"] != 1 || got["taken_back"] != 1 {
		t.Errorf("told: %v; want the suspension and the shift, with the reason", got)
	}
	if err := b.Lift(t.Context(), by, who, "it was a cousin"); err != nil {
		t.Fatal(err)
	}
	if _, err := b.Claim(t.Context(), who, other); err != nil {
		t.Errorf("a claim after it was lifted: %v", err)
	}
	if err := b.Lift(t.Context(), by, who, "again"); !errors.Is(err, market.ErrNotSuspended) {
		t.Errorf("lifted twice: got %v", err)
	}
}

// A plan obeys the brand: the blocked get nothing, the preferred come first.
func TestAPlanObeysTheBrandsChoice(t *testing.T) {
	t.Parallel()
	b := setup(t, 12)
	by := uid.New[uid.Person]()
	r := b.booked(t)
	b.exec(t, "DELETE FROM matching.fill")
	b.exec(t, "UPDATE matching.slot SET need = 0")
	b.openSlot(t, r, opens, 4*time.Hour, 2)
	blocked, preferred := b.agents[0], b.agents[11] // the cheapest, and the dearest
	if err := b.Choose(t.Context(), b.brand, by, blocked, market.Block, ""); !errors.Is(err, market.ErrChoice) {
		t.Errorf("blocking without a reason: got %v", err)
	}
	for agent, kind := range map[uid.Agent]string{blocked: market.Block, preferred: market.Prefer} {
		if err := b.Choose(t.Context(), b.brand, by, agent, kind, "we know them"); err != nil {
			t.Fatal(err)
		}
	}
	if err := b.AskFill(t.Context(), b.brand, r.ID); err != nil {
		t.Fatal(err)
	}
	if err := b.Fills(t.Context()); err != nil {
		t.Fatal(err)
	}
	if o, err := b.Offers(t.Context(), blocked); err != nil || len(o) != 0 {
		t.Errorf("who is blocked was offered %d, %v", len(o), err)
	}
	o, err := b.Offers(t.Context(), preferred)
	if err != nil || len(o) != 1 || !o[0].Reason.Chosen {
		t.Fatalf("who is preferred was offered %+v, %v", o, err)
	}
	if o[0].Reason.BaseMinor == 0 || len(o[0].Rules.ConfirmFrom) != 2 || !o[0].Rules.FreeUntil.Equal(opens.Add(-16*time.Hour)) {
		t.Errorf("the offer does not say its pay and its rules: %+v", o[0])
	}
	if err := b.Choose(t.Context(), b.brand, by, preferred, market.Block, "rude"); err != nil {
		t.Fatal(err)
	}
	if o, err := b.Offers(t.Context(), preferred); err != nil || len(o) != 0 {
		t.Errorf("blocked since: %d open offers, %v", len(o), err)
	}
	if got := b.kinds(t, preferred); got["taken_back"] != 1 || got["chosen"] != 1 || got["offered"] != 1 {
		t.Errorf("told: %v", got)
	}
}

// A private address leads to its owner's shifts alone, until another is made.
func TestACalendarsAddressIsItsKey(t *testing.T) {
	t.Parallel()
	b := setup(t, 2)
	_, held := b.claimed(t, opens, 4*time.Hour, 1)
	old, err := b.MakeFeed(t.Context(), held[0].Agent)
	if err != nil {
		t.Fatal(err)
	}
	token, err := b.MakeFeed(t.Context(), held[0].Agent)
	if err != nil {
		t.Fatal(err)
	}
	for _, dead := range []string{old, "", "x", token + "x"} {
		if _, err := b.CalendarBy(t.Context(), dead); !errors.Is(err, market.ErrNoCalendar) {
			t.Errorf("%q: got %v, want %v", dead, err, market.ErrNoCalendar)
		}
	}
	c, err := b.CalendarBy(t.Context(), token)
	if err != nil || len(c.Entries) != 1 || !c.Entries[0].Starts.Equal(opens) || c.Entries[0].Zone.String() != "Asia/Shanghai" || c.Entries[0].Cancelled {
		t.Fatalf("got %+v, %v; want the shift in the brand's zone", c, err)
	}
	was := c.Entries[0].Changes
	if _, err := b.Release(t.Context(), held[0].Agent, held[0].ID, ""); err != nil {
		t.Fatal(err)
	}
	if c, err = b.CalendarBy(t.Context(), token); err != nil || !c.Entries[0].Cancelled || c.Entries[0].Changes <= was {
		t.Errorf("given back: got %+v, %v; want it cancelled under a higher sequence", c.Entries, err)
	}
	if err := b.DropFeed(t.Context(), held[0].Agent); err != nil {
		t.Fatal(err)
	}
	if _, err := b.CalendarBy(t.Context(), token); !errors.Is(err, market.ErrNoCalendar) {
		t.Errorf("after it was dropped: got %v", err)
	}
}
