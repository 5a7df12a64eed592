package billing

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"github.com/manyhands/manyhands/billing/deal"
	"github.com/manyhands/manyhands/billing/facts"
	"github.com/manyhands/manyhands/billing/internal/db"
	"github.com/manyhands/manyhands/billing/rate"
	"github.com/manyhands/manyhands/internal/fault"
	"github.com/manyhands/manyhands/internal/pg"
	"github.com/manyhands/manyhands/internal/uid"
)

// ErrRatings says that two copies of the program made two results of the same
// facts: nothing is billed until somebody has looked.
var ErrRatings = fault.New(fault.Conflict, "rating_differs", "the same facts were rated before with another result")

// DraftRequest makes, or makes again, the draft of what a request owes that
// stands on no document yet. It returns deal.ErrNoContract, ErrBilled and ErrStatus.
func (b *Book) DraftRequest(ctx context.Context, request uid.Request) (Invoice, error) {
	var id uid.Invoice
	err := db.In(ctx, b.pool, pg.Everything, func(q *db.Queries, _ pgx.Tx) error {
		had, err := q.OpenOriginalOf(ctx, request)
		if err == nil {
			id = had
			return b.redraft(ctx, q, had)
		}
		if !errors.Is(err, pgx.ErrNoRows) {
			return fmt.Errorf("find invoice of request %s: %w", request, err)
		}
		id, err = b.draftRequest(ctx, q, uid.New[uid.Invoice](), request)
		return err
	})
	return b.after(ctx, id, err)
}

func (b *Book) draftRequest(ctx context.Context, q *db.Queries, id uid.Invoice, request uid.Request) (uid.Invoice, error) {
	brand, period, err := b.billable(ctx, q, request)
	if err != nil {
		return id, err
	}
	return b.draft(ctx, q, id, brand, request, period)
}

// billable is the stretch of a request's terms that stands on no document: to
// their end, or once its event is over to this moment. It returns
// deal.ErrNoContract, and ErrBilled where nothing is left.
func (b *Book) billable(ctx context.Context, q *db.Queries, request uid.Request) (uid.Brand, rate.Span, error) {
	rows, err := q.VersionsOf(ctx, request)
	if err != nil {
		return uid.Brand{}, rate.Span{}, fmt.Errorf("list versions of request %s: %w", request, err)
	}
	if len(rows) == 0 {
		return uid.Brand{}, rate.Span{}, deal.ErrNoContract
	}
	first, last := rows[0], rows[len(rows)-1]
	p := rate.Span{From: first.Starts, Till: last.Ends}
	if now := b.clock.Now(); now.Before(last.Ends) {
		p.Till = last.EventEnds
		if now.After(p.Till) {
			p.Till = now
		}
	}
	if p.From, err = q.BilledTill(ctx, db.BilledTillParams{BrandID: first.BrandID, FromAt: p.From, Till: p.Till}); err != nil {
		return first.BrandID, p, fmt.Errorf("look what is billed: %w", err)
	}
	if !p.From.Before(p.Till) {
		return first.BrandID, p, ErrBilled
	}
	if p.From.After(first.Starts) { // a rest: worth a document only when something is in it
		any, err := q.AnythingIn(ctx, db.AnythingInParams{BrandID: first.BrandID, FromAt: p.From, Till: p.Till})
		if err != nil {
			return first.BrandID, p, fmt.Errorf("look what is left: %w", err)
		}
		if !any {
			return first.BrandID, p, ErrBilled
		}
	}
	return first.BrandID, p, nil
}

// DraftPeriod makes the draft of what a brand owes for any period. It returns
// deal.ErrNoContract and ErrBilled.
func (b *Book) DraftPeriod(ctx context.Context, brand uid.Brand, period rate.Span) (Invoice, error) {
	var id uid.Invoice
	err := db.In(ctx, b.pool, pg.Everything, func(q *db.Queries, _ pgx.Tx) (err error) {
		id, err = b.draft(ctx, q, uid.New[uid.Invoice](), brand, uid.Request{}, period)
		return err
	})
	return b.after(ctx, id, err)
}

