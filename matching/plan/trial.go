package plan

// trial is the plan as one chain would have it: the draft, which nobody changes
// meanwhile, and the chain's own changes on top. So chains are tried side by
// side, each as if it were alone, and what one of them wants costs the draft
// nothing until it is kept.
type trial struct {
	p       *problem
	d       *draft
	more    []int32 // by slot: agents needed beyond what the draft needs
	changed []int32 // slots whose more was written
	who     []int32 // agents whose schedule the chain changed
	from    []int32 // by who: where their schedule begins in rows
	rows    []int32 // slots by entry, or none
}

func newTrial(p *problem, d *draft) *trial {
	return &trial{p: p, d: d, more: make([]int32, len(p.slot))}
}

// forget takes every change back.
func (t *trial) forget() {
	for _, s := range t.changed {
		t.more[s] = 0
	}
	t.changed, t.who, t.from, t.rows = t.changed[:0], t.who[:0], t.from[:0], t.rows[:0]
}

// rem is how many agents a slot still needs.
func (t *trial) rem(s int32) int32 { return t.d.rem[s] + t.more[s] }

// row is an agent's schedule by entry.
func (t *trial) row(a int32) []int32 {
	for i, x := range t.who {
		if x == a {
			return t.own(i)
		}
	}
	return t.d.row(a)
}

// own is the schedule of the i-th agent who was changed.
func (t *trial) own(i int) []int32 {
	n := t.p.first[t.who[i]+1] - t.p.first[t.who[i]]
	return t.rows[t.from[i] : t.from[i]+n]
}

// mine is row for writing.
func (t *trial) mine(a int32) []int32 {
	for i, x := range t.who {
		if x == a {
			return t.own(i)
		}
	}
	t.who = append(t.who, a)
	t.from = append(t.from, int32(len(t.rows)))
	t.rows = append(t.rows, t.d.row(a)...)
	return t.own(len(t.who) - 1)
}

// need asks for n agents more on a slot, or less.
func (t *trial) need(s, n int32) {
	if s == none {
		return
	}
	if t.more[s] == 0 {
		t.changed = append(t.changed, s)
	}
	t.more[s] += n
}

// put makes an agent work slot s, or none, on an entry.
func (t *trial) put(a, entry, s int32) {
	row := t.mine(a)
	t.need(row[entry], 1)
	t.need(s, -1)
	row[entry] = s
}

// cost is what the changes add to the plan's cost, as the draft would count it.
func (t *trial) cost() int64 {
	var sum int64
	for i, s := range t.changed {
		if t.more[s] != 0 && !contained(t.changed[:i], s) { // one that went back and forth stands there twice
			sum += t.p.slot[s].short * int64(max(0, t.rem(s))-max(0, t.d.rem[s]))
		}
	}
	for i, a := range t.who {
		sum += t.d.paid(a, t.own(i)) - t.d.paid(a, t.d.row(a))
	}
	return sum
}

// row is an agent's schedule by entry.
func (d *draft) row(a int32) []int32 { return d.slotOf[d.p.first[a]:d.p.first[a+1]] }

// paid is what an agent's schedule costs, less what keeping the old one is
// worth.
func (d *draft) paid(a int32, row []int32) int64 {
	sum := d.p.burden(a, row)
	if d.was != nil {
		for i, s := range row {
			if s != none {
				sum -= d.bonus(d.p.first[a]+int32(i), s)
			}
		}
	}
	return sum
}

// burden is what an agent's schedule costs: wages, wishes missed, unfairness
// and changes of brand.
func (p *problem) burden(a int32, row []int32) int64 {
	var units int32
	sum, before, who := int64(0), none, &p.agent[a]
	for _, s := range row {
		if s == none {
			continue
		}
		c := &p.slot[s]
		win := &p.windows[c.window]
		units += win.units
		sum += p.wage(int(a), win) + p.group[who.group].missedOn(c.kind)
		if p.change > 0 {
			sum += p.changeCost(before, s)
			before = s
		}
	}
	return sum + p.unfairness(who, units)
}
