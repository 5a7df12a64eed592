package laws_test

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"testing"
	"time"

	"github.com/manyhands/manyhands/billing/facts"
	"github.com/manyhands/manyhands/internal/account"
	"github.com/manyhands/manyhands/internal/fact"
)

// heldBy is what waits for a look, by rule.
func (b *bundle) heldBy() map[string][]facts.Held {
	b.t.Helper()
	open, err := b.Holds(b.t.Context(), "open", 50)
	if err != nil {
		b.t.Fatal(err)
	}
	out := map[string][]facts.Held{}
	for _, h := range open {
		out[h.Rule] = append(out[h.Rule], h)
	}
	return out
}

// Law (25): an agent's own order is held, whether the buyer carries the agent's
// name or is known by the agent's mark; a customer's of the same minute is not.
func TestAnOrderThatAnAgentWonFromThemselvesIsHeld(t *testing.T) {
	t.Parallel()
	b := setup(t)
	const email = "wei.chen@agents.example"
	who := []account.Agent{{ID: b.agent, Email: email, Name: "陈伟", MaxHoursDay: 8, MaxHoursTotal: 60, MinRestHours: 8, Capacity: 3}}
	if err := b.register.AddAgents(t.Context(), who, "zh-CN", "x"); err != nil {
		t.Fatal(err)
	}
	mark := sha256.Sum256([]byte("email:" + email))
	for i, shopper := range []string{" Wei.Chen@agents.example", "cousin", "li"} {
		b.tell(b.closed(shopper, i))
		o := b.paid(fmt.Sprint("o", i), shopper, 20+i, 10_000)
		if shopper == "cousin" {
			o.Marks = []string{hex.EncodeToString(mark[:])}
		}
		b.tell(o)
	}
	held := b.heldBy()
	if len(held) != 1 || len(held["own_order"]) != 2 {
		t.Fatalf("held: %+v; want the agent's own two", held)
	}
	for _, h := range held["own_order"] {
		if h.Agent != b.agent || h.OrderRef == "o2#1" || h.Reason == "" {
			t.Errorf("held: %+v", h)
		}
	}
}

// Law (25): money that goes back in the three days after its fee became safe is
// held; earlier it takes the fee back by itself, later it is a plain return.
func TestARefundJustAfterTheFeeBecameSafeIsHeld(t *testing.T) {
	t.Parallel()
	b := setup(t)
	for i, after := range []time.Duration{14, 16, 19} { // days; a fee is safe after 15
		shopper, order := fmt.Sprint("s", i), fmt.Sprint("o", i)
		b.tell(b.closed(shopper, i))
		b.tell(b.paid(order, shopper, 20+i, 10_000))
		back := b.refunded(order, 10_000)
		back.Refunded = at.Add(time.Duration(20+i)*time.Minute + after*24*time.Hour)
		b.tell(back)
	}
	held := b.heldBy()
	if len(held) != 1 || len(held["refund_after_vesting"]) != 1 || held["refund_after_vesting"][0].OrderRef != "o1#1" {
		t.Fatalf("held: %+v; want the one of the sixteenth day", held)
	}
}

// Law (25): the sixth time within an hour that one shopper says yes to the bot is
// held, and so is every further one; who comes later, and others, are not; and
// what a person released is not held again for the same.
func TestOneShopperWhoSaysYesUponYesIsHeld(t *testing.T) {
	t.Parallel()
	b := setup(t)
	var last fact.ChatClosed
	for i := range 7 {
		last = b.byBot("busy", i, "confirmed")
		b.tell(last)
		b.tell(b.byBot(fmt.Sprint("other", i), i, "confirmed"))
	}
	b.tell(b.byBot("busy", 120, "confirmed")) // an hour and more later
	held := b.heldBy()
	if len(held) != 1 || len(held["confirm_burst"]) != 2 {
		t.Fatalf("held: %+v; want the sixth and the seventh", held)
	}
	b.clock.MoveTo(at.Add(3 * time.Hour))
	if qty, _ := line(b.draft(), "held"); qty != 0 {
		t.Errorf("held things are billed: %d", qty)
	}
	if err := b.Decide(t.Context(), held["confirm_burst"][0].ID, true, "a shop's own tester", b.finance); err != nil {
		t.Fatal(err)
	}
	b.tell(last) // told again
	if again := b.heldBy()["confirm_burst"]; len(again) != 1 {
		t.Errorf("%d are held; want the one nobody looked at", len(again))
	}
}

// Law: what is held for these reasons is what these words say, whatever the
// spelling of the names.
func TestSuspicionNamesItsRule(t *testing.T) {
	t.Parallel()
	for want, s := range map[string]facts.Seen{
		"":              {Shopper: "li", AgentEmail: "wei@x", Agent: "a1", Marks: []string{"m"}, AgentsOwn: []string{"n"}, OrdersOfDay: 3, ConfirmsHour: 5},
		"own_order":     {Shopper: " WEI@x ", AgentEmail: "wei@X"},
		"shared_mark":   {Shopper: "li", OtherBuyers: 1},
		"many_orders":   {Shopper: "li", OrdersOfDay: 4},
		"confirm_burst": {Shopper: "li", ConfirmsHour: 6},
	} {
		if rule, why := facts.Suspect(s); rule != want || (why == "") != (want == "") {
			t.Errorf("%+v is held by %q because %q; want %q", s, rule, why, want)
		}
	}
	paid := at
	for days, want := range map[int]bool{15: false, 16: true, 18: true, 19: false} {
		if got := facts.LateRefund(paid, paid.AddDate(0, 0, days), 15); got != want {
			t.Errorf("day %d: %v", days, got)
		}
	}
}
