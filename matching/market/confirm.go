package market

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"github.com/manyhands/manyhands/internal/fault"
	"github.com/manyhands/manyhands/internal/pg"
	"github.com/manyhands/manyhands/internal/uid"
	"github.com/manyhands/manyhands/matching/booking"
	"github.com/manyhands/manyhands/matching/internal/db"
	"github.com/manyhands/manyhands/matching/internal/ground"
)

// ErrNothingToConfirm says that no confirmation of the shift is asked for.
var ErrNothingToConfirm = fault.New(fault.Conflict, "confirmation_not_asked", "no confirmation of this shift is asked for just now")

// round is one of the two times at which an agent says that they will come.
type round struct {
	hours  int32         // before the start
	second time.Duration // from the first notice to the second
	life   time.Duration // from the first notice to the end
}

func (r round) ahead() time.Duration { return time.Duration(r.hours) * time.Hour }

// rounds are this market's own times: twelve hours to answer two days before,
// four on the day before, and the second notice half way.
var rounds = []round{{48, 6 * time.Hour, 12 * time.Hour}, {16, 2 * time.Hour, 4 * time.Hour}}

const (
	// settledFor is how long before a round an agent must have accepted to be
	// asked in it: who accepted later has just said that they come.
	settledFor = 8 * time.Hour
	// leastNotice is what is left to answer after the second notice, however
	// late that was sent. The database refuses a missed confirmation without it.
	leastNotice = time.Hour
)

// dueAfter is the rule: until when an answer counts whose second notice is
// sent now.
func dueAfter(due, now time.Time) time.Time {
	if least := now.Add(leastNotice); due.Before(least) {
		return least
	}
	return due
}

// Confirming is how far an agent's word stands for one round.
type Confirming struct {
	Hours      int        `json:"hours_before"`
	AskedAt    time.Time  `json:"asked_at"`
	SecondAt   *time.Time `json:"second_at,omitempty"`
	DueAt      time.Time  `json:"due_at"`
	AnsweredAt *time.Time `json:"answered_at,omitempty"`
	MissedAt   *time.Time `json:"missed_at,omitempty"`
}

// Open tells whether an answer is waited for.
func (c Confirming) Open() bool { return c.AnsweredAt == nil && c.MissedAt == nil }

// Confirm says that an agent comes to their shift. It returns ErrNoShift,
// ErrShiftMove and ErrNothingToConfirm; confirming twice is once.
func (b *Board) Confirm(ctx context.Context, agent uid.Agent, id uid.Shift) (Shift, error) {
	now := b.on.Clock.Now()
	var s Shift
	err := b.on.In(ctx, pg.Everything, func(q *db.Queries, _ pgx.Tx) error {
		row, err := q.LockShift(ctx, id)
		if errors.Is(err, pgx.ErrNoRows) || err == nil && row.MatchingShift.AgentID != agent {
			return ErrNoShift
		}
		if err != nil {
			return fmt.Errorf("lock shift: %w", err)
		}
		if s, err = shiftOf(row.MatchingShift, row.Starts, row.Ends); err != nil {
			return err
		}
		if s.State != Accepted {
			return ErrShiftMove.At("state", string(Accepted), string(s.State))
		}
		n, err := q.AnswerConfirmations(ctx, db.AnswerConfirmationsParams{AnsweredAt: &now, ShiftID: id})
		if err != nil {
			return fmt.Errorf("answer confirmation: %w", err)
		}
		if n > 0 {
			return b.addMove(ctx, q, s, Accepted, uid.Person(agent), "confirmed")
		}
		had, err := q.ConfirmationsOf(ctx, []uuid.UUID{uuid.UUID(id)})
		if err != nil {
			return fmt.Errorf("list confirmations: %w", err)
		}
		for _, c := range had {
			if c.AnsweredAt != nil {
				return nil
			}
		}
		return ErrNothingToConfirm
	})
	if err == nil {
		b.showShift(s)
	}
	return s, err
}

// addMove notes something about a shift that changes no state.
func (b *Board) addMove(ctx context.Context, q *db.Queries, s Shift, to ShiftState, by uid.Person, why string) error {
	err := q.AddMove(ctx, db.AddMoveParams{ShiftID: s.ID, BrandID: s.Brand, FromState: string(s.State), ToState: string(to), PersonID: by, Why: why, At: b.on.Clock.Now()})
	if err != nil {
		return fmt.Errorf("note move: %w", err)
	}
	return nil
}

// confirm is the clock's part: first notices, second notices, and seats that
// nobody answered for.
func (b *Board) confirm(ctx context.Context) error {
	var wrong []error
	for _, r := range rounds {
		wrong = append(wrong, b.ask(ctx, r))
	}
	return errors.Join(append(wrong, b.remind(ctx), b.giveUp(ctx))...)
}

