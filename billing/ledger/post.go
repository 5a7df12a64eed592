package ledger

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"github.com/manyhands/manyhands/billing/ledger/internal/db"
	"github.com/manyhands/manyhands/internal/fault"
	"github.com/manyhands/manyhands/internal/money"
	"github.com/manyhands/manyhands/internal/pg"
	"github.com/manyhands/manyhands/internal/uid"
)

// What a transfer is refused for.
var (
	ErrClosed = fault.New(fault.Conflict, "ledger_closed", "the books of that time are closed; date it later")
	ErrShort  = fault.New(fault.Conflict, "balance_short", "there is not that much on the account")
)

// ErrMadeBefore is a move whose key was used: what it stands for was done.
var ErrMadeBefore = errors.New("the transfer was made before")

// errCurrencies is a bug, never a caller's: money changed its currency.
var errCurrencies = errors.New("a transfer between two currencies")

// Move is one transfer: what it moves, from where to where, and why. Its key
// makes it once.
type Move struct {
	Key           string
	Debit, Credit Place
	Amount        money.Amount // a negative amount moves the other way
	RefKind       string
	Ref           uuid.UUID
	Memo          string
	Reverses      uid.Transfer
}

// Post writes transfers down in the caller's transaction. A transfer of nothing
// is none. It returns ErrClosed, and ErrMadeBefore for a key that was used.
func Post(ctx context.Context, tx pgx.Tx, at time.Time, moves ...Move) error {
	q := db.New(tx)
	for i := range moves {
		if moves[i].Amount < 0 {
			m := &moves[i]
			m.Debit, m.Credit, m.Amount = m.Credit, m.Debit, -m.Amount
		}
	}
	if err := openAccounts(ctx, q, moves); err != nil {
		return err
	}
	for _, m := range moves {
		if m.Amount == 0 {
			continue
		}
		if err := write(ctx, q, at, m); err != nil {
			return err
		}
	}
	return nil
}

// openAccounts opens what is not open yet, in the order of their names: two
// transactions that open the same ones never wait for each other in a ring.
func openAccounts(ctx context.Context, q *db.Queries, moves []Move) error {
	places := map[string]Place{}
	for _, m := range moves {
		if m.Amount != 0 {
			places[m.Debit.ID()], places[m.Credit.ID()] = m.Debit, m.Credit
		}
	}
	names := make([]string, 0, len(places))
	for name := range places {
		names = append(names, name)
	}
	slices.Sort(names)
	for _, name := range names {
		p := places[name]
		if err := q.AddAccount(ctx, db.AddAccountParams{ID: name, Kind: string(p.Kind), Owner: p.Owner, Currency: p.Currency, NormalSide: p.Kind.Side()}); err != nil {
			return fmt.Errorf("open account %s: %w", name, err)
		}
	}
	return nil
}

func write(ctx context.Context, q *db.Queries, at time.Time, m Move) error {
	if m.Debit.Currency != m.Credit.Currency {
		return fmt.Errorf("transfer %s: %w: %s and %s", m.Key, errCurrencies, m.Debit.Currency, m.Credit.Currency)
	}
	n, err := q.AddTransfer(ctx, db.AddTransferParams{
		ID: uid.New[uid.Transfer](), Idem: m.Key, Debit: m.Debit.ID(), Credit: m.Credit.ID(), AmountMinor: int64(m.Amount),
		Currency: m.Debit.Currency, At: at, RefKind: m.RefKind, RefID: m.Ref, Memo: m.Memo, Reverses: m.Reverses,
	})
	if name, broken := pg.Broken(err); broken && name == "ledger_closed" {
		return ErrClosed
	}
	if err != nil {
		return fmt.Errorf("transfer %s: %w", m.Key, err)
	}
	if n == 0 {
		return fmt.Errorf("transfer %s: %w", m.Key, ErrMadeBefore)
	}
	return nil
}

// Reverse moves a transfer back, once: it names the one that it undoes.
func Reverse(ctx context.Context, tx pgx.Tx, at time.Time, key, memo string) error {
	was, err := db.New(tx).TransferByKey(ctx, key)
	if err != nil {
		return fmt.Errorf("find transfer %s: %w", key, err)
	}
	q := db.New(tx)
	n, err := q.AddTransfer(ctx, db.AddTransferParams{
		ID: uid.New[uid.Transfer](), Idem: key + "/reversed", Debit: was.Credit, Credit: was.Debit, AmountMinor: was.AmountMinor,
		Currency: was.Currency, At: at, RefKind: was.RefKind, RefID: was.RefID, Memo: memo, Reverses: was.ID,
	})
	if err != nil {
		return fmt.Errorf("reverse transfer %s: %w", key, err)
	}
	if n == 0 {
		return fmt.Errorf("reverse transfer %s: %w", key, ErrMadeBefore)
	}
	return nil
}

// MovedOn is what the transfers of one reference moved on one account, on its
// debit side.
func MovedOn(ctx context.Context, tx pgx.Tx, p Place, ref uuid.UUID) (money.Amount, error) {
	moved, err := db.New(tx).MovedOn(ctx, db.MovedOnParams{Account: p.ID(), RefID: ref})
	if err != nil {
		return 0, fmt.Errorf("sum transfers of %s: %w", ref, err)
	}
	return money.Amount(moved), nil
}

// Hold is an account's balance on its own side, and nobody else spends from it
// until the transaction ends. An account that was never used holds nothing.
func Hold(ctx context.Context, tx pgx.Tx, p Place) (money.Amount, error) {
	q := db.New(tx)
	_, err := q.LockAccount(ctx, p.ID())
	if errors.Is(err, pgx.ErrNoRows) {
		return 0, nil
	}
	if err != nil {
		return 0, fmt.Errorf("hold account %s: %w", p.ID(), err)
	}
	r, err := q.SumOn(ctx, p.ID())
	if err != nil {
		return 0, fmt.Errorf("sum account %s: %w", p.ID(), err)
	}
	return balance(p.Kind.Side(), r.DebitsMinor, r.CreditsMinor), nil
}

func balance(side string, debits, credits int64) money.Amount {
	if side == "credit" {
		return money.Amount(credits - debits)
	}
	return money.Amount(debits - credits)
}
