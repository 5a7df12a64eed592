package replay

import (
	"errors"
	"io"
	"os"
	"slices"
	"strings"
	"testing"
	"time"
)

func read(t *testing.T, text string, files map[string]string) (Scenario, error) {
	t.Helper()
	return Read("s.yaml", strings.NewReader(text), func(name string) (io.ReadCloser, error) {
		f, ok := files[name]
		if !ok {
			return nil, os.ErrNotExist
		}
		return io.NopCloser(strings.NewReader(f)), nil
	})
}

// A scenario that cannot be played is refused by file, line and field, with
// what was expected.
func TestAScenarioThatCannotBePlayedIsRefusedByLineAndField(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct{ text, want string }{
		"nothing":                 {"", "s.yaml: line 1, file: expected a scenario: at least arrivals"},
		"not YAML":                {"arrivals: [", "s.yaml: line 1, file: expected YAML"},
		"no arrivals":             {"seed: 7", "s.yaml: line 1, arrivals: expected per_minute"},
		"both":                    {"arrivals: {per_minute: [1], history: h.csv}", "line 1, arrivals: expected per_minute or history, not both"},
		"a field nobody knows":    {"seed: 7\nagentz: 4\narrivals: {per_minute: [1]}", `line 2, agentz: expected one of agents, arrivals, at_once`},
		"twice":                   {"seed: 7\nseed: 8", "line 2, seed: expected it once"},
		"too many copies":         {"copies: 9\narrivals: {per_minute: [1]}", `line 1, copies: expected a whole number from 1 to 8, got "9"`},
		"a speed without x":       {"arrivals: {per_minute: [1]}\nspeed: 20", `line 2, speed: expected 1x, 20x (0.1x to 10000x) or max, got "20"`},
		"a share of percent":      {"bot_share: 80\narrivals: {per_minute: [1]}", `line 1, bot_share: expected a share from 0 to 1, got "80"`},
		"messages the wrong way":  {"messages: [5, 2]\narrivals: {per_minute: [1]}", `line 1, messages: expected a whole number from 1 to 100, or two such as [2, 5], got "2"`},
		"nobody comes":            {"arrivals: {per_minute: [0, 0]}", `line 1, arrivals: expected 1 to 2000000 visits in all, got "0"`},
		"longer than the evening": {"arrivals:\n  per_minute: [" + strings.Repeat("1,", 300) + "1]\nspeed: 1x", "line 3, speed: expected one that plays it within 3h30m"},
		"a brand without agents":  {"brands: 3\nagents: 2\narrivals: {per_minute: [1]}", `line 2, agents: expected at least one for each brand, got "2"`},
		"a fault of two kinds":    {"arrivals: {per_minute: [1]}\nfaults:\n  - {kill: 1, drop: 0.5, at: 1m}", "line 3, faults[0]: expected one of kill, drop and slow"},
		"slow for ever":           {"arrivals: {per_minute: [1]}\nfaults:\n  - {slow: 5ms, at: 1m}", "line 3, faults[0].for: expected how long the database stays slow"},
		"a copy that is not":      {"arrivals: {per_minute: [1]}\ncopies: 2\nfaults:\n  - {drop: 0.1, at: 1s}\n  - {kill: 3, at: 1m}", "line 5, faults[1].kill: expected a copy from 1 to 2"},
		"a time without unit":     {"arrivals: {per_minute: [1]}\npatience: 30", `line 2, patience: expected a time from 1s to 2h0m0s, such as 20s, got "30"`},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := read(t, c.text, nil)
			var wrong *Wrong
			if !errors.As(err, &wrong) {
				t.Fatalf("got %v, want a scenario refused", err)
			}
			if got := err.Error(); !strings.Contains(got, c.want) || strings.Contains(got, "\n") {
				t.Errorf("got  %s\nwant %s, on one line", got, c.want)
			}
		})
	}
}

// A history file's channels come together, and hours in which nobody could come
// are left out.
func TestAHistoryFileIsPlayedIntervalByInterval(t *testing.T) {
	t.Parallel()
	files := map[string]string{"h.csv": "start,channel,contacts\n" +
		"2026-11-10T20:00:00+08:00,web,3\n2026-11-10T20:30:00+08:00,web,2.5\n2026-11-10T20:00:00+08:00,jd,1\n2026-11-10T20:30:00+08:00,jd,2\n2026-11-11T20:00:00+08:00,web,9.5\n"}
	s, err := read(t, "arrivals:\n  history: h.csv\n  till: 2026-11-12T00:00:00+08:00\nspeed: 10x", files)
	if err != nil {
		t.Fatal(err)
	}
	want := []Step{{30 * time.Minute, 4}, {30 * time.Minute, 4}, {30 * time.Minute, 10}}
	if !slices.Equal(s.Arrivals.Curve, want) {
		t.Errorf("got %v, want %v", s.Arrivals.Curve, want)
	}
}

// A wrong row of the history is told by its own file and line.
func TestAWrongHistoryIsRefusedByItsOwnLine(t *testing.T) {
	t.Parallel()
	_, err := read(t, "arrivals: {history: h.csv}", map[string]string{"h.csv": "start,channel,contacts\n2026-11-10T20:00:00+08:00,web,many\n"})
	if err == nil || !strings.Contains(err.Error(), "h.csv: line 2") {
		t.Errorf("got %v, want h.csv: line 2", err)
	}
}

// The same scenario is the same play; another seed is another.
func TestTheSameSeedPlaysTheSame(t *testing.T) {
	t.Parallel()
	text := "arrivals: {per_minute: [20, 40]}\nbrands: 2\nagents: 2\norders: 0.5\nrefunds: 0.5\nseed: "
	play := func(seed string) []Visit {
		s, err := read(t, text+seed, nil)
		if err != nil {
			t.Fatal(err)
		}
		v, err := Play(s)
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
	same := func(a, b Visit) bool {
		return a.At == b.At && a.Shopper == b.Shopper && a.Seed == b.Seed && slices.Equal(a.Turns, b.Turns)
	}
	a, b, c := play("7"), play("7"), play("8")
	if !slices.EqualFunc(a, b, same) {
		t.Error("the same seed played otherwise")
	}
	if slices.EqualFunc(a, c, same) {
		t.Error("another seed played the same")
	}
	if len(a) != 60 || !slices.IsSortedFunc(a, func(x, y Visit) int { return int(x.At - y.At) }) {
		t.Errorf("%d visits, want 60 in the order in which they come", len(a))
	}
}

// Text from outside never breaks the reader, and what it refuses it refuses in
// one line.
func FuzzReadScenario(f *testing.F) {
	f.Add("arrivals: {per_minute: [1]}\nfaults:\n  - {kill: 1, at: 1m}")
	f.Add("arrivals: &a {per_minute: [1, 2]}\nthink: *a")
	f.Add("? [x]\n: y")
	f.Fuzz(func(t *testing.T, text string) {
		s, err := Read("s.yaml", strings.NewReader(text), func(string) (io.ReadCloser, error) { return nil, os.ErrNotExist })
		var wrong *Wrong
		if errors.As(err, &wrong) && wrong.Line < 1 {
			t.Errorf("refused at line %d", wrong.Line)
		}
		if err == nil && (s.Copies < 1 || s.Agents < s.Brands) {
			t.Errorf("taken: %+v", s)
		}
	})
}
