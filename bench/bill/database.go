package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/manyhands/manyhands/billing"
	"github.com/manyhands/manyhands/billing/rate"
	"github.com/manyhands/manyhands/billing/till"
	"github.com/manyhands/manyhands/internal/account"
	"github.com/manyhands/manyhands/internal/clock"
	"github.com/manyhands/manyhands/internal/pg"
	"github.com/manyhands/manyhands/internal/uid"
	"github.com/manyhands/manyhands/internal/verify"
)

// season is the product's own book on a database of its own.
type season struct {
	*billing.Book
	dir        string
	rows       int // a brand
	pool       *pgxpool.Pool
	url        string
	postmaster int
	invoices   []uid.Invoice
	ours       int64 // what all brands owe without tax
	table      strings.Builder
}

func throughDatabase(ctx context.Context, dir string, rows, imported int) error {
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
	for _, work := range []func(context.Context) error{s.load, s.copyByHand, s.corrections, s.rate, s.rateInSQL, s.whatIf, s.issue, s.verify, s.importFile(imported)} {
		if err := work(ctx); err != nil {
			return err
		}
	}
	fmt.Printf("\n%d outcomes of %d brands through PostgreSQL, GOMEMLIMIT %s\n\n", rows*brands, brands, os.Getenv("GOMEMLIMIT"))
	fmt.Printf("| step | seconds | our CPU s | server CPU s | our peak MB | |\n|---|---:|---:|---:|---:|---|\n%s", s.table.String())
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
	fmt.Fprintf(&s.table, "| %s | %s | %s |\n", name, c.cells(), words)
	fmt.Fprintf(os.Stderr, "%s: %.1f s\n", name, c.took.Seconds())
}

// load brings the facts in as an import does, with dedupe for ever, and writes
// the same rows to a file for psql.
func (s *season) load(ctx context.Context) error {
	file, err := os.Create(filepath.Join(s.dir, "rows.copy"))
	if err != nil {
		return err
	}
	out := bufio.NewWriterSize(file, 1<<20)
	var all cost
	var batch []rate.Outcome
	for n := range brands {
		send := func() error {
			c, err := step(s.postmaster, func() error { _, err := s.Load(ctx, brandOf(n), batch); return err })
			all.sum(c)
			batch = batch[:0]
			return err
		}
		var failed error
		month(n, s.rows, true, func(o rate.Outcome) {
			batch = append(batch, o)
			writeCopy(out, &o)
			if len(batch) == 20_000 && failed == nil {
				failed = send()
			}
		}, func(rate.Correction) {})
		if failed == nil && len(batch) > 0 {
			failed = send()
		}
		if failed != nil {
			return failed
		}
	}
	if err := out.Flush(); err != nil {
		return err
	}
	s.row("load: binary COPY, checked, deduplicated for ever, indexed", all, perSecond(s.rows*brands, all))
	return file.Close()
}

func perSecond(n int, c cost) string { return fmt.Sprintf("%.0f rows/s", float64(n)/c.took.Seconds()) }

// writeCopy writes a row as \copy reads it.
func writeCopy(w *bufio.Writer, o *rate.Outcome) {
	const t = time.RFC3339Nano
	fmt.Fprintf(w, "%s\t%s\t%s\t%s\t%s\t%s\t%s\t%s\t%s\t%s\t\\N\t\\N\t%d\t%d\t{%s}\t%s\t%d\t%s\t%s\t%s\t%s\t\\N\n",
		o.ID, o.Brand, o.Conversation, o.Channel, o.Service, o.Unit, o.Shopper, o.Intent, o.At.Format(t), o.ReceivedAt.Format(t),
		o.RespMS, o.CSAT, strings.Join(o.Flags.Names(), ","), o.OrderRef, o.NetMinor, o.Currency, o.TranscriptSHA, o.Source, o.SourceEventID)
}

// copyByHand is psql's \copy of the same rows, into a bare table and into one
// with the same indexes.
func (s *season) copyByHand(ctx context.Context) error {
	file := filepath.Join(s.dir, "rows.copy")
	for _, x := range []struct{ table, also, name string }{
		{"plain", "", `psql \copy of the same rows: a bare table`},
		{"indexed", "ALTER TABLE public.indexed ADD PRIMARY KEY (id, event_at); CREATE INDEX ON public.indexed (brand_id, received_at, id); CREATE INDEX ON public.indexed (brand_id, event_at); CREATE INDEX ON public.indexed (chat_id)", `psql \copy: the same indexes, no dedupe`},
	} {
		if _, err := s.pool.Exec(ctx, "CREATE TABLE public."+x.table+" (LIKE billing.outcome); "+x.also); err != nil {
			return err
		}
		c, err := step(s.postmaster, func() error {
			run := exec.CommandContext(ctx, "psql", "-q", "-c", `\copy public.`+x.table+" FROM '"+file+"'")
			run.Env = append(os.Environ(), connection(s.url)...)
			run.Stderr = os.Stderr
			return run.Run()
		})
		if err != nil {
			return fmt.Errorf("psql: %w", err)
		}
		c.peak = 0 // it is not us
		s.row(x.name, c, perSecond(s.rows*brands, c))
		if _, err := s.pool.Exec(ctx, "DROP TABLE public."+x.table); err != nil {
			return err
		}
	}
	return os.Remove(file)
}

