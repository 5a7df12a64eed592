package copilot

import (
	"context"
	"slices"

	"github.com/manyhands/manyhands/copilot/guard"
	"github.com/manyhands/manyhands/internal/chat"
	"github.com/manyhands/manyhands/internal/pg"
	"github.com/manyhands/manyhands/internal/uid"
)

// Trial is what new rules would have done to what was said lately: messages
// that were fine, so that each hit is a false alarm or a thing to look at.
type Trial struct {
	Messages int         `json:"messages"`
	Blocked  int         `json:"blocked"`
	ByRule   []RuleTrial `json:"by_rule"`
}

// RuleTrial is one rule's share of a trial.
type RuleTrial struct {
	Rule     string   `json:"rule"`
	Hits     int      `json:"hits"`
	ShareBP  int      `json:"share_bp"` // of the messages, in basis points
	Examples []string `json:"examples"` // messages that it hits, personal details masked
}

// A trial reads whole conversations, newest first, until it has enough.
const (
	trialMessages = 10_000
	trialPages    = 12
	trialPage     = 200
)

const examplesShown = 3

// TryRules tells what a brand's rules, as they would be, hit among what was
// said in its chats lately. It returns guard.ErrRules.
func (c *Coach) TryRules(ctx context.Context, brand uid.Brand, in RulesIn) (Trial, error) {
	own, err := guard.Parse("rules.yaml", []byte(in.Source))
	if err != nil {
		return Trial{}, err
	}
	if _, err := c.compiled(in); err != nil {
		return Trial{}, err
	}
	g, err := guard.Compile(guard.Chosen(own, guard.Choices{Off: in.Off, Allow: in.Allow}))
	if err != nil {
		return Trial{}, err
	}
	t := trial{out: Trial{ByRule: []RuleTrial{}}, g: g, masked: c.masked, of: map[string]*RuleTrial{}}
	for _, r := range own {
		t.of[r.ID] = &RuleTrial{Rule: r.ID, Examples: []string{}}
	}
	err = c.lately(ctx, brand, t.message)
	for _, r := range own {
		if one := t.of[r.ID]; t.out.Messages > 0 {
			one.ShareBP = one.Hits * 10_000 / t.out.Messages
		}
		t.out.ByRule = append(t.out.ByRule, *t.of[r.ID])
	}
	slices.SortStableFunc(t.out.ByRule, func(a, b RuleTrial) int { return b.Hits - a.Hits })
	return t.out, err
}

// lately hands a brand's last messages to do, until it has had enough.
func (c *Coach) lately(ctx context.Context, brand uid.Brand, do func(chat.Chat, chat.Message) bool) error {
	from := chat.Before{}
	for range trialPages {
		chats, err := c.Chats.Recent(ctx, brand, "", from, trialPage)
		if err != nil {
			return err
		}
		for _, ch := range chats {
			said, err := c.Chats.Since(ctx, pg.OfBrand(brand), ch.ID, 0, longestChat)
			if err != nil {
				return err
			}
			for _, m := range said {
				if m.Author != chat.System && !do(ch, m) {
					return nil
				}
			}
			from = chat.Before{At: ch.OpenedAt, ID: ch.ID}
		}
		if len(chats) < trialPage {
			return nil
		}
	}
	return nil
}

// trial counts what rules hit.
type trial struct {
	out    Trial
	g      *guard.Guard
	masked func(string) string
	of     map[string]*RuleTrial
}

var authorOf = map[chat.Author]guard.Author{chat.Agent: guard.Agent, chat.Bot: guard.Bot, chat.Shopper: guard.Shopper}

// message counts one; false when there were enough.
func (t *trial) message(ch chat.Chat, m chat.Message) bool {
	t.out.Messages++
	v := t.g.Check(m.Text, guard.Context{Author: authorOf[m.Author], Channel: ch.Channel, At: m.At})
	blocked := false
	seen := map[string]bool{}
	for _, h := range v.Hits {
		r := t.of[h.Rule]
		if r == nil || seen[h.Rule] { // the details that are always looked for
			continue
		}
		seen[h.Rule] = true
		blocked = blocked || h.Level == guard.Block
		if r.Hits++; len(r.Examples) < examplesShown {
			r.Examples = append(r.Examples, clip(t.masked(m.Text), 120))
		}
	}
	if blocked {
		t.out.Blocked++
	}
	return t.out.Messages < trialMessages
}
