package main

import (
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"time"

	"github.com/manyhands/manyhands/matching/plan"
)

// referee is what HiGHS said.
type referee struct {
	Seconds   float64  `json:"seconds"`
	Status    int      `json:"status"` // 0: proven optimal, 1: the limit came first
	Objective *int64   `json:"objective"`
	Bound     *float64 `json:"bound"`
}

// optimum holds small instances against HiGHS, run to proven optimality.
func (b *bench) optimum(seeds int, limit float64) {
	fmt.Printf("### %d instances of 2,800 agents, 20 brands, 120 slots a brand, against HiGHS\n\n", seeds)
	fmt.Println("| seed | shifts | ours above the optimum | our own proven gap | HiGHS proved it | time, ours : HiGHS |")
	fmt.Println("|---|---|---|---|---|---|")
	worst, sumGap, ours, theirs := 0.0, 0.0, 0.0, 0.0
	judged := 0
	for seed := 1; seed <= seeds; seed++ {
		in := plan.Generate(2800, 20, 120, uint64(seed))
		name, answer := filepath.Join(b.dir, "i.json"), filepath.Join(b.dir, "a.json")
		must(0, writeInstance(name, in))
		o := must(b.match(name, answer, time.Minute))
		r := must(b.highs(name, answer, limit))
		own := 100 * float64(o.Objective-o.Bound) / float64(o.Bound)
		if r.Objective == nil {
			fmt.Printf("| %d | %d | not known | %.4f %% | no plan within its limit | 1 : %.0f |\n", seed, needOf(in), own, r.Seconds/o.cpu.Seconds())
			continue
		}
		// What nobody can do is in both sums; left in, it would flatter us.
		gap := 100 * float64(o.Objective-*r.Objective) / float64(*r.Objective-unfillable(in, o.Weights))
		proved := "yes"
		if r.Status != 0 {
			proved = fmt.Sprintf("no, %.4f %% left", 100*(float64(*r.Objective)-*r.Bound)/float64(*r.Objective))
		}
		fmt.Printf("| %d | %d | %+.4f %% | %.4f %% | %s | 1 : %.0f |\n", seed, needOf(in), gap, own, proved, r.Seconds/o.cpu.Seconds())
		worst, sumGap, judged = max(worst, gap), sumGap+gap, judged+1
		ours, theirs = ours+o.cpu.Seconds(), theirs+r.Seconds
	}
	if judged > 0 {
		fmt.Printf("| all | | mean %+.4f %%, worst %+.4f %% | | | 1 : %.0f |\n", sumGap/float64(judged), worst, theirs/ours)
	}
	fmt.Println("\nTimes: processor seconds of the whole command (reading and checking too) against the processor seconds of HiGHS's own solve; model building is not counted against it. The gap to the optimum leaves out what no agent can do. Goal: within +0.05 % at 1/20 of the time.")
	fmt.Println()
}

// highs runs the referee, or reads what it said of the very same question: a
// proof takes minutes and does not change.
func (b *bench) highs(instance, answer string, limit float64) (r referee, err error) {
	kept, err := b.keptFor(instance, answer)
	if err != nil {
		return r, err
	}
	if text, err := os.ReadFile(kept); b.keep != "" && err == nil {
		return r, json.Unmarshal(text, &r)
	}
	c := exec.Command("/usr/bin/python3", filepath.Join(here(), "milp.py"), instance, answer, strconv.FormatFloat(limit, 'f', 0, 64))
	c.Stderr = os.Stderr
	text, err := c.Output()
	if err != nil {
		return r, fmt.Errorf("HiGHS (Debian python3-scipy): %w", err)
	}
	if b.keep != "" {
		if err := os.WriteFile(kept, text, 0o644); err != nil {
			return r, err
		}
	}
	return r, json.Unmarshal(text, &r)
}

// keptFor names the file of a question: the instance and the weights.
func (b *bench) keptFor(instance, answer string) (string, error) {
	text, err := os.ReadFile(instance)
	if err != nil {
		return "", err
	}
	said, err := os.ReadFile(answer)
	if err != nil {
		return "", err
	}
	var w struct{ Weights json.RawMessage }
	if err := json.Unmarshal(said, &w); err != nil {
		return "", err
	}
	return filepath.Join(b.keep, fmt.Sprintf("%x.json", sha256.Sum256(append(text, w.Weights...)))), nil
}

// here is the folder of this bench; run changes into it.
func here() string { return must(os.Getwd()) }

func needOf(in *plan.Instance) int {
	n := 0
	for i := range in.Slots {
		n += in.Slots[i].Need
	}
	return n
}
