package drill

import (
	"slices"
	"time"
)

// Again marks one row anew: the agent writes the message behind a lost point
// once more, and only that row is looked at. The talk is taken both ways, ended
// by the new message and gone on as it was, because some rows are about what
// comes first and others about what was said at all. It is false when the grade
// has no such row.
func Again(s Scenario, talk Talk, check Check, row, text string, at time.Time) (Item, bool) {
	was, ok := Mark(s, talk, check).row(row)
	if !ok {
		return Item{}, false
	}
	line := Line{Seq: was.Seq, Agent: true, Text: text, At: at}
	i := slices.IndexFunc(talk.Lines, func(l Line) bool { return l.Seq == was.Seq && l.Agent })
	if i < 0 { // nobody ever answered: the new message is the first
		i, line.Seq = len(talk.Lines), len(talk.Lines)+1
	} else if row == "speed" || row == "attention" {
		line.At = at
	} else {
		line.At = talk.Lines[i].At
	}
	ended, goesOn := talk, talk
	ended.Lines = append(slices.Clone(talk.Lines[:i]), line)
	goesOn.Lines = append(slices.Clone(ended.Lines), talk.Lines[min(i+1, len(talk.Lines)):]...)
	best := Item{}
	for n, t := range []Talk{ended, goesOn} {
		it, ok := Mark(s, t, check).row(row)
		if ok && (n == 0 || it.Got > best.Got) {
			best = it
		}
	}
	return best, true
}

// Lost tells whether a row is there and did not get all its points.
func (g Grade) Lost(row string) bool {
	it, ok := g.row(row)
	return ok && it.Got < it.Points
}

// row finds a row of a grade.
func (g Grade) row(id string) (Item, bool) {
	i := slices.IndexFunc(g.Items, func(it Item) bool { return it.ID == id })
	if i < 0 {
		return Item{}, false
	}
	return g.Items[i], true
}
