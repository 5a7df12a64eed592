package rate

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/manyhands/manyhands/internal/money"
)

// Sample is an example bill for one clause of a contract, rated by the same
// code as a real one: what a brand reads before it signs.
type Sample struct {
	Clause string `json:"clause" doc:"its place in the version: rules[0], guarantees[1], commitment"`
	// Shows is what the example is about: at_tier, above_tier, unanswered, ...
	Shows        string           `json:"shows"`
	Given        map[string]int64 `json:"given" doc:"the facts, counted"`
	Lines        []Line           `json:"lines"`
	Compensation money.Amount     `json:"compensation_minor"`
	Subtotal     money.Amount     `json:"subtotal_minor"`
	Tax          money.Amount     `json:"tax_minor"`
	Total        money.Amount     `json:"total_minor"`
}

// mostSampled bounds the conversations of one example: a boundary beyond it is
// shown by its neighbour below.
const mostSampled = 20_000

// Samples makes an example bill for each clause of the contract's first version,
// and says what surprises in the whole. It returns what Check does.
func Samples(c Contract) ([]Sample, []string, error) {
	warnings, err := c.Warnings()
	if err != nil {
		return nil, nil, err
	}
	whole := c.Versions[0]
	c.Period = Span{whole.From, whole.Till}
	// A small example never reaches the commitment, which would stand on every
	// bill and hide what the example is about.
	part := whole
	part.Commitment = nil
	c.Versions = []Version{part}
	v := &c.Versions[0]
	s := sampler{contract: c, version: v}
	for i := range v.Rules {
		s.rule(fmt.Sprintf("rules[%d]", i), &v.Rules[i])
	}
	for i := range v.Guarantees {
		s.guarantee(fmt.Sprintf("guarantees[%d]", i), &v.Guarantees[i])
	}
	s.bands()
	if whole.Commitment != nil {
		s.contract.Versions = []Version{whole}
		s.show("commitment", "no_traffic", map[string]int64{"answered": 0}, s.facts())
	}
	return s.out, warnings, s.err
}

// sampler collects examples; the first error ends it.
type sampler struct {
	contract Contract
	version  *Version
	out      []Sample
	err      error
}

// facts are conversations of one example; the clock is the version's own first
// noon, so that nights and holidays are only met where they are the point.
type facts struct {
	rows  []Outcome
	later []Correction
	at    time.Time
	s     *sampler
}

func (s *sampler) facts() *facts {
	return &facts{at: s.noon(), s: s}
}

func (s *sampler) noon() time.Time {
	zone, err := time.LoadLocation(s.contract.TZ)
	if err != nil {
		zone = time.UTC
	}
	from := s.version.From.In(zone)
	noon := time.Date(from.Year(), from.Month(), from.Day(), 12, 0, 0, 0, zone)
	if noon.Before(s.version.From) || !noon.Before(s.version.Till) {
		return s.version.From
	}
	return noon.UTC()
}

// add puts n outcomes of a rule's kind, each of its own shopper and matter.
func (f *facts) add(n int64, r *Rule, flags Flags, change func(*Outcome)) *facts {
	for range n {
		id := "s" + strconv.Itoa(len(f.rows))
		o := Outcome{
			ID: id, Brand: f.s.contract.Brand, Channel: r.Channel, Service: r.Service, Unit: r.Unit, Conversation: id, Shopper: id, Intent: id,
			At: f.at, ReceivedAt: f.at, RespMS: 1000, CSAT: 5, Flags: flags, Source: "sample", SourceEventID: id,
		}
		if o.Channel == "" {
			o.Channel = "web"
		}
		if o.Service == "" {
			o.Service = Reactive
		}
		if o.Unit == "" {
			o.Unit = "conversation"
		}
		if change != nil {
			change(&o)
		}
		f.rows = append(f.rows, o)
	}
	return f
}

// show rates an example under the contract as it will be.
func (s *sampler) show(clause, shows string, given map[string]int64, f *facts, bookings ...Booking) {
	if s.err != nil {
		return
	}
	inv, err := RateWith(s.contract, Facts{Outcomes: f.rows, Corrections: f.later, Bookings: bookings}, time.Time{}, Options{NoEvidence: true})
	if err != nil {
		s.err = fmt.Errorf("example of %s: %w", clause, err)
		return
	}
	lines := inv.Lines
	if lines == nil {
		lines = []Line{}
	}
	s.out = append(s.out, Sample{clause, shows, given, lines, inv.CompensationMinor, inv.SubtotalMinor, inv.TaxMinor, inv.TotalMinor})
}

func (s *sampler) rule(clause string, r *Rule) {
	switch r.Kind {
	case KindConversation:
		s.tiers(clause, r)
		s.show(clause, "unanswered", map[string]int64{"asked": 100, "answered": 97}, s.facts().add(97, r, Answered, nil).add(3, r, Unanswered, waited))
		if s.version.LateIsFree {
			late := func(o *Outcome) { o.RespMS = s.version.LateAfterMS + 1 }
			s.show(clause, "late", map[string]int64{"asked": 100, "late": 5}, s.facts().add(95, r, Answered, nil).add(5, r, Answered, late))
		}
		s.surcharges(clause, r, Answered)
	case KindResolution:
		s.show(clause, "resolved", map[string]int64{"confirmed": 60, "assumed": 30, "escalated": 10},
			s.facts().add(60, r, Answered|Confirmed, nil).add(30, r, Answered|Assumed, silent).add(10, r, Answered|Escalated, silent))
	case KindConversion:
		s.conversion(clause, r)
	case KindSeat:
		at := s.noon()
		s.show(clause, "seat", map[string]int64{"seats": 10}, s.facts(), Booking{
			ID: "seat", Brand: s.contract.Brand, Channel: r.Channel, Capacity: 10, Start: at, End: at.Add(time.Hour), ReceivedAt: at, Source: "sample", SourceEventID: "seat",
		})
	}
}

