package scan

import (
	"cmp"
	"slices"
	"sort"
)

// trie is the patterns' tree, nodes in the order they were made; child lists
// are by code.
type trie struct {
	code          []uint16
	first, next   []int32 // first child, next sibling; 0 is none
	last          []int32 // last child while building
	parent, depth []int32
	out           []int32 // pattern + 1
}

// Build makes the automaton of the patterns; a pattern's place in the list is
// its id. Empty patterns are never found.
func Build(patterns [][]uint16) *Automaton {
	a := &Automaton{code: new([0x10000]uint16), same: make([]int32, len(patterns)), length: make([]int32, len(patterns))}
	letters := a.number(patterns)
	a.single = make([]int32, letters+1)
	a.root = make([]int32, letters+1)
	t := a.grow(patterns)
	at, queue := a.place(t, letters)
	a.link(t, at, queue)
	a.sift(t)
	return a
}

// number gives the commonest symbols the smallest codes, which keeps the
// children of a state close together.
func (a *Automaton) number(patterns [][]uint16) int {
	count := make([]int32, 0x10000)
	for i, p := range patterns {
		a.length[i] = int32(len(p))
		for _, s := range p {
			count[s]++
		}
	}
	var seen []uint16
	for s, n := range count {
		if n > 0 && s != 0 {
			seen = append(seen, uint16(s))
		}
	}
	sort.Slice(seen, func(i, j int) bool {
		x, y := seen[i], seen[j]
		return count[x] > count[y] || count[x] == count[y] && x < y
	})
	for i, s := range seen {
		a.code[s] = uint16(i + 1)
	}
	return len(seen)
}

// grow builds the tree from the patterns in order, so that each shares its
// prefix with the one before. Patterns of one symbol stay outside.
func (a *Automaton) grow(patterns [][]uint16) *trie {
	coded, order := a.inCodes(patterns)
	nodes := 1
	for _, o := range order {
		nodes += len(coded[o.id])
	}
	t := newTrie(nodes)
	t.node(0, 0, 0)
	var path []int32 // nodes of the pattern before
	var before []uint16
	for _, o := range order {
		id := o.id
		p := coded[id]
		n := 0
		for n < len(p) && n < len(before) && p[n] == before[n] {
			n++
		}
		path = path[:n]
		for ; n < len(p); n++ {
			from := int32(0)
			if n > 0 {
				from = path[n-1]
			}
			path = append(path, t.node(from, p[n], int32(n)+1))
		}
		end := path[len(path)-1]
		a.same[id] = t.out[end]
		t.out[end] = id + 1
		before = p
	}
	return t
}

// placed is a pattern and its first four codes, by which most of the sorting is
// done without looking further.
type placed struct {
	head uint64
	id   int32
}

// inCodes writes the patterns in codes, and says in which order they are grown.
// Patterns of one symbol are put aside.
func (a *Automaton) inCodes(patterns [][]uint16) (coded [][]uint16, order []placed) {
	total := 0
	for _, p := range patterns {
		total += len(p)
	}
	slab := make([]uint16, 0, total) // one allocation for all: lists are long and their words short
	coded = make([][]uint16, len(patterns))
	order = make([]placed, 0, len(patterns))
	for i, p := range patterns {
		begin := len(slab)
		head := uint64(0)
		for k, s := range p {
			c := a.code[s]
			slab = append(slab, c)
			if k < 4 {
				head |= uint64(c) << (48 - 16*k)
			}
		}
		coded[i] = slab[begin:len(slab):len(slab)]
		switch len(p) {
		case 0:
		case 1:
			c := coded[i][0]
			a.any1 = true
			a.same[i] = a.single[c]
			a.single[c] = int32(i) + 1
		default:
			order = append(order, placed{head, int32(i)})
		}
	}
	slices.SortFunc(order, func(x, y placed) int {
		if x.head != y.head {
			return cmp.Compare(x.head, y.head)
		}
		return cmp.Or(slices.Compare(coded[x.id], coded[y.id]), int(x.id-y.id))
	})
	return coded, order
}

