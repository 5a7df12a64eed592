package market

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"github.com/manyhands/manyhands/internal/fault"
	"github.com/manyhands/manyhands/internal/pg"
	"github.com/manyhands/manyhands/internal/uid"
	"github.com/manyhands/manyhands/matching/booking"
	"github.com/manyhands/manyhands/matching/internal/db"
)

// ErrCursor refuses a cursor that no page gave.
var ErrCursor = fault.Cursor

// What a notification says; the screen has the sentence.
const (
	saidOffered     = "offered"
	saidLapsed      = "offer_lapsed"
	saidConfirm     = "confirm"        // first notice
	saidConfirmNow  = "confirm_second" // second notice, with the time by which
	saidUnconfirmed = "unconfirmed"
	saidReleased    = "released"   // to the brand: an agent gave a seat back
	saidTakenBack   = "taken_back" // to the agent: with the reason
	saidDropped     = "dropped"    // by the brand, with what it pays
	saidNoShow      = "no_show"
	saidOutrun      = "outrun"
	saidCalled      = "called"
	saidSwapAsked   = "swap_asked"
	saidSwapTaken   = "swap_taken"
	saidSwapEnded   = "swap_ended"
	saidBackfilled  = "backfilled" // to the brand: an empty seat has somebody again
	saidAppealed    = "appeal_decided"
	saidSuspended   = "suspended"
	saidLifted      = "suspension_lifted"
	saidChosen      = "chosen" // a brand asked for the agent
)

// Circumstances are names and times as they were when something happened.
type Circumstances struct {
	Event       string       `json:"event,omitempty"`
	Timezone    string       `json:"timezone,omitempty"`
	Starts      *time.Time   `json:"starts,omitempty"`
	Ends        *time.Time   `json:"ends,omitempty"`
	Seat        booking.Kind `json:"seat,omitempty"`
	Cause       Cause        `json:"cause,omitempty"`
	Before      *time.Time   `json:"before,omitempty" doc:"an answer counts until then"`
	AmountMinor int64        `json:"amount_minor,omitempty"`
	Currency    string       `json:"currency,omitempty"`
	Outcome     string       `json:"outcome,omitempty"`
}

// Notification is something that happened, for whom it matters, with who and
// why.
type Notification struct {
	ID        uid.Notification `json:"id"`
	Kind      string           `json:"kind"`
	Shift     uid.Shift        `json:"shift_id,omitzero"`
	Request   uid.Request      `json:"request_id,omitzero"`
	BrandName string           `json:"brand_name,omitempty"`
	By        string           `json:"by" doc:"a person's name; empty: the clock or the planner"`
	Why       string           `json:"why"`
	About     Circumstances    `json:"about"`
	At        time.Time        `json:"at"`
	Read      bool             `json:"read"`
}

// Inbox is a page of notifications, newest first.
type Inbox struct {
	Items  []Notification `json:"items"`
	Unread int            `json:"unread"`
	Next   string         `json:"next_cursor,omitempty"`
}

// told is one notification being written.
type told struct {
	agent uid.Agent // zero: for the brand's people
	kind  string
	by    uid.Person
	why   string
	add   func(*Circumstances)
}

// notify writes what happened to a shift into an inbox, in the transaction in
// which it happens.
func (b *Board) notify(ctx context.Context, q *db.Queries, s Shift, t told) error {
	c := Circumstances{Starts: &s.Starts, Ends: &s.Ends, Seat: s.Kind, Cause: s.Cause}
	if !s.Request.IsZero() {
		r, err := q.Request(ctx, s.Request)
		if err != nil {
			return fmt.Errorf("find request of a notification: %w", err)
		}
		c.Event, c.Timezone = r.Event, r.Timezone
	}
	if s.ID.IsZero() {
		c.Starts, c.Ends = nil, nil
	}
	if t.add != nil {
		t.add(&c)
	}
	about, err := json.Marshal(c)
	if err != nil {
		return fmt.Errorf("write notification: %w", err)
	}
	err = q.Notify(ctx, db.NotifyParams{
		ID: uid.New[uid.Notification](), BrandID: s.Brand, AgentID: t.agent, Kind: t.kind, ShiftID: s.ID, RequestID: s.Request, PersonID: t.by,
		Why: clip(t.why), About: about, At: b.on.Clock.Now(),
	})
	if err != nil {
		return fmt.Errorf("add notification: %w", err)
	}
	return nil
}

// noteMove tells whom a move concerns, but not the one who made it.
func (b *Board) noteMove(ctx context.Context, q *db.Queries, s Shift, m moving) error {
	for _, t := range concerned(s, m) {
		t.by, t.why = m.by, m.why
		if err := b.notify(ctx, q, s, t); err != nil {
			return err
		}
	}
	return nil
}

// concerned is the rule: who is told of a move, and what it is to them.
func concerned(s Shift, m moving) []told {
	agent := func(kind string) []told { return []told{{agent: s.Agent, kind: kind}} }
	both := func(kind string) []told { return append(agent(kind), told{kind: kind}) }
	switch {
	case m.to == Lapsed:
		return agent(saidLapsed)
	case m.to == NoShow:
		return both(saidNoShow)
	case m.to == Released && m.cause == Unconfirmed:
		return both(saidUnconfirmed)
	case m.to == Released && (m.cause == Early || m.cause == Late):
		return []told{{kind: saidReleased}}
	case m.to == Released && m.cause == Outrun:
		return agent(saidOutrun)
	case m.to == Released && (m.cause == ByMarket || m.cause == ByBrand || m.cause == Suspended):
		return agent(saidTakenBack)
	}
	return nil // swaps, calls and drops say more, and say it themselves
}

