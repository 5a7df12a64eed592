package copilot

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/manyhands/manyhands/copilot/guard"
	"github.com/manyhands/manyhands/copilot/internal/db"
	"github.com/manyhands/manyhands/internal/fault"
	"github.com/manyhands/manyhands/internal/live"
	"github.com/manyhands/manyhands/internal/pg"
	"github.com/manyhands/manyhands/internal/uid"
)

// What an appeal is refused by.
var (
	ErrNoHit    = fault.New(fault.Conflict, "appeal_without_hit", "this rule does not hit this text")
	ErrNoAppeal = fault.NoAppeal
	ErrDecided  = fault.AppealDecided
	ErrPhrase   = fault.New(fault.Invalid, "appeal_phrase_wrong", "the phrase that is let through holds the word that was hit and something of its own, or the word itself")
)

// Appeal is an agent's word that a hit is a false alarm.
type Appeal struct {
	ID        uid.HitAppeal `json:"id"`
	Brand     uid.Brand     `json:"brand_id"`
	Chat      uid.Chat      `json:"chat_id"`
	Agent     uid.Agent     `json:"agent_id"`
	Rule      string        `json:"rule"`
	Kind      string        `json:"kind"`
	Level     string        `json:"level"`
	Word      string        `json:"word"`
	Text      string        `json:"text"`
	Says      string        `json:"says,omitempty"`
	At        time.Time     `json:"at"`
	State     string        `json:"state" enum:"open,allowed,refused"`
	Phrase    string        `json:"phrase,omitempty"`
	Answer    string        `json:"answer,omitempty"`
	DecidedBy string        `json:"decided_by,omitempty"`
	DecidedAt *time.Time    `json:"decided_at,omitempty"`
}

func appealOf(r db.CopilotAppeal) Appeal {
	return Appeal{r.ID, r.BrandID, r.ChatID, r.AgentID, r.Rule, r.Kind, r.Level, r.Word, r.Text, r.Says, r.At, r.State, r.Phrase, r.Answer, r.DecidedBy, r.DecidedAt}
}

// Appeal keeps an agent's word that a rule is wrong about a text; the same hit
// of one conversation is kept once. It returns chat.ErrNotHolder and ErrNoHit.
func (c *Coach) Appeal(ctx context.Context, agent uid.Agent, in AppealIn) (Appeal, error) {
	ch, err := c.mine(ctx, agent, in.Chat)
	if err != nil {
		return Appeal{}, err
	}
	v := c.Check(ch.Brand, ch.Channel, guard.Agent, in.Text)
	i := slices.IndexFunc(v.Hits, func(h guard.Hit) bool { return h.Rule == in.Rule })
	if i < 0 {
		return Appeal{}, ErrNoHit
	}
	h := v.Hits[i]
	a := Appeal{
		ID: uid.New[uid.HitAppeal](), Brand: ch.Brand, Chat: ch.ID, Agent: agent, Rule: h.Rule, Kind: string(h.Kind), Level: h.Level.String(),
		Word: c.masked(h.Text), Text: clip(c.masked(in.Text), 2000), Says: strings.TrimSpace(in.Says), At: c.clock.Now(), State: "open",
	}
	err = c.inTx(ctx, pg.OfBrand(ch.Brand), func(tx pgx.Tx) error {
		_, err := db.New(tx).AddAppeal(ctx, db.AddAppealParams{ID: a.ID, BrandID: a.Brand, ChatID: a.Chat, AgentID: agent, Rule: a.Rule, Kind: a.Kind, Level: a.Level, Word: a.Word, Text: a.Text, Says: a.Says, At: a.At})
		return err
	})
	if err != nil {
		return Appeal{}, fmt.Errorf("keep appeal: %w", err)
	}
	c.Hub.Poke(live.BrandTopic(ch.Brand), "appeal", 0, map[string]string{"rule": a.Rule})
	return a, nil
}

// AppealIn names the hit that an agent thinks is wrong.
type AppealIn struct {
	Chat uid.Chat
	Rule string
	Text string // the whole message
	Says string // why it is a false alarm
}

