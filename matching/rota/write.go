package rota

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
)

// Answer is a rota in the form that match writes: a slot is DAY-SHIFT.
type Answer struct {
	Assignments  []Assignment `json:"assignments"`
	Short        []Miss       `json:"short"`
	Over         []Miss       `json:"over"`
	Objective    int          `json:"objective"`
	Bound        int          `json:"bound"`
	Gap          *float64     `json:"gap"` // null while the bound is 0 and the rota costs more
	Cut          bool         `json:"cut"`
	Seconds      float64      `json:"seconds"`
	PeakRSSBytes int64        `json:"peak_rss_bytes"`
}

// Assignment is one shift of one employee.
type Assignment struct {
	Slot  string `json:"slot"`
	Agent string `json:"agent"`
}

// Miss is a shift of a day with too few or too many, and how many.
type Miss struct {
	Slot string `json:"slot"`
	By   int    `json:"by"`
}

// Tell puts a rota in the form of the answer.
func Tell(in *Instance, r *Rota) Answer {
	a := Answer{Assignments: []Assignment{}, Short: []Miss{}, Over: []Miss{}, Objective: r.Objective, Bound: r.Bound, Cut: r.Cut}
	slot := func(day, shift int) string { return fmt.Sprintf("%d-%s", day, in.Shifts[shift].ID) }
	for e, days := range r.Work {
		for d, s := range days {
			if s != Free {
				a.Assignments = append(a.Assignments, Assignment{slot(d, s), in.Employees[e].ID})
			}
		}
	}
	for _, c := range in.Cover {
		n := 0
		for e := range r.Work {
			if r.Work[e][c.Day] == c.Shift {
				n++
			}
		}
		if n < c.Need {
			a.Short = append(a.Short, Miss{slot(c.Day, c.Shift), c.Need - n})
		} else if n > c.Need {
			a.Over = append(a.Over, Miss{slot(c.Day, c.Shift), n - c.Need})
		}
	}
	if r.Bound > 0 || r.Objective == r.Bound {
		gap := 0.0
		if r.Bound > 0 {
			gap = float64(r.Objective-r.Bound) / float64(r.Bound)
		}
		a.Gap = &gap
	}
	return a
}

// Write writes the answer as JSON.
func Write(w io.Writer, a Answer) error {
	b := bufio.NewWriter(w)
	if err := json.NewEncoder(b).Encode(a); err != nil {
		return fmt.Errorf("write rota: %w", err)
	}
	return b.Flush()
}
