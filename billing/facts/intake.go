package facts

import (
	"context"
	"fmt"
	"strconv"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"github.com/manyhands/manyhands/billing/internal/db"
	"github.com/manyhands/manyhands/billing/rate"
	"github.com/manyhands/manyhands/internal/chat"
	"github.com/manyhands/manyhands/internal/fact"
	"github.com/manyhands/manyhands/internal/uid"
)

// sourceChat names the outcomes that conversations tell, sourceOrder those
// that orders do.
const (
	sourceChat  = "chat"
	sourceOrder = "order"
)

// outcomeID is the id that an outcome always has: a fact about it can be kept
// before the outcome itself is told.
func outcomeID(brand uid.Brand, source, event string) uid.Outcome {
	return uid.Derive[uid.Outcome]("outcome", brand.String()+"/"+source+"/"+event)
}

// closing names one close of a conversation; a conversation that was reopened
// closes again under a later epoch.
func closing(c uid.Chat, epoch int) string { return c.String() + "/" + strconv.Itoa(epoch) }

func (m *Meter) hearClosed(ctx context.Context, tx pgx.Tx, f fact.ChatClosed) error {
	o, counts := outcomeOf(f)
	if !counts {
		return nil
	}
	q := db.New(tx)
	if err := m.keep(ctx, q, f.Brand, f.Chat, f.Agent, f.Shift, o); err != nil {
		return err
	}
	if err := m.watchConfirmed(ctx, q, &o, f.Brand); err != nil {
		return err
	}
	if err := keepTouches(ctx, q, f); err != nil {
		return err
	}
	return m.attributeOpen(ctx, q, f.Brand, f.ShopperRef, f.OpenedAt)
}

// outcomeOf is the rule: what a closed conversation is billed as. A
// conversation in which the shopper never wrote is nothing.
func outcomeOf(f fact.ChatClosed) (rate.Outcome, bool) {
	o := rate.Outcome{
		Brand: f.Brand.String(), Channel: f.Channel, Unit: "conversation", Conversation: f.Chat.String(), Shopper: f.ShopperRef, Intent: f.Intent,
		At: f.About().At.UTC(), CSAT: int64(f.CSAT), OrderRef: f.OrderRef, TranscriptSHA: f.Transcript, Source: sourceChat, SourceEventID: closing(f.Chat, f.Epoch),
	}
	o.ID = outcomeID(f.Brand, o.Source, o.SourceEventID).String()
	if !f.OpenedAt.IsZero() {
		opened := f.OpenedAt.UTC()
		o.OpenedAt = &opened
	}
	switch {
	case f.ShopperSaid == 0:
		return rate.Outcome{}, false
	case f.HumanAt != nil: // a person answered: the bot's part is in it
		o.Service, o.Flags, o.RespMS = rate.Reactive, rate.Answered, waited(f, *f.HumanAt)
	case f.HandedAt != nil || f.TakenAt != nil: // a person was promised and none answered
		o.Service, o.Flags, o.RespMS = rate.Reactive, rate.Unanswered, max(1, waited(f, o.At))
	case f.AnsweredAt == nil:
		o.Service, o.Flags = rate.Bot, rate.GreetingOnly
	default:
		o.Service, o.Flags, o.RespMS = rate.Bot, rate.Answered|settled(f), max(0, f.AnsweredAt.Sub(f.OpenedAt).Milliseconds())
	}
	if !f.Agent.IsZero() {
		o.Agent, o.Slot = f.Agent.String(), f.Shift.String()
	}
	return o, true
}

// waited is how long the shopper waited for a person.
func waited(f fact.ChatClosed, until time.Time) int64 {
	since := f.OpenedAt
	if f.HandedAt != nil {
		since = *f.HandedAt
	}
	return max(0, until.Sub(since).Milliseconds())
}

// settled is the price class of a matter that the bot ended.
func settled(f fact.ChatClosed) rate.Flags {
	switch f.Outcome {
	case chat.Confirmed:
		return rate.Confirmed
	case chat.Assumed:
		return rate.Assumed
	}
	return 0
}

