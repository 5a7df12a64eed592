package app

import (
	"context"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"time"

	"github.com/manyhands/manyhands/internal/config"
	"github.com/manyhands/manyhands/internal/pg"
	"github.com/manyhands/manyhands/internal/pg/backup"
)

// signingKeyName is the key of the access tokens, in the data directory and in
// a backup.
const signingKeyName = "signing.key"

var backupCommand = command{
	name: "backup", summary: "copy everything of one instant into a folder, while the product runs",
	example: "manyhands backup --dir /backups/2026-11-11",
	run: func(ctx context.Context, std stdio, fs *flag.FlagSet, args []string) error {
		dir := fs.String("dir", "", "folder of the copy; must not exist or be empty")
		asJSON := fs.Bool("json", false, "print the manifest")
		cfg, err := inFolder(fs, args, dir)
		if err != nil {
			return err
		}
		db, err := pg.Reach(ctx, databaseOf(cfg, std))
		if err != nil {
			return err
		}
		defer db.Close()
		stop := stillAtWork(std.err, "copying the database")
		m, err := backup.Make(ctx, db, cfg.PGBin, *dir,
			[]backup.Keep{{Name: signingKeyName, From: filepath.Join(cfg.DataDir, signingKeyName)}}, time.Now())
		stop()
		if err != nil {
			return err
		}
		fmt.Fprintf(std.err, "manyhands: %d rows of %d tables, schema %d, are in %s\n", m.Total(), len(m.Rows), m.Schema, *dir)
		if *asJSON {
			return printReport(std, *dir, m)
		}
		return nil
	},
}

var restoreCommand = command{
	name: "restore", summary: "bring a backup into an empty data directory or database",
	example: "MANYHANDS_DATA=/srv/fresh manyhands restore --dir /backups/2026-11-11",
	run: func(ctx context.Context, std stdio, fs *flag.FlagSet, args []string) error {
		dir := fs.String("dir", "", "folder that `backup` made")
		asJSON := fs.Bool("json", false, "print the manifest")
		cfg, err := inFolder(fs, args, dir)
		if err != nil {
			return err
		}
		m, err := backup.Read(*dir) // before a database is made or touched
		if err != nil {
			return err
		}
		if err := restore(ctx, cfg, std, *dir, m); err != nil {
			return err
		}
		fmt.Fprintf(std.err, "manyhands: %d rows of %d tables are back, as of %s; `serve` may start\n", m.Total(), len(m.Rows), m.MadeAt.Format(time.RFC3339))
		if *asJSON {
			return printReport(std, *dir, m)
		}
		return nil
	},
}

func restore(ctx context.Context, cfg config.Config, std stdio, dir string, m *backup.Manifest) error {
	// Not Reach: a running copy must not find its database filled under it.
	db, err := pg.Open(ctx, databaseOf(cfg, std))
	if err != nil {
		return err
	}
	defer db.Close()
	stop := stillAtWork(std.err, "loading the database")
	err = backup.Restore(ctx, db, cfg.PGBin, dir, m)
	stop()
	if err != nil {
		return err
	}
	if err := bringUpToDate(ctx, db); err != nil { // the copy may be older than this program
		return err
	}
	if cfg.SigningKey == "" {
		if err := os.MkdirAll(cfg.DataDir, 0o755); err != nil {
			return fmt.Errorf("make data directory: %w", err)
		}
		if _, err := backup.Bring(dir, signingKeyName, filepath.Join(cfg.DataDir, signingKeyName)); err != nil {
			return err
		}
	}
	return nil
}

// inFolder reads the flags of a command that wants a folder.
func inFolder(fs *flag.FlagSet, args []string, dir *string) (config.Config, error) {
	if err := parse(fs, args); err != nil {
		return config.Config{}, err
	}
	if *dir == "" {
		return config.Config{}, fmt.Errorf("--dir is missing: it names the folder of the backup")
	}
	return config.FromEnvironment()
}

func databaseOf(cfg config.Config, std stdio) pg.Config {
	return pg.Config{URL: cfg.DatabaseURL, BinDir: cfg.PGBin, DataDir: cfg.DataDir, Log: io.Discard,
		Say: func(line string) { fmt.Fprintln(std.err, "manyhands: "+line) }}
}

// stillAtWork says every few seconds that something long goes on, until the
// function it returns is called.
func stillAtWork(w io.Writer, what string) (stop func()) {
	done, ended := make(chan struct{}), make(chan struct{})
	began := time.Now()
	go func() {
		defer close(ended)
		beat := time.NewTicker(2 * time.Second)
		defer beat.Stop()
		for {
			select {
			case <-done:
				return
			case <-beat.C:
				fmt.Fprintf(w, "manyhands: %s, %d s\n", what, int(time.Since(began).Seconds()))
			}
		}
	}()
	return func() { close(done); <-ended }
}
