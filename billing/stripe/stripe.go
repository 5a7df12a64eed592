// Package stripe shows issued bills at Stripe and reads what it tells. It is
// the home of stripe-go, version 76, which speaks the API of 2023-10-16.
//
// Every call carries a key of its own, so that a call made twice is done once.
// Stripe forgets keys after a day and replays the answer of a call that broke
// on its side (source S9): after such an answer, or a lost one, the bill is
// looked up by its number here before anything is sent again.
package stripe

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/stripe/stripe-go/v76"
	"github.com/stripe/stripe-go/v76/client"

	"github.com/manyhands/manyhands/billing"
)

// Driver is Stripe as billing's gateway.
type Driver struct {
	api *client.API
}

// New makes a driver. A url other than Stripe's own is for tests.
func New(key, url string) *Driver {
	cfg := &stripe.BackendConfig{MaxNetworkRetries: stripe.Int64(2), HTTPClient: &http.Client{Timeout: 30 * time.Second}, LeveledLogger: &stripe.LeveledLogger{}}
	if url != "" {
		cfg.URL = stripe.String(strings.TrimSuffix(url, "/"))
	}
	d := &Driver{api: &client.API{}}
	d.api.Init(key, &stripe.Backends{API: stripe.GetBackendWithConfig(stripe.APIBackend, cfg)})
	return d
}

// maxItems is how many lines Stripe takes on one bill.
const maxItems = 250

// Publish shows a bill: customer, bill, lines, the total compared, then
// finalized. It returns billing.ErrRejected when Stripe will never take it.
func (d *Driver) Publish(ctx context.Context, bill billing.Bill) (string, error) {
	if len(bill.Lines) > maxItems {
		return "", fmt.Errorf("%w: %d lines, at most %d", billing.ErrRejected, len(bill.Lines), maxItems)
	}
	if bill.Seek {
		found, err := d.find(ctx, bill)
		if err != nil {
			return "", err
		}
		if found != nil && found.Status != stripe.InvoiceStatusDraft {
			return found.ID, nil
		}
	}
	who := &stripe.CustomerParams{Name: stripe.String(bill.BrandName), Metadata: map[string]string{"brand_id": bill.Brand.String()}}
	keyed(ctx, &who.Params, "cust:"+bill.Brand.String()+":v1")
	customer, err := d.api.Customers.New(who)
	if err != nil {
		return "", said("customer", err)
	}
	shell := &stripe.InvoiceParams{
		Customer: stripe.String(customer.ID), AutoAdvance: stripe.Bool(false), CollectionMethod: stripe.String("send_invoice"),
		DaysUntilDue: stripe.Int64(int64(bill.DueDays)), Currency: stripe.String(strings.ToLower(bill.Currency)),
		// Items that wait at the customer for some other reason stay out.
		PendingInvoiceItemsBehavior: stripe.String("exclude"),
		Metadata:                    map[string]string{"invoice_id": bill.Invoice.String(), "doc_sha": bill.DocSHA, "number": bill.Number},
	}
	keyed(ctx, &shell.Params, key(bill, "create"))
	inv, err := d.api.Invoices.New(shell)
	if err != nil {
		return "", said("invoice", err)
	}
	if err := d.addLines(ctx, bill, customer.ID, inv.ID); err != nil {
		return "", err
	}
	return d.finalize(ctx, bill, inv.ID)
}

func (d *Driver) addLines(ctx context.Context, bill billing.Bill, customer, invoice string) error {
	for _, l := range bill.Lines {
		// Amount is whole minor units; UnitAmountDecimal would be a float.
		item := &stripe.InvoiceItemParams{
			Customer: stripe.String(customer), Invoice: stripe.String(invoice), Amount: stripe.Int64(int64(l.AmountMinor)),
			Currency: stripe.String(strings.ToLower(bill.Currency)), Description: stripe.String(l.Text),
			Metadata: map[string]string{"line": strconv.Itoa(l.N), "evidence_root": l.Root},
		}
		keyed(ctx, &item.Params, key(bill, "line:"+strconv.Itoa(l.N)))
		if _, err := d.api.InvoiceItems.New(item); err != nil {
			return said("line "+strconv.Itoa(l.N), err)
		}
	}
	return nil
}

// finalize opens a bill whose total is ours; another total is never opened.
func (d *Driver) finalize(ctx context.Context, bill billing.Bill, id string) (string, error) {
	read := &stripe.InvoiceParams{}
	read.Context = ctx
	inv, err := d.api.Invoices.Get(id, read)
	if err != nil {
		return "", said("read invoice", err)
	}
	if inv.Total != int64(bill.TotalMinor) {
		return "", fmt.Errorf("%w: the total there is %d, ours is %d", billing.ErrRejected, inv.Total, bill.TotalMinor)
	}
	f := &stripe.InvoiceFinalizeInvoiceParams{AutoAdvance: stripe.Bool(false)}
	keyed(ctx, &f.Params, key(bill, "finalize"))
	if _, err := d.api.Invoices.FinalizeInvoice(id, f); err != nil {
		return "", said("finalize", err)
	}
	return id, nil
}

// Settled tells Stripe that a bill was paid by the bank.
func (d *Driver) Settled(ctx context.Context, id string, bill billing.Bill) error {
	p := &stripe.InvoicePayParams{PaidOutOfBand: stripe.Bool(true)}
	keyed(ctx, &p.Params, key(bill, "oob"))
	if _, err := d.api.Invoices.Pay(id, p); err != nil {
		return said("pay", err)
	}
	return nil
}

// find looks a bill up by our id of it, which is in its metadata. Stripe's
// search lags behind by a minute, so the list is read, newest first.
func (d *Driver) find(ctx context.Context, bill billing.Bill) (*stripe.Invoice, error) {
	p := &stripe.InvoiceListParams{}
	p.Context = ctx
	p.Limit = stripe.Int64(100)
	const pages = 5
	i, seen := d.api.Invoices.List(p), 0
	for i.Next() && seen < pages*100 {
		seen++
		if inv := i.Invoice(); inv.Metadata["invoice_id"] == bill.Invoice.String() {
			return inv, nil
		}
	}
	if err := i.Err(); err != nil {
		return nil, said("look for invoice", err)
	}
	return nil, nil
}

func key(bill billing.Bill, step string) string { return "inv:" + bill.Invoice.String() + ":1:" + step }

func keyed(ctx context.Context, p *stripe.Params, key string) {
	p.Context = ctx
	p.IdempotencyKey = stripe.String(key)
}

// said tells a plain no from an answer that leaves us not knowing.
func said(step string, err error) error {
	var s *stripe.Error
	if errors.As(err, &s) && s.HTTPStatusCode >= 400 && s.HTTPStatusCode < 500 &&
		s.HTTPStatusCode != http.StatusConflict && s.HTTPStatusCode != http.StatusTooManyRequests {
		return fmt.Errorf("%w: %s: %s", billing.ErrRejected, step, s.Msg)
	}
	return fmt.Errorf("stripe %s: %w", step, err)
}
