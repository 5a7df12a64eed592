package training

// The ladder: who has little practice gets the easy shoppers first, and what a
// certificate is worth rises with how many of the brand's procedures it stands
// on.

// highest is the top of the ladder.
const highest = 3

// certificateLevel is the level of a certificate that stands on so many
// procedures.
func certificateLevel(procedures int) int { return min(max(procedures, 1), highest) }

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
