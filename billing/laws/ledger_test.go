package laws_test

import (
	"fmt"
	"testing"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"github.com/manyhands/manyhands/billing/ledger"
	"github.com/manyhands/manyhands/internal/money"
	"github.com/manyhands/manyhands/internal/pg"
)

// Law (28): nobody changes the ledger; and transfers that do not make their
// document's total are refused when they are committed.
func TestAnUnbalancedBatchIsRefusedByTheDatabase(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.tell(b.closed("sa", 1))
	v := b.issue(b.draft().ID)
	for _, statement := range []string{"UPDATE billing.transfer SET amount_minor = 1", "DELETE FROM billing.transfer", "TRUNCATE billing.transfer CASCADE"} {
		if _, err := b.pool.Exec(t.Context(), statement); err == nil {
			t.Errorf("%s passed", statement)
		}
	}
	batch := func(amounts ...money.Amount) error {
		return pg.InTx(t.Context(), b.pool, pg.Everything, func(tx pgx.Tx) error {
			for i, a := range amounts {
				err := ledger.Post(t.Context(), tx, b.clock.Now(), ledger.Move{
					Key: fmt.Sprint("extra ", amounts, i), Debit: ledger.Place{Kind: ledger.Receivable, Owner: b.brand.String(), Currency: "CNY"},
					Credit: ledger.Place{Kind: ledger.Revenue, Currency: "CNY"}, Amount: a, RefKind: v.Kind, Ref: uuid.UUID(v.ID), Memo: "extra",
				})
				if err != nil {
					return err
				}
			}
			return nil
		})
	}
	if name, broken := pg.Broken(batch(1)); !broken || name != "document_balances" {
		t.Errorf("an unbalanced batch passed: %q", name)
	}
	if err := batch(1, -1); err != nil {
		t.Errorf("a balanced one did not: %v", err)
	}
	b.balanced()
}

// Law (31): money never changes its currency on the way from one account to
// another.
func TestATransferBetweenTwoCurrenciesIsRefused(t *testing.T) {
	t.Parallel()
	b := setup(t)
	err := pg.InTx(t.Context(), b.pool, pg.Everything, func(tx pgx.Tx) error {
		return ledger.Post(t.Context(), tx, b.clock.Now(), ledger.Move{
			Key: "mixed", Debit: ledger.Place{Kind: ledger.Cash, Currency: "JPY"}, Credit: ledger.Place{Kind: ledger.Wallet, Owner: "x", Currency: "KWD"},
			Amount: 1, RefKind: "prepayment", Ref: uuid.New(),
		})
	})
	if err == nil {
		t.Error("yen became dinars")
	}
}
