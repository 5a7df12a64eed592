package billing

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"github.com/manyhands/manyhands/billing/internal/db"
	"github.com/manyhands/manyhands/internal/money"
	"github.com/manyhands/manyhands/internal/pg"
	"github.com/manyhands/manyhands/internal/uid"
)

// ErrRejected is a gateway's plain no: sending it again would change nothing.
// Any other error of a gateway means that nobody knows whether it was done.
var ErrRejected = errors.New("the payment gateway refused")

// Gateway is where brands pay online. Both calls are idempotent by the bill.
type Gateway interface {
	// Publish shows a bill there and returns its id there. With bill.Seek an
	// earlier answer was lost: what is there already is looked up first.
	Publish(ctx context.Context, bill Bill) (id string, err error)
	// Settled tells that a bill was paid outside.
	Settled(ctx context.Context, id string, bill Bill) error
}

// Bill is an issued document as a gateway needs it.
type Bill struct {
	Invoice    uid.Invoice
	Number     string
	Brand      uid.Brand
	BrandName  string
	Currency   string
	Lines      []BillLine
	TotalMinor money.Amount
	DocSHA     string
	DueDays    int
	Seek       bool
}

// BillLine is one line that takes money.
type BillLine struct {
	N           int
	Text        string
	AmountMinor money.Amount
	Root        string
}

// GatewayState is how far the gateway knows of a document.
type GatewayState struct {
	Op        string `json:"op" enum:"publish,paid"`
	State     string `json:"state" enum:"queued,unknown,ok,rejected"`
	Attempts  int    `json:"attempts"`
	Provider  string `json:"provider_id,omitempty"`
	LastError string `json:"last_error,omitempty"`
}

func gatewayOf(ctx context.Context, q *db.Queries, id uid.Invoice) ([]GatewayState, error) {
	rows, err := q.GatewayOpsOf(ctx, id)
	if err != nil {
		return nil, fmt.Errorf("read gateway calls: %w", err)
	}
	out := make([]GatewayState, len(rows))
	for i, r := range rows {
		out[i] = GatewayState{r.Op, r.State, int(r.Attempts), r.ProviderID, r.LastError}
	}
	return out, nil
}

func (b *Book) queuePublish(ctx context.Context, q *db.Queries, r db.BillingInvoice, sha string, now time.Time) error {
	if b.gateway == nil || r.TotalMinor <= 0 {
		return nil
	}
	return queueOp(ctx, q, "publish", "inv:"+r.ID.String(), r.ID, sha, now)
}

func (b *Book) queuePaid(ctx context.Context, q *db.Queries, r db.BillingInvoice, reference string, now time.Time) error {
	if b.gateway == nil || r.TotalMinor <= 0 {
		return nil
	}
	return queueOp(ctx, q, "paid", "inv:"+r.ID.String()+":oob", r.ID, hexSHA([]byte(reference)), now)
}

func queueOp(ctx context.Context, q *db.Queries, op, key string, id uid.Invoice, sha string, now time.Time) error {
	err := q.AddGatewayOp(ctx, db.AddGatewayOpParams{ID: uid.New[uuid.UUID](), Op: op, IdemKey: key, InvoiceID: id, RequestSha: sha, DueAt: now})
	if err != nil {
		return fmt.Errorf("queue gateway call: %w", err)
	}
	return nil
}

// gatewayLease is how long one copy of the program may take over a call before
// another tries.
const gatewayLease = 2 * time.Minute

