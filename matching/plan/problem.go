package plan

import (
	"cmp"
	"math"
	"slices"
	"strconv"
	"strings"
)

// none marks an entry without a slot, and a kind that has no slot in a window.
const none = int32(-1)

// problem is the instance in the form the search walks: agents are rows of
// entries (a window they may work in), and every number is an integer scaled
// by one factor, so that prices can be finer than one minor unit.
type problem struct {
	in    *Instance
	w     Weights
	scale int64

	windows []window
	kinds   int     // how many kinds of slot
	slotAt  []int32 // [window*kinds+kind] = slot, or none
	slot    []cell
	brand   []int32 // by kind
	brands  int

	// An agent's entries are entry[first[a]:first[a+1]], in order of start.
	first []int32
	entry []int32 // window, with bridgeFlag
	agent []person
	group []group

	pins    map[int32][]int32 // agent -> slots fixed for them
	usual   int64             // minor units an hour, the mean over the agents
	unit    int64             // seconds; every length and limit is counted in it
	unfair  int64             // scaled cost of an hour below min_hours
	change  int64             // scaled cost of a change of brand; 0 when it costs nothing
	offset  int64             // scaled cost that no plan can avoid and no price sees
	holders int               // most agents a plan can hold
}

// bridgeFlag marks an entry that may join the slots on its two sides into one
// block: it may be worth working at a loss.
const bridgeFlag = int32(1) << 30

type window struct {
	start, end int64
	day        int32
	units      int32 // length in units
}

// cell is one slot as the search sees it.
type cell struct {
	window int32
	kind   int32
	need   int32 // never more than the agents who could do it, plus those pinned
	short  int64 // scaled cost of one missing agent
}

// person is what the search needs of an agent.
type person struct {
	group    int32
	dayUnits int32 // most units a day, or noUnits
	units    int32 // most units in all, or noUnits
	minUnits int32 // units below which the agent is treated unfairly
	rest     int64 // seconds
	cost     int64 // minor units an hour
	minSec   int64
}

const noUnits = int32(math.MaxInt32)

// group is what agents with the same tags and wishes share: the kinds they can
// do and the scaled cost of the preference each one misses.
type group struct {
	kind   []int32
	missed []int64
	// houses are the places in kind of each brand's kinds; only kept where a
	// change of brand costs something.
	houses [][]int32
}

// compile turns an instance that is valid into a problem.
func compile(in *Instance) *problem {
	p := &problem{in: in, w: in.weights(), pins: map[int32][]int32{}}
	p.unit = p.commonUnit()
	kindOf := p.layWindows()
	p.chooseScale()
	p.unfair = p.w.Fairness * p.scale
	p.change = p.w.Change * p.scale
	p.layBrands(kindOf)
	p.layAgents(kindOf)
	p.layPins()
	p.capNeeds()
	return p
}

// commonUnit is the longest time that divides every slot.
func (p *problem) commonUnit() int64 {
	var unit int64
	for i := range p.in.Slots {
		a, b := p.in.Slots[i].seconds(), unit
		for b != 0 {
			a, b = b, a%b
		}
		unit = a
	}
	return max(unit, 1)
}

// kindKey is what two slots share when the same agents suit both equally.
func kindKey(s *Slot) string {
	var b strings.Builder
	b.WriteString(strconv.Quote(s.Brand))
	for _, t := range s.Require {
		b.WriteString(strconv.Quote(string(t)))
	}
	for _, f := range s.Prefer {
		b.WriteString(strconv.Quote(string(f.Tag)) + "=" + strconv.FormatFloat(f.Weight, 'g', -1, 64))
	}
	return b.String()
}