// Redraft rates a draft again, from the facts as they are now. It returns
// ErrNoInvoice and ErrStatus.
func (b *Book) Redraft(ctx context.Context, id uid.Invoice) (Invoice, error) {
	err := db.In(ctx, b.pool, pg.Everything, func(q *db.Queries, _ pgx.Tx) error { return b.redraft(ctx, q, id) })
	return b.after(ctx, id, err)
}

// after shows the screens a document that changed, and returns it.
func (b *Book) after(ctx context.Context, id uid.Invoice, err error) (Invoice, error) {
	if err != nil {
		return Invoice{}, err
	}
	v, err := b.Invoice(ctx, pg.Everything, id)
	if err == nil {
		b.poke(v.Brand, "invoice", map[string]any{"id": v.ID, "status": v.Status})
	}
	return v, err
}

func (b *Book) redraft(ctx context.Context, q *db.Queries, id uid.Invoice) error {
	r, err := lockInvoice(ctx, q, id)
	if err != nil {
		return err
	}
	if !Status(r.Status).may(Draft) {
		return ErrStatus.At("status", "draft, review or approved", r.Status)
	}
	if err := dropOpen(ctx, q, id); err != nil {
		return err
	}
	if err := b.draftAgain(ctx, q, r); err != nil {
		return err
	}
	return b.fasten(ctx, q, id)
}

func (b *Book) draftAgain(ctx context.Context, q *db.Queries, r db.BillingInvoice) error {
	if r.Kind != KindInvoice {
		changed, err := b.adjust(ctx, q, r.ID, r.OfInvoice)
		if err == nil && !changed { // nothing left to adjust: the draft is gone
			err = q.MoveDisputes(ctx, db.MoveDisputesParams{InvoiceID: r.ID, Onto: uuid.UUID(r.OfInvoice)})
		}
		return err
	}
	if !r.RequestID.IsZero() {
		_, err := b.draftRequest(ctx, q, r.ID, r.RequestID)
		return err
	}
	_, err := b.draft(ctx, q, r.ID, r.BrandID, r.RequestID, rate.Span{From: r.PeriodFrom, Till: r.PeriodTill})
	return err
}

// dropOpen takes a draft's lines and the draft away. What is disputed of it
// stays, and is fastened to the lines of the draft that follows.
func dropOpen(ctx context.Context, q *db.Queries, id uid.Invoice) error {
	if err := q.LoosenDisputes(ctx, id); err != nil {
		return fmt.Errorf("loosen disputes: %w", err)
	}
	if err := q.DropLines(ctx, id); err != nil {
		return fmt.Errorf("drop lines: %w", err)
	}
	if err := q.DropInvoice(ctx, id); err != nil {
		return fmt.Errorf("drop draft: %w", err)
	}
	return nil
}

func lockInvoice(ctx context.Context, q *db.Queries, id uid.Invoice) (db.BillingInvoice, error) {
	r, err := q.LockInvoice(ctx, id)
	if errors.Is(err, pgx.ErrNoRows) {
		return r, ErrNoInvoice
	}
	if err != nil {
		return r, fmt.Errorf("lock invoice: %w", err)
	}
	return r, nil
}

// rating is a rated period with the documents that prove it.
type rating struct {
	result   rate.Invoice
	doc      []byte // as verify reads it
	contract []byte
	asOf     time.Time
	cube     []byte
	seal     facts.SealedDay // the newest when it was rated
}

// rate seals the brand's facts and rates a period of them.
func (b *Book) rate(ctx context.Context, q *db.Queries, brand uid.Brand, period rate.Span) (rating, error) {
	asOf, err := b.Meter.Seal(ctx, q, brand)
	if err != nil {
		return rating{}, err
	}
	if err := facts.SealBlocks(ctx, q, brand, asOf, b.clock.Now(), true); err != nil {
		return rating{}, err
	}
	r, err := rateAt(ctx, q, brand, period, asOf)
	if err != nil {
		return r, err
	}
	r.seal, err = facts.LastSealed(ctx, q, brand)
	return r, err
}

