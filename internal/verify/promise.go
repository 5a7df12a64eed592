package verify

import (
	"math/big"
	"sort"
	"strconv"
	"strings"
	"time"
)

// promise is one guarantee and how it was kept.
type promise struct {
	*guarantee
	counted, good, short int64
	missed               []*judged

	funded int64
	paid   *big.Int // ten-thousandths of a minor unit
}

// compensation: every conversation short of a floor is paid its unit; one
// conversation funds one promise, shared out to be worth most; each promise and
// all together are capped; rounded once.
func (a *account) compensation() error {
	promises, missed := a.promises()
	base := new(big.Int).Sub(a.fees, a.rebated)
	if c := a.version.Commitment; c != nil && base.Cmp(big.NewInt(c.Minor)) < 0 {
		base.SetInt64(c.Minor) // the fees are filled up to it
	}
	booked := new(big.Int)
	for _, b := range a.facts.bookings {
		if a.period.holds(b.Start) {
			booked.Add(booked, big.NewInt(b.ValueMinor))
		}
	}
	if booked.Cmp(base) > 0 {
		base = booked
	}
	if err := fund(promises, missed, base); err != nil {
		return err
	}
	total := new(big.Int)
	weights := make([]*big.Int, len(promises))
	for i, p := range promises {
		total.Add(total, p.paid)
		weights[i] = p.paid
	}
	total = over(least(total, new(big.Int).Mul(base, big.NewInt(a.version.TotalCapBP))), 10_000)
	parts := divide(total, weights)
	for i, p := range promises {
		if p.short > 0 {
			a.lines = append(a.lines, &line{
				code: "compensation", rule: p.ID, version: a.version.ID, qty: p.short,
				unitMicro: -p.UnitMinor * a.contract.microPerMinor(), amount: parts[i].Neg(parts[i]), members: p.missed,
			})
		}
	}
	return nil
}

// promises measures each guarantee, and counts the conversations by the set of
// guarantees that they missed ("0,2").
func (a *account) promises() ([]*promise, map[string]int64) {
	ps := make([]*promise, len(a.version.Guarantees))
	for i := range ps {
		ps[i] = &promise{guarantee: &a.version.Guarantees[i], paid: new(big.Int)}
	}
	missed := map[string]int64{}
	days := map[string]*shopperDay{}
	for _, j := range a.rows {
		if j.quiet || !a.ours(j) {
			continue
		}
		var set []string
		for i, p := range ps {
			if p.Service != j.Service || (p.Channel != "" && p.Channel != j.Channel) {
				continue
			}
			counts, good, perDay := p.measure(a.contract, j)
			if !counts {
				continue
			}
			if perDay {
				dayOf(days, p, a.contract, j).add(good)
			} else {
				p.count(good)
			}
			if good {
				continue
			}
			p.missed = append(p.missed, j)
			set = append(set, strconv.Itoa(i))
		}
		if set != nil {
			missed[strings.Join(set, ",")]++
		}
	}
	for _, d := range days {
		d.promise.count(!d.bad)
	}
	for _, p := range ps {
		// the least number of good ones that meets the floor, rounded up
		floor := times(p.counted, p.FloorPPM)
		floor.Add(floor, big.NewInt(999_999)).Quo(floor, big.NewInt(1_000_000))
		p.short = max(0, floor.Int64()-p.good)
	}
	return ps, missed
}

func (p *promise) count(good bool) {
	p.counted++
	if good {
		p.good++
	}
}

// shopperDay is one shopper on one day of the contract's zone, under one
// promise: good when each of its conversations was.
type shopperDay struct {
	promise *promise
	bad     bool
}

func (d *shopperDay) add(good bool) { d.bad = d.bad || !good }

