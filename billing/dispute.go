package billing

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"github.com/manyhands/manyhands/billing/facts"
	"github.com/manyhands/manyhands/billing/internal/db"
	"github.com/manyhands/manyhands/billing/ledger"
	"github.com/manyhands/manyhands/billing/rate"
	"github.com/manyhands/manyhands/internal/fault"
	"github.com/manyhands/manyhands/internal/money"
	"github.com/manyhands/manyhands/internal/pg"
	"github.com/manyhands/manyhands/internal/uid"
)

// What a dispute is refused for.
var (
	ErrNoDispute     = fault.New(fault.NotFound, "dispute_unknown", "there is no such dispute")
	ErrDisputeReason = fault.New(fault.Invalid, "dispute_reason_missing", "say what is wrong: 1 to 2,000 characters")
	ErrNoAmount      = fault.New(fault.Invalid, "dispute_nothing", "that line takes nothing, or counts no conversation that could be wrong")
	ErrDisputeEnded  = fault.New(fault.Conflict, "dispute_ended", "the dispute has its answer")
	ErrDisputeOpen   = fault.New(fault.Conflict, "dispute_open", "the line is under dispute already")
)

// The states of a dispute; each has exactly one ending.
const (
	DisputeOpened   = "opened"
	DisputeUpheld   = "upheld"
	DisputeRejected = "rejected"
)

// Dispute is a brand's doubt about a line. Its amount leaves what is due at
// once; what nobody answers in time is granted.
type Dispute struct {
	ID          uid.Dispute  `json:"id"`
	Brand       uid.Brand    `json:"brand_id"`
	Invoice     uid.Invoice  `json:"invoice_id"`
	Line        uid.Line     `json:"line_id"`
	Reason      string       `json:"reason"`
	AmountMinor money.Amount `json:"amount_minor"`
	Outcomes    int          `json:"outcomes"`
	State       string       `json:"state" enum:"opened,upheld,rejected"`
	OpenedAt    time.Time    `json:"opened_at"`
	AnswerBy    time.Time    `json:"answer_by" doc:"five business days; after that it is granted"`
	ResolvedAt  *time.Time   `json:"resolved_at,omitempty"`
	Answer      string       `json:"answer,omitempty"`
	Code        string       `json:"code" doc:"of the line: a redraft gives it another id"`
	BrandName   string       `json:"brand_name,omitempty"`
	Number      string       `json:"invoice_number,omitempty"`
	Currency    string       `json:"currency,omitempty"`
	InReview    bool         `json:"in_review" doc:"its document is not issued yet"`
	Steps       []Step       `json:"steps" doc:"what became of it, in order"`
}

// Step is one thing that became of a dispute.
type Step struct {
	Kind        string       `json:"kind" enum:"opened,redrafted,moved,issued,upheld,rejected"`
	At          time.Time    `json:"at"`
	AmountMinor money.Amount `json:"amount_minor"`
	Words       string       `json:"words,omitempty"`
}

// answerDays is how long the marketplace has: five business days.
const answerDays = 5

func businessDaysAfter(t time.Time, days int) time.Time {
	for days > 0 {
		t = t.AddDate(0, 0, 1)
		if d := t.Weekday(); d != time.Saturday && d != time.Sunday {
			days--
		}
	}
	return t
}

// Disputing is what a brand doubts.
type Disputing struct {
	Invoice  uid.Invoice
	Line     uid.Line
	Reason   string
	Outcomes []uid.Outcome // empty: all that the line counts
}

