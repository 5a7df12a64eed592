package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/manyhands/manyhands/billing"
	"github.com/manyhands/manyhands/billing/rate"
	"github.com/manyhands/manyhands/billing/till"
	"github.com/manyhands/manyhands/internal/account"
	"github.com/manyhands/manyhands/internal/clock"
	"github.com/manyhands/manyhands/internal/pg"
	"github.com/manyhands/manyhands/internal/uid"
)

// season is the product's own book on a database of its own.
type season struct {
	*billing.Book
	dir        string
	rows       int // a brand
	pool       *pgxpool.Pool
	url        string
	postmaster int
	invoices   [brands]uid.Invoice
	ours       atomic.Int64 // what all brands owe without tax
	loaded     cost
	later      [brands][]rate.Correction
}

func throughDatabase(ctx context.Context, dir string, rows, imported int) error {
	return storedSeason(ctx, dir, rows, func(s *season) []func(context.Context) error {
		return []func(context.Context) error{s.load, s.corrections, s.rate, s.rateInSQL, s.whatIf, s.issue, s.verify, s.chain, s.importFile(imported), s.clear, s.copyByHand}
	})
}

// loadAlone is the first and the last step of a season, side by side.
func loadAlone(ctx context.Context, dir string, rows int) error {
	return storedSeason(ctx, dir, rows, func(s *season) []func(context.Context) error {
		return []func(context.Context) error{s.load, s.clear, s.copyByHand}
	})
}

func storedSeason(ctx context.Context, dir string, rows int, steps func(*season) []func(context.Context) error) error {
	fmt.Fprintf(os.Stderr, "starting PostgreSQL\n")
	server, err := pg.StartServer(ctx, pg.ServerConfig{DataDir: filepath.Join(dir, "data"), Log: io.Discard})
	if err != nil {
		return err
	}
	defer func() { _ = server.Stop(context.WithoutCancel(ctx)) }()
	s, err := open(ctx, dir, server.URL, rows)
	if err != nil {
		return err
	}
	defer s.pool.Close()
	fmt.Printf("\n%d outcomes of %d brands through PostgreSQL, GOMEMLIMIT %s\n\n", rows*brands, brands, os.Getenv("GOMEMLIMIT"))
	fmt.Println("| step | seconds | our CPU s | server CPU s | our peak MB | |\n|---|---:|---:|---:|---:|---|")
	for _, work := range steps(s) {
		if err := work(ctx); err != nil {
			return err
		}
	}
	return nil
}

func open(ctx context.Context, dir, at string, rows int) (*season, error) {
	pool, err := pg.Connect(ctx, at)
	if err != nil {
		return nil, err
	}
	if err := pg.Migrate(ctx, pool); err != nil {
		return nil, err
	}
	// Room on the disk: the log of a season's loads is kept short, for us and psql alike.
	for _, set := range []string{"ALTER SYSTEM SET max_wal_size = '3GB'", "ALTER SYSTEM SET checkpoint_timeout = '15min'", "SELECT pg_reload_conf()"} {
		if _, err := pool.Exec(ctx, set); err != nil {
			return nil, err
		}
	}
	pid, err := postmaster(filepath.Join(dir, "data"))
	if err != nil {
		return nil, err
	}
	now := clock.Fixed(ends.AddDate(0, 0, 2))
	quiet := slog.New(slog.DiscardHandler)
	register := account.NewRegister(pool, now, bytes.Repeat([]byte("k"), 32), time.Hour, time.Hour)
	s := &season{dir: dir, rows: rows, pool: pool, url: at, postmaster: pid}
	s.Book = billing.NewBook(pool, now, quiet, register, nil, nil, tillOf(pool, now, quiet))
	for n := range brands {
		b := account.Brand{ID: brandOf(n), Slug: fmt.Sprintf("brand-%02d", n), Name: fmt.Sprintf("品牌 %d", n), Currency: "CNY", Timezone: "Asia/Shanghai", Languages: []string{"zh"}, WebhookSecret: "s"}
		if err := register.AddBrand(ctx, b); err != nil {
			return nil, err
		}
		if err := s.agree(ctx, b.ID); err != nil {
			return nil, err
		}
	}
	return s, nil
}

func tillOf(pool *pgxpool.Pool, now clock.Clock, log *slog.Logger) *till.Till {
	return till.New(pool, now, log, nil)
}

func postmaster(data string) (int, error) {
	found, err := filepath.Glob(filepath.Join(data, "pg*", "postmaster.pid"))
	if err != nil || len(found) != 1 {
		return 0, fmt.Errorf("find the server's pid below %s: %w", data, err)
	}
	raw, err := os.ReadFile(found[0])
	if err != nil {
		return 0, err
	}
	first, _, _ := strings.Cut(string(raw), "\n")
	return strconv.Atoi(first)
}

// agree writes the brand's contract down.
func (s *season) agree(ctx context.Context, brand uid.Brand) error {
	c := terms(brand)
	raw, err := json.Marshal(c.Versions[0])
	if err != nil {
		return err
	}
	_, err = s.pool.Exec(ctx, `WITH c AS (
		INSERT INTO billing.contract (id, brand_id, currency, timezone, tax_mode, tax_bp, created_at) VALUES ($1, $2, 'CNY', 'Asia/Shanghai', 'on_top', 600, now()) RETURNING id)
		INSERT INTO billing.contract_version (id, contract_id, brand_id, request_id, name, plan, starts, event_ends, ends, terms, terms_sha, created_at)
		SELECT gen_random_uuid(), c.id, $2, gen_random_uuid(), 'v1', 'bench', $3, $4, $4, $5, '', now() FROM c`,
		c.ID, brand, c.Period.From, c.Period.Till, raw)
	return err
}

// sum adds costs up; its peak is the highest.
func (c *cost) sum(o cost) {
	c.took, c.own, c.server, c.peak = c.took+o.took, c.own+o.own, c.server+o.server, max(c.peak, o.peak)
}

func (s *season) row(name string, c cost, words string) {
	fmt.Printf("| %s | %s | %s |\n", name, c.cells(), words)
	fmt.Fprintf(os.Stderr, "%s: %s, %.1f s on the clock, %.1f of ours, %.1f of the server's\n", time.Now().Format(time.TimeOnly), name, c.took.Seconds(), c.own.Seconds(), c.server.Seconds())
}

// lanes is how many brands are worked on at once: one a core.
const lanes = 2

// inLanes does the work of some brands, two at a time.
func inLanes(from, till int, work func(n int) error) error {
	next, failed := atomic.Int64{}, [lanes]error{}
	next.Store(int64(from) - 1)
	var all sync.WaitGroup
	for lane := range lanes {
		all.Go(func() {
			for failed[lane] == nil {
				n := int(next.Add(1))
				if n >= till {
					return
				}
				failed[lane] = work(n)
			}
		})
	}
	all.Wait()
	return errors.Join(failed[:]...)
}

func perSecond(n int, c cost) string { return fmt.Sprintf("%.0f rows/s", float64(n)/c.took.Seconds()) }
