package market

import (
	"context"
	"fmt"
	"time"

	"github.com/manyhands/manyhands/internal/account"
	"github.com/manyhands/manyhands/internal/pg"
	"github.com/manyhands/manyhands/internal/uid"
	"github.com/manyhands/manyhands/matching/internal/db"
	"github.com/manyhands/manyhands/matching/internal/ground"
)

// Record is all that a score knows of an agent: what they came with, and what
// became of the shifts they held. There is no field for who they are or where
// they live, so neither can move the score.
type Record struct {
	JoinedBP    int `json:"joined_bp"` // the share that they joined with
	Worked      int `json:"worked"`
	StoodBy     int `json:"stood_by"`
	NoShow      int `json:"no_show"`
	Late        int `json:"late"`        // given back on short notice
	Unconfirmed int `json:"unconfirmed"` // two notices, no answer
}

// factor is one kind of thing that happened, how much it weighs and how much of
// its weight it is worth, in hundredths.
type factor struct {
	code           string
	weight, credit int64
	count          func(Record) int
}

// factors are the whole formula, as it is published: the score is what was
// earned of what weighs. A no-show weighs twice because a shopper waits for it;
// a late word is worth something, because a seat can be filled; giving back in
// time, a swap, or anything that the brand or the market did, is not here.
var factors = []factor{
	{"worked", 100, 100, func(r Record) int { return r.Worked }},
	{"stood_by", 50, 50, func(r Record) int { return r.StoodBy }},
	{"late", 100, 30, func(r Record) int { return r.Late }},
	{"unconfirmed", 100, 50, func(r Record) int { return r.Unconfirmed }},
	{"no_show", 200, 0, func(r Record) int { return r.NoShow }},
}

const (
	// joinedWeight is how many worked shifts the share that an agent joined with
	// weighs as: the first shift decides nothing alone.
	joinedWeight = 20
	// scoreLooksBack is how long anything counts.
	scoreLooksBack = 180 * 24 * time.Hour
)

// score is the rule, in basis points, rounded once.
func score(r Record) int {
	weight, credit := int64(joinedWeight*100), int64(joinedWeight)*int64(r.JoinedBP)/100
	for _, f := range factors {
		n := int64(f.count(r))
		weight += n * f.weight
		credit += n * f.credit
	}
	return int((credit*10_000 + weight/2) / weight)
}

// Factor is one line of a score: what it counts, how it weighs, and what it
// does to the score as things stand.
type Factor struct {
	Code     string `json:"code" enum:"joined,worked,stood_by,late,unconfirmed,no_show"`
	Count    int    `json:"count"`
	Weight   int64  `json:"weight" doc:"in hundredths of a worked shift"`
	Credit   int64  `json:"credit" doc:"what of the weight it earns"`
	EffectBP int    `json:"effect_bp" doc:"the score with it, less the score without it"`
}

// Mark is a shift that counts against an agent, and their appeal.
type Mark struct {
	Shift     uid.Shift `json:"shift_id"`
	Kind      string    `json:"kind" enum:"late,no_show,unconfirmed"`
	BrandName string    `json:"brand_name"`
	Event     string    `json:"event"`
	Starts    time.Time `json:"starts"`
	Ends      time.Time `json:"ends"`
	Appeal    string    `json:"appeal,omitempty" enum:"open,upheld,refused"`
	Words     string    `json:"words,omitempty"`
	Answer    string    `json:"answer,omitempty"`
}

// Reliability is an agent's score with everything it is made of.
type Reliability struct {
	ScoreBP int       `json:"score_bp"`
	Since   time.Time `json:"since"`
	Factors []Factor  `json:"factors"`
	Marks   []Mark    `json:"marks"`
}

// factorsOf is what each factor does to a record's score.
func factorsOf(r Record) []Factor {
	now := score(r)
	without := r
	without.JoinedBP = 10_000
	out := []Factor{{Code: "joined", Count: joinedWeight, Weight: 100, Credit: int64(r.JoinedBP) / 100, EffectBP: now - score(without)}}
	for _, f := range factors {
		out = append(out, Factor{Code: f.code, Count: f.count(r), Weight: f.weight, Credit: f.credit, EffectBP: now - score(less(r, f.code))})
	}
	return out
}