// ask sends the first notices of one round. A round whose time to answer has
// passed is not begun: a clock that jumped is no fault of the agent's.
func (b *Board) ask(ctx context.Context, r round) error {
	now := b.on.Clock.Now()
	var asked []Shift
	err := b.on.In(ctx, pg.Everything, func(q *db.Queries, _ pgx.Tx) error {
		rows, err := q.ToAsk(ctx, db.ToAskParams{
			Hours: r.hours, After: now.Add(r.ahead() - r.life), Until: now.Add(r.ahead()), SettledS: int32((r.ahead() + settledFor) / time.Second), Most: dueBatch,
		})
		if err != nil {
			return fmt.Errorf("list shifts to confirm: %w", err)
		}
		for _, x := range rows {
			due := x.Starts.Add(r.life - r.ahead())
			n, err := q.AskConfirmation(ctx, db.AskConfirmationParams{ShiftID: x.ID, Hours: r.hours, BrandID: x.BrandID, AskedAt: now, DueAt: due})
			if err != nil {
				return fmt.Errorf("ask for confirmation: %w", err)
			}
			if n == 0 {
				continue // another copy asked
			}
			s := Shift{ID: x.ID, Request: x.RequestID, Brand: x.BrandID, Agent: x.AgentID, Starts: x.Starts, Ends: x.Ends, Kind: booking.Kind(x.Kind), State: Accepted}
			asked = append(asked, s)
			if err := b.notify(ctx, q, s, told{agent: s.Agent, kind: saidConfirm, add: func(c *Circumstances) { c.Before = &due }}); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	for _, s := range asked {
		b.on.TellAgent(s.Agent, ground.Notice{Request: s.Request, Shift: s.ID, State: saidConfirm})
	}
	return nil
}

// remind sends the second notices.
func (b *Board) remind(ctx context.Context) error {
	now := b.on.Clock.Now()
	var reminded []Shift
	err := b.on.In(ctx, pg.Everything, func(q *db.Queries, _ pgx.Tx) error {
		for _, r := range rounds {
			rows, err := q.ToRemind(ctx, db.ToRemindParams{Hours: r.hours, AskedBefore: now.Add(-r.second), Now: now, Most: dueBatch})
			if err != nil {
				return fmt.Errorf("list shifts to remind of: %w", err)
			}
			for _, x := range rows {
				due := dueAfter(x.DueAt, now)
				if !due.Before(x.Starts) {
					continue // no time is left to answer: the agent keeps the shift
				}
				n, err := q.Remind(ctx, db.RemindParams{ShiftID: x.ShiftID, Hours: x.Hours, SecondAt: &now, DueAt: due})
				if err != nil {
					return fmt.Errorf("remind of a shift: %w", err)
				}
				if n == 0 {
					continue
				}
				s := Shift{ID: x.ShiftID, Request: x.RequestID, Brand: x.BrandID, Agent: x.AgentID, Starts: x.Starts, Ends: x.Ends, State: Accepted}
				reminded = append(reminded, s)
				if err := b.notify(ctx, q, s, told{agent: s.Agent, kind: saidConfirmNow, add: func(c *Circumstances) { c.Before = &due }}); err != nil {
					return err
				}
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	for _, s := range reminded {
		b.on.TellAgent(s.Agent, ground.Notice{Request: s.Request, Shift: s.ID, State: saidConfirmNow})
	}
	return nil
}

// giveUp gives the seats to others that two notices brought no word for.
func (b *Board) giveUp(ctx context.Context) error {
	now := b.on.Clock.Now()
	ids, err := ground.Look(ctx, b.on, pg.Everything, func(q *db.Queries) ([]uid.Shift, error) {
		return q.Unanswered(ctx, db.UnansweredParams{Now: now, Most: dueBatch})
	})
	if err != nil {
		return fmt.Errorf("list unanswered confirmations: %w", err)
	}
	return b.each(ctx, ids, func(ctx context.Context, q *db.Queries, s Shift) (moving, error) {
		if s.State != Accepted || !s.Starts.After(now) {
			return moving{}, errNotYet
		}
		open, err := q.OpenConfirmations(ctx, s.ID)
		if err != nil {
			return moving{}, fmt.Errorf("lock confirmations: %w", err)
		}
		late := false
		for _, c := range open {
			late = late || c.SecondAt != nil && !c.DueAt.After(now)
		}
		if !late {
			return moving{}, errNotYet
		}
		if err := q.MissConfirmations(ctx, db.MissConfirmationsParams{MissedAt: &now, ShiftID: s.ID}); err != nil {
			return moving{}, fmt.Errorf("note missed confirmation: %w", err)
		}
		return moving{to: Released, cause: Unconfirmed, why: "two notices, no answer"}, nil
	})
}