const pageOfInbox = 30

// AgentInbox is an agent's page of notifications. It returns ErrCursor.
func (b *Board) AgentInbox(ctx context.Context, agent uid.Agent, cursor string) (Inbox, error) {
	return b.inbox(ctx, pg.Everything, cursor, func(q *db.Queries, at time.Time, id uuid.UUID) ([]db.MatchingNotification, int32, error) {
		rows, err := q.NotificationsOfAgent(ctx, db.NotificationsOfAgentParams{AgentID: agent, Before: at, BeforeID: id, Most: pageOfInbox + 1})
		if err != nil {
			return nil, 0, err
		}
		unread, err := q.UnreadOfAgent(ctx, agent)
		return rows, unread, err
	})
}

// BrandInbox is what a brand's people are told. It returns ErrCursor.
func (b *Board) BrandInbox(ctx context.Context, brand uid.Brand, cursor string) (Inbox, error) {
	return b.inbox(ctx, pg.OfBrand(brand), cursor, func(q *db.Queries, at time.Time, id uuid.UUID) ([]db.MatchingNotification, int32, error) {
		rows, err := q.NotificationsOfBrand(ctx, db.NotificationsOfBrandParams{BrandID: brand, Before: at, BeforeID: id, Most: pageOfInbox + 1})
		if err != nil {
			return nil, 0, err
		}
		unread, err := q.UnreadOfBrand(ctx, brand)
		return rows, unread, err
	})
}

func (b *Board) inbox(ctx context.Context, scope pg.Scope, cursor string, read func(*db.Queries, time.Time, uuid.UUID) ([]db.MatchingNotification, int32, error)) (Inbox, error) {
	at, id, err := before(cursor)
	if err != nil {
		return Inbox{}, err
	}
	names, err := b.brandNames(ctx)
	if err != nil {
		return Inbox{}, err
	}
	var rows []db.MatchingNotification
	out := Inbox{Items: []Notification{}}
	err = b.on.In(ctx, scope, func(q *db.Queries, _ pgx.Tx) error {
		var unread int32
		if rows, unread, err = read(q, at, id); err != nil {
			return fmt.Errorf("read inbox: %w", err)
		}
		out.Unread = int(unread)
		return nil
	})
	if err != nil {
		return Inbox{}, err
	}
	if len(rows) > pageOfInbox {
		rows = rows[:pageOfInbox]
		last := rows[pageOfInbox-1]
		out.Next = last.At.UTC().Format(time.RFC3339Nano) + "_" + last.ID.String()
	}
	for _, r := range rows {
		n := Notification{ID: r.ID, Kind: r.Kind, Shift: uid.Shift(r.ShiftID), Request: r.RequestID, BrandName: names[r.BrandID], Why: r.Why, At: r.At, Read: r.ReadAt != nil}
		if err := json.Unmarshal(r.About, &n.About); err != nil {
			return Inbox{}, fmt.Errorf("read notification: %w", err)
		}
		n.By = b.nameOf(ctx, r.PersonID)
		out.Items = append(out.Items, n)
	}
	return out, nil
}

// before reads a cursor; the empty one is the beginning.
func before(cursor string) (time.Time, uuid.UUID, error) {
	if cursor == "" {
		return time.Date(9999, 1, 1, 0, 0, 0, 0, time.UTC), uuid.Max, nil
	}
	at, id, _ := strings.Cut(cursor, "_")
	t, err := time.Parse(time.RFC3339Nano, at)
	if err != nil {
		return time.Time{}, uuid.Nil, ErrCursor.At("cursor", "next_cursor of the page before", cursor)
	}
	u, err := uuid.Parse(id)
	if err != nil {
		return time.Time{}, uuid.Nil, ErrCursor.At("cursor", "next_cursor of the page before", cursor)
	}
	return t, u, nil
}

// ReadByAgent marks a notification read, or all of them with the zero id.
func (b *Board) ReadByAgent(ctx context.Context, agent uid.Agent, id uid.Notification) error {
	now := b.on.Clock.Now()
	return b.on.In(ctx, pg.Everything, func(q *db.Queries, _ pgx.Tx) error {
		return q.ReadOfAgent(ctx, db.ReadOfAgentParams{ReadAt: &now, AgentID: agent, Everything: id.IsZero(), ID: id})
	})
}

// ReadByBrand is ReadByAgent for a brand's people, who share one inbox.
func (b *Board) ReadByBrand(ctx context.Context, brand uid.Brand, id uid.Notification) error {
	now := b.on.Clock.Now()
	return b.on.In(ctx, pg.OfBrand(brand), func(q *db.Queries, _ pgx.Tx) error {
		return q.ReadOfBrand(ctx, db.ReadOfBrandParams{ReadAt: &now, BrandID: brand, Everything: id.IsZero(), ID: id})
	})
}

func (b *Board) brandNames(ctx context.Context) (map[uid.Brand]string, error) {
	brands, err := b.on.Register.Brands(ctx)
	if err != nil {
		return nil, err
	}
	names := make(map[uid.Brand]string, len(brands))
	for _, x := range brands {
		names[x.ID] = x.Name
	}
	return names, nil
}

// nameOf is a person's name for a list; one who is not found has none.
func (b *Board) nameOf(ctx context.Context, id uid.Person) string {
	if id.IsZero() {
		return ""
	}
	p, err := b.on.Register.Person(ctx, id)
	if err != nil {
		return ""
	}
	return p.Name
}
