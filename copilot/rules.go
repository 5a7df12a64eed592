package copilot

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"

	"github.com/manyhands/manyhands/copilot/guard"
	"github.com/manyhands/manyhands/copilot/internal/db"
	"github.com/manyhands/manyhands/internal/fault"
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

// RulesIn is what a brand decides about its guard: its own rules, which rules
// are off, and phrases inside which a rule does not hit.
type RulesIn struct {
	Source string
	Off    []string
	Allow  map[string][]string
	Note   string // why, for whoever reads the versions
}

// Rules is a brand's own rules in force.
type Rules struct {
	Version int                 `json:"version"` // 0: the brand has none of its own
	Source  string              `json:"source"`
	Off     []string            `json:"off"`
	Allow   map[string][]string `json:"allow"`
	Note    string              `json:"note,omitempty"`
	By      string              `json:"by,omitempty"`
	At      time.Time           `json:"at,omitzero"`
}

func (r Rules) in() RulesIn {
	return RulesIn{Source: r.Source, Off: r.Off, Allow: r.Allow, Note: r.Note}
}

// ErrNoVersion is a version of a brand's rules that never was.
var ErrNoVersion = fault.New(fault.NotFound, "guard_version_unknown", "there is no such version of the guard rules")

// Rules is what a brand added to the packs.
func (c *Coach) Rules(ctx context.Context, brand uid.Brand) (Rules, error) {
	return c.rulesBy(ctx, brand, func(q *db.Queries) (db.CopilotRule, error) {
		row, err := q.Rules(ctx, brand)
		if errors.Is(err, pgx.ErrNoRows) {
			return db.CopilotRule{Allow: []byte("{}")}, nil
		}
		return row, err
	})
}

// RulesAt is an earlier version. It returns ErrNoVersion.
func (c *Coach) RulesAt(ctx context.Context, brand uid.Brand, version int) (Rules, error) {
	return c.rulesBy(ctx, brand, func(q *db.Queries) (db.CopilotRule, error) {
		row, err := q.RulesAt(ctx, db.RulesAtParams{BrandID: brand, Version: int32(version)})
		if errors.Is(err, pgx.ErrNoRows) {
			err = ErrNoVersion
		}
		return row, err
	})
}

func (c *Coach) rulesBy(ctx context.Context, brand uid.Brand, find func(*db.Queries) (db.CopilotRule, error)) (Rules, error) {
	out := Rules{Off: []string{}, Allow: map[string][]string{}}
	err := c.inTx(ctx, pg.OfBrand(brand), func(tx pgx.Tx) error {
		row, err := find(db.New(tx))
		if err != nil {
			return fmt.Errorf("read guard rules: %w", err)
		}
		out.Version, out.Source, out.Note, out.By, out.At = int(row.Version), row.Source, row.Note, row.ByWhom, row.At
		out.Off = append(out.Off, row.Off...)
		return json.Unmarshal(row.Allow, &out.Allow)
	})
	return out, err
}

// PutRules puts a brand's decisions in force, all or none, and tells the
// version. It returns guard.ErrRules.
func (c *Coach) PutRules(ctx context.Context, brand uid.Brand, in RulesIn, by string) (Rules, error) {
	g, err := c.compiled(in)
	if err != nil {
		return Rules{}, err
	}
	return c.keepRules(ctx, brand, in, by, g)
}

func (c *Coach) keepRules(ctx context.Context, brand uid.Brand, in RulesIn, by string, g *guard.Guard) (Rules, error) {
	if in.Allow == nil {
		in.Allow = map[string][]string{}
	}
	if in.Off == nil {
		in.Off = []string{}
	}
	allow, err := json.Marshal(in.Allow)
	if err != nil {
		return Rules{}, fmt.Errorf("write allowed phrases: %w", err)
	}
	out := Rules{Source: in.Source, Off: in.Off, Allow: in.Allow, Note: in.Note, By: by, At: c.clock.Now()}
	add := func(tx pgx.Tx) error {
		n, err := db.New(tx).PutRules(ctx, db.PutRulesParams{BrandID: brand, Source: in.Source, Off: in.Off, Allow: allow, Note: in.Note, ByWhom: by, At: out.At})
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

func (c *Coach) compiled(in RulesIn) (*guard.Guard, error) {
	own, err := guard.Parse("rules.yaml", []byte(in.Source))
	if err != nil {
		return nil, err
	}
	return guard.Compile(guard.Chosen(slices.Concat(c.packs, own), guard.Choices{Off: in.Off, Allow: in.Allow}))
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
		g, err := c.compiled(rules.in())
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
