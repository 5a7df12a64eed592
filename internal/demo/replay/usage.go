package replay

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// Usage watches a tree of processes that somebody else started: the database's.
type Usage struct {
	name string
	pid  int
	cpu0 float64
	peak int64
	stop func()
	done chan struct{} // closed when the watch has ended
}

// Watch begins to watch a process and its children; Linux alone can tell.
func Watch(name string, pid int) *Usage {
	ctx, stop := context.WithCancel(context.Background())
	u := &Usage{name: name, pid: pid, stop: stop, done: make(chan struct{})}
	u.cpu0, _ = u.look()
	go func() {
		defer close(u.done)
		for pause(ctx, time.Second) {
			_, bytes := u.look()
			u.peak = max(u.peak, bytes)
		}
	}()
	return u
}

// Stop ends the watch and tells what was used since it began.
func (u *Usage) Stop() Process {
	u.stop()
	<-u.done
	cpu, bytes := u.look()
	return Process{Name: u.name, CPUs: cpu - u.cpu0, PeakBytes: max(u.peak, bytes)}
}

// look adds up a tree: processor time with that of the children who ended, and
// memory of each one's own with the largest share of what they have in common.
func (u *Usage) look() (cpu float64, bytes int64) {
	entries, err := os.ReadDir("/proc")
	if err != nil {
		return 0, 0
	}
	var common int64
	for _, e := range entries {
		pid, err := strconv.Atoi(e.Name())
		if err != nil {
			continue
		}
		f := stat(pid)
		if len(f) < 22 || pid != u.pid && f[1] != strconv.Itoa(u.pid) {
			continue
		}
		ticks := number(f[11]) + number(f[12])
		if pid == u.pid {
			ticks += number(f[13]) + number(f[14]) // of children who ended
		}
		const perSecond = 100 // USER_HZ, the same on every Linux
		cpu += float64(ticks) / perSecond
		own, shared := memory(pid)
		bytes += own
		common = max(common, shared)
	}
	return cpu, bytes + common
}

// stat is /proc/PID/stat from the state on: field 3 of proc(5) is the first.
func stat(pid int) []string {
	raw, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	if err != nil {
		return nil
	}
	_, rest, _ := strings.Cut(string(raw[bytes.LastIndexByte(raw, ')')+1:]), " ")
	return strings.Fields(rest)
}

func memory(pid int) (own, shared int64) {
	raw, err := os.ReadFile(fmt.Sprintf("/proc/%d/statm", pid))
	if err != nil {
		return 0, 0
	}
	f := strings.Fields(string(raw))
	if len(f) < 3 {
		return 0, 0
	}
	page := int64(os.Getpagesize())
	shared = number(f[2]) * page
	return number(f[1])*page - shared, shared
}

func number(s string) int64 {
	n, _ := strconv.ParseInt(s, 10, 64) // the kernel writes digits
	return n
}

// Self is what this process has used so far.
func Self() Process {
	p := Process{Name: "the shoppers and agents"}
	var u syscall.Rusage
	if syscall.Getrusage(syscall.RUSAGE_SELF, &u) == nil {
		p.CPUs = time.Duration(u.Utime.Nano() + u.Stime.Nano()).Seconds()
		p.PeakBytes = u.Maxrss << 10
	}
	return p
}
