package copilot

import (
	"context"
	"fmt"
	"path"
	"slices"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/manyhands/manyhands/copilot/guard"
	"github.com/manyhands/manyhands/copilot/internal/db"
	"github.com/manyhands/manyhands/internal/fault"
	"github.com/manyhands/manyhands/internal/pg"
	"github.com/manyhands/manyhands/internal/uid"
)

// RuleLine is one rule of a brand's guard as its page shows it.
type RuleLine struct {
	ID       string         `json:"id"`
	Kind     guard.Kind     `json:"kind"`
	Level    string         `json:"level"`
	Match    guard.Match    `json:"match"`
	Own      bool           `json:"own"` // the brand's, not a shipped pack's
	Off      bool           `json:"off"`
	Words    int            `json:"words"`
	Some     []string       `json:"some"` // the first words, with what they become
	Pattern  string         `json:"pattern,omitempty"`
	Detect   string         `json:"detect,omitempty"`
	Channels []string       `json:"channels"`
	Authors  []guard.Author `json:"authors"`
	From     *time.Time     `json:"from,omitempty"`
	Till     *time.Time     `json:"till,omitempty"`
	Allow    []string       `json:"allow"` // phrases that the brand lets through
	Hits     int64          `json:"hits"`  // in the last 30 days
	Answered int64          `json:"overridden"`
}

// RuleBook is a brand's guard: every rule, shipped and own.
type RuleBook struct {
	Version int        `json:"version"`
	Rules   []RuleLine `json:"rules"`
}

// bookHits is how far back a rule's hits are counted on its page.
const bookHits = 30 * 24 * time.Hour

// RuleBook lists the rules of a brand's guard.
func (c *Coach) RuleBook(ctx context.Context, brand uid.Brand) (RuleBook, error) {
	rules, err := c.Rules(ctx, brand)
	if err != nil {
		return RuleBook{}, err
	}
	own, err := guard.Parse("rules.yaml", []byte(rules.Source))
	if err != nil {
		return RuleBook{}, err
	}
	hits, err := c.Hits(ctx, brand, c.clock.Now().Add(-bookHits))
	if err != nil {
		return RuleBook{}, err
	}
	out := RuleBook{Version: rules.Version, Rules: []RuleLine{}}
	for i, r := range slices.Concat(own, c.packs) {
		line := lineOf(r)
		line.Own, line.Off = i < len(own), slices.Contains(rules.Off, r.ID)
		line.Allow = append(line.Allow, rules.Allow[r.ID]...)
		for _, h := range hits {
			if h.Rule == r.ID {
				line.Hits += h.Hits
				line.Answered += h.Overridden
			}
		}
		out.Rules = append(out.Rules, line)
	}
	return out, nil
}

// wordsShown of a rule are enough to recognise it.
const wordsShown = 12

func lineOf(r guard.Rule) RuleLine {
	l := RuleLine{
		ID: r.ID, Kind: r.Kind, Level: r.Level.String(), Match: r.Match, Words: len(r.Words), Some: []string{}, Pattern: r.Pattern, Detect: r.Detect,
		Channels: append([]string{}, r.Channels...), Authors: append([]guard.Author{}, r.Authors...), Allow: []string{},
	}
	if l.Match == "" {
		l.Match = guard.Fuzzy
	}
	for _, w := range r.Words[:min(wordsShown, len(r.Words))] {
		text := w.Text
		if w.Replace != nil {
			text += " → " + *w.Replace
		}
		l.Some = append(l.Some, text)
	}
	if !r.From.IsZero() {
		l.From = &r.From
	}
	if !r.Till.IsZero() {
		l.Till = &r.Till
	}
	return l
}

// RuleVersion is one version of a brand's rules, without its text.
type RuleVersion struct {
	Version int       `json:"version"`
	By      string    `json:"by"`
	At      time.Time `json:"at"`
	Note    string    `json:"note,omitempty"`
	Size    int       `json:"size"` // letters of its own rules
	Off     int       `json:"off"`
}

// RuleVersions lists the last versions of a brand's rules, newest first.
func (c *Coach) RuleVersions(ctx context.Context, brand uid.Brand) ([]RuleVersion, error) {
	out := []RuleVersion{}
	err := c.inTx(ctx, pg.OfBrand(brand), func(tx pgx.Tx) error {
		rows, err := db.New(tx).RuleVersions(ctx, brand)
		for _, r := range rows {
			out = append(out, RuleVersion{int(r.Version), r.ByWhom, r.At, r.Note, int(r.Size), int(r.Off)})
		}
		return err
	})
	return out, err
}

