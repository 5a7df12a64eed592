package verify

import (
	"math/big"
	"slices"
	"strconv"
)

// line is a line as the facts and the contract say it must be.
type line struct {
	code, rule, version, tier string

	qty, unitMicro int64
	amount         *big.Int
	members        []*judged // by id
	bookings       []*booking
}

// account is what one version of the contract comes to in the period.
type account struct {
	contract *contract
	version  *version
	period   span // the part of the period in which the version holds
	rows     []*judged
	facts    *facts

	lines   []*line
	fees    *big.Int
	rebated *big.Int
	waived  *big.Int // what became free by the marketplace's fault
}

func (a *account) count() error {
	a.fees, a.waived, a.rebated = new(big.Int), new(big.Int), new(big.Int)
	for i := range a.version.Rules {
		r := &a.version.Rules[i]
		switch r.Kind {
		case "conversation":
			a.conversations(r)
		case "resolution":
			a.resolutions(r)
		case "conversion":
			a.conversions(r)
		case "seat":
			a.seats(r)
		}
		a.free(r)
	}
	a.surcharges()
	a.incentive()
	a.trueUp()
	return a.compensation()
}

// of selects the rule's rows.
func (a *account) of(r *rule, want func(*judged) bool) []*judged {
	var out []*judged
	for _, j := range a.rows {
		if j.rule == r && want(j) {
			out = append(out, j)
		}
	}
	return out
}

func paying(j *judged) bool { return j.pays }

func (a *account) charge(l *line) {
	l.version = a.version.ID
	a.lines = append(a.lines, l)
	a.fees.Add(a.fees, l.amount)
}

// micro is a quantity at a price in millionths, in minor units, rounded once.
func (a *account) micro(qty, unit int64) *big.Int {
	return over(times(qty, unit), a.contract.microPerMinor())
}

func (a *account) conversations(r *rule) {
	paid := a.of(r, paying)
	inTurn := slices.Clone(paid)
	slices.SortStableFunc(inTurn, func(x, y *judged) int { return x.At.Compare(y.At) }) // by id before
	a.steps(r, int64(len(inTurn)), func(tier int, low, high, unit int64) {
		members := slices.Clone(inTurn[low:high])
		slices.SortFunc(members, func(x, y *judged) int {
			if x.ID < y.ID {
				return -1
			}
			return 1
		})
		a.charge(&line{
			code: "conversation_tier", rule: r.ID, tier: strconv.Itoa(tier), qty: high - low, unitMicro: unit,
			amount: a.micro(high-low, unit), members: members,
		})
	})
	spoken := int64(len(a.of(r, func(j *judged) bool { return !j.quiet })))
	waived := int64(len(a.of(r, a.waives)))
	a.waived.Add(a.waived, a.feeOf(r, spoken)) // the last of all that came
	a.waived.Sub(a.waived, a.feeOf(r, spoken-waived))
}

// waives tells whether a conversation became free by the marketplace's fault.
func (a *account) waives(j *judged) bool {
	switch j.code {
	case "unanswered_free", "greeting_free", "late_free", "reopened_free", "disputed_free":
		return !j.quiet && a.ours(j)
	}
	return false
}

// steps walks the tiers that a quantity reaches.
func (a *account) steps(r *rule, qty int64, visit func(tier int, low, high, unit int64)) {
	low := int64(0)
	for i, t := range r.Tiers {
		high := qty
		if t.UpTo > 0 {
			high = min(qty, t.UpTo)
		}
		if high <= low {
			return
		}
		visit(i+1, low, high, t.UnitMicro)
		low = high
	}
}

func (a *account) feeOf(r *rule, qty int64) *big.Int {
	sum := new(big.Int)
	a.steps(r, qty, func(_ int, low, high, unit int64) { sum.Add(sum, a.micro(high-low, unit)) })
	return sum
}

// ours tells whether the conversation was the marketplace's to answer.
func (a *account) ours(j *judged) bool {
	return !j.excused && !j.is("over_capacity") && !a.fastAbandon(j)
}

func (a *account) fastAbandon(j *judged) bool {
	return !j.is("answered") && (j.is("fast_abandon") || (j.RespMS > 0 && j.RespMS < a.version.FastAbandonMS))
}

