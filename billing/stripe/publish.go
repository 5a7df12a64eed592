package stripe

import (
	"context"
	"fmt"
	"strconv"

	"github.com/stripe/stripe-go/v76"

	"github.com/manyhands/manyhands/billing/till"
)

// maxItems is how many lines Stripe takes on one bill.
const maxItems = 250

// publish shows a bill: an empty one, its lines, the total compared, then
// finalized. Tried again, it goes on where the last try broke off.
func (d *Driver) publish(ctx context.Context, o till.Order) (string, error) {
	if len(o.Lines) > maxItems {
		return "", fmt.Errorf("%w: %d lines, at most %d", till.ErrRejected, len(o.Lines), maxItems)
	}
	if _, err := amount(o.Kind, o.Amount, o.Currency); err != nil {
		return "", err
	}
	var inv *stripe.Invoice
	var err error
	if o.Again {
		if inv, err = d.bill(ctx, o); err != nil {
			return "", err
		}
	}
	has := map[string]bool{}
	if inv != nil {
		has, err = d.linesOf(ctx, inv.ID)
	} else {
		inv, err = d.shell(ctx, o)
	}
	if err != nil {
		return "", err
	}
	if err := d.addLines(ctx, o, inv.ID, has); err != nil {
		return "", err
	}
	return d.finalize(ctx, o, inv.ID)
}

func (d *Driver) shell(ctx context.Context, o till.Order) (*stripe.Invoice, error) {
	p := &stripe.InvoiceParams{
		Customer: stripe.String(o.On), AutoAdvance: stripe.Bool(false), CollectionMethod: stripe.String("send_invoice"),
		DaysUntilDue: stripe.Int64(int64(o.DueDays)), Currency: stripe.String(theirs(o.Currency)),
		// Items that wait at the customer for some other reason stay out.
		PendingInvoiceItemsBehavior: stripe.String("exclude"),
		Metadata:                    map[string]string{subjectKey: o.Subject.String(), "doc_sha": o.DocSHA, "number": o.Number},
	}
	keyed(ctx, &p.Params, o.Key+":create")
	inv, err := d.api.Invoices.New(p)
	if err != nil {
		return nil, said("invoice", err)
	}
	return inv, nil
}

func (d *Driver) addLines(ctx context.Context, o till.Order, invoice string, has map[string]bool) error {
	for _, l := range o.Lines {
		n := strconv.Itoa(l.N)
		if has[n] {
			continue
		}
		sum, err := amount(o.Kind, l.AmountMinor, o.Currency)
		if err != nil {
			return err
		}
		// Amount is whole minor units; UnitAmountDecimal would be a float.
		p := &stripe.InvoiceItemParams{
			Customer: stripe.String(o.On), Invoice: stripe.String(invoice), Amount: stripe.Int64(sum), Currency: stripe.String(theirs(o.Currency)),
			Description: stripe.String(l.Text), Metadata: map[string]string{"line": n, "evidence_root": l.Root},
		}
		keyed(ctx, &p.Params, o.Key+":line:"+n)
		if _, err := d.api.InvoiceItems.New(p); err != nil {
			return said("line "+n, err)
		}
	}
	return nil
}

// linesOf are the numbers of the lines that a draft has.
func (d *Driver) linesOf(ctx context.Context, invoice string) (map[string]bool, error) {
	p := &stripe.InvoiceItemListParams{Invoice: stripe.String(invoice)}
	p.Context, p.Limit = ctx, stripe.Int64(100)
	has := map[string]bool{}
	i := d.api.InvoiceItems.List(p)
	for i.Next() {
		has[i.InvoiceItem().Metadata["line"]] = true
	}
	if err := i.Err(); err != nil {
		return nil, fmt.Errorf("read lines: %w", lost(err))
	}
	return has, nil
}

// finalize opens a bill whose total is ours; another total is never opened.
func (d *Driver) finalize(ctx context.Context, o till.Order, id string) (string, error) {
	inv, err := d.invoice(ctx, id)
	if err != nil {
		return "", said("read invoice", err)
	}
	if inv.Total != int64(o.Amount) {
		return "", fmt.Errorf("%w: the total there is %d, ours is %d", till.ErrRejected, inv.Total, o.Amount)
	}
	p := &stripe.InvoiceFinalizeInvoiceParams{AutoAdvance: stripe.Bool(false)}
	keyed(ctx, &p.Params, o.Key+":finalize")
	if _, err := d.api.Invoices.FinalizeInvoice(id, p); err != nil {
		return "", said("finalize", err)
	}
	return id, nil
}

func (d *Driver) invoice(ctx context.Context, id string) (*stripe.Invoice, error) {
	p := &stripe.InvoiceParams{}
	p.Context = ctx
	return d.api.Invoices.Get(id, p)
}

// bill is the bill there of a document of ours, in whatever state. Stripe's
// search lags behind by a minute, so the customer's own list is read.
func (d *Driver) bill(ctx context.Context, o till.Order) (*stripe.Invoice, error) {
	p := &stripe.InvoiceListParams{Customer: stripe.String(o.On), CreatedRange: since(o.Since)}
	p.Context, p.Limit = ctx, stripe.Int64(100)
	i := d.api.Invoices.List(p)
	for i.Next() {
		if inv := i.Invoice(); subjectOf(inv.Metadata) == o.Subject {
			return inv, nil
		}
	}
	if err := i.Err(); err != nil {
		return nil, fmt.Errorf("look for invoice: %w", lost(err))
	}
	return nil, nil
}