// Dispute opens a dispute of a line that is issued or in review. It returns ErrNoInvoice,
// ErrNoLine, ErrStatus, ErrDisputeReason, ErrNoAmount and ErrDisputeOpen.
func (b *Book) Dispute(ctx context.Context, brand uid.Brand, by uid.Person, d Disputing) (Dispute, error) {
	if d.Reason == "" || len([]rune(d.Reason)) > 2000 {
		return Dispute{}, ErrDisputeReason
	}
	under, err := b.under(ctx, pg.OfBrand(brand), d.Invoice, d.Line)
	if err != nil {
		return Dispute{}, err
	}
	row, err := doubted(d, under)
	if err != nil {
		return Dispute{}, err
	}
	now := b.clock.Now()
	row.ID, row.BrandID, row.Reason, row.OpenedBy, row.OpenedAt = uid.New[uid.Dispute](), brand, d.Reason, by, now
	row.Code, row.Rule, row.Version, row.Tier = under.line.Code, under.line.Rule, under.line.Version, under.line.Dims["tier"]
	row.SlaAt = businessDaysAfter(now, answerDays)
	err = db.In(ctx, b.pool, pg.Everything, func(q *db.Queries, tx pgx.Tx) error { return openDispute(ctx, tx, q, row) })
	if err != nil {
		return Dispute{}, err
	}
	b.poke(brand, "dispute", map[string]any{"id": row.ID, "invoice": d.Invoice, "state": DisputeOpened})
	return Dispute{
		ID: row.ID, Brand: brand, Invoice: d.Invoice, Line: d.Line, Reason: d.Reason, AmountMinor: money.Amount(row.AmountMinor), Code: row.Code,
		Outcomes: len(row.Outcomes), State: DisputeOpened, OpenedAt: now, AnswerBy: row.SlaAt, Steps: []Step{{DisputeOpened, now, money.Amount(row.AmountMinor), ""}},
	}, nil
}

// doubted is what of a line is doubted, and how much money that is: the line's
// amount by the share of its conversations.
func doubted(d Disputing, under lineUnder) (db.AddDisputeParams, error) {
	row := db.AddDisputeParams{InvoiceID: d.Invoice, LineID: d.Line}
	ids := under.outcomes
	if len(d.Outcomes) > 0 {
		known := map[uid.Outcome]bool{}
		for _, id := range ids {
			known[id] = true
		}
		for _, id := range d.Outcomes {
			if !known[id] {
				return row, rate.ErrEvidence
			}
		}
		ids = d.Outcomes
	}
	if under.line.AmountMinor <= 0 || len(ids) == 0 {
		return row, ErrNoAmount
	}
	amount, err := money.MulDiv(int64(under.line.AmountMinor), int64(len(ids)), int64(len(under.outcomes)))
	if err != nil {
		return row, err
	}
	if amount == 0 {
		return row, ErrNoAmount
	}
	row.AmountMinor, row.Outcomes = int64(amount), make([]uuid.UUID, len(ids))
	for i, id := range ids {
		row.Outcomes[i] = uuid.UUID(id)
	}
	return row, nil
}

func openDispute(ctx context.Context, tx pgx.Tx, q *db.Queries, row db.AddDisputeParams) error {
	inv, err := lockInvoice(ctx, q, row.InvoiceID)
	if err != nil {
		return err
	}
	switch Status(inv.Status) {
	case Issued, PartiallyPaid:
		row.SuspendedMinor = row.AmountMinor
	case Review: // nothing is owed yet that could be taken out of it
	default:
		return ErrStatus.At("status", "in review, or issued and not paid", inv.Status)
	}
	err = q.AddDispute(ctx, row)
	if name, broken := pg.Broken(err); broken && name == "dispute_line_once" {
		return ErrDisputeOpen
	}
	if err != nil {
		return fmt.Errorf("open dispute: %w", err)
	}
	err = q.AddDisputeStep(ctx, db.AddDisputeStepParams{DisputeID: row.ID, BrandID: row.BrandID, Kind: DisputeOpened, At: row.OpenedAt, By: row.OpenedBy, AmountMinor: row.AmountMinor})
	if err != nil {
		return fmt.Errorf("note dispute: %w", err)
	}
	return ledger.Post(ctx, tx, row.OpenedAt, suspended(row.ID, row.BrandID, inv.Currency, money.Amount(row.SuspendedMinor), "opened"))
}

// suspended moves a doubted amount out of what the brand owes; a negative one
// moves it back.
func suspended(id uid.Dispute, brand uid.Brand, currency string, amount money.Amount, step string) ledger.Move {
	return ledger.Move{
		Key: "dispute/" + id.String() + "/" + step, Debit: ledger.Place{Kind: ledger.Suspense, Owner: brand.String(), Currency: currency},
		Credit: ledger.Place{Kind: ledger.Receivable, Owner: brand.String(), Currency: currency}, Amount: amount, RefKind: "dispute", Ref: uuid.UUID(id), Memo: step,
	}
}

