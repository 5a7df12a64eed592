package rate

import (
	"encoding/hex"
	"encoding/json"
	"time"
)

// Inclusion shows that one outcome is under one line: the outcome and its
// corrections as they were told, and the way from their hash to the line's
// root. It can be checked alone, without any other fact.
type Inclusion struct {
	Line  string            `json:"line"` // its code
	Root  string            `json:"evidence_root"`
	Count int64             `json:"evidence_count"`
	Facts []json.RawMessage `json:"facts"` // as lines of facts.jsonl
	Way   []InclusionStep   `json:"way"`
}

// InclusionStep is one neighbour on the way up.
type InclusionStep struct {
	Hash string `json:"hash"`
	Left bool   `json:"left"` // it stands on the left
}

// Include proves that an outcome is under a line of the rating, by the line's
// place in it. It returns ErrEvidence and what Rate does.
func Include(c Contract, f Facts, asOf time.Time, line int, outcome string) (Inclusion, error) {
	all, err := rated(&c, &f, asOf)
	if err != nil {
		return Inclusion{}, err
	}
	inv, g := &all.doc, all.from
	if line < 0 || line >= len(inv.Lines) || byBooking(inv.Lines[line].Code) {
		return Inclusion{}, ErrEvidence
	}
	inv.prove(g, false) // sorts the members
	l := &inv.Lines[line]
	leaves, at := make([]Hash, len(l.members)), -1
	for k, i := range l.members {
		leaves[k] = g.rows[i].leaf()
		if g.rows[i].ID == outcome {
			at = k
		}
	}
	steps, err := Prove(leaves, at)
	if err != nil {
		return Inclusion{}, err
	}
	p := Inclusion{Line: l.Code, Root: l.Root, Count: l.Count, Way: []InclusionStep{}}
	for _, s := range steps {
		p.Way = append(p.Way, InclusionStep{hex.EncodeToString(s.Sibling[:]), s.Left})
	}
	r := &g.rows[l.members[at]]
	facts := []any{outcomeLine{"outcome", *r.Outcome}}
	for _, x := range r.corrections {
		facts = append(facts, correctionLine{"correction", *x})
	}
	for _, x := range facts {
		raw, err := json.Marshal(x)
		if err != nil {
			return Inclusion{}, err
		}
		p.Facts = append(p.Facts, raw)
	}
	return p, nil
}
