package plan

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"strings"
	"testing"

	"github.com/manyhands/manyhands/internal/fault"
)

const oneSlot = `{"id":"a","brand":"x","start":"2026-11-11T08:00:00+08:00","end":"2026-11-11T12:00:00+08:00","need":1}`

// Whatever is wrong is refused with one line that names line and field.
func TestAWrongFileIsRefusedByLineAndField(t *testing.T) {
	t.Parallel()
	cases := []struct{ text, want string }{
		{``, "line 1: want more: the file ends too early"},
		{`[]`, "line 1: want an object with slots, agents and fixed"},
		{`{"slots":[]}`, "line 1: agents: want a list of agents"},
		{`{"slots":[],"agents":[],"agents":[]}`, "agents: want each list once"},
		{`{"slots":[],"agents":[]} {}`, "want one object and nothing after it"},
		{`{"slots":[],"agents":[],"shifts":[]}`, `shifts: want one of slots, agents, fixed and weights, got "shifts"`},
		{"{\"slots\":[],\n\"weights\":{\"change\":-1},\"agents\":[]}", `line 2: weights.change: want 0 to 1000000000 minor units, got "-1"`},
		{"{\"slots\":[],\n\"weights\":{\"shortage\":1},\"agents\":[]}", `line 2: weights: want a known field, got "shortage"`},
		{"{\"slots\":[],\n\"weights\":{\"cost\":-1},\"agents\":[]}", `line 2: weights.cost: want 0 to 1000000000 minor units, got "-1"`},
		{`{"slots":[],"agents":[{"id":"a","tags":["skill:a skill:b"]}]}`, `agents[0].tags: want tags like skill:refund, without blanks, of 1 to 200 bytes, got "skill:a skill:b"`},
		{`{"slots":[` + strings.Replace(oneSlot, `"need"`, `"require":[""],"need"`, 1) + `],"agents":[]}`, `slots[0].require: want tags like skill:refund`},
		{`{"slots":[],"weights":7,"agents":[]}`, `line 1: weights: want an object, got "number"`},
		{"{\"slots\":[" + oneSlot + ",\n\n {\"id\":\"b\"}],\"agents\":[]}", `line 3: slots[1].start: want an RFC 3339 time with offset`},
		{"{\n \"slots\": [\n  {\n   \"id\": 7\n  }\n ]}", `line 3: slots[0].id: want a string, got "number"`},
		{`{"slots":[` + strings.Replace(oneSlot, `"need":1`, `"need":1.5`, 1) + `],"agents":[]}`, `slots[0].need: want a whole number`},
		{`{"slots":[` + strings.Replace(oneSlot, `,"need":1`, ``, 1) + `],"agents":[]}`, `slots[0].need: want a number of agents`},
		{`{"slots":[` + strings.Replace(oneSlot, `1}`, `2000000}`, 1) + `],"agents":[]}`, `slots[0].need: want 0 to 1000000 agents, got "2000000"`},
		{`{"slots":[],"agents":[{"id":"a","available":[["2026-11-11T08:00:00Z"]]}]}`, `agents[0].available[0]: want two times`},
		{`{"slots":[],"agents":[{"id":"a","available":[["2026-11-11T08:00:00Z","2026-11-11T08:00:00Z"]]}]}`, `agents[0].available[0]: want an end after the start`},
		{`{"slots":[],"agents":[{"id":"a","available":[["2026-11-11 08:00","2026-11-11T08:00:00Z"]]}]}`, `agents[0].available[0][0]: want an RFC 3339 time`},
		{`{"slots":[],"agents":[{"id":"a","max_hours_day":-1}]}`, `agents[0].max_hours_day: want hours from 0`},
		{`{"slots":[],"agents":[{"id":"a","reliability":97}]}`, `agents[0].reliability: want a share from 0 to 1`},
		{`{"slots":[],"agents":[{"id":"a","cost":25.5}]}`, `agents[0].cost: want whole minor units an hour, got "25.5"`},
		{`{"slots":[` + oneSlot + `],"agents":[{"id":"a"}],"fixed":[{"slot":"b","agent":"a"}]}`, `fixed[0].slot: want the id of a slot, got "b"`},
	}
	for _, c := range cases {
		_, err := Read(strings.NewReader(c.text))
		if err == nil || !strings.Contains(err.Error(), c.want) || strings.Contains(err.Error(), "\n") {
			t.Errorf("%s:\n got  %v\n want %s", c.text, err, c.want)
		}
		if !errors.Is(err, ErrInstance) && !errors.Is(err, ErrFixed) {
			t.Errorf("%s: %v is not one of the declared faults", c.text, err)
		}
	}
}