// Resolve answers a dispute. Upheld, its conversations are free from the next
// document on, which is drafted here; the agents' pay stays. It returns
// ErrNoDispute and ErrDisputeEnded.
func (b *Book) Resolve(ctx context.Context, id uid.Dispute, by uid.Person, upheld bool, answer string) error {
	var of uid.Invoice
	err := db.In(ctx, b.pool, pg.Everything, func(q *db.Queries, tx pgx.Tx) (err error) {
		of, err = b.resolve(ctx, tx, q, id, by, upheld, answer)
		return err
	})
	if err != nil {
		return err
	}
	if !upheld {
		return nil
	}
	v, err := b.Invoice(ctx, pg.Everything, of)
	if err != nil {
		return err
	}
	if v.Status.open() {
		_, err := b.Redraft(ctx, of)
		return err
	}
	_, err = b.Adjust(ctx, of)
	if errors.Is(err, ErrNoChange) || errors.Is(err, ErrBilled) {
		return nil // an open draft will show it when it is rated again
	}
	return err
}

func (b *Book) resolve(ctx context.Context, tx pgx.Tx, q *db.Queries, id uid.Dispute, by uid.Person, upheld bool, answer string) (uid.Invoice, error) {
	d, err := q.LockDispute(ctx, id)
	if errors.Is(err, pgx.ErrNoRows) {
		return uid.Invoice{}, ErrNoDispute
	}
	if err != nil {
		return uid.Invoice{}, fmt.Errorf("lock dispute: %w", err)
	}
	if d.State != DisputeOpened {
		return uid.Invoice{}, ErrDisputeEnded
	}
	inv, err := rowOf(ctx, q, d.InvoiceID)
	if err != nil {
		return uid.Invoice{}, err
	}
	now, state := b.clock.Now(), DisputeRejected
	if upheld {
		state = DisputeUpheld
		for i, o := range d.Outcomes {
			err := b.Meter.Correct(ctx, q, d.BrandID, facts.Correction{
				Outcome: uid.Outcome(o), Kind: rate.DisputeUpheld, At: now, Actor: rate.ActorBoth, Event: "dispute/" + id.String() + "/" + strconv.Itoa(i),
			})
			if err != nil {
				return uid.Invoice{}, err
			}
		}
	}
	err = q.ResolveDispute(ctx, db.ResolveDisputeParams{ID: id, State: state, ResolvedBy: by, ResolvedAt: &now, Answer: answer})
	if err != nil {
		return uid.Invoice{}, fmt.Errorf("answer dispute: %w", err)
	}
	err = q.AddDisputeStep(ctx, db.AddDisputeStepParams{DisputeID: id, BrandID: d.BrandID, Kind: state, At: now, By: by, AmountMinor: d.AmountMinor, Words: answer})
	if err != nil {
		return uid.Invoice{}, fmt.Errorf("note answer: %w", err)
	}
	if Status(inv.Status).open() {
		return inv.ID, nil // nothing was taken out of what is owed
	}
	// The amount comes back either way: rejected, it is owed; upheld, the
	// document that follows gives it back.
	return originalOf(inv), ledger.Post(ctx, tx, now, suspended(id, d.BrandID, inv.Currency, -money.Amount(d.SuspendedMinor), state))
}

// grantDue grants the disputes that nobody answered in time.
func (b *Book) grantDue(ctx context.Context) error {
	late, err := db.Look(ctx, b.pool, pg.Everything, func(q *db.Queries) ([]uid.Dispute, error) {
		return q.DisputesLate(ctx, db.DisputesLateParams{Now: b.clock.Now(), Most: batch})
	})
	if err != nil {
		return fmt.Errorf("list late disputes: %w", err)
	}
	for _, id := range late {
		if err := b.Resolve(ctx, id, uid.Person{}, true, "not answered in time"); err != nil && !errors.Is(err, ErrDisputeEnded) {
			return fmt.Errorf("grant dispute %s: %w", id, err)
		}
	}
	return nil
}