func less(r Record, code string) Record {
	switch code {
	case "worked":
		r.Worked = 0
	case "stood_by":
		r.StoodBy = 0
	case "late":
		r.Late = 0
	case "unconfirmed":
		r.Unconfirmed = 0
	case "no_show":
		r.NoShow = 0
	}
	return r
}

// Reliability is an agent's score, counted from the rows as they are now. It
// returns account.ErrNoAgent.
func (b *Board) Reliability(ctx context.Context, agent uid.Agent) (Reliability, error) {
	who, err := b.on.Register.Agent(ctx, agent)
	if err != nil {
		return Reliability{}, err
	}
	names, err := b.brandNames(ctx)
	if err != nil {
		return Reliability{}, err
	}
	return ground.Look(ctx, b.on, pg.Everything, func(q *db.Queries) (Reliability, error) {
		since := b.on.Clock.Now().Add(-scoreLooksBack)
		records, err := recordsOf(ctx, q, []uid.Agent{agent}, since)
		if err != nil {
			return Reliability{}, err
		}
		r := records[agent]
		r.JoinedBP = who.ReliabilityBP
		out := Reliability{ScoreBP: score(r), Since: since, Factors: factorsOf(r), Marks: []Mark{}}
		rows, err := q.Marks(ctx, db.MarksParams{AgentID: agent, Since: since})
		if err != nil {
			return Reliability{}, fmt.Errorf("list marks: %w", err)
		}
		for _, m := range rows {
			out.Marks = append(out.Marks, Mark{
				Shift: m.ID, Kind: markOf(ShiftState(m.State), Cause(m.Cause)), BrandName: names[m.BrandID], Event: m.Event, Starts: m.Starts, Ends: m.Ends,
				Appeal: m.Appeal, Words: m.Words, Answer: m.Answer,
			})
		}
		return out, nil
	})
}

// markOf is what a shift's end counts as against its agent, or "".
func markOf(state ShiftState, cause Cause) string {
	switch {
	case state == NoShow:
		return "no_show"
	case state == Released && (cause == Late || cause == Unconfirmed):
		return string(cause)
	}
	return ""
}

// recordsOf counts what agents did; only set, of those alone. Who did nothing
// yet is not in it.
func recordsOf(ctx context.Context, q *db.Queries, only []uid.Agent, since time.Time) (map[uid.Agent]Record, error) {
	rows, err := q.Records(ctx, db.RecordsParams{Everybody: only == nil, Agents: plain(only), Since: since})
	if err != nil {
		return nil, fmt.Errorf("count records: %w", err)
	}
	out := make(map[uid.Agent]Record, len(rows))
	for _, r := range rows {
		out[r.AgentID] = Record{Worked: int(r.Worked), StoodBy: int(r.StoodBy), NoShow: int(r.NoShow), Late: int(r.Late), Unconfirmed: int(r.Unconfirmed)}
	}
	return out, nil
}

// Scores are the scores of the whole pool.
func (b *Board) Scores(ctx context.Context, pool []account.Agent) (map[uid.Agent]int, error) {
	records, err := ground.Look(ctx, b.on, pg.Everything, func(q *db.Queries) (map[uid.Agent]Record, error) {
		return recordsOf(ctx, q, nil, b.on.Clock.Now().Add(-scoreLooksBack))
	})
	if err != nil {
		return nil, err
	}
	out := make(map[uid.Agent]int, len(pool))
	for _, a := range pool {
		out[a.ID] = scoreOf(a, records)
	}
	return out, nil
}

// scoreOf takes of an agent only what they joined with.
func scoreOf(a account.Agent, records map[uid.Agent]Record) int {
	r := records[a.ID]
	r.JoinedBP = a.ReliabilityBP
	return score(r)
}
