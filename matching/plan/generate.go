package plan

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"time"

	"github.com/manyhands/manyhands/internal/tag"
)

// Generate makes an instance like a sales peak at a talent cloud: agents hold
// one to four of twelve trades at three levels and the certificates of a few
// brands; brands differ in size, trade, level and strictness; slots are four
// hours, six a day. The same arguments make the same instance.
func Generate(agents, brands, slots int, seed uint64) *Instance {
	g := &generator{r: rand.New(rand.NewPCG(seed, 618)), days: max(1, (slots+5)/6)}
	g.brandsFor(brands)
	in := &Instance{}
	g.slotsFor(in, slots, float64(agents)*float64(slots)*peakShifts/(peakAgents*peakSlots))
	for i := range agents {
		in.Agents = append(in.Agents, g.agent(i))
	}
	return in
}

type generator struct {
	r      *rand.Rand
	days   int
	trades []float64 // weight of each trade
	brand  []house
	tagged map[string]tag.Set // sets that several agents share
}

// house is a brand as the generator sees it.
type house struct {
	name   string
	trade  int
	level  int
	strict bool // wants its own certificate
	weight float64
}

const slotHours = 4

// A talent cloud's peak: so many agents, and so many shifts of four hours in
// twenty days of six.
const (
	peakAgents = 280_000
	peakSlots  = 120
	peakShifts = 555_000
)

// opened is the first day of the made-up peak.
var opened = time.Date(2026, 10, 24, 0, 0, 0, 0, time.FixedZone("", 8*60*60))

// loadOf is how busy each of the day's six slots is.
var loadOf = []float64{0.25, 0.10, 0.70, 0.90, 1.0, 0.95}

func (g *generator) brandsFor(n int) {
	g.tagged = map[string]tag.Set{}
	trades := 12
	if n < 24 {
		trades = 4
	}
	for i := range trades {
		g.trades = append(g.trades, 1/math.Pow(float64(i+1), 0.7))
	}
	for i := range n {
		h := house{name: fmt.Sprintf("b%02d", i), trade: g.trade(), level: g.level(), strict: g.r.Float64() < 0.3, weight: 1 / math.Pow(float64(i+1), 0.8)}
		if i < trades {
			h.trade = i
		}
		g.brand = append(g.brand, h)
	}
}

func (g *generator) trade() int {
	sum := 0.0
	for _, w := range g.trades {
		sum += w
	}
	x := g.r.Float64() * sum
	for i, w := range g.trades {
		if x -= w; x < 0 {
			return i
		}
	}
	return len(g.trades) - 1
}

func (g *generator) level() int {
	switch x := g.r.Float64(); {
	case x > 0.85:
		return 3
	case x > 0.5:
		return 2
	}
	return 1
}

// busy is the load of each day: a first wave half way, and the peak at the end.
func (g *generator) busy() []float64 {
	out := make([]float64, g.days)
	for d := range out {
		out[d] = 0.45 + 0.1*g.r.Float64()
		if g.days >= 10 && (d == g.days/2 || d == g.days/2-1) {
			out[d] = 0.8
		}
		if d >= g.days-3 {
			out[d] = 1 - 0.08*float64(g.days-1-d)
		}
	}
	return out
}

// slotsFor spreads a number of shifts over brands, days and the hours of a day.
func (g *generator) slotsFor(in *Instance, slots int, shifts float64) {
	busy, sum, hours := g.busy(), 0.0, 0.0
	for _, h := range g.brand {
		sum += h.weight
	}
	for t := range slots {
		hours += loadOf[t%6] * busy[t/6]
	}
	for _, h := range g.brand {
		require := tag.Set{levelTag(h.level), tradeTag(h.trade)}
		if h.strict {
			require = append(require, tag.Tag("cert:"+h.name))
		}
		slices.Sort(require)
		for t := range slots {
			start := opened.Add(time.Duration(t) * slotHours * time.Hour)
			need := math.Round(shifts * h.weight / sum * loadOf[t%6] * busy[t/6] / hours * (0.85 + 0.3*g.r.Float64()))
			in.Slots = append(in.Slots, Slot{
				ID: fmt.Sprintf("%s-%03d", h.name, t), Brand: h.name, Start: start, End: start.Add(slotHours * time.Hour),
				Need: int(need), Require: require, Prefer: []Preference{{tag.Tag("cert:" + h.name), 1}}, Priority: 1,
			})
		}
	}
}

