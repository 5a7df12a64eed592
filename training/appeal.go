package training

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/jackc/pgx/v5"

	"github.com/manyhands/manyhands/internal/fault"
	"github.com/manyhands/manyhands/internal/live"
	"github.com/manyhands/manyhands/internal/pg"
	"github.com/manyhands/manyhands/internal/text/tongue"
	"github.com/manyhands/manyhands/internal/uid"
	"github.com/manyhands/manyhands/training/internal/db"
)

// What is refused about an appeal.
var (
	ErrNoReview    = fault.New(fault.NotFound, "review_unknown", "there is no such review of yours")
	ErrNoAppeal    = fault.NoAppeal
	ErrNothingLost = fault.New(fault.Conflict, "appeal_nothing_lost", "the row has all its points")
	ErrAppealed    = fault.New(fault.Conflict, "appeal_made", "this row was appealed already")
	ErrAppealWords = fault.New(fault.Invalid, "review_appeal_words", "an appeal and its answer have 1 to 1,000 characters")
)

const longestAppeal = 1000

// Appeal says something against a row of a review. It returns ErrNoReview,
// ErrNothingLost, ErrAppealed and ErrAppealWords.
func (s *School) Appeal(ctx context.Context, agent uid.Agent, id uid.Chat, epoch, place int, words string) (Review, error) {
	words, err := saidWell(words)
	if err != nil {
		return Review{}, err
	}
	err = pg.InTx(ctx, s.pool, pg.Everything, func(tx pgx.Tx) error {
		q := db.New(tx)
		row, err := q.LockReview(ctx, db.LockReviewParams{ChatID: id, Epoch: int32(epoch)})
		if errors.Is(err, pgx.ErrNoRows) || err == nil && row.AgentID != agent {
			return ErrNoReview
		}
		if err != nil {
			return fmt.Errorf("lock review: %w", err)
		}
		items, err := q.ReviewItems(ctx, db.ReviewItemsParams{ChatID: id, Epoch: int32(epoch)})
		if err != nil {
			return fmt.Errorf("list rows of review: %w", err)
		}
		if place < 1 || place > len(items) {
			return ErrNoReview
		}
		if it := items[place-1]; it.Got == it.Points {
			return ErrNothingLost
		}
		n, err := q.AddAppeal(ctx, db.AddAppealParams{ChatID: id, Epoch: int32(epoch), Place: int32(place), BrandID: row.BrandID, AgentID: agent, Words: words, At: s.clock.Now()})
		if err == nil && n == 0 {
			return ErrAppealed
		}
		return err
	})
	if err != nil {
		return Review{}, err
	}
	s.hub.Poke(live.FloorTopic, "appeal", 0, notice{})
	return s.ReviewOf(ctx, agent, id, epoch)
}

func saidWell(words string) (string, error) {
	words = strings.TrimSpace(strings.ReplaceAll(strings.ToValidUTF8(words, "\uFFFD"), "\x00", ""))
	if n := utf8.RuneCountInString(words); n == 0 || n > longestAppeal {
		return "", ErrAppealWords
	}
	return words, nil
}

// Appealed is an appeal as an operator decides it.
type Appealed struct {
	Chat      uid.Chat     `json:"chat_id"`
	Epoch     int          `json:"epoch"`
	Place     int          `json:"place"`
	BrandName string       `json:"brand_name"`
	Agent     string       `json:"agent"`
	Item      string       `json:"item"`
	Points    int          `json:"points"`
	Got       int          `json:"got"`
	Seq       int          `json:"seq"`
	Says      tongue.Words `json:"says"`
	Score     int          `json:"score"`
	Words     string       `json:"words"`
	State     string       `json:"state" enum:"open,upheld,denied"`
	Answer    string       `json:"answer,omitempty"`
	At        time.Time    `json:"at"`
	DecidedAt *time.Time   `json:"decided_at,omitempty"`
}

// Appeals lists all, the open ones first.
func (s *School) Appeals(ctx context.Context) ([]Appealed, error) {
	const most = 200
	var rows []db.AppealsRow
	err := pg.InTx(ctx, s.pool, pg.Everything, func(tx pgx.Tx) (err error) {
		rows, err = db.New(tx).Appeals(ctx, most)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("list appeals: %w", err)
	}
	out := make([]Appealed, len(rows))
	for i, r := range rows {
		out[i] = Appealed{
			Chat: r.ChatID, Epoch: int(r.Epoch), Place: int(r.Place), Item: r.Item, Points: int(r.Points), Got: int(r.Got), Seq: int(r.Seq),
			Score: int(r.Score), Words: r.Words, State: r.State, Answer: r.Answer, At: r.At, DecidedAt: r.DecidedAt,
		}
		if err := json.Unmarshal(r.Says, &out[i].Says); err != nil {
			return nil, fmt.Errorf("read row of review: %w", err)
		}
		if out[i].Agent, err = s.nameOf(ctx, r.AgentID); err != nil {
			return nil, err
		}
		b, err := s.brandOf(ctx, r.BrandID)
		if err != nil {
			return nil, err
		}
		out[i].BrandName = b.Name
	}
	return out, nil
}

// DecideAppeal answers an appeal. Upheld, the row counts with all its points;
// the row itself stays as it was scored. It returns ErrNoAppeal, ErrDecided and
// ErrAppealWords.
func (s *School) DecideAppeal(ctx context.Context, by uid.Person, id uid.Chat, epoch, place int, uphold bool, answer string) error {
	answer, err := saidWell(answer)
	if err != nil {
		return err
	}
	var agent uid.Agent
	err = pg.InTx(ctx, s.pool, pg.Everything, func(tx pgx.Tx) error {
		q, now := db.New(tx), s.clock.Now()
		if _, err := q.LockReview(ctx, db.LockReviewParams{ChatID: id, Epoch: int32(epoch)}); errors.Is(err, pgx.ErrNoRows) {
			return ErrNoAppeal
		}
		row, err := q.LockAppeal(ctx, db.LockAppealParams{ChatID: id, Epoch: int32(epoch), Place: int32(place)})
		if errors.Is(err, pgx.ErrNoRows) {
			return ErrNoAppeal
		}
		if err != nil {
			return fmt.Errorf("lock appeal: %w", err)
		}
		if row.State != "open" {
			return ErrDecided
		}
		agent = row.AgentID
		state := "denied"
		if uphold {
			state = "upheld"
		}
		err = q.DecideAppeal(ctx, db.DecideAppealParams{ChatID: id, Epoch: int32(epoch), Place: int32(place), State: state, Answer: answer, DecidedBy: by, DecidedAt: &now})
		if err != nil {
			return fmt.Errorf("decide appeal: %w", err)
		}
		return rescore(ctx, q, id, epoch)
	})
	if err == nil {
		s.hub.Poke(live.AgentTopic(agent), "review", 0, notice{})
	}
	return err
}

// rescore counts a review's rows anew, upheld ones in full.
func rescore(ctx context.Context, q *db.Queries, id uid.Chat, epoch int) error {
	rows, err := q.ReviewItems(ctx, db.ReviewItemsParams{ChatID: id, Epoch: int32(epoch)})
	if err != nil {
		return fmt.Errorf("list rows of review: %w", err)
	}
	points, got := 0, 0
	for _, r := range rows {
		points += int(r.Points)
		if r.Appeal == "upheld" {
			got += int(r.Points)
		} else {
			got += int(r.Got)
		}
	}
	if points == 0 {
		return nil
	}
	return q.SetReviewScore(ctx, db.SetReviewScoreParams{ChatID: id, Epoch: int32(epoch), Score: int32((got*100 + points/2) / points)})
}
