package replay

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"slices"
	"time"

	"github.com/manyhands/manyhands/internal/demo"
)

// Visit is one shopper's conversation as it is meant to go.
type Visit struct {
	Brand   int
	Shopper string // who the shop vouches for
	At      time.Duration
	Turns   []Turn
	Person  bool // asks for a person at once
	Buys    bool
	Refunds bool
	Seed    uint64 // of what the agent takes for thinking
}

// Turn is one message, with when it is due.
type Turn struct {
	At   time.Duration
	Text string
}

// Play is the whole plan: the same scenario, the same play.
func Play(s Scenario) ([]Visit, error) {
	asked, err := questions()
	if err != nil {
		return nil, err
	}
	r := rand.New(rand.NewPCG(s.Seed, 0x7265706c6179)) //nolint:gosec // a play is to be repeated, not to be secret
	var out []Visit
	for _, at := range s.arrivals(r) {
		out = append(out, s.visit(r, at, asked))
	}
	return out, nil
}

// arrivals draws when the visits begin: within a step each moment is as likely
// as another, which for many shoppers who do not know of each other is how they
// come.
func (s Scenario) arrivals(r *rand.Rand) []time.Duration {
	var out []time.Duration
	began := time.Duration(0)
	for _, c := range s.Arrivals.Curve {
		from := len(out)
		for range c.Visits {
			out = append(out, began+time.Duration(r.Float64()*float64(c.For)))
		}
		slices.Sort(out[from:])
		began += c.For
	}
	if s.Speed == 0 {
		clear(out) // each comes when there is room
	}
	return out
}

func (s Scenario) visit(r *rand.Rand, at time.Duration, asked []string) Visit {
	v := Visit{
		Brand: r.IntN(s.Brands), Shopper: fmt.Sprintf("replay-%07d", r.IntN(s.Shoppers)), At: s.played(at),
		Person: r.Float64() >= s.BotShare, Buys: r.Float64() < s.Orders, Seed: r.Uint64(),
	}
	v.Refunds = v.Buys && r.Float64() < s.Refunds
	next := v.At
	for i := range s.Messages[0] + r.IntN(s.Messages[1]-s.Messages[0]+1) {
		if i > 0 {
			next += s.played(thinking(r, s.Think.Shopper))
		}
		text := asked[r.IntN(len(asked))]
		if i == 0 && v.Person {
			text = "转人工"
		}
		v.Turns = append(v.Turns, Turn{At: next, Text: text})
	}
	return v
}

// played is how long a stretch of the scenario takes in the play.
func (s Scenario) played(d time.Duration) time.Duration {
	if s.Speed == 0 {
		return 0
	}
	return time.Duration(float64(d) / s.Speed)
}

// thinking is a time with this mean that is neither nothing nor for ever.
func thinking(r *rand.Rand, mean time.Duration) time.Duration {
	return time.Duration(float64(mean) * min(max(r.ExpFloat64(), 0.2), 3))
}

// questions are what shoppers of the shipped brand ask and its articles answer.
func questions() ([]string, error) {
	raw, err := fs.ReadFile(demo.Brand(), "questions.jsonl")
	if err != nil {
		return nil, fmt.Errorf("read what shoppers ask: %w", err)
	}
	var out []string
	for lines := bufio.NewScanner(bytes.NewReader(raw)); lines.Scan(); {
		var q struct {
			Text    string `json:"text"`
			Article string `json:"article"`
		}
		if err := json.Unmarshal(lines.Bytes(), &q); err != nil {
			return nil, fmt.Errorf("read what shoppers ask: %w", err)
		}
		if q.Article != "" {
			out = append(out, q.Text)
		}
	}
	return out, nil
}
