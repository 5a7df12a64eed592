package replay

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"net/url"
	"os"
	"os/exec"
	"regexp"
	"sync"
	"syscall"
	"time"
)

// Copies are the running copies of the program.
type Copies struct {
	command []string
	env     []string
	log     io.Writer

	mu   sync.Mutex // covers list
	list []*one
}

// one is a copy, through every life that it has.
type one struct {
	addr string // fixed by its first life
	cmd  *exec.Cmd
	gone chan struct{} // closed when the present life has ended

	cpu    time.Duration // of the lives that ended
	peak   int64
	starts int
	meant  bool // it was told or made to end
}

var readyOn = regexp.MustCompile(`ready on (http://\S+)`)

// StartCopies starts n copies with command, each with env and a data directory
// of its own under dir, and waits until they serve.
func StartCopies(ctx context.Context, n int, command, env []string, dir string, log io.Writer) (*Copies, error) {
	c := &Copies{command: command, env: env, log: log}
	for i := range n {
		data := fmt.Sprintf("%s/copy-%d", dir, i+1)
		if err := os.MkdirAll(data, 0o755); err != nil { //nolint:gosec // nothing of it is secret
			return c, fmt.Errorf("make data directory: %w", err)
		}
		c.list = append(c.list, &one{addr: "127.0.0.1:0"})
		if err := c.Start(ctx, i+1); err != nil {
			return c, err
		}
	}
	return c, nil
}

// Bases are the copies' addresses. A copy that is started again has its old one.
func (c *Copies) Bases() []string {
	c.mu.Lock()
	defer c.mu.Unlock()
	out := make([]string, len(c.list))
	for i, o := range c.list {
		out[i] = "http://" + o.addr
	}
	return out
}

// Start starts a copy and waits until it serves.
func (c *Copies) Start(ctx context.Context, number int) error {
	c.mu.Lock()
	o := c.list[number-1]
	c.mu.Unlock()
	cmd := exec.CommandContext(ctx, c.command[0], c.command[1:]...) //nolint:gosec // our own program
	cmd.Env = append(append([]string{}, c.env...), "MANYHANDS_ADDR="+o.addr)
	cmd.Cancel = func() error { return cmd.Process.Signal(syscall.SIGTERM) }
	cmd.WaitDelay = 20 * time.Second
	out, err := cmd.StderrPipe()
	if err != nil {
		return fmt.Errorf("start copy %d: %w", number, err)
	}
	ready, gone := make(chan string, 1), make(chan struct{})
	if err := startBound(cmd, gone); err != nil {
		return fmt.Errorf("start copy %d: %w", number, err)
	}
	c.mu.Lock()
	o.cmd, o.gone, o.meant = cmd, gone, false
	o.starts++
	c.mu.Unlock()
	go c.follow(o, number, cmd, out, ready, gone)
	const longest = 5 * time.Minute // a cold machine takes seconds, a crowded one more
	timer := time.NewTimer(longest)
	defer timer.Stop()
	select {
	case at := <-ready:
		u, err := url.Parse(at)
		if err != nil {
			return fmt.Errorf("start copy %d: it says that it serves on %q", number, at)
		}
		c.mu.Lock()
		o.addr = u.Host
		c.mu.Unlock()
		return nil
	case <-gone:
		return fmt.Errorf("copy %d ended before it served; its words are in the log", number)
	case <-timer.C:
		return fmt.Errorf("copy %d did not serve within %s", number, longest)
	case <-ctx.Done():
		return ctx.Err()
	}
}

// follow reads a copy's words until it ends, and adds up what its life cost.
func (c *Copies) follow(o *one, number int, cmd *exec.Cmd, out io.Reader, ready chan<- string, gone chan<- struct{}) {
	lines := bufio.NewScanner(out)
	lines.Buffer(make([]byte, 64<<10), 1<<20)
	for lines.Scan() {
		if m := readyOn.FindStringSubmatch(lines.Text()); m != nil {
			ready <- m[1]
		}
		c.mu.Lock()
		fmt.Fprintf(c.log, "copy %d: %s\n", number, lines.Text())
		c.mu.Unlock()
	}
	_ = cmd.Wait() // how it ended is told by what it cost and by meant
	c.mu.Lock()
	defer c.mu.Unlock()
	if s := cmd.ProcessState; s != nil {
		o.cpu += s.UserTime() + s.SystemTime()
		if u, ok := s.SysUsage().(*syscall.Rusage); ok {
			o.peak = max(o.peak, u.Maxrss<<10)
		}
	}
	if !o.meant {
		fmt.Fprintf(c.log, "copy %d ended by itself: %s\n", number, cmd.ProcessState)
	}
	close(gone)
}

// Kill ends a copy without a word.
func (c *Copies) Kill(number int) error { return c.end(number, syscall.SIGKILL) }

func (c *Copies) end(number int, with syscall.Signal) error {
	c.mu.Lock()
	o := c.list[number-1]
	o.meant = true
	cmd, gone := o.cmd, o.gone
	c.mu.Unlock()
	if cmd == nil {
		return nil
	}
	if err := cmd.Process.Signal(with); err != nil && !errors.Is(err, os.ErrProcessDone) {
		return fmt.Errorf("end copy %d: %w", number, err)
	}
	<-gone
	return nil
}

// Stop ends every copy as an operator would, and tells what each cost.
func (c *Copies) Stop() ([]Process, error) {
	var wrong []error
	var out []Process
	for i, o := range c.list {
		wrong = append(wrong, c.end(i+1, syscall.SIGTERM))
		out = append(out, Process{Name: fmt.Sprintf("copy %d", i+1), CPUs: o.cpu.Seconds(), PeakBytes: o.peak, Starts: o.starts})
	}
	return out, errors.Join(wrong...)
}
