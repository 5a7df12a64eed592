package plan

import (
	"bufio"
	"encoding/json"
	"io"
)

// Cost is what a run took.
type Cost struct {
	Seconds      float64 `json:"seconds"`
	PeakRSSBytes int64   `json:"peak_rss_bytes"`
}

// Write writes a plan as JSON, one assignment a line.
func Write(w io.Writer, p *Plan, c Cost) error {
	b := bufio.NewWriterSize(w, 1<<16)
	list := func(name string, n int, at func(int) any) error {
		_, _ = b.WriteString(name + "[")
		for i := range n {
			text, err := json.Marshal(at(i))
			if err != nil {
				return err
			}
			if i > 0 {
				_ = b.WriteByte(',')
			}
			_ = b.WriteByte('\n')
			_, _ = b.Write(text)
		}
		_, _ = b.WriteString("\n]")
		return nil
	}
	if err := list(`{"assignments":`, len(p.Assignments), func(i int) any { return p.Assignments[i] }); err != nil {
		return err
	}
	if err := list(",\n\"short\":", len(p.Short), func(i int) any { return p.Short[i] }); err != nil {
		return err
	}
	rest, err := json.Marshal(Summarise(p, c))
	if err != nil {
		return err
	}
	_, _ = b.WriteString(",\n")
	_, _ = b.Write(rest[1:])
	_ = b.WriteByte('\n')
	return b.Flush() // a write that went wrong before is reported here
}

// Summary is a plan in figures.
type Summary struct {
	Objective int64    `json:"objective"`
	Bound     int64    `json:"bound"`
	Gap       *float64 `json:"gap"` // null while the bound is 0 and the plan costs more
	Weights   Weights  `json:"weights"`
	Cut       bool     `json:"cut"`
	Cost
}

// Summarise is the plan in figures.
func Summarise(p *Plan, c Cost) Summary {
	s := Summary{Objective: p.Objective, Bound: p.Bound, Weights: p.Weights, Cut: p.Cut, Cost: c}
	if g, ok := p.Gap(); ok {
		s.Gap = &g
	}
	return s
}
