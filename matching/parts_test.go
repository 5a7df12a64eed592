package matching_test

import (
	"errors"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/manyhands/manyhands/internal/uid"
	"github.com/manyhands/manyhands/matching/booking"
	"github.com/manyhands/manyhands/matching/market"
)

// inParts is a booked request whose seats may be taken in parts, nothing
// planned, and one open slot of four hours.
func (b *bundle) inParts(t *testing.T, seats int) (booking.Request, uid.Slot) {
	t.Helper()
	r, _ := b.claimed(t, opens, time.Hour, 0)
	r, err := b.AllowParts(t.Context(), b.brand, r.ID, true)
	if err != nil || !r.InParts {
		t.Fatalf("allow parts: got %v, %v", r.InParts, err)
	}
	return r, b.openSlot(t, r, opens, 4*time.Hour, seats)
}

// part is so many hours of the slot that inParts opens.
func part(from, till float64) market.Part {
	at := func(h float64) time.Time { return opens.Add(time.Duration(h * float64(time.Hour))) }
	return market.Part{Starts: at(from), Ends: at(till)}
}

// asked are the agent-hours that a request's slots ask for.
func (b *bundle) asked(t *testing.T) (hours float64) {
	t.Helper()
	b.scan(t, "SELECT coalesce(sum(extract(epoch FROM ends - starts) / 3600 * need), 0)::float8 FROM matching.slot", &hours)
	return hours
}

// An agent takes the middle of a seat: what they hold, are paid and work is
// that; the rest is two seats that go to others and not to them, the hours
// asked for are what they were, and the coverage counts each half hour.
func TestAPartOfASeatIsASeatAndTheRestGoesOn(t *testing.T) {
	t.Parallel()
	b := setup(t, 3)
	r, slot := b.inParts(t, 1)
	before, who := b.asked(t), b.agents[0]
	told, err := b.OfferedPart(t.Context(), who, slot, part(1, 2.5))
	if err != nil || len(told.Left) != 2 || told.PayMinor == 0 {
		t.Fatalf("told %+v, %v; want a pay and two rests", told, err)
	}
	s, err := b.TakePart(t.Context(), who, slot, part(1, 2.5))
	if err != nil {
		t.Fatal(err)
	}
	if m := b.mine(t, who, s.ID); m.PayMinor != told.PayMinor || !m.Starts.Equal(part(1, 2.5).Starts) || !m.Ends.Equal(part(1, 2.5).Ends) || m.State != market.Accepted {
		t.Errorf("holds %+v; want what was told, %+v", m, told)
	}
	if got := b.asked(t); got != before {
		t.Errorf("%v agent-hours are asked for, want %v", got, before)
	}
	for _, c := range b.coverage(t, r.ID).Covers {
		inSlot := !c.Start.Before(opens) && c.Start.Before(opens.Add(4*time.Hour))
		inPart := !c.Start.Before(s.Starts) && c.Start.Before(s.Ends)
		if (c.Seats == 1) != inSlot || (c.Accepted == 1) != inPart {
			t.Errorf("at %s: %d seats, %d accepted", c.Start, c.Seats, c.Accepted)
		}
	}
	if err := b.Fills(t.Context()); err != nil {
		t.Fatal(err)
	}
	var others, mine int
	b.scan(t, "SELECT count(*) FILTER (WHERE agent_id <> '"+who.String()+"'), count(*) FILTER (WHERE agent_id = '"+who.String()+"') FROM matching.shift WHERE state = 'offered'", &others, &mine)
	if others != 2 || mine != 0 {
		t.Errorf("the rest is offered to %d others and %d times to who left it; want 2 and 0", others, mine)
	}
	b.moveTo(t, opens.Add(65*time.Minute))
	b.moveTo(t, opens.Add(5*time.Hour))
	var worked int
	var settled time.Duration // what agents' pay and the bill count
	b.scan(t, "SELECT h.worked_s, (j.args->'fact'->>'worked')::bigint FROM matching.shift h, river.river_job j WHERE h.id = '"+s.ID.String()+"' AND j.args->>'fact_kind' = 'matching.shift_settled' AND j.args->>'listener' = 'test' AND j.args->'fact'->>'shift' = h.id::text", &worked, &settled)
	if worked != 90*60 || settled != 90*time.Minute {
		t.Errorf("worked %d s, settled as %s; want an hour and a half", worked, settled)
	}
}

// Parts add up: eight agents take half an hour each of one seat at once, from
// the same page, and nothing is left nor taken twice.
func TestPartsTakenAtOnceAddUpToTheSeat(t *testing.T) {
	t.Parallel()
	b := setup(t, 8)
	_, slot := b.inParts(t, 1)
	before := b.asked(t)
	var all sync.WaitGroup
	for i, a := range b.agents {
		all.Go(func() {
			from := float64(i) / 2
			if _, err := b.TakePart(t.Context(), a, slot, part(from, from+0.5)); err != nil {
				t.Errorf("half hour %d: %v", i, err)
			}
		})
	}
	all.Wait()
	var open, held int
	b.scan(t, `SELECT sum(s.need) - (SELECT count(*) FROM matching.shift WHERE state = 'accepted'), (SELECT count(*) FROM matching.shift WHERE state = 'accepted') FROM matching.slot s`, &open, &held)
	if open != 0 || held != 8 || b.asked(t) != before {
		t.Errorf("%d seats open, %d held, %v agent-hours; want 0, 8 and %v", open, held, b.asked(t), before)
	}
}

