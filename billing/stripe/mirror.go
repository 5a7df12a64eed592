package stripe

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/stripe/stripe-go/v76"

	"github.com/manyhands/manyhands/billing/till"
	"github.com/manyhands/manyhands/internal/money"
)

func at(unix int64) time.Time { return time.Unix(unix, 0).UTC() }

var statuses = map[stripe.InvoiceStatus]till.Status{
	stripe.InvoiceStatusDraft: till.Drafted, stripe.InvoiceStatusOpen: till.Open, stripe.InvoiceStatusPaid: till.Settled,
	stripe.InvoiceStatusVoid: till.Void, stripe.InvoiceStatusUncollectible: till.Uncollectible,
}

func ofInvoice(v *stripe.Invoice) till.Object {
	return till.Object{
		ID: v.ID, Kind: till.Publish, Subject: subjectOf(v.Metadata), Status: statuses[v.Status], Amount: money.Amount(v.Total),
		Currency: ours(string(v.Currency)), Created: at(v.Created),
	}
}

func ofNote(v *stripe.CreditNote) till.Object {
	status := till.Made
	if v.Status == stripe.CreditNoteStatusVoid {
		status = till.Void
	}
	return till.Object{ID: v.ID, Kind: till.Credit, Subject: subjectOf(v.Metadata), Status: status, Amount: money.Amount(v.Total), Currency: ours(string(v.Currency)), Created: at(v.Created)}
}

func ofTransfer(v *stripe.Transfer) till.Object {
	status := till.Made
	if v.Reversed {
		status = till.Reversed
	}
	return till.Object{ID: v.ID, Kind: till.Payout, Subject: subjectOf(v.Metadata), Status: status, Amount: money.Amount(v.Amount), Currency: ours(string(v.Currency)), Created: at(v.Created)}
}

func ofCustomer(v *stripe.Customer) till.Object {
	return till.Object{ID: v.ID, Kind: till.Customer, Subject: subjectOf(v.Metadata), Status: till.Made, Created: at(v.Created)}
}

func ofAccount(v *stripe.Account) till.Object {
	return till.Object{ID: v.ID, Kind: till.Account, Subject: subjectOf(v.Metadata), Status: till.Made, Created: at(v.Created)}
}

func ofBalance(customer string, v *stripe.CustomerBalanceTransaction) till.Object {
	return till.Object{
		ID: under(customer, v.ID), Kind: till.Wallet, Subject: subjectOf(v.Metadata), Status: till.Made, Amount: money.Amount(-v.Amount),
		Currency: ours(string(v.Currency)), Created: at(v.Created),
	}
}

// Fetch reads one thing. It returns till.ErrNoObject.
func (d *Driver) Fetch(ctx context.Context, k till.Kind, id string) (till.Object, error) {
	p := stripe.Params{Context: ctx}
	switch k {
	case till.Publish:
		v, err := d.api.Invoices.Get(id, &stripe.InvoiceParams{Params: p})
		return fetched(v, err, ofInvoice)
	case till.Credit:
		v, err := d.api.CreditNotes.Get(id, &stripe.CreditNoteParams{Params: p})
		return fetched(v, err, ofNote)
	case till.Payout:
		v, err := d.api.Transfers.Get(id, &stripe.TransferParams{Params: p})
		return fetched(v, err, ofTransfer)
	case till.Customer:
		v, err := d.api.Customers.Get(id, &stripe.CustomerParams{Params: p})
		return fetched(v, err, ofCustomer)
	case till.Account:
		v, err := d.api.Accounts.GetByID(id, &stripe.AccountParams{Params: p})
		return fetched(v, err, ofAccount)
	case till.Wallet:
		customer, below, _ := strings.Cut(id, "/")
		v, err := d.api.CustomerBalanceTransactions.Get(below, &stripe.CustomerBalanceTransactionParams{Params: p, Customer: stripe.String(customer)})
		return fetched(v, err, func(v *stripe.CustomerBalanceTransaction) till.Object { return ofBalance(customer, v) })
	}
	return till.Object{}, fmt.Errorf("%w: nothing called %q is read here", till.ErrNoObject, k)
}

func fetched[T any](v T, err error, read func(T) till.Object) (till.Object, error) {
	if absent(err) {
		return till.Object{}, till.ErrNoObject
	}
	if err != nil {
		return till.Object{}, fmt.Errorf("read: %w", lost(err))
	}
	return read(v), nil
}

// List reads what came to be in a stretch of time. Balances are found below
// their customers only, so every customer is asked.
func (d *Driver) List(ctx context.Context, from, until time.Time, each func(till.Object) error) error {
	list := stripe.ListParams{Context: ctx, Limit: stripe.Int64(100)}
	span := &stripe.RangeQueryParams{GreaterThanOrEqual: from.Unix(), LesserThan: until.Unix()}
	invoices := d.api.Invoices.List(&stripe.InvoiceListParams{ListParams: list, CreatedRange: span})
	if err := every(invoices, func() till.Object { return ofInvoice(invoices.Invoice()) }, each); err != nil {
		return err
	}
	notes := d.api.CreditNotes.List(&stripe.CreditNoteListParams{ListParams: list, CreatedRange: span})
	if err := every(notes, func() till.Object { return ofNote(notes.CreditNote()) }, each); err != nil {
		return err
	}
	transfers := d.api.Transfers.List(&stripe.TransferListParams{ListParams: list, CreatedRange: span})
	if err := every(transfers, func() till.Object { return ofTransfer(transfers.Transfer()) }, each); err != nil {
		return err
	}
	accounts := d.api.Accounts.List(&stripe.AccountListParams{ListParams: list, CreatedRange: span})
	if err := every(accounts, func() till.Object { return ofAccount(accounts.Account()) }, each); err != nil {
		return err
	}
	customers := d.api.Customers.List(&stripe.CustomerListParams{ListParams: list})
	return every(customers, func() till.Object { return ofCustomer(customers.Customer()) }, func(o till.Object) error {
		if err := each(o); err != nil {
			return err
		}
		return d.balances(ctx, o.ID, from, each)
	})
}

// balances reads what moved a customer's balance; what bills took off it by
// themselves is not a call of ours.
func (d *Driver) balances(ctx context.Context, customer string, from time.Time, each func(till.Object) error) error {
	list := stripe.ListParams{Context: ctx, Limit: stripe.Int64(100)}
	i := d.api.CustomerBalanceTransactions.List(&stripe.CustomerBalanceTransactionListParams{ListParams: list, Customer: stripe.String(customer)})
	for i.Next() { // newest first
		v := i.CustomerBalanceTransaction()
		if at(v.Created).Before(from) {
			break
		}
		if v.Type != stripe.CustomerBalanceTransactionTypeAdjustment {
			continue
		}
		if err := each(ofBalance(customer, v)); err != nil {
			return err
		}
	}
	return i.Err()
}

func every(list pages, read func() till.Object, each func(till.Object) error) error {
	for list.Next() {
		if err := each(read()); err != nil {
			return err
		}
	}
	if err := list.Err(); err != nil {
		return fmt.Errorf("list: %w", err)
	}
	return nil
}
