package market

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/manyhands/manyhands/internal/account"
	"github.com/manyhands/manyhands/internal/fault"
	"github.com/manyhands/manyhands/internal/pg"
	"github.com/manyhands/manyhands/internal/tag"
	"github.com/manyhands/manyhands/internal/uid"
	"github.com/manyhands/manyhands/matching/internal/db"
	"github.com/manyhands/manyhands/matching/internal/ground"
)

// ErrChoice refuses a choice without its reason, or about nobody whom the brand
// knows.
var ErrChoice = fault.New(fault.Invalid, "choice_invalid", "the choice is wrong")

// How a brand may choose.
const (
	Prefer = "prefer"
	Block  = "block"
)

// chosenTag is a tag that no agent can hold by themselves: it stands for a
// brand's wish while one plan is made, and is stored nowhere.
const (
	chosenTag    = tag.Tag("chosen:yes")
	chosenWeight = 2
)

// knownTag stands for having worked for the brand lately, in the same way.
// Continuity is a liking and no rule: a stranger in a seat misses half a unit of
// preference, so a cheaper or a surer agent still comes first, and nobody known
// is a reason to leave a seat empty.
const (
	knownTag  = tag.Tag("known:yes")
	knownLast = 90 * 24 * time.Hour
)

// Chosen is an agent who worked for a brand, and what the brand says of them. A
// brand sees a name and what came of the shifts; not an address, not a city.
type Chosen struct {
	Agent   uid.Agent  `json:"agent_id"`
	Name    string     `json:"name"`
	Worked  int        `json:"shifts_worked"`
	WorkedS int64      `json:"worked_s"`
	NoShow  int        `json:"no_shows"`
	Ahead   int        `json:"shifts_ahead"`
	Last    *time.Time `json:"last,omitempty"`
	Choice  string     `json:"choice,omitempty" enum:"prefer,block"`
	Why     string     `json:"why,omitempty"`
	By      string     `json:"by,omitempty"`
	At      *time.Time `json:"at,omitempty"`
}

