package deal

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"github.com/manyhands/manyhands/billing/facts"
	"github.com/manyhands/manyhands/billing/internal/db"
	"github.com/manyhands/manyhands/billing/rate"
	"github.com/manyhands/manyhands/internal/fact"
	"github.com/manyhands/manyhands/internal/fault"
	"github.com/manyhands/manyhands/internal/money"
	"github.com/manyhands/manyhands/internal/pg"
	"github.com/manyhands/manyhands/internal/uid"
)

// What a contract is refused for.
var (
	ErrNoContract = fault.New(fault.NotFound, "contract_missing", "the brand has no contract for that time; a booking makes one")
	ErrOverlap    = rate.ErrVersions
)

// hearBooked writes the terms that a booking brings into the brand's contract
// and keeps the capacity that is owed from now on.
func (n *Notary) hearBooked(ctx context.Context, tx pgx.Tx, f fact.RequestBooked) error {
	q := db.New(tx)
	t, err := termsOf(f)
	if err != nil {
		return err
	}
	got, err := n.meter.Received(ctx, q, f.Brand)
	if err != nil {
		return err
	}
	c, err := n.openContract(ctx, q, f.Brand, t)
	if err != nil {
		return err
	}
	if money.Currency(c.Currency) != t.Currency {
		return money.ErrMixed.With("the contract of brand %s is in %s, the booking in %s", f.Brand, c.Currency, t.Currency)
	}
	if err := n.addVersions(ctx, q, c, f, t); err != nil {
		return err
	}
	for i, s := range t.Bookings {
		key := f.Request.String() + "/" + strconv.Itoa(i)
		_, err := q.AddBooking(ctx, db.AddBookingParams{
			ID: uid.Derive[uuid.UUID]("booking", f.Brand.String()+key), BrandID: f.Brand, RequestID: f.Request, Channel: s.Channel,
			Capacity: s.Capacity, ValueMinor: int64(s.ValueMinor), Starts: s.Start, Ends: s.End, ReceivedAt: got, Source: "booking", SourceEventID: key,
		})
		if err != nil {
			return fmt.Errorf("add booking of %s: %w", f.Request, err)
		}
	}
	return nil
}

// openContract is the brand's contract, locked; the first booking makes it.
func (n *Notary) openContract(ctx context.Context, q *db.Queries, brand uid.Brand, t terms) (db.BillingContract, error) {
	err := q.AddContract(ctx, db.AddContractParams{
		ID: uid.Derive[uid.Contract]("contract", brand.String()), BrandID: brand, Currency: string(t.Currency), Timezone: t.TZ,
		TaxMode: t.Tax.Mode, TaxBp: int32(t.Tax.BP), CreatedAt: n.clock.Now(),
	})
	if err != nil {
		return db.BillingContract{}, fmt.Errorf("open contract: %w", err)
	}
	c, err := q.LockContract(ctx, brand)
	if err != nil {
		return db.BillingContract{}, fmt.Errorf("lock contract: %w", err)
	}
	return c, nil
}

// addVersions puts the terms into force over what of their period has none
// yet. A booking that begins after another one's event takes over from the
// other's tail; inside another one's event the first one's terms hold.
func (n *Notary) addVersions(ctx context.Context, q *db.Queries, c db.BillingContract, f fact.RequestBooked, t terms) error {
	had, err := q.Versions(ctx, c.BrandID)
	if err != nil {
		return fmt.Errorf("list versions: %w", err)
	}
	free := []rate.Span{t.Period}
	for _, v := range had {
		if v.RequestID == f.Request {
			return nil // told before
		}
		ends, err := shorten(ctx, q, v, t.Period.From)
		if err != nil {
			return err
		}
		free = without(free, rate.Span{From: v.Starts, Till: ends})
	}
	for i, s := range free {
		v := t.Version
		v.ID, v.From, v.Till = "v"+strconv.Itoa(len(had)+i+1), s.From.UTC(), s.Till.UTC()
		if err := addVersion(ctx, q, c, f, t, v, n.clock.Now()); err != nil {
			return err
		}
	}
	return nil
}

// shorten ends a version's tail where the next booking begins, as far as the
// tail is not billed; it returns where the version ends now.
func shorten(ctx context.Context, q *db.Queries, v db.BillingContractVersion, at time.Time) (time.Time, error) {
	if at.Before(v.EventEnds) || !at.Before(v.Ends) {
		return v.Ends, nil
	}
	billed, err := q.BilledTill(ctx, db.BilledTillParams{BrandID: v.BrandID, FromAt: v.Starts, Till: v.Ends})
	if err != nil {
		return v.Ends, fmt.Errorf("look what is billed: %w", err)
	}
	if billed.After(at) {
		at = billed
	}
	if !at.Before(v.Ends) {
		return v.Ends, nil
	}
	if err := q.ShortenVersion(ctx, db.ShortenVersionParams{ID: v.ID, Ends: at}); err != nil {
		return v.Ends, fmt.Errorf("shorten version %s: %w", v.Name, err)
	}
	return at, nil
}

