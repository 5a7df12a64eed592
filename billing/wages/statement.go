package wages

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"github.com/manyhands/manyhands/billing/internal/db"
	"github.com/manyhands/manyhands/billing/internal/names"
	"github.com/manyhands/manyhands/billing/ledger"
	"github.com/manyhands/manyhands/internal/fault"
	"github.com/manyhands/manyhands/internal/money"
	"github.com/manyhands/manyhands/internal/pg"
	"github.com/manyhands/manyhands/internal/uid"
)

// What a payout is refused for.
var (
	ErrNoStatement = fault.New(fault.NotFound, "statement_unknown", "there is no such statement")
	ErrPaidOut     = fault.New(fault.Conflict, "statement_paid", "the statement is paid")
	ErrReference   = fault.New(fault.Invalid, "payment_reference_missing", "name the transfer that paid: 1 to 200 characters")
	ErrInPayrun    = fault.New(fault.Conflict, "statement_in_payrun", "a payrun pays it, or tried to; it is not paid by hand")
)

// Earning is one thing that an agent is paid for, or gives back.
type Earning struct {
	ID          uid.Earning   `json:"id"`
	Source      string        `json:"source" enum:"shift,drill,bonus,clawback,standby,compensation"`
	About       string        `json:"about" doc:"the shift, the drill or the order"`
	Brand       uid.Brand     `json:"brand_id"`
	BrandName   string        `json:"brand_name,omitempty"`
	Starts      time.Time     `json:"starts"`
	WorkedMS    int64         `json:"worked_ms" doc:"presence: conversations, waiting and wrap-up alike"`
	RateMinor   money.Amount  `json:"rate_minor" doc:"an hour"`
	AmountMinor money.Amount  `json:"amount_minor"`
	Currency    string        `json:"currency"`
	Statement   uid.Statement `json:"statement_id"`
}

// Statement is an agent's pay of a closed period.
type Statement struct {
	ID          uid.Statement `json:"id"`
	Agent       uid.Agent     `json:"agent_id"`
	AgentName   string        `json:"agent_name,omitempty"`
	Invoice     uid.Invoice   `json:"invoice_id"`
	Currency    string        `json:"currency"`
	From        time.Time     `json:"period_from"`
	Till        time.Time     `json:"period_till"`
	TotalMinor  money.Amount  `json:"total_minor"`
	ClosedAt    time.Time     `json:"closed_at"`
	State       string        `json:"state" enum:"held,available,in_payrun,paid,failed,recovering" doc:"recovering: deductions were more than pay, and are kept of later pay"`
	Reason      string        `json:"reason,omitempty" doc:"why a payment failed"`
	AvailableAt time.Time     `json:"available_at"`
	PaidAt      *time.Time    `json:"paid_at,omitempty"`
	PaidRef     string        `json:"paid_ref,omitempty"`
}

// Pay is what an agent sees: what stands on closed statements, and what is
// earned since.
type Pay struct {
	Statements []Statement `json:"statements"`
	Earnings   []Earning   `json:"earnings"`
	Open       []OpenPay   `json:"open"` // earned and on no statement yet, by currency
}

// OpenPay is a sum of earnings that wait for their period's close.
type OpenPay struct {
	Currency   string       `json:"currency"`
	TotalMinor money.Amount `json:"total_minor"`
}

// payShown is how far back an agent's page looks.
const payShown = 92 * 24 * time.Hour