// rateAt rates a period of a brand's sealed facts. Whoever does it gets the
// same result; one that differs is refused.
func rateAt(ctx context.Context, q *db.Queries, brand uid.Brand, period rate.Span, asOf time.Time) (rating, error) {
	c, contract, err := deal.ContractFor(ctx, q, brand, period)
	if err != nil {
		return rating{}, err
	}
	f, err := facts.Of(ctx, q, brand, asOf)
	if err != nil {
		return rating{}, err
	}
	v, cube, err := rate.RateCube(c, f, asOf, rate.Options{Tags: true})
	if err != nil {
		return rating{}, err
	}
	cells, err := json.Marshal(cube)
	if err != nil {
		return rating{}, fmt.Errorf("write cube: %w", err)
	}
	var doc bytes.Buffer
	if err := rate.WriteInvoice(&doc, v); err != nil {
		return rating{}, err
	}
	return rating{result: v, doc: doc.Bytes(), contract: contract, asOf: asOf, cube: cells}, noteRun(ctx, q, brand, v, asOf)
}

func noteRun(ctx context.Context, q *db.Queries, brand uid.Brand, v rate.Invoice, asOf time.Time) error {
	run := db.AddRatingRunParams{
		BrandID: brand, PeriodFrom: v.Period.From, PeriodTill: v.Period.Till, AsOf: asOf, ContractSha: v.ContractSHA, Engine: v.Engine, ResultSha: v.ResultSHA,
	}
	if err := q.AddRatingRun(ctx, run); err != nil {
		return fmt.Errorf("note rating: %w", err)
	}
	had, err := q.RatingRun(ctx, db.RatingRunParams{
		BrandID: brand, PeriodFrom: run.PeriodFrom, PeriodTill: run.PeriodTill, AsOf: asOf, ContractSha: run.ContractSha, Engine: run.Engine,
	})
	if err != nil {
		return fmt.Errorf("read rating run: %w", err)
	}
	if had != v.ResultSHA {
		return ErrRatings
	}
	return nil
}

func (b *Book) draft(ctx context.Context, q *db.Queries, id uid.Invoice, brand uid.Brand, request uid.Request, period rate.Span) (uid.Invoice, error) {
	r, err := b.rate(ctx, q, brand, period)
	if err != nil {
		return id, err
	}
	v := r.result
	p, err := b.newDocument(id, brand, r)
	if err != nil {
		return id, err
	}
	p.RequestID, p.Kind = request, KindInvoice
	p.SubtotalMinor, p.TaxMinor, p.TotalMinor = int64(v.SubtotalMinor), int64(v.TaxMinor), int64(v.TotalMinor)
	p.CompensationMinor, p.CreditMinor = int64(v.CompensationMinor), int64(v.CreditToBalanceMinor)
	if err := addDocument(ctx, q, p, r.seal); err != nil {
		return id, err
	}
	if err := q.KeepCube(ctx, db.KeepCubeParams{InvoiceID: id, BrandID: brand, Cells: r.cube}); err != nil {
		return id, fmt.Errorf("keep cube: %w", err)
	}
	for i, l := range v.Lines {
		err := addLine(ctx, q, p, i, Line{
			Code: l.Code, Rule: l.Rule, Version: l.Version, Dims: l.Dims, Qty: l.Qty, UnitMicro: l.UnitMicro, AmountMinor: l.Amount,
			Root: l.Root, Count: l.Count, ratingLine: i,
		})
		if err != nil {
			return id, err
		}
	}
	return id, nil
}

// newDocument is what every document takes from its rating.
func (b *Book) newDocument(id uid.Invoice, brand uid.Brand, r rating) (db.AddInvoiceParams, error) {
	contract, err := uid.Parse[uid.Contract](r.result.Contract)
	return db.AddInvoiceParams{
		ID: id, BrandID: brand, ContractID: contract, Currency: string(r.result.Currency), PeriodFrom: r.result.Period.From, PeriodTill: r.result.Period.Till,
		AsOf: r.asOf, ContractDoc: r.contract, RatingDoc: r.doc, ResultSha: r.result.ResultSHA, DraftedAt: b.clock.Now(),
	}, err
}

