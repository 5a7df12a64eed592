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
	"github.com/manyhands/manyhands/internal/fault"
	"github.com/manyhands/manyhands/internal/pg"
	"github.com/manyhands/manyhands/internal/uid"
)

// What the guard refuses. Each names its hits as fields.
var (
	ErrBlocked = fault.New(fault.Invalid, "guard_blocked", "a rule does not let this be said; nothing was sent")
	ErrWarned  = fault.New(fault.Invalid, "guard_warned", "a rule warns of this; change it, or send it with a reason")
)

// SendIn is an agent's message on its way out.
type SendIn struct {
	Chat       uid.Chat
	Epoch      int
	Key        string
	Text       string
	Extra      chat.Extra
	Suggestion uid.Suggestion // the draft that it began as; zero for none
	Override   string         // why it is sent against a warning; empty for not
}

// Send checks an agent's words and writes them down. Masked details leave
// masked. It returns ErrBlocked, ErrWarned and the faults of chat.Log.Say; the
// verdict also comes with a refusal.
func (c *Coach) Send(ctx context.Context, agent uid.Agent, in SendIn) (chat.Message, guard.Verdict, error) {
	ch, err := c.Chats.Chat(ctx, pg.Everything, in.Chat)
	if err != nil {
		return chat.Message{}, guard.Verdict{}, err
	}
	v := c.Check(ch.Brand, ch.Channel, guard.Agent, in.Text)
	why := strings.TrimSpace(in.Override)
	if refusal := refusalOf(v, why); refusal != nil {
		if ch.Agent != agent { // whoever does not hold it learns that, and leaves no trace in the counts
			return chat.Message{}, v, chat.ErrNotHolder
		}
		return chat.Message{}, v, c.refuse(ctx, agent, ch, v, refusal)
	}
	text := in.Text
	if v.Level == guard.Mask {
		text = v.Rewrite
	}
	var m chat.Message
	var fresh bool
	err = c.inTx(ctx, pg.OfBrand(ch.Brand), func(tx pgx.Tx) error {
		m, fresh, err = c.Chats.SayTx(ctx, tx, chat.Saying{
			Chat: in.Chat, Author: chat.Agent, Agent: agent, Epoch: in.Epoch, Key: in.Key, Text: text, Extra: in.Extra, Substantive: wording.Substantive(text),
		})
		if err != nil || !fresh {
			return err
		}
		if err := c.noteHits(ctx, tx, agent, ch, v, why); err != nil {
			return err
		}
		return take(ctx, tx, agent, in, m)
	})
	if err == nil && fresh {
		c.Chats.Show(m)
	}
	return m, v, err
}

// refusalOf is why a text may not go out as it is, or nil.
func refusalOf(v guard.Verdict, why string) *fault.Fault {
	var f *fault.Fault
	switch {
	case v.Level == guard.Block:
		f = ErrBlocked
	case warns(v) && why == "":
		f = ErrWarned
	default:
		return nil
	}
	for _, h := range v.Hits {
		if h.Level >= guard.Warn {
			f = f.At(fmt.Sprintf("text[%d:%d] %s", h.Start, h.End, h.Rule), h.Replace, h.Text)
		}
	}
	return f
}

// warns also finds a warning beside a mask, which the verdict's level hides.
func warns(v guard.Verdict) bool {
	for _, h := range v.Hits {
		if h.Level == guard.Warn {
			return true
		}
	}
	return false
}

// refuse counts what was held back; the text itself is not kept.
func (c *Coach) refuse(ctx context.Context, agent uid.Agent, ch chat.Chat, v guard.Verdict, refusal *fault.Fault) error {
	err := c.inTx(ctx, pg.OfBrand(ch.Brand), func(tx pgx.Tx) error { return c.noteHits(ctx, tx, agent, ch, v, "") })
	if err != nil {
		return err
	}
	return refusal
}

func (c *Coach) noteHits(ctx context.Context, tx pgx.Tx, agent uid.Agent, ch chat.Chat, v guard.Verdict, why string) error {
	q, now := db.New(tx), c.clock.Now()
	for _, h := range v.Hits {
		p := db.AddHitParams{BrandID: ch.Brand, ChatID: ch.ID, AgentID: agent, Author: "agent", Rule: h.Rule, Kind: string(h.Kind), Level: h.Level.String(), Word: h.Text, At: now}
		if h.Kind == guard.Personal {
			p.Word = ""
		}
		if h.Level == guard.Warn && why != "" {
			p.Overridden, p.Why = true, why
		}
		if err := q.AddHit(ctx, p); err != nil {
			return fmt.Errorf("note guard hit: %w", err)
		}
		if h.Level < guard.Warn {
			continue
		}
		err := c.outbox.Tell(ctx, tx, fact.GuardHit{Meta: fact.New(ch.Brand, now), Chat: ch.ID, Author: "agent", Rule: h.Rule, Level: h.Level.String()})
		if err != nil {
			return err
		}
	}
	return nil
}

// take notes which draft a message began as.
func take(ctx context.Context, tx pgx.Tx, agent uid.Agent, in SendIn, m chat.Message) error {
	if in.Suggestion.IsZero() {
		return nil
	}
	_, err := db.New(tx).TakeSuggestion(ctx, db.TakeSuggestionParams{ID: in.Suggestion, ChatID: in.Chat, AgentID: agent, At: &m.At, SentSeq: &m.Seq, Sent: in.Text})
	if err != nil {
		return fmt.Errorf("note taken suggestion: %w", err)
	}
	return nil
}
