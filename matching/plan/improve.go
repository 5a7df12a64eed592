package plan

// Agents answer to one another: each in turn takes the schedule that is best
// given what everybody else does, and may push the dearest holder off a full
// slot. Every change lowers the cost of the plan, so it ends.

// holder is someone who could be pushed off a slot, and what that would save.
type holder struct {
	saves        int64
	agent, entry int32
}

// open begins to keep holders and values.
func (d *draft) open() {
	p := d.p
	d.holders = make([][]holder, len(p.slot))
	d.value = make([]int64, len(p.slotAt))
	for i := range d.value {
		d.value[i] = impossible
	}
	for s := range d.holders {
		d.holders[s] = make([]holder, 0, max(0, p.slot[s].need-d.rem[s]))
	}
	for a := range p.agent {
		for e := p.first[a]; e < p.first[a+1]; e++ {
			if s := d.slotOf[e]; s != none && !d.pinned(int32(a), e) {
				d.holders[s] = append(d.holders[s], d.holder(int32(a), e, s))
			}
		}
	}
	for s := range d.holders {
		h := d.holders[s]
		for i := len(h)/2 - 1; i >= 0; i-- {
			sink(h, i)
		}
		d.refresh(int32(s))
	}
}

// holder values a holder with care: what fairness would then cost is counted
// in full, so what a push saves is never less than it says.
func (d *draft) holder(a, entry, s int32) holder {
	p := d.p
	who := &p.agent[a]
	win := &p.windows[p.entry[entry]&^bridgeFlag]
	saves := p.wage(int(a), win) + p.group[who.group].missedOn(p.slot[s].kind)
	if who.minSec > 0 {
		saves -= p.unfair*(win.end-win.start)/3600 + p.scale
	}
	return holder{saves - d.bonus(entry, s), a, entry}
}

// follow keeps holders and values up after entry went from old to s.
func (d *draft) follow(a, entry, old, s int32) {
	if s != none {
		d.holders[s] = append(d.holders[s], d.holder(a, entry, s))
		rise(d.holders[s])
		d.refresh(s)
	}
	if old != none {
		d.refresh(old)
	}
}

// refresh recomputes what one more agent on a slot is worth, once those who
// have left are no longer at the head of its holders.
func (d *draft) refresh(s int32) {
	if d.rem[s] <= 0 {
		d.top(s)
	}
	d.value[d.p.valueAt(s)] = d.valueOf(s)
}

// valueOf is what one more agent on a slot is worth: one who is missing, or the
// dearest holder.
func (d *draft) valueOf(s int32) int64 {
	switch {
	case d.rem[s] > 0:
		return d.p.slot[s].short
	case len(d.holders[s]) > 0:
		return d.holders[s][0].saves
	}
	return impossible
}

// valueAt is a slot's place in a table of values.
func (p *problem) valueAt(s int32) int {
	c := &p.slot[s]
	return int(c.window)*p.kinds + int(c.kind)
}

// top drops those who have left from the head of a slot's holders, and tells
// whether anyone is there.
func (d *draft) top(s int32) bool {
	for h := d.holders[s]; len(h) > 0; h = d.holders[s] {
		if d.slotOf[h[0].entry] == s {
			return true
		}
		d.drop(s)
	}
	return false
}

func (d *draft) drop(s int32) {
	h := d.holders[s]
	h[0] = h[len(h)-1]
	d.holders[s] = h[:len(h)-1]
	if len(h) > 1 {
		sink(h[:len(h)-1], 0)
	}
}

// sink and rise keep the dearest holder first; ties go by entry, so that the
// order never depends on what was pushed when.
func dearer(a, b holder) bool {
	return a.saves > b.saves || a.saves == b.saves && a.entry < b.entry
}

func sink(h []holder, i int) {
	for {
		k := 2*i + 1
		if k >= len(h) {
			return
		}
		if k+1 < len(h) && dearer(h[k+1], h[k]) {
			k++
		}
		if !dearer(h[k], h[i]) {
			return
		}
		h[i], h[k] = h[k], h[i]
		i = k
	}
}

func rise(h []holder) {
	for i := len(h) - 1; i > 0; {
		up := (i - 1) / 2
		if !dearer(h[i], h[up]) {
			return
		}
		h[i], h[up] = h[up], h[i]
		i = up
	}
}

// answer lets one agent take their best schedule given the others, and tells
// whether the plan got cheaper.
func (d *draft) answer(a int32, one *scheduler) bool {
	p := d.p
	if !d.gains(a, one, d.value) {
		return false
	}
	mark, before := len(d.undo), d.cost
	d.clearAgent(a)
	for _, i := range one.take {
		s, e := one.slot[i], p.first[a]+one.at[i]
		if d.slotOf[e] == s {
			continue // fixed
		}
		if d.rem[s] <= 0 && !d.push(s) {
			break
		}
		d.put(a, e, s)
	}
	if d.cost >= before {
		d.back(mark)
		return false
	}
	if !d.keepUndo {
		d.undo = d.undo[:mark]
	}
	return true
}

// gains finds an agent's best schedule given the others and tells whether it is
// worth more than the present one. What the agent holds is worth to the plan
// what would be missing without them; that is written over the values of
// pushing, for the time of this answer.
func (d *draft) gains(a int32, one *scheduler, value []int64) bool {
	p := d.p
	row := d.row(a)
	now := -p.burden(a, row)
	for e, s := range row {
		if s == none {
			continue
		}
		v := d.bonus(p.first[a]+int32(e), s)
		if d.rem[s] >= 0 {
			v += p.slot[s].short
		}
		value[p.valueAt(s)] = v
		now += v
	}
	one.load(int(a), value)
	best, _ := one.solve(&p.agent[a])
	for _, s := range row {
		if s != none {
			value[p.valueAt(s)] = d.valueOf(s)
		}
	}
	return best > now
}

// push takes the dearest holder who can leave off a slot.
func (d *draft) push(s int32) bool {
	var stay []holder
	pushed := false
	for d.top(s) && !pushed {
		h := d.holders[s][0]
		d.drop(s)
		if pushed = d.canLeave(h); pushed {
			d.put(h.agent, h.entry, none)
		} else {
			stay = append(stay, h)
		}
	}
	for _, h := range stay {
		d.holders[s] = append(d.holders[s], h)
		rise(d.holders[s])
	}
	d.refresh(s)
	return pushed
}

// canLeave tells whether leaving one entry keeps the holder's plan legal: it
// must not tear a block into two with too little rest between.
func (d *draft) canLeave(h holder) bool {
	p := d.p
	if p.entry[h.entry]&bridgeFlag == 0 {
		return true
	}
	w := &p.windows[p.entry[h.entry]&^bridgeFlag]
	before, after := false, false
	for e := p.first[h.agent]; e < p.first[h.agent+1]; e++ {
		if d.slotOf[e] == none || e == h.entry {
			continue
		}
		o := &p.windows[p.entry[e]&^bridgeFlag]
		before = before || o.end == w.start
		after = after || o.start == w.end
	}
	return !before || !after
}