// tellGateway works off the calls that are due. No transaction is open while
// the gateway is asked.
func (b *Book) tellGateway(ctx context.Context) error {
	if b.gateway == nil {
		return nil
	}
	var due []db.BillingGatewayOp
	err := b.in(ctx, pg.Everything, func(q *db.Queries, _ pgx.Tx) (err error) {
		now := b.clock.Now()
		if due, err = q.DueGatewayOps(ctx, db.DueGatewayOpsParams{Now: now, Most: batch}); err != nil {
			return fmt.Errorf("list gateway calls: %w", err)
		}
		for _, op := range due {
			if err := q.LeaseGatewayOp(ctx, db.LeaseGatewayOpParams{ID: op.ID, DueAt: now.Add(gatewayLease)}); err != nil {
				return fmt.Errorf("lease gateway call: %w", err)
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	for _, op := range due {
		if err := b.tell(ctx, op); err != nil {
			return err
		}
	}
	return nil
}

// tell makes one call and keeps its answer. A lost answer leaves the call
// unknown; the next try looks before it sends.
func (b *Book) tell(ctx context.Context, op db.BillingGatewayOp) error {
	bill, provider, err := b.billFor(ctx, op)
	if err != nil {
		return err
	}
	// A call that was leased before and is still queued died on its way.
	bill.Seek = op.State == "unknown" || op.Attempts > 0
	var id string
	switch {
	case op.Op == "publish":
		id, err = b.gateway.Publish(ctx, bill)
	case provider == "":
		err = errors.New("the bill is not published yet")
	default:
		id, err = provider, b.gateway.Settled(ctx, provider, bill)
	}
	next := db.SetGatewayOpParams{ID: op.ID, State: "ok", ProviderID: id, DueAt: b.clock.Now()}
	if err != nil {
		next.State, next.LastError = "unknown", clip(err.Error())
		next.DueAt = next.DueAt.Add(min(time.Second<<min(op.Attempts, 10), time.Hour))
		if errors.Is(err, ErrRejected) {
			next.State = "rejected"
			b.log.ErrorContext(ctx, "the payment gateway refused", "invoice", op.InvoiceID, "error", err)
		}
	}
	return b.in(ctx, pg.Everything, func(q *db.Queries, _ pgx.Tx) error {
		if err := q.SetGatewayOp(ctx, next); err != nil {
			return fmt.Errorf("keep gateway answer: %w", err)
		}
		return nil
	})
}

func clip(s string) string {
	const most = 500
	if len(s) > most {
		return s[:most]
	}
	return s
}

// billFor is the bill of a call, and its id at the gateway when it has one.
func (b *Book) billFor(ctx context.Context, op db.BillingGatewayOp) (Bill, string, error) {
	v, err := b.Invoice(ctx, pg.Everything, op.InvoiceID)
	if err != nil {
		return Bill{}, "", err
	}
	bill := Bill{
		Invoice: v.ID, Number: v.Number, Brand: v.Brand, BrandName: v.BrandName, Currency: v.Currency, TotalMinor: v.TotalMinor, DocSHA: v.DocSHA,
		DueDays: int(payIn / (24 * time.Hour)),
	}
	left := v.TotalMinor
	for _, l := range v.Lines {
		if l.AmountMinor != 0 {
			bill.Lines = append(bill.Lines, BillLine{l.N, l.Code + " × " + fmt.Sprint(l.Qty), l.AmountMinor, l.Root})
			left -= l.AmountMinor
		}
	}
	if left != 0 { // tax on top
		bill.Lines = append(bill.Lines, BillLine{len(v.Lines) + 1, "tax", left, ""})
	}
	provider := ""
	for _, g := range v.Gateway {
		if g.Op == "publish" {
			provider = g.Provider
		}
	}
	return bill, provider, nil
}

// Told is a message of the gateway whose signature holds.
type Told struct {
	ID, Kind, Object string
	Payload          []byte
}

// HearGateway takes a message of the gateway in once; a bill that was paid
// there is paid here. Messages come in any order and more than once, and one
// that was kept before may not have been worked off: paying twice is refused
// by the bill's own status.
func (b *Book) HearGateway(ctx context.Context, t Told) error {
	var paid uid.Invoice
	err := b.in(ctx, pg.Everything, func(q *db.Queries, _ pgx.Tx) error {
		_, err := q.AddGatewayEvent(ctx, db.AddGatewayEventParams{ID: t.ID, Kind: t.Kind, ObjectID: t.Object, Payload: t.Payload, ReceivedAt: b.clock.Now()})
		if err != nil {
			return fmt.Errorf("keep gateway message: %w", err)
		}
		if t.Kind != "invoice.paid" {
			return nil
		}
		paid, err = q.InvoiceByProvider(ctx, t.Object)
		if errors.Is(err, pgx.ErrNoRows) {
			return nil // not a bill of ours
		}
		return err
	})
	if err != nil || paid.IsZero() {
		return err
	}
	_, err = b.pay(ctx, paid, t.Object, clearing)
	if errors.Is(err, ErrStatus) {
		return nil // paid already
	}
	return err
}
