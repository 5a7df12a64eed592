package backup

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"

	"github.com/jackc/pgx/v5"

	"github.com/manyhands/manyhands/internal/pg"
	"github.com/manyhands/manyhands/migrations"
)

// Restore brings a copy that Read has found sound into an empty database, in
// one transaction, and counts every table again. The schema is then as old as
// the copy: the caller migrates. It returns ErrTarget, ErrNewer, ErrDamaged
// and pg.ErrNoTool.
func Restore(ctx context.Context, db *pg.DB, binDir, dir string, m *Manifest) error {
	tool, err := pg.Tool(binDir, "pg_restore")
	if err != nil {
		return err
	}
	newest, err := migrations.Newest()
	if err != nil {
		return err
	}
	if m.Schema > newest {
		return ErrNewer.With("the backup's schema is number %d, this program's is %d", m.Schema, newest)
	}
	empty, err := pg.Empty(ctx, db)
	if err != nil {
		return err
	}
	if !empty {
		return ErrTarget
	}
	if err := pg.MakeRole(ctx, db); err != nil {
		return err
	}
	err = run(ctx, tool, db.Pool.Config().ConnString(),
		"--no-owner", "--exit-on-error", "--single-transaction", filepath.Join(dir, dumpName))
	if err != nil {
		return err
	}
	return compare(ctx, db, m)
}

// compare finds every table as full as the manifest says.
func compare(ctx context.Context, db *pg.DB, m *Manifest) error {
	return pgx.BeginTxFunc(ctx, db.Pool, frozen, func(tx pgx.Tx) error {
		got, err := count(ctx, tx)
		if err != nil {
			return err
		}
		var apart []string
		for t, n := range m.Rows {
			if got[t] != n {
				apart = append(apart, fmt.Sprintf("%s has %d rows of %d", t, got[t], n))
			}
		}
		if len(apart) > 0 {
			slices.Sort(apart)
			return ErrDamaged.With("%d tables are not as full as they were: %s", len(apart), apart[0])
		}
		return nil
	})
}

// Bring writes a kept file to where the program looks for it, unless one is
// there already: a running key is never replaced. It tells whether it did.
func Bring(dir, name, to string) (bool, error) {
	raw, err := os.ReadFile(filepath.Join(dir, name))
	if errors.Is(err, fs.ErrNotExist) {
		return false, nil
	}
	if err != nil {
		return false, fmt.Errorf("bring %s: %w", name, err)
	}
	f, err := os.OpenFile(to, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if errors.Is(err, fs.ErrExist) {
		return false, nil
	}
	if err != nil {
		return false, fmt.Errorf("bring %s: %w", name, err)
	}
	_, err = f.Write(raw)
	if cerr := f.Close(); err == nil {
		err = cerr
	}
	return err == nil, err
}
