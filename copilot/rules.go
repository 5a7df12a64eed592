package copilot

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"

	"github.com/manyhands/manyhands/copilot/guard"
	"github.com/manyhands/manyhands/copilot/internal/db"
	"github.com/manyhands/manyhands/internal/chat"
	"github.com/manyhands/manyhands/internal/pg"
	"github.com/manyhands/manyhands/internal/uid"
)

// Check is the guard's verdict on a text, in memory: the packs that ship and
// the brand's own rules in force.
func (c *Coach) Check(brand uid.Brand, channel string, author guard.Author, text string) guard.Verdict {
	return c.guardOf(brand).Check(text, guard.Context{Author: author, Channel: channel, At: c.clock.Now()})
}

func (c *Coach) guardOf(brand uid.Brand) *guard.Guard {
	c.mu.RLock()
	defer c.mu.RUnlock()
	if r, ok := c.guards[brand]; ok {
		return r.guard
	}
	return c.plain
}

// Rules is a brand's own rules in force.
type Rules struct {
	Version int       `json:"version"` // 0: the brand has none of its own
	Source  string    `json:"source"`
	By      string    `json:"by,omitempty"`
	At      time.Time `json:"at,omitzero"`
}

// Rules is what a brand added to the packs.
func (c *Coach) Rules(ctx context.Context, brand uid.Brand) (Rules, error) {
	var out Rules
	err := c.inTx(ctx, pg.OfBrand(brand), func(tx pgx.Tx) error {
		row, err := db.New(tx).Rules(ctx, brand)
		if errors.Is(err, pgx.ErrNoRows) {
			return nil
		}
		if err != nil {
			return fmt.Errorf("read guard rules: %w", err)
		}
		out = Rules{Version: int(row.Version), Source: row.Source, By: row.ByWhom, At: row.At}
		return nil
	})
	return out, err
}

// PutRules puts a brand's own rules in force, all or none, and tells the
// version. It returns guard.ErrRules.
func (c *Coach) PutRules(ctx context.Context, brand uid.Brand, source, by string) (Rules, error) {
	g, err := c.compiled(source)
	if err != nil {
		return Rules{}, err
	}
	out := Rules{Source: source, By: by, At: c.clock.Now()}
	add := func(tx pgx.Tx) error {
		n, err := db.New(tx).PutRules(ctx, db.PutRulesParams{BrandID: brand, Source: source, ByWhom: by, At: out.At})
		out.Version = int(n)
		return err
	}
	// Two editors at once compute the same next version; the second tries again.
	for range 3 {
		if err = c.inTx(ctx, pg.OfBrand(brand), add); !taken(err) {
			break
		}
	}
	if err != nil {
		return Rules{}, fmt.Errorf("keep guard rules: %w", err)
	}
	c.putGuard(brand, ruled{version: out.Version, guard: g})
	return out, nil
}

func taken(err error) bool {
	var p *pgconn.PgError
	return errors.As(err, &p) && p.Code == "23505"
}

// putGuard puts a guard in force unless a newer one already is.
func (c *Coach) putGuard(brand uid.Brand, r ruled) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if r.version >= c.guards[brand].version {
		c.guards[brand] = r
	}
}

func (c *Coach) compiled(source string) (*guard.Guard, error) {
	own, err := guard.Parse("rules.yaml", []byte(source))
	if err != nil {
		return nil, err
	}
	return guard.Compile(slices.Concat(c.packs, own))
}

// reloadRules compiles what another copy of the program put in force.
func (c *Coach) reloadRules(ctx context.Context) error {
	var rows []db.RulesInForceRow
	err := c.inTx(ctx, pg.Everything, func(tx pgx.Tx) (err error) {
		rows, err = db.New(tx).RulesInForce(ctx)
		return err
	})
	if err != nil {
		return fmt.Errorf("look for changed guard rules: %w", err)
	}
	for _, r := range rows {
		c.mu.RLock()
		have := c.guards[r.BrandID].version
		c.mu.RUnlock()
		if int(r.Version) <= have {
			continue
		}
		rules, err := c.Rules(ctx, r.BrandID)
		if err != nil {
			return err
		}
		g, err := c.compiled(rules.Source)
		if err != nil {
			// A pack of a newer program may now use one of the brand's ids: the
			// brand keeps the packs, which is stricter than no guard.
			c.log.Error("compile guard rules", "brand", r.BrandID, "version", rules.Version, "error", err)
			g = c.plain
		}
		c.putGuard(r.BrandID, ruled{version: rules.Version, guard: g})
	}
	return nil
}