// Disputes lists disputes of a state, or all: the open one whose clock ends first
// comes first.
func (b *Book) Disputes(ctx context.Context, scope pg.Scope, state string, most int) ([]Dispute, error) {
	called, err := b.called(ctx)
	if err != nil {
		return nil, err
	}
	return db.Look(ctx, b.pool, scope, func(q *db.Queries) ([]Dispute, error) {
		rows, err := q.Disputes(ctx, db.DisputesParams{State: state, Most: int32(most)})
		if err != nil {
			return nil, fmt.Errorf("list disputes: %w", err)
		}
		out := make([]Dispute, len(rows))
		for i, r := range rows {
			out[i] = disputeFrom(db.BillingDispute{
				ID: r.ID, BrandID: r.BrandID, InvoiceID: r.InvoiceID, LineID: r.LineID, Reason: r.Reason, AmountMinor: r.AmountMinor, Outcomes: r.Outcomes,
				State: r.State, OpenedAt: r.OpenedAt, SlaAt: r.SlaAt, ResolvedAt: r.ResolvedAt, Answer: r.Answer, Code: r.Code,
			})
			out[i].BrandName, out[i].Number, out[i].Currency, out[i].InReview = called[r.BrandID], r.Number, r.Currency, Status(r.Status).open()
		}
		return out, withSteps(ctx, q, out)
	})
}

func disputesOf(ctx context.Context, q *db.Queries, id uid.Invoice) ([]Dispute, error) {
	rows, err := q.DisputesOf(ctx, id)
	if err != nil {
		return nil, fmt.Errorf("read disputes: %w", err)
	}
	out := make([]Dispute, len(rows))
	for i, r := range rows {
		out[i] = disputeFrom(r)
	}
	return out, withSteps(ctx, q, out)
}

func disputeFrom(r db.BillingDispute) Dispute {
	return Dispute{
		ID: r.ID, Brand: r.BrandID, Invoice: r.InvoiceID, Line: r.LineID, Reason: r.Reason, AmountMinor: money.Amount(r.AmountMinor), Code: r.Code,
		Outcomes: len(r.Outcomes), State: r.State, OpenedAt: r.OpenedAt, AnswerBy: r.SlaAt, ResolvedAt: r.ResolvedAt, Answer: r.Answer, Steps: []Step{},
	}
}

// withSteps puts what became of disputes into them.
func withSteps(ctx context.Context, q *db.Queries, all []Dispute) error {
	if len(all) == 0 {
		return nil
	}
	ids := make([]uuid.UUID, len(all))
	at := map[uid.Dispute]*Dispute{}
	for i := range all {
		ids[i], at[all[i].ID] = uuid.UUID(all[i].ID), &all[i]
	}
	rows, err := q.DisputeSteps(ctx, ids)
	if err != nil {
		return fmt.Errorf("read steps of disputes: %w", err)
	}
	for _, r := range rows {
		d := at[r.DisputeID]
		d.Steps = append(d.Steps, Step{r.Kind, r.At, money.Amount(r.AmountMinor), r.Words})
	}
	return nil
}

// fasten gives the open disputes of a document that was drafted again their lines
// back: the line that charges the same thing. What it is about may be worth
// another amount now, or nothing any more.
func (b *Book) fasten(ctx context.Context, q *db.Queries, id uid.Invoice) error {
	disputes, err := q.DisputesOf(ctx, id)
	if err != nil || len(disputes) == 0 {
		return err
	}
	lines, err := linesOf(ctx, q, id)
	if err != nil {
		return err
	}
	for _, d := range disputes {
		var line Line
		for _, l := range lines {
			if l.Code == d.Code && l.Rule == d.Rule && l.Version == d.Version && l.Dims["tier"] == d.Tier {
				line = l
			}
		}
		amount := d.AmountMinor
		if d.State == DisputeOpened && line.Count > 0 {
			share, err := money.MulDiv(int64(max(0, line.AmountMinor)), min(int64(len(d.Outcomes)), line.Count), line.Count)
			if err != nil {
				return err
			}
			amount = max(1, int64(share))
		}
		if err := q.FastenDispute(ctx, db.FastenDisputeParams{ID: d.ID, LineID: line.ID, AmountMinor: amount}); err != nil {
			return fmt.Errorf("fasten dispute %s: %w", d.ID, err)
		}
		if d.State != DisputeOpened {
			continue
		}
		err := q.AddDisputeStep(ctx, db.AddDisputeStepParams{DisputeID: d.ID, BrandID: d.BrandID, Kind: "redrafted", At: b.clock.Now(), AmountMinor: amount})
		if err != nil {
			return fmt.Errorf("note redraft: %w", err)
		}
	}
	return nil
}
