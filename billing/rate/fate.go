package rate

// fate is what one outcome is to the bill.
type fate uint8

const (
	unrated fate = iota // no version or no rule fits it
	billed
	confirmed
	assumed
	held
	unanswered
	greeting
	late
	humanTouched
	escalated
	unconfirmed
	reopened
	cancelled
	disputed
	noConversion
	reversed // a conversion whose order went back; on the same line as noConversion
	sameConversation
	sameCase
	sameOrder
	fates // how many there are
)

// codes are the line codes of what is not paid. Billed outcomes take the code
// of their rule.
var codes = [fates]string{
	unrated: "no_rule", held: "held",
	unanswered: "unanswered_free", greeting: "greeting_free", late: "late_free",
	humanTouched: "human_touched_free", escalated: "escalated_free", unconfirmed: "unconfirmed_free",
	reopened: "reopened_free", cancelled: "cancelled_free", disputed: "disputed_free",
	noConversion: "no_conversion_free", reversed: "no_conversion_free",
	sameConversation: "same_conversation_free", sameCase: "same_case_free", sameOrder: "same_order_free",
}

// paid tells whether the outcome carries a fee.
func (f fate) paid() bool { return f == billed || f == confirmed || f == assumed }

// judge gives every row its fate, each on its own.
func (g *gathered) judge(c *Contract) {
	for i := range g.rows {
		r := &g.rows[i]
		if r.version >= 0 {
			r.fate = r.standing.fate(&c.Versions[r.version], r.rule)
		}
	}
}

// fate is what the outcome is worth on its own, under a rule of a version.
func (x *standing) fate(v *Version, rule int) fate {
	if rule < 0 {
		return unrated
	}
	r := &v.Rules[rule]
	switch {
	case x.held:
		return held
	case r.Kind == KindConversion:
		return x.conversion(r)
	case r.Kind == KindResolution:
		return x.resolution()
	}
	return x.conversation(v)
}

// conversation: 接不起，免費用 (not answered: free), source S4.
func (x *standing) conversation(v *Version) fate {
	switch {
	case x.flags.Has(GreetingOnly):
		return greeting
	case !x.flags.Has(Answered):
		return unanswered
	case v.LateIsFree && v.LateAfterMS > 0 && x.respMS > v.LateAfterMS:
		return late
	}
	return x.creditedOr(billed)
}

// resolution: the bot is paid for what it settled alone.
func (x *standing) resolution() fate {
	switch {
	case x.flags.Has(HumanTouched):
		return humanTouched
	case x.flags.Has(GreetingOnly) || !x.flags.Has(Answered):
		return greeting
	case x.flags.Has(Escalated):
		return escalated
	case x.flags.Has(Confirmed):
		return x.creditedOr(confirmed)
	case x.flags.Has(Assumed):
		return x.creditedOr(assumed)
	}
	return unconfirmed
}

// conversion: 無轉化，不收費 (no conversion, no fee), source S4.
func (x *standing) conversion(r *Rule) fate {
	switch {
	case !x.flags.Has(Attributed):
		return noConversion
	case x.upheld:
		return disputed
	case x.cancelled || x.net == 0 || x.belowKappa(r):
		return reversed
	}
	return billed
}

// belowKappa tells whether so little of the order is left that its fee goes
// back: net < kappa of what was paid.
func (x *standing) belowKappa(r *Rule) bool {
	// Both sides are below 2^63 * 10^4; compare the quotient to stay in range.
	whole, part := x.paid/10_000, x.paid%10_000
	least := int64(whole)*r.KappaBP + (int64(part)*r.KappaBP+9_999)/10_000 // ceil(original * kappa)
	return int64(x.net) < least
}

// creditedOr is what a service that was given is worth after what came later.
func (x *standing) creditedOr(f fate) fate {
	switch {
	case x.cancelled:
		return cancelled
	case x.reopened:
		return reopened
	case x.upheld:
		return disputed
	}
	return f
}
