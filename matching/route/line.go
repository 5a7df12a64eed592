package route

import (
	"cmp"
	"slices"
	"strconv"
	"time"

	"github.com/manyhands/manyhands/internal/tag"
	"github.com/manyhands/manyhands/internal/uid"
)

// Skill is one thing that a chat needs.
type Skill struct {
	Tag   tag.Tag
	Level uint8 // least level; 0 is any
	// DropAfter is how long a chat waits before it does without; 0 is never,
	// which is what certified-only means.
	DropAfter time.Duration
}

// Want is what a kind of chat needs.
type Want struct {
	Weight int     // units of capacity the channel takes
	Whole  bool    // it takes all of an agent: nobody with a chat in hand can have it (a call)
	Skills []Skill // all of them, as long as they are not dropped
	// Prefer is tried first, with Skills: whoever holds it goes before
	// everybody else, loaded or not (a VIP's own people).
	Prefer []Skill
}

// Ask is a Want made ready; make it once for each kind of chat and keep it.
type Ask struct {
	want   Want
	stages []stage
	era    uint64 // of Router.era; in a later one its lines are gone
}

// stage is what is still needed after a wait.
type stage struct {
	after  time.Duration
	first  *line // with what is preferred, or nil
	second *line
}

// line is every group that suits one need. It remembers the groups that were
// best when it last looked at all of them: every group outside near has a rank
// of at least floor. A group that gets worse tells nobody; one that gets better
// than a line's floor tells that line.
type line struct {
	need   []held
	weight int32
	whole  bool
	n      int32 // its place in Router.list
	groups []int32
	near   []int32
}

const (
	nearest   = 8      // groups that a line remembers
	mostNear  = 64     // groups that tell it before it looks at all again
	mostLines = 10_000 // lines before all are forgotten: more kinds of chat than a market has
)

// Ask makes a Want ready. A weight below 1 counts as 1. What it opened is
// forgotten when too much was asked since; Pick opens it again.
func (r *Router) Ask(w Want) *Ask {
	a := &Ask{want: w}
	r.ready(a)
	return a
}

// ready opens the lines of an ask.
func (r *Router) ready(a *Ask) {
	if len(r.list) >= r.bound {
		r.forget()
	}
	a.era, a.stages = r.era, nil
	w, weight := a.want, int32(max(1, a.want.Weight))
	afters := []time.Duration{0}
	for _, s := range w.Skills {
		if s.DropAfter > 0 {
			afters = append(afters, s.DropAfter)
		}
	}
	slices.Sort(afters)
	for _, after := range slices.Compact(afters) {
		var need []held
		for _, s := range w.Skills {
			if s.DropAfter == 0 || s.DropAfter > after {
				need = append(need, held{s.Tag, max(1, s.Level)})
			}
		}
		st := stage{after: after, second: r.open(need, weight, w.Whole)}
		if len(w.Prefer) > 0 {
			for _, s := range w.Prefer {
				need = append(need, held{s.Tag, max(1, s.Level)})
			}
			st.first = r.open(need, weight, w.Whole)
		}
		a.stages = append(a.stages, st)
	}
}

// forget drops every line: what shoppers may ask for has no end, and what the
// router keeps of it has one. No agent's rank depends on a line.
func (r *Router) forget() {
	r.era++
	r.list, r.floors, r.lines = nil, nil, map[string]*line{}
	for g := range r.groups {
		r.groups[g].in = nil
	}
}

// open finds or makes the line of a need.
func (r *Router) open(need []held, weight int32, whole bool) *line {
	need = slices.Clone(need)
	slices.SortFunc(need, func(x, y held) int {
		return cmp.Or(cmp.Compare(x.tag, y.tag), -cmp.Compare(x.level, y.level))
	})
	need = slices.CompactFunc(need, func(x, y held) bool { return x.tag == y.tag }) // the higher level stays
	key := strconv.AppendBool(strconv.AppendInt(nil, int64(weight), 10), whole)
	for _, k := range need {
		key = append(append(append(key, ' '), k.tag...), '>')
		key = strconv.AppendInt(key, int64(k.level), 10)
	}
	if l, known := r.lines[string(key)]; known {
		return l
	}
	l := &line{need: need, weight: weight, whole: whole, n: int32(len(r.list))}
	r.lines[string(key)] = l
	r.list, r.floors = append(r.list, l), append(r.floors, 0)
	for g := range r.groups {
		if l.suits(&r.groups[g]) {
			r.enter(l, int32(g))
		}
	}
	return l
}

// suits tells whether the agents of a group hold what the line needs. Both
// lists are sorted by tag.
func (l *line) suits(g *group) bool {
	i := 0
	for _, n := range l.need {
		for i < len(g.skills) && g.skills[i].tag < n.tag {
			i++
		}
		if i == len(g.skills) || g.skills[i].tag != n.tag || g.skills[i].level < n.level {
			return false
		}
	}
	return true
}

// enter adds a group to a line.
func (r *Router) enter(l *line, g int32) {
	l.groups = append(l.groups, g)
	r.floors[l.n] = 0 // look at all
	r.groups[g].in = append(r.groups[g].in, l.n)
}

// hear tells a line that a group has come below its floor.
func (r *Router) hear(n, g int32) {
	l := r.list[n]
	if len(l.near) == mostNear {
		r.floors[n] = 0
		return
	}
	l.near = append(l.near, g)
}

