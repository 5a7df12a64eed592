package demo

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/manyhands/manyhands/bot"
	"github.com/manyhands/manyhands/copilot/guard"
	"github.com/manyhands/manyhands/internal/knowledge"
)

var update = flag.Bool("update", false, "write the golden files anew")

// front is the bot at the demo brand's door, with the orders of one seed.
type front struct {
	mind  *bot.Mind
	shelf *bot.Shelf
	guard *guard.Guard
	parts []Part
	sales Sales
}

// Two that play the same seed share what is compiled, each with a shop of its
// own: compiling two thousand phrasings is most of the time of these tests.
func newFront(t *testing.T, seed uint64) *front {
	t.Helper()
	frontsMu.Lock()
	defer frontsMu.Unlock()
	f := fronts[seed]
	if f == nil {
		f = openFront(t, seed)
		fronts[seed] = f
	}
	own := *f
	own.shelf = bot.NewShelf(f.mind.Brand())
	return &own
}

var (
	frontsMu sync.Mutex // covers fronts
	fronts   = map[uint64]*front{}
)

func openFront(t *testing.T, seed uint64) *front {
	t.Helper()
	dir := t.TempDir()
	if err := WriteFolder(dir, seed, Anchor(), size); err != nil {
		t.Fatal(err)
	}
	b, notes, err := bot.ReadFolder(os.DirFS(dir))
	if err != nil || len(notes) > 0 {
		t.Fatal(err, notes)
	}
	f := &front{shelf: bot.NewShelf(b)}
	if f.mind, err = bot.Compile(b); err != nil {
		t.Fatal(err)
	}
	if f.guard, err = guard.Default(); err != nil {
		t.Fatal(err)
	}
	scenes, err := Scenes()
	if err != nil {
		t.Fatal(err)
	}
	sales, err := Orders(seed, Anchor(), size)
	if err != nil {
		t.Fatal(err)
	}
	f.sales = sales
	if f.parts, err = Cast(scenes, sales, Anchor()); err != nil {
		t.Fatal(err)
	}
	return f
}

func (f *front) doors() bot.Doors {
	return bot.Doors{Orders: f.shelf.Orders, Act: f.shelf.ActAt(Anchor()), Guard: func(text string, by bot.Speaker, m bot.Message) bot.Ruling {
		author := map[bot.Speaker]guard.Author{bot.ByBot: guard.Bot, bot.ByShopper: guard.Shopper}[by]
		var r bot.Ruling
		for _, h := range f.guard.Check(text, guard.Context{Author: author, Channel: m.Channel, At: m.At}).Hits {
			r.Rules = append(r.Rules, h.Rule)
			r.Block = r.Block || h.Level >= guard.Block && h.Kind != guard.Personal
		}
		return r
	}}
}

// play lets a scene's shopper talk to the bot, and tells what was said and the
// reasons for which a person was called.
func (f *front) play(t *testing.T, p Part) (transcript string, reasons []string) {
	t.Helper()
	var b strings.Builder
	var state bot.State
	fmt.Fprintf(&b, "## %s %s\n", p.ID, p.Title)
	for i, turn := range p.Turns {
		r, next, err := f.mind.Turn(t.Context(), state, bot.Message{
			ID: fmt.Sprint(i + 1), Chat: p.ID, Text: turn.Say, Shopper: p.Shopper.ID, Images: turn.Images, Channel: p.Channel, At: Anchor(),
		}, f.doors())
		if err != nil {
			t.Fatalf("%s: %v", p.ID, err)
		}
		state = next
		fmt.Fprintf(&b, "> %s\n%s\n", turn.Say, r.Text)
		fmt.Fprintf(&b, "  [%s %s%s]\n", r.Why.Path, r.Intent, beside(r))
		if r.Handoff != nil {
			reasons = append(reasons, r.Handoff.Reason)
		}
	}
	return b.String(), reasons
}

// beside is what a reply carries besides words.
func beside(r bot.Reply) string {
	out := ""
	for _, c := range r.Citations {
		out += " cites " + c.Article + c.Product + c.Order + c.SOP
	}
	for _, a := range r.Actions {
		out += " does " + a.Name
	}
	if r.Handoff != nil {
		out += " hands over: " + r.Handoff.Reason
	}
	return out
}

// endsAsWritten tells whether the reasons for a person are the scene's.
func endsAsWritten(p Part, reasons []string) bool {
	if p.Ending == BotResolves {
		return len(reasons) == 0
	}
	return slices.Contains(reasons, p.Because)
}

// Every scene that the demo plays ends as it says, and what the bot says on
// the way is read and approved: testdata/scenes.txt. -update writes it anew.
func TestTheBotPlaysEveryScene(t *testing.T) {
	t.Parallel()
	for _, seed := range []uint64{7, 2} {
		f := newFront(t, seed)
		var all strings.Builder
		for _, p := range f.parts {
			transcript, reasons := f.play(t, p)
			all.WriteString(transcript + "\n")
			if !endsAsWritten(p, reasons) {
				t.Errorf("seed %d, %s: want %s %s, got %v\n%s", seed, p.ID, p.Ending, p.Because, reasons, transcript)
			}
		}
		if seed == 7 {
			golden(t, "scenes.txt", all.String())
		}
		if testing.Short() {
			return
		}
	}
}

func golden(t *testing.T, name, got string) {
	t.Helper()
	path := filepath.Join("testdata", name)
	if *update {
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(strings.Split(string(want), "\n"), strings.Split(got, "\n")); diff != "" {
		t.Errorf("%s (-want +got):\n%s", name, diff)
	}
}

// stateless asks one question with no shop behind it, and tells the path.
func stateless(t *testing.T, m *bot.Mind, text string) bot.Reply {
	t.Helper()
	r, _, err := m.Turn(t.Context(), bot.State{}, bot.Message{ID: "1", Chat: "c", Text: text, At: Anchor()}, bot.Doors{})
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// What the brand wrote down as none of its business is never answered, not even
// the fifth of it that the bot has not seen.
func TestWhatIsNoneOfTheBrandsBusinessIsNotAnswered(t *testing.T) {
	t.Parallel()
	b, _, err := bot.ReadFolder(Brand())
	if err != nil {
		t.Fatal(err)
	}
	var strange []string
	for _, q := range b.Phrasings {
		if q.Intent == knowledge.NoIntent {
			strange = append(strange, q.Text)
		}
	}
	if len(strange) < 150 {
		t.Fatalf("got %d questions", len(strange))
	}
	answers := func(m *bot.Mind, text string) bool {
		r := stateless(t, m, text)
		return slices.Contains([]string{"answer", "product", "order", "sop"}, r.Why.Path)
	}
	whole, err := bot.Compile(b)
	if err != nil {
		t.Fatal(err)
	}
	hidden := map[string]bool{}
	for i, text := range strange {
		if answers(whole, text) {
			t.Errorf("%q was answered", text)
		}
		hidden[text] = i%5 == 0
	}
	b.Phrasings = slices.DeleteFunc(slices.Clone(b.Phrasings), func(q knowledge.Phrasing) bool { return hidden[q.Text] })
	part, err := bot.Compile(b)
	if err != nil {
		t.Fatal(err)
	}
	for text, is := range hidden {
		if is && answers(part, text) {
			t.Errorf("%q, unseen, was answered", text)
		}
	}
}
