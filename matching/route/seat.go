package route

import (
	"cmp"
	"math"
	"slices"
	"strconv"
	"time"

	"github.com/manyhands/manyhands/internal/fault"
	"github.com/manyhands/manyhands/internal/tag"
	"github.com/manyhands/manyhands/internal/uid"
)

// The refusals of the router.
var (
	ErrAgent = fault.New(fault.Invalid, "route_agent_invalid", "capacity is 1 to 5040 units, levels are 1 to 255")
	ErrSeat  = fault.New(fault.NotFound, "route_no_such_seat", "nobody sits there")
	ErrRoom  = fault.New(fault.Conflict, "route_no_room", "the agent is not available or has no room")
	ErrLoad  = fault.New(fault.Conflict, "route_load_not_held", "the agent holds less than that")
)

// State is an agent's own, for all channels. Busy is not among them: it is an
// available agent without room.
type State uint8

// The states.
const (
	Offline State = iota
	Available
	WrapUp
	Break
	Training
	ForcedAway
)

// Agent is who sits down.
type Agent struct {
	ID       uid.Agent
	Skills   map[tag.Tag]uint8 // level held, 1 up
	Capacity int               // units; a channel takes its weight of them
	Reserve  uint8             // how much the plan would miss them elsewhere
}

// Seat is an agent's place in the router; it is good until Remove or the next
// Add of the same agent.
type Seat int32

// most is the rank of who cannot be picked.
const most = uint64(math.MaxUint64)

// A rank orders agents: load (13 bits), reserve (8 bits), idle since (43 bits
// of milliseconds since 1970, good until 2248). Less is better.
const (
	sinceBits   = 43
	reserveBits = 8
	// fullLoad divides by every capacity up to ten, so that equal shares are
	// equal ranks.
	fullLoad = 5040
)

// seat is what a rank is made of. The rank and who it is stand apart: a
// decision reads many ranks, a few seats, and names one agent.
type seat struct {
	since    uint64
	capacity uint16 // units; 0 where nobody sits
	used     uint16 // units reserved or assigned
	reserved uint16 // units of used not yet accepted
	reserve  uint8
	state    State
}

// nobody is who sits on an empty seat.
var nobody uid.Agent

type held struct {
	tag   tag.Tag
	level uint8
}

// Router knows who could take a chat.
type Router struct {
	// By seat.
	seats []seat
	rank  []uint64
	who   []uid.Agent
	// By block of seats: whose it is, and its place among that group's.
	groupOf []int32
	ordinal []int32
	// By group: its first agent and their rank.
	groups []group
	ranks  []uint64
	first  []Seat
	// By line: no group outside its near has a lower rank.
	floors []uint64
	list   []*line // in the order they were opened
	era    uint64  // how often all lines were forgotten
	bound  int     // lines before they are

	byID  map[uid.Agent]Seat
	known map[string]int32 // group by skills
	lines map[string]*line
}

// New is a router with nobody in it.
func New() *Router {
	return &Router{bound: mostLines, byID: map[uid.Agent]Seat{}, known: map[string]int32{}, lines: map[string]*line{}}
}

// Add seats an agent, offline and without load; an agent who sits already gets
// the new skills and capacity and keeps state and load, perhaps on another
// seat. It returns ErrAgent.
func (r *Router) Add(a Agent) (Seat, error) {
	if a.Capacity < 1 || a.Capacity > fullLoad {
		return 0, ErrAgent.At("capacity", "1 to 5040", strconv.Itoa(a.Capacity))
	}
	for t, level := range a.Skills {
		if level == 0 {
			return 0, ErrAgent.At(string(t), "a level from 1", "0")
		}
	}
	now := seat{state: Offline}
	if s, known := r.byID[a.ID]; known {
		now = r.seats[s]
		r.leave(s)
	}
	now.capacity, now.reserve = uint16(a.Capacity), a.Reserve
	s := r.settle(r.groupFor(a))
	r.seats[s], r.who[s], r.byID[a.ID] = now, a.ID, s
	r.rerank(s)
	return s, nil
}

// Remove takes an agent out, whatever they hold. It returns ErrSeat.
func (r *Router) Remove(s Seat) error {
	if _, err := r.seat(s); err != nil {
		return err
	}
	delete(r.byID, r.who[s])
	r.leave(s)
	return nil
}

// SeatOf finds an agent.
func (r *Router) SeatOf(id uid.Agent) (Seat, bool) {
	s, ok := r.byID[id]
	return s, ok
}