// Appeals lists a brand's, or with pg.Everything everybody's: what is open
// first.
func (c *Coach) Appeals(ctx context.Context, scope pg.Scope, state string) ([]Appeal, error) {
	const most = 200
	return c.appeals(ctx, scope, func(q *db.Queries) ([]db.CopilotAppeal, error) {
		return q.Appeals(ctx, db.AppealsParams{State: state, Most: most})
	})
}

// AppealsOf lists what became of an agent's appeals of the last weeks.
func (c *Coach) AppealsOf(ctx context.Context, agent uid.Agent) ([]Appeal, error) {
	since := c.clock.Now().Add(-bookHits)
	return c.appeals(ctx, pg.Everything, func(q *db.Queries) ([]db.CopilotAppeal, error) {
		return q.AppealsOf(ctx, db.AppealsOfParams{AgentID: agent, Since: since})
	})
}

func (c *Coach) appeals(ctx context.Context, scope pg.Scope, list func(*db.Queries) ([]db.CopilotAppeal, error)) ([]Appeal, error) {
	out := []Appeal{}
	err := c.inTx(ctx, scope, func(tx pgx.Tx) error {
		rows, err := list(db.New(tx))
		for _, r := range rows {
			out = append(out, appealOf(r))
		}
		return err
	})
	return out, err
}

// Decision on an appeal.
type Decision struct {
	Allow  bool
	Phrase string // what is let through; empty: the word itself
	Answer string
	By     string
}

// Decide answers an appeal. Letting it through puts the phrase on the rule's
// list of the brand, in force at once, and only if that indeed lets it through.
// It returns ErrNoAppeal, ErrDecided and ErrPhrase.
func (c *Coach) Decide(ctx context.Context, scope pg.Scope, id uid.HitAppeal, d Decision) (Appeal, error) {
	var a Appeal
	err := c.inTx(ctx, scope, func(tx pgx.Tx) error {
		row, err := db.New(tx).Appeal(ctx, id)
		if errors.Is(err, pgx.ErrNoRows) {
			return ErrNoAppeal
		}
		a = appealOf(row)
		return err
	})
	if err != nil {
		return Appeal{}, err
	}
	if a.State != "open" {
		return a, ErrDecided
	}
	now := c.clock.Now()
	a.State, a.Answer, a.DecidedBy, a.DecidedAt = "refused", strings.TrimSpace(d.Answer), d.By, &now
	if d.Allow {
		a.State, a.Phrase = "allowed", firstOf(strings.TrimSpace(d.Phrase), a.Word)
		if !guard.Covers(a.Phrase, a.Word) {
			return Appeal{}, ErrPhrase.At("phrase", "a phrase with "+a.Word+" in it", a.Phrase)
		}
		if err := c.letThrough(ctx, a, d.By); err != nil {
			return Appeal{}, err
		}
	}
	err = c.inTx(ctx, pg.OfBrand(a.Brand), func(tx pgx.Tx) error {
		n, err := db.New(tx).DecideAppeal(ctx, db.DecideAppealParams{ID: id, State: a.State, Phrase: a.Phrase, Answer: a.Answer, DecidedBy: d.By, DecidedAt: &now})
		if err == nil && n == 0 {
			err = ErrDecided
		}
		return err
	})
	if err != nil {
		return Appeal{}, fmt.Errorf("decide appeal: %w", err)
	}
	c.Hub.Poke(live.AgentTopic(a.Agent), "appeal", 0, a)
	return a, nil
}

// letThrough adds the phrase to the rule's allowed ones. Two decisions about
// one phrase leave one phrase.
func (c *Coach) letThrough(ctx context.Context, a Appeal, by string) error {
	rules, err := c.Rules(ctx, a.Brand)
	if err != nil {
		return err
	}
	if slices.Contains(rules.Allow[a.Rule], a.Phrase) {
		return nil
	}
	in := rules.in()
	in.Allow = map[string][]string{}
	for rule, phrases := range rules.Allow {
		in.Allow[rule] = slices.Clone(phrases)
	}
	in.Allow[a.Rule] = append(in.Allow[a.Rule], a.Phrase)
	in.Note = clip("appeal: "+a.Rule+" lets "+a.Phrase+" through", 300)
	_, err = c.PutRules(ctx, a.Brand, in, by)
	return err
}
