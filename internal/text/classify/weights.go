package classify

import (
	"math"
	"runtime"
	"slices"
	"sync"
)

// pruneBelow is the weight that is not worth its place.
const pruneBelow = 0.004

// weights is the machines of all intents, by feature. Most features matter to
// a few intents only: their rows are pairs of intent and weight. The common
// ones have a full row. A weight is kept in steps of unit: sixteen bits of it
// are more than its training knows.
type weights struct {
	classes int
	unit    float32
	start   []int32 // by feature: where its row begins; below zero, ^start is a full row
	length  []uint16
	class   []uint16
	val     []int16
	full    []int16
}

// learned is one weight of one intent.
type learned struct {
	feature int32
	val     float32
}

// learnAll trains one machine an intent, in parallel, and packs them.
func learnAll(l *lesson, classes int) *weights {
	byClass := make([][]learned, classes)
	next := make(chan int32)
	var wg sync.WaitGroup
	for range min(runtime.GOMAXPROCS(0), classes) {
		wg.Go(func() {
			var m machine
			for c := range next {
				m.learn(l, c)
				byClass[c] = m.kept(l)
			}
		})
	}
	for c := range classes {
		next <- int32(c)
	}
	close(next)
	wg.Wait()
	return pack(byClass, l.width)
}

// kept is what the machine has learned that is worth its place. Only what has a
// part in it, by its alpha, gave weight to its features.
func (m *machine) kept(l *lesson) []learned {
	out := m.found[:0]
	for i, a := range m.alpha {
		if a == 0 {
			continue
		}
		ids, _ := l.x.row(i)
		for _, f := range ids {
			if v := m.w[f]; v > pruneBelow || v < -pruneBelow {
				out = append(out, learned{f, v})
				m.w[f] = 0 // taken
			}
		}
	}
	m.found = out
	return slices.Clone(out)
}

func pack(byClass [][]learned, width int) *weights {
	w := &weights{classes: len(byClass), start: make([]int32, width), length: make([]uint16, width)}
	for _, ws := range byClass {
		for _, e := range ws {
			w.length[e.feature]++
		}
	}
	sparse, full := int32(0), int32(0)
	for f, n := range w.length {
		if int(n)*2 > w.classes { // a pair takes more room and time than half a full row
			w.start[f] = ^full
			full += int32(w.classes)
		} else {
			w.start[f] = sparse
			sparse += int32(n)
		}
	}
	w.class, w.val, w.full = make([]uint16, sparse), make([]int16, sparse), make([]int16, full)
	w.unit = unitOf(byClass)
	at := make([]uint16, width)
	for c, ws := range byClass {
		for _, e := range ws {
			steps := int16(math.Round(float64(e.val / w.unit)))
			if s := w.start[e.feature]; s < 0 {
				w.full[^s+int32(c)] = steps
			} else {
				k := s + int32(at[e.feature])
				w.class[k], w.val[k] = uint16(c), steps
				at[e.feature]++
			}
		}
	}
	return w
}

// unitOf is the step with which the largest weight is still kept.
func unitOf(byClass [][]learned) float32 {
	most := float32(pruneBelow)
	for _, ws := range byClass {
		for _, e := range ws {
			most = max(most, e.val, -e.val)
		}
	}
	return most / math.MaxInt16
}

// score adds up the margins of all intents into out.
func (w *weights) score(ids []int32, vals []float32, out []float32) {
	for c := range out {
		out[c] = bias
	}
	for k, f := range ids {
		x := vals[k] * w.unit
		if s := w.start[f]; s < 0 {
			row := w.full[^s : int(^s)+len(out)]
			for c, v := range row {
				out[c] += x * float32(v)
			}
			continue
		}
		a := w.start[f]
		b := a + int32(w.length[f])
		val := w.val[a:b]
		for j, c := range w.class[a:b] {
			out[c] += x * float32(val[j])
		}
	}
}

// bytes is the room that the weights take.
func (w *weights) bytes() int {
	return len(w.start)*6 + len(w.class)*2 + len(w.val)*2 + len(w.full)*2
}