// A missing limit is none, a limit of nothing allows nothing.
func TestAMissingLimitIsNone(t *testing.T) {
	t.Parallel()
	in, err := Read(strings.NewReader(`{"agents":[{"id":"a"},{"id":"b","max_hours_total":0}],"slots":[]}`))
	if err != nil {
		t.Fatal(err)
	}
	if in.Agents[0].MaxTotal != NoLimit || in.Agents[1].MaxTotal != 0 {
		t.Errorf("got %v and %v", in.Agents[0].MaxTotal, in.Agents[1].MaxTotal)
	}
}

// Law: what other programs write for the same thing is the same thing: a mark
// before the text, whole numbers with a point, tags in other scripts.
func TestAFileOfSomebodyElsesIsReadTheSame(t *testing.T) {
	t.Parallel()
	const agent = `{"id":"a","tags":["lang:zh-CN","退款"],"available":[["2026-11-11T00:00:00Z","2026-11-12T00:00:00Z"]],"cost":2500}`
	const slot = `{"id":"a","brand":"x","start":"2026-11-11T08:00:00Z","end":"2026-11-11T12:00:00Z","need":1,"require":["lang:zh-CN"],"prefer":[{"tag":"退款","weight":2}]}`
	foreign := "\ufeff{\r\n\"agents\":[" + strings.Replace(agent, "2500", "2500.0", 1) + "],\r\n\"slots\":[" + strings.Replace(slot, `"need":1`, `"need":1e0`, 1) + "],\"fixed\":null}\r\n"
	var plans []Plan
	for _, text := range []string{`{"slots":[` + slot + `],"agents":[` + agent + `]}`, foreign} {
		in, err := Read(strings.NewReader(text))
		if err != nil {
			t.Fatalf("%s: %v", text, err)
		}
		p, err := Solve(t.Context(), in, Options{})
		if err != nil {
			t.Fatal(err)
		}
		plans = append(plans, p)
	}
	if len(plans[0].Assignments) != 1 || plans[0].Objective != 10_000 || plans[1].Objective != plans[0].Objective {
		t.Errorf("got %+v and %+v", plans[0], plans[1])
	}
}

// Law: a weight that is said counts, wherever it stands; the others are as usual.
func TestWeightsThatAreSaidCount(t *testing.T) {
	t.Parallel()
	in, err := Read(strings.NewReader(`{"weights":{"short":7,"fairness":0},"slots":[` + oneSlot + `],"agents":[{"id":"a","cost":2500}]}`))
	if err != nil {
		t.Fatal(err)
	}
	usual := DefaultWeights(in)
	if want := (Weights{Short: 7, Cost: usual.Cost, Preference: usual.Preference}); in.Weights != want {
		t.Errorf("got %+v, want %+v", in.Weights, want)
	}
	if p, err := Solve(t.Context(), in, Options{}); err != nil || p.Objective != 7 || p.Bound != 7 {
		t.Errorf("got %d, bound %d (%v), want 7: one missing", p.Objective, p.Bound, err)
	}
}

// No text makes Read, Solve or Write do anything but answer or refuse.
func FuzzReadingAnInstance(f *testing.F) {
	f.Add(`{"slots":[` + oneSlot + `],"agents":[{"id":"a","tags":["skill:b"],"available":[["2026-11-11T00:00:00Z","2026-11-12T00:00:00Z"]],"cost":2500}],"fixed":[]}`)
	f.Add(`{"slots":[],"agents":[]}`)
	f.Fuzz(func(t *testing.T, text string) {
		if len(text) > 4000 {
			return
		}
		in, err := Read(strings.NewReader(text))
		if err != nil {
			if _, ours := fault.As(err); !ours {
				t.Fatalf("%v is not a fault", err)
			}
			return
		}
		p, err := Solve(t.Context(), in, Options{})
		if err != nil {
			t.Fatalf("solve: %v", err)
		}
		var b bytes.Buffer
		if err := Write(&b, &p, Cost{}); err != nil || !json.Valid(b.Bytes()) {
			t.Fatalf("write: %v, %s", err, b.Bytes())
		}
	})
}

