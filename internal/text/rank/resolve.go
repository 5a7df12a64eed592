package rank

import "math"

// Chance is how likely a message asks for what ID answers.
type Chance struct {
	ID     string
	Chance float64
}

// The weights of Resolve, chosen on a hundred hand-written talks of the brand
// that ships and on its phrasings asked after a turn about something else, which
// pull in opposite directions: who hears every message with the turns before it
// does not notice that the shopper has changed the subject.
const (
	// classShare is what the classifier's opinion weighs beside the ranking.
	classShare = 0.7
	// The parts of the opinion, of a message that says nothing by itself: with
	// the shopper's last turn, with that and the answer to it, and that turn alone.
	joinedShare  = 0.5
	repliedShare = 0.3
	beforeShare  = 0.1
	// How fast these parts shrink as the message alone gets surer, where it
	// points back and where it stands on its own.
	pointingYields = 0.3
	standingYields = 1.5
	// leastHeard is a part that is not worth asking the classifier for.
	leastHeard = 0.02
)

// Resolve finds what the latest message of a talk is about: the message and
// the chosen words of earlier turns rank the texts of the index, and the
// classifier's opinion moves them. The less sure the message alone is, the more
// its opinion hears of the turns before. classify gives the best few chances for
// a text by the ids that the index uses, the best first. A text that only the
// classifier thinks of comes in behind, by its chance alone.
func Resolve(ix *Index, turns []Turn, message string, classify func(text string) []Chance, k int) []Hit {
	hits := ix.SearchWith(message, Context(turns, message), max(k, 20))
	chance := map[string]float64{}
	listed := map[string]bool{}
	for _, h := range hits {
		listed[h.ID] = true
	}
	alone := classify(message)
	rest := 1.0
	for _, p := range earlierParts(turns, message, alone) {
		rest -= p.share
		for _, c := range classify(p.text) {
			chance[c.ID] += p.share * c.Chance
		}
	}
	for _, c := range alone {
		chance[c.ID] += rest * c.Chance
	}
	for _, c := range alone {
		if !listed[c.ID] {
			listed[c.ID] = true
			hits = append(hits, Hit{ID: c.ID})
		}
	}
	out := Fuse(hits, func(id string) float64 { return chance[id] }, classShare)
	return out[:min(k, len(out))]
}

// heardPart is a text that the classifier hears beside the message.
type heardPart struct {
	text  string
	share float64
}

// earlierParts are the message with the turns before it, as far as it leans on
// them. alone is what the classifier says of the message.
func earlierParts(turns []Turn, message string, alone []Chance) []heardPart {
	asked, answer := lastOf(turns, true), lastOf(turns, false)
	if asked == "" {
		return nil
	}
	sure := 0.0
	if len(alone) > 0 {
		sure = min(alone[0].Chance, 1)
	}
	yields := standingYields
	if pointsBack(message) {
		yields = pointingYields
	}
	leans := math.Pow(1-sure, yields)
	var out []heardPart
	hear := func(text string, share float64) {
		if share *= leans; share >= leastHeard {
			out = append(out, heardPart{text, share})
		}
	}
	hear(asked+" "+message, joinedShare)
	if answer != "" {
		hear(asked+" "+answer+" "+message, repliedShare)
	}
	hear(asked, beforeShare)
	return out
}

// lastOf is the last turn of one side before the message.
func lastOf(turns []Turn, shopper bool) string {
	for i := len(turns) - 1; i >= 0; i-- {
		if turns[i].Shopper == shopper {
			return turns[i].Text
		}
	}
	return ""
}
