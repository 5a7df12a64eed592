package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"sync/atomic"

	"github.com/manyhands/manyhands/billing"
	"github.com/manyhands/manyhands/billing/rate"
	"github.com/manyhands/manyhands/internal/pg"
	"github.com/manyhands/manyhands/internal/uid"
	"github.com/manyhands/manyhands/internal/verify"
)

// rate drafts every brand's invoice: facts read, sealed in blocks, judged,
// hashed, and the document, its lines and its cube written.
func (s *season) rate(ctx context.Context) error {
	c, err := step(s.postmaster, func() error {
		return inLanes(0, brands, func(n int) error {
			v, err := s.DraftPeriod(ctx, brandOf(n), rate.Span{From: starts, Till: ends})
			if err != nil {
				return fmt.Errorf("draft brand %d: %w", n, err)
			}
			s.invoices[n] = v.ID
			s.ours.Add(int64(v.SubtotalMinor))
			return nil
		})
	})
	s.row("rate: facts sealed and hashed, 89 invoices drafted with evidence", c, perSecond(s.rows*brands, c))
	if err != nil {
		return err
	}
	c, err = step(s.postmaster, func() error {
		return inLanes(0, brands/10, func(n int) error {
			v, err := s.Redraft(ctx, s.invoices[n*10])
			s.invoices[n*10] = v.ID
			return err
		})
	})
	s.row("re-rate: every tenth draft made again from the facts as they are", c, perSecond(s.rows*(brands/10), c))
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
// code, some brands' files at a time.
func (s *season) verify(ctx context.Context) error {
	const filesAtOnce = 8
	var findings, bytesOut atomic.Int64
	var export, recount cost
	for from := 0; from < brands; from += filesAtOnce {
		till := min(from+filesAtOnce, brands)
		c, err := step(s.postmaster, func() error {
			return inLanes(from, till, func(n int) error { return s.export(ctx, n, &bytesOut) })
		})
		export.sum(c)
		if err != nil {
			return err
		}
		c, err = step(s.postmaster, func() error {
			return inLanes(from, till, func(n int) error { return s.recount(ctx, n, &findings) })
		})
		recount.sum(c)
		if err != nil {
			return err
		}
		for n := from; n < till; n++ {
			_ = os.Remove(s.factsFile(n))
		}
	}
	s.row("export every fact, sealed", export, fmt.Sprintf("%d MB", bytesOut.Load()>>20))
	s.row("verify all 89 by the auditor's code", recount, fmt.Sprintf("%d findings", findings.Load()))
	return nil
}

func (s *season) factsFile(n int) string {
	return filepath.Join(s.dir, fmt.Sprintf("facts%d.jsonl", n))
}

func (s *season) export(ctx context.Context, n int, size *atomic.Int64) error {
	out, err := os.Create(s.factsFile(n))
	if err != nil {
		return err
	}
	if err := errors.Join(s.WriteFacts(ctx, pg.Everything, s.invoices[n], out), out.Close()); err != nil {
		return err
	}
	written, err := os.Stat(s.factsFile(n))
	if err == nil {
		size.Add(written.Size())
	}
	return err
}

func (s *season) recount(ctx context.Context, n int, findings *atomic.Int64) error {
	doc, contract, err := s.Documents(ctx, pg.Everything, s.invoices[n])
	if err != nil {
		return err
	}
	facts, err := os.Open(s.factsFile(n))
	if err != nil {
		return err
	}
	defer facts.Close() //nolint:errcheck // only read
	r, err := verify.Recount(bytes.NewReader(doc), facts, bytes.NewReader(contract))
	if err != nil {
		return err
	}
	findings.Add(int64(len(r.Findings)))
	return nil
}

// chain hashes every block in the database again.
func (s *season) chain(ctx context.Context) error {
	var broken atomic.Int64
	c, err := step(s.postmaster, func() error {
		return inLanes(0, brands, func(n int) error {
			r, err := s.CheckChain(ctx, pg.Everything, brandOf(n))
			if err == nil && !r.Holds {
				broken.Add(1)
			}
			return err
		})
	})
	s.row("hash the chain of blocks again", c, fmt.Sprintf("%d broken", broken.Load()))
	return err
}
