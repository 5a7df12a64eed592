package verify

import (
	"cmp"
	"slices"
	"time"
)

// onlyOnce takes away what would be charged twice: a conversation that was
// passed on, a matter that came back, an order that two claim.
func onlyOnce(c *contract, all []*judged) {
	inTurn := slices.Clone(all)
	slices.SortFunc(inTurn, func(a, b *judged) int { return cmp.Or(a.At.Compare(b.At), cmp.Compare(a.ID, b.ID)) })
	oneSpeaker(inTurn)
	oneCase(c, inTurn)
	oneOrder(inTurn)
}

func (j *judged) free(code string) {
	if j.code != "no_rule" {
		j.pays, j.code = false, code
	}
}

// oneSpeaker: of one conversation a person's row speaks before the bot's, and
// of the rest the last.
func oneSpeaker(inTurn []*judged) {
	speaker := map[string]*judged{}
	for _, j := range inTurn {
		if j.Conversation == "" || j.sells() {
			continue
		}
		old := speaker[j.Conversation]
		switch {
		case old == nil:
			speaker[j.Conversation] = j
		case j.Service == "bot" && old.Service != "bot":
			j.quiet = true
			j.free("same_conversation_free")
		default:
			old.quiet = true
			old.free("same_conversation_free")
			speaker[j.Conversation] = j
		}
	}
}

// oneCase: a case is one shopper, order and intent until case_hours pass in
// silence. It is billed by the clause of its dearest row, served or not; of the
// rows under that clause the dearest paid one, of equals the first.
func oneCase(c *contract, inTurn []*judged) {
	type matter struct{ shopper, order, intent string }
	cases := map[matter][]*judged{}
	for _, j := range inTurn {
		if j.quiet || j.rule == nil || j.sells() || j.Shopper == "" || (j.OrderRef == "" && j.Intent == "") || j.version.CaseHours == 0 {
			continue
		}
		k := matter{j.Shopper, j.OrderRef, j.Intent}
		open := cases[k]
		if n := len(open); n > 0 && j.At.Sub(open[n-1].At) >= time.Duration(j.version.CaseHours)*time.Hour {
			billOne(c, open)
			open = nil
		}
		cases[k] = append(open, j)
	}
	for _, open := range cases {
		billOne(c, open)
	}
}

func billOne(c *contract, rows []*judged) {
	lead := rows[0]
	for _, j := range rows {
		if j.priceAt(c, true) > lead.priceAt(c, true) {
			lead = j
		}
	}
	var best *judged
	for _, j := range rows {
		if !j.pays || j.rule != lead.rule {
			continue
		}
		if best == nil || j.priceAt(c, j.is("confirmed")) > best.priceAt(c, best.is("confirmed")) {
			best = j
		}
	}
	for _, j := range rows {
		if j.pays && j != best {
			j.free("same_case_free")
		}
	}
}

// oneOrder: an order item is won once, by the first.
func oneOrder(inTurn []*judged) {
	won := map[string]bool{}
	for _, j := range inTurn {
		if !j.sells() || j.OrderRef == "" || !j.is("attributed") || j.rule == nil {
			continue
		}
		if won[j.OrderRef] {
			j.free("same_order_free")
		}
		won[j.OrderRef] = true
	}
}