// Pay is an agent's pay of the last three months.
func (c *Clerk) Pay(ctx context.Context, agent uid.Agent) (Pay, error) {
	who, err := names.Brands(ctx, c.register)
	if err != nil {
		return Pay{}, err
	}
	const most = 100
	return db.Look(ctx, c.pool, pg.Everything, func(q *db.Queries) (Pay, error) {
		p := Pay{Statements: []Statement{}, Earnings: []Earning{}, Open: []OpenPay{}}
		rows, err := q.StatementsOf(ctx, db.StatementsOfParams{AgentID: agent, Most: most})
		if err != nil {
			return p, fmt.Errorf("list statements: %w", err)
		}
		for _, r := range rows {
			p.Statements = append(p.Statements, statementOf(r))
		}
		if err := c.stand(ctx, q, p.Statements); err != nil {
			return p, err
		}
		earned, err := q.EarningsOf(ctx, db.EarningsOfParams{AgentID: agent, Since: c.clock.Now().Add(-payShown)})
		if err != nil {
			return p, fmt.Errorf("list earnings: %w", err)
		}
		for _, r := range earned {
			e := Earning{
				r.ID, r.Source, r.About, r.BrandID, who[r.BrandID], r.Starts, r.WorkedMs, money.Amount(r.RateMinor), money.Amount(r.AmountMinor),
				r.Currency, uid.Statement(r.Statement),
			}
			p.Earnings = append(p.Earnings, e)
			if e.Statement.IsZero() {
				p.addOpen(e)
			}
		}
		return p, nil
	})
}

func (p *Pay) addOpen(e Earning) {
	for i := range p.Open {
		if p.Open[i].Currency == e.Currency {
			p.Open[i].TotalMinor += e.AmountMinor
			return
		}
	}
	p.Open = append(p.Open, OpenPay{e.Currency, e.AmountMinor})
}

func statementOf(r db.BillingStatement) Statement {
	return Statement{
		ID: r.ID, Agent: r.AgentID, Invoice: r.InvoiceID, Currency: r.Currency, From: r.PeriodFrom, Till: r.PeriodTill,
		TotalMinor: money.Amount(r.TotalMinor), ClosedAt: r.ClosedAt, AvailableAt: r.AvailableAt, PaidAt: r.PaidAt, PaidRef: r.PaidRef,
	}
}

// stand says where the pay of statements stands: a statement is held for a day,
// then available, in a payrun, and paid or failed; failed, the next run takes it
// again.
func (c *Clerk) stand(ctx context.Context, q *db.Queries, all []Statement) error {
	ids := make([]uuid.UUID, len(all))
	at := map[uid.Statement]*Statement{}
	for i := range all {
		ids[i] = uuid.UUID(all[i].ID)
		at[all[i].ID] = &all[i]
	}
	rows, err := q.StatementStates(ctx, ids)
	if err != nil {
		return fmt.Errorf("read how far pay is: %w", err)
	}
	for _, r := range rows {
		s := at[r.ID]
		switch {
		case r.PaidAt != nil:
			s.State = "paid"
		case r.TotalMinor < 0:
			s.State = "recovering"
		case r.ItemState == "failed":
			s.State, s.Reason = "failed", r.Reason
		case r.ItemState == "waiting" && r.RunState != "void" || r.ItemState == "sent":
			s.State = "in_payrun"
		case c.clock.Now().Before(r.AvailableAt):
			s.State = "held"
		default:
			s.State = "available"
		}
	}
	return nil
}

// Statements lists agents' statements, newest first.
func (c *Clerk) Statements(ctx context.Context, from db.Before, most int) ([]Statement, error) {
	from = from.OrEnd()
	who, err := names.Owners(ctx, c.register)
	if err != nil {
		return nil, err
	}
	return db.Look(ctx, c.pool, pg.Everything, func(q *db.Queries) ([]Statement, error) {
		rows, err := q.Statements(ctx, db.StatementsParams{Before: from.At, BeforeID: from.ID, Most: int32(most)})
		if err != nil {
			return nil, fmt.Errorf("list statements: %w", err)
		}
		out := make([]Statement, len(rows))
		for i, r := range rows {
			out[i] = statementOf(r)
			out[i].AgentName = who[r.AgentID.String()]
		}
		return out, c.stand(ctx, q, out)
	})
}

// payHold is how long a closed statement rests before it can be paid: half a day in
// which its agent may look at it. It is ours, a default.
const payHold = 12 * time.Hour