func newTrie(nodes int) *trie {
	t := &trie{code: make([]uint16, 0, nodes)}
	for _, l := range []*[]int32{&t.first, &t.next, &t.last, &t.parent, &t.depth, &t.out} {
		*l = make([]int32, 0, nodes)
	}
	return t
}

func (t *trie) node(parent int32, code uint16, depth int32) int32 {
	n := int32(len(t.code))
	t.code = append(t.code, code)
	t.first, t.next, t.last = append(t.first, 0), append(t.next, 0), append(t.last, 0)
	t.parent, t.depth, t.out = append(t.parent, parent), append(t.depth, depth), append(t.out, 0)
	if n == 0 {
		return n
	}
	if l := t.last[parent]; l != 0 {
		t.next[l] = n
	} else {
		t.first[parent] = n
	}
	t.last[parent] = n
	return n
}

// place lays the tree into the double array, and says where each node went and
// in which order, nearest to the root first.
func (a *Automaton) place(t *trie, letters int) (at, queue []int32) {
	at = make([]int32, len(t.code))
	f := newField(len(t.code) + len(t.code)/4 + letters + 2)
	queue = []int32{0}
	var kids []int32
	for h := 0; h < len(queue); h++ {
		n := queue[h]
		kids = kids[:0]
		for k := t.first[n]; k != 0; k = t.next[k] {
			kids = append(kids, k)
		}
		if len(kids) == 0 {
			continue
		}
		base := f.fit(t, kids)
		f.cells[at[n]].base = base
		for _, k := range kids {
			at[k] = base + int32(t.code[k])
			f.take(at[k], at[n])
		}
		queue = append(queue, kids...)
	}
	f.room(len(f.cells) + letters + 1)
	a.cells = f.cells
	a.fails(t, at, queue)
	return at, queue
}

// fails sets the fail links, nearest to the root first. A link to depth two or
// less is 0: Scan knows the last symbols and needs no state for them.
func (a *Automaton) fails(t *trie, at, queue []int32) {
	fail := make([]int32, len(a.cells)) // true links, depth one included
	for _, n := range queue[1:] {
		x, c := at[n], t.code[n]
		if t.depth[n] == 1 {
			a.root[c] = x
			continue
		}
		g := fail[at[t.parent[n]]]
		for {
			if g == 0 {
				fail[x] = a.root[c]
				break
			}
			if y := a.cells[g].base + int32(c); a.cells[y].check == g {
				fail[x] = y
				break
			}
			g = fail[g]
		}
	}
	shallow := make([]bool, len(a.cells))
	for n, x := range at {
		shallow[x] = t.depth[n] <= 2
	}
	for _, n := range queue[1:] {
		if f := fail[at[n]]; !shallow[f] {
			a.cells[at[n]].fail = f
		}
	}
}

// link fills what a state reports: its own pattern, else -1 where only a
// shorter one ends.
func (a *Automaton) link(t *trie, at, queue []int32) {
	a.dict = make([]int32, len(a.cells))
	for n := range t.out {
		if t.out[n] != 0 {
			a.cells[at[n]].out = t.out[n]
		}
	}
	for _, n := range queue[1:] { // by depth: a fail link leads to a smaller one
		x := at[n]
		f := a.cells[x].fail
		if f == 0 {
			continue
		}
		if a.cells[f].out > 0 {
			a.dict[x] = f
		} else {
			a.dict[x] = a.dict[f]
		}
		if a.cells[x].out == 0 && a.dict[x] != 0 {
			a.cells[x].out = -1
		}
	}
}

// sift fills the filters that stand before the array.
func (a *Automaton) sift(t *trie) {
	var pairs, twos, threes int
	for n, d := range t.depth {
		switch d {
		case 2:
			pairs++
			if t.out[n] != 0 {
				twos++
			}
		case 3:
			threes++
		}
	}
	a.pairs, a.twos, a.threes = newFilter(pairs), newFilter(twos), newFilter(threes)
	for n, d := range t.depth {
		switch p := t.parent[n]; d {
		case 2:
			h := pairOf(t.code[p], t.code[n])
			a.pairs.put(h)
			if t.out[n] != 0 {
				a.twos.put(h)
			}
		case 3:
			a.threes.put(threeOf(pairOf(t.code[t.parent[p]], t.code[p]), t.code[n]))
		}
	}
}
