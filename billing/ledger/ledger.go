package ledger

import (
	"context"
	"fmt"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/manyhands/manyhands/billing/ledger/internal/db"
	"github.com/manyhands/manyhands/internal/clock"
	"github.com/manyhands/manyhands/internal/money"
	"github.com/manyhands/manyhands/internal/pg"
	"github.com/manyhands/manyhands/internal/uid"
)

// Ledger reads the books, and closes them.
type Ledger struct {
	pool  *pgxpool.Pool
	clock clock.Clock
}

// New makes a ledger.
func New(pool *pgxpool.Pool, c clock.Clock) *Ledger { return &Ledger{pool, c} }

func look[T any](ctx context.Context, l *Ledger, read func(*db.Queries) (T, error)) (T, error) {
	var out T
	err := pg.InTx(ctx, l.pool, pg.Everything, func(tx pgx.Tx) (err error) {
		out, err = read(db.New(tx))
		return err
	})
	return out, err
}

// Balance is one account's sums.
type Balance struct {
	Account      string       `json:"account"`
	Kind         string       `json:"kind"`
	Owner        string       `json:"owner,omitempty"`
	OwnerName    string       `json:"owner_name,omitempty"`
	Currency     string       `json:"currency"`
	Side         string       `json:"normal_side" enum:"debit,credit"`
	DebitsMinor  money.Amount `json:"debits_minor"`
	CreditsMinor money.Amount `json:"credits_minor"`
	BalanceMinor money.Amount `json:"balance_minor" doc:"on the account's normal side"`
}

// TrialBalance lists every account. In each currency debits and credits are
// the same sum.
func (l *Ledger) TrialBalance(ctx context.Context) ([]Balance, error) {
	return look(ctx, l, func(q *db.Queries) ([]Balance, error) {
		rows, err := q.TrialBalance(ctx)
		if err != nil {
			return nil, fmt.Errorf("read trial balance: %w", err)
		}
		out := make([]Balance, len(rows))
		for i, r := range rows {
			out[i] = Balance{
				Account: r.ID, Kind: r.Kind, Owner: r.Owner, Currency: r.Currency, Side: r.NormalSide,
				DebitsMinor: money.Amount(r.DebitsMinor), CreditsMinor: money.Amount(r.CreditsMinor),
				BalanceMinor: balance(r.NormalSide, r.DebitsMinor, r.CreditsMinor),
			}
		}
		return out, nil
	})
}

// BalanceOf is one account's balance on its own side.
func (l *Ledger) BalanceOf(ctx context.Context, p Place) (money.Amount, error) {
	return look(ctx, l, func(q *db.Queries) (money.Amount, error) {
		r, err := q.SumOn(ctx, p.ID())
		if err != nil {
			return 0, fmt.Errorf("sum account %s: %w", p.ID(), err)
		}
		return balance(p.Kind.Side(), r.DebitsMinor, r.CreditsMinor), nil
	})
}

// Transfer is one move of money.
type Transfer struct {
	ID          uid.Transfer `json:"id"`
	Debit       string       `json:"debit"`
	Credit      string       `json:"credit"`
	AmountMinor money.Amount `json:"amount_minor"`
	Currency    string       `json:"currency"`
	At          time.Time    `json:"at"`
	RefKind     string       `json:"ref_kind"`
	Ref         uuid.UUID    `json:"ref_id"`
	Memo        string       `json:"memo"`
	Reverses    uid.Transfer `json:"reverses_id"`
}

// Asked is which transfers a list shows; its zero value is all of them.
type Asked struct {
	Account string
	Ref     uuid.UUID
	Before  time.Time // with ID, the last one of the page before
	ID      uuid.UUID
	Most    int
}

var endless = time.Date(9999, 1, 1, 0, 0, 0, 0, time.UTC)

// Transfers lists transfers, newest first.
func (l *Ledger) Transfers(ctx context.Context, a Asked) ([]Transfer, error) {
	if a.Before.IsZero() {
		a.Before, a.ID = endless, uuid.Max
	}
	return look(ctx, l, func(q *db.Queries) ([]Transfer, error) {
		rows, err := q.Transfers(ctx, db.TransfersParams{Before: a.Before, BeforeID: a.ID, Account: a.Account, RefID: a.Ref, Most: int32(a.Most)})
		if err != nil {
			return nil, fmt.Errorf("list transfers: %w", err)
		}
		out := make([]Transfer, len(rows))
		for i, r := range rows {
			out[i] = Transfer{r.ID, r.Debit, r.Credit, money.Amount(r.AmountMinor), r.Currency, r.At, r.RefKind, r.RefID, r.Memo, r.Reverses}
		}
		return out, nil
	})
}
