package replay

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os/exec"
	"runtime"
	"strings"
	"syscall"
)

// Redis starts a Redis of our own for several copies, with nothing kept on
// disk, and tells its URL. It is ended with stop.
func Redis(ctx context.Context, program, dir string) (at string, stop func() Process, err error) {
	socket := dir + "/redis.sock"
	cmd := exec.CommandContext(ctx, program, "--port", "0", "--unixsocket", socket, "--save", "", "--appendonly", "no", "--dir", dir) //nolint:gosec // found in the path
	out, err := cmd.StdoutPipe()
	if err != nil {
		return "", nil, fmt.Errorf("start Redis: %w", err)
	}
	gone := make(chan struct{})
	if err := startBound(cmd, gone); err != nil {
		return "", nil, fmt.Errorf("start Redis: %w", err)
	}
	stop = func() Process {
		defer close(gone)
		_ = cmd.Process.Signal(syscall.SIGTERM)
		_ = cmd.Wait() // told to end
		p := Process{Name: "Redis"}
		if s := cmd.ProcessState; s != nil {
			p.CPUs = (s.UserTime() + s.SystemTime()).Seconds()
			if u, ok := s.SysUsage().(*syscall.Rusage); ok {
				p.PeakBytes = u.Maxrss << 10
			}
		}
		return p
	}
	for lines := bufio.NewScanner(out); lines.Scan(); {
		if strings.Contains(lines.Text(), "ready to accept") {
			go func() { _, _ = io.Copy(io.Discard, out) }() // ends with the process
			return "unix://" + socket, stop, nil
		}
	}
	stop()
	return "", nil, errors.New("start Redis: it ended before it was ready")
}

// startBound starts a process that ends when we do, however we do. The thread
// that makes it is kept until gone is closed: a child's death signal fires when
// the thread that made it ends, not the process.
func startBound(cmd *exec.Cmd, gone <-chan struct{}) error {
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true, Pdeathsig: syscall.SIGTERM} // Ctrl-C reaches us; we end them
	started := make(chan error, 1)
	go func() {
		runtime.LockOSThread()
		defer runtime.UnlockOSThread()
		err := cmd.Start()
		started <- err
		if err == nil {
			<-gone
		}
	}()
	return <-started
}