// layWindows finds the windows and the kinds, and returns one slot of each kind.
func (p *problem) layWindows() (exampleOf []int32) {
	type span struct {
		start, end int64
		day        int32
	}
	at := map[span]int32{}
	days := p.in.days()
	for i := range p.in.Slots {
		s := &p.in.Slots[i]
		k := span{s.Start.Unix(), s.End.Unix(), days[i]}
		if _, known := at[k]; !known {
			at[k] = 0
			p.windows = append(p.windows, window{k.start, k.end, k.day, int32(s.seconds() / p.unit)})
		}
	}
	slices.SortFunc(p.windows, func(a, b window) int {
		return cmp.Or(cmp.Compare(a.start, b.start), cmp.Compare(a.end, b.end), cmp.Compare(a.day, b.day))
	})
	for i, w := range p.windows {
		at[span{w.start, w.end, w.day}] = int32(i)
	}
	kindAt := map[string]int32{}
	twice := map[[2]int32]int{} // the same kind again in one window is another kind
	p.slot = make([]cell, len(p.in.Slots))
	keys := make([]string, len(p.in.Slots))
	for i := range p.in.Slots {
		keys[i] = kindKey(&p.in.Slots[i])
	}
	for i := range p.in.Slots {
		s := &p.in.Slots[i]
		w := at[span{s.Start.Unix(), s.End.Unix(), days[i]}]
		base := p.kindNumber(kindAt, &exampleOf, keys[i], int32(i))
		kind := base
		if n := twice[[2]int32{w, base}]; n > 0 {
			kind = p.kindNumber(kindAt, &exampleOf, keys[i]+" #"+strconv.Itoa(n), int32(i))
		}
		twice[[2]int32{w, base}]++
		p.slot[i] = cell{window: w, kind: kind, need: int32(s.Need)}
	}
	p.kinds = len(exampleOf)
	p.slotAt = make([]int32, len(p.windows)*p.kinds)
	for i := range p.slotAt {
		p.slotAt[i] = none
	}
	for i, c := range p.slot {
		p.slotAt[int(c.window)*p.kinds+int(c.kind)] = int32(i)
	}
	return exampleOf
}

func (p *problem) kindNumber(kindAt map[string]int32, exampleOf *[]int32, key string, slot int32) int32 {
	n, known := kindAt[key]
	if !known {
		n = int32(len(*exampleOf))
		kindAt[key] = n
		*exampleOf = append(*exampleOf, slot)
	}
	return n
}

// chooseScale makes prices fine when money is coarse, and stays far from
// overflow: Validate has left a factor of eight, the needs take the rest.
func (p *problem) chooseScale() {
	worst := p.in.worst()
	p.scale = 1
	for p.scale < 1024 && float64(p.w.Short*p.scale) < 4e6 && worst*float64(p.scale)*2 < mostSum {
		p.scale *= 2
	}
	for i := range p.slot {
		p.slot[i].short = p.w.shortCost(p.in.Slots[i].Priority) * p.scale
	}
}

// layPins notes who is fixed where.
func (p *problem) layPins() {
	if len(p.in.Fixed) == 0 {
		return
	}
	slots, agents, err := p.in.index()
	if err != nil {
		return // Validate has refused this instance
	}
	for _, f := range p.in.Fixed {
		a := agents[f.Agent]
		p.pins[a] = append(p.pins[a], slots[f.Slot])
	}
}

// capNeeds takes out of every need what no agent could fill: it is short
// whatever happens, and would only slow the prices down.
func (p *problem) capNeeds() {
	able := make([]int32, len(p.slot))
	for a := range p.agent {
		for _, e := range p.entries(a) {
			row := int(e&^bridgeFlag) * p.kinds
			for _, k := range p.group[p.agent[a].group].kind {
				if s := p.slotAt[row+int(k)]; s != none {
					able[s]++
				}
			}
		}
		p.holders += len(p.entries(a))
	}
	for i := range p.slot {
		c := &p.slot[i]
		if over := c.need - able[i]; over > 0 {
			p.offset += int64(over) * c.short
			c.need = able[i]
		}
	}
}

func (p *problem) entries(a int) []int32 { return p.entry[p.first[a]:p.first[a+1]] }

// wage is the scaled cost of one agent for one window.
func (p *problem) wage(a int, w *window) int64 {
	return p.w.Cost * wageOf(p.agent[a].cost, w.end-w.start) * p.scale
}

// usualWage is what a window costs with an agent of the mean wage, scaled.
func (p *problem) usualWage(w *window) int64 {
	return max(1, p.w.Cost*wageOf(p.usual, w.end-w.start)*p.scale)
}

// unfairness is the scaled cost of giving an agent so few units.
func (p *problem) unfairness(who *person, units int32) int64 {
	return p.w.unfairCost(who.minSec, int64(units)*p.unit) * p.scale
}
