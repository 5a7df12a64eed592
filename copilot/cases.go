package copilot

import (
	"context"
	"fmt"
	"strings"

	"github.com/jackc/pgx/v5"

	"github.com/manyhands/manyhands/copilot/guard"
	"github.com/manyhands/manyhands/copilot/internal/db"
	"github.com/manyhands/manyhands/copilot/wording"
	"github.com/manyhands/manyhands/internal/chat"
	"github.com/manyhands/manyhands/internal/fact"
	"github.com/manyhands/manyhands/internal/pg"
	"github.com/manyhands/manyhands/internal/text/fold"
	"github.com/manyhands/manyhands/internal/text/rank"
)

// longestChat is more messages than a conversation holds in practice.
const longestChat = 2000

// leastCSAT is the score under which a conversation is no example to follow.
const leastCSAT = 4

// chatClosed keeps what a person resolved, and what came of the drafts that
// were taken. It is idempotent: the row is the conversation's.
func (c *Coach) chatClosed(ctx context.Context, tx pgx.Tx, f fact.ChatClosed) error {
	q := db.New(tx)
	if err := q.EndSuggestions(ctx, db.EndSuggestionsParams{Outcome: f.Outcome, ChatID: f.Chat}); err != nil {
		return fmt.Errorf("end suggestions: %w", err)
	}
	if f.HumanAt == nil {
		return nil
	}
	said, err := c.Chats.Since(ctx, pg.OfBrand(f.Brand), f.Chat, 0, longestChat)
	if err != nil {
		return err
	}
	if err := c.keepContact(ctx, q, f, said); err != nil || f.CSAT != 0 && f.CSAT < leastCSAT {
		return err
	}
	question, answer := gist(said)
	if question == "" || answer == "" {
		return nil
	}
	err = q.PutResolved(ctx, db.PutResolvedParams{
		ChatID: f.Chat, BrandID: f.Brand, Question: c.masked(question), Answer: c.masked(answer),
		Intent: f.Intent, Outcome: f.Outcome, Csat: int32(f.CSAT), ClosedAt: f.At,
	})
	if err != nil {
		return fmt.Errorf("keep resolved conversation: %w", err)
	}
	return nil
}

// masked is a text without personal details: what one shopper wrote is shown
// beside another's conversation.
func (c *Coach) masked(text string) string {
	return c.plain.Check(text, guard.Context{Author: guard.Shopper, At: c.clock.Now()}).Rewrite
}

// gist is what the shopper asked of the person, and the person's last
// substantive answer.
func gist(said []chat.Message) (question, answer string) {
	var asked []string
	for _, m := range said {
		switch {
		case m.Author == chat.Shopper && wording.Substantive(m.Text):
			asked = append(asked, m.Text)
		case m.Author == chat.Agent && m.Substantive:
			answer = m.Text
		}
	}
	const most = 4 // a case is found by what it was about, which is said early
	return strings.Join(asked[:min(len(asked), most)], "\n"), answer
}

// Case is a resolved conversation like the one at hand.
type Case struct {
	Question string `json:"question"`
	Answer   string `json:"answer"`
	Outcome  string `json:"outcome"`
	CSAT     int    `json:"csat,omitempty"`
	id       string
}

// caseShare is how much of the question a case must share to be shown.
const caseShare = 0.45

// similar finds up to n resolved conversations about the same thing.
func (m *mind) similar(question, except string, n int) []Case {
	out := []Case{}
	for _, h := range m.byCase.Search(question, n+3) {
		r := m.cases[h.ID]
		if h.ID == except || len(out) == n || rank.Covered(question, r.Question) < caseShare {
			continue
		}
		out = append(out, Case{Question: clip(r.Question, 160), Answer: r.Answer, Outcome: r.Outcome, CSAT: int(r.Csat), id: h.ID})
	}
	return out
}

// turnsOf are the messages before the last one, as the ranker reads a talk.
func turnsOf(said []chat.Message) []rank.Turn {
	var out []rank.Turn
	for _, m := range said {
		if m.Author != chat.System {
			out = append(out, rank.Turn{Text: m.Text, Shopper: m.Author == chat.Shopper})
		}
	}
	return out
}

// substantiveEnough tells whether anything is left to learn from.
func substantiveEnough(text string) bool { return fold.String(text) != "" }

func clip(s string, most int) string {
	r := []rune(s)
	if len(r) <= most {
		return s
	}
	return string(r[:most-1]) + "…"
}