// Trial is what new rules would have done to what was said lately.
type Trial struct {
	Messages int         `json:"messages"`
	Blocked  int         `json:"blocked"`
	ByRule   []RuleTrial `json:"by_rule"`
}

// RuleTrial is one rule's share of a trial.
type RuleTrial struct {
	Rule    string `json:"rule"`
	Hits    int    `json:"hits"`
	Example string `json:"example"` // what it hit first, personal details masked
}

// trialChats bounds a trial, which reads whole conversations.
const trialChats = 200

// TryRules tells what a brand's new rules would have hit among what its agents
// and bot said lately. It returns guard.ErrRules.
func (c *Coach) TryRules(ctx context.Context, brand uid.Brand, source string) (Trial, error) {
	own, err := guard.Parse("rules.yaml", []byte(source))
	if err != nil {
		return Trial{}, err
	}
	if _, err := c.compiled(source); err != nil {
		return Trial{}, err
	}
	g, err := guard.Compile(own)
	if err != nil {
		return Trial{}, err
	}
	mine := map[string]*RuleTrial{}
	out := Trial{ByRule: []RuleTrial{}}
	for _, r := range own {
		mine[r.ID] = &RuleTrial{Rule: r.ID}
	}
	chats, err := c.Chats.Recent(ctx, brand, "", chat.Before{}, trialChats)
	if err != nil {
		return Trial{}, err
	}
	for _, ch := range chats {
		said, err := c.Chats.Since(ctx, pg.OfBrand(brand), ch.ID, 0, longestChat)
		if err != nil {
			return Trial{}, err
		}
		for _, m := range said {
			if m.Author == chat.Agent || m.Author == chat.Bot {
				c.try(&out, mine, g.Check(m.Text, guard.Context{Author: guard.Author(m.Author), Channel: ch.Channel, At: m.At}), m.Text)
			}
		}
	}
	for _, r := range own {
		out.ByRule = append(out.ByRule, *mine[r.ID])
	}
	return out, nil
}

func (c *Coach) try(out *Trial, mine map[string]*RuleTrial, v guard.Verdict, text string) {
	out.Messages++
	blocked := false
	for _, h := range v.Hits {
		r, ok := mine[h.Rule]
		if !ok {
			continue
		}
		r.Hits++
		blocked = blocked || h.Level == guard.Block
		if r.Example == "" {
			r.Example = c.plain.Check(text, guard.Context{}).Rewrite
		}
	}
	if blocked {
		out.Blocked++
	}
}

// RuleHits is how often a rule hit.
type RuleHits struct {
	Rule       string    `json:"rule"`
	Kind       string    `json:"kind"`
	Level      string    `json:"level"`
	Hits       int64     `json:"hits"`
	Overridden int64     `json:"overridden"`
	LastAt     time.Time `json:"last_at"`
}

// Hits lists what a brand's guard held back or warned of since a time.
func (c *Coach) Hits(ctx context.Context, brand uid.Brand, since time.Time) ([]RuleHits, error) {
	var out []RuleHits
	err := c.inTx(ctx, pg.OfBrand(brand), func(tx pgx.Tx) error {
		rows, err := db.New(tx).HitsByRule(ctx, db.HitsByRuleParams{BrandID: brand, Since: since})
		for _, r := range rows {
			out = append(out, RuleHits{r.Rule, r.Kind, r.Level, r.Hits, r.Overridden, r.LastAt})
		}
		return err
	})
	return out, err
}
