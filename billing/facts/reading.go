package facts

import (
	"context"
	"fmt"
	"time"

	"github.com/manyhands/manyhands/billing/internal/db"
	"github.com/manyhands/manyhands/billing/rate"
	"github.com/manyhands/manyhands/internal/money"
	"github.com/manyhands/manyhands/internal/uid"
)

// Of reads everything known of a brand as of an instant. All of it, and
// not only the period's: a conversation or a case is billed once over all of
// time.
func Of(ctx context.Context, q *db.Queries, brand uid.Brand, asOf time.Time) (rate.Facts, error) {
	var f rate.Facts
	outcomes, err := q.Outcomes(ctx, db.OutcomesParams{BrandID: brand, AsOf: asOf})
	if err != nil {
		return f, fmt.Errorf("read outcomes: %w", err)
	}
	f.Outcomes = make([]rate.Outcome, len(outcomes))
	for i, r := range outcomes {
		if f.Outcomes[i], err = OutcomeOfRow(r); err != nil {
			return f, err
		}
	}
	rest, err := Besides(ctx, q, brand, asOf)
	rest.Outcomes = f.Outcomes
	return rest, err
}

// Besides is every fact that is not an outcome: there are few.
func Besides(ctx context.Context, q *db.Queries, brand uid.Brand, asOf time.Time) (rate.Facts, error) {
	var f rate.Facts
	corrections, err := q.Corrections(ctx, db.CorrectionsParams{BrandID: brand, AsOf: asOf})
	if err != nil {
		return f, fmt.Errorf("read corrections: %w", err)
	}
	f.Corrections = make([]rate.Correction, len(corrections))
	for i, r := range corrections {
		f.Corrections[i] = CorrectionOfRow(r)
	}
	bookings, err := q.Bookings(ctx, db.BookingsParams{BrandID: brand, AsOf: asOf})
	if err != nil {
		return f, fmt.Errorf("read bookings: %w", err)
	}
	for _, r := range bookings {
		f.Bookings = append(f.Bookings, rate.Booking{
			ID: r.ID.String(), Brand: r.BrandID.String(), Channel: r.Channel, Capacity: r.Capacity, ValueMinor: money.Amount(r.ValueMinor),
			Start: r.Starts.UTC(), End: r.Ends.UTC(), ReceivedAt: r.ReceivedAt.UTC(), Source: r.Source, SourceEventID: r.SourceEventID,
		})
	}
	signed, err := q.SignedExcusals(ctx, db.SignedExcusalsParams{BrandID: brand, AsOf: &asOf})
	if err != nil {
		return f, fmt.Errorf("read excusals: %w", err)
	}
	for _, r := range signed {
		f.Excusals = append(f.Excusals, rate.Excusal{
			ID: r.ID.String(), Brand: r.BrandID.String(), Channel: r.Channel, From: r.Starts.UTC(), Till: r.Ends.UTC(), SignedBy: []string{SideBrand, SidePlatform},
			EvidenceSHA: r.EvidenceSha, ReceivedAt: r.ReceivedAt.UTC(), Source: "excusal", SourceEventID: r.ID.String(),
		})
	}
	return f, nil
}

// OutcomeOfRow is an outcome as it stands with the score that it has by now.
func OutcomeOfRow(r db.OutcomesRow) (rate.Outcome, error) {
	told := db.BillingOutcome{
		ID: r.ID, BrandID: r.BrandID, ChatID: r.ChatID, Channel: r.Channel, Service: r.Service, Unit: r.Unit, ShopperRef: r.ShopperRef, Intent: r.Intent,
		EventAt: r.EventAt, ReceivedAt: r.ReceivedAt, AgentID: r.AgentID, ShiftID: r.ShiftID, RespMs: r.RespMs, Csat: r.Scored, Flags: r.Flags,
		OrderRef: r.OrderRef, NetMinor: r.NetMinor, Currency: r.Currency, TranscriptSha: r.TranscriptSha, Source: r.Source, SourceEventID: r.SourceEventID,
		OpenedAt: r.OpenedAt,
	}
	o, err := outcomeAsTold(&told)
	as := rate.FirstTold{CSAT: int64(r.Csat), Flags: o.Flags}
	// A thumbs up after the close confirms what was assumed.
	if o.Flags.Has(rate.Assumed) && o.CSAT >= 4 {
		o.Flags = o.Flags&^rate.Assumed | rate.Confirmed
	}
	if o.CSAT != as.CSAT || o.Flags != as.Flags {
		o.Told = &as
	}
	return o, err
}

// outcomeAsTold is an outcome without anything that came later.
func outcomeAsTold(r *db.BillingOutcome) (rate.Outcome, error) {
	o := rate.Outcome{
		ID: r.ID.String(), Brand: r.BrandID.String(), Channel: r.Channel, Service: rate.Service(r.Service), Unit: r.Unit, Shopper: r.ShopperRef,
		Intent: r.Intent, At: r.EventAt.UTC(), ReceivedAt: r.ReceivedAt.UTC(), RespMS: r.RespMs, CSAT: int64(r.Csat), OrderRef: r.OrderRef,
		NetMinor: money.Amount(r.NetMinor), Currency: money.Currency(r.Currency), TranscriptSHA: r.TranscriptSha, Source: r.Source, SourceEventID: r.SourceEventID,
	}
	if !r.ChatID.IsZero() {
		o.Conversation = r.ChatID.String()
	}
	if !r.AgentID.IsZero() {
		o.Agent = r.AgentID.String()
	}
	if !r.ShiftID.IsZero() {
		o.Slot = r.ShiftID.String()
	}
	var err error
	if o.Flags, err = rate.FlagsOf(r.Flags); err != nil {
		return o, fmt.Errorf("read flags of outcome %s: %w", r.ID, err)
	}
	if r.OpenedAt != nil {
		opened := r.OpenedAt.UTC()
		o.OpenedAt = &opened
	}
	return o, nil
}

func CorrectionOfRow(r db.BillingCorrection) rate.Correction {
	return rate.Correction{
		ID: r.ID.String(), Outcome: r.OutcomeID.String(), Kind: r.Kind, Delta: money.Amount(r.DeltaMinor), EffectiveAt: r.EffectiveAt.UTC(),
		ReceivedAt: r.ReceivedAt.UTC(), Actor: r.Actor, EvidenceSHA: r.EvidenceSha, SourceEventID: r.SourceEventID,
	}
}
