package facts

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"github.com/manyhands/manyhands/billing/internal/db"
	"github.com/manyhands/manyhands/billing/internal/names"
	"github.com/manyhands/manyhands/billing/rate"
	"github.com/manyhands/manyhands/internal/fault"
	"github.com/manyhands/manyhands/internal/money"
	"github.com/manyhands/manyhands/internal/pg"
	"github.com/manyhands/manyhands/internal/uid"
)

// What a hold is refused for.
var (
	ErrNoOutcome  = fault.New(fault.NotFound, "outcome_unknown", "there is no such outcome")
	ErrHoldReason = fault.New(fault.Invalid, "hold_reason", "say why: 1 to 500 characters")
	ErrNoHold     = fault.New(fault.NotFound, "hold_unknown", "there is no such hold, or it is decided")
	ErrHeld       = fault.New(fault.Conflict, "outcome_held", "the outcome is held already")
)

// Held is an outcome that is not billed until a person has looked.
type Held struct {
	ID        uuid.UUID    `json:"id"`
	Brand     uid.Brand    `json:"brand_id"`
	BrandName string       `json:"brand_name"`
	Outcome   uid.Outcome  `json:"outcome_id"`
	Chat      uid.Chat     `json:"chat_id"`
	Agent     uid.Agent    `json:"agent_id"`
	AgentName string       `json:"agent_name,omitempty"`
	Service   string       `json:"service"`
	Channel   string       `json:"channel"`
	Shopper   string       `json:"shopper_ref"`
	OrderRef  string       `json:"order_ref,omitempty"`
	NetMinor  money.Amount `json:"net_minor,omitempty"`
	At        time.Time    `json:"event_at"`
	Rule      string       `json:"rule" enum:"own_order,shared_mark,many_orders,refund_after_vesting,confirm_burst,person"`
	Reason    string       `json:"reason"`
	FoundAt   time.Time    `json:"found_at"`
	State     string       `json:"state" enum:"open,released,confirmed"`
	DecidedAt *time.Time   `json:"decided_at,omitempty"`
	Answer    string       `json:"answer,omitempty"`
}

// Hold waits with billing an outcome that somebody doubts. It is printed as held,
// without money, until a person decides. It returns ErrNoOutcome, ErrHoldReason
// and ErrHeld.
func (m *Meter) Hold(ctx context.Context, outcome uid.Outcome, reason string, by uid.Person) error {
	reason = strings.TrimSpace(reason)
	if reason == "" || len([]rune(reason)) > 500 {
		return ErrHoldReason
	}
	return db.In(ctx, m.pool, pg.Everything, func(q *db.Queries, _ pgx.Tx) error {
		o, err := q.Outcome(ctx, outcome)
		if errors.Is(err, pgx.ErrNoRows) {
			return ErrNoOutcome
		}
		if err != nil {
			return fmt.Errorf("find outcome %s: %w", outcome, err)
		}
		if _, err := q.OpenHoldOf(ctx, outcome); err == nil {
			return ErrHeld
		}
		return m.hold(ctx, q, o.BrandID, outcome, rulePerson, reason, by)
	})
}

// Decide ends a hold. Released, the outcome is billed as it was, with the next
// document; confirmed, it is cancelled and never is. It returns ErrNoHold and
// ErrHoldReason.
func (m *Meter) Decide(ctx context.Context, id uuid.UUID, release bool, answer string, by uid.Person) error {
	return m.decide(ctx, release, answer, by, func(q *db.Queries) (db.BillingHold, error) { return q.LockHold(ctx, id) })
}

// Release says that the hold of an outcome was mistaken. It returns what Decide
// does.
func (m *Meter) Release(ctx context.Context, outcome uid.Outcome, reason string, by uid.Person) error {
	return m.decide(ctx, true, reason, by, func(q *db.Queries) (db.BillingHold, error) { return q.OpenHoldOf(ctx, outcome) })
}

func (m *Meter) decide(ctx context.Context, release bool, answer string, by uid.Person, find func(*db.Queries) (db.BillingHold, error)) error {
	answer = strings.TrimSpace(answer)
	if answer == "" || len([]rune(answer)) > 500 {
		return ErrHoldReason
	}
	state, kind := "confirmed", rate.Cancel
	if release {
		state, kind = "released", rate.Release
	}
	now := m.clock.Now()
	var brand uid.Brand
	err := db.In(ctx, m.pool, pg.Everything, func(q *db.Queries, _ pgx.Tx) error {
		h, err := find(q)
		if errors.Is(err, pgx.ErrNoRows) || err == nil && h.State != "open" {
			return ErrNoHold
		}
		if err != nil {
			return fmt.Errorf("find hold: %w", err)
		}
		brand = h.BrandID
		if err := q.DecideHold(ctx, db.DecideHoldParams{ID: h.ID, State: state, DecidedBy: by, DecidedAt: &now, Answer: answer}); err != nil {
			return fmt.Errorf("decide hold: %w", err)
		}
		return m.Correct(ctx, q, h.BrandID, Correction{
			Outcome: h.OutcomeID, Kind: kind, At: now, Actor: by.String(), Evidence: HexSHA([]byte(answer)), Event: kind + "/" + h.ID.String(),
		})
	})
	if err == nil {
		m.poke(brand, "hold", map[string]any{"state": state})
	}
	return err
}

// Holds lists what is held or was, newest first.
func (m *Meter) Holds(ctx context.Context, state string, most int32) ([]Held, error) {
	called, err := names.Owners(ctx, m.register)
	if err != nil {
		return nil, err
	}
	return db.Look(ctx, m.pool, pg.Everything, func(q *db.Queries) ([]Held, error) {
		rows, err := q.Holds(ctx, db.HoldsParams{State: state, Most: most})
		if err != nil {
			return nil, fmt.Errorf("list holds: %w", err)
		}
		out := make([]Held, len(rows))
		for i, r := range rows {
			out[i] = Held{
				r.ID, r.BrandID, called[r.BrandID.String()], r.OutcomeID, r.ChatID, r.AgentID, called[r.AgentID.String()], r.Service, r.Channel,
				r.ShopperRef, r.OrderRef, money.Amount(r.NetMinor), r.EventAt, r.Rule, r.Reason, r.FoundAt, r.State, r.DecidedAt, r.Answer,
			}
		}
		return out, nil
	})
}
