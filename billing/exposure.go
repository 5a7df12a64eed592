package billing

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/manyhands/manyhands/billing/deal"
	"github.com/manyhands/manyhands/billing/facts"
	"github.com/manyhands/manyhands/billing/internal/db"
	"github.com/manyhands/manyhands/billing/ledger"
	"github.com/manyhands/manyhands/billing/rate"
	"github.com/manyhands/manyhands/internal/money"
	"github.com/manyhands/manyhands/internal/pg"
	"github.com/manyhands/manyhands/internal/uid"
)

// Exposure is a brand's bill as it stands during the sale: what it owes so far
// and what the guarantees would pay back if the sale ended now.
type Exposure struct {
	Brand             uid.Brand    `json:"brand_id"`
	Currency          string       `json:"currency"`
	From              time.Time    `json:"period_from"`
	Till              time.Time    `json:"period_till"`
	At                time.Time    `json:"at"`
	Outcomes          int          `json:"outcomes"`
	SubtotalMinor     money.Amount `json:"subtotal_minor"`
	TotalMinor        money.Amount `json:"total_minor"`
	CompensationMinor money.Amount `json:"compensation_minor"`
	Floors            []rate.Floor `json:"floors"`
	Lines             []Line       `json:"lines"`
}

// runningBills keeps each brand's last running bill for a moment, so that a
// wall of many screens rates once.
type runningBills struct {
	mu   sync.Mutex // covers last; held while one rates, the others wait for its answer
	last map[uid.Brand]Exposure
}

const runningLife = 500 * time.Millisecond

// Exposure is a brand's running bill, at most half a second old. It returns
// deal.ErrNoContract.
func (b *Book) Exposure(ctx context.Context, brand uid.Brand) (Exposure, error) {
	b.running.mu.Lock()
	defer b.running.mu.Unlock()
	now := b.clock.Now()
	if e, ok := b.running.last[brand]; ok && now.Sub(e.At) >= 0 && now.Sub(e.At) < runningLife {
		return e, nil
	}
	e, err := db.Look(ctx, b.pool, pg.OfBrand(brand), func(q *db.Queries) (Exposure, error) { return exposureAt(ctx, q, brand, now) })
	if err != nil {
		return e, err
	}
	if b.running.last == nil {
		b.running.last = map[uid.Brand]Exposure{}
	}
	b.running.last[brand] = e
	return e, nil
}

func exposureAt(ctx context.Context, q *db.Queries, brand uid.Brand, now time.Time) (Exposure, error) {
	period, err := runningPeriod(ctx, q, brand, now)
	if err != nil {
		return Exposure{}, err
	}
	c, _, err := deal.ContractFor(ctx, q, brand, period)
	if err != nil {
		return Exposure{}, err
	}
	f, err := facts.Of(ctx, q, brand, db.Endless)
	if err != nil {
		return Exposure{}, err
	}
	l, err := rate.LookAt(c, f, time.Time{})
	if err != nil {
		return Exposure{}, err
	}
	v := l.Invoice
	e := Exposure{
		Brand: brand, Currency: string(c.Currency), From: c.Period.From, Till: c.Period.Till, At: now, Outcomes: v.Watermark.Outcomes,
		SubtotalMinor: v.SubtotalMinor, TotalMinor: v.TotalMinor, CompensationMinor: v.CompensationMinor, Floors: l.Floors, Lines: []Line{},
	}
	if e.Floors == nil {
		e.Floors = []rate.Floor{}
	}
	for i, x := range v.Lines {
		e.Lines = append(e.Lines, Line{
			N: i + 1, Code: x.Code, Rule: x.Rule, Version: x.Version, Dims: x.Dims, Qty: x.Qty, UnitMicro: x.UnitMicro, AmountMinor: x.Amount, Count: int64(len(l.Under[i])),
		})
	}
	return e, nil
}

// runningPeriod is the period that runs now, else the next one, else the last.
func runningPeriod(ctx context.Context, q *db.Queries, brand uid.Brand, now time.Time) (rate.Span, error) {
	rows, err := q.Versions(ctx, brand)
	if err != nil {
		return rate.Span{}, err
	}
	if len(rows) == 0 {
		return rate.Span{}, deal.ErrNoContract
	}
	for _, r := range rows { // by start
		if now.Before(r.Ends) {
			return deal.PeriodOf(ctx, q, r.RequestID)
		}
	}
	return deal.PeriodOf(ctx, q, rows[len(rows)-1].RequestID)
}

// Exposures are the running bills of every brand that has a contract.
func (b *Book) Exposures(ctx context.Context) ([]Exposure, error) {
	brands, err := b.register.Brands(ctx)
	if err != nil {
		return nil, err
	}
	out := []Exposure{}
	for _, x := range brands {
		e, err := b.Exposure(ctx, x.ID)
		if errors.Is(err, deal.ErrNoContract) {
			continue
		}
		if err != nil {
			return nil, err
		}
		out = append(out, e)
	}
	return out, nil
}

// Terms are overrides of a contract for a what-if question; each applies to
// every version that has such a rule or guarantee.
type Terms struct {
	Tiers      []TierAsk  `json:"tiers,omitempty"`
	Floors     []FloorAsk `json:"floors,omitempty"`
	TotalCapBP *int64     `json:"total_cap_bp,omitempty" minimum:"0" maximum:"10000"`
}