func addDocument(ctx context.Context, q *db.Queries, p db.AddInvoiceParams, seal facts.SealedDay) error {
	err := q.AddInvoice(ctx, p)
	if name, broken := pg.Broken(err); broken && (name == "invoice_period" || name == "invoice_one_open_adjustment") {
		return ErrBilled
	}
	if err != nil {
		return fmt.Errorf("add invoice: %w", err)
	}
	err = q.PrintSeal(ctx, db.PrintSealParams{ID: p.ID, SealDay: seal.Day, SealRoot: seal.Root, SealBlock: seal.Last})
	if err != nil {
		return fmt.Errorf("print seal: %w", err)
	}
	return nil
}

func addLine(ctx context.Context, q *db.Queries, p db.AddInvoiceParams, i int, l Line) error {
	if l.Dims == nil {
		l.Dims = map[string]string{}
	}
	dims, err := json.Marshal(l.Dims)
	if err != nil {
		return fmt.Errorf("write dims: %w", err)
	}
	err = q.AddLine(ctx, db.AddLineParams{
		ID: uid.New[uid.Line](), InvoiceID: p.ID, BrandID: p.BrandID, N: int32(i + 1), Code: l.Code, Rule: l.Rule, Version: l.Version, Dims: dims,
		Qty: l.Qty, UnitMicro: l.UnitMicro, AmountMinor: int64(l.AmountMinor), EvidenceRoot: l.Root, EvidenceCount: l.Count, RatingLine: int32(l.ratingLine),
	})
	if err != nil {
		return fmt.Errorf("add line: %w", err)
	}
	return nil
}

// batch bounds what one tick takes on.
const batch = 20

// grace is how long late facts are let into a draft that was made by itself: a
// default of ours.
const grace = 3 * 24 * time.Hour

// draftDue drafts what ended and stands on no document. Such a draft collects
// what is late until its grace is over.
func (b *Book) draftDue(ctx context.Context) error {
	due, err := db.Look(ctx, b.pool, pg.Everything, func(q *db.Queries) ([]uid.Request, error) {
		return q.VersionsDue(ctx, db.VersionsDueParams{Now: b.clock.Now(), Most: batch})
	})
	if err != nil {
		return fmt.Errorf("list terms that ended: %w", err)
	}
	for _, request := range due {
		// An open draft of its event, another copy, or a wider period may stand in the way.
		v, err := b.DraftRequest(ctx, request)
		if errors.Is(err, ErrBilled) || errors.Is(err, ErrDisputed) {
			continue
		}
		if err == nil && v.Status == Draft {
			err = b.collect(ctx, v)
		}
		if err != nil {
			return fmt.Errorf("draft request %s: %w", request, err)
		}
	}
	return nil
}

func (b *Book) collect(ctx context.Context, v Invoice) error {
	till := v.Till.Add(grace)
	if !b.clock.Now().Before(till) {
		return nil
	}
	return db.In(ctx, b.pool, pg.Everything, func(q *db.Queries, _ pgx.Tx) error {
		r, err := lockInvoice(ctx, q, v.ID)
		if err != nil || Status(r.Status) != Draft {
			return err
		}
		return q.Collect(ctx, db.CollectParams{ID: v.ID, CollectsTill: &till})
	})
}

// collectedDue rates drafts whose grace is over once more, with all that came
// meanwhile, and shows them to their brands.
func (b *Book) collectedDue(ctx context.Context) error {
	now := b.clock.Now()
	due, err := db.Look(ctx, b.pool, pg.Everything, func(q *db.Queries) ([]uid.Invoice, error) {
		return q.CollectedBy(ctx, db.CollectedByParams{Now: &now, Most: batch})
	})
	if err != nil {
		return fmt.Errorf("list drafts whose grace is over: %w", err)
	}
	for _, id := range due {
		_, err := b.Redraft(ctx, id)
		if err == nil {
			_, err = b.SendForReview(ctx, id)
		}
		if err != nil && !errors.Is(err, ErrStatus) && !errors.Is(err, ErrNoInvoice) { // a person was quicker
			return fmt.Errorf("send invoice %s for review: %w", id, err)
		}
	}
	return nil
}
