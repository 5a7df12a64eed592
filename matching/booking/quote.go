package booking

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"strconv"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/manyhands/manyhands/internal/account"
	"github.com/manyhands/manyhands/internal/fault"
	"github.com/manyhands/manyhands/internal/money"
	"github.com/manyhands/manyhands/internal/pg"
	"github.com/manyhands/manyhands/internal/tag"
	"github.com/manyhands/manyhands/internal/uid"
	"github.com/manyhands/manyhands/matching/internal/db"
	"github.com/manyhands/manyhands/matching/internal/ground"
	"github.com/manyhands/manyhands/matching/plan"
)

// ErrNoQuote says that a request has no such quote.
var ErrNoQuote = fault.New(fault.NotFound, "quote_unknown", "there is no such quote")

// quoteLife is how long a price stands.
const quoteLife = 24 * time.Hour

// Quote is a price with its terms.
type Quote struct {
	ID         uid.Quote    `json:"id"`
	Request    uid.Request  `json:"request_id"`
	Currency   string       `json:"currency"`
	TotalMinor money.Amount `json:"total_minor"`
	Hours      int          `json:"agent_hours"`
	FillBP     int          `json:"fill_bp" doc:"how likely the pool covers the hours, weighted by hours"`
	Pool       Odds         `json:"pool"`
	Lines      []Line       `json:"lines"`
	Terms      Terms        `json:"terms"`
	OverBudget bool         `json:"over_budget"`
	MadeAt     time.Time    `json:"made_at"`
	ExpiresAt  time.Time    `json:"expires_at"`
	BookedAt   *time.Time   `json:"booked_at,omitempty"`
}

// Odds is what the chance of filling was reckoned from.
type Odds struct {
	Agents      int `json:"agents"`      // in the pool
	Eligible    int `json:"eligible"`    // hold every tag and do not avoid the brand
	Certifiable int `json:"certifiable"` // lack the brand's certificate alone
	Seats       int `json:"seats"`
	Planned     int `json:"planned"` // seats that a trial plan could fill
}

// Quote makes a quote of a request's need. It returns ErrNoRequest, ErrState,
// ErrNoForecast and ErrNoPrices.
func (b *Bureau) Quote(ctx context.Context, brand uid.Brand, id uid.Request) (Quote, error) {
	r, err := b.Request(ctx, brand, id)
	if err != nil {
		return Quote{}, err
	}
	if !r.State.May(Quoted) {
		if r.State == Draft {
			return Quote{}, ErrNoForecast
		}
		return Quote{}, ErrState.At("state", "one that quoted may follow", string(r.State))
	}
	who, err := b.on.Register.Brand(ctx, brand)
	if err != nil {
		return Quote{}, err
	}
	p, err := b.Prospect(ctx, brand, id)
	if err != nil {
		return Quote{}, err
	}
	list := blocks(p.Points)
	q, err := quoted(r, who, list, p.Report)
	if err != nil {
		return Quote{}, err
	}
	if q.Pool, q.FillBP, err = b.odds(ctx, r, who.Slug, list); err != nil {
		return Quote{}, err
	}
	q.ID, q.MadeAt = uid.New[uid.Quote](), b.on.Clock.Now()
	q.ExpiresAt = q.MadeAt.Add(quoteLife)
	return q, b.keepQuote(ctx, r, q)
}

// MayAgree tells whether terms of a request can still be agreed on. It returns
// ErrNoRequest, and ErrState when it is booked.
func (b *Bureau) MayAgree(ctx context.Context, brand uid.Brand, id uid.Request) error {
	r, err := b.Request(ctx, brand, id)
	if err == nil && r.State != Draft && r.State != Forecast && r.State != Quoted {
		return ErrState.At("state", "draft, forecast or quoted", string(r.State))
	}
	return err
}

// quoted is the rule: a request, its blocks and its forecast make a price.
func quoted(r Request, who account.Brand, list []block, report Report) (Quote, error) {
	promise, _ := promiseOf(r.Plan) // it was checked when the request was made
	currency := money.Currency(who.Currency)
	perMinor, err := currency.MicroPerMinor()
	if err != nil {
		return Quote{}, err
	}
	price, ok := priceLists[currency]
	if !ok {
		return Quote{}, ErrNoPrices.At("currency", "a currency with a price list", who.Currency)
	}
	price = price.asAgreed(r.Agreed)
	h := hoursOf(list, r.Zone())
	lines, total, err := priced(promise, price, h, report, perMinor)
	if err != nil {
		return Quote{}, err
	}
	q := Quote{
		Request: r.ID, Currency: who.Currency, TotalMinor: total, Hours: int(h.day + h.night), Lines: lines,
		Terms: termsOf(r, promise, price, currency, perMinor, lines),
	}
	q.OverBudget = r.BudgetMinor != nil && total > money.Amount(*r.BudgetMinor)
	return q, nil
}

// trialLimit bounds the plan that a quote's odds rest on: a brand waits for it.
const trialLimit = 4 * time.Second

// odds tries the pool. A seat is likely when enough people suit it: those whom
// a trial plan puts there and those left over, each of whom comes as often as
// they came to their shifts so far.
func (b *Bureau) odds(ctx context.Context, r Request, slug string, list []block) (Odds, int, error) {
	seats := seatsOf(r, slug, list)
	in, agents, err := b.trial(ctx, r, slug, seats)
	if err != nil {
		return Odds{}, 0, err
	}
	made, err := plan.Solve(ctx, in, plan.Options{Limit: trialLimit, Now: b.on.Clock.Now, Seed: 1})
	if err != nil {
		return Odds{}, 0, fmt.Errorf("try a plan for %s: %w", r.ID, err)
	}
	out := Odds{Agents: agents}
	require := r.required(slug)
	certificate := tag.Tag("brand:" + slug)
	for _, a := range in.Agents {
		switch missing := a.Tags.Missing(require); {
		case len(missing) == 0:
			out.Eligible++
		case len(missing) == 1 && missing[0] == certificate:
			out.Certifiable++
		}
	}
	bp := chances(in, &made, seats, &out)
	return out, bp, nil
}

