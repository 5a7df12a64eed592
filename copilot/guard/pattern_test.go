package guard

import (
	"cmp"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func TestNoPatternThatShipsIsTriedOnEveryMessage(t *testing.T) {
	t.Parallel()
	// Law: a pattern of the packs only runs where a piece of it was found; one
	// that always runs costs more than all words together.
	g, err := Default()
	if err != nil {
		t.Fatal(err)
	}
	for _, at := range g.always {
		t.Errorf("%s is tried on every message", g.rules[g.patterns[at].rule].ID)
	}
}

func TestAPatternTriedWhereItsPieceStandsFindsWhatItFindsAnywhere(t *testing.T) {
	t.Parallel()
	// Law: where a piece stands says only where to look. What is found there is
	// what every pattern finds when it is held against all of the text.
	g, err := Default()
	if err != nil {
		t.Fatal(err)
	}
	var pieces []string
	for i := range g.patterns {
		pieces = append(pieces, g.patterns[i].needs...)
	}
	for _, file := range []string{"testdata/foreign.txt", "testdata/later.txt"} {
		for _, texts := range foreign(t, file) {
			for _, s := range texts {
				whereAndAnywhere(t, g, s)
				whereAndAnywhere(t, g, s+"。"+s)
				pieces = append(pieces, halves(s)...)
			}
		}
	}
	pieces = append(pieces, "。", ",", "不", "您", "的", "1", " ", "❤", "ＦＵＬＬ", "元", "\x00")
	rapid.Check(t, func(t *rapid.T) {
		whereAndAnywhere(t, g, strings.Join(rapid.SliceOfN(rapid.SampledFrom(pieces), 1, 10).Draw(t, "pieces"), rapid.SampledFrom([]string{"", " "}).Draw(t, "between")))
	})
}

// halves are both ends of a text.
func halves(text string) []string {
	rs := []rune(text)
	return []string{string(rs[:len(rs)/2]), string(rs[len(rs)/2:])}
}

func whereAndAnywhere(t interface {
	Helper()
	Fatalf(format string, args ...any)
}, g *Guard, text string,
) {
	t.Helper()
	var woken, anywhere scratch
	woken.text.Set(text)
	g.seek(&woken, Context{})
	woken.spans = woken.spans[:0]
	g.runPatterns(&woken, Context{})
	anywhere.plain = plainRunes(nil, woken.text.Runes)
	for i := range g.patterns {
		g.patterns[i].findAnywhere(&anywhere)
	}
	order := func(a, b span) int {
		return cmp.Or(cmp.Compare(a.start, b.start), cmp.Compare(a.end, b.end), cmp.Compare(a.rule, b.rule))
	}
	slices.SortFunc(woken.spans, order)
	slices.SortFunc(anywhere.spans, order)
	if !slices.Equal(woken.spans, anywhere.spans) {
		t.Fatalf("%q: got %v, want %v", text, woken.spans, anywhere.spans)
	}
}
