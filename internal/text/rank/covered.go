package rank

import "github.com/manyhands/manyhands/internal/text/fold"

// Covered is the share of a question's pairs of characters that a text holds:
// how alike two short texts are when there is no corpus to weigh words by.
func Covered(question, text string) float64 {
	asked, held := pairsOf(question), pairsOf(text)
	if len(asked) == 0 {
		return 0
	}
	both := 0
	for p := range asked {
		if held[p] {
			both++
		}
	}
	return float64(both) / float64(len(asked))
}

func pairsOf(text string) map[[2]rune]bool {
	out := map[[2]rune]bool{}
	runes := []rune(fold.String(text))
	for i := 1; i < len(runes); i++ {
		out[[2]rune{runes[i-1], runes[i]}] = true
	}
	return out
}
