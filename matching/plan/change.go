package plan

// A change of brand costs an agent the knowledge at hand, so it may be charged
// between two assignments that follow each other. The charge belongs to one
// agent's schedule alone: the walk over it counts it exactly (brands.go), and
// so do the bound, the slack and the draft. Leaving an assignment out never
// adds a change, so a holder who is pushed off saves no less than is said.

// layBrands numbers the brands of the kinds.
func (p *problem) layBrands(exampleOf []int32) {
	if p.change == 0 {
		return
	}
	known := map[string]int32{}
	p.brand = make([]int32, len(exampleOf))
	for k, slot := range exampleOf {
		name := p.in.Slots[slot].Brand
		n, ok := known[name]
		if !ok {
			n = int32(len(known))
			known[name] = n
		}
		p.brand[k] = n
	}
	p.brands = len(known)
}

// housesOf sorts the places of a group's kinds by brand.
func (p *problem) housesOf(kinds []int32) [][]int32 {
	if p.change == 0 {
		return nil
	}
	var out [][]int32
	at := map[int32]int{}
	for q, k := range kinds {
		i, ok := at[p.brand[k]]
		if !ok {
			i = len(out)
			at[p.brand[k]] = i
			out = append(out, nil)
		}
		out[i] = append(out[i], int32(q))
	}
	return out
}

func (p *problem) brandOf(slot int32) int32 { return p.brand[p.slot[slot].kind] }

// changesAround is what the changes before and after an entry cost if it were
// slot s, or none.
func (d *draft) changesAround(a, entry, s int32) int64 {
	p := d.p
	before, after := none, none
	for e := entry - 1; e >= p.first[a] && before == none; e-- {
		before = d.slotOf[e]
	}
	for e := entry + 1; e < p.first[a+1] && after == none; e++ {
		after = d.slotOf[e]
	}
	if s == none {
		return p.changeCost(before, after)
	}
	return p.changeCost(before, s) + p.changeCost(s, after)
}

// changeCost is what going from one slot to the next costs; none costs nothing.
func (p *problem) changeCost(before, after int32) int64 {
	if before == none || after == none || p.brandOf(before) == p.brandOf(after) {
		return 0
	}
	return p.change
}

// changes is what the changes in an agent's schedule cost.
func (d *draft) changes(a int32) int64 {
	p := d.p
	if p.change == 0 {
		return 0
	}
	var sum int64
	before := none
	for e := p.first[a]; e < p.first[a+1]; e++ {
		if s := d.slotOf[e]; s != none {
			sum += p.changeCost(before, s)
			before = s
		}
	}
	return sum
}

// changes is what the changes in the schedule in take cost.
func (s *scheduler) changes() int64 {
	if s.p.change == 0 {
		return 0
	}
	var sum int64
	for k := 1; k < len(s.take); k++ {
		sum += s.p.changeCost(s.slot[s.take[k-1]], s.slot[s.take[k]])
	}
	return sum
}
