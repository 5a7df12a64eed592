package pg

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"strconv"
	"syscall"
)

// identity is the user that the server's processes run as.
type identity struct {
	uid, gid int
	switched bool // we are root and become somebody else
}

// runAs is ourselves, or, because PostgreSQL refuses root, the first of the
// unprivileged users that exists. A bare number without a passwd entry would
// not do: initdb looks the name up.
func runAs() (identity, error) {
	if os.Geteuid() != 0 {
		return identity{uid: os.Geteuid(), gid: os.Getegid()}, nil
	}
	for _, name := range []string{"postgres", "nobody"} {
		u, err := user.Lookup(name)
		if err != nil {
			continue
		}
		uid, err1 := strconv.Atoi(u.Uid)
		gid, err2 := strconv.Atoi(u.Gid)
		if err1 == nil && err2 == nil {
			return identity{uid: uid, gid: gid, switched: true}, nil
		}
	}
	return identity{}, errors.New("PostgreSQL cannot run as root, and there is no user postgres or nobody to run it as")
}

func (id identity) attributes() *syscall.SysProcAttr {
	a := &syscall.SysProcAttr{}
	if id.switched {
		a.Credential = &syscall.Credential{Uid: uint32(id.uid), Gid: uint32(id.gid), Groups: []uint32{}}
	}
	return a
}

// own gives a folder to the server's user, closed to everybody else.
func (id identity) own(dir string) error {
	if err := os.Chmod(dir, 0o700); err != nil {
		return err
	}
	return os.Chown(dir, id.uid, id.gid)
}

// lockDir makes sure that one copy alone works in dir. It returns ErrInUse.
func lockDir(dir string) (*os.File, error) {
	f, err := os.OpenFile(filepath.Join(dir, "lock"), os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return nil, fmt.Errorf("lock data directory: %w", err)
	}
	if err := syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB); err != nil {
		_ = f.Close()
		return nil, fmt.Errorf("%s is %w", dir, ErrInUse)
	}
	return f, nil
}

// initCluster makes the cluster aside and renames it into place, so that a
// crash half-way leaves no half cluster.
func initCluster(ctx context.Context, bin, cluster string, who identity, throwaway bool) error {
	aside := cluster + ".init"
	if err := os.RemoveAll(aside); err != nil {
		return fmt.Errorf("clear %s: %w", aside, err)
	}
	if err := os.Mkdir(aside, 0o700); err != nil {
		return fmt.Errorf("make cluster: %w", err)
	}
	if err := who.own(aside); err != nil {
		return fmt.Errorf("hand the cluster to uid %d: %w", who.uid, err)
	}
	args := []string{"-D", aside, "-U", "manyhands", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8"}
	if throwaway {
		args = append(args, "--no-sync")
	}
	cmd := exec.CommandContext(ctx, filepath.Join(bin, "initdb"), args...)
	cmd.SysProcAttr = who.attributes()
	cmd.Dir = "/" // must be readable by the other user
	cmd.Env = []string{"PATH=/usr/bin:/bin", "LC_ALL=C.UTF-8", "TZ=UTC"}
	if out, err := cmd.CombinedOutput(); err != nil {
		return fmt.Errorf("initdb as uid %d in %s (every folder above it must be open to that user): %w\n%s", who.uid, aside, err, out)
	}
	return os.Rename(aside, cluster)
}

// socketDir is the folder of the unix socket: inside the data directory, or,
// when that path is too long for a socket's address (107 bytes), a temporary
// one.
func socketDir(data string, who identity) (string, error) {
	dir, err := filepath.Abs(filepath.Join(data, "socket"))
	if err != nil {
		return "", err
	}
	const longest = 107 - len("/.s.PGSQL.5432.lock")
	if len(dir) > longest {
		if dir, err = os.MkdirTemp("", "manyhands-pg-"); err != nil {
			return "", fmt.Errorf("make socket folder: %w", err)
		}
	}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return "", fmt.Errorf("make socket folder: %w", err)
	}
	if err := who.own(dir); err != nil {
		return "", fmt.Errorf("hand the socket folder to uid %d: %w", who.uid, err)
	}
	return dir, nil
}
