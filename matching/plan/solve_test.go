package plan

import (
	"context"
	"testing"
	"time"
)

func TestTry(t *testing.T) {
	for _, c := range []struct{ a, b int }{{2800, 20}, {28000, 89}} {
		in := Generate(c.a, c.b, 120, 1)
		t0 := time.Now()
		last := time.Now()
		o := Options{Seed: 1, Progress: func(g Progress) {
			if time.Since(last) > 300*time.Millisecond || g.Stage == "plan" || g.Done == g.Total {
				last = time.Now()
				t.Logf("%.2fs %s %d/%d bound %d obj %d gap %.4f%%", time.Since(t0).Seconds(), g.Stage, g.Done, g.Total, g.Bound, g.Objective, 100*float64(g.Objective-g.Bound)/float64(g.Bound))
			}
		}, Limit: 40 * time.Second, Now: time.Now}
		p, err := Solve(context.Background(), in, o)
		t.Log(len(p.Assignments), p.Objective, p.Bound, p.Gap()*100, p.Weights, err, time.Since(t0))
	}
}
