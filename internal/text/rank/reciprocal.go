package rank

import (
	"cmp"
	"slices"
)

// reciprocalFrom softens how much the first place counts beside the second; the
// usual constant of reciprocal rank fusion.
const reciprocalFrom = 60

// Reciprocal mixes rankings whose scores cannot be compared, by place alone:
// each voice gives an id one part of sixty and its place. An id that a voice
// lists twice counts at its best place; between equals the earlier voice's
// order stands.
func Reciprocal(voices ...[]string) []string {
	score := map[string]float64{}
	var out []string
	for _, voice := range voices {
		heard := map[string]bool{}
		for _, id := range voice {
			if heard[id] {
				continue
			}
			heard[id] = true
			if _, known := score[id]; !known {
				out = append(out, id)
			}
			score[id] += 1 / float64(reciprocalFrom+len(heard))
		}
	}
	slices.SortStableFunc(out, func(a, b string) int { return cmp.Compare(score[b], score[a]) })
	return out
}