func waited(o *Outcome) { o.RespMS, o.CSAT = 60_000, 0 }
func silent(o *Outcome) { o.CSAT = 0 }

// tiers shows each boundary and one step beyond it.
func (s *sampler) tiers(clause string, r *Rule) {
	for _, t := range r.Tiers {
		if t.UpTo == 0 || t.UpTo >= mostSampled {
			continue
		}
		s.show(clause, "at_tier", map[string]int64{"answered": t.UpTo}, s.facts().add(t.UpTo, r, Answered, nil))
		s.show(clause, "above_tier", map[string]int64{"answered": t.UpTo + 1}, s.facts().add(t.UpTo+1, r, Answered, nil))
	}
	s.show(clause, "hundred", map[string]int64{"answered": 100}, s.facts().add(100, r, Answered, nil))
}

// surcharges shows a hundred conversations inside each dearer stretch.
func (s *sampler) surcharges(clause string, r *Rule, flags Flags) {
	for i, x := range s.version.Rates {
		at, ok := s.inside(x)
		if !ok {
			continue
		}
		f := s.facts()
		f.at = at
		s.show(fmt.Sprintf("rates[%d]", i), "dearer", map[string]int64{"answered": 100, "bp": x.BP}, f.add(100, r, flags, nil))
	}
}

// inside finds an instant of the version that a surcharge holds at.
func (s *sampler) inside(x Surcharge) (time.Time, bool) {
	zone, err := time.LoadLocation(s.contract.TZ)
	if err != nil {
		return time.Time{}, false
	}
	t := terms{zone: zone, windows: windowsOf(&Version{Rates: []Surcharge{x}})}
	for at := s.version.From; at.Before(s.version.Till) && at.Sub(s.version.From) < 400*24*time.Hour; at = at.Add(15 * time.Minute) {
		if t.windowOf(at) == 0 {
			return at, true
		}
	}
	return time.Time{}, false
}

// conversion shows orders that stay, one that goes back in time, and talk that
// sold nothing.
func (s *sampler) conversion(clause string, r *Rule) {
	major := majorOf(s.contract.Currency)
	order := func(i int) func(*Outcome) {
		return func(o *Outcome) {
			o.OrderRef, o.NetMinor, o.Currency = "o"+o.ID, money.Amount(int64(i)*major), s.contract.Currency
		}
	}
	f := s.facts().add(3, r, Attributed|Answered, order(200)).add(1, r, Attributed|Answered, order(100)).add(6, r, Answered, nil)
	f.later = []Correction{{ID: "back", Outcome: f.rows[3].ID, Kind: Refund, Delta: money.Amount(100 * major), EffectiveAt: f.at, ReceivedAt: f.at, SourceEventID: "back"}}
	s.show(clause, "conversion", map[string]int64{"orders": 3, "each": 200, "refunded": 1, "none": 6}, f)
}

// majorOf is one major unit in minor ones.
func majorOf(c money.Currency) int64 {
	perMinor, err := c.MicroPerMinor()
	if err != nil || perMinor == 0 {
		return 1
	}
	return 1_000_000 / perMinor
}

// guarantee shows service at the floor, a little below it, and far below it,
// where the cap speaks.
func (s *sampler) guarantee(clause string, g *Guarantee) {
	if strings.HasPrefix(g.Dimension, kpiPrefix) {
		return // a platform's own definition needs a platform's own figures
	}
	r := s.pricing(g)
	if r == nil {
		return
	}
	const of = 1000
	floor := (of*g.FloorPPM + 999_999) / 1_000_000
	for _, x := range []struct {
		shows string
		good  int64
	}{{"at_floor", floor}, {"below_floor", max(0, floor-20)}, {"far_below", floor / 2}} {
		s.show(clause, x.shows, map[string]int64{"counted": of, "good": x.good}, s.facts().add(x.good, r, Answered, nil).add(of-x.good, r, missed(g), spoil(g, s.version)))
	}
}

// pricing is a rule whose conversations the guarantee measures.
func (s *sampler) pricing(g *Guarantee) *Rule {
	for i := range s.version.Rules {
		r := s.version.Rules[i]
		if r.Kind == KindConversation && (r.Service == "" || r.Service == g.Service) && (r.Channel == "" || g.Channel == "" || r.Channel == g.Channel) {
			if g.Channel != "" {
				r.Channel = g.Channel
			}
			r.Service = g.Service
			return &r
		}
	}
	return nil
}

func missed(g *Guarantee) Flags {
	if g.Dimension == "answer_rate" {
		return Unanswered
	}
	return Answered
}

func spoil(g *Guarantee, v *Version) func(*Outcome) {
	return func(o *Outcome) {
		switch g.Dimension {
		case "answer_rate":
			o.RespMS, o.CSAT = max(60_000, v.FastAbandonMS+1), 0
		case "response_30s":
			o.RespMS = 45_000
		case "csat":
			o.CSAT = 2
		}
	}
}

// bands shows one conversation less than each band of the incentive, and the
// band.
func (s *sampler) bands() {
	in := s.version.Incentive
	if in == nil {
		return
	}
	r := s.version.rule(in.Rule)
	for i, b := range in.Bands {
		if b.Min <= 0 || b.Min >= mostSampled {
			continue
		}
		clause := fmt.Sprintf("incentive.bands[%d]", i)
		s.show(clause, "below_band", map[string]int64{"answered": b.Min - 1}, s.facts().add(b.Min-1, r, Answered, nil))
		s.show(clause, "at_band", map[string]int64{"answered": b.Min}, s.facts().add(b.Min, r, Answered, nil))
	}
}
