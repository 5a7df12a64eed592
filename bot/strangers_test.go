package bot

import (
	"flag"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/rogpeppe/go-internal/txtar"

	"github.com/manyhands/manyhands/bot/say"
	"github.com/manyhands/manyhands/internal/sop"
)

var strangers = flag.String("brands", "testdata/brands", "brands, each a folder or a txtar, with what shoppers ask and what must come of it in talks.txt and later.txt")

// How a reply stands to what was written down before the bot was run.
const (
	rightly = "right"
	asGood  = "as good"          // another way that the line allows
	askedTo = "asked back"       // and answered, once it was chosen
	missing = "missed"           // a person, or a question back, although there is an answer
	wrongly = "WRONG"            // something else was answered, or done
	byHand  = "rightly a person" // nothing may be said of it, or a person was due
)

// The bot over brands that it was not made for, in the form of the page: what
// is said is right, or it is not said. Nothing is answered wrongly, and what
// has an answer mostly gets it.
func TestABrandThatTheBotWasNotMadeForIsAnsweredRightlyOrNotAtAll(t *testing.T) {
	t.Parallel()
	all, err := filepath.Glob(filepath.Join(*strangers, "*"))
	if err != nil || len(all) == 0 {
		t.Fatalf("no brand in %s: %v", *strangers, err)
	}
	for _, name := range all {
		t.Run(filepath.Base(name), func(t *testing.T) {
			t.Parallel()
			playStranger(t, folderOf(t, name))
		})
	}
}

// folderOf is a brand's folder, as it lies there or in one file.
func folderOf(t *testing.T, name string) fs.FS {
	t.Helper()
	if filepath.Ext(name) != ".txtar" {
		return os.DirFS(name)
	}
	a, err := txtar.ParseFile(name)
	if err != nil {
		t.Fatal(err)
	}
	dir := fstest.MapFS{}
	for _, f := range a.Files {
		dir[f.Name] = &fstest.MapFile{Data: f.Data}
	}
	return dir
}

// strangersNow is when every one of the talks is held.
var strangersNow = time.Date(2026, 11, 20, 4, 0, 0, 0, time.UTC)

// leastOfTen is how many of ten that have an answer must get it, be it after
// asking back.
const leastOfTen = 6

func playStranger(t *testing.T, dir fs.FS) {
	t.Helper()
	b, _, err := ReadFolder(dir)
	if err != nil {
		t.Fatal(err)
	}
	mind, err := Compile(b)
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"talks.txt", "later.txt"} {
		count := map[string]int{}
		var log strings.Builder
		for i, talk := range readStrangeTalks(t, dir, name) {
			shelf := NewShelf(mind.Brand())
			k := stranger{mind: mind, chat: fmt.Sprint(i), doors: Doors{Orders: shelf.Orders, Shopper: shelf.Shopper, Act: shelf.ActAt(strangersNow)}}
			for _, l := range talk {
				how, text := k.hear(t, l)
				count[how]++
				fmt.Fprintf(&log, "%-10s %s\n%s\n", how, l.say, text)
				if how == wrongly {
					t.Errorf("%q: want %s, got\n%s", l.say, l.want, text)
				}
			}
		}
		t.Logf("%s: %s\n%s", name, tally(count), log.String())
		answered := count[rightly] + count[asGood] + count[askedTo]
		if answered*10 < leastOfTen*(answered+count[missing]) {
			t.Errorf("%s: %s", name, tally(count))
		}
	}
}

func tally(count map[string]int) string {
	var out []string
	for _, how := range slices.Sorted(maps.Keys(count)) {
		out = append(out, fmt.Sprintf("%s %d", how, count[how]))
	}
	return strings.Join(out, ", ")
}

// strangeLine is one message and what may come of it.
type strangeLine struct{ shopper, say, want string }

// readStrangeTalks reads "@SHOPPER words => outcome ~ outcome"; a line that
// begins with + goes on with the talk before.
func readStrangeTalks(t *testing.T, dir fs.FS, name string) (talks [][]strangeLine) {
	t.Helper()
	src, err := fs.ReadFile(dir, name)
	if err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(string(src)) {
		line = strings.TrimSpace(line)
		if line == "" || strings.HasPrefix(line, "--") {
			continue
		}
		words, want, ok := strings.Cut(line, "=>")
		if !ok {
			t.Fatalf("%s: %q", name, line)
		}
		l := strangeLine{say: strings.TrimSpace(words), want: strings.TrimSpace(want)}
		if rest, on := strings.CutPrefix(l.say, "+ "); on {
			last := &talks[len(talks)-1]
			l.say, l.shopper = rest, (*last)[0].shopper
			*last = append(*last, l)
			continue
		}
		if who, rest, named := strings.Cut(strings.TrimPrefix(l.say, "@"), " "); named && strings.HasPrefix(l.say, "@") {
			l.shopper, l.say = who, rest
		}
		talks = append(talks, []strangeLine{l})
	}
	return talks
}

// stranger is one talk with the brand.
type stranger struct {
	mind  *Mind
	chat  string
	doors Doors
	state State
}

func (k *stranger) turn(t *testing.T, l strangeLine) Reply {
	t.Helper()
	r, s, err := k.mind.Turn(t.Context(), k.state, Message{ID: fmt.Sprint(k.state.Turns), Chat: k.chat, Text: l.say, Shopper: l.shopper, At: strangersNow}, k.doors)
	if err != nil {
		t.Fatal(err)
	}
	k.state = s
	return r
}