// best is the first agent of a line, or no seat. Of equal ranks the group that
// was made first wins, and in a group the seat with the lower number.
func (r *Router) best(l *line) (Seat, bool) {
	if l.weight > 1 && !l.whole {
		return r.bestWithRoom(l)
	}
	rank, first, n, floor := most, int32(0), 0, r.floors[l.n]
	for _, g := range l.near {
		x := r.ranks[g]
		if x >= floor {
			continue // the floor speaks for it
		}
		l.near[n] = g
		n++
		if x < rank || x == rank && g < first {
			rank, first = x, g
		}
	}
	l.near = l.near[:n]
	if n == 0 && floor < most {
		rank, first = r.look(l)
	}
	if rank == most {
		return 0, false
	}
	s := r.first[first]
	if !l.whole { // who can be picked at all has a unit of room
		return s, true
	}
	return s, l.room(&r.seats[s]) // load comes first in a rank: when the best one's hands are full, everybody's are
}

// room tells whether an agent has room for a chat of the line.
func (l *line) room(x *seat) bool {
	if l.whole {
		return x.used == 0
	}
	return int32(x.capacity)-int32(x.used) >= l.weight
}

// look reads the ranks of all groups of a line, remembers the best few, and
// sets the floor to the rank of the best that it does not remember.
func (r *Router) look(l *line) (rank uint64, first int32) {
	var ranks [nearest + 1]uint64
	var groups [nearest + 1]int32
	n, worst := 0, most
	for _, g := range l.groups {
		x := r.ranks[g]
		if x >= worst {
			continue
		}
		i := min(n, nearest)
		for ; i > 0 && ranks[i-1] > x; i-- {
			ranks[i], groups[i] = ranks[i-1], groups[i-1]
		}
		ranks[i], groups[i] = x, g
		if n = min(n+1, nearest+1); n == nearest+1 {
			worst = ranks[nearest]
		}
	}
	l.near = append(l.near[:0], groups[:min(n, nearest)]...)
	r.floors[l.n] = worst
	if n == 0 {
		return most, 0
	}
	return ranks[0], groups[0]
}

// bestWithRoom is best where a chat takes several units: the first of a group
// may have too little room for it.
func (r *Router) bestWithRoom(l *line) (Seat, bool) {
	return r.bestThat(l, func(s Seat) bool { return l.room(&r.seats[s]) })
}

// bestThat is the best of those of whom may says so: it looks at everybody who
// is better than the best so far.
func (r *Router) bestThat(l *line, may func(s Seat) bool) (Seat, bool) {
	found, rank := Seat(0), most
	better := func(s Seat, x uint64) uint64 {
		if may(s) {
			found, rank = s, x
		}
		return rank
	}
	for _, g := range l.groups {
		if r.ranks[g] < rank {
			r.each(&r.groups[g], rank, better)
		}
	}
	return found, rank != most
}

// Why is what decided a pick.
type Why string

// The reasons for a pick.
const (
	WhySame      Why = "same_agent"  // who answered the shopper last time
	WhyPreferred Why = "preferred"   // holds what is preferred
	WhyIdle      Why = "least_load"  // least loaded, then best spared, then longest idle
	WhyRelaxed   Why = "after_relax" // the same, after skills were dropped for the wait
)

// Chat is the one to be routed.
type Chat struct {
	Waited time.Duration
	Last   uid.Agent   // who answered this shopper last time, or zero
	Except []uid.Agent // who let it lapse or turned it down
}

// Pick chooses who takes a chat, and changes nothing; Reserve does. It is not
// ok when nobody can.
func (r *Router) Pick(a *Ask, c Chat) (s Seat, why Why, ok bool) {
	if a.era != r.era {
		r.ready(a)
	}
	n := len(a.stages) - 1
	for n > 0 && a.stages[n].after > c.Waited {
		n--
	}
	st := &a.stages[n]
	if !c.Last.IsZero() {
		if s, sits := r.byID[c.Last]; sits && r.fits(s, st.second) && !slices.Contains(c.Except, c.Last) {
			return s, WhySame, true
		}
	}
	if st.first != nil {
		if s, ok := r.bestBut(st.first, c.Except); ok {
			return s, WhyPreferred, true
		}
	}
	why = WhyIdle
	if n > 0 {
		why = WhyRelaxed
	}
	s, ok = r.bestBut(st.second, c.Except)
	return s, why, ok
}

// Agent is who sits on a seat. It returns ErrSeat.
func (r *Router) Agent(s Seat) (uid.Agent, error) {
	if _, err := r.seat(s); err != nil {
		return uid.Agent{}, err
	}
	return r.who[s], nil
}

// fits tells whether one agent could be picked from a line.
func (r *Router) fits(s Seat, l *line) bool {
	return r.rank[s] != most && l.room(&r.seats[s]) && l.suits(&r.groups[r.groupOf[s/block]])
}

// bestBut is best without a few agents. Only when one of them is first does
// everybody in the line have to be looked at.
func (r *Router) bestBut(l *line, except []uid.Agent) (Seat, bool) {
	s, ok := r.best(l)
	if !ok || len(except) == 0 || !slices.Contains(except, r.who[s]) {
		return s, ok
	}
	return r.bestThat(l, func(s Seat) bool { return l.room(&r.seats[s]) && !slices.Contains(except, r.who[s]) })
}
