package plan

import (
	"context"
	"fmt"
	"syscall"
	"testing"
	"time"
)

// BenchmarkPeak plans whole sales peaks; -benchtime 1x is enough. The gap is to
// the proven bound, and processor seconds do not count other programs.
func BenchmarkPeak(b *testing.B) {
	for _, size := range []struct{ agents, brands int }{{2_800, 20}, {28_000, 89}, {280_000, 89}} {
		b.Run(fmt.Sprintf("%d agents", size.agents), func(b *testing.B) {
			in := Generate(size.agents, size.brands, 120, 1)
			began, cpu := time.Now(), processor()
			stage := map[string]string{}
			for b.Loop() {
				p, err := Solve(context.Background(), in, Options{Seed: 1, Now: time.Now, Limit: 2 * time.Minute, Progress: func(g Progress) {
					stage[g.Stage] = fmt.Sprintf("%.1fs %d", processor()-cpu, g.Objective)
				}})
				if err != nil {
					b.Fatal(err)
				}
				gap, _ := p.Gap()
				b.ReportMetric(100*gap, "%gap")
				b.Logf("%s", fmt.Sprintf("objective %d bound %d assigned %d short %d cut %v wall %.1fs stages %v", p.Objective, p.Bound, len(p.Assignments), len(p.Short), p.Cut, time.Since(began).Seconds(), stage))
			}
			b.ReportMetric((processor()-cpu)/float64(b.N), "cpu-s/op")
			b.ReportMetric(float64(peakMemory())/1e6, "MB-peak")
		})
	}
}

func usage() syscall.Rusage {
	var u syscall.Rusage
	_ = syscall.Getrusage(syscall.RUSAGE_SELF, &u)
	return u
}

func processor() float64 {
	u := usage()
	return float64(u.Utime.Sec+u.Stime.Sec) + float64(u.Utime.Usec+u.Stime.Usec)/1e6
}

func peakMemory() int64 { return usage().Maxrss * 1024 }
