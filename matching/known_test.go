package matching_test

import (
	"testing"
	"time"

	"github.com/manyhands/manyhands/internal/uid"
	"github.com/manyhands/manyhands/matching/market"
)

// A plan brings a brand's people back: of agents who are alike in everything
// else, the one who worked for the brand lately is offered its next seat, and
// the offer says so. Work of long ago is none.
func TestWhoWorkedForTheBrandLatelyIsOfferedFirst(t *testing.T) {
	t.Parallel()
	b := setup(t, 6)
	b.exec(t, "UPDATE account.agent SET cost_minor = 2500")
	r, held := b.claimed(t, opens.Add(-24*time.Hour), 4*time.Hour, 1)
	back, slot := b.agents[5], held[0].Slot // the last of equals: no order of theirs puts them first
	b.exec(t, "UPDATE matching.shift SET agent_id = '"+back.String()+"' WHERE slot_id = '"+slot.String()+"'")
	b.moveTo(t, opens.Add(-19*time.Hour))
	next := b.openSlot(t, r, opens.Add(4*time.Hour), 4*time.Hour, 1)
	offered := func() (uid.Agent, market.Mine) {
		t.Helper()
		b.exec(t, "DELETE FROM matching.shift_move WHERE shift_id IN (SELECT id FROM matching.shift WHERE slot_id = '"+next.String()+"')")
		b.exec(t, "DELETE FROM matching.shift WHERE slot_id = '"+next.String()+"'")
		if err := b.AskFill(t.Context(), b.brand, r.ID); err != nil {
			t.Fatal(err)
		}
		if err := b.Fills(t.Context()); err != nil {
			t.Fatal(err)
		}
		return b.anOffer(t)
	}
	if who, o := offered(); who != back || !o.Reason.Known {
		t.Errorf("the seat went to %s, known %v; want %s, who was there the day before", who, o.Reason.Known, back)
	}
	b.exec(t, "UPDATE matching.shift SET during = tstzrange(lower(during) - interval '400 days', upper(during) - interval '400 days') WHERE state = 'done'")
	if who, o := offered(); o.Reason.Known {
		t.Errorf("%s is said to have worked here lately; that was over a year ago", who)
	}
}
