package market

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/manyhands/manyhands/internal/fault"
	"github.com/manyhands/manyhands/internal/pg"
	"github.com/manyhands/manyhands/internal/uid"
	"github.com/manyhands/manyhands/matching/internal/db"
	"github.com/manyhands/manyhands/matching/internal/ground"
)

// What an appeal can be refused for.
var (
	ErrNoMark   = fault.New(fault.Conflict, "appeal_nothing", "nothing of that shift counts against you")
	ErrAppealed = fault.New(fault.Conflict, "appeal_filed", "an appeal about that shift is filed already")
	ErrTooLate  = fault.New(fault.Conflict, "appeal_late", "an appeal is filed within fourteen days of the shift")
	ErrNoAppeal = fault.NoAppeal
	ErrDecided  = fault.AppealDecided
	ErrWords    = fault.New(fault.Invalid, "appeal_words", "say what happened, in 1 to 2000 characters")
)

// appealWithin is how long after the shift's start an appeal is taken.
const appealWithin = 14 * 24 * time.Hour

// Appeal is an agent's word against a mark.
type Appeal struct {
	ID        uid.Appeal `json:"id"`
	Shift     uid.Shift  `json:"shift_id"`
	Agent     uid.Agent  `json:"agent_id"`
	AgentName string     `json:"agent_name"`
	BrandName string     `json:"brand_name"`
	Event     string     `json:"event"`
	Starts    time.Time  `json:"starts"`
	Ends      time.Time  `json:"ends"`
	Mark      string     `json:"mark" enum:"late,no_show,unconfirmed"`
	Words     string     `json:"words"`
	FiledAt   time.Time  `json:"filed_at"`
	State     string     `json:"state" enum:"open,upheld,refused"`
	DecidedBy string     `json:"decided_by,omitempty"`
	Answer    string     `json:"answer,omitempty"`
	DecidedAt *time.Time `json:"decided_at,omitempty"`
	Moves     []Move     `json:"moves" doc:"what happened to the shift, by whom and why"`
}

// FileAppeal files an agent's appeal about a shift of theirs. It returns
// ErrWords, ErrNoShift, ErrNoMark, ErrTooLate and ErrAppealed.
func (b *Board) FileAppeal(ctx context.Context, agent uid.Agent, id uid.Shift, words string) error {
	words = strings.TrimSpace(strings.ReplaceAll(strings.ToValidUTF8(words, ""), "\x00", ""))
	if n := len([]rune(words)); n < 1 || n > 2000 {
		return ErrWords.At("body.words", "1 to 2000 characters", fmt.Sprint(n))
	}
	now := b.on.Clock.Now()
	return b.on.In(ctx, pg.Everything, func(q *db.Queries, _ pgx.Tx) error {
		row, err := q.Shift(ctx, id)
		if errors.Is(err, pgx.ErrNoRows) || err == nil && row.MatchingShift.AgentID != agent {
			return ErrNoShift
		}
		if err != nil {
			return fmt.Errorf("find shift: %w", err)
		}
		h := row.MatchingShift
		mark := markOf(ShiftState(h.State), Cause(h.Cause))
		switch {
		case mark == "":
			return ErrNoMark
		case now.Sub(row.Starts) > appealWithin:
			return ErrTooLate
		}
		n, err := q.AddAppeal(ctx, db.AddAppealParams{ID: uid.New[uid.Appeal](), ShiftID: id, BrandID: h.BrandID, AgentID: agent, Mark: mark, Words: words, FiledAt: now})
		if err != nil {
			return fmt.Errorf("file appeal: %w", err)
		}
		if n == 0 {
			return ErrAppealed
		}
		return nil
	})
}

// DecideAppeal decides one, with the reason that the agent is told. Upheld, the
// mark no longer counts: the score is counted from rows, and this one is left
// out. It returns ErrNeedsReason, ErrNoAppeal and ErrDecided.
func (b *Board) DecideAppeal(ctx context.Context, by uid.Person, id uid.Appeal, upheld bool, answer string) error {
	if answer = strings.TrimSpace(clip(answer)); answer == "" {
		return ErrNeedsReason.At("body.answer", "a reason", "")
	}
	now := b.on.Clock.Now()
	state := "refused"
	if upheld {
		state = "upheld"
	}
	var agent uid.Agent
	err := b.on.In(ctx, pg.Everything, func(q *db.Queries, _ pgx.Tx) error {
		a, err := q.LockAppeal(ctx, id)
		if errors.Is(err, pgx.ErrNoRows) {
			return ErrNoAppeal
		}
		if err != nil {
			return fmt.Errorf("lock appeal: %w", err)
		}
		if a.State != "open" {
			return ErrDecided
		}
		agent = a.AgentID
		if err := q.DecideAppeal(ctx, db.DecideAppealParams{ID: id, State: state, PersonID: by, Answer: answer, DecidedAt: &now}); err != nil {
			return fmt.Errorf("decide appeal: %w", err)
		}
		row, err := q.Shift(ctx, a.ShiftID)
		if err != nil {
			return fmt.Errorf("find shift: %w", err)
		}
		s, err := shiftOf(row.MatchingShift, row.Starts, row.Ends)
		if err != nil {
			return err
		}
		if err := b.addMove(ctx, q, s, s.State, by, "appeal "+state+": "+answer); err != nil {
			return err
		}
		return b.notify(ctx, q, s, told{agent: agent, kind: saidAppealed, by: by, why: answer, add: func(c *Circumstances) { c.Outcome = state }})
	})
	if err == nil {
		b.on.TellAgent(agent, ground.Notice{State: saidAppealed})
	}
	return err
}

// Appeals lists what is open, or everything, oldest open one first, each with
// what happened to its shift.
func (b *Board) Appeals(ctx context.Context, all bool) ([]Appeal, error) {
	names, err := b.brandNames(ctx)
	if err != nil {
		return nil, err
	}
	var rows []db.AppealsRow
	moves := map[uid.Shift][]Move{}
	err = b.on.In(ctx, pg.Everything, func(q *db.Queries, _ pgx.Tx) error {
		if rows, err = q.Appeals(ctx, all); err != nil {
			return fmt.Errorf("list appeals: %w", err)
		}
		for _, r := range rows {
			if moves[r.ShiftID], err = movesOf(ctx, q, r.ShiftID); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	out := make([]Appeal, len(rows))
	for i, r := range rows {
		out[i] = Appeal{
			ID: r.ID, Shift: r.ShiftID, Agent: r.AgentID, AgentName: b.nameOf(ctx, uid.Person(r.AgentID)), BrandName: names[r.BrandID], Event: r.Event,
			Starts: r.Starts, Ends: r.Ends, Mark: r.Mark, Words: r.Words, FiledAt: r.FiledAt, State: r.State, DecidedBy: b.nameOf(ctx, r.PersonID),
			Answer: r.Answer, DecidedAt: r.DecidedAt, Moves: b.named(ctx, moves[r.ShiftID]),
		}
	}
	return out, nil
}
