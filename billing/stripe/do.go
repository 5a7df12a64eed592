package stripe

import (
	"context"
	"fmt"

	"github.com/stripe/stripe-go/v76"

	"github.com/manyhands/manyhands/billing/till"
)

// Do makes a call. It returns till.ErrRejected, till.ErrBusy and till.ErrBroke.
func (d *Driver) Do(ctx context.Context, o till.Order) (string, error) {
	switch o.Kind {
	case till.Customer:
		return d.customer(ctx, o)
	case till.Publish:
		return d.publish(ctx, o)
	case till.Paid:
		return d.paid(ctx, o)
	case till.GiveUp:
		return d.giveUp(ctx, o)
	case till.Credit:
		return d.credit(ctx, o)
	case till.Wallet:
		return d.wallet(ctx, o)
	case till.Account:
		return d.account(ctx, o)
	case till.Payout:
		return d.payout(ctx, o)
	case till.Reversal:
		return d.reversal(ctx, o)
	}
	return "", fmt.Errorf("%w: nothing called %q is done here", till.ErrRejected, o.Kind)
}

func (d *Driver) customer(ctx context.Context, o till.Order) (string, error) {
	p := &stripe.CustomerParams{Name: stripe.String(o.Name), Metadata: meta(o)}
	keyed(ctx, &p.Params, o.Key)
	c, err := d.api.Customers.New(p)
	if err != nil {
		return "", said("customer", err)
	}
	return c.ID, nil
}

// paid tells that a bill was paid by the bank, unless it is paid there.
func (d *Driver) paid(ctx context.Context, o till.Order) (string, error) {
	inv, err := d.invoice(ctx, o.On)
	if err != nil {
		return "", said("read invoice", err)
	}
	if inv.Status == stripe.InvoiceStatusPaid {
		return inv.ID, nil
	}
	p := &stripe.InvoicePayParams{PaidOutOfBand: stripe.Bool(true)}
	keyed(ctx, &p.Params, o.Key)
	if _, err := d.api.Invoices.Pay(o.On, p); err != nil {
		return "", said("pay", err)
	}
	return o.On, nil
}

// giveUp marks a bill uncollectible, unless it was paid or given up there.
func (d *Driver) giveUp(ctx context.Context, o till.Order) (string, error) {
	inv, err := d.invoice(ctx, o.On)
	if err != nil {
		return "", said("read invoice", err)
	}
	if inv.Status != stripe.InvoiceStatusOpen {
		return inv.ID, nil
	}
	p := &stripe.InvoiceMarkUncollectibleParams{}
	keyed(ctx, &p.Params, o.Key)
	if _, err := d.api.Invoices.MarkUncollectible(o.On, p); err != nil {
		return "", said("mark uncollectible", err)
	}
	return o.On, nil
}

// credit gives back on a bill: what is still owed of it there is lowered, the
// rest goes to the customer's balance.
func (d *Driver) credit(ctx context.Context, o till.Order) (string, error) {
	sum, err := amount(o.Kind, o.Amount, o.Currency)
	if err != nil {
		return "", err
	}
	inv, err := d.invoice(ctx, o.On)
	if err != nil {
		return "", said("read invoice", err)
	}
	p := &stripe.CreditNoteParams{
		Invoice: stripe.String(o.On), Metadata: meta(o), Memo: stripe.String(o.Number),
		Lines: []*stripe.CreditNoteLineParams{{
			Type: stripe.String("custom_line_item"), Description: stripe.String(o.Number), Quantity: stripe.Int64(1), UnitAmount: stripe.Int64(sum),
		}},
	}
	if rest := sum - inv.AmountRemaining; rest > 0 {
		p.CreditAmount = stripe.Int64(rest)
	}
	keyed(ctx, &p.Params, o.Key)
	note, err := d.api.CreditNotes.New(p)
	if err != nil {
		return "", said("credit note", err)
	}
	return note.ID, nil
}

// wallet adds to a customer's balance: a credit is negative there.
func (d *Driver) wallet(ctx context.Context, o till.Order) (string, error) {
	sum, err := amount(o.Kind, o.Amount, o.Currency)
	if err != nil {
		return "", err
	}
	p := &stripe.CustomerBalanceTransactionParams{
		Customer: stripe.String(o.On), Amount: stripe.Int64(-sum), Currency: stripe.String(theirs(o.Currency)), Metadata: meta(o),
	}
	keyed(ctx, &p.Params, o.Key)
	t, err := d.api.CustomerBalanceTransactions.New(p)
	if err != nil {
		return "", said("balance", err)
	}
	return under(o.On, t.ID), nil
}

// under names a thing that Stripe finds only below another.
func under(owner, id string) string { return owner + "/" + id }

func (d *Driver) account(ctx context.Context, o till.Order) (string, error) {
	p := &stripe.AccountParams{
		Type: stripe.String("express"), Metadata: meta(o),
		Capabilities: &stripe.AccountCapabilitiesParams{Transfers: &stripe.AccountCapabilitiesTransfersParams{Requested: stripe.Bool(true)}},
	}
	keyed(ctx, &p.Params, o.Key)
	a, err := d.api.Accounts.New(p)
	if err != nil {
		return "", said("account", err)
	}
	return a.ID, nil
}

func (d *Driver) payout(ctx context.Context, o till.Order) (string, error) {
	sum, err := amount(o.Kind, o.Amount, o.Currency)
	if err != nil {
		return "", err
	}
	p := &stripe.TransferParams{
		Amount: stripe.Int64(sum), Currency: stripe.String(theirs(o.Currency)), Destination: stripe.String(o.On), TransferGroup: stripe.String(o.Group), Metadata: meta(o),
	}
	keyed(ctx, &p.Params, o.Key)
	t, err := d.api.Transfers.New(p)
	if err != nil {
		return "", said("transfer", err)
	}
	return t.ID, nil
}

// reversal takes a transfer back; Stripe refuses it when the account holds less.
func (d *Driver) reversal(ctx context.Context, o till.Order) (string, error) {
	sum, err := amount(o.Kind, o.Amount, o.Currency)
	if err != nil {
		return "", err
	}
	p := &stripe.TransferReversalParams{ID: stripe.String(o.On), Amount: stripe.Int64(sum), Metadata: meta(o)}
	keyed(ctx, &p.Params, o.Key)
	r, err := d.api.TransferReversals.New(p)
	if err != nil {
		return "", said("reversal", err)
	}
	return under(o.On, r.ID), nil
}