// dayOf finds the day; a shopper without a name is one of their own.
func dayOf(days map[string]*shopperDay, p *promise, c *contract, j *judged) *shopperDay {
	key := p.ID + "/" + j.At.In(c.zone).Format(time.DateOnly) + "/" + j.Shopper
	if j.Shopper == "" {
		key += "/" + j.ID
	}
	if days[key] == nil {
		days[key] = &shopperDay{promise: p}
	}
	return days[key]
}

// measure tells whether a conversation counts, whether it was good, and
// whether it counts as part of its shopper's day.
func (p *promise) measure(c *contract, j *judged) (counts, good, perDay bool) {
	measure, within := p.Dimension, int64(0)
	if id, named := strings.CutPrefix(p.Dimension, "kpi:"); named {
		k := c.kpiFor(id, j)
		if k == nil {
			return false, false, false
		}
		measure, within, perDay = k.Measure, k.WithinMS, k.Unit == "shopper_day"
	} else if seconds, ok := strings.CutPrefix(measure, "response_"); ok {
		n, _ := strconv.ParseInt(strings.TrimSuffix(seconds, "s"), 10, 32)
		measure, within = "response", n*1000
	}
	answered := j.is("answered")
	switch measure {
	case "csat":
		return j.CSAT > 0, j.CSAT >= 4, perDay
	case "answer_rate":
		return answered || j.is("unanswered"), answered, perDay
	}
	return answered || j.is("unanswered"), answered && j.RespMS <= within, perDay
}

// kpiFor is the definition that held on the conversation's channel when it
// happened, unless it was opened outside the hours that count.
func (c *contract) kpiFor(id string, j *judged) *kpi {
	opened := j.At
	if j.OpenedAt != nil {
		opened = *j.OpenedAt
	}
	for i := range c.KPIs {
		k := &c.KPIs[i]
		if k.ID != id || (k.Channel != "" && k.Channel != j.Channel) || !(span{k.From, k.Till}).holds(j.At) {
			continue
		}
		if c.between(opened, k.OpenFrom, k.OpenTill) {
			return k
		}
		return nil
	}
	return nil
}

// fund gives each promise its conversations, the dearest units first, as long
// as what is funded can still be matched one to one with missed conversations.
func fund(ps []*promise, missed map[string]int64, base *big.Int) error {
	type unit struct {
		p     *promise
		worth *big.Int
		count int64
	}
	var units []unit
	for _, p := range ps {
		worth := times(p.UnitMinor, 10_000)
		full, rest := new(big.Int).QuoRem(new(big.Int).Mul(base, big.NewInt(p.CapBP)), worth, new(big.Int))
		whole, err := fits(least(full, big.NewInt(p.short)))
		if err != nil {
			return err
		}
		units = append(units, unit{p, worth, whole})
		if whole < p.short && rest.Sign() > 0 {
			units = append(units, unit{p, rest, 1})
		}
	}
	sort.SliceStable(units, func(a, b int) bool { return units[a].worth.Cmp(units[b].worth) > 0 })
	for _, u := range units {
		low, high := int64(0), u.count // the most that can still be matched
		for low < high {
			try := (low + high + 1) / 2
			u.p.funded += try
			if matchable(ps, missed) {
				low = try
			} else {
				high = try - 1
			}
			u.p.funded -= try
		}
		u.p.funded += low
		u.p.paid.Add(u.p.paid, new(big.Int).Mul(u.worth, big.NewInt(low)))
	}
	return nil
}

// matchable: for every set of promises, no more is funded than conversations
// missed one of them (Hall's condition).
func matchable(ps []*promise, missed map[string]int64) bool {
	for set := 1; set < 1<<len(ps); set++ {
		funded, reach := int64(0), int64(0)
		for i, p := range ps {
			if set&(1<<i) != 0 {
				funded += p.funded
			}
		}
		for names, n := range missed {
			for name := range strings.SplitSeq(names, ",") {
				if i, _ := strconv.Atoi(name); set&(1<<i) != 0 {
					reach += n
					break
				}
			}
		}
		if funded > reach {
			return false
		}
	}
	return true
}