// seatsOf are blocks before they are slots.
func seatsOf(r Request, slug string, list []block) []Seat {
	require := r.required(slug)
	out := make([]Seat, len(list))
	for i, x := range list {
		out[i] = Seat{ID: "block:" + strconv.Itoa(i), Starts: x.starts, Ends: x.ends, Need: x.need, Require: require}
	}
	return out
}

// chances is the hour-weighted chance that each slot gets all its people.
func chances(in *plan.Instance, made *plan.Plan, seats []Seat, out *Odds) int {
	works := map[string][]string{} // agent -> slots
	on := map[string]int{}
	for _, a := range made.Assignments {
		works[a.Agent] = append(works[a.Agent], a.Slot)
		on[a.Slot]++
	}
	weight, likely := 0.0, 0.0
	for _, s := range seats {
		spare, comes, n := 0, 0.0, 0
		for i := range in.Agents {
			a := &in.Agents[i]
			if len(works[a.ID]) == 0 && suitsSeat(a, s) {
				spare++
			}
			if suitsSeat(a, s) {
				comes += a.Reliability
				n++
			}
		}
		out.Seats += s.Need
		out.Planned += on[s.ID]
		h := s.Ends.Sub(s.Starts).Hours() * float64(s.Need)
		weight += h
		if n > 0 && s.Need > 0 {
			likely += h * atLeast(s.Need, on[s.ID]+spare, comes/float64(n))
		}
	}
	if weight == 0 {
		return 0
	}
	return basisPoints(likely / weight)
}

func suitsSeat(a *plan.Agent, s Seat) bool {
	if !a.Tags.HasAll(s.Require) {
		return false
	}
	for _, w := range a.Available {
		if w.From.Unix() <= s.Starts.Unix() && w.Till.Unix() >= s.Ends.Unix() {
			return true
		}
	}
	return false
}

// atLeast is the chance that of n people who each come with chance p at least
// need come, by the normal curve with a correction for whole people.
func atLeast(need, n int, p float64) float64 {
	if n < need {
		return 0
	}
	p = min(max(p, 0.01), 0.9999)
	mean, sd := float64(n)*p, math.Sqrt(float64(n)*p*(1-p))
	return 0.5 * math.Erfc((float64(need)-0.5-mean)/(sd*math.Sqrt2))
}

func (b *Bureau) keepQuote(ctx context.Context, r Request, q Quote) error {
	lines, err := json.Marshal(q.Lines)
	if err != nil {
		return fmt.Errorf("write lines: %w", err)
	}
	terms, err := json.Marshal(q.Terms)
	if err != nil {
		return fmt.Errorf("write terms: %w", err)
	}
	pool, err := json.Marshal(q.Pool)
	if err != nil {
		return fmt.Errorf("write odds: %w", err)
	}
	return b.on.In(ctx, pg.OfBrand(r.Brand), func(d *db.Queries, _ pgx.Tx) error {
		if err := lockFor(ctx, d, r.ID, Quoted); err != nil {
			return err
		}
		err := d.AddQuote(ctx, db.AddQuoteParams{
			ID: q.ID, RequestID: r.ID, BrandID: r.Brand, Currency: q.Currency, TotalMinor: int64(q.TotalMinor), Hours: int32(q.Hours), FillBp: int32(q.FillBP),
			Pool: pool, Lines: lines, Terms: terms, MadeAt: q.MadeAt, ExpiresAt: q.ExpiresAt,
		})
		if err != nil {
			return fmt.Errorf("add quote: %w", err)
		}
		return d.SetRequestState(ctx, db.SetRequestStateParams{ID: r.ID, State: string(Quoted)})
	})
}

// LastQuote is a request's quote: the booked one, else the newest. It returns
// ErrNoRequest and ErrNoQuote.
func (b *Bureau) LastQuote(ctx context.Context, brand uid.Brand, id uid.Request) (Quote, error) {
	return ground.Look(ctx, b.on, pg.OfBrand(brand), func(d *db.Queries) (Quote, error) {
		r, err := RequestOf(ctx, d, id)
		if err != nil {
			return Quote{}, err
		}
		row, err := d.LastQuote(ctx, id)
		if errors.Is(err, pgx.ErrNoRows) {
			return Quote{}, ErrNoQuote
		}
		if err != nil {
			return Quote{}, fmt.Errorf("find quote: %w", err)
		}
		return quoteOf(row, r.BudgetMinor)
	})
}

func quoteOf(row db.MatchingQuote, budget *int64) (Quote, error) {
	q := Quote{
		ID: row.ID, Request: row.RequestID, Currency: row.Currency, TotalMinor: money.Amount(row.TotalMinor), Hours: int(row.Hours), FillBP: int(row.FillBp),
		MadeAt: row.MadeAt, ExpiresAt: row.ExpiresAt, BookedAt: row.BookedAt, OverBudget: budget != nil && row.TotalMinor > *budget,
	}
	for raw, into := range map[*json.RawMessage]any{&row.Lines: &q.Lines, &row.Terms: &q.Terms, &row.Pool: &q.Pool} {
		if err := json.Unmarshal(*raw, into); err != nil {
			return Quote{}, fmt.Errorf("read quote: %w", err)
		}
	}
	return q, nil
}
