package training

import (
	"testing"

	"pgregory.net/rapid"
)

// Who takes every rung that is shown reaches the next level, and nobody reaches
// it with one missing; more of anything never lowers a level.
func TestTheRungsThatAreShownAreTheOnesThatCount(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		s := Steps{
			Procedures: rapid.IntRange(1, 5).Draw(t, "procedures"), Rounds: rapid.IntRange(0, 2).Draw(t, "rounds"),
			Reviewed: rapid.IntRange(0, 9).Draw(t, "reviewed"), Quality: rapid.IntRange(0, 100).Draw(t, "quality"),
		}
		level := certificateLevel(s)
		done := true
		for _, r := range rungs(level, s) {
			done = done && r.Done()
		}
		if level < highest && done {
			t.Fatalf("%+v has every rung of level %d and stays on it", s, level)
		}
		if level > 1 {
			for _, r := range rungs(level-1, s) {
				if !r.Done() {
					t.Fatalf("%+v has level %d without %+v", s, level, r)
				}
			}
		}
		more := s
		more.Procedures++
		more.Rounds++
		more.Quality = 100
		if certificateLevel(more) < level {
			t.Fatalf("%+v has level %d, and with more level %d", s, level, certificateLevel(more))
		}
	})
}
