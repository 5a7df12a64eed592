package payout

import (
	"context"
	"crypto/cipher"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/manyhands/manyhands/billing/payout/internal/db"
	"github.com/manyhands/manyhands/billing/till"
	"github.com/manyhands/manyhands/internal/account"
	"github.com/manyhands/manyhands/internal/clock"
	"github.com/manyhands/manyhands/internal/fault"
	"github.com/manyhands/manyhands/internal/money"
	"github.com/manyhands/manyhands/internal/pg"
	"github.com/manyhands/manyhands/internal/uid"
)

// What a payrun is refused for.
var (
	ErrNoRun     = fault.New(fault.NotFound, "payrun_unknown", "there is no such payrun")
	ErrRunState  = fault.New(fault.Conflict, "payrun_state", "the payrun is not where that can be done")
	ErrRunOpen   = fault.New(fault.Conflict, "payrun_open", "another payrun of that currency is under way")
	ErrNothing   = fault.New(fault.Conflict, "payrun_nothing", "no statement can be paid: none is available, or its agent has not said where to")
	ErrApproved  = fault.New(fault.Conflict, "payrun_approved_by_you", "you approved it; a second person approves")
	ErrOffline   = fault.New(fault.Conflict, "payrun_no_gateway", "there is no payment gateway; pay by the bank's file")
	ErrDriver    = fault.New(fault.Invalid, "payrun_driver", "a payrun goes by the bank's file or by Stripe")
	ErrNoItem    = fault.New(fault.NotFound, "payrun_item_unknown", "the payrun has no such item")
	ErrItemState = fault.New(fault.Conflict, "payrun_item_state", "that payment is not where that can be done")
	ErrReference = fault.New(fault.Invalid, "payrun_reference", "name the bank's transfer, or why it failed: 1 to 200 characters")
)

// Paymaster pays agents.
type Paymaster struct {
	pool     *pgxpool.Pool
	clock    clock.Clock
	register *account.Register
	till     *till.Till
	vault    cipher.AEAD // seals account numbers; nil: they are kept as they are
}

// New makes a paymaster.
func New(pool *pgxpool.Pool, c clock.Clock, register *account.Register, t *till.Till) *Paymaster {
	m := &Paymaster{pool: pool, clock: c, register: register, till: t}
	m.hearTill()
	return m
}

func (m *Paymaster) in(ctx context.Context, work func(*db.Queries, pgx.Tx) error) error {
	return pg.InTx(ctx, m.pool, pg.Everything, func(tx pgx.Tx) error { return work(db.New(tx), tx) })
}

// The ways in which a payrun's money goes.
const (
	ByBank   = "bank" // a batch file that a person uploads
	ByStripe = "stripe"
)

// Draft collects what can be paid in a currency: available statements of agents
// who said where to. What an agent owes is kept of it in part, and the month's
// tax. It returns ErrDriver, ErrOffline, ErrRunOpen and ErrNothing.
func (m *Paymaster) Draft(ctx context.Context, currency, driver string, by uid.Person) (Run, error) {
	if driver != ByBank && driver != ByStripe {
		return Run{}, ErrDriver.At("driver", "bank or stripe", driver)
	}
	if driver == ByStripe && !m.till.Online() {
		return Run{}, ErrOffline
	}
	id := uid.New[uid.Payrun]()
	err := m.in(ctx, func(q *db.Queries, _ pgx.Tx) error { return m.draft(ctx, q, id, currency, driver, by) })
	if name, broken := pg.Broken(err); broken && name == "payrun_one_open" {
		return Run{}, ErrRunOpen
	}
	if err != nil {
		return Run{}, err
	}
	return m.Run(ctx, id)
}

func (m *Paymaster) draft(ctx context.Context, q *db.Queries, id uid.Payrun, currency, driver string, by uid.Person) error {
	now := m.clock.Now()
	items, err := m.collect(ctx, q, id, currency, driver, now)
	if err != nil {
		return err
	}
	if len(items) == 0 {
		return ErrNothing
	}
	n, err := q.NextNumber(ctx, fmt.Sprintf("PR-%d", now.Year()))
	if err != nil {
		return fmt.Errorf("number payrun: %w", err)
	}
	rows := make([]db.AddItemsParams, len(items))
	var statements, on []uuid.UUID
	for i, it := range items {
		rows[i] = it.row
		for _, s := range it.statements {
			statements, on = append(statements, uuid.UUID(s)), append(on, uuid.UUID(it.row.ID))
		}
	}
	err = q.AddRun(ctx, db.AddRunParams{
		ID: id, Number: fmt.Sprintf("PR-%d-%06d", now.Year(), n), Currency: currency, Driver: driver, MadeBy: by, MadeAt: now, ItemsSha: sealOf(rows),
	})
	if err != nil {
		return fmt.Errorf("add payrun: %w", err)
	}
	if _, err := q.AddItems(ctx, rows); err != nil {
		return fmt.Errorf("add payrun items: %w", err)
	}
	if err := q.TakeStatements(ctx, db.TakeStatementsParams{Statements: statements, Items: on}); err != nil {
		return fmt.Errorf("take statements: %w", err)
	}
	return nil
}

// due is what one agent gets.
type due struct {
	row        db.AddItemsParams
	statements []uid.Statement
	debt       money.Amount
}

