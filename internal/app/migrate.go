package app

import (
	"context"
	"flag"
	"fmt"

	"github.com/manyhands/manyhands/internal/config"
	"github.com/manyhands/manyhands/internal/outbox"
	"github.com/manyhands/manyhands/internal/pg"
)

var migrateCommand = command{
	name: "migrate", summary: "bring the database's schema up to date", example: "DATABASE_URL=postgres://… manyhands migrate",
	run: func(ctx context.Context, std stdio, fs *flag.FlagSet, args []string) error {
		if err := parse(fs, args); err != nil {
			return err
		}
		cfg, err := config.FromEnvironment()
		if err != nil {
			return err
		}
		db, err := pg.Open(ctx, pg.Config{URL: cfg.DatabaseURL, BinDir: cfg.PGBin, DataDir: cfg.DataDir, Log: std.err,
			Say: func(line string) { fmt.Fprintln(std.err, "manyhands: "+line) }})
		if err != nil {
			return err
		}
		defer db.Close()
		if err := bringUpToDate(ctx, db); err != nil {
			return err
		}
		fmt.Fprintln(std.err, "manyhands: the schema is up to date")
		return nil
	},
}

// bringUpToDate brings the product's schema and the outbox's up to date.
func bringUpToDate(ctx context.Context, db *pg.DB) error {
	if err := pg.Migrate(ctx, db.Pool); err != nil {
		return err
	}
	return outbox.Migrate(ctx, db.Pool)
}