// connection gives psql the server by its variables.
func connection(at string) []string {
	u, err := url.Parse(at)
	if err != nil {
		return nil
	}
	password, _ := u.User.Password()
	return []string{"PGHOST=" + u.Query().Get("host"), "PGPORT=" + u.Query().Get("port"), "PGUSER=" + u.User.Username(), "PGPASSWORD=" + password, "PGDATABASE=" + strings.TrimPrefix(u.Path, "/")}
}

// corrections come by the hundred as orders and shoppers tell of them; here
// they are copied in, untimed.
func (s *season) corrections(ctx context.Context) error {
	for n := range brands {
		var rows [][]any
		month(n, s.rows, true, func(rate.Outcome) {}, func(x rate.Correction) {
			rows = append(rows, []any{x.ID, brandOf(n).String(), x.Outcome, x.Kind, int64(x.Delta), x.EffectiveAt, x.ReceivedAt, x.Actor, "", x.SourceEventID})
		})
		_, err := s.pool.CopyFrom(ctx, pgx.Identifier{"billing", "correction"},
			[]string{"id", "brand_id", "outcome_id", "kind", "delta_minor", "effective_at", "received_at", "actor", "evidence_sha", "source_event_id"}, pgx.CopyFromRows(rows))
		if err != nil {
			return fmt.Errorf("copy corrections: %w", err)
		}
	}
	_, err := s.pool.Exec(ctx, "VACUUM ANALYZE billing.outcome, billing.correction")
	return err
}

// rate drafts every brand's invoice: facts read, sealed in blocks, judged,
// hashed, and the document, its lines and its cube written.
func (s *season) rate(ctx context.Context) error {
	c, err := step(s.postmaster, func() error {
		for n := range brands {
			v, err := s.DraftPeriod(ctx, brandOf(n), rate.Span{From: starts, Till: ends})
			if err != nil {
				return fmt.Errorf("draft brand %d: %w", n, err)
			}
			s.invoices = append(s.invoices, v.ID)
			s.ours += int64(v.SubtotalMinor)
		}
		return nil
	})
	s.row("rate: facts sealed and hashed, 89 invoices drafted with evidence", c, perSecond(s.rows*brands, c))
	return err
}

func (s *season) whatIf(ctx context.Context) error {
	const questions = 200
	c, err := step(s.postmaster, func() error {
		for i := range questions {
			price := int64(1_000_000 + i)
			if _, err := s.WhatIf(ctx, s.invoices[i%brands], billing.Terms{Tiers: []billing.TierAsk{{Rule: "chat", Tier: 1, UnitMicro: &price}}}); err != nil {
				return err
			}
		}
		return nil
	})
	s.row(fmt.Sprintf("%d what-ifs over the stored cubes", questions), c, fmt.Sprintf("%.1f ms each", c.took.Seconds()*1000/questions))
	return err
}

func (s *season) issue(ctx context.Context) error {
	c, err := step(s.postmaster, func() error {
		for _, id := range s.invoices {
			if _, err := s.Approve(ctx, id, uid.New[uid.Person]()); err != nil {
				return err
			}
			if _, err := s.Issue(ctx, id); err != nil {
				return err
			}
		}
		return nil
	})
	s.row("approve and issue 89 invoices", c, "numbered, frozen, in the ledger")
	return err
}

// verify exports every brand's facts and recounts its invoice by the auditor's
// code, and then the chain of blocks in the database.
func (s *season) verify(ctx context.Context) error {
	findings, bytesOut := 0, int64(0)
	file := filepath.Join(s.dir, "facts.jsonl")
	export, recount := cost{}, cost{}
	for _, id := range s.invoices {
		c, err := step(s.postmaster, func() error {
			out, err := os.Create(file)
			if err != nil {
				return err
			}
			if err := s.WriteFacts(ctx, pg.Everything, id, out); err != nil {
				return err
			}
			return out.Close()
		})
		if err != nil {
			return err
		}
		export.sum(c)
		if i, err := os.Stat(file); err == nil {
			bytesOut += i.Size()
		}
		c, err = step(s.postmaster, func() error {
			doc, contract, err := s.Documents(ctx, pg.Everything, id)
			if err != nil {
				return err
			}
			facts, err := os.Open(file)
			if err != nil {
				return err
			}
			defer facts.Close() //nolint:errcheck // only read
			r, err := verify.Recount(bytes.NewReader(doc), facts, bytes.NewReader(contract))
			if err != nil {
				return err
			}
			findings += len(r.Findings)
			return nil
		})
		if err != nil {
			return err
		}
		recount.sum(c)
	}
	s.row("export every fact, sealed", export, fmt.Sprintf("%d MB", bytesOut>>20))
	s.row("verify all 89 by the auditor's code", recount, fmt.Sprintf("%d findings", findings))
	broken := 0
	c, err := step(s.postmaster, func() error {
		for n := range brands {
			r, err := s.CheckChain(ctx, pg.Everything, brandOf(n))
			if err != nil {
				return err
			}
			if !r.Holds {
				broken++
			}
		}
		return nil
	})
	s.row("hash the chain of blocks again", c, fmt.Sprintf("%d broken", broken))
	return err
}
