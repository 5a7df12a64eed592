package main

import (
	"bufio"
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"runtime/debug"
	"strconv"
	"strings"
	"time"

	bobusumisu "github.com/BobuSumisu/aho-corasick"
	"github.com/manyhands/manyhands/internal/text/scan"
	petar "github.com/petar-dambovaliev/aho-corasick"
	"golang.org/x/sys/unix"
)

// onCPU is the processor time of this thread: other people's work on the
// machine is not in it.
func onCPU() time.Duration {
	var t unix.Timespec
	if err := unix.ClockGettime(unix.CLOCK_THREAD_CPUTIME_ID, &t); err != nil {
		panic(err) // every Linux has it
	}
	return time.Duration(t.Nano())
}

// engine is one machine: made from words, it counts what it finds in a text.
type engine struct {
	name  string
	make  func(words []string) func(text string) int
	heavy bool // not for the largest list
}

// engines are ours and those that the ecosystem has. The others find bytes as
// they stand: no folding, no separators, no word edges.
var engines = []engine{
	{name: "ours (folds as it goes)", make: ours},
	{name: "BobuSumisu/aho-corasick", make: func(words []string) func(string) int {
		t := bobusumisu.NewTrieBuilder().AddStrings(words).Build()
		return func(s string) int { return len(t.MatchString(s)) }
	}},
	{name: "petar-dambovaliev/aho-corasick, DFA", make: func(words []string) func(string) int { return ofPetar(words, true) }, heavy: true},
	{name: "petar-dambovaliev/aho-corasick, NFA", make: func(words []string) func(string) int { return ofPetar(words, false) }},
}

func ours(words []string) func(string) int {
	patterns := make([][]uint16, len(words))
	var t scan.Text
	for i, w := range words {
		t.Set(w)
		patterns[i] = append([]uint16(nil), t.Sym...)
	}
	a := scan.Build(patterns)
	var found []scan.Found
	return func(s string) int {
		t.Set(s)
		found = a.Scan(t.Sym, found[:0])
		return len(found)
	}
}

func ofPetar(words []string, dfa bool) func(string) int {
	b := petar.NewAhoCorasickBuilder(petar.Opts{MatchKind: petar.StandardMatch, DFA: dfa})
	a := b.Build(words)
	return func(s string) int {
		n := 0
		for it := a.IterOverlapping(s); it.Next() != nil; n++ {
		}
		return n
	}
}

// heavy engines take gigabytes at the largest size; there they are left out
// unless this much is free.
const heavyFrom, heavyRoom = 300_000, 6 << 30

// race is on the Chinese messages: the lists are Chinese, and to a machine of
// bytes a Latin text is one long way around its root.
// only names one engine to run beside ours: the one that takes minutes to build.
func race(sizes []string, all []string, rounds int, hyperscan, only string) error {
	var lines []string
	for _, l := range all {
		if strings.ContainsFunc(l, func(r rune) bool { return r >= 0x4E00 && r <= 0x9FFF }) {
			lines = append(lines, l)
		}
	}
	bytes, letters := 0, 0
	for _, l := range lines {
		bytes += len(l)
		letters += len([]rune(l))
	}
	fmt.Printf("\n### Words found in messages, one core: MB/s (ns a message; %d messages of %d bytes)\n\n", len(lines), bytes/len(lines))
	fmt.Println("| engine | patterns | MB/s | ns a message | to ours | build, ms | heap, MB | found |")
	fmt.Println("|---|---:|---:|---:|---:|---:|---:|---:|")
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	for _, size := range sizes {
		if size == "" {
			continue // only the parts after this one
		}
		n, err := strconv.Atoi(size)
		if err != nil {
			return err
		}
		list := words(n)
		var first time.Duration
		for i, e := range engines {
			if only != "" && e.name != only && i > 0 {
				continue
			}
			if n >= heavyFrom && (e.heavy && only == "" || i > 0 && free() < heavyRoom) {
				fmt.Fprintf(os.Stderr, "guard: %s is left out at %d: it takes too much memory\n", e.name, n)
				continue
			}
			fmt.Fprintf(os.Stderr, "guard: %s at %d\n", e.name, n)
			r := timed(e, list, lines, rounds)
			if i == 0 {
				first = r.best
			}
			show(e.name, n, r, first, bytes, len(lines))
		}
		if hyperscan != "" && only == "" {
			r, err := ofHyperscan(hyperscan, list, lines, rounds)
			if err != nil {
				return err
			}
			show("Hyperscan 5.4 literals, C", n, r, first, bytes, len(lines))
		}
	}
	return nil
}

type run struct {
	best, build time.Duration
	heap        uint64
	found       int
}

func show(name string, n int, r run, first time.Duration, bytes, lines int) {
	fmt.Printf("| %s | %d | %.0f | %d | %.2f | %d | %d | %d |\n", name, n, float64(bytes)/1e6/r.best.Seconds(), int(r.best)/lines, float64(r.best)/float64(first), r.build.Milliseconds(), r.heap>>20, r.found)
}

func timed(e engine, list, lines []string, rounds int) run {
	runtime.GC()
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	began := time.Now()
	find := e.make(list)
	r := run{build: time.Since(began), best: time.Hour}
	runtime.GC()
	runtime.ReadMemStats(&after)
	r.heap = after.HeapAlloc - min(before.HeapAlloc, after.HeapAlloc)
	for range rounds {
		r.found = 0
		at := onCPU()
		for _, l := range lines {
			r.found += find(l)
		}
		r.best = min(r.best, onCPU()-at)
	}
	debug.FreeOSMemory()
	return r
}

func ofHyperscan(harness string, list, lines []string, rounds int) (run, error) {
	dir, err := os.MkdirTemp("", "guard")
	if err != nil {
		return run{}, err
	}
	defer func() { _ = os.RemoveAll(dir) }()
	put := func(name string, all []string) string {
		var b bytes.Buffer
		for _, s := range all {
			b.WriteString(strings.ReplaceAll(s, "\n", " ") + "\n")
		}
		file := filepath.Join(dir, name)
		err = os.WriteFile(file, b.Bytes(), 0o600)
		return file
	}
	patterns, texts := put("patterns", list), put("texts", lines)
	if err != nil {
		return run{}, err
	}
	fmt.Fprintf(os.Stderr, "guard: Hyperscan at %d\n", len(list))
	got, err := exec.Command(harness, patterns, texts, strconv.Itoa(rounds)).Output()
	if err != nil {
		return run{}, fmt.Errorf("hyperscan: %w", err)
	}
	var r run
	var best, build int64
	_, err = fmt.Sscan(string(got), &best, &build, &r.heap, &r.found)
	r.best, r.build = time.Duration(best), time.Duration(build)
	return r, err
}

// free is what the machine has to spare.
func free() uint64 {
	f, err := os.Open("/proc/meminfo")
	if err != nil {
		return 0
	}
	defer func() { _ = f.Close() }()
	for sc := bufio.NewScanner(f); sc.Scan(); {
		var kb uint64
		if n, _ := fmt.Sscanf(sc.Text(), "MemAvailable: %d kB", &kb); n == 1 {
			return kb << 10
		}
	}
	return 0
}
