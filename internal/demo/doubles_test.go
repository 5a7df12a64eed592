package demo

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/manyhands/manyhands/bot"
	"github.com/manyhands/manyhands/internal/shop"
)

// How a message that asks two things came out.
const (
	bothHeard = "both"
	oneHeard  = "one of two"
	noneHeard = "neither"
	backOnly  = "only asked back"
	cutInTwo  = "one question, cut in two"
)

// Two questions in one message get two answers, each with its source, and what
// of them nothing answers goes to a person or is asked back; a question of two
// clauses is one. testdata/doubles.txt is what was said, for reading.
func TestTwoQuestionsInOneMessageAreBothHeard(t *testing.T) {
	t.Parallel()
	f := newFront(t, 7)
	talks := readTalks(t, "doubles")
	var all strings.Builder
	count := map[string]int{}
	for _, p := range f.cast(t, talks) {
		r, state := f.asks(t, p)
		how := f.howHeard(r, state, p.want[0])
		if strings.HasPrefix(p.where, "one question") {
			how += ", one question"
			if len(r.Why.Parts) > 0 {
				how = cutInTwo
			}
		}
		count[how]++
		fmt.Fprintf(&all, "## %s\n> %s\n%s\n  [%s %s%s] %s\n\n", p.where, p.Turns[0].Say, r.Text, r.Why.Path, r.Intent, beside(r), how)
		if strings.HasPrefix(how, wrong) {
			t.Errorf("%s: want %s, got\n%s\n%s", p.where, p.want[0], r.Text, beside(r))
		}
	}
	summary := counted(count)
	t.Log(summary + "\n" + all.String())
	if count[bothHeard] < 48 || count[cutInTwo] > 0 {
		t.Error(summary)
	}
	if *update {
		if err := os.WriteFile(filepath.Join("testdata", "doubles.txt"), []byte(summary+"\n\n"+all.String()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

// asks is the first message of a conversation, with the one order that was cast.
func (f *front) asks(t *testing.T, p held) (bot.Reply, bot.State) {
	t.Helper()
	shelf := bot.NewShelf(f.mind.Brand())
	doors := f.doors()
	doors.Act, doors.Shopper = shelf.ActAt(Anchor()), shelf.Shopper
	doors.Orders = func(who string) []shop.Order {
		return slices.DeleteFunc(shelf.Orders(who), func(o shop.Order) bool { return p.Order == nil || o.ID != p.Order.ID })
	}
	r, s, err := f.mind.Turn(t.Context(), bot.State{}, bot.Message{ID: "1", Chat: p.ID, Text: p.Turns[0].Say, Shopper: p.Shopper.ID, Channel: "web", At: Anchor()}, doors)
	if err != nil {
		t.Fatalf("%s: %v", p.where, err)
	}
	return r, s
}

// howHeard judges one reply by its two outcomes, or the one. A citation that no
// outcome allows is wrong.
func (f *front) howHeard(r bot.Reply, s bot.State, want string) string {
	halves := strings.Split(want, " & ")
	heard, allowed := 0, 0
	for _, half := range halves {
		if f.halfHeard(r, s, half) {
			heard++
		}
	}
	for _, c := range r.Citations {
		if slices.ContainsFunc(halves, func(half string) bool { return f.allows(half, c) }) {
			allowed++
		}
	}
	switch {
	case allowed < len(r.Citations):
		return wrong
	case r.Why.Path == "clarify" && len(r.Citations) == 0 && len(halves) == 2:
		return backOnly
	case heard == len(halves) && heard == 2:
		return bothHeard
	case heard == 1 && len(halves) == 1:
		return right
	case heard == 1:
		return oneHeard
	case len(halves) == 1:
		return missed
	}
	return noneHeard
}

// halfHeard tells whether one of the outcomes of a half came of it, be it as a
// question back that names it.
func (f *front) halfHeard(r bot.Reply, s bot.State, half string) bool {
	for _, one := range strings.Split(half, "~") {
		kind, what, _ := strings.Cut(strings.TrimSpace(one), " ")
		if kind == "open" && (r.Handoff != nil || len(s.Offered) > 0) {
			return true
		}
		if kind == "order" && r.Why.Path == "order" || kind == "sop" && s.Run != nil && slices.Contains(strings.Split(what, "|"), s.Run.Procedure) {
			return true
		}
		for _, c := range r.Citations {
			if f.allows(one, c) {
				return true
			}
		}
		for _, in := range s.Offered {
			if kind == "answer" && slices.Contains(strings.Split(what, "|"), in) || kind == "sop" && serves(f.mind, what, in) {
				return true
			}
		}
	}
	return false
}

// allows tells whether a citation is of one of a half's outcomes.
func (f *front) allows(half string, c bot.Citation) bool {
	for _, one := range strings.Split(half, "~") {
		kind, what, _ := strings.Cut(strings.TrimSpace(one), " ")
		any := strings.Split(what, "|")
		switch {
		case kind == "answer" && c.Article != "" && slices.Contains(any, intentOf(f.mind, c.Article)),
			kind == "product" && c.Product != "" && slices.Contains(any, c.Product),
			kind == "sop" && c.SOP != "" && slices.Contains(any, c.SOP), kind == "order" && c.Order != "":
			return true
		}
	}
	return false
}
