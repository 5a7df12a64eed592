package stripe

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/stripe/stripe-go/v76"

	"github.com/manyhands/manyhands/billing/till"
)

func since(t time.Time) *stripe.RangeQueryParams {
	return &stripe.RangeQueryParams{GreaterThanOrEqual: t.Unix()}
}

// lost keeps a failed look from being taken for an answer about the call.
func lost(err error) error { return errors.New(err.Error()) }

// Find looks for what came of a call by our id in its metadata.
func (d *Driver) Find(ctx context.Context, o till.Order) (string, error) {
	list := stripe.ListParams{Context: ctx, Limit: stripe.Int64(100)}
	switch o.Kind {
	case till.Publish:
		inv, err := d.bill(ctx, o)
		if err != nil || inv == nil || inv.Status == stripe.InvoiceStatusDraft {
			return "", err // a draft is not published: the call goes on with it
		}
		return inv.ID, nil
	case till.Paid:
		inv, err := d.invoice(ctx, o.On)
		if err != nil || inv.Status != stripe.InvoiceStatusPaid {
			return "", err
		}
		return inv.ID, nil
	case till.GiveUp:
		inv, err := d.invoice(ctx, o.On)
		if err != nil || inv.Status == stripe.InvoiceStatusOpen {
			return "", err
		}
		return inv.ID, nil
	case till.Customer:
		i := d.api.Customers.List(&stripe.CustomerListParams{ListParams: list, CreatedRange: since(o.Since)})
		return first(o, i, func() (string, map[string]string) { c := i.Customer(); return c.ID, c.Metadata })
	case till.Credit:
		i := d.api.CreditNotes.List(&stripe.CreditNoteListParams{ListParams: list, Invoice: stripe.String(o.On)})
		return first(o, i, func() (string, map[string]string) { c := i.CreditNote(); return c.ID, c.Metadata })
	case till.Wallet:
		i := d.api.CustomerBalanceTransactions.List(&stripe.CustomerBalanceTransactionListParams{ListParams: list, Customer: stripe.String(o.On)})
		return first(o, i, func() (string, map[string]string) {
			t := i.CustomerBalanceTransaction()
			return under(o.On, t.ID), t.Metadata
		})
	case till.Account:
		i := d.api.Accounts.List(&stripe.AccountListParams{ListParams: list, CreatedRange: since(o.Since)})
		return first(o, i, func() (string, map[string]string) { a := i.Account(); return a.ID, a.Metadata })
	case till.Payout:
		i := d.api.Transfers.List(&stripe.TransferListParams{ListParams: list, Destination: stripe.String(o.On), TransferGroup: stripe.String(o.Group)})
		return first(o, i, func() (string, map[string]string) { t := i.Transfer(); return t.ID, t.Metadata })
	case till.Reversal:
		i := d.api.TransferReversals.List(&stripe.TransferReversalListParams{ListParams: list, ID: stripe.String(o.On)})
		return first(o, i, func() (string, map[string]string) { r := i.TransferReversal(); return under(o.On, r.ID), r.Metadata })
	}
	return "", fmt.Errorf("%w: nothing called %q is done here", till.ErrRejected, o.Kind)
}

type pages interface {
	Next() bool
	Err() error
}

// first is the id of the first thing of a list that carries the order's id.
func first(o till.Order, list pages, at func() (string, map[string]string)) (string, error) {
	for list.Next() {
		if id, metadata := at(); subjectOf(metadata) == o.Subject {
			return id, nil
		}
	}
	if err := list.Err(); err != nil {
		return "", fmt.Errorf("look for %s: %w", o.Kind, lost(err))
	}
	return "", nil
}
