package main

import (
	"fmt"
	"maps"
	"os"
	"slices"
	"strings"
)

// tally counts tasks by what came of them.
type tally struct {
	tasks, same, actions, done, both int
	why                              map[string][]int
}

func newTally() *tally { return &tally{why: map[string][]int{}} }

func (t *tally) add(n int, one task, steps []step) {
	t.tasks++
	t.actions += len(steps)
	same := true
	var reasons []string
	for i, s := range steps {
		if s.refused == "" {
			t.done++
		} else if s.theirs != "" {
			t.both++
		}
		same = same && len(s.differs) == 0
		if len(s.differs) > 0 || s.refused != "" {
			reasons = append(reasons, reason(one.Actions[i], s))
		}
		for _, d := range s.differs {
			fmt.Fprintf(os.Stderr, "task %d %s %s: %s (ours %q, theirs %q)\n", n, one.Actions[i].Name, s.order, d, s.refused, s.theirs)
		}
	}
	if same {
		t.same++
	}
	if same {
		return
	}
	// What only follows from another action of the task is no reason of its own.
	if causes := slices.DeleteFunc(slices.Clone(reasons), func(r string) bool { return !strings.Contains(r, goldWrong) }); len(causes) > 0 {
		reasons = causes
	}
	slices.Sort(reasons)
	for _, r := range slices.Compact(reasons) {
		t.why[r] = append(t.why[r], n)
	}
}

const goldWrong = "the gold does what the policy forbids"

// reason is why an action did not lead to the same order, in words.
func reason(c call, s step) string {
	switch {
	case s.refused != "" && s.theirs == "":
		return fmt.Sprintf("%s: %s (%s)", c.Name, goldWrong, strings.Join(s.guards, ", "))
	case s.refused == "" && s.theirs != "":
		return fmt.Sprintf("%s: ours did it, the public tool refused: %s", c.Name, s.theirs)
	case s.refused != "":
		return fmt.Sprintf("%s: both refused (%s)", c.Name, s.theirs)
	}
	return fmt.Sprintf("%s: another state (%s)", c.Name, strings.SplitN(s.differs[0], ":", 2)[0])
}

func (t *tally) print(reading string) {
	fmt.Printf("Reading: %s\n\n", reading)
	fmt.Printf("| tasks | same end state | actions | done | refused by ours and by the public tool |\n|---|---|---|---|---|\n")
	fmt.Printf("| %d | %d | %d | %d | %d |\n\n", t.tasks, t.same, t.actions, t.done, t.both)
	if len(t.why) == 0 {
		return
	}
	fmt.Printf("| why a task ends otherwise | tasks | which |\n|---|---|---|\n")
	for _, r := range slices.Sorted(maps.Keys(t.why)) {
		which := fmt.Sprint(t.why[r][:min(8, len(t.why[r]))])
		fmt.Printf("| %s | %d | %s |\n", r, len(t.why[r]), strings.Trim(which, "[]"))
	}
	fmt.Println()
}
