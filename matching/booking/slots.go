package booking

import (
	"slices"
	"time"

	"github.com/manyhands/manyhands/internal/tag"
)

// Seat is a slot to be filled, by its id.
type Seat struct {
	ID           string
	Starts, Ends time.Time
	Need         int
	Require      tag.Set
	Kind         Kind
	Urgent       bool // it fell empty: whoever comes at once is paid more
}

// Kind is what a seat is paid for.
type Kind string

// A seat is work, or being ready to be called into one that falls empty.
const (
	Work    Kind = "work"
	Standby Kind = "standby"
)

// block is a stretch of work that a number of agents are needed for: a slot
// before it has an id.
type block struct {
	starts, ends time.Time
	need         int
}

// cellHours is the grain in which people are booked; a block is one to four
// cells, usually two, so that nobody is asked to come for less than two hours
// or to sit for more than eight.
const (
	cellHours  = 2
	usualCells = 2
)

// blocks covers a need curve: at every half hour the blocks over it add up to
// at least the need. The need of a stretch without a gap is seen as layers, one
// agent thick; each layer is cut into blocks of about four hours, and blocks of
// the same hours become one with more seats.
func blocks(curve []Need) []block {
	var out []block
	for _, stretch := range stretches(curve) {
		out = append(out, layered(cells(stretch))...)
	}
	slices.SortStableFunc(out, func(x, y block) int {
		if d := x.starts.Compare(y.starts); d != 0 {
			return d
		}
		return x.ends.Compare(y.ends)
	})
	return out
}

// stretches parts the curve of all channels together where the desk is closed.
func stretches(curve []Need) [][]Need {
	var out [][]Need
	for _, n := range curve {
		if n.Channel != Together || n.AgentsPaid == 0 {
			continue
		}
		last := len(out) - 1
		if last >= 0 && out[last][len(out[last])-1].Start.Add(HalfHour).Equal(n.Start) {
			out[last] = append(out[last], n)
			continue
		}
		out = append(out, []Need{n})
	}
	return out
}

// cells cuts a stretch into pieces of two hours with the most that each needs;
// a rest of under two hours joins the piece before it.
func cells(stretch []Need) []block {
	const perCell = cellHours * int(time.Hour/HalfHour)
	var out []block
	for i := 0; i < len(stretch); i += perCell {
		part := stretch[i:min(i+perCell, len(stretch))]
		c := block{starts: part[0].Start, ends: part[len(part)-1].Start.Add(HalfHour)}
		for _, n := range part {
			c.need = max(c.need, n.AgentsPaid)
		}
		if k := len(out) - 1; k >= 0 && len(part) < perCell {
			out[k].ends, out[k].need = c.ends, max(out[k].need, c.need)
			continue
		}
		out = append(out, c)
	}
	return out
}

// layered turns the cells of a stretch into blocks.
func layered(cells []block) []block {
	top := 0
	for _, c := range cells {
		top = max(top, c.need)
	}
	seats := map[[2]int64]int{}
	for level := 1; level <= top; level++ {
		for from := 0; from < len(cells); {
			if cells[from].need < level {
				from++
				continue
			}
			till := from
			for till < len(cells) && cells[till].need >= level {
				till++
			}
			for _, cut := range cutRun(till - from) {
				seats[[2]int64{cells[from].starts.UnixMicro(), cells[from+cut-1].ends.UnixMicro()}]++
				from += cut
			}
		}
	}
	out := make([]block, 0, len(seats))
	for k, n := range seats {
		out = append(out, block{time.UnixMicro(k[0]).UTC(), time.UnixMicro(k[1]).UTC(), n})
	}
	return out
}

// cutRun parts so many cells into blocks of two cells; an odd one makes the
// last block three.
func cutRun(cells int) []int {
	var out []int
	for cells > usualCells+1 {
		out = append(out, usualCells)
		cells -= usualCells
	}
	return append(out, cells)
}

// Priority is what an empty seat of a kind weighs in a plan: nobody stands by
// who is missing at work.
func (k Kind) Priority() float64 {
	if k == Standby {
		return 0.2
	}
	return 1
}
