package scan

// Found is one listed sequence in a text; End is one past its last code point.
type Found struct {
	ID         int32
	Start, End int32
}

// cell is one state: the transition on c lies at base+c when check there names
// this state.
type cell struct{ base, check, fail, out int32 }

// Automaton finds sequences of symbols: Aho and Corasick's machine in a double
// array. States of depth one and two are not walked: bitmaps of the pairs and of
// the threes that begin a pattern, small enough for the cache, decide whether to
// touch the array at all. Ordinary text often begins a word, and seldom goes on
// with it.
type Automaton struct {
	code   *[0x10000]uint16 // symbol -> code; 0 stands in no pattern
	cells  []cell
	dict   []int32 // state -> nearest shorter pattern of three or more that ends here too
	root   []int32 // code -> state of depth one
	single []int32 // code -> pattern of one symbol + 1
	same   []int32 // pattern -> next pattern with the same symbols + 1
	length []int32 // pattern -> symbols
	pairs  filter  // that begin a pattern
	twos   filter  // that are one
	threes filter  // that begin one
	any1   bool    // some pattern has one symbol
}

// filter is a bitmap over hashes. A collision costs one look at the array, never
// a wrong answer.
type filter struct {
	bits  []uint64
	shift uint8
}

func pairOf(a, b uint16) uint32            { return uint32(a)*0x9E3779B1 ^ uint32(b)*0x85EBCA6B }
func threeOf(pair uint32, c uint16) uint32 { return (pair ^ uint32(c)*0xC2B2AE35) * 0x27D4EB2F }

func (f *filter) has(h uint32) bool {
	h >>= f.shift
	return f.bits[h>>6]&(1<<(h&63)) != 0
}

func (f *filter) put(h uint32) {
	h >>= f.shift
	f.bits[h>>6] |= 1 << (h & 63)
}

// newFilter has room for n, sixteen bits or more each.
func newFilter(n int) filter {
	bits := uint8(12)
	for 1<<bits < 16*n && bits < 26 {
		bits++
	}
	return filter{make([]uint64, 1<<bits/64), 32 - bits}
}

// Scan appends what is listed in sym to out, by end. Separators (0) are walked
// over, at most MaxSkips in a row.
func (a *Automaton) Scan(sym []uint16, out []Found) []Found {
	if len(a.length) == 0 {
		return out
	}
	var (
		state        int32
		before, prev uint16
		begun        bool // before and prev begin a pattern
		skips        int
	)
	code := a.code
	for i, s := range sym {
		if s == 0 {
			if skips++; skips > MaxSkips {
				state, prev, begun = 0, 0, false
			}
			continue
		}
		skips = 0
		c := code[s]
		if c == 0 {
			state, prev, begun = 0, 0, false
			continue
		}
		if state != 0 {
			state = a.deep(state, c)
		}
		if state == 0 && begun && a.threes.has(threeOf(pairOf(before, prev), c)) {
			state = a.third(before, prev, c)
		}
		if state != 0 && a.cells[state].out != 0 {
			out = a.report(state, sym, i, out)
		}
		begun = false
		if prev != 0 {
			if h := pairOf(prev, c); a.pairs.has(h) {
				begun = true
				if a.twos.has(h) {
					out = a.each(a.two(prev, c), sym, i, out)
				}
			}
		}
		before, prev = prev, c
		if a.any1 && a.single[c] != 0 {
			out = a.each(a.single[c], sym, i, out)
		}
	}
	return out
}

// deep moves on from a state of depth three or more, or falls to 0.
func (a *Automaton) deep(state int32, c uint16) int32 {
	for state != 0 {
		if x := a.cells[state].base + int32(c); a.cells[x].check == state {
			return x
		}
		state = a.cells[state].fail
	}
	return 0
}

// second is the state of depth two after prev and c, or 0.
func (a *Automaton) second(prev, c uint16) int32 {
	one := a.root[prev]
	if one == 0 {
		return 0
	}
	if x := a.cells[one].base + int32(c); a.cells[x].check == one {
		return x
	}
	return 0
}

// third is the state of depth three after before, prev and c, or 0.
func (a *Automaton) third(before, prev, c uint16) int32 {
	two := a.second(before, prev)
	if two == 0 {
		return 0
	}
	if x := a.cells[two].base + int32(c); a.cells[x].check == two {
		return x
	}
	return 0
}

// two is the pattern of these two symbols + 1, or 0.
func (a *Automaton) two(prev, c uint16) int32 {
	if x := a.second(prev, c); x != 0 {
		return max(a.cells[x].out, 0)
	}
	return 0
}

// report appends every pattern that ends in state.
func (a *Automaton) report(state int32, sym []uint16, end int, out []Found) []Found {
	if o := a.cells[state].out; o > 0 {
		out = a.each(o, sym, end, out)
	}
	for x := a.dict[state]; x != 0; x = a.dict[x] {
		out = a.each(a.cells[x].out, sym, end, out)
	}
	return out
}

// each appends the pattern and those that are listed with the same symbols.
func (a *Automaton) each(one int32, sym []uint16, end int, out []Found) []Found {
	for ; one != 0; one = a.same[one-1] {
		out = append(out, Found{ID: one - 1, Start: int32(back(sym, end, int(a.length[one-1]))), End: int32(end) + 1})
	}
	return out
}

// back is where the n-th symbol that ends at end stands.
func back(sym []uint16, end, n int) int {
	for i := end; ; i-- {
		if sym[i] != 0 {
			if n--; n == 0 {
				return i
			}
		}
	}
}
