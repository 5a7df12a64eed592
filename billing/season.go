package billing

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"github.com/manyhands/manyhands/billing/internal/db"
	"github.com/manyhands/manyhands/billing/ledger"
	"github.com/manyhands/manyhands/billing/rate"
	"github.com/manyhands/manyhands/internal/fault"
	"github.com/manyhands/manyhands/internal/money"
	"github.com/manyhands/manyhands/internal/pg"
	"github.com/manyhands/manyhands/internal/uid"
)

// What a season is refused for.
var (
	ErrNoSeason   = fault.New(fault.NotFound, "season_none", "no issued document of the brand in that time has a rebate over a season")
	ErrSeasonSpan = fault.New(fault.Invalid, "season_span", "a season begins before it ends, is over, and lasts at most a year")
)

// SeasonRebate is what a season's rebate came to when it was reckoned.
type SeasonRebate struct {
	Brand       uid.Brand          `json:"brand_id"`
	BrandName   string             `json:"brand_name"`
	Rule        string             `json:"rule_id"`
	From        time.Time          `json:"from"`
	Till        time.Time          `json:"till"`
	Quantity    int64              `json:"qty"`
	TargetMinor money.Amount       `json:"target_minor" doc:"the whole rebate of the season as its documents stand now"`
	DeltaMinor  money.Amount       `json:"delta_minor" doc:"put to the brand's balance this time; negative: taken back"`
	Currency    string             `json:"currency"`
	Shares      []rate.SeasonShare `json:"shares"`
	At          time.Time          `json:"at"`
}

// SettleSeason reckons a brand's rebate over a season of issued documents and
// moves the difference to what was given before into the brand's balance. Asked
// again after a credit note it takes back what the season no longer earns; asked
// again after nothing it moves nothing. It returns ErrSeasonSpan and ErrNoSeason.
func (b *Book) SettleSeason(ctx context.Context, brand uid.Brand, season rate.Span, by uid.Person) ([]SeasonRebate, error) {
	const year = 366 * 24 * time.Hour
	now := b.clock.Now()
	if !season.From.Before(season.Till) || season.Till.After(now) || season.Till.Sub(season.From) > year {
		return nil, ErrSeasonSpan
	}
	var out []SeasonRebate
	err := db.In(ctx, b.pool, pg.Everything, func(q *db.Queries, tx pgx.Tx) error {
		if err := q.HoldSeasons(ctx, brand.String()); err != nil { // two people at once take turns
			return fmt.Errorf("hold seasons: %w", err)
		}
		docs, rules, err := seasonOf(ctx, q, brand, season)
		if err != nil {
			return err
		}
		for _, in := range rules {
			s, err := b.settleSeason(ctx, tx, q, brand, season, in, docs, by)
			if err != nil {
				return err
			}
			out = append(out, s)
		}
		return nil
	})
	if err == nil && len(out) == 0 {
		return nil, ErrNoSeason
	}
	return out, err
}

// seasonOf is the final ratings of a season's periods and the rebates that their
// contracts say are over a season, each once.
func seasonOf(ctx context.Context, q *db.Queries, brand uid.Brand, season rate.Span) ([]rate.Invoice, []rate.Incentive, error) {
	rows, err := q.SeasonDocuments(ctx, db.SeasonDocumentsParams{BrandID: brand, FromAt: season.From, Till: season.Till})
	if err != nil {
		return nil, nil, fmt.Errorf("read a season's documents: %w", err)
	}
	var docs []rate.Invoice
	rules := map[string]rate.Incentive{}
	var order []string
	for _, r := range rows {
		var v rate.Invoice
		if err := json.Unmarshal(r.RatingDoc, &v); err != nil {
			return nil, nil, fmt.Errorf("read rating: %w", err)
		}
		docs = append(docs, v)
		c, err := rate.ReadContract(bytes.NewReader(r.ContractDoc))
		if err != nil {
			return nil, nil, err
		}
		for _, version := range c.Versions {
			if in := version.Incentive; in != nil && in.Season != nil && in.Season.From.Equal(season.From) && in.Season.Till.Equal(season.Till) {
				if _, had := rules[in.Rule]; !had {
					order = append(order, in.Rule)
				}
				rules[in.Rule] = *in // the newest version's bands
			}
		}
	}
	all := make([]rate.Incentive, len(order))
	for i, rule := range order {
		all[i] = rules[rule]
	}
	return docs, all, nil
}

