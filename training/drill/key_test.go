package drill_test

import (
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/manyhands/manyhands/internal/text/tongue"
	"github.com/manyhands/manyhands/training/drill"
)

// keyed is one written conversation with what a person gave it, row by row of
// the rubric, before the grader saw it.
type keyed struct {
	name      string
	lang      tongue.Lang
	procedure string
	seed      uint64
	talk      drill.Talk
	marks     map[string]string // by row: none, part; a row that is not named got all
}

// How much of a row's points was got.
const (
	none = "none"
	part = "part"
	full = "full"
)

func levelOf(it drill.Item) string {
	switch it.Got {
	case 0:
		return none
	case it.Points:
		return full
	}
	return part
}

// readKey reads testdata/key: "== LANG PROCEDURE seed N: what it is about",
// lines "A seconds text" of the agent and "S text" of the shopper, "= ending",
// and the rows that did not get all points: "- row" none, "~ row" a part.
func readKey(t testing.TB) []keyed {
	t.Helper()
	var out []keyed
	for _, f := range files(t, filepath.Join("testdata", "key", "*.txt")) {
		about := true // the lines before the first conversation are for the reader
		for n, line := range strings.Split(string(f.text), "\n") {
			if strings.HasPrefix(line, "== ") {
				out, about = append(out, keyHead(t, line)), false
			} else if !about && line != "" && !out[len(out)-1].add(line) {
				t.Fatalf("%s, line %d: %q is no line of a key", f.name, n+1, line)
			}
		}
	}
	return out
}

func keyHead(t testing.TB, line string) keyed {
	t.Helper()
	k := keyed{marks: map[string]string{}}
	head, what, _ := strings.Cut(line[3:], ": ")
	var lang string
	if _, err := fmt.Sscanf(head, "%s %s seed %d", &lang, &k.procedure, &k.seed); err != nil {
		t.Fatalf("%s: %v", line, err)
	}
	k.lang, k.name = tongue.Lang(lang), head+": "+what
	return k
}

func (k *keyed) add(line string) bool {
	sign, rest, _ := strings.Cut(line, " ")
	at, seq := opens, len(k.talk.Lines)+2 // the shopper opened
	if n := len(k.talk.Lines); n > 0 {
		at = k.talk.Lines[n-1].At
	}
	switch {
	case sign == "S":
		k.talk.Lines = append(k.talk.Lines, drill.Line{Seq: seq, Text: rest, At: at})
	case sign == "=":
		k.talk.Ending = drill.Ending(rest)
	case sign == "-":
		k.marks[rest] = none
	case sign == "~":
		k.marks[rest] = part
	case strings.HasPrefix(sign, "A"):
		wait, err := strconv.Atoi(sign[1:])
		if err != nil {
			return false
		}
		k.talk.Lines = append(k.talk.Lines, drill.Line{Seq: seq, Agent: true, Text: rest, At: at.Add(time.Duration(wait) * time.Second)})
	default:
		return false
	}
	return true
}

// scenes draws each scenario of the key once.
func scenes(t testing.TB, m drill.Material, keys []keyed) map[string]drill.Scenario {
	t.Helper()
	out := map[string]drill.Scenario{}
	for _, k := range keys {
		if _, had := out[k.scene()]; had {
			continue
		}
		s, err := drill.Compose(t.Context(), m, drill.Wish{Seed: k.seed, Lang: k.lang, Level: 1, Procedures: []string{k.procedure}})
		if err != nil {
			t.Fatal(err)
		}
		out[k.scene()] = s
	}
	return out
}

func (k keyed) scene() string { return fmt.Sprint(k.lang, " ", k.procedure, " ", k.seed) }

// graded is the conversation as the grader marks it.
func (k keyed) graded(s drill.Scenario, check drill.Check) (drill.Talk, drill.Grade) {
	talk := k.talk
	talk.Lines = append([]drill.Line{{Seq: 1, Text: s.Opening, At: opens}}, talk.Lines...)
	return talk, drill.Mark(s, talk, check)
}

// tally counts a row of the rubric over all conversations.
type tally struct{ same, all int }

func (c tally) share() float64 { return float64(c.same) / float64(c.all) }

const (
	keyedTalks   = 100
	agreedOfAll  = 0.97 // of all rows of the hundred
	agreedOfEach = 0.95 // of any one row of the rubric
)

// A hundred written conversations, in both languages, good and bad, were marked
// by hand before the grader saw them. It gives what the hand gave.
func TestTheGraderAgreesWithAHandMadeKey(t *testing.T) {
	t.Parallel()
	m, check := material(t), ours(t)
	keys := readKey(t)
	if len(keys) != keyedTalks {
		t.Fatalf("got %d conversations, want %d", len(keys), keyedTalks)
	}
	drawn := scenes(t, m, keys)
	rows, all := map[string]tally{}, tally{}
	for _, k := range keys {
		talk, g := k.graded(drawn[k.scene()], check)
		for _, row := range slices.Sorted(maps.Keys(k.marks)) {
			if !slices.ContainsFunc(g.Items, func(it drill.Item) bool { return it.ID == row }) {
				t.Errorf("%s: the key marks %s, which this drill does not have", k.name, row)
			}
		}
		for _, it := range g.Items {
			want, got := k.marks[it.ID], levelOf(it)
			if want == "" {
				want = full
			}
			id, _, _ := strings.Cut(it.ID, ":")
			c := rows[id]
			c.all, all.all = c.all+1, all.all+1
			if got == want {
				c.same, all.same = c.same+1, all.same+1
			} else if os.Getenv("SHOW") != "" {
				t.Logf("%s\n%s: got %s, the key says %s\n%s", k.name, it.ID, got, want, shown(talk, drill.Grade{}))
			}
			rows[id] = c
		}
	}
	t.Log("\n" + agreement(rows, all))
	if all.share() < agreedOfAll {
		t.Errorf("got %.3f of all rows as the key has them, want %.2f", all.share(), agreedOfAll)
	}
	for id, c := range rows {
		if c.share() < agreedOfEach {
			t.Errorf("%s: got %.3f as the key has it, want %.2f", id, c.share(), agreedOfEach)
		}
	}
}

// agreement is the table that bench/school prints.
func agreement(rows map[string]tally, all tally) string {
	var b strings.Builder
	b.WriteString("| Row of the rubric | Marked | As the key | Agreement |\n|---|---|---|---|\n")
	for _, id := range slices.Sorted(maps.Keys(rows)) {
		fmt.Fprintf(&b, "| %s | %d | %d | %.1f %% |\n", id, rows[id].all, rows[id].same, 100*rows[id].share())
	}
	fmt.Fprintf(&b, "| all | %d | %d | %.1f %% |\n", all.all, all.same, 100*all.share())
	return b.String()
}
