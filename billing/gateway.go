package billing

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"github.com/manyhands/manyhands/billing/internal/db"
	"github.com/manyhands/manyhands/billing/ledger"
	"github.com/manyhands/manyhands/billing/till"
	"github.com/manyhands/manyhands/internal/money"
	"github.com/manyhands/manyhands/internal/uid"
)

// hearTill has payments that the gateway tells of written down here.
func (b *Book) hearTill() {
	b.till.OnChange(till.Publish, func(ctx context.Context, tx pgx.Tx, o till.Object) error {
		if o.Status != till.Settled {
			return nil // given up there: the nightly comparison makes it a task
		}
		q := db.New(tx)
		r, err := lockInvoice(ctx, q, uid.Invoice(o.Subject))
		if errors.Is(err, ErrNoInvoice) || err == nil && !Status(r.Status).may(Paid) {
			return nil // not a bill of ours, or paid already: it may have been us who told
		}
		if err != nil {
			return err
		}
		return b.paidThere(ctx, tx, q, r, o.ID)
	})
}

// paidThere writes down that a brand paid a bill at the gateway. What was written
// off is taken back out of the bad debts. The gateway knew nothing of what the
// bank had brought before, and took all of it: what is too much is the brand's.
func (b *Book) paidThere(ctx context.Context, tx pgx.Tx, q *db.Queries, r db.BillingInvoice, provider string) error {
	var err error
	if Status(r.Status) == Uncollectible {
		err = b.recover(ctx, tx, q, r, coming{money.Amount(r.WrittenOffMinor), provider, ledger.Clearing}, uid.Person{})
	} else {
		err = b.settleDocument(ctx, tx, r, provider, ledger.Clearing)
	}
	if err != nil || r.PaidMinor == 0 {
		return err
	}
	return ledger.Post(ctx, tx, b.clock.Now(), ledger.Move{
		Key: "invoice/" + r.ID.String() + "/overpaid", Debit: ledger.Place{Kind: ledger.Clearing, Currency: r.Currency}, Credit: walletOf(r.BrandID, r.Currency),
		Amount: money.Amount(r.PaidMinor), RefKind: "payment", Ref: uuid.UUID(r.ID), Memo: orEmpty(r.Number) + " overpaid",
	})
}

// queueCustomer makes a brand known to the gateway, once.
func (b *Book) queueCustomer(ctx context.Context, tx pgx.Tx, brand uid.Brand) error {
	known, err := b.till.Known(ctx, tx, till.Customer, uuid.UUID(brand))
	if err != nil || known {
		return err
	}
	who, err := b.register.Brand(ctx, brand)
	if err != nil {
		return err
	}
	return b.till.Queue(ctx, tx, till.Ask{Kind: till.Customer, Subject: uuid.UUID(brand), Key: "cust:" + brand.String(), Details: till.Details{Name: who.Name}})
}

// queueIssued shows an issued document at the gateway: what is owed as a bill,
// what is given back as a credit note on its period's bill.
func (b *Book) queueIssued(ctx context.Context, tx pgx.Tx, r db.BillingInvoice, lines []Line, number, sha string) error {
	if !b.till.Online() || r.TotalMinor == 0 {
		return nil
	}
	if err := b.queueCustomer(ctx, tx, r.BrandID); err != nil {
		return err
	}
	a := till.Ask{
		Subject: uuid.UUID(r.ID), Currency: r.Currency, Amount: money.Amount(r.TotalMinor),
		Details: till.Details{Number: number, DocSHA: sha, DueDays: int(payIn / (24 * time.Hour)), Lines: shown(lines, money.Amount(r.TotalMinor))},
	}
	if r.TotalMinor > 0 {
		a.Kind, a.Key, a.On = till.Publish, "inv:"+r.ID.String(), uuid.UUID(r.BrandID)
		return b.till.Queue(ctx, tx, a)
	}
	a.Kind, a.Key, a.On, a.Amount = till.Credit, "cn:"+r.ID.String(), uuid.UUID(r.OfInvoice), -a.Amount
	known, err := b.till.Known(ctx, tx, till.Publish, a.On)
	if err != nil || !known { // its bill was for nothing, or from before there was a gateway
		return err
	}
	return b.till.Queue(ctx, tx, a)
}

// shown is the lines that take money, and the tax on top as one more.
func shown(lines []Line, total money.Amount) []till.Line {
	var out []till.Line
	left := total
	for _, l := range lines {
		if l.AmountMinor != 0 {
			out = append(out, till.Line{N: l.N, Text: l.Code + " × " + fmt.Sprint(l.Qty), AmountMinor: l.AmountMinor, Root: l.Root})
			left -= l.AmountMinor
		}
	}
	if left != 0 {
		out = append(out, till.Line{N: len(lines) + 1, Text: "tax", AmountMinor: left})
	}
	return out
}

// queuePaid tells that a bill was paid outside.
func (b *Book) queuePaid(ctx context.Context, tx pgx.Tx, r db.BillingInvoice, reference string) error {
	known, err := b.till.Known(ctx, tx, till.Publish, uuid.UUID(r.ID))
	if err != nil || !known {
		return err
	}
	return b.till.Queue(ctx, tx, till.Ask{
		Kind: till.Paid, Subject: uuid.UUID(r.ID), Key: "inv:" + r.ID.String() + ":oob", On: uuid.UUID(r.ID), Currency: r.Currency,
		Amount: money.Amount(r.TotalMinor - r.WalletMinor), Details: till.Details{Memo: reference},
	})
}
