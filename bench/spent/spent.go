// Package spent tells what a bench costs: processor time of ours and of the
// database server's, and memory.
package spent

import (
	"bufio"
	"bytes"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// Own is how long this process has had a processor: a machine that others use
// makes the clock run on, and not this.
func Own() time.Duration {
	var u syscall.Rusage
	_ = syscall.Getrusage(syscall.RUSAGE_SELF, &u)
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

// PeakMemory is the most memory we had, in bytes.
func PeakMemory() int64 {
	raw, _ := os.ReadFile("/proc/self/status")
	for s := bufio.NewScanner(bytes.NewReader(raw)); s.Scan(); {
		if kb, ok := strings.CutPrefix(s.Text(), "VmHWM:"); ok {
			n, _ := strconv.ParseInt(strings.Fields(kb)[0], 10, 64)
			return n << 10
		}
	}
	return 0
}

// Server adds up the postmaster, its children that live, and those it buried.
func Server(postmaster int) time.Duration {
	const ticks = 100 // a second: Linux
	if postmaster == 0 {
		return 0
	}
	total := int64(0)
	stats, _ := filepath.Glob("/proc/[0-9]*/stat")
	for _, path := range stats {
		raw, err := os.ReadFile(path)
		if err != nil {
			continue
		}
		_, rest, _ := strings.Cut(string(raw), ") ")
		f := strings.Fields(rest)
		pid, _ := strconv.Atoi(filepath.Base(filepath.Dir(path)))
		parent, _ := strconv.Atoi(f[1])
		if pid != postmaster && parent != postmaster {
			continue
		}
		last := 13 // utime, stime
		if pid == postmaster {
			last = 15 // and its dead children's
		}
		for _, v := range f[11:last] {
			n, _ := strconv.ParseInt(v, 10, 64)
			total += n
		}
	}
	return time.Duration(total) * time.Second / ticks
}
