package verify

import (
	"cmp"
	"slices"
	"time"
)

// judged is one outcome, what later facts did to it, and what it is worth:
// pays (with the price class for the bot), or the code of the line on which it
// stands without a price.
type judged struct {
	*outcome
	corrections []*correction
	leaf        hash

	version *version
	rule    *rule
	net     int64

	held, excused, oneSided, reopened, cancelled, upheld bool

	heldSince time.Time
	quiet     bool   // another row speaks for the conversation
	pays      bool   // it carries a fee
	code      string // where it stands otherwise
}

const day = 24 * time.Hour

// single keeps one fact of each key: of copies and of contradictions alike the
// one received first, then the smaller id, then the smaller bytes.
func single[T any](list []*T, key, id func(*T) string, at func(*T) time.Time, body func(*T) string) []*T {
	best := map[string]*T{}
	for _, f := range list {
		old, seen := best[key(f)]
		if !seen || cmp.Or(at(f).Compare(at(old)), cmp.Compare(id(f), id(old)), cmp.Compare(body(f), body(old))) < 0 {
			best[key(f)] = f
		}
	}
	return slices.DeleteFunc(slices.Clone(list), func(f *T) bool { return best[key(f)] != f })
}

// unique applies single by the source's key, then by id, and sorts by id.
func unique[T any](list []*T, key, id func(*T) string, at func(*T) time.Time, body func(*T) string) []*T {
	list = single(single(list, key, id, at, body), id, id, at, body)
	slices.SortFunc(list, func(a, b *T) int { return cmp.Compare(id(a), id(b)) })
	return list
}

func sourceKey(brand, source, id string) string { return newRecord().put(brand, source, id).String() }

func (f *facts) withoutCopies() *facts {
	return &facts{
		outcomes: unique(f.outcomes,
			func(o *outcome) string { return sourceKey(o.Brand, o.Source, o.SourceEventID) },
			func(o *outcome) string { return o.ID }, func(o *outcome) time.Time { return o.ReceivedAt },
			func(o *outcome) string { return newRecord().outcomeBody(o).String() }),
		corrections: unique(f.corrections,
			func(x *correction) string { return x.SourceEventID },
			func(x *correction) string { return x.ID }, func(x *correction) time.Time { return x.ReceivedAt },
			func(x *correction) string { return newRecord().correctionBody(x).String() }),
		bookings: unique(f.bookings,
			func(b *booking) string { return sourceKey(b.Brand, b.Source, b.SourceEventID) },
			func(b *booking) string { return b.ID }, func(b *booking) time.Time { return b.ReceivedAt },
			func(b *booking) string { return newRecord().bookingBody(b).String() }),
		excusals: unique(f.excusals,
			func(e *excusal) string { return sourceKey(e.Brand, e.Source, e.SourceEventID) },
			func(e *excusal) string { return e.ID }, func(e *excusal) time.Time { return e.ReceivedAt },
			func(e *excusal) string { return newRecord().excusalBody(e).String() }),
	}
}

// judge gives every outcome its worth, sorted by id.
func judge(c *contract, f *facts) []*judged {
	all := make([]*judged, len(f.outcomes))
	byID := map[string]*judged{}
	for i, o := range f.outcomes {
		all[i] = &judged{outcome: o, net: o.NetMinor, heldSince: o.At}
		byID[o.ID] = all[i]
	}
	for _, x := range f.corrections {
		if j := byID[x.Outcome]; j != nil {
			j.corrections = append(j.corrections, x)
		}
	}
	for _, j := range all {
		j.leaf = outcomeLeaf(j.outcome, j.corrections)
		j.place(c)
		j.held = j.is("held")
		j.excused = j.is("excused") || f.outage(j.outcome)
		if j.version != nil {
			j.correct()
		}
	}
	allowExcuses(c, all)
	for _, j := range all {
		j.worth()
	}
	return all
}

func (j *judged) place(c *contract) {
	for i := range c.Versions {
		if v := &c.Versions[i]; v.span().holds(j.At) {
			j.version = v
			for k := range v.Rules {
				if v.Rules[k].fits(j.outcome) {
					j.rule = &v.Rules[k]
					return
				}
			}
			return
		}
	}
}

