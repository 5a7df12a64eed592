package sieve

import (
	"fmt"
	"regexp/syntax"
	"slices"
	"unicode"
)

// Anchored is a regular expression that is tried only at given places of a text.
// A general engine reads all of a text to find where a match might begin; where
// that is known, most of its work is for nothing. What it finds at a place is
// what package regexp finds there. It does not change and may be used by any
// number of goroutines, each with a Memory of its own.
type Anchored struct {
	steps   []step
	start   int32
	forks   int  // steps with two ways on
	first   bits // what a match may begin with, by hash
	anyHow  bool // it may begin with more than can be listed
	longest int  // of a match, in characters; below zero without a bound
}

// step is one instruction.
type step struct {
	does what
	edge syntax.EmptyOp
	r    rune
	set  *set
	next int32
	or   int32 // of a fork: where to go when next leads nowhere
	fork int32 // of a fork: its number
}

type what uint8

const (
	isRune what = iota
	inSet
	isAny
	isAnyInLine
	atEdge
	forks
	matched
	fails
)

// set is a class of characters.
type set struct {
	ascii [4]uint32
	pairs []rune // from, till; ascending
}

func (s *set) has(r rune) bool {
	if r < 128 {
		return s.ascii[r>>5]>>(r&31)&1 != 0
	}
	for i := 0; i < len(s.pairs); i += 2 {
		if r <= s.pairs[i+1] {
			return r >= s.pairs[i]
		}
	}
	return false
}

// Anchor reads an expression as package regexp does.
func Anchor(expression string) (*Anchored, error) {
	tree, err := syntax.Parse(expression, syntax.Perl)
	if err != nil {
		return nil, fmt.Errorf("read expression: %w", err)
	}
	_, longest := width(tree)
	program, err := syntax.Compile(tree.Simplify())
	if err != nil {
		return nil, fmt.Errorf("compile expression: %w", err)
	}
	a := &Anchored{longest: longest, steps: make([]step, len(program.Inst))}
	for i := range program.Inst {
		a.steps[i] = a.read(&program.Inst[i])
	}
	for i := range a.steps {
		s := &a.steps[i]
		s.next = beyondNothing(program, s.next)
		s.or = beyondNothing(program, s.or)
	}
	a.start = beyondNothing(program, int32(program.Start))
	a.beginnings(a.start, map[int32]bool{})
	return a, nil
}

// beyondNothing is the next step that does something.
func beyondNothing(p *syntax.Prog, at int32) int32 {
	for p.Inst[at].Op == syntax.InstNop || p.Inst[at].Op == syntax.InstCapture {
		at = int32(p.Inst[at].Out)
	}
	return at
}

func (a *Anchored) read(in *syntax.Inst) step {
	s := step{does: fails, next: int32(in.Out)}
	switch in.Op {
	case syntax.InstAlt, syntax.InstAltMatch:
		s.does, s.or, s.fork = forks, int32(in.Arg), int32(a.forks)
		a.forks++
	case syntax.InstEmptyWidth:
		s.does, s.edge = atEdge, syntax.EmptyOp(in.Arg)
	case syntax.InstMatch:
		s.does = matched
	case syntax.InstRune1:
		s.does, s.r = isRune, in.Rune[0]
	case syntax.InstRune:
		s.does, s.set = inSet, setOf(in)
	case syntax.InstRuneAny:
		s.does = isAny
	case syntax.InstRuneAnyNotNL:
		s.does = isAnyInLine
	}
	return s
}

// setOf is the class of an instruction; one rune in any case is a class, too.
func setOf(in *syntax.Inst) *set {
	s := &set{}
	for r := range rune(128) {
		if in.MatchRune(r) {
			s.ascii[r>>5] |= 1 << (r & 31)
		}
	}
	if len(in.Rune) > 1 {
		s.pairs = in.Rune
		return s
	}
	for r := in.Rune[0]; ; { // as in \u212A, the sign of Kelvin, for k
		if r >= 128 && in.MatchRune(r) {
			s.pairs = append(s.pairs, r, r)
		}
		if r = unicode.SimpleFold(r); r == in.Rune[0] {
			break
		}
	}
	slices.Sort(s.pairs)
	return s
}

// mostBeginnings are listed of a class; a larger one may begin anywhere.
const mostBeginnings = 64

// beginnings gathers what a match may begin with, from a step on.
func (a *Anchored) beginnings(at int32, seen map[int32]bool) {
	if seen[at] {
		return
	}
	seen[at] = true
	switch s := &a.steps[at]; s.does {
	case isRune:
		a.first.set(hashOne(s.r))
	case inSet:
		a.beginsIn(s.set)
	case forks:
		a.beginnings(s.next, seen)
		a.beginnings(s.or, seen)
	case atEdge:
		a.beginnings(s.next, seen)
	case isAny, isAnyInLine, matched:
		a.anyHow = true
	case fails:
	}
}