// collect makes the items of a run from the statements that can be paid now.
func (m *Paymaster) collect(ctx context.Context, q *db.Queries, id uid.Payrun, currency, driver string, now time.Time) ([]due, error) {
	payable, err := q.LockPayable(ctx, db.LockPayableParams{Currency: currency, Cutoff: now})
	if err != nil {
		return nil, fmt.Errorf("list statements to pay: %w", err)
	}
	payees, err := q.Payees(ctx)
	if err != nil {
		return nil, fmt.Errorf("list payees: %w", err)
	}
	where := map[uid.Agent]db.BillingPayee{}
	for _, p := range payees {
		if byStripe := p.Method == "stripe"; byStripe == (driver == ByStripe) && !now.Before(restsTill(p)) {
			where[p.AgentID] = p
		}
	}
	month := time.Date(now.Year(), now.Month(), 1, 0, 0, 0, 0, time.UTC)
	rows, err := q.PaidSince(ctx, db.PaidSinceParams{Currency: currency, Since: month})
	if err != nil {
		return nil, fmt.Errorf("sum this month's pay: %w", err)
	}
	before := map[uid.Agent]db.PaidSinceRow{}
	for _, r := range rows {
		before[r.AgentID] = r
	}
	var items []due
	for len(payable) > 0 { // sorted by agent
		n := 1
		for n < len(payable) && payable[n].AgentID == payable[0].AgentID {
			n++
		}
		if p, ok := where[payable[0].AgentID]; ok {
			it := gather(payable[:n])
			it.row.ID, it.row.PayrunID, it.row.AgentID, it.row.PayeeVersion, it.row.State = uid.New[uid.Payout](), id, payable[0].AgentID, p.Version, "waiting"
			paid := before[payable[0].AgentID]
			if err := it.reckon(money.Amount(paid.BaseMinor), money.Amount(paid.TaxMinor), currency); err != nil {
				return nil, err
			}
			if it.row.GrossMinor > 0 {
				items = append(items, it)
			}
		}
		payable = payable[n:]
	}
	return items, nil
}

// gather sums one agent's statements: what is owed to the agent, and what the
// agent owes after deductions.
func gather(rows []db.BillingStatement) due {
	var d due
	for _, s := range rows {
		if s.TotalMinor > 0 {
			d.row.GrossMinor += s.TotalMinor
			d.statements = append(d.statements, s.ID)
		} else {
			d.debt += money.Amount(-s.TotalMinor - s.RecoveredMinor)
		}
	}
	return d
}

// reckon takes what is owed and the tax off the gross.
func (d *due) reckon(paid, kept money.Amount, currency string) error {
	back, err := recovered(money.Amount(d.row.GrossMinor), d.debt)
	if err != nil {
		return err
	}
	d.row.RecoveredMinor = int64(back)
	income := money.Amount(d.row.GrossMinor) - back
	tax, err := withhold(paid, kept, income, currency)
	if err != nil {
		return err
	}
	d.row.TaxMinor, d.row.NetMinor = int64(tax), int64(income-tax)
	return nil
}

// sealOf is what an approval approves: who gets how much, to which details.
func sealOf(rows []db.AddItemsParams) string {
	h := sha256.New()
	for _, r := range rows {
		fmt.Fprintf(h, "%s %s %d %d %d %d %d\n", r.ID, r.AgentID, r.GrossMinor, r.RecoveredMinor, r.TaxMinor, r.NetMinor, r.PayeeVersion)
	}
	return hex.EncodeToString(h.Sum(nil))
}

// approvals is how many different people must have looked at a run.
const approvals = 2

// Approve says that one person has looked at a run; the second one approves it.
// It returns ErrNoRun, ErrRunState and ErrApproved.
func (m *Paymaster) Approve(ctx context.Context, id uid.Payrun, by uid.Person) (Run, error) {
	return m.step(ctx, id, []string{"draft"}, func(q *db.Queries, _ pgx.Tx, r db.BillingPayrun) error {
		n, err := q.AddApproval(ctx, db.AddApprovalParams{PayrunID: id, PersonID: by, ItemsSha: r.ItemsSha, At: m.clock.Now()})
		if err != nil {
			return fmt.Errorf("add approval: %w", err)
		}
		if n == 0 {
			return ErrApproved
		}
		all, err := q.Approvals(ctx, id)
		if err != nil {
			return fmt.Errorf("count approvals: %w", err)
		}
		if len(all) < approvals {
			return nil
		}
		return q.SetRun(ctx, db.SetRunParams{ID: id, State: "approved"})
	})
}

// Withdraw ends a run before it is submitted; its statements wait for another.
// It returns ErrNoRun and ErrRunState.
func (m *Paymaster) Withdraw(ctx context.Context, id uid.Payrun) (Run, error) {
	return m.step(ctx, id, []string{"draft", "approved"}, func(q *db.Queries, _ pgx.Tx, _ db.BillingPayrun) error {
		return q.SetRun(ctx, db.SetRunParams{ID: id, State: "void"})
	})
}

// step moves a run on, under its lock.
func (m *Paymaster) step(ctx context.Context, id uid.Payrun, from []string, work func(*db.Queries, pgx.Tx, db.BillingPayrun) error) (Run, error) {
	err := m.in(ctx, func(q *db.Queries, tx pgx.Tx) error {
		r, err := q.LockRun(ctx, id)
		if errors.Is(err, pgx.ErrNoRows) {
			return ErrNoRun
		}
		if err != nil {
			return fmt.Errorf("lock payrun: %w", err)
		}
		for _, state := range from {
			if r.State == state {
				return work(q, tx, r)
			}
		}
		return ErrRunState.At("state", fmt.Sprint(from), r.State)
	})
	if err != nil {
		return Run{}, err
	}
	return m.Run(ctx, id)
}