func addVersion(ctx context.Context, q *db.Queries, c db.BillingContract, f fact.RequestBooked, t terms, v rate.Version, now time.Time) error {
	probe := rate.Contract{ID: c.ID.String(), Brand: c.BrandID.String(), Currency: t.Currency, TZ: t.TZ, Tax: t.Tax, Period: rate.Span{From: v.From, Till: v.Till}, Versions: []rate.Version{v}}
	if err := probe.Check(); err != nil {
		return fmt.Errorf("terms of request %s: %w", f.Request, err)
	}
	sha, raw, err := facts.SHAOf(v)
	if err != nil {
		return err
	}
	eventEnds := f.Ends
	if eventEnds.Before(v.From) || eventEnds.After(v.Till) {
		eventEnds = v.Till
	}
	err = q.AddVersion(ctx, db.AddVersionParams{
		ID: uid.New[uuid.UUID](), ContractID: c.ID, BrandID: c.BrandID, RequestID: f.Request, Name: v.ID, Plan: t.Promise,
		Starts: v.From, EventEnds: eventEnds, Ends: v.Till, Terms: raw, TermsSha: sha, CreatedAt: now,
	})
	if name, broken := pg.Broken(err); broken && name == "contract_version_overlap" {
		return ErrOverlap
	}
	if err != nil {
		return fmt.Errorf("add version: %w", err)
	}
	return nil
}

// without takes a stretch out of others.
func without(from []rate.Span, s rate.Span) []rate.Span {
	var left []rate.Span
	for _, f := range from {
		if !s.From.Before(f.Till) || !f.From.Before(s.Till) {
			left = append(left, f)
			continue
		}
		if f.From.Before(s.From) {
			left = append(left, rate.Span{From: f.From, Till: s.From})
		}
		if s.Till.Before(f.Till) {
			left = append(left, rate.Span{From: s.Till, Till: f.Till})
		}
	}
	return left
}

// ContractFor is the brand's contract over a period, as a rating reads it. It
// returns ErrNoContract.
func ContractFor(ctx context.Context, q *db.Queries, brand uid.Brand, period rate.Span) (rate.Contract, []byte, error) {
	row, err := q.Contract(ctx, brand)
	if errors.Is(err, pgx.ErrNoRows) {
		return rate.Contract{}, nil, ErrNoContract
	}
	if err != nil {
		return rate.Contract{}, nil, fmt.Errorf("find contract: %w", err)
	}
	versions, err := q.Versions(ctx, brand)
	if err != nil {
		return rate.Contract{}, nil, fmt.Errorf("list versions: %w", err)
	}
	c := rate.Contract{
		ID: row.ID.String(), Brand: brand.String(), Currency: money.Currency(row.Currency), TZ: row.Timezone,
		Tax: rate.Tax{Mode: row.TaxMode, BP: int64(row.TaxBp)}, Period: rate.Span{From: period.From.UTC(), Till: period.Till.UTC()},
	}
	for _, r := range versions {
		if !r.Starts.Before(period.Till) || !period.From.Before(r.Ends) {
			continue
		}
		var v rate.Version
		if err := json.Unmarshal(r.Terms, &v); err != nil {
			return rate.Contract{}, nil, fmt.Errorf("read version %s: %w", r.Name, err)
		}
		v.From, v.Till = r.Starts.UTC(), r.Ends.UTC() // its tail may have been shortened since
		c.Versions = append(c.Versions, v)
	}
	if len(c.Versions) == 0 {
		return rate.Contract{}, nil, ErrNoContract
	}
	if c.KPIs, err = facts.FiguresFor(ctx, q, c.Versions); err != nil {
		return rate.Contract{}, nil, err
	}
	return sealed(c)
}

// sealed reads a contract back from its own bytes, so that its hash is the
// hash of the file that the brand is given.
func sealed(c rate.Contract) (rate.Contract, []byte, error) {
	var doc bytes.Buffer
	if err := rate.WriteContract(&doc, c); err != nil {
		return rate.Contract{}, nil, err
	}
	c, err := rate.ReadContract(bytes.NewReader(doc.Bytes()))
	return c, doc.Bytes(), err
}

// PeriodOf is the stretch that a request's own terms hold. It returns
// ErrNoContract.
func PeriodOf(ctx context.Context, q *db.Queries, request uid.Request) (rate.Span, error) {
	rows, err := q.VersionsOf(ctx, request)
	if err != nil {
		return rate.Span{}, fmt.Errorf("list versions of request %s: %w", request, err)
	}
	if len(rows) == 0 {
		return rate.Span{}, ErrNoContract
	}
	return rate.Span{From: rows[0].Starts, Till: rows[len(rows)-1].Ends}, nil
}