// People lists who works or worked for a brand, and whom it chose about.
func (b *Board) People(ctx context.Context, brand uid.Brand) ([]Chosen, error) {
	agents, err := b.on.Register.Agents(ctx)
	if err != nil {
		return nil, err
	}
	names := make(map[uid.Agent]string, len(agents))
	for _, a := range agents {
		names[a.ID] = a.Name
	}
	var worked []db.WorkedForRow
	var choices []db.MatchingChoice
	err = b.on.In(ctx, pg.OfBrand(brand), func(q *db.Queries, _ pgx.Tx) error {
		if worked, err = q.WorkedFor(ctx, brand); err != nil {
			return fmt.Errorf("list who worked: %w", err)
		}
		if choices, err = q.ChoicesOf(ctx, brand); err != nil {
			return fmt.Errorf("list choices: %w", err)
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	out := make([]Chosen, 0, len(worked))
	at := map[uid.Agent]int{}
	for _, w := range worked {
		at[w.AgentID] = len(out)
		out = append(out, Chosen{Agent: w.AgentID, Name: names[w.AgentID], Worked: int(w.Worked), WorkedS: w.WorkedS, NoShow: int(w.NoShow), Ahead: int(w.Ahead), Last: &w.Last})
	}
	for _, c := range choices {
		i, known := at[c.AgentID]
		if !known {
			i = len(out)
			out = append(out, Chosen{Agent: c.AgentID, Name: names[c.AgentID]})
		}
		out[i].Choice, out[i].Why, out[i].At, out[i].By = c.Kind, c.Why, &c.At, b.nameOf(ctx, c.PersonID)
	}
	return out, nil
}

// Choose prefers or blocks an agent, or with "" takes that back. Who is blocked
// is offered nothing more, and open offers are taken back with the reason; what
// they accepted stays theirs until the brand drops the seat. It returns
// ErrChoice and account.ErrNoAgent.
func (b *Board) Choose(ctx context.Context, brand uid.Brand, by uid.Person, agent uid.Agent, kind, why string) error {
	why = strings.TrimSpace(clip(why))
	if kind != "" && kind != Prefer && kind != Block {
		return ErrChoice.At("body.choice", "prefer, block or nothing", kind)
	}
	if kind == Block && why == "" {
		return ErrChoice.At("body.why", "a reason: the agent is told it", "")
	}
	if _, err := b.on.Register.Agent(ctx, agent); err != nil {
		return err
	}
	var back []Shift
	err := b.on.In(ctx, pg.OfBrand(brand), func(q *db.Queries, tx pgx.Tx) (err error) {
		if kind == "" {
			_, err := q.DropChoice(ctx, db.DropChoiceParams{BrandID: brand, AgentID: agent})
			return err
		}
		if err := q.PutChoice(ctx, db.PutChoiceParams{BrandID: brand, AgentID: agent, Kind: kind, Why: why, PersonID: by, At: b.on.Clock.Now()}); err != nil {
			return fmt.Errorf("keep choice: %w", err)
		}
		if kind == Prefer {
			return b.notify(ctx, q, Shift{Brand: brand}, told{agent: agent, kind: saidChosen, by: by, why: why})
		}
		back, err = b.takeOffersBack(ctx, q, tx, brand, agent, by, why)
		return err
	})
	if err != nil {
		return err
	}
	for _, s := range back {
		b.showShift(s)
	}
	b.on.TellAgent(agent, ground.Notice{State: saidChosen})
	return nil
}

func (b *Board) takeOffersBack(ctx context.Context, q *db.Queries, tx pgx.Tx, brand uid.Brand, agent uid.Agent, by uid.Person, why string) ([]Shift, error) {
	ids, err := q.OfferedByBrand(ctx, db.OfferedByBrandParams{AgentID: agent, BrandID: brand})
	if err != nil {
		return nil, fmt.Errorf("list offers: %w", err)
	}
	var back []Shift
	for _, id := range ids {
		s, err := b.moveShiftTx(ctx, q, tx, id, func(context.Context, *db.Queries, Shift) (moving, error) {
			return moving{to: Released, cause: ByBrand, by: by, why: why}, nil
		})
		if err != nil {
			return nil, err
		}
		back = append(back, s)
	}
	return back, nil
}

// bonds are what binds the pool for one brand besides tags and hours: who is
// suspended, whom the brand chose about, who worked for it lately, and how
// reliable each is.
type bonds struct {
	choice    map[uid.Agent]string
	suspended map[uid.Agent]bool
	known     map[uid.Agent]bool
	records   map[uid.Agent]Record
}

// BondsOf reads them; with only set, of those alone.
func BondsOf(ctx context.Context, q *db.Queries, only []uid.Agent, brand uid.Brand, now time.Time) (bonds, error) {
	out := bonds{choice: map[uid.Agent]string{}, suspended: map[uid.Agent]bool{}, known: map[uid.Agent]bool{}}
	choices, err := q.ChoicesOf(ctx, brand)
	if err != nil {
		return out, fmt.Errorf("list choices: %w", err)
	}
	for _, c := range choices {
		out.choice[c.AgentID] = c.Kind
	}
	away, err := q.Suspended(ctx, db.SuspendedParams{Everybody: only == nil, Agents: plain(only)})
	if err != nil {
		return out, fmt.Errorf("list who is suspended: %w", err)
	}
	for _, s := range away {
		out.suspended[s.AgentID] = true
	}
	worked, err := q.WorkedLately(ctx, db.WorkedLatelyParams{BrandID: brand, Since: now.Add(-knownLast)})
	if err != nil {
		return out, fmt.Errorf("list who worked lately: %w", err)
	}
	for _, a := range worked {
		out.known[a] = true
	}
	out.records, err = recordsOf(ctx, q, only, now.Add(-scoreLooksBack))
	return out, err
}

// marked is an agent's tags with those two that are not for agents to hold.
func marked(held tag.Set, chosen, known bool) tag.Set {
	if !chosen && !known && !held.Has(chosenTag) && !held.Has(knownTag) {
		return held
	}
	out := slices.DeleteFunc(slices.Clone(held), func(t tag.Tag) bool { return t == chosenTag || t == knownTag })
	if chosen {
		out = append(out, chosenTag)
	}
	if known {
		out = append(out, knownTag)
	}
	slices.Sort(out)
	return out
}

// Bind makes the pool obey: the suspended are gone, the blocked avoid the
// brand, the preferred hold a tag that its slots would like, and so do those
// whom the brand knows.
func (x bonds) Bind(agents []account.Agent, slug string) []account.Agent {
	out := make([]account.Agent, 0, len(agents))
	for _, a := range agents {
		if x.suspended[a.ID] {
			continue
		}
		a.ReliabilityBP = scoreOf(a, x.records)
		if x.choice[a.ID] == Block {
			a.AvoidBrands = append(slices.Clone(a.AvoidBrands), slug)
		}
		a.Tags = marked(a.Tags, x.choice[a.ID] == Prefer, x.known[a.ID])
		out = append(out, a)
	}
	return out
}
