package rank

import "slices"

// Fuse mixes a ranking with the classifier's opinion. classScore gives the
// chance, 0 to 1, that the message wants the intent that a text answers, by the
// text's id; texts it does not know count 0. share is how much the opinion
// weighs against the ranking, whose best score counts as 1.
func Fuse(hits []Hit, classScore func(id string) float64, share float64) []Hit {
	if len(hits) == 0 {
		return nil
	}
	out := slices.Clone(hits)
	top := out[0].Score
	if top <= 0 {
		top = 1
	}
	for i := range out {
		out[i].Score = (1-share)*out[i].Score/top + share*classScore(out[i].ID)
	}
	slices.SortStableFunc(out, func(x, y Hit) int {
		switch {
		case x.Score > y.Score:
			return -1
		case x.Score < y.Score:
			return 1
		}
		return 0
	})
	return out
}
