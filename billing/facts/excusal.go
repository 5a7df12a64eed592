package facts

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"github.com/manyhands/manyhands/billing/internal/db"
	"github.com/manyhands/manyhands/billing/internal/names"
	"github.com/manyhands/manyhands/internal/fault"
	"github.com/manyhands/manyhands/internal/pg"
	"github.com/manyhands/manyhands/internal/uid"
)

// What an excusal is refused for.
var (
	ErrNoExcusal     = fault.New(fault.NotFound, "excusal_unknown", "there is no such excusal")
	ErrExcusalSpan   = fault.New(fault.Invalid, "excusal_span", "an outage begins before it ends, has begun, and lasts at most seven days")
	ErrExcusalReason = fault.New(fault.Invalid, "excusal_reason", "say what broke and where the proof lies: at most 2,000 characters each")
	ErrExcusalSide   = fault.New(fault.Conflict, "excusal_side", "the side that proposed it does not sign it; the other one does")
	ErrExcusalEnded  = fault.New(fault.Conflict, "excusal_ended", "it is signed, declined or withdrawn already")
)

// The two sides of a contract, as they sign.
const (
	SideBrand    = "brand"
	SidePlatform = "platform"
)

// longestOutage bounds a slip of the year: a guarantee is not excused by the
// month.
const longestOutage = 7 * 24 * time.Hour

// Excusal is an outage that no guarantee measures, once both sides have signed.
type Excusal struct {
	ID         uuid.UUID  `json:"id"`
	Brand      uid.Brand  `json:"brand_id"`
	BrandName  string     `json:"brand_name"`
	Channel    string     `json:"channel,omitempty" doc:"empty: every channel"`
	From       time.Time  `json:"from"`
	Till       time.Time  `json:"till"`
	Reason     string     `json:"reason"`
	Evidence   string     `json:"evidence,omitempty"`
	Side       string     `json:"side" enum:"brand,platform" doc:"who proposed it; the other side signs"`
	State      string     `json:"state" enum:"proposed,signed,declined,withdrawn"`
	ProposedAt time.Time  `json:"proposed_at"`
	AnsweredAt *time.Time `json:"answered_at,omitempty"`
	Answer     string     `json:"answer,omitempty"`
}

// Outage is what somebody proposes to excuse.
type Outage struct {
	Brand    uid.Brand
	Channel  string
	From     time.Time
	Till     time.Time
	Reason   string
	Evidence string
}

// ProposeExcusal is one side's word that something was broken. It changes nothing
// until the other side signs. It returns ErrExcusalSpan and ErrExcusalReason.
func (m *Meter) ProposeExcusal(ctx context.Context, side string, o Outage, by uid.Person) (uuid.UUID, error) {
	now, id := m.clock.Now(), uid.New[uuid.UUID]()
	o.Reason, o.Evidence, o.Channel = strings.TrimSpace(o.Reason), strings.TrimSpace(o.Evidence), strings.TrimSpace(o.Channel)
	if !o.From.Before(o.Till) || o.From.After(now) || o.Till.Sub(o.From) > longestOutage {
		return id, ErrExcusalSpan.At("from", "before till, begun, at most seven days", o.From.Format(time.RFC3339))
	}
	if n := utf8.RuneCountInString(o.Reason); n < 1 || n > 2000 || utf8.RuneCountInString(o.Evidence) > 2000 {
		return id, ErrExcusalReason
	}
	err := db.In(ctx, m.pool, pg.OfBrand(o.Brand), func(q *db.Queries, _ pgx.Tx) error {
		return q.AddExcusal(ctx, db.AddExcusalParams{
			ID: id, BrandID: o.Brand, Channel: o.Channel, Starts: o.From, Ends: o.Till, Reason: o.Reason, Evidence: o.Evidence,
			EvidenceSha: HexSHA([]byte(o.Reason + "\n" + o.Evidence)), Side: side, ProposedBy: by, ProposedAt: now,
		})
	})
	if err != nil {
		return id, fmt.Errorf("keep excusal: %w", err)
	}
	m.poke(o.Brand, "excusal", map[string]any{"id": id})
	return id, nil
}

// SignExcusal is the other side's answer. Signed, it is a fact from now on: what
// is rated later counts it, and the file for the verifier has it. It returns
// ErrNoExcusal, ErrExcusalSide and ErrExcusalEnded.
func (m *Meter) SignExcusal(ctx context.Context, scope pg.Scope, side string, id uuid.UUID, sign bool, answer string, by uid.Person) error {
	state := "declined"
	if sign {
		state = "signed"
	}
	return m.endExcusal(ctx, scope, id, state, answer, by, func(r db.BillingExcusal) error {
		if r.Side == side {
			return ErrExcusalSide
		}
		return nil
	})
}

// WithdrawExcusal is the proposing side's change of mind. It returns ErrNoExcusal,
// ErrExcusalSide and ErrExcusalEnded.
func (m *Meter) WithdrawExcusal(ctx context.Context, scope pg.Scope, side string, id uuid.UUID, by uid.Person) error {
	return m.endExcusal(ctx, scope, id, "withdrawn", "", by, func(r db.BillingExcusal) error {
		if r.Side != side {
			return ErrExcusalSide
		}
		return nil
	})
}

func (m *Meter) endExcusal(ctx context.Context, scope pg.Scope, id uuid.UUID, state, answer string, by uid.Person, may func(db.BillingExcusal) error) error {
	if utf8.RuneCountInString(answer) > 2000 {
		return ErrExcusalReason
	}
	now := m.clock.Now()
	var brand uid.Brand
	err := db.In(ctx, m.pool, scope, func(q *db.Queries, _ pgx.Tx) error {
		r, err := q.LockExcusal(ctx, id)
		if errors.Is(err, pgx.ErrNoRows) {
			return ErrNoExcusal
		}
		if err != nil {
			return fmt.Errorf("lock excusal: %w", err)
		}
		if err := may(r); err != nil {
			return err
		}
		if r.State != "proposed" {
			return ErrExcusalEnded
		}
		brand = r.BrandID
		p := db.AnswerExcusalParams{ID: id, State: state, AnsweredBy: by, AnsweredAt: &now, Answer: strings.TrimSpace(answer)}
		if state == "signed" {
			got, err := m.Received(ctx, q, r.BrandID)
			if err != nil {
				return err
			}
			p.ReceivedAt = &got
		}
		return q.AnswerExcusal(ctx, p)
	})
	if err == nil {
		m.poke(brand, "excusal", map[string]any{"id": id, "state": state})
	}
	return err
}

// Excusals lists what was proposed, newest first, of one state or of all.
func (m *Meter) Excusals(ctx context.Context, scope pg.Scope, state string, most int32) ([]Excusal, error) {
	called, err := names.Brands(ctx, m.register)
	if err != nil {
		return nil, err
	}
	return db.Look(ctx, m.pool, scope, func(q *db.Queries) ([]Excusal, error) {
		rows, err := q.Excusals(ctx, db.ExcusalsParams{State: state, Most: most})
		if err != nil {
			return nil, fmt.Errorf("list excusals: %w", err)
		}
		out := make([]Excusal, len(rows))
		for i, r := range rows {
			out[i] = Excusal{
				r.ID, r.BrandID, called[r.BrandID], r.Channel, r.Starts, r.Ends, r.Reason, r.Evidence, r.Side, r.State, r.ProposedAt, r.AnsweredAt, r.Answer,
			}
		}
		return out, nil
	})
}
