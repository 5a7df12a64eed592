package guard

import (
	"strings"
	"unicode"

	"github.com/manyhands/manyhands/internal/text/fold"
	"github.com/manyhands/manyhands/internal/text/scan"
)

// rewrite applies the hits' replacements from left to right; where two overlap
// the longer one is applied.
func rewrite(text string, hits []Hit) string {
	var b strings.Builder
	runes := []rune(text)
	at := 0
	for i, h := range hits {
		if !h.rewrites || h.Start < at || coveredLater(hits, i) {
			continue
		}
		b.WriteString(string(runes[at:h.Start]))
		b.WriteString(h.Replace)
		at = h.End
	}
	b.WriteString(string(runes[at:]))
	return b.String()
}

// coveredLater tells whether a longer replacement overlaps the i-th from behind.
func coveredLater(hits []Hit, i int) bool {
	for _, h := range hits[i+1:] {
		if h.Start >= hits[i].End {
			return false
		}
		if h.rewrites && h.End-h.Start > hits[i].End-hits[i].Start {
			return true
		}
	}
	return false
}

// shown says how many letters and digits stay readable at each end, so that a
// shopper recognises the number and nobody can use it.
var shown = map[scan.Kind][2]int{
	scan.Mobile:       {3, 4},
	scan.IdentityCard: {3, 2},
	scan.BankCard:     {4, 4},
	scan.WeChat:       {1, 0},
	scan.QQ:           {2, 0},
}

// masked is a personal detail with its middle starred.
func masked(kind scan.Kind, detail []rune) string {
	keep := shown[kind]
	total := 0
	for i, r := range detail {
		if r == '@' || r == '＠' {
			return string(detail[:min(1, i)]) + "***" + string(detail[i:])
		}
		if fold.Rune(r) != fold.Skip {
			total++
		}
	}
	if kind == scan.Address {
		return string(detail[:min(len(detail), 3)]) + "***"
	}
	var b strings.Builder
	n := 0
	for _, r := range detail {
		if fold.Rune(r) == fold.Skip {
			if !unicode.IsSpace(r) {
				b.WriteRune(r)
			}
			continue
		}
		if n < keep[0] || total-n <= keep[1] {
			b.WriteRune(r)
		} else {
			b.WriteByte('*')
		}
		n++
	}
	return b.String()
}