func (a *account) resolutions(r *rule) {
	for _, class := range []struct {
		code string
		unit int64
		sure bool
	}{{"bot_confirmed", r.ConfirmedMicro, true}, {"bot_assumed", r.AssumedMicro, false}} {
		members := a.of(r, func(j *judged) bool { return j.pays && j.is("confirmed") == class.sure })
		if n := int64(len(members)); n > 0 {
			a.charge(&line{code: class.code, rule: r.ID, qty: n, unitMicro: class.unit, amount: a.micro(n, class.unit), members: members})
		}
	}
}

func (a *account) conversions(r *rule) {
	won := a.of(r, paying)
	kept := new(big.Int)
	for _, j := range won {
		kept.Add(kept, big.NewInt(j.net))
	}
	n := int64(len(won))
	if n > 0 && r.FeeMinor > 0 {
		a.charge(&line{
			code: "conversion_fee", rule: r.ID, qty: n, unitMicro: r.FeeMinor * a.contract.microPerMinor(),
			amount: times(n, r.FeeMinor), members: won,
		})
	}
	if n > 0 && r.BP > 0 {
		share := over(kept.Mul(kept, big.NewInt(r.BP)), 10_000)
		a.charge(&line{code: "conversion_share", rule: r.ID, qty: n, amount: share, members: won})
	}
}

func (a *account) seats(r *rule) {
	l := &line{code: "seat", rule: r.ID, unitMicro: r.SeatMicro}
	for _, b := range a.facts.bookings {
		if a.period.holds(b.Start) && (r.Channel == "" || r.Channel == b.Channel) {
			l.qty += b.Capacity
			l.bookings = append(l.bookings, b)
		}
	}
	if l.qty > 0 {
		l.amount = a.micro(l.qty, r.SeatMicro)
		a.charge(l)
	}
}

// free prints what is not paid: one line for each reason.
func (a *account) free(r *rule) {
	lines := map[string]*line{}
	for _, j := range a.of(r, func(j *judged) bool { return !j.pays }) {
		l := lines[j.code]
		if l == nil {
			l = &line{code: j.code, rule: r.ID, version: a.version.ID, amount: new(big.Int)}
			lines[j.code] = l
			a.lines = append(a.lines, l)
		}
		if j.code != "held" { // nothing of what is held is charged yet
			l.qty++
		}
		l.members = append(l.members, j)
	}
}

func (a *account) trueUp() {
	c := a.version.Commitment
	if c == nil {
		return
	}
	short := new(big.Int).Sub(big.NewInt(c.Minor), a.fees)
	short.Add(short, a.rebated)
	if c.Waived != "ignored" {
		short.Sub(short, a.waived)
	}
	if short.Sign() > 0 {
		a.lines = append(a.lines, &line{code: "commitment_true_up", rule: "commitment", version: a.version.ID, qty: 1, amount: short})
	}
}

// incentive is the rebate for the quantity of one rule.
func (a *account) incentive() {
	in := a.version.Incentive
	if in == nil || in.Season != nil {
		return
	}
	var r *rule
	for i := range a.version.Rules {
		if a.version.Rules[i].ID == in.Rule {
			r = &a.version.Rules[i]
		}
	}
	if r == nil {
		return
	}
	qty := int64(len(a.of(r, paying)))
	back := new(big.Int)
	for i, b := range in.Bands {
		if qty < b.Min {
			break
		}
		if in.Mode == "all_units" {
			back = over(new(big.Int).Mul(a.fees, big.NewInt(b.BP)), 10_000)
			continue
		}
		top := qty
		if i+1 < len(in.Bands) {
			top = min(top, in.Bands[i+1].Min)
		}
		part := new(big.Int).Sub(a.feeOf(r, top), a.feeOf(r, b.Min))
		back.Add(back, over(part.Mul(part, big.NewInt(b.BP)), 10_000))
	}
	if back.Sign() != 0 {
		a.rebated.Set(back)
		a.lines = append(a.lines, &line{code: "incentive", rule: r.ID, version: a.version.ID, qty: qty, amount: back.Neg(back)})
	}
}