// SetState changes an agent's state. Becoming available begins the idle time.
// It returns ErrSeat.
func (r *Router) SetState(s Seat, to State, at time.Time) error {
	x, err := r.seat(s)
	if err != nil {
		return err
	}
	if to == Available && x.state != Available {
		x.since = millis(at)
	}
	x.state = to
	r.rerank(s)
	return nil
}

// Reserve holds weight units of an agent for a chat that they have not yet
// accepted. It returns ErrSeat, and ErrRoom when they cannot take it.
func (r *Router) Reserve(s Seat, weight int, at time.Time) error {
	x, err := r.seat(s)
	if err != nil {
		return err
	}
	if weight < 1 || x.state != Available || int(x.capacity)-int(x.used) < weight {
		return ErrRoom
	}
	x.used += uint16(weight)
	x.reserved += uint16(weight)
	x.since = millis(at)
	r.rerank(s)
	return nil
}

// Accept turns a reservation into an assignment. It returns ErrSeat and ErrLoad.
func (r *Router) Accept(s Seat, weight int) error {
	x, err := r.seat(s)
	if err != nil {
		return err
	}
	if weight < 1 || int(x.reserved) < weight {
		return ErrLoad
	}
	x.reserved -= uint16(weight)
	return nil
}

// Reject gives a reservation back. An agent who let it lapse is put on a
// break, or the next chat would wait for nobody too. It returns ErrSeat and
// ErrLoad.
func (r *Router) Reject(s Seat, weight int, lapsed bool, at time.Time) error {
	x, err := r.seat(s)
	if err != nil {
		return err
	}
	if weight < 1 || int(x.reserved) < weight {
		return ErrLoad
	}
	x.reserved -= uint16(weight)
	x.used -= uint16(weight)
	x.since = millis(at)
	if lapsed && x.state == Available {
		x.state = Break
	}
	r.rerank(s)
	return nil
}

// Release ends an assignment, wrap-up included. It returns ErrSeat and ErrLoad.
func (r *Router) Release(s Seat, weight int, at time.Time) error {
	x, err := r.seat(s)
	if err != nil {
		return err
	}
	if weight < 1 || int(x.used-x.reserved) < weight {
		return ErrLoad
	}
	x.used -= uint16(weight)
	x.since = millis(at)
	r.rerank(s)
	return nil
}

func (r *Router) seat(s Seat) (*seat, error) {
	if s < 0 || int(s) >= len(r.seats) || r.seats[s].capacity == 0 {
		return nil, ErrSeat
	}
	return &r.seats[s], nil
}

// leave empties a seat.
func (r *Router) leave(s Seat) {
	r.write(s, most)
	r.seats[s], r.who[s] = seat{}, nobody
	g := &r.groups[r.groupOf[s/block]]
	g.vacant = append(g.vacant, s)
}

// rerank writes what a seat's rank now is.
func (r *Router) rerank(s Seat) { r.write(s, r.seats[s].rankNow()) }

// millis keeps a time within its bits.
func millis(at time.Time) uint64 {
	return uint64(max(0, min(at.UnixMilli(), 1<<sinceBits-1)))
}

// rankNow is the agent's rank by state, load, reserve and idle time.
func (x *seat) rankNow() uint64 {
	if x.state != Available || x.used >= x.capacity {
		return most
	}
	load := uint64(0)
	if x.used > 0 {
		load = uint64(uint32(x.used) * fullLoad / uint32(x.capacity))
	}
	return load<<(sinceBits+reserveBits) | uint64(x.reserve)<<sinceBits | x.since
}

// groupFor finds or makes the group of an agent's skills.
func (r *Router) groupFor(a Agent) int32 {
	skills := make([]held, 0, len(a.Skills))
	for t, level := range a.Skills {
		skills = append(skills, held{t, level})
	}
	slices.SortFunc(skills, func(x, y held) int { return cmp.Compare(x.tag, y.tag) })
	var key []byte
	for _, k := range skills {
		key = append(append(append(key, ' '), k.tag...), '=')
		key = strconv.AppendInt(key, int64(k.level), 10)
	}
	if g, known := r.known[string(key)]; known {
		return g
	}
	g := int32(len(r.groups))
	r.known[string(key)] = g
	r.groups = append(r.groups, group{skills: skills})
	r.ranks, r.first = append(r.ranks, most), append(r.first, 0)
	for _, l := range r.list {
		if l.suits(&r.groups[g]) {
			r.enter(l, g)
		}
	}
	return g
}