// CloseStatements closes what agents earned until a bill's period ended, in
// the transaction that issues the bill.
func (c *Clerk) CloseStatements(ctx context.Context, tx pgx.Tx, q *db.Queries, r db.BillingInvoice, number string, now time.Time) error {
	earned, err := q.EarningsToClose(ctx, db.EarningsToCloseParams{BrandID: r.BrandID, Till: r.PeriodTill})
	if err != nil {
		return fmt.Errorf("list earnings to close: %w", err)
	}
	for len(earned) > 0 { // sorted by agent and currency
		n := 1
		for n < len(earned) && earned[n].AgentID == earned[0].AgentID && earned[n].Currency == earned[0].Currency {
			n++
		}
		if err := closeOne(ctx, tx, q, r, earned[:n], number, now); err != nil {
			return err
		}
		earned = earned[n:]
	}
	return nil
}

func closeOne(ctx context.Context, tx pgx.Tx, q *db.Queries, r db.BillingInvoice, earned []db.BillingEarning, number string, now time.Time) error {
	amounts := make([]money.Amount, len(earned))
	for i, e := range earned {
		amounts[i] = money.Amount(e.AmountMinor)
	}
	total, err := money.Total(amounts...)
	if err != nil {
		return err
	}
	id, agent, currency := uid.New[uid.Statement](), earned[0].AgentID, earned[0].Currency
	err = q.AddStatement(ctx, db.AddStatementParams{
		ID: id, AgentID: agent, InvoiceID: r.ID, Currency: currency, PeriodFrom: r.PeriodFrom, PeriodTill: r.PeriodTill, TotalMinor: int64(total), ClosedAt: now, AvailableAt: now.Add(payHold),
	})
	if err != nil {
		return fmt.Errorf("add statement: %w", err)
	}
	for _, e := range earned {
		if err := q.AddStatementEarning(ctx, db.AddStatementEarningParams{EarningID: uuid.UUID(e.ID), StatementID: id}); err != nil {
			return fmt.Errorf("put earning on statement: %w", err)
		}
	}
	// After deductions alone an agent owes: an advance on the next period.
	to := ledger.Place{Kind: ledger.AgentPayable, Owner: agent.String(), Currency: currency}
	if total < 0 {
		to.Kind = ledger.AgentAdvance
	}
	return ledger.Post(ctx, tx, now, ledger.Move{
		Key: "statement/" + id.String(), Debit: ledger.Place{Kind: ledger.AgentCost, Currency: currency}, Credit: to,
		Amount: total, RefKind: "statement", Ref: uuid.UUID(id), Memo: number + " pay",
	})
}

// PayStatement writes down that an agent was paid by hand, outside any payrun.
// It returns ErrNoStatement, ErrPaidOut, ErrInPayrun and ErrReference.
func (c *Clerk) PayStatement(ctx context.Context, id uid.Statement, reference string) error {
	if reference == "" || len(reference) > 200 {
		return ErrReference
	}
	now := c.clock.Now()
	return db.In(ctx, c.pool, pg.Everything, func(q *db.Queries, tx pgx.Tx) error {
		s, err := q.LockStatement(ctx, id)
		if errors.Is(err, pgx.ErrNoRows) {
			return ErrNoStatement
		}
		if err != nil {
			return fmt.Errorf("lock statement: %w", err)
		}
		if s.PaidAt != nil {
			return ErrPaidOut
		}
		if !s.PayrunItemID.IsZero() {
			return ErrInPayrun
		}
		if err := q.PayStatement(ctx, db.PayStatementParams{ID: id, PaidAt: &now, PaidRef: reference}); err != nil {
			return fmt.Errorf("note payout: %w", err)
		}
		return ledger.Post(ctx, tx, now, ledger.Move{
			Key: "statement/" + id.String() + "/paid", Debit: ledger.Place{Kind: ledger.AgentPayable, Owner: s.AgentID.String(), Currency: s.Currency},
			Credit: ledger.Place{Kind: ledger.Cash, Currency: s.Currency}, Amount: money.Amount(max(0, s.TotalMinor)), RefKind: "payout", Ref: uuid.UUID(id), Memo: reference,
		})
	})
}
