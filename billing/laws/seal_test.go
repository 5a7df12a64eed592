package laws_test

import (
	"bytes"
	"regexp"
	"testing"
	"time"

	"github.com/manyhands/manyhands/internal/fact"
)

// Law (23): the exported file leads to the day's root that is printed on the
// bill, also where a score came after the block was sealed; and whoever changes
// what was told, or takes the chain out, is found by it.
func TestTheFileLeadsToTheRootPrintedOnTheBill(t *testing.T) {
	t.Parallel()
	b := setup(t)
	bot := b.byBot("li", 1, "assumed")
	b.tell(bot)
	b.tell(b.closed("wang", 2))
	b.tell(b.paid("o1", "wang", 30, 20_000))
	b.tell(b.refunded("o1", 100))
	b.clock.MoveTo(at.Add(2 * time.Hour))
	b.draft() // seals a block
	b.tell(fact.ChatScored{Meta: fact.New(b.brand, at.Add(3*time.Hour)), Chat: bot.Chat, CSAT: 5})
	b.clock.MoveTo(at.Add(4 * time.Hour))
	v := b.issue(b.draft().ID)
	if v.Seal == nil {
		t.Fatal("no root is printed")
	}
	r := b.recount(v.ID, nil)
	r.Printed(v.Seal.Root)
	if !r.Holds() || len(r.Days) == 0 || r.Days[len(r.Days)-1].Root != v.Seal.Root {
		t.Fatalf("days %+v, findings %+v; want the root %s", r.Days, r.Findings, v.Seal.Root)
	}
	sealed := regexp.MustCompile(`(?m)^\{"type":"sealed".*\n`)
	told := regexp.MustCompile(`,"told":\{[^}]*\}`)
	for name, spoil := range map[string]func([]byte) []byte{
		"what was first told changed": func(raw []byte) []byte {
			return bytes.Replace(raw, []byte(`"told":{"csat":0`), []byte(`"told":{"csat":1`), 1)
		},
		"what was first told left out": func(raw []byte) []byte { return told.ReplaceAll(raw, nil) },
		"the chain left out":           func(raw []byte) []byte { return sealed.ReplaceAll(raw, nil) },
		"a block left out": func(raw []byte) []byte {
			first := sealed.FindIndex(raw)
			return append(append([]byte{}, raw[:first[0]]...), raw[first[1]:]...)
		},
	} {
		changed := false
		r := b.recount(v.ID, func(raw []byte) []byte {
			out := spoil(bytes.Clone(raw))
			changed = !bytes.Equal(out, raw)
			return out
		})
		r.Printed(v.Seal.Root)
		if !changed || r.Holds() {
			t.Errorf("%s: changed %v, and it holds", name, changed)
		}
	}
}