// outage tells whether both sides signed that nothing counts then.
func (f *facts) outage(o *outcome) bool {
	return slices.ContainsFunc(f.excusals, func(e *excusal) bool {
		return slices.Contains(e.SignedBy, "brand") && slices.Contains(e.SignedBy, "platform") &&
			(e.Channel == "" || e.Channel == o.Channel) && span{e.From, e.Till}.holds(o.At)
	})
}

// correct applies the corrections in the order in which they count.
func (j *judged) correct() {
	vest := j.At
	if j.DeliveredAt != nil && j.DeliveredAt.After(vest) {
		vest = *j.DeliveredAt
	}
	if j.rule != nil {
		vest = vest.Add(time.Duration(j.rule.ClawbackDays) * day)
	}
	list := slices.Clone(j.corrections)
	slices.SortStableFunc(list, func(a, b *correction) int { return a.EffectiveAt.Compare(b.EffectiveAt) })
	for _, x := range list {
		inTime := !x.EffectiveAt.After(vest)
		switch x.Kind {
		case "refund":
			if inTime {
				j.net = max(0, j.net-x.Delta)
			}
		case "cancel":
			j.cancelled = j.cancelled || inTime || !j.sells()
		case "excuse":
			j.excused = j.excused || x.Actor == "both"
			j.oneSided = j.oneSided || x.Actor != "both"
		case "reopen":
			until := j.At.Add(time.Duration(j.version.ReopenDays) * day)
			j.reopened = j.reopened || !x.EffectiveAt.After(until)
		case "fraud_hold":
			j.held, j.heldSince = true, x.EffectiveAt
		case "release":
			j.held = false
		case "dispute_upheld":
			j.upheld = true
		}
	}
}

func (j *judged) sells() bool { return j.Service == "proactive" || j.Service == "reminder" }

// allowExcuses: what one side excuses alone counts only while it stays within
// the contract's share of the period's conversations.
func allowExcuses(c *contract, all []*judged) {
	count, alone := map[*version]int64{}, map[*version]int64{}
	for _, j := range all {
		if j.version != nil && c.Period.holds(j.At) {
			count[j.version]++
			if j.oneSided {
				alone[j.version]++
			}
		}
	}
	for _, j := range all {
		v := j.version
		if j.oneSided && v != nil && c.Period.holds(j.At) {
			j.excused = j.excused || v.ExcuseCapBP == 0 || alone[v]*10_000 <= count[v]*v.ExcuseCapBP
		}
	}
}

// worth decides whether the outcome pays, on its own.
func (j *judged) worth() {
	switch {
	case j.rule == nil:
		j.code = "no_rule"
	case j.held:
		j.code = "held"
	case j.rule.Kind == "conversion":
		j.conversionWorth()
	case j.rule.Kind == "resolution":
		j.resolutionWorth()
	default:
		j.conversationWorth()
	}
	j.pays = j.code == ""
}

func (j *judged) conversationWorth() {
	v := j.version
	switch {
	case j.is("greeting_only"):
		j.code = "greeting_free"
	case !j.is("answered"):
		j.code = "unanswered_free"
	case v.LateIsFree && v.LateAfterMS > 0 && j.RespMS > v.LateAfterMS:
		j.code = "late_free"
	default:
		j.code = j.credit()
	}
}

func (j *judged) resolutionWorth() {
	switch {
	case j.is("human_touched"):
		j.code = "human_touched_free"
	case j.is("greeting_only"), !j.is("answered"):
		j.code = "greeting_free"
	case j.is("escalated"):
		j.code = "escalated_free"
	case !j.is("confirmed") && !j.is("assumed"):
		j.code = "unconfirmed_free"
	default:
		j.code = j.credit()
	}
}

func (j *judged) conversionWorth() {
	small := times(j.net, 10_000).Cmp(times(j.NetMinor, j.rule.KappaBP)) < 0
	switch {
	case !j.is("attributed"):
		j.code = "no_conversion_free"
	case j.upheld:
		j.code = "disputed_free"
	case j.cancelled || j.net == 0 || small:
		j.code = "no_conversion_free"
	}
}

// credit is why a service that was given is free after all, if it is.
func (j *judged) credit() string {
	switch {
	case j.cancelled:
		return "cancelled_free"
	case j.reopened:
		return "reopened_free"
	case j.upheld:
		return "disputed_free"
	}
	return ""
}
