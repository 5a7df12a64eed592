package scan

// field is the double array while it is being filled.
type field struct {
	cells   []cell
	letters int
	single  int32 // no free cell below, for states with one child
	many    int32 // where the search for several children begins
}

func newField(n, letters int) *field {
	f := &field{letters: letters, single: 1, many: 1}
	f.room(n)
	f.cells[0].check = 0
	return f
}

// room makes cells up to n; a free cell's check is -1.
func (f *field) room(n int) {
	for len(f.cells) < n {
		f.cells = append(f.cells, cell{check: -1})
	}
}

func (f *field) free(x int32) bool {
	f.room(int(x) + 1)
	return f.cells[x].check < 0
}

func (f *field) take(x, state int32) { f.cells[x].check = state }

// fit finds a base at which all kids fall on free cells.
func (f *field) fit(t *trie, kids []int32) int32 {
	low := int32(t.code[kids[0]])
	if len(kids) == 1 {
		x := max(f.single, low)
		for !f.free(x) {
			x++
		}
		if f.single >= low {
			f.single = x + 1
		}
		return x - low
	}
	// After many vain tries the crowded stretch is given up: a few lost cells
	// are cheaper than a search that grows with the square of the list.
	const patience = 512
	tries := 0
	for x := max(f.many, low); ; x++ {
		if !f.free(x) {
			continue
		}
		if f.fits(t, kids, x-low) {
			return x - low
		}
		if tries++; tries > patience {
			f.many = max(f.many, x-patience/2)
			tries = 0
		}
	}
}

func (f *field) fits(t *trie, kids []int32, base int32) bool {
	for _, k := range kids {
		if !f.free(base + int32(t.code[k])) {
			return false
		}
	}
	return true
}
