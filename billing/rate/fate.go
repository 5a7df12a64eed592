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
		if r.rule < 0 {
			r.fate = unrated
			continue
		}
		v := &c.Versions[r.version]
		rule := &v.Rules[r.rule]
		switch {
		case r.held:
			r.fate = held
		case rule.Kind == KindConversion:
			r.fate = r.judgeConversion(rule)
		case rule.Kind == KindResolution:
			r.fate = r.judgeResolution()
		default:
			r.fate = r.judgeConversation(v)
		}
	}
}

// judgeConversation: 接不起，免費用 (not answered: free), source S4.
func (r *row) judgeConversation(v *Version) fate {
	switch {
	case r.Flags.Has(GreetingOnly):
		return greeting
	case !r.Flags.Has(Answered):
		return unanswered
	case v.LateIsFree && v.LateAfterMS > 0 && r.RespMS > v.LateAfterMS:
		return late
	}
	return r.creditedOr(billed)
}

// judgeResolution: the bot is paid for what it settled alone.
func (r *row) judgeResolution() fate {
	switch {
	case r.Flags.Has(HumanTouched):
		return humanTouched
	case r.Flags.Has(GreetingOnly) || !r.Flags.Has(Answered):
		return greeting
	case r.Flags.Has(Escalated):
		return escalated
	case r.Flags.Has(Confirmed):
		return r.creditedOr(confirmed)
	case r.Flags.Has(Assumed):
		return r.creditedOr(assumed)
	}
	return unconfirmed
}

// judgeConversion: 無轉化，不收費 (no conversion, no fee), source S4.
func (r *row) judgeConversion(rule *Rule) fate {
	switch {
	case !r.Flags.Has(Attributed):
		return noConversion
	case r.upheld:
		return disputed
	case r.cancelled || r.net == 0 || r.belowKappa(rule):
		return reversed
	}
	return billed
}

// belowKappa tells whether so little of the order is left that its fee goes
// back: net < kappa of what was paid.
func (r *row) belowKappa(rule *Rule) bool {
	// Both sides are below 2^63 * 10^4; compare the quotient to stay in range.
	whole, part := r.NetMinor/10_000, r.NetMinor%10_000
	k := rule.KappaBP
	least := int64(whole)*k + (int64(part)*k+9_999)/10_000 // ceil(original * kappa)
	return int64(r.net) < least
}

// creditedOr is what a service that was given is worth after what came later.
func (r *row) creditedOr(f fate) fate {
	switch {
	case r.cancelled:
		return cancelled
	case r.reopened:
		return reopened
	case r.upheld:
		return disputed
	}
	return f
}
