package rank

// Chance is how likely a message asks for what ID answers.
type Chance struct {
	ID     string
	Chance float64
}

// The weights of Resolve, chosen on hand-written talks of the brand that ships.
const (
	// classShare is what the classifier's opinion weighs beside the ranking.
	classShare = 0.7
	// leaningShare is its part that hears the message with the turns before it,
	// when the message cannot be understood alone.
	leaningShare = 0.75
)

// Resolve finds what the latest message of a talk is about: the message and
// the chosen words of earlier turns rank the texts of the index, and the
// classifier's opinion (of the message alone, and where it points back also of
// message and shopper's last turn together) moves them. classify gives the best
// few chances for a text by the ids that the index uses. A text that only the
// classifier thinks of comes in behind, by its chance alone.
func Resolve(ix *Index, turns []Turn, message string, classify func(text string) []Chance, k int) []Hit {
	hits := ix.SearchWith(message, Context(turns, message), max(k, 20))
	chance := map[string]float64{}
	alone := 1.0
	if last := lastOf(turns); last != "" && pointsBack(message) {
		alone = 1 - leaningShare
		for _, c := range classify(last + " " + message) {
			chance[c.ID] += leaningShare * c.Chance
		}
	}
	for _, c := range classify(message) {
		chance[c.ID] += alone * c.Chance
	}
	listed := map[string]bool{}
	for _, h := range hits {
		listed[h.ID] = true
	}
	for _, c := range classify(message) {
		if !listed[c.ID] {
			listed[c.ID] = true
			hits = append(hits, Hit{ID: c.ID})
		}
	}
	out := Fuse(hits, func(id string) float64 { return chance[id] }, classShare)
	return out[:min(k, len(out))]
}

// lastOf is the shopper's turn before the message.
func lastOf(turns []Turn) string {
	for i := len(turns) - 1; i >= 0; i-- {
		if turns[i].Shopper {
			return turns[i].Text
		}
	}
	return ""
}
