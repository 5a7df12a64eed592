package backup

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/manyhands/manyhands/internal/pg"
)

// Keep is a small file that belongs to the copy, such as a key.
type Keep struct{ Name, From string }

// Make copies the database into dir, which appears whole or not at all. The
// product may run meanwhile: the copy is what one instant committed. It
// returns ErrNotEmpty and pg.ErrNoTool.
func Make(ctx context.Context, db *pg.DB, binDir, dir string, keep []Keep, now time.Time) (*Manifest, error) {
	tool, err := pg.Tool(binDir, "pg_dump")
	if err != nil {
		return nil, err
	}
	if err := free(dir); err != nil {
		return nil, err
	}
	aside, err := os.MkdirTemp(filepath.Dir(filepath.Clean(dir)), filepath.Base(dir)+".part-")
	if err != nil {
		return nil, fmt.Errorf("make backup folder: %w", err)
	}
	m, err := fill(ctx, db, tool, aside, keep, now)
	if err != nil {
		_ = os.RemoveAll(aside) // the reason is what matters
		return nil, err
	}
	if err := os.Rename(aside, dir); err != nil {
		_ = os.RemoveAll(aside)
		return nil, fmt.Errorf("put backup in its place: %w", err)
	}
	return m, nil
}

// free tells whether dir can become a backup.
func free(dir string) error {
	list, err := os.ReadDir(dir)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("look into backup folder: %w", err)
	}
	if len(list) > 0 {
		return ErrNotEmpty.With("%s is not empty", dir)
	}
	return nil
}

// frozen is a transaction that sees one instant. With row security off, who may
// not read every row gets an error and not fewer rows.
var frozen = pgx.TxOptions{BeginQuery: "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY; SET LOCAL row_security = off"}

func fill(ctx context.Context, db *pg.DB, tool, aside string, keep []Keep, now time.Time) (*Manifest, error) {
	m := &Manifest{Format: format, MadeAt: now.UTC()}
	err := pgx.BeginTxFunc(ctx, db.Pool, frozen, func(tx pgx.Tx) error {
		var snapshot string
		if err := tx.QueryRow(ctx, "SELECT pg_export_snapshot(), version()").Scan(&snapshot, &m.Postgres); err != nil {
			return fmt.Errorf("open a snapshot: %w", err)
		}
		if err := tx.QueryRow(ctx, "SELECT max(version_id) FROM goose_db_version WHERE is_applied").Scan(&m.Schema); err != nil {
			return fmt.Errorf("read the schema's number: %w", err)
		}
		var err error
		if m.Rows, err = count(ctx, tx); err != nil {
			return err
		}
		return run(ctx, tool, db.Pool.Config().ConnString(),
			"--format=custom", "--no-owner", "--snapshot="+snapshot, "--file="+filepath.Join(aside, dumpName))
	})
	if err != nil {
		return nil, err
	}
	names := []string{dumpName}
	for _, k := range keep {
		raw, err := os.ReadFile(k.From)
		if errors.Is(err, fs.ErrNotExist) {
			continue
		}
		if err != nil {
			return nil, fmt.Errorf("keep %s: %w", k.Name, err)
		}
		if err := os.WriteFile(filepath.Join(aside, k.Name), raw, 0o600); err != nil {
			return nil, fmt.Errorf("keep %s: %w", k.Name, err)
		}
		names = append(names, k.Name)
	}
	for _, name := range names {
		f, err := measure(aside, name)
		if err != nil {
			return nil, fmt.Errorf("measure %s: %w", name, err)
		}
		m.Files = append(m.Files, f)
	}
	return m, m.write(aside)
}

// count is how many rows each table holds, partitions under their own names.
func count(ctx context.Context, tx pgx.Tx) (map[string]int64, error) {
	rows, err := tx.Query(ctx, `SELECT format('%I.%I', n.nspname, c.relname) FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
		WHERE c.relkind = 'r' AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema' ORDER BY 1`)
	if err != nil {
		return nil, fmt.Errorf("list tables: %w", err)
	}
	tables, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if err != nil {
		return nil, fmt.Errorf("list tables: %w", err)
	}
	out := map[string]int64{}
	for _, t := range tables {
		var n int64
		if err := tx.QueryRow(ctx, "SELECT count(*) FROM "+t).Scan(&n); err != nil { // quoted by format above
			return nil, fmt.Errorf("count %s: %w", t, err)
		}
		out[t] = n
	}
	return out, nil
}

// run calls a client program on a database. The password goes by the
// environment: an argument can be read by everybody on the machine.
func run(ctx context.Context, tool, conn string, args ...string) error {
	conn, password := withoutPassword(conn)
	cmd := exec.CommandContext(ctx, tool, append(args, "--dbname="+conn, "--no-password")...)
	cmd.Env = append(os.Environ(), "LC_ALL=C.UTF-8")
	if password != "" {
		cmd.Env = append(cmd.Env, "PGPASSWORD="+password)
	}
	out, err := cmd.CombinedOutput()
	if ctx.Err() != nil {
		return ctx.Err()
	}
	if err != nil {
		return fmt.Errorf("%s: %w: %s", filepath.Base(tool), err, strings.TrimSpace(clip(string(out))))
	}
	return nil
}

var passwordWord = regexp.MustCompile(`(?:^|\s)password\s*=\s*('(?:[^'\\]|\\.)*'|\S+)`)

func withoutPassword(conn string) (rest, password string) {
	if u, err := url.Parse(conn); err == nil && u.Scheme != "" {
		if p, ok := u.User.Password(); ok {
			password = p
			u.User = url.User(u.User.Username())
		}
		return u.String(), password
	}
	if m := passwordWord.FindStringSubmatch(conn); m != nil {
		return passwordWord.ReplaceAllString(conn, " "), strings.Trim(m[1], "'")
	}
	return conn, ""
}

// clip keeps the end of a program's words, where the reason stands.
func clip(s string) string {
	const most = 600
	if len(s) <= most {
		return s
	}
	return "…" + s[len(s)-most:]
}