// Twenty agents take parts of one seat that overlap, at once: one has it, the
// others are told that it is gone.
func TestOverlappingPartsAtOnceHaveOneWinner(t *testing.T) {
	t.Parallel()
	b := setup(t, 20)
	_, slot := b.inParts(t, 1)
	before := b.asked(t)
	var won atomic.Int64
	var all sync.WaitGroup
	for i, a := range b.agents {
		all.Go(func() {
			from := float64(i%4) / 2 // all of them hold the third half hour's end
			switch _, err := b.TakePart(t.Context(), a, slot, part(from, from+2)); {
			case err == nil:
				won.Add(1)
			case !errors.Is(err, market.ErrSlotFull):
				t.Error(err)
			}
		})
	}
	all.Wait()
	var over int
	b.scan(t, "SELECT count(*) FROM matching.slot s WHERE s.need < (SELECT count(*) FROM matching.shift h WHERE h.slot_id = s.id AND h.state = 'accepted')", &over)
	if won.Load() != 1 || over != 0 || b.asked(t) != before {
		t.Errorf("%d won, %d slots overfull, %v agent-hours; want 1, 0 and %v", won.Load(), over, b.asked(t), before)
	}
}

// Two seats that are cut alike make one slot of two seats, not four slots.
func TestSeatsCutAlikeShareTheirSlots(t *testing.T) {
	t.Parallel()
	b := setup(t, 2)
	_, slot := b.inParts(t, 2)
	one, err := b.TakePart(t.Context(), b.agents[0], slot, part(0, 2))
	if err != nil {
		t.Fatal(err)
	}
	two, err := b.TakePart(t.Context(), b.agents[1], slot, part(0, 2))
	if err != nil || one.Slot != two.Slot {
		t.Errorf("got slots %s and %s, %v; want one", one.Slot, two.Slot, err)
	}
	var slots, left int
	b.scan(t, "SELECT count(*), min(need) FROM matching.slot WHERE part_of = '"+slot.String()+"'", &slots, &left)
	if slots != 2 || left != 2 {
		t.Errorf("%d slots were split off, of %d seats at least; want 2 of 2", slots, left)
	}
}

// An agent takes a part of what they are offered: the same shift, shorter, and
// the rest is offered to somebody else.
func TestAPartOfAnOfferIsTaken(t *testing.T) {
	t.Parallel()
	b := setup(t, 2)
	r, slot := b.inParts(t, 1)
	if err := b.AskFill(t.Context(), b.brand, r.ID); err != nil {
		t.Fatal(err)
	}
	if err := b.Fills(t.Context()); err != nil {
		t.Fatal(err)
	}
	who, offer := b.anOffer(t)
	if !offer.InParts || offer.Slot != slot {
		t.Fatalf("offered %+v; want the slot, in parts", offer)
	}
	other := b.agents[0]
	if other == who {
		other = b.agents[1]
	}
	if _, err := b.TakePart(t.Context(), other, slot, part(0, 1)); !errors.Is(err, market.ErrSlotFull) {
		t.Errorf("a seat on offer to somebody else: got %v", err)
	}
	s, err := b.TakePart(t.Context(), who, slot, part(2, 4))
	if err != nil || s.ID != offer.ID || s.State != market.Accepted {
		t.Fatalf("got %+v, %v; want the offer, accepted", s, err)
	}
	if m := b.mine(t, who, s.ID); m.PayMinor >= offer.PayMinor || m.InParts {
		t.Errorf("the part pays %d of %d", m.PayMinor, offer.PayMinor)
	}
	if err := b.Fills(t.Context()); err != nil {
		t.Fatal(err)
	}
	got, err := b.Offers(t.Context(), other)
	if err != nil || len(got) != 1 || !got[0].Ends.Equal(s.Starts) {
		t.Errorf("the other is offered %+v, %v; want the first two hours", got, err)
	}
}

