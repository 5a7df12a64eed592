package wages

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/manyhands/manyhands/billing/internal/db"
	"github.com/manyhands/manyhands/internal/fact"
	"github.com/manyhands/manyhands/internal/money"
	"github.com/manyhands/manyhands/internal/uid"
)

// What an earning is for.
const (
	EarnedShift    = "shift"    // presence: conversations, waiting and wrap-up alike
	EarnedDrill    = "drill"    // practice is work
	EarnedBonus    = "bonus"    // a share of an order that the agent won
	EarnedClawback = "clawback" // the bonus of an order that went back
)

// bonusBP is an agent's share of what was paid for an order that they won: a
// default of this market, to be written into its agents' terms.
const bonusBP = 50

const hour = int64(time.Hour / time.Millisecond)

// hearShift pays a shift by the hour. It is paid also where a guarantee makes
// its conversations free: the promise is the marketplace's.
func (c *Clerk) hearShift(ctx context.Context, tx pgx.Tx, f fact.ShiftSettled) error {
	return c.earnTime(ctx, db.New(tx), db.AddEarningParams{
		Key: "shift/" + f.Shift.String(), AgentID: f.Agent, BrandID: f.Brand, Source: EarnedShift, About: f.Shift.String(), Starts: f.Starts,
		WorkedMs: max(0, f.Worked.Milliseconds()), RateMinor: f.RateMinor, Currency: f.Currency,
	})
}

func (c *Clerk) hearDrill(ctx context.Context, tx pgx.Tx, f fact.DrillGraded) error {
	return c.earnTime(ctx, db.New(tx), db.AddEarningParams{
		Key: "drill/" + f.Drill.String(), AgentID: f.Agent, BrandID: f.Brand, Source: EarnedDrill, About: f.Drill.String(), Starts: f.About().At.Add(-f.Took),
		WorkedMs: max(0, f.Took.Milliseconds()), RateMinor: f.RateMinor, Currency: f.Currency,
	})
}

// earnTime pays time at a rate, rounded once.
func (c *Clerk) earnTime(ctx context.Context, q *db.Queries, e db.AddEarningParams) error {
	amount, err := money.MulDiv(e.WorkedMs, e.RateMinor, hour)
	if err != nil {
		return fmt.Errorf("reckon %s: %w", e.Key, err)
	}
	e.AmountMinor = int64(amount)
	return c.earn(ctx, q, e)
}

// earn writes an earning down once.
func (c *Clerk) earn(ctx context.Context, q *db.Queries, e db.AddEarningParams) error {
	e.ID, e.ReceivedAt = uid.Derive[uid.Earning]("earning", e.Key), c.clock.Now()
	if _, err := q.AddEarning(ctx, e); err != nil {
		return fmt.Errorf("add earning %s: %w", e.Key, err)
	}
	return nil
}

func bonusKey(brand uid.Brand, order, item string) string {
	return "bonus/" + brand.String() + "/" + OrderKey(order, item)
}

// EarnBonus gives the agent a share of an order item that they won.
func (c *Clerk) EarnBonus(ctx context.Context, q *db.Queries, it db.BillingOrderItem, agent uid.Agent, currency string) error {
	amount, err := money.MulDiv(it.NetMinor, bonusBP, 10_000)
	if err != nil || agent.IsZero() || amount == 0 {
		return err
	}
	return c.earn(ctx, q, db.AddEarningParams{
		Key: bonusKey(it.BrandID, it.OrderRef, it.Item), AgentID: agent, BrandID: it.BrandID, Source: EarnedBonus, About: OrderKey(it.OrderRef, it.Item),
		Starts: it.Paid, AmountMinor: int64(amount), Currency: currency,
	})
}

// TakeBonusBack takes the refunded share of a bonus back, as a negative earning
// that names the order; what was taken never exceeds what was given, because a
// refund part is clipped to what was paid.
func (c *Clerk) TakeBonusBack(ctx context.Context, q *db.Queries, it db.BillingOrderItem, r db.BillingRefund, part money.Amount, event string) error {
	had, err := q.EarningByKey(ctx, bonusKey(it.BrandID, it.OrderRef, it.Item))
	if errors.Is(err, pgx.ErrNoRows) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("find bonus: %w", err)
	}
	taken, err := q.TakenBack(ctx, db.TakenBackParams{AgentID: had.AgentID, About: had.About, Key: clawbackKey(it.BrandID, event)})
	if err != nil {
		return fmt.Errorf("sum what was taken back: %w", err)
	}
	back, err := money.MulDiv(int64(min(part, money.Amount(it.NetMinor))), bonusBP, 10_000)
	if err != nil {
		return err
	}
	if back = min(back, money.Amount(had.AmountMinor+taken)); back <= 0 {
		return nil
	}
	return c.earn(ctx, q, db.AddEarningParams{
		Key: clawbackKey(it.BrandID, event), AgentID: had.AgentID, BrandID: it.BrandID, Source: EarnedClawback, About: had.About,
		Starts: r.Refunded, AmountMinor: -int64(back), Currency: had.Currency,
	})
}

func clawbackKey(brand uid.Brand, event string) string {
	return "clawback/" + brand.String() + "/" + event
}

// OrderKey names one item of an order.
func OrderKey(order, item string) string { return order + "#" + item }
