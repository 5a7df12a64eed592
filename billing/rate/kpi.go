package rate

import (
	"fmt"
	"strings"
	"time"
)

// KPI is how a platform counted a figure from one day to another. The entries
// of one id are its versions: an outcome is measured by the one that held on
// its channel when it happened, so a platform that changes its rule in
// mid-period changes nothing that went before (京东 moved its 30 seconds once,
// back-dated by mixed rules per date: spec billing 3.1).
type KPI struct {
	ID       string    `json:"id" yaml:"id"`
	Platform string    `json:"platform,omitempty" yaml:"platform"` // for people
	Channel  string    `json:"channel,omitempty" yaml:"channel"`   // empty is any
	From     time.Time `json:"from" yaml:"from"`
	Till     time.Time `json:"till" yaml:"till"`
	Measure  string    `json:"measure" yaml:"measure"` // answer_rate, response or csat
	WithinMS int64     `json:"within_ms,omitempty" yaml:"within_ms"`
	// OpenFrom and OpenTill are the hours, in the contract's zone, in which a
	// conversation must have been opened to count; both empty is any.
	OpenFrom string `json:"open_from,omitempty" yaml:"open_from"`
	OpenTill string `json:"open_till,omitempty" yaml:"open_till"`
	// Unit is what one is: a conversation (empty), or a shopper's day, which is
	// good when each of its conversations is.
	Unit string `json:"unit,omitempty" yaml:"unit"`
}

// The units of a KPI.
const (
	ByConversation = "conversation"
	ByShopperDay   = "shopper_day"
)

// kpiPrefix marks a guarantee's dimension that is a KPI of the contract.
const kpiPrefix = "kpi:"

// definition is one way to measure, for as long as it holds.
type definition struct {
	span    Span // zero: always
	channel string
	measure dimension
	hours   hours
	perDay  bool
}

// meter measures one guarantee for one class of outcomes.
type meter struct {
	guarantee int
	defs      []definition
}

// meters measures every guarantee that a class of outcomes falls under.
type meters struct {
	zone *time.Location
	of   []meter
}

// measure tells which guarantees count the outcome and which found it good.
func (m *meters) measure(at, opened time.Time, x *standing) (counts, good set) {
	for i := range m.of {
		d := m.of[i].holding(at, opened, m.zone)
		if d == nil {
			continue
		}
		c, g := d.measure.measures(x)
		if c {
			counts |= 1 << m.of[i].guarantee
		}
		if c && g {
			good |= 1 << m.of[i].guarantee
		}
	}
	return counts, good
}

// holding is the definition that holds when it happened, nil: not measured, or
// opened outside its hours.
func (m *meter) holding(at, opened time.Time, zone *time.Location) *definition {
	for i := range m.defs {
		d := &m.defs[i]
		if !d.span.From.IsZero() && !d.span.Holds(at) {
			continue
		}
		if d.hours == (hours{}) {
			return d
		}
		if local := opened.In(zone); d.hours.holds(local.Hour()*60 + local.Minute()) {
			return d
		}
		return nil
	}
	return nil
}

// definitions are the ways in which a guarantee is measured over time.
func (c *Contract) definitions(g *Guarantee) ([]definition, error) {
	id, named := strings.CutPrefix(g.Dimension, kpiPrefix)
	if !named {
		d, err := parseDimension(g.Dimension)
		return []definition{{measure: d}}, err
	}
	var defs []definition
	for _, k := range c.KPIs {
		if k.ID != id {
			continue
		}
		h, _ := parseHours(k.OpenFrom, k.OpenTill) // Check has read it
		defs = append(defs, definition{
			span: Span{k.From, k.Till}, channel: k.Channel, hours: h, perDay: k.Unit == ByShopperDay,
			measure: dimension{name: k.Measure, withinMS: k.WithinMS},
		})
	}
	if len(defs) == 0 {
		return nil, errDimension
	}
	return defs, nil
}

// Check says whether the figure can be measured. It returns ErrContract.
func (k KPI) Check() error { return k.check("figure") }

func (k KPI) check(at string) error {
	if k.ID == "" || !k.From.Before(k.Till) {
		return badTerm(at, "an id, and from before till", k.ID)
	}
	switch {
	case k.Measure != "answer_rate" && k.Measure != "response" && k.Measure != "csat":
		return badTerm(at+".measure", "answer_rate, response or csat", k.Measure)
	case (k.Measure == "response") != (k.WithinMS > 0):
		return badTerm(at+".within_ms", "above zero for response, absent for the rest", decimal(k.WithinMS))
	case k.Unit != "" && k.Unit != ByConversation && k.Unit != ByShopperDay:
		return badTerm(at+".unit", ByConversation+" or "+ByShopperDay, k.Unit)
	}
	if _, ok := parseHours(k.OpenFrom, k.OpenTill); !ok {
		return badTerm(at+".open_from", "two different times HH:MM, or none", k.OpenFrom+" to "+k.OpenTill)
	}
	return nil
}

func (c Contract) checkKPIs() error {
	for i, k := range c.KPIs {
		at := fmt.Sprintf("kpis[%d]", i)
		if err := k.check(at); err != nil {
			return err
		}
		for _, w := range c.KPIs[:i] {
			if w.ID != k.ID {
				continue
			}
			if (w.Unit == ByShopperDay) != (k.Unit == ByShopperDay) {
				return badTerm(at+".unit", "the unit that "+k.ID+" has elsewhere: one guarantee counts one thing", k.Unit)
			}
			if (w.Channel == "" || k.Channel == "" || w.Channel == k.Channel) && w.From.Before(k.Till) && k.From.Before(w.Till) {
				return badTerm(at+".from", "no other definition of "+k.ID+" on that channel at that time", k.From.Format(time.RFC3339))
			}
		}
	}
	return nil
}