func (b *Book) settleSeason(ctx context.Context, tx pgx.Tx, q *db.Queries, brand uid.Brand, season rate.Span, in rate.Incentive, docs []rate.Invoice, by uid.Person) (SeasonRebate, error) {
	s, err := rate.SeasonOf(in, docs)
	if err != nil {
		return SeasonRebate{}, err
	}
	last, err := q.LastSeason(ctx, db.LastSeasonParams{BrandID: brand, Rule: in.Rule, FromAt: season.From, Till: season.Till})
	if err != nil && !errors.Is(err, pgx.ErrNoRows) {
		return SeasonRebate{}, fmt.Errorf("find what was reckoned last: %w", err)
	}
	shares, err := json.Marshal(s.Shares)
	if err != nil {
		return SeasonRebate{}, fmt.Errorf("write shares: %w", err)
	}
	now, currency := b.clock.Now(), string(docs[0].Currency)
	p := db.AddSeasonParams{
		ID: uid.New[uuid.UUID](), BrandID: brand, Rule: in.Rule, FromAt: season.From, Till: season.Till, N: last.N + 1, Quantity: s.Quantity,
		TargetMinor: int64(s.Back), DeltaMinor: int64(s.Back) - last.TargetMinor, Currency: currency, Shares: shares, At: now, By: by,
	}
	out := SeasonRebate{
		Brand: brand, Rule: in.Rule, From: season.From, Till: season.Till, Quantity: s.Quantity, TargetMinor: s.Back, DeltaMinor: money.Amount(p.DeltaMinor),
		Currency: currency, Shares: s.Shares, At: now,
	}
	if p.DeltaMinor == 0 && last.N > 0 {
		return out, nil // as it was
	}
	if err := q.AddSeason(ctx, p); err != nil {
		return out, fmt.Errorf("keep season: %w", err)
	}
	err = ledger.Post(ctx, tx, now, ledger.Move{
		Key: "season/" + p.ID.String(), Debit: ledger.Place{Kind: ledger.Incentive, Currency: currency}, Credit: walletOf(brand, currency),
		Amount: money.Amount(p.DeltaMinor), RefKind: "rebate", Ref: p.ID, Memo: in.Rule + " season_rebate",
	})
	if err != nil {
		return out, err
	}
	return out, b.mirrorWallet(ctx, tx, brand, currency, money.Amount(p.DeltaMinor), p.ID)
}

// Seasons lists what seasons' rebates came to, newest first.
func (b *Book) Seasons(ctx context.Context) ([]SeasonRebate, error) {
	called, err := b.called(ctx)
	if err != nil {
		return nil, err
	}
	return db.Look(ctx, b.pool, pg.Everything, func(q *db.Queries) ([]SeasonRebate, error) {
		rows, err := q.Seasons(ctx, 200)
		if err != nil {
			return nil, fmt.Errorf("list seasons: %w", err)
		}
		out := make([]SeasonRebate, len(rows))
		for i, r := range rows {
			out[i] = SeasonRebate{
				Brand: r.BrandID, BrandName: called[r.BrandID], Rule: r.Rule, From: r.FromAt, Till: r.Till, Quantity: r.Quantity,
				TargetMinor: money.Amount(r.TargetMinor), DeltaMinor: money.Amount(r.DeltaMinor), Currency: r.Currency, At: r.At,
			}
			if err := json.Unmarshal(r.Shares, &out[i].Shares); err != nil {
				return nil, fmt.Errorf("read shares: %w", err)
			}
		}
		return out, nil
	})
}