// hear holds one line and judges it; a question back is answered when what was
// meant is among what it offers.
func (k *stranger) hear(t *testing.T, l strangeLine) (how, text string) {
	t.Helper()
	r := k.turn(t, l)
	text = "    " + r.Text + "\n    " + facts(r)
	if how := k.judge(r, l.want); how != missing || r.Why.Path != "clarify" {
		return how, text
	}
	offered := k.state
	for n := range offered.Offered {
		k.state = offered
		chosen := k.turn(t, strangeLine{shopper: l.shopper, say: fmt.Sprint(n + 1)})
		if how := k.judge(chosen, l.want); how == rightly || how == asGood {
			return askedTo, text + "\n    " + chosen.Text + "\n    " + facts(chosen)
		}
	}
	k.state = offered
	return missing, text
}

func facts(r Reply) string {
	out := "[" + r.Why.Path + " " + r.Intent + fmt.Sprintf(" %.2f", r.Confidence)
	for _, c := range r.Citations {
		out += " cites " + c.Article + c.Product + c.Order + c.SOP
	}
	for _, f := range r.Why.Failed {
		out += " fails " + f.Guard
	}
	for _, a := range r.Actions {
		out += " does " + a.Name
	}
	if r.Handoff != nil {
		out += " person " + r.Handoff.Reason + " " + r.Handoff.RuleID
	}
	for _, c := range r.Why.Candidates {
		out += fmt.Sprintf(" ?%s %.2f", c.Intent, c.Confidence)
	}
	return out + "]"
}

// judge compares a reply with the outcomes that its line allows.
func (k *stranger) judge(r Reply, want string) string {
	if halves, two := strings.CutPrefix(want, "both "); two {
		if how := k.both(r, halves); how != "" {
			return how
		}
		return wrongly
	}
	for i, alt := range strings.Split(want, "~") {
		if kind, what, _ := strings.Cut(strings.TrimSpace(alt), " "); k.is(r, kind, strings.Split(what, "|")) {
			switch {
			case kind == "unknown" || kind == "safe" || kind == "person":
				return byHand
			case i > 0:
				return asGood
			}
			return rightly
		}
	}
	if r.Handoff != nil && len(r.Actions) == 0 || r.Why.Path == "clarify" || r.Why.Path == "small_talk" {
		return missing
	}
	return wrongly
}

// both judges a reply to two questions, whose outcomes stand with & between them;
// an open one is a person or a question back beside what was answered. "" is
// something else than either.
func (k *stranger) both(r Reply, want string) string {
	answered, asked, cited := 0, 0, 0
	halves := strings.Split(want, " & ")
	for _, half := range halves {
		kind, what, _ := strings.Cut(half, " ")
		of := map[string]func(Citation) string{
			"answer": func(c Citation) string { return k.mind.ofArticle[c.Article] },
			"sop":    func(c Citation) string { return c.SOP }, "order": func(c Citation) string { return c.Order },
		}[kind]
		n := 0
		for _, c := range r.Citations {
			if of != nil && of(c) != "" && (what == "" || of(c) == what) {
				n++
			}
		}
		cited += n
		switch {
		case n > 0, kind == "open" && r.Handoff != nil, kind == "sop" && k.state.Run != nil && k.state.Run.Procedure == what:
			answered++
		case kind == "open" && len(k.state.Offered) > 0, slices.Contains(k.state.Offered, what):
			asked++
		}
	}
	switch {
	case cited < len(r.Citations):
		return ""
	case answered == len(halves) && len(r.Why.Parts) > 1:
		return rightly
	case answered+asked == len(halves) && answered > 0:
		return askedTo
	}
	return missing
}

func (k *stranger) is(r Reply, kind string, what []string) bool {
	cites := func(id func(Citation) string) bool {
		return slices.ContainsFunc(r.Citations, func(c Citation) bool { return id(c) != "" && slices.Contains(what, id(c)) })
	}
	switch kind {
	case "answer":
		return r.Handoff == nil && cites(func(c Citation) string { return k.mind.ofArticle[c.Article] })
	case "product":
		return cites(func(c Citation) string { return c.Product })
	case "sop":
		return r.Handoff == nil && len(r.Why.Failed) == 0 && (cites(func(c Citation) string { return c.SOP }) || r.Why.Path == "sop" && k.state.Run != nil && slices.Contains(what, k.state.Run.Procedure))
	case "did":
		return slices.ContainsFunc(r.Actions, func(a sop.Did) bool { return slices.Contains(what, a.Name) })
	case "refuse":
		var failed []string
		for _, f := range r.Why.Failed {
			failed = append(failed, f.Guard)
		}
		return len(r.Actions) == 0 && strings.Join(failed, ",") == what[0]
	case "notyours":
		return strings.Contains(r.Text, say.Line("not_yours", k.state.Lang))
	case "order":
		return r.Why.Path == "order" && !strings.Contains(r.Text, say.Line("not_yours", k.state.Lang))
	case "person":
		return r.Handoff != nil && (what[0] == "" || slices.Contains(what, r.Handoff.Reason))
	case "small", "clarify":
		return strings.HasPrefix(r.Why.Path, kind)
	case "unknown", "safe":
		return len(r.Citations) == 0 && len(r.Actions) == 0 && r.Why.Path != "sop"
	}
	return false
}
