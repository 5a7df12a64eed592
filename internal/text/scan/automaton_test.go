package scan

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// byHand finds the patterns the slow way: from every start, over at most
// MaxSkips separators in a row.
func byHand(patterns [][]uint16, sym []uint16) []Found {
	var out []Found
	for id, p := range patterns {
		for start := range sym {
			k, skips := 0, 0
			for i := start; i < len(sym) && k < len(p); i++ {
				if sym[i] == 0 {
					if skips++; skips > MaxSkips || k == 0 {
						break
					}
					continue
				}
				skips = 0
				if sym[i] != p[k] {
					break
				}
				if k++; k == len(p) {
					out = append(out, Found{int32(id), int32(start), int32(i) + 1})
				}
			}
		}
	}
	return out
}

func inOrder(f []Found) []Found {
	slices.SortFunc(f, func(a, b Found) int {
		return slices.Compare([]int32{a.Start, a.End, a.ID}, []int32{b.Start, b.End, b.ID})
	})
	return f
}

func TestTheMachineFindsWhatAReaderFinds(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		symbols := rapid.SliceOfN(rapid.Uint16Range(1, 4), 1, 5)
		patterns := rapid.SliceOfN(symbols, 1, 20).Draw(t, "patterns")
		text := rapid.SliceOfN(rapid.Uint16Range(0, 5), 0, 60).Draw(t, "text")
		got := inOrder(Build(patterns).Scan(text, nil))
		want := inOrder(byHand(patterns, text))
		if !slices.Equal(got, want) {
			t.Fatalf("got %v, want %v", got, want)
		}
	})
}

// words makes n different words of two to six characters as real lists have
// them: common characters often.
func words(n int, rng *rand.Rand) []string {
	seen := map[string]bool{}
	for len(seen) < n {
		var b strings.Builder
		for range 2 + rng.IntN(5) {
			b.WriteRune(0x4E00 + rune(rng.ExpFloat64()*900)%6000)
		}
		seen[b.String()] = true
	}
	out := make([]string, 0, n)
	for w := range seen {
		out = append(out, w)
	}
	slices.Sort(out)
	return out
}

// lines are chat messages of everyday words, about 57 bytes each.
func lines(n int, rng *rand.Rand) []string {
	out := make([]string, n)
	for i := range out {
		var b strings.Builder
		for b.Len() < 54 {
			p := ordinaryPairs[rng.IntN(len(ordinaryPairs))]
			b.WriteRune(rune(p >> 16))
			b.WriteRune(rune(p & 0xFFFF))
			if rng.IntN(6) == 0 {
				b.WriteString("，")
			}
		}
		out[i] = b.String()
	}
	return out
}

func BenchmarkScan(b *testing.B) {
	for _, n := range []int{1_000, 10_000, 50_000, 300_000} {
		rng := rand.New(rand.NewPCG(1, 2))
		var patterns [][]uint16
		for _, w := range words(n, rng) {
			patterns = append(patterns, fold16(w))
		}
		a := Build(patterns)
		ls := lines(4000, rng)
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			var t Text
			var out []Found
			size := 0
			i := 0
			for b.Loop() {
				s := ls[i%len(ls)]
				i++
				size += len(s)
				t.Set(s)
				out = a.Scan(t.Sym, out[:0])
			}
			b.SetBytes(int64(size / b.N))
		})
	}
}

func BenchmarkBuild(b *testing.B) {
	for _, n := range []int{50_000, 300_000} {
		var patterns [][]uint16
		for _, w := range words(n, rand.New(rand.NewPCG(1, 2))) {
			patterns = append(patterns, fold16(w))
		}
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			for b.Loop() {
				Build(patterns)
			}
		})
	}
}
