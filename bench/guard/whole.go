package main

import (
	"fmt"
	"math/rand/v2"
	"os"
	"runtime"
	"slices"
	"time"

	"github.com/manyhands/manyhands/copilot/guard"
	"github.com/manyhands/manyhands/internal/text/fold"
	"golang.org/x/sys/unix"
)

// whole times the guard that ships: fold, words, sounds, patterns and personal
// details of each message.
func whole(lines []string, rounds int) error {
	g, err := guard.Default()
	if err != nil {
		return err
	}
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	each := make([]time.Duration, len(lines))
	for i := range each {
		each[i] = time.Hour
	}
	bytes, total := 0, time.Hour
	for _, l := range lines {
		bytes += len(l)
	}
	for range rounds {
		at := onCPU()
		for _, l := range lines {
			g.Check(l, guard.Context{Author: guard.Agent})
		}
		total = min(total, onCPU()-at)
		for i, l := range lines {
			at := onCPU()
			g.Check(l, guard.Context{Author: guard.Agent})
			each[i] = min(each[i], onCPU()-at)
		}
	}
	slices.Sort(each)
	at := func(share float64) float64 { return float64(each[int(share*float64(len(each)-1))]) / 1000 }
	fmt.Print("\n### The whole guard that ships: words, sounds, patterns, personal details\n\n")
	fmt.Println("| messages | MB/s | µs a message, mean | µs p50 | µs p99 | goal |")
	fmt.Println("|---:|---:|---:|---:|---:|---|")
	fmt.Printf("| %d | %.0f | %.2f | %.2f | %.2f | p50 1 µs, p99 10 µs (each timed alone: the clock's own 0.3 µs are in it) |\n", len(lines), float64(bytes)/1e6/total.Seconds(), float64(total)/float64(len(lines))/1000, at(0.5), at(0.99))
	return nil
}

// reload times how long new rules take until they are in force.
func reload(rounds int) error {
	fmt.Print("\n### New rules in force\n\n")
	fmt.Println("| words | match | ms on the clock | ms of processor, all cores | goal on the clock, quiet machine |")
	fmt.Println("|---:|---|---:|---:|---|")
	packs, err := guard.Packs()
	if err != nil {
		return err
	}
	for _, c := range []struct {
		n     int
		match guard.Match
	}{{10_000, guard.Fuzzy}, {50_000, guard.Exact}, {50_000, guard.Fuzzy}, {300_000, guard.Exact}} {
		r := guard.Rule{ID: "list", Kind: guard.Brand, Level: guard.Warn, Match: c.match}
		rng := rand.New(rand.NewPCG(5, 5))
		for range c.n {
			w := make([]rune, 2+rng.IntN(4))
			for i := range w {
				w[i] = 0x4E00 + rune(rng.ExpFloat64()*900)%6000
			}
			r.Words = append(r.Words, guard.Word{Text: string(w)})
		}
		now := guard.NewCurrent(nil)
		best, spent := time.Hour, time.Hour
		for range rounds {
			began, at := time.Now(), allCores()
			g, err := guard.Compile(append(packs[:len(packs):len(packs)], r))
			if err != nil {
				return err
			}
			now.Put(g)
			best, spent = min(best, time.Since(began)), min(spent, allCores()-at)
		}
		goal := ""
		if c.n == 50_000 {
			goal = "300"
		}
		fmt.Printf("| %d | %s | %d | %d | %s |\n", c.n, c.match, best.Milliseconds(), spent.Milliseconds(), goal)
	}
	return nil
}

// allCores is the processor time of the whole process.
func allCores() time.Duration {
	var t unix.Timespec
	if err := unix.ClockGettime(unix.CLOCK_PROCESS_CPUTIME_ID, &t); err != nil {
		panic(err) // every Linux has it
	}
	return time.Duration(t.Nano())
}

// alarms counts ordinary messages that a shipped rule of words holds back, by
// who writes such messages. What is listed as it stands was meant to be found;
// what is only heard or joined is a coincidence.
func alarms(from []source) error {
	g, err := guard.Default()
	if err != nil {
		return err
	}
	listed, pattern := map[string]bool{}, map[string]bool{}
	for _, r := range g.Rules() {
		pattern[r.ID] = r.Pattern != ""
		for _, w := range r.Words {
			listed[fold.String(w.Text)] = true
		}
	}
	fmt.Print("\n### Ordinary messages held back (warned or blocked)\n\n")
	fmt.Println("| messages | held against the rules for | number | by a word or pattern as it stands | by its sound alone | goal |")
	fmt.Println("|---|---|---:|---:|---:|---|")
	for _, s := range from {
		plain, heard := 0, 0
		for _, l := range s.lines {
			hit := false
			for _, h := range g.Check(l, guard.Context{Author: s.by}).Hits {
				if h.Kind == guard.Personal || h.Level < guard.Warn || hit {
					continue
				}
				hit = true
				if listed[fold.String(h.Text)] || pattern[h.Rule] {
					plain++
					fmt.Fprintf(os.Stderr, "guard: stands %s %q in %q\n", h.Rule, h.Text, l)
				} else {
					heard++
					fmt.Fprintf(os.Stderr, "guard: heard %s %q in %q\n", h.Rule, h.Text, l)
				}
			}
		}
		fmt.Printf("| %s | %s | %d | %d | %d | 1 in 10,000 |\n", s.name, s.by, len(s.lines), plain, heard)
	}
	return nil
}