// A plan that was made of whole seats does not offer one that was cut
// meanwhile: the next plan knows.
func TestAPlanMadeBeforeACutOffersOnlyWhatIsThere(t *testing.T) {
	t.Parallel()
	b := setup(t, 30)
	r, slot := b.inParts(t, 6)
	before := b.asked(t)
	if err := b.AskFill(t.Context(), b.brand, r.ID); err != nil {
		t.Fatal(err)
	}
	var all sync.WaitGroup
	all.Go(func() {
		if err := b.Fills(t.Context()); err != nil {
			t.Error(err)
		}
	})
	for i, a := range b.agents[:6] {
		all.Go(func() {
			_, err := b.TakePart(t.Context(), a, slot, part(0, 0.5+float64(i)/2))
			if err != nil && !errors.Is(err, market.ErrSlotFull) && !errors.Is(err, market.ErrBusy) {
				t.Error(err)
			}
		})
	}
	all.Wait()
	if err := b.Fills(t.Context()); err != nil {
		t.Fatal(err)
	}
	var over, twice int
	b.scan(t, "SELECT count(*) FROM matching.slot s WHERE s.need < (SELECT count(*) FROM matching.shift h WHERE h.slot_id = s.id AND h.state IN ('offered', 'accepted'))", &over)
	b.scan(t, `SELECT count(*) FROM matching.shift x JOIN matching.shift y ON x.agent_id = y.agent_id AND x.id < y.id AND x.during && y.during
		WHERE x.state IN ('offered', 'accepted') AND y.state IN ('offered', 'accepted')`, &twice)
	if over != 0 || twice != 0 || b.asked(t) != before {
		t.Errorf("%d slots overfull, %d agents twice, %v agent-hours; want 0, 0 and %v", over, twice, b.asked(t), before)
	}
}

// What a part is refused for has a name, and nothing is cut.
func TestAPartIsRefusedByName(t *testing.T) {
	t.Parallel()
	b := setup(t, 2)
	b.hire(t, 1, "lang:zh") // no certificate
	r, slot := b.inParts(t, 1)
	before := b.asked(t)
	late := b.openSlot(t, r, opens.Add(6*time.Hour), 4*time.Hour, 1)
	after := b.asked(t)
	if _, err := b.Claim(t.Context(), b.agents[1], late); err != nil {
		t.Fatal(err)
	}
	quarter := part(0, 1)
	quarter.Starts = quarter.Starts.Add(15 * time.Minute)
	for _, c := range []struct {
		name  string
		agent uid.Agent
		part  market.Part
		want  error
	}{
		{"not on a half hour", b.agents[0], quarter, market.ErrPartBorder},
		{"no time at all", b.agents[0], part(1, 1), market.ErrPartShort},
		{"backwards", b.agents[0], part(2, 1), market.ErrPartShort},
		{"before the seat", b.agents[0], part(-1, 1), market.ErrPartOutside},
		{"after the seat", b.agents[0], part(3, 5), market.ErrPartOutside},
		{"without the certificate", b.agents[2], part(0, 1), market.ErrUnfit},
		{"too little rest", b.agents[1], part(0, 1), market.ErrUnfit},
	} {
		if _, err := b.TakePart(t.Context(), c.agent, slot, c.part); !errors.Is(err, c.want) {
			t.Errorf("%s: got %v, want %v", c.name, err, c.want)
		}
		if _, err := b.OfferedPart(t.Context(), c.agent, slot, c.part); !errors.Is(err, c.want) {
			t.Errorf("%s, asked first: got %v, want %v", c.name, err, c.want)
		}
	}
	if _, err := b.TakePart(t.Context(), b.agents[0], uid.New[uid.Slot](), part(0, 1)); !errors.Is(err, market.ErrNoSlot) {
		t.Errorf("no slot: got %v", err)
	}
	if _, err := b.AllowParts(t.Context(), b.brand, r.ID, false); err != nil {
		t.Fatal(err)
	}
	if _, err := b.TakePart(t.Context(), b.agents[0], slot, part(0, 1)); !errors.Is(err, market.ErrNoParts) {
		t.Errorf("not allowed: got %v", err)
	}
	if got := b.asked(t); got != after || after != before+4 {
		t.Errorf("%v agent-hours are asked for, want %v", got, after)
	}
	if _, err := b.AllowParts(t.Context(), uid.New[uid.Brand](), r.ID, true); !errors.Is(err, booking.ErrNoRequest) {
		t.Errorf("another brand allows it: got %v", err)
	}
	if err := b.try(t, "INSERT INTO matching.slot (id, request_id, brand_id, starts, ends, need, require, part_of) SELECT gen_random_uuid(), request_id, brand_id, starts, starts + interval '29 minutes', 1, require, id FROM matching.slot WHERE id = '"+slot.String()+"'"); err == nil {
		t.Error("the database took a part of 29 minutes")
	}
}

// A working day's hours hold for a part: eight are full, half an hour more is
// refused, and half an hour of a seat too long to be claimed whole is not.
func TestTheHoursOfADayHoldForAPart(t *testing.T) {
	t.Parallel()
	b := setup(t, 1)
	r, slot := b.inParts(t, 1)
	early := b.openSlot(t, r, opens.Add(-6*time.Hour), 6*time.Hour, 1)
	who := b.agents[0]
	if _, err := b.Claim(t.Context(), who, early); err != nil {
		t.Fatal(err)
	}
	if _, err := b.Claim(t.Context(), who, slot); !errors.Is(err, market.ErrUnfit) {
		t.Errorf("ten hours: got %v", err)
	}
	if _, err := b.TakePart(t.Context(), who, slot, part(0, 2.5)); !errors.Is(err, market.ErrUnfit) {
		t.Errorf("eight and a half hours: got %v", err)
	}
	if _, err := b.TakePart(t.Context(), who, slot, part(0, 2)); err != nil {
		t.Errorf("eight hours: got %v", err)
	}
}
