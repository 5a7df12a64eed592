package pg

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"syscall"
	"time"

	"github.com/jackc/pgx/v5"
)

// ErrInUse says that another running copy of the program holds the data
// directory.
var ErrInUse = errors.New("in use by another running copy of this program")

// ServerConfig says how to run a PostgreSQL of our own.
type ServerConfig struct {
	BinDir  string    // empty: searched for
	DataDir string    // the cluster lives in DataDir/pg<major>
	Log     io.Writer // the server's own words
	Say     func(string)
	// Throwaway trades durability for speed: tests only.
	Throwaway bool
}

// Server is a PostgreSQL that this program started and will stop. It listens
// on a unix socket alone.
type Server struct {
	URL string

	cmd    *exec.Cmd
	done   chan struct{} // closed by the goroutine that waits for the process
	waited error         // readable once done is closed
	lock   *os.File      // the kernel releases it when we die, however we die
}

// StartServer runs a PostgreSQL on cfg.DataDir, making the cluster at first
// and recovering it after a crash. It returns ErrInUse and ErrNoBinaries.
func StartServer(ctx context.Context, cfg ServerConfig) (*Server, error) {
	if cfg.Say == nil {
		cfg.Say = func(string) {}
	}
	bin, err := findBinaries(cfg.BinDir)
	if err != nil {
		return nil, err
	}
	who, err := runAs()
	if err != nil {
		return nil, err
	}
	major, err := majorVersion(ctx, bin)
	if err != nil {
		return nil, err
	}
	// Absolute, because a stale server is known by its working directory.
	if cfg.DataDir, err = filepath.Abs(cfg.DataDir); err != nil {
		return nil, fmt.Errorf("find data directory: %w", err)
	}
	if err := os.MkdirAll(cfg.DataDir, 0o755); err != nil {
		return nil, fmt.Errorf("make data directory: %w", err)
	}
	s := &Server{done: make(chan struct{})}
	if s.lock, err = lockDir(cfg.DataDir); err != nil {
		return nil, err
	}
	if err := s.launch(ctx, cfg, bin, major, who); err != nil {
		_ = s.lock.Close()
		return nil, err
	}
	return s, nil
}

func (s *Server) launch(ctx context.Context, cfg ServerConfig, bin, major string, who identity) error {
	cluster := filepath.Join(cfg.DataDir, "pg"+major)
	if _, err := os.Stat(filepath.Join(cluster, "PG_VERSION")); errors.Is(err, os.ErrNotExist) {
		cfg.Say("making the database in " + cluster)
		if err := initCluster(ctx, bin, cluster, who, cfg.Throwaway); err != nil {
			return err
		}
	}
	if err := settleOldServer(ctx, cluster); err != nil {
		return err
	}
	socket, err := socketDir(cfg.DataDir, who)
	if err != nil {
		return err
	}
	cfg.Say("starting PostgreSQL " + major)
	cmd := exec.Command(filepath.Join(bin, "postgres"), serverFlags(cluster, socket, cfg.Throwaway)...) //nolint:noctx // it outlives the call; Stop ends it
	cmd.Dir = cluster
	cmd.Env = []string{"PATH=/usr/bin:/bin", "LC_ALL=C.UTF-8", "TZ=UTC"}
	cmd.Stdout, cmd.Stderr = cfg.Log, cfg.Log
	cmd.SysProcAttr = who.attributes()
	cmd.SysProcAttr.Setpgid = true             // Ctrl-C reaches us, not the database
	cmd.SysProcAttr.Pdeathsig = syscall.SIGINT // if we are killed, it shuts down by itself
	if err := s.start(cmd); err != nil {
		return fmt.Errorf("start postgres: %w", err)
	}
	s.URL = socketURL(socket, 5432)
	if err := s.ready(ctx); err != nil {
		s.kill()
		return err
	}
	return nil
}

// socketURL is the address of a database of our own.
func socketURL(socket string, port int) string {
	return fmt.Sprintf("postgres://manyhands@/postgres?host=%s&port=%d", url.QueryEscape(socket), port)
}

// start runs the process from a goroutine that keeps its thread: Pdeathsig
// fires when the thread that made the child dies, not when the process does.
func (s *Server) start(cmd *exec.Cmd) error {
	started := make(chan error, 1)
	go func() {
		runtime.LockOSThread()
		defer runtime.UnlockOSThread()
		if err := cmd.Start(); err != nil {
			started <- err
			return
		}
		started <- nil
		s.waited = cmd.Wait()
		close(s.done)
	}()
	if err := <-started; err != nil {
		return err
	}
	s.cmd = cmd
	return nil
}

// ready waits until the server answers. Under load a cold start was seen to
// take 4.5 s, so it is given a minute.
func (s *Server) ready(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, time.Minute)
	defer cancel()
	beat := time.NewTicker(10 * time.Millisecond)
	defer beat.Stop()
	for {
		c, err := pgx.Connect(ctx, s.URL)
		if err == nil {
			return c.Close(ctx)
		}
		select {
		case <-s.done:
			return fmt.Errorf("postgres ended while starting: %w", s.waited)
		case <-ctx.Done():
			return fmt.Errorf("postgres did not answer: %w", err)
		case <-beat.C:
		}
	}
}

// Done is closed when the server has ended, for whatever reason.
func (s *Server) Done() <-chan struct{} { return s.done }

// Pid is the server's process id.
func (s *Server) Pid() int { return s.cmd.Process.Pid }

// Stop shuts the server down without waiting for its clients; when ctx ends
// first, it is made to quit.
func (s *Server) Stop(ctx context.Context) error {
	defer func() { _ = s.lock.Close() }()
	_ = s.cmd.Process.Signal(syscall.SIGINT) // already gone: done is closed
	select {
	case <-s.done:
		return nil
	case <-ctx.Done():
		s.kill()
		return ctx.Err()
	}
}

func (s *Server) kill() {
	_ = s.cmd.Process.Signal(syscall.SIGQUIT)
	<-s.done
}

func serverFlags(cluster, socket string, throwaway bool) []string {
	settings := []string{
		"listen_addresses=", "port=5432", "unix_socket_directories=" + socket,
		"shared_buffers=256MB", "max_connections=200", "wal_compression=on", "log_min_messages=warning",
		"timezone=UTC", "log_timezone=UTC", "logging_collector=off",
	}
	if throwaway {
		settings = append(settings, "fsync=off", "synchronous_commit=off", "full_page_writes=off")
	}
	args := []string{"-D", cluster}
	for _, s := range settings {
		args = append(args, "-c", s)
	}
	return args
}

func majorVersion(ctx context.Context, bin string) (string, error) {
	out, err := exec.CommandContext(ctx, filepath.Join(bin, "postgres"), "--version").Output()
	if err != nil {
		return "", fmt.Errorf("ask postgres for its version: %w", err)
	}
	words := strings.Fields(string(out)) // postgres (PostgreSQL) 15.18 (Debian ...)
	if len(words) < 3 {
		return "", fmt.Errorf("postgres told its version as %q", out)
	}
	major, _, _ := strings.Cut(words[2], ".")
	return major, nil
}
