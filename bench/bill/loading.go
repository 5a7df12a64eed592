package main

import (
	"context"
	"fmt"
	"os"
	"runtime"
	"syscall"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/manyhands/manyhands/billing/rate"
)

// load brings the facts in as an import does, with dedupe for ever. What it
// costs to make them up is taken off.
func (s *season) load(ctx context.Context) error {
	var making [brands]time.Duration
	c, err := step(s.postmaster, func() error {
		return inLanes(0, brands, func(n int) error {
			runtime.LockOSThread() // whose processor time is read
			defer runtime.UnlockOSThread()
			if n%10 == 0 {
				fmt.Fprintf(os.Stderr, "%s: loading brand %d\n", time.Now().Format(time.TimeOnly), n)
			}
			return s.loadBrand(ctx, n, &making[n])
		})
	})
	for _, made := range making {
		c.own -= made
	}
	s.loaded = c
	s.row("load: binary COPY, checked, deduplicated for ever, indexed", c, perSecond(s.rows*brands, c))
	return err
}

func (s *season) loadBrand(ctx context.Context, n int, making *time.Duration) error {
	batch, began := make([]rate.Outcome, 0, batchRows), threadCPU()
	send := func() error {
		*making += threadCPU() - began
		_, err := s.Load(ctx, brandOf(n), batch)
		batch, began = batch[:0], threadCPU()
		return err
	}
	var failed error
	month(n, s.rows, true, func(o rate.Outcome) {
		if batch = append(batch, o); len(batch) == batchRows && failed == nil {
			failed = send()
		}
	}, func(x rate.Correction) { s.later[n] = append(s.later[n], x) })
	if failed == nil && len(batch) > 0 {
		failed = send()
	}
	return failed
}

// batchRows is what an import takes in one transaction.
const batchRows = 20_000

func threadCPU() time.Duration {
	const thread = 1 // RUSAGE_THREAD
	var u syscall.Rusage
	_ = syscall.Getrusage(thread, &u)
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

// corrections come by the hundred as orders and shoppers tell of them; here
// they are copied in, untimed.
func (s *season) corrections(ctx context.Context) error {
	for n := range brands {
		rows := make([][]any, len(s.later[n]))
		for i, x := range s.later[n] {
			rows[i] = []any{x.ID, brandOf(n).String(), x.Outcome, x.Kind, int64(x.Delta), x.EffectiveAt, x.ReceivedAt, x.Actor, "", x.SourceEventID}
		}
		s.later[n] = nil
		_, err := s.pool.CopyFrom(ctx, pgx.Identifier{"billing", "correction"},
			[]string{"id", "brand_id", "outcome_id", "kind", "delta_minor", "effective_at", "received_at", "actor", "evidence_sha", "source_event_id"}, pgx.CopyFromRows(rows))
		if err != nil {
			return fmt.Errorf("copy corrections: %w", err)
		}
	}
	_, err := s.pool.Exec(ctx, "VACUUM ANALYZE billing.outcome, billing.correction")
	return err
}
