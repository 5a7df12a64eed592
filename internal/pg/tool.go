package pg

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"

	"github.com/jackc/pgx/v5"
)

// ErrNoTool says that a client program of PostgreSQL is not on this machine.
var ErrNoTool = errors.New("not found beside the server's programs nor on the PATH: install PostgreSQL's client programs " +
	"(apt-get install postgresql-client) or set MANYHANDS_PG_BIN to a folder that has them")

// Tool is the path of one of PostgreSQL's client programs: of the folder that
// was named, else beside the server, else the PATH's. It returns ErrNoTool.
func Tool(named, name string) (string, error) {
	dirs := candidates()
	if named != "" {
		dirs = append([]string{named}, dirs...)
	}
	for _, dir := range dirs {
		p := filepath.Join(dir, name)
		if fi, err := os.Stat(p); err == nil && !fi.IsDir() && fi.Mode()&0o111 != 0 {
			return p, nil
		}
	}
	if p, err := exec.LookPath(name); err == nil {
		return p, nil
	}
	return "", fmt.Errorf("%s: %w", name, ErrNoTool)
}

// Reach opens the database as Open does, or, when another copy of the program
// runs on the data directory, connects to that copy's server beside it.
func Reach(ctx context.Context, cfg Config) (*DB, error) {
	db, err := Open(ctx, cfg)
	if !errors.Is(err, ErrInUse) {
		return db, err
	}
	url, err := runningURL(cfg.DataDir)
	if err != nil {
		return nil, err
	}
	pool, err := Connect(ctx, url)
	if err != nil {
		return nil, err
	}
	return &DB{Pool: pool}, nil
}

// runningURL is where the server of a running copy listens: its pid file says.
func runningURL(data string) (string, error) {
	found, err := filepath.Glob(filepath.Join(data, "pg*", "postmaster.pid"))
	if err != nil {
		return "", err
	}
	for _, name := range found {
		raw, err := os.ReadFile(name)
		if errors.Is(err, fs.ErrNotExist) {
			continue // it ended just now
		}
		if err != nil {
			return "", fmt.Errorf("read where the running database listens: %w", err)
		}
		lines := strings.Split(string(raw), "\n") // pid, folder, start, port, socket's folder
		if len(lines) < 5 {
			continue
		}
		if port, err := strconv.Atoi(strings.TrimSpace(lines[3])); err == nil {
			return socketURL(strings.TrimSpace(lines[4]), port), nil
		}
	}
	return "", fmt.Errorf("a running copy holds %s and its database does not say where it listens", data)
}

// Empty tells whether a database holds nothing of anybody's yet.
func Empty(ctx context.Context, db *DB) (bool, error) {
	var n int
	err := db.Pool.QueryRow(ctx, `SELECT count(*) FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
		WHERE n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'`).Scan(&n)
	if err != nil {
		return false, fmt.Errorf("look whether the database is empty: %w", err)
	}
	return n == 0, nil
}

// MakeRole makes the role that transactions work as, which a backup of one
// database does not carry: roles belong to the whole server.
func MakeRole(ctx context.Context, db *DB) error {
	return pgx.BeginFunc(ctx, db.Pool, func(tx pgx.Tx) error {
		_, err := tx.Exec(ctx, `DO $$ BEGIN
			IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'manyhands_app') THEN CREATE ROLE manyhands_app NOLOGIN; END IF;
			IF NOT pg_has_role(current_user, 'manyhands_app', 'MEMBER') THEN EXECUTE format('GRANT manyhands_app TO %I', current_user); END IF;
		END $$`)
		if err != nil {
			return fmt.Errorf("make the role manyhands_app: %w", err)
		}
		return nil
	})
}