func (a *Anchored) beginsIn(s *set) {
	n := 0
	for r := range rune(128) {
		if s.has(r) {
			a.first.set(hashOne(r))
		}
	}
	for i := 0; i < len(s.pairs); i += 2 {
		if n += int(s.pairs[i+1]-s.pairs[i]) + 1; n > mostBeginnings {
			a.anyHow = true
			return
		}
		for r := s.pairs[i]; r <= s.pairs[i+1]; r++ {
			a.first.set(hashOne(r))
		}
	}
}

// Range is places of a text, the last one included.
type Range struct{ From, Till int32 }

// Match is what was found; End is one past its last character.
type Match struct{ Start, End int32 }

// Memory is what the walks of one goroutine use, again and again.
type Memory struct {
	been  []uint64 // fork and place, where a walk has come by in vain
	stack []fork
	base  int32 // place of been's first bit
	wide  int32 // places in been
}

type fork struct{ step, at int32 }

// mostBeen bounds the memory of one search, which grows with the product of the
// text and the expression: beyond it a general engine is the better one.
const mostBeen = 1 << 18

// Find appends every match that begins in the ranges to out, from left to right,
// none inside the one before; limit is how many at most. The ranges are in order
// of From. When they hold every place where a match may begin, these are the
// matches of regexp's FindAllIndex that have a width. It answers false, and has
// appended nothing, when there is too much to search.
func (a *Anchored) Find(out []Match, text []rune, ranges []Range, m *Memory, limit int) ([]Match, bool) {
	if len(ranges) == 0 {
		return out, true
	}
	m.base = ranges[0].From
	wide := a.wide(ranges, len(text))
	if a.forks*wide > mostBeen {
		return out, false
	}
	m.wide = int32(wide)
	m.forget(a.forks)
	at := int32(0)
	for _, r := range ranges {
		for at = max(at, r.From); at <= r.Till && limit > 0 && int(at) < len(text); {
			if !a.anyHow && !a.first.has(hashOne(text[at])) {
				at++
				continue
			}
			end := a.match(text, at, m)
			if end <= at {
				at++
				continue
			}
			out = append(out, Match{at, end})
			limit--
			at = end
			m.forget(a.forks)
		}
	}
	return out, true
}

// wide is how many places a search can come by.
func (a *Anchored) wide(ranges []Range, n int) int {
	till := ranges[0].Till
	for _, r := range ranges {
		till = max(till, r.Till)
	}
	if a.longest < 0 || int(till)+a.longest > n {
		return n - int(ranges[0].From) + 1
	}
	return int(till) + a.longest - int(ranges[0].From) + 1
}

// forget makes room for the forks of an expression, none of them come by.
func (m *Memory) forget(forks int) {
	n := (forks*int(m.wide) + 63) / 64
	if cap(m.been) < n {
		m.been = make([]uint64, n)
		return
	}
	m.been = m.been[:n]
	clear(m.been)
}

// match is where the match that begins at a place ends, or -1. Ways are tried in
// the order of preference; a fork where a walk has failed before fails again.
func (a *Anchored) match(text []rune, at int32, m *Memory) int32 {
	stack := append(m.stack[:0], fork{a.start, at})
	n := int32(len(text))
	for len(stack) > 0 {
		pc, pos := stack[len(stack)-1].step, stack[len(stack)-1].at
		stack = stack[:len(stack)-1]
	walk:
		for {
			s := &a.steps[pc]
			switch s.does {
			case isRune:
				if pos >= n || text[pos] != s.r {
					break walk
				}
				pos++
			case inSet:
				if pos >= n || !s.set.has(text[pos]) {
					break walk
				}
				pos++
			case isAny, isAnyInLine:
				if pos >= n || s.does == isAnyInLine && text[pos] == '\n' {
					break walk
				}
				pos++
			case atEdge:
				if !stands(text, pos, s.edge) {
					break walk
				}
			case forks:
				bit := s.fork*m.wide + pos - m.base
				if m.been[bit>>6]>>(bit&63)&1 != 0 {
					break walk
				}
				m.been[bit>>6] |= 1 << (bit & 63)
				stack = append(stack, fork{s.or, pos})
			case matched:
				m.stack = stack
				return pos
			case fails:
				break walk
			}
			pc = s.next
		}
	}
	m.stack = stack
	return -1
}

// stands tells whether a place is the edge that is asked for.
func stands(text []rune, at int32, edge syntax.EmptyOp) bool {
	before, after := rune(-1), rune(-1)
	if at > 0 {
		before = text[at-1]
	}
	if int(at) < len(text) {
		after = text[at]
	}
	return syntax.EmptyOpContext(before, after)&edge == edge
}
