package scan

// field is the double array while it is being filled.
type field struct {
	cells  []cell
	skip   []int32 // a taken cell -> where to look on for a free one; a free cell -> itself
	single int32   // no free cell below, for states with one child
	many   int32   // where the search for several children begins
}

func newField(n int) *field {
	f := &field{single: 1, many: 1, cells: make([]cell, 0, n), skip: make([]int32, 0, n)}
	f.room(n)
	f.take(0, 0)
	return f
}

// room makes cells up to n; a free cell's check is -1.
func (f *field) room(n int) {
	for len(f.cells) < n {
		f.skip = append(f.skip, int32(len(f.cells)))
		f.cells = append(f.cells, cell{check: -1})
	}
}

func (f *field) take(x, state int32) {
	f.room(int(x) + 2)
	f.cells[x].check = state
	f.skip[x] = x + 1
}

// free is the first free cell from x on. It shortens the way that it went, so
// that crowded stretches are crossed in one step the next time.
func (f *field) free(x int32) int32 {
	for {
		if int(x) >= len(f.cells) {
			f.room(int(x) + 1)
		}
		to := f.skip[x]
		if to == x {
			return x
		}
		if int(to) < len(f.skip) {
			f.skip[x] = f.skip[to]
		}
		x = to
	}
}

// fit finds a base at which all kids fall on free cells.
func (f *field) fit(t *trie, kids []int32) int32 {
	low := int32(t.code[kids[0]])
	if len(kids) == 1 {
		x := f.free(max(f.single, low))
		if f.single >= low {
			f.single = x
		}
		return x - low
	}
	// After many vain tries the crowded stretch is given up: a few lost cells
	// are cheaper than a search that grows with the square of the list.
	const patience = 128
	tries := 0
	for x := f.free(max(f.many, low)); ; x = f.free(x + 1) {
		if f.fits(t, kids, x-low) {
			return x - low
		}
		if tries++; tries%patience == 0 {
			f.many = max(f.many, x)
		}
	}
}

func (f *field) fits(t *trie, kids []int32, base int32) bool {
	for _, k := range kids {
		if x := int(base) + int(t.code[k]); x < len(f.cells) && f.cells[x].check >= 0 {
			return false
		}
	}
	return true
}