func levelTag(n int) tag.Tag { return tag.Tag(fmt.Sprintf("level:%d", n)) }
func tradeTag(n int) tag.Tag { return tag.Tag(fmt.Sprintf("trade:%02d", n)) }

func (g *generator) agent(i int) Agent {
	r := g.r
	level := g.level()
	held := map[int]bool{}
	trades := 1
	switch x := r.Float64(); {
	case x > 0.9:
		trades = 4
	case x > 0.7:
		trades = 3
	case x > 0.35:
		trades = 2
	}
	for range trades {
		held[g.trade()] = true
	}
	a := Agent{
		ID: fmt.Sprintf("a%06d", i), MaxDay: 8 * time.Hour, MinRest: 8 * time.Hour, Reliability: 1,
		MaxTotal:  time.Duration(slotHours*max(2, 2+r.IntN(9)*g.days/20)) * time.Hour,
		CostMinor: int64([]float64{0, 2000, 2500, 3250}[level] + r.Float64()*500 - 250),
	}
	a.Tags = g.tags(held, level)
	a.Available = g.available()
	if r.IntN(4) == 0 {
		a.PreferBrands = []string{g.brand[r.IntN(len(g.brand))].name}
	}
	if r.IntN(20) == 0 {
		a.AvoidBrands = []string{g.brand[r.IntN(len(g.brand))].name}
	}
	return a
}

// tags lists trades, levels up to the agent's own, and up to three
// certificates among the brands they could serve; a large brand trains more.
func (g *generator) tags(held map[int]bool, level int) tag.Set {
	var set tag.Set
	for n := 1; n <= level; n++ {
		set = append(set, levelTag(n))
	}
	var could []house
	sum := 0.0
	for t := range g.trades {
		if held[t] {
			set = append(set, tradeTag(t))
		}
	}
	for _, h := range g.brand {
		if held[h.trade] && level >= h.level {
			could = append(could, h)
			sum += h.weight
		}
	}
	for n := g.r.IntN(4); n > 0 && len(could) > 0; n-- {
		x, i := g.r.Float64()*sum, 0
		for i < len(could)-1 && x >= could[i].weight {
			x -= could[i].weight
			i++
		}
		set = append(set, tag.Tag("cert:"+could[i].name))
	}
	slices.Sort(set)
	set = slices.Compact(set)
	key := fmt.Sprint(set)
	if known, ok := g.tagged[key]; ok {
		return known
	}
	g.tagged[key] = set
	return set
}

// available follows one of six habits on a share of the days.
func (g *generator) available() []Span {
	r := g.r
	habit := r.IntN(6)
	slots := [][]int{{2, 3}, {4, 5}, {2, 3, 4, 5}, {0, 1, 5}, {3, 4, 5}, {r.IntN(6), r.IntN(6), r.IntN(6)}}[habit]
	slots = slices.Clone(slots)
	slices.Sort(slots)
	slots = slices.Compact(slots)
	share := 0.1 + 0.5*r.Float64()
	var out []Span
	for d := range g.days {
		if habit == 4 && d%7 < 5 && r.Float64() < 0.5 || r.Float64() > share {
			continue
		}
		for _, q := range slots {
			if r.Float64() >= 0.85 {
				continue
			}
			from := At(opened) + Second(d*6+q)*slotHours*3600
			s := Span{from, from + slotHours*3600}
			if n := len(out); n > 0 && out[n-1].Till == s.From {
				out[n-1].Till = s.Till
			} else {
				out = append(out, s)
			}
		}
	}
	return slices.Clip(out)
}
