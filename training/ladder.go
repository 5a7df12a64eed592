package training

import (
	"strings"

	"github.com/manyhands/manyhands/internal/tag"
)

// The ladder: who has little practice gets the easy shoppers first, one at a
// time; what a certificate is worth rises with how many of the brand's
// procedures it stands on, and its top takes several shoppers at once, and real
// conversations that were as good as the drills.

// highest is the top of the ladder.
const highest = 3

// practisedFrom is the level from which any conversation is given; below it the
// hard ones go to others while others have room.
const practisedFrom = 2

// Practised is the tag that goes with a certificate of that level. The desk asks
// for it, for a while, when a conversation is hard: so who begins gets the easy
// ones first.
func Practised(slug string) tag.Tag { return tag.Tag("practised:" + slug) }

// practisedOf is the tag beside a certificate's own.
func practisedOf(certificate tag.Tag) tag.Tag {
	return Practised(strings.TrimPrefix(string(certificate), string(Tag(""))))
}

// Steps are what the ladder goes by.
type Steps struct {
	Procedures int // that the certificate stands on
	Rounds     int // passed whole
	Reviewed   int // real conversations, the newest
	Quality    int // their mean score
}

// Our own measures of a step.
const (
	proceduresFor2 = 2
	proceduresFor3 = 3
	reviewsCount   = 5 // fewer real conversations than this say nothing yet
	qualityFor3    = 75
)

// certificateLevel is the level that a certificate has by its steps. Real
// conversations hold nobody back before there are enough of them.
func certificateLevel(s Steps) int {
	switch {
	case s.Procedures >= proceduresFor3 && s.Rounds > 0 && (s.Reviewed < reviewsCount || s.Quality >= qualityFor3):
		return 3
	case s.Procedures >= proceduresFor2:
		return 2
	}
	return 1
}

// Rung is one thing that the next level takes.
type Rung struct {
	What string `json:"what" enum:"procedures,rounds,quality"`
	Have int    `json:"have"`
	Need int    `json:"need"`
}

// Done tells whether it is there.
func (r Rung) Done() bool { return r.Have >= r.Need }

// rungs are what the level after this one takes; none at the top.
func rungs(level int, s Steps) []Rung {
	switch level {
	case 0:
		return []Rung{{"procedures", s.Procedures, 1}}
	case 1:
		return []Rung{{"procedures", s.Procedures, proceduresFor2}}
	case 2:
		out := []Rung{{"procedures", s.Procedures, proceduresFor3}, {"rounds", s.Rounds, 1}}
		if s.Reviewed >= reviewsCount {
			out = append(out, Rung{"quality", s.Quality, qualityFor3})
		}
		return out
	}
	return []Rung{}
}

// drillLevel is how hard the next drill is: one step above what was passed,
// and one easier after two failures in a row.
func drillLevel(passed, failedInARow int) int {
	level := min(passed+1, highest)
	if failedInARow >= 2 {
		level--
	}
	return max(level, 1)
}

// resultsOf counts what the ladder goes by, of drills newest first.
func resultsOf(newestFirst []string) (passed, failedInARow int) {
	streak := true
	for _, state := range newestFirst {
		switch state {
		case statePassed:
			passed++
			streak = false
		case stateFailed:
			if streak {
				failedInARow++
			}
		}
	}
	return passed, failedInARow
}
