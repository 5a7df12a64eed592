package market

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base32"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"github.com/manyhands/manyhands/internal/fault"
	"github.com/manyhands/manyhands/internal/pg"
	"github.com/manyhands/manyhands/internal/uid"
	"github.com/manyhands/manyhands/matching/booking"
	"github.com/manyhands/manyhands/matching/calendar"
	"github.com/manyhands/manyhands/matching/internal/db"
	"github.com/manyhands/manyhands/matching/internal/ground"
)

// ErrNoCalendar says that an address leads to no calendar: it was never given,
// or another one was made since.
var ErrNoCalendar = fault.New(fault.NotFound, "calendar_unknown", "there is no such calendar")

// Feed is what an agent knows of their calendar's private address.
type Feed struct {
	Made *time.Time `json:"made_at,omitempty"`
	Read *time.Time `json:"read_at,omitempty" doc:"when a calendar program last asked"`
}

// Feed tells whether an agent has a private address; not what it is.
func (b *Board) Feed(ctx context.Context, agent uid.Agent) (Feed, error) {
	row, err := ground.Look(ctx, b.on, pg.Everything, func(q *db.Queries) (db.CalendarOfRow, error) { return q.CalendarOf(ctx, agent) })
	if errors.Is(err, pgx.ErrNoRows) {
		return Feed{}, nil
	}
	if err != nil {
		return Feed{}, fmt.Errorf("find calendar: %w", err)
	}
	return Feed{&row.MadeAt, row.ReadAt}, nil
}

// MakeFeed makes an agent's private address and returns its secret part, which
// is told this once: only its digest is kept. The address before it is dead.
func (b *Board) MakeFeed(ctx context.Context, agent uid.Agent) (token string, err error) {
	raw := make([]byte, 30)
	if _, err := rand.Read(raw); err != nil {
		return "", fmt.Errorf("make calendar address: %w", err)
	}
	token = strings.ToLower(base32.StdEncoding.WithPadding(base32.NoPadding).EncodeToString(raw))
	now := b.on.Clock.Now()
	err = b.on.In(ctx, pg.Everything, func(q *db.Queries, _ pgx.Tx) error {
		return q.PutCalendar(ctx, db.PutCalendarParams{AgentID: agent, TokenSha: digest(token), MadeAt: now})
	})
	return token, err
}

// DropFeed makes an agent's private address lead nowhere.
func (b *Board) DropFeed(ctx context.Context, agent uid.Agent) error {
	return b.on.In(ctx, pg.Everything, func(q *db.Queries, _ pgx.Tx) error { return q.DropCalendar(ctx, agent) })
}

func digest(token string) []byte {
	sum := sha256.Sum256([]byte(token))
	return sum[:]
}

// CalendarBy is the calendar behind a private address. It returns
// ErrNoCalendar.
func (b *Board) CalendarBy(ctx context.Context, token string) (calendar.Calendar, error) {
	now := b.on.Clock.Now()
	agent, err := ground.Look(ctx, b.on, pg.Everything, func(q *db.Queries) (uid.Agent, error) {
		return q.CalendarBy(ctx, db.CalendarByParams{ReadAt: &now, TokenSha: digest(token)})
	})
	if errors.Is(err, pgx.ErrNoRows) {
		return calendar.Calendar{}, ErrNoCalendar
	}
	if err != nil {
		return calendar.Calendar{}, fmt.Errorf("find calendar: %w", err)
	}
	return b.Calendar(ctx, agent)
}

// Calendar is an agent's shifts as a calendar program reads them, each in its
// brand's own zone. What was given back or dropped in the last two weeks stands
// in it as cancelled, so that a program takes it out.
func (b *Board) Calendar(ctx context.Context, agent uid.Agent) (calendar.Calendar, error) {
	who, err := b.on.Register.Agent(ctx, agent)
	if err != nil {
		return calendar.Calendar{}, err
	}
	shifts, err := b.Shifts(ctx, agent)
	if err != nil {
		return calendar.Calendar{}, err
	}
	ids := make([]uuid.UUID, len(shifts))
	for i, s := range shifts {
		ids[i] = uuid.UUID(s.ID)
	}
	moves, err := ground.Look(ctx, b.on, pg.Everything, func(q *db.Queries) ([]db.CountMovesRow, error) { return q.CountMoves(ctx, ids) })
	if err != nil {
		return calendar.Calendar{}, fmt.Errorf("count moves: %w", err)
	}
	changed := make(map[uid.Shift]db.CountMovesRow, len(moves))
	for _, m := range moves {
		changed[m.ShiftID] = m
	}
	out := calendar.Calendar{Name: "Manyhands · " + who.Name, Made: b.on.Clock.Now()}
	for _, s := range shifts {
		zone, err := time.LoadLocation(s.Timezone)
		if err != nil {
			zone = time.UTC // it was loaded when the request was made
		}
		m := changed[s.ID]
		out.Entries = append(out.Entries, calendar.Entry{
			ID: s.ID.String() + "@manyhands", Changes: int(m.N), Changed: m.Last, Starts: s.Starts, Ends: s.Ends, Zone: zone,
			Summary: s.BrandName + " · " + s.Event, Text: feedText(s), Cancelled: s.State == Released || s.State == Dropped || s.State == NoShow,
			Free: s.Kind == booking.Standby,
		})
	}
	return out, nil
}

// feedText is what a calendar shows under a shift: the pay, and until when it
// can be given back, in both languages of the product.
func feedText(s Mine) string {
	kind := "上班 Shift"
	if s.Kind == booking.Standby {
		kind = "待命 Standby"
	}
	zone, err := time.LoadLocation(s.Timezone)
	if err != nil {
		zone = time.UTC
	}
	return fmt.Sprintf("%s · %d.%02d %s / h\n此前可无记录退班 Give back without a mark until: %s",
		kind, s.RateMinor/100, s.RateMinor%100, s.Currency, s.Rules.FreeUntil.In(zone).Format("2006-01-02 15:04 MST"))
}