// SwitchRule puts one rule on or off as a new version. It returns ErrNoRule.
func (c *Coach) SwitchRule(ctx context.Context, brand uid.Brand, rule string, on bool, why, by string) (Rules, error) {
	now, err := c.Rules(ctx, brand)
	if err != nil {
		return Rules{}, err
	}
	if err := c.knows(now, rule); err != nil {
		return Rules{}, err
	}
	in := now.in()
	in.Off = slices.DeleteFunc(slices.Clone(in.Off), func(x string) bool { return x == rule })
	if !on {
		in.Off = append(in.Off, rule)
	}
	in.Note = strings.TrimSpace(why)
	return c.PutRules(ctx, brand, in, by)
}

// ErrNoRule is a rule that is neither in the packs nor the brand's own.
var ErrNoRule = fault.New(fault.NotFound, "guard_rule_unknown", "there is no such guard rule")

func (c *Coach) knows(r Rules, rule string) error {
	own, err := guard.Parse("rules.yaml", []byte(r.Source))
	if err != nil {
		return err
	}
	if !slices.ContainsFunc(slices.Concat(own, c.packs), func(x guard.Rule) bool { return x.ID == rule }) {
		return ErrNoRule
	}
	return nil
}

// BackTo puts an earlier version in force again, as a new one. It returns
// ErrNoVersion and guard.ErrRules.
func (c *Coach) BackTo(ctx context.Context, brand uid.Brand, version int, by string) (Rules, error) {
	old, err := c.RulesAt(ctx, brand, version)
	if err != nil {
		return Rules{}, err
	}
	in := old.in()
	in.Note = fmt.Sprintf("back to version %d", version)
	return c.PutRules(ctx, brand, in, by)
}

// Imported is what reading a pack file came to.
type Imported struct {
	Rules   int           `json:"rules"`
	Words   int           `json:"words"`
	Wrong   []fault.Field `json:"wrong"`   // rows that were left out, and why
	Source  string        `json:"source"`  // the brand's own rules with the pack's behind them
	Replace []string      `json:"replace"` // own rules whose place it takes
}

// mostWrong rows are enough to see what a file lacks.
const mostWrong = 200

// ReadPack reads a pack file, a table of words or YAML, and answers the brand's
// rules as they would be with it. Nothing is put in force. A rule of the pack
// takes the place of an own one with the same id.
func (c *Coach) ReadPack(ctx context.Context, brand uid.Brand, name string, src []byte) (Imported, error) {
	now, err := c.Rules(ctx, brand)
	if err != nil {
		return Imported{}, err
	}
	own, err := guard.Parse("rules.yaml", []byte(now.Source))
	if err != nil {
		return Imported{}, err
	}
	out := Imported{Wrong: []fault.Field{}, Replace: []string{}}
	var pack []guard.Rule
	if path.Ext(name) == ".csv" {
		var wrong []fault.Field
		pack, wrong = guard.ReadTable(path.Base(name), src)
		out.Wrong = append(out.Wrong, wrong[:min(len(wrong), mostWrong)]...)
	} else if pack, err = guard.Parse(name, src); err != nil {
		f, ok := fault.As(err)
		if !ok {
			return Imported{}, err
		}
		out.Wrong = append(out.Wrong, f.Fields[:min(len(f.Fields), mostWrong)]...)
		pack = nil // YAML is all or nothing: a wrong line shifts what follows it
	}
	for _, r := range pack {
		out.Rules++
		out.Words += len(r.Words)
		own = slices.DeleteFunc(own, func(x guard.Rule) bool {
			if x.ID == r.ID {
				out.Replace = append(out.Replace, r.ID)
			}
			return x.ID == r.ID
		})
	}
	if len(out.Replace) > 0 {
		text, err := guard.Format(slices.Concat(own, pack))
		out.Source = string(text)
		return out, err
	}
	out.Source = now.Source // as it was written, with its comments
	if len(pack) > 0 {
		text, err := guard.Format(pack)
		if err != nil {
			return Imported{}, err
		}
		out.Source = strings.TrimRight(now.Source, "\n") + "\n---\n# " + path.Base(name) + "\n" + string(text)
	}
	return out, nil
}