// Law: an element that never ends is refused by the limit, not read into memory.
func TestAnElementWithoutEndIsRefused(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("x", 2*longestElement)
	for text, want := range map[string]string{
		`{"slots":[],"agents":[{"id":"` + long + `"}]}`:         "line 1: agents[0]: want at most 4 MiB",
		"{\n\"slots\":[" + oneSlot + `,{"id":"` + long + `"}]}`: "line 2: slots[1]: want at most 4 MiB",
	} {
		if _, err := Read(strings.NewReader(text)); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("got %v, want %s", err, want)
		}
	}
}

// Law: whatever stands at the edge of what is allowed is planned or refused.
func TestSlotsAndTimesAtTheEdge(t *testing.T) {
	t.Parallel()
	agent := func(from, till string) string {
		return `{"id":"a","available":[["` + from + `","` + till + `"]]}`
	}
	night := `{"id":"n","brand":"x","start":"2026-11-10T22:00:00+08:00","end":"2026-11-11T06:00:00+08:00","need":1}`
	clocks := `{"id":"n","brand":"x","start":"2026-11-01T00:00:00-04:00","end":"2026-11-01T04:00:00-05:00","need":1}`
	for name, c := range map[string]struct {
		slot, agent string
		filled      int
	}{
		"availability across midnight":      {night, agent("2026-11-10T22:00:00+08:00", "2026-11-11T06:00:00+08:00"), 1},
		"told at another offset":            {night, agent("2026-11-10T14:00:00Z", "2026-11-10T22:00:00Z"), 1},
		"too short at another offset":       {night, agent("2026-11-10T14:00:00Z", "2026-11-10T21:59:59Z"), 0},
		"over the hour that comes twice":    {clocks, agent("2026-11-01T00:00:00-04:00", "2026-11-01T04:00:00-05:00"), 1},
		"an hour short of it":               {clocks, agent("2026-11-01T00:00:00-04:00", "2026-11-01T04:00:00-04:00"), 0},
		"nobody needed":                     {strings.Replace(night, `"need":1`, `"need":0`, 1), agent("2026-11-10T14:00:00Z", "2026-11-10T22:00:00Z"), 0},
		"a million needed and one is there": {strings.Replace(night, `"need":1`, `"need":1000000`, 1), agent("2026-11-10T14:00:00Z", "2026-11-10T22:00:00Z"), 1},
		"a tag that nobody holds":           {strings.Replace(night, `"need"`, `"require":["skill:unheard"],"need"`, 1), agent("2026-11-10T14:00:00Z", "2026-11-10T22:00:00Z"), 0},
	} {
		in, err := Read(strings.NewReader(`{"slots":[` + c.slot + `],"agents":[` + c.agent + `]}`))
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		p, err := Solve(t.Context(), in, Options{})
		if err != nil || len(p.Assignments) != c.filled {
			t.Errorf("%s: got %d filled (%v), want %d", name, len(p.Assignments), err, c.filled)
		}
		if short := in.Slots[0].Need - c.filled; short > 0 && (len(p.Short) != 1 || p.Short[0].Missing != short || p.Short[0].Why == "") {
			t.Errorf("%s: got %+v, want %d missing and why", name, p.Short, short)
		}
	}
}

// Law: a gigabyte is refused as soon as no element of it can be whole, not read
// into memory; and what it was is said.
func TestAGigabyteOfNothingIsRefusedEarly(t *testing.T) {
	t.Parallel()
	for _, text := range []string{
		`{"slots":[],"agents":[`,
		`{"slots":[],"agents":[{"id":"a"},`,
		`{"slots":[],"agents":[],"fixed":[`,
		"{\n\"slots\":[" + oneSlot + `],"agents"`,
	} {
		file := &blank{head: text, left: 1 << 30}
		if _, err := Read(file); !errors.Is(err, ErrInstance) || !strings.Contains(err.Error(), "want at most 4 MiB") {
			t.Errorf("%s: got %v, want at most 4 MiB", text, err)
		}
		if read := 1<<30 - file.left; read > 4*longestElement {
			t.Errorf("%s: %d bytes were read before the refusal", text, read)
		}
	}
}

// blank is a file of spaces after its head.
type blank struct {
	head string
	left int
}

func (b *blank) Read(p []byte) (int, error) {
	if b.head != "" {
		n := copy(p, b.head)
		b.head = b.head[n:]
		return n, nil
	}
	n := min(len(p), b.left)
	for i := range p[:n] {
		p[i] = ' '
	}
	if b.left -= n; n == 0 {
		return 0, io.EOF
	}
	return n, nil
}