// keep writes an outcome down once. The same one again is nothing new; the
// same key with another body is kept as a conflict for a person to see.
func (m *Meter) keep(ctx context.Context, q *db.Queries, brand uid.Brand, c uid.Chat, agent uid.Agent, shift uid.Shift, o rate.Outcome) error {
	sha, raw, err := SHAOf(o)
	if err != nil {
		return err
	}
	id, err := uid.Parse[uid.Outcome](o.ID)
	if err != nil {
		return err
	}
	key := db.OutcomeKeyParams{BrandID: brand, Source: o.Source, SourceEventID: o.SourceEventID}
	n, err := q.AddOutcomeKey(ctx, db.AddOutcomeKeyParams{BrandID: brand, Source: o.Source, SourceEventID: o.SourceEventID, OutcomeID: id, BodySha: sha})
	if err != nil {
		return fmt.Errorf("claim outcome key: %w", err)
	}
	got, err := m.Received(ctx, q, brand)
	if err != nil {
		return err
	}
	if n == 0 {
		had, err := q.OutcomeKey(ctx, key)
		if err != nil {
			return fmt.Errorf("find outcome key: %w", err)
		}
		if had.BodySha == sha {
			return nil
		}
		return m.keepConflict(ctx, q, brand, "outcome", o.Source+"/"+o.SourceEventID, sha, raw, got)
	}
	err = q.AddOutcome(ctx, db.AddOutcomeParams{
		ID: id, BrandID: brand, ChatID: c, Channel: o.Channel, Service: string(o.Service), Unit: o.Unit, ShopperRef: o.Shopper, Intent: o.Intent,
		EventAt: o.At, ReceivedAt: got, AgentID: agent, ShiftID: shift, RespMs: o.RespMS, Csat: int32(o.CSAT), Flags: o.Flags.Names(),
		OrderRef: o.OrderRef, NetMinor: int64(o.NetMinor), Currency: string(o.Currency), TranscriptSha: o.TranscriptSHA,
		Source: o.Source, SourceEventID: o.SourceEventID, OpenedAt: o.OpenedAt,
	})
	if err != nil {
		return fmt.Errorf("add outcome %s: %w", o.ID, err)
	}
	return nil
}

func (m *Meter) keepConflict(ctx context.Context, q *db.Queries, brand uid.Brand, kind, key, sha string, body []byte, at time.Time) error {
	err := q.AddConflict(ctx, db.AddConflictParams{BrandID: brand, Kind: kind, Key: key, BodySha: sha, Body: body, ReceivedAt: at})
	if err != nil {
		return fmt.Errorf("keep conflict: %w", err)
	}
	m.log.WarnContext(ctx, "a fact came twice with two bodies", "brand", brand, "kind", kind, "key", key)
	return nil
}

// hearReopened credits what the close before it was billed. The close may not
// have been heard yet: the correction waits for it.
func (m *Meter) hearReopened(ctx context.Context, tx pgx.Tx, f fact.ChatReopened) error {
	event := closing(f.Chat, f.Epoch-1)
	return m.Correct(ctx, db.New(tx), f.Brand, Correction{
		Outcome: outcomeID(f.Brand, sourceChat, event), Kind: rate.Reopen, At: f.About().At, Actor: "platform", Event: "reopen/" + event,
	})
}

// Correction is a later fact about an outcome.
type Correction struct {
	Outcome  uid.Outcome
	Kind     string
	Delta    int64
	At       time.Time
	Actor    string
	Evidence string
	Event    string // what told it; told twice is one correction
}

// Correct writes a correction down, once.
func (m *Meter) Correct(ctx context.Context, q *db.Queries, brand uid.Brand, c Correction) error {
	got, err := m.Received(ctx, q, brand)
	if err != nil {
		return err
	}
	_, err = q.AddCorrection(ctx, db.AddCorrectionParams{
		ID: uid.Derive[uuid.UUID]("correction", brand.String()+"/"+c.Event), BrandID: brand, OutcomeID: c.Outcome, Kind: c.Kind, DeltaMinor: c.Delta,
		EffectiveAt: c.At, ReceivedAt: got, Actor: c.Actor, EvidenceSha: c.Evidence, SourceEventID: c.Event,
	})
	if err != nil {
		return fmt.Errorf("add correction %s: %w", c.Event, err)
	}
	return nil
}

// hearScored keeps how the shopper found it: a rating reads the last score
// that was received by then.
func (m *Meter) hearScored(ctx context.Context, tx pgx.Tx, f fact.ChatScored) error {
	q := db.New(tx)
	got, err := m.Received(ctx, q, f.Brand)
	if err != nil {
		return err
	}
	err = q.AddScore(ctx, db.AddScoreParams{FactID: f.ID, BrandID: f.Brand, ChatID: f.Chat, Csat: int32(f.CSAT), ReceivedAt: got})
	if err != nil {
		return fmt.Errorf("keep score: %w", err)
	}
	return nil
}
