package verify

import (
	"cmp"
	"slices"
	"time"
)

// onlyOnce takes away what would be charged twice: a conversation that was
// passed on, a matter that came back, an order that two claim.
func onlyOnce(all []*judged) {
	inTurn := slices.Clone(all)
	slices.SortFunc(inTurn, func(a, b *judged) int { return cmp.Or(a.At.Compare(b.At), cmp.Compare(a.ID, b.ID)) })
	oneSpeaker(inTurn)
	oneCase(inTurn)
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
// silence; the dearest paid outcome of it is billed, and of equals the first.
func oneCase(inTurn []*judged) {
	type matter struct{ shopper, order, intent string }
	type open struct{ last, best *judged }
	cases := map[matter]*open{}
	for _, j := range inTurn {
		if j.quiet || j.rule == nil || j.sells() || j.Shopper == "" || (j.OrderRef == "" && j.Intent == "") || j.version.CaseHours == 0 {
			continue
		}
		k := matter{j.Shopper, j.OrderRef, j.Intent}
		c := cases[k]
		if c == nil || j.At.Sub(c.last.At) >= time.Duration(j.version.CaseHours)*time.Hour {
			c = &open{}
			cases[k] = c
		}
		c.last = j
		switch {
		case !j.pays:
		case c.best == nil:
			c.best = j
		case j.listPrice() > c.best.listPrice():
			c.best.free("same_case_free")
			c.best = j
		default:
			j.free("same_case_free")
		}
	}
}

func (j *judged) listPrice() int64 {
	switch {
	case j.rule.Kind != "resolution":
		if len(j.rule.Tiers) == 0 {
			return 0
		}
		return j.rule.Tiers[0].UnitMicro
	case j.is("confirmed"):
		return j.rule.ConfirmedMicro
	}
	return j.rule.AssumedMicro
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
