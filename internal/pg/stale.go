package pg

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// settleOldServer deals with what an earlier run left behind. We hold the
// directory's lock, so no living copy of the program owns that server.
//
// A killed postmaster can stay a zombie until pid 1 reaps it, and PostgreSQL's
// own check (kill(pid, 0)) then refuses to start; a pid may have been given to
// another program since; an old server may still be shutting down.
func settleOldServer(ctx context.Context, cluster string) error {
	ctx, cancel := context.WithTimeout(ctx, 30*time.Second)
	defer cancel()
	beat := time.NewTicker(20 * time.Millisecond)
	defer beat.Stop()
	for beats := 0; ; beats++ {
		waited := time.Duration(beats) * 20 * time.Millisecond
		switch old := oldServer(cluster); old.state {
		case gone:
			return nil
		case stranger:
			return os.Remove(filepath.Join(cluster, "postmaster.pid"))
		case zombie:
			if waited > 5*time.Second && !anybodyIn(cluster) {
				return os.Remove(filepath.Join(cluster, "postmaster.pid"))
			}
		case alive:
			if beats == 150 { // 3 s to finish by itself
				_ = syscall.Kill(old.pid, syscall.SIGINT)
			}
		}
		select {
		case <-ctx.Done():
			return fmt.Errorf("an older PostgreSQL still holds %s: %w", cluster, ctx.Err())
		case <-beat.C:
		}
	}
}

type oldState int

const (
	gone     oldState = iota // no pid file, or its process is dead: PostgreSQL recovers by itself
	stranger                 // the pid now belongs to another program
	zombie                   // dead, not yet reaped
	alive                    // an old server, perhaps shutting down
)

type old struct {
	state oldState
	pid   int
}

func oldServer(cluster string) old {
	b, err := os.ReadFile(filepath.Join(cluster, "postmaster.pid"))
	if err != nil {
		return old{state: gone}
	}
	first, _, _ := strings.Cut(string(b), "\n")
	pid, err := strconv.Atoi(strings.TrimSpace(first))
	if err != nil || pid <= 0 {
		return old{state: gone}
	}
	stat, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	if err != nil {
		return old{state: gone}
	}
	if _, rest, _ := strings.Cut(string(stat), ") "); strings.HasPrefix(rest, "Z") {
		return old{state: zombie, pid: pid}
	}
	// Every process of a PostgreSQL keeps the cluster as its working directory.
	if cwd, err := os.Readlink(fmt.Sprintf("/proc/%d/cwd", pid)); err == nil && cwd != cluster {
		return old{state: stranger, pid: pid}
	}
	return old{state: alive, pid: pid}
}

// anybodyIn tells whether a live process still works in the cluster.
func anybodyIn(cluster string) bool {
	links, _ := filepath.Glob("/proc/[0-9]*/cwd")
	for _, l := range links {
		if cwd, err := os.Readlink(l); err == nil && cwd == cluster {
			return true
		}
	}
	return false
}
