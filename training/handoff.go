package training

import (
	"context"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/manyhands/manyhands/internal/chat"
	"github.com/manyhands/manyhands/internal/fault"
	"github.com/manyhands/manyhands/internal/pg"
	"github.com/manyhands/manyhands/internal/text/scan"
	"github.com/manyhands/manyhands/internal/text/tongue"
	"github.com/manyhands/manyhands/internal/uid"
	"github.com/manyhands/manyhands/training/drill"
	"github.com/manyhands/manyhands/training/internal/db"
)

// ErrNoHandoff says that a conversation is not one to learn from.
var ErrNoHandoff = fault.New(fault.NotFound, "handoff_unknown", "there is no such hand-off of yours that went wrong")

// Handoff is a conversation that was handed to a person and went wrong: what a
// scenario is worth making from.
type Handoff struct {
	Chat      uid.Chat     `json:"chat_id"`
	Why       string       `json:"why" enum:"abandoned,unanswered,unhappy,poor" doc:"the shopper left the queue, nobody answered, the score was 1 or 2, the review was poor"`
	Reason    string       `json:"reason" doc:"why the bot handed it over"`
	Intent    string       `json:"intent,omitempty"`
	Procedure string       `json:"procedure,omitempty"`
	Title     tongue.Words `json:"title,omitempty"`
	Opening   string       `json:"opening" doc:"the shopper's first words, personal details left out"`
	ClosedAt  time.Time    `json:"closed_at"`
	Made      bool         `json:"made"` // a scenario was made of it already
}

const (
	handoffsLookedAt = 400
	handoffsSince    = 48 * time.Hour // yesterday, whatever the time zone
	poorReview       = 60
)

// FailedHandoffs lists yesterday's, newest first.
func (s *School) FailedHandoffs(ctx context.Context, brand uid.Brand) ([]Handoff, error) {
	if s.chats == nil {
		return nil, nil
	}
	m, err := s.material(ctx, brand)
	if err != nil {
		return nil, err
	}
	closed, err := s.chats.Recent(ctx, brand, chat.Closed, chat.Before{}, handoffsLookedAt)
	if err != nil {
		return nil, err
	}
	poor, made, err := s.handoffsKnown(ctx, brand)
	if err != nil {
		return nil, err
	}
	var out []Handoff
	for _, c := range closed {
		why := wrong(c, poor[c.ID])
		if why == "" || c.ClosedAt.Before(s.clock.Now().Add(-handoffsSince)) {
			continue
		}
		h := Handoff{Chat: c.ID, Why: why, Reason: c.Reason, Intent: c.Intent, ClosedAt: *c.ClosedAt, Made: slices.Contains(made, c.ID)}
		if p, ok := byIntent(m, c); ok {
			h.Procedure, h.Title = p.ID, p.Title
		}
		if h.Opening, err = s.openingOf(ctx, brand, c.ID); err != nil {
			return nil, err
		}
		out = append(out, h)
	}
	return out, nil
}

// wrong says what went wrong with a conversation that was handed off; nothing is
// empty.
func wrong(c chat.Chat, poor bool) string {
	switch {
	case c.HandedAt == nil || c.ClosedAt == nil:
		return ""
	case c.Outcome == chat.AbandonedInQueue:
		return "abandoned"
	case c.Outcome == chat.Unanswered:
		return "unanswered"
	case c.CSAT == 1 || c.CSAT == 2:
		return "unhappy"
	case poor:
		return "poor"
	}
	return ""
}

func (s *School) handoffsKnown(ctx context.Context, brand uid.Brand) (poor map[uid.Chat]bool, made []uid.Chat, err error) {
	poor = map[uid.Chat]bool{}
	err = pg.InTx(ctx, s.pool, pg.OfBrand(brand), func(tx pgx.Tx) error {
		q := db.New(tx)
		low, err := q.PoorReviews(ctx, db.PoorReviewsParams{BrandID: brand, Below: poorReview, Since: s.clock.Now().Add(-handoffsSince)})
		if err != nil {
			return fmt.Errorf("list poor reviews: %w", err)
		}
		for _, id := range low {
			poor[id] = true
		}
		made, err = q.ChatsMade(ctx, brand)
		return err
	})
	return poor, made, err
}

// byIntent finds the procedure that a conversation's intent belongs to.
func byIntent(m drill.Material, c chat.Chat) (drill.Edition, bool) {
	i := slices.IndexFunc(m.Procedures, func(p drill.Edition) bool {
		return c.Intent != "" && slices.Contains(p.When.Intent, c.Intent) || c.Intent == p.ID
	})
	if i < 0 {
		return drill.Edition{}, false
	}
	return m.Procedures[i], true
}

// openingOf is a shopper's first words, cleaned of what is theirs: a drill needs
// how it was said, not who said it.
func (s *School) openingOf(ctx context.Context, brand uid.Brand, id uid.Chat) (string, error) {
	said, err := s.chats.Since(ctx, pg.OfBrand(brand), id, 0, firstLooked)
	if err != nil {
		return "", err
	}
	for _, m := range said {
		if text := strings.TrimSpace(m.Text); m.Author == chat.Shopper && text != "" {
			return nameless(text), nil
		}
	}
	return "", nil
}

var longNumber = regexp.MustCompile(`[0-9A-Za-z-]*[0-9]{5,}[0-9A-Za-z-]*`)

// nameless takes personal details and numbers of orders and parcels out of a
// text.
func nameless(text string) string {
	var t scan.Text
	t.Set(text)
	runes := []rune(text)
	for _, d := range slices.Backward(scan.Personal(&t, nil)) {
		runes = slices.Replace(runes, int(d.Start), int(d.End), '…')
	}
	text = longNumber.ReplaceAllString(string(runes), "…")
	if r := []rune(text); len(r) > longestOpening {
		text = string(r[:longestOpening])
	}
	return strings.TrimSpace(text)
}

const longestOpening = 200

const firstLooked = 10 // messages in which the shopper's first one is

// likeHandoff shapes a wish after a conversation that went wrong: its
// procedure, its language, the shopper's own first words. The order is another
// one: nobody is shown whose it was.
func (s *School) likeHandoff(ctx context.Context, brand uid.Brand, m drill.Material, id uid.Chat, w *drill.Wish) error {
	if s.chats == nil {
		return ErrNoHandoff
	}
	c, err := s.chats.Chat(ctx, pg.OfBrand(brand), id)
	if err != nil {
		return err
	}
	poor, _, err := s.handoffsKnown(ctx, brand)
	if err != nil {
		return err
	}
	if wrong(c, poor[id]) == "" {
		return ErrNoHandoff
	}
	if p, ok := byIntent(m, c); ok {
		w.Procedures = []string{p.ID}
	}
	if w.Opening, err = s.openingOf(ctx, brand, id); err != nil {
		return err
	}
	if w.Lang == "" {
		w.Lang = tongue.Of(w.Opening)
	}
	return nil
}