// TierAsk is another price of one tier of a rule.
type TierAsk struct {
	Rule      string `json:"rule_id"`
	Tier      int    `json:"tier" minimum:"1" doc:"from 1"`
	UpTo      *int64 `json:"up_to,omitempty"`
	UnitMicro *int64 `json:"unit_micro,omitempty"`
}

// FloorAsk is another floor or unit of one guarantee.
type FloorAsk struct {
	Guarantee string        `json:"guarantee"`
	FloorPPM  *int64        `json:"floor_ppm,omitempty" minimum:"0" maximum:"1000000"`
	UnitMinor *money.Amount `json:"unit_minor,omitempty" minimum:"1"`
	CapBP     *int64        `json:"cap_bp,omitempty" minimum:"0" maximum:"10000"`
}

// WhatIf is a bill beside what it would be under other terms.
type WhatIf struct {
	Currency string       `json:"currency"`
	Present  Totals       `json:"present"`
	Asked    Totals       `json:"asked"`
	Floors   []rate.Floor `json:"floors"`
}

// Totals are a bill's sums.
type Totals struct {
	FeesMinor         money.Amount `json:"fees_minor"`
	CompensationMinor money.Amount `json:"compensation_minor"`
	SubtotalMinor     money.Amount `json:"subtotal_minor"`
	TaxMinor          money.Amount `json:"tax_minor"`
	TotalMinor        money.Amount `json:"total_minor"`
}

// WhatIf is what a document would be under other terms. Prices are added up
// from its cube in milliseconds; terms that change which outcomes count rate
// its facts anew. Nothing is kept. It returns ErrNoInvoice and rate.ErrContract.
func (b *Book) WhatIf(ctx context.Context, id uid.Invoice, ask Terms) (WhatIf, error) {
	return db.Look(ctx, b.pool, pg.Everything, func(q *db.Queries) (WhatIf, error) {
		r, err := rowOf(ctx, q, id)
		if err != nil {
			return WhatIf{}, err
		}
		present, err := ratingOf(r)
		if err != nil {
			return WhatIf{}, err
		}
		asked, err := rate.ReadContract(bytes.NewReader(r.ContractDoc))
		if err != nil {
			return WhatIf{}, err
		}
		ask.lay(&asked)
		then, floors, err := asIf(ctx, q, r, asked)
		if err != nil {
			return WhatIf{}, err
		}
		if floors == nil {
			floors = []rate.Floor{}
		}
		return WhatIf{r.Currency, totalsOf(present), totalsOf(then), floors}, nil
	})
}

// asIf rates a document's facts under a contract: by the cube, or anew.
func asIf(ctx context.Context, q *db.Queries, r db.BillingInvoice, asked rate.Contract) (rate.Invoice, []rate.Floor, error) {
	cells, err := q.CubeOf(ctx, r.ID)
	if err == nil {
		cube, err := rate.ReadCube(cells)
		if err != nil {
			return rate.Invoice{}, nil, err
		}
		v, floors, err := cube.Rate(asked)
		if !errors.Is(err, rate.ErrCube) {
			return v, floors, err
		}
	} else if !errors.Is(err, pgx.ErrNoRows) { // a document from before there were cubes has none
		return rate.Invoice{}, nil, fmt.Errorf("read cube: %w", err)
	}
	f, err := facts.Of(ctx, q, r.BrandID, r.AsOf)
	if err != nil {
		return rate.Invoice{}, nil, err
	}
	l, err := rate.LookAt(asked, f, r.AsOf)
	return l.Invoice, l.Floors, err
}

// lay puts the overrides into a contract.
func (t Terms) lay(c *rate.Contract) {
	for i := range c.Versions {
		v := &c.Versions[i]
		set(&v.TotalCapBP, t.TotalCapBP)
		for _, a := range t.Tiers {
			for k := range v.Rules {
				if r := &v.Rules[k]; r.ID == a.Rule && a.Tier >= 1 && a.Tier <= len(r.Tiers) {
					set(&r.Tiers[a.Tier-1].UpTo, a.UpTo)
					set(&r.Tiers[a.Tier-1].UnitMicro, a.UnitMicro)
				}
			}
		}
		for _, a := range t.Floors {
			for k := range v.Guarantees {
				if g := &v.Guarantees[k]; g.ID == a.Guarantee {
					set(&g.FloorPPM, a.FloorPPM)
					set(&g.UnitMinor, a.UnitMinor)
					set(&g.CapBP, a.CapBP)
				}
			}
		}
	}
}

func set[T any](to, from *T) {
	if from != nil {
		*to = *from
	}
}

func totalsOf(v rate.Invoice) Totals {
	t := Totals{CompensationMinor: v.CompensationMinor, SubtotalMinor: v.SubtotalMinor, TaxMinor: v.TaxMinor, TotalMinor: v.TotalMinor}
	for _, l := range v.Lines {
		if counter(l.Code) == ledger.Revenue {
			t.FeesMinor += l.Amount
		}
	}
	return t
}
