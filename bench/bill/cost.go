package main

import (
	"bufio"
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// cost is what a step took: on the clock, of our processor time, of the
// database server's, and the most memory we had while it ran.
type cost struct {
	took, own, server time.Duration
	peak              int64 // bytes
}

// step measures one step. postmaster is the server's pid, 0 for none.
func step(postmaster int, work func() error) (cost, error) {
	_ = os.WriteFile("/proc/self/clear_refs", []byte("5"), 0) // the peak begins anew
	server := serverCPU(postmaster)                           // looking is not part of the work
	began, own := time.Now(), ownCPU()
	err := work()
	c := cost{took: time.Since(began), own: ownCPU() - own, peak: peakMemory()}
	c.server = serverCPU(postmaster) - server
	return c, err
}

func (c cost) cells() string {
	return fmt.Sprintf("%.2f | %.2f | %.2f | %d", c.took.Seconds(), c.own.Seconds(), c.server.Seconds(), c.peak>>20)
}

func ownCPU() time.Duration {
	var u syscall.Rusage
	_ = syscall.Getrusage(syscall.RUSAGE_SELF, &u)
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

func peakMemory() int64 {
	raw, _ := os.ReadFile("/proc/self/status")
	for s := bufio.NewScanner(bytes.NewReader(raw)); s.Scan(); {
		if kb, ok := strings.CutPrefix(s.Text(), "VmHWM:"); ok {
			n, _ := strconv.ParseInt(strings.Fields(kb)[0], 10, 64)
			return n << 10
		}
	}
	return 0
}

// serverCPU adds up the postmaster, its children that live, and those it buried.
func serverCPU(postmaster int) time.Duration {
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
