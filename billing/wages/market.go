package wages

import (
	"context"

	"github.com/jackc/pgx/v5"

	"github.com/manyhands/manyhands/billing/internal/db"
	"github.com/manyhands/manyhands/internal/fact"
)

// What an agent earns without a conversation.
const (
	EarnedStandby      = "standby"      // being ready
	EarnedCompensation = "compensation" // a seat that a brand dropped late
)

// hearStandby pays the time that an agent was ready.
func (c *Clerk) hearStandby(ctx context.Context, tx pgx.Tx, f fact.StandbySettled) error {
	return c.earnTime(ctx, db.New(tx), db.AddEarningParams{
		Key: "standby/" + f.Shift.String(), AgentID: f.Agent, BrandID: f.Brand, Source: EarnedStandby, About: f.Shift.String(), Starts: f.Starts,
		WorkedMs: max(0, f.Ready.Milliseconds()), RateMinor: f.RateMinor, Currency: f.Currency,
	})
}

// hearDropped pays what a brand's late word costs: the seat stays on the
// brand's bill, and the agent is paid out of it.
func (c *Clerk) hearDropped(ctx context.Context, tx pgx.Tx, f fact.SeatDropped) error {
	if f.AmountMinor <= 0 {
		return nil
	}
	return c.earn(ctx, db.New(tx), db.AddEarningParams{
		Key: "dropped/" + f.Shift.String(), AgentID: f.Agent, BrandID: f.Brand, Source: EarnedCompensation, About: f.Shift.String(),
		Starts: f.Starts, AmountMinor: f.AmountMinor, Currency: f.Currency,
	})
}
