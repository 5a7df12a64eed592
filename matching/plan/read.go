package plan

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math"
	"slices"
	"strings"
	"time"

	"github.com/manyhands/manyhands/internal/tag"
)

// Read reads an instance as JSON, one element at a time, so that a file of
// 280,000 agents never stands in memory as text. It returns ErrInstance and
// ErrFixed; the sentence names the line and the field.
func Read(r io.Reader) (*Instance, error) {
	f := &reading{lines: &lineCounter{r: unmarked(r)}, in: &Instance{}, known: map[string]string{}, sets: map[string]tag.Set{}, at: map[string][]int32{}}
	f.dec = json.NewDecoder(f.lines)
	f.dec.DisallowUnknownFields()
	if err := f.object(); err != nil {
		return nil, err
	}
	f.weigh()
	if err := f.in.Validate(); err != nil {
		return nil, f.place(err)
	}
	return f.in, nil
}

// reading is one file on its way in.
type reading struct {
	dec     *json.Decoder
	lines   *lineCounter
	in      *Instance
	element int32              // line of the element at hand, or 0
	known   map[string]string  // brands and tags, each once
	sets    map[string]tag.Set // tag sets that agents share
	at      map[string][]int32 // line of every element, by list

	base  int64            // offset of the decoder's own beginning
	names *strings.Builder // of the agents, in pieces
	spans []Span           // as they follow one another, in pieces

	said saidWeights

	standby   []Slot // seats beside the slots, and their lines
	standbyAt []int32
}

// slotRow, agentRow and pairRow are the file's own form.
type slotRow struct {
	ID       string    `json:"id"`
	Brand    string    `json:"brand"`
	Start    string    `json:"start"`
	End      string    `json:"end"`
	Need     *float64  `json:"need"`
	Require  []string  `json:"require"`
	Prefer   []wishRow `json:"prefer"`
	Priority *float64  `json:"priority"`
	Standby  int       `json:"standby"`
}

type wishRow struct {
	Tag    string   `json:"tag"`
	Weight *float64 `json:"weight"`
}

type agentRow struct {
	ID           string     `json:"id"`
	Tags         []string   `json:"tags"`
	Available    [][]string `json:"available"`
	MaxDay       *float64   `json:"max_hours_day"`
	MaxTotal     *float64   `json:"max_hours_total"`
	MinRest      float64    `json:"min_rest_h"`
	MinHours     float64    `json:"min_hours"`
	Cost         *float64   `json:"cost"`
	Reliability  *float64   `json:"reliability"`
	PreferBrands []string   `json:"prefer_brands"`
	AvoidBrands  []string   `json:"avoid_brands"`
	LastBrands   []string   `json:"last_brands"`
}

// object reads the whole file.
func (f *reading) object() error {
	if err := f.open('{', "", "an object with slots, agents and fixed"); err != nil {
		return err
	}
	seen := map[string]bool{}
	for f.dec.More() {
		t, err := f.dec.Token()
		if err != nil {
			return f.broken(err, "")
		}
		name, _ := t.(string)
		if seen[name] {
			return f.say(name, "each list once", name)
		}
		seen[name] = true
		if name == "weights" {
			if err := f.weights(); err != nil {
				return err
			}
			continue
		}
		read := map[string]func(int) error{"slots": f.slot, "agents": f.agent, "fixed": f.pair}[name]
		if read == nil {
			return f.say(name, "one of slots, agents, fixed and weights", name)
		}
		if err := f.list(name, read); err != nil {
			return err
		}
	}
	if _, err := f.dec.Token(); err != nil {
		return f.broken(err, "")
	}
	f.in.Slots = append(f.in.Slots, f.standby...)
	f.at["slots"] = append(f.at["slots"], f.standbyAt...)
	for _, name := range []string{"slots", "agents"} {
		if !seen[name] {
			return f.say(name, "a list of "+name, "")
		}
	}
	if _, err := f.dec.Token(); !errors.Is(err, io.EOF) {
		return f.say("", "one object and nothing after it", "")
	}
	return nil
}

func (f *reading) open(delim json.Delim, where, wanted string) error {
	t, err := f.dec.Token()
	if err != nil {
		return f.broken(err, where)
	}
	if t != delim {
		return f.say(where, wanted, fmt.Sprint(t))
	}
	return nil
}

// list reads a list; null is one of nothing.
func (f *reading) list(name string, read func(int) error) error {
	t, err := f.dec.Token()
	switch {
	case err != nil:
		return f.broken(err, name)
	case t == nil:
		return nil
	case t != json.Delim('['):
		return f.say(name, "a list", fmt.Sprint(t))
	}
	from := 0
	if name == "agents" {
		if from, err = f.plain(); err != nil {
			return err
		}
	}
	for i := from; f.dec.More(); i++ {
		if i == mostElements {
			return f.say(name, fmt.Sprintf("at most %d", mostElements), "more")
		}
		f.element = f.lines.at(f.offset(), i > 0)
		f.at[name] = append(f.at[name], f.element)
		if err := read(i); err != nil {
			return f.place(err)
		}
	}
	f.element = 0
	_, err = f.dec.Token()
	return f.broken(err, name)
}

func (f *reading) slot(i int) error {
	var row slotRow
	if err := f.dec.Decode(&row); err != nil {
		return f.broken(err, fmt.Sprintf("slots[%d]", i))
	}
	bad := func(field, wanted, got string) error { return wrong(ErrInstance, "slots", i, field, wanted, got) }
	s := Slot{ID: row.ID, Brand: f.word(row.Brand), Priority: 1}
	var err error
	if s.Start, err = time.Parse(time.RFC3339, row.Start); err != nil {
		return bad("start", "an RFC 3339 time with offset", row.Start)
	}
	if s.End, err = time.Parse(time.RFC3339, row.End); err != nil {
		return bad("end", "an RFC 3339 time with offset", row.End)
	}
	if row.Need == nil {
		return bad("need", "a number of agents", "")
	}
	need, whole := wholeOf(*row.Need)
	if !whole {
		return bad("need", "a whole number of agents", number(*row.Need))
	}
	s.Need = int(need)
	if row.Priority != nil {
		s.Priority = *row.Priority
	}
	if odd, found := noWord(row.Require); found {
		return bad("require", wantTag, odd)
	}
	s.Require = f.tags(row.Require)
	for k, w := range row.Prefer {
		if !isWord(w.Tag) {
			return bad(fmt.Sprintf("prefer[%d].tag", k), wantTag, w.Tag)
		}
		p := Preference{tag.Tag(f.word(w.Tag)), 1}
		if w.Weight != nil {
			p.Weight = *w.Weight
		}
		s.Prefer = append(s.Prefer, p)
	}
	f.in.Slots = append(f.in.Slots, s)
	if row.Standby < 0 || row.Standby > mostNeed {
		return bad("standby", "0 to 1000000 agents", fmt.Sprint(row.Standby))
	}
	if row.Standby > 0 {
		f.standby = append(f.standby, ready(s, row.Standby))
		f.standbyAt = append(f.standbyAt, f.element)
	}
	return f.in.Slots[i].validate(i)
}

func (f *reading) agent(i int) error {
	var row agentRow
	if err := f.dec.Decode(&row); err != nil {
		return f.broken(err, fmt.Sprintf("agents[%d]", i))
	}
	bad := func(field, wanted, got string) error { return wrong(ErrInstance, "agents", i, field, wanted, got) }
	a := Agent{ID: row.ID, Reliability: 1, PreferBrands: f.words(row.PreferBrands), AvoidBrands: f.words(row.AvoidBrands), LastBrands: f.words(row.LastBrands)}
	var err error
	if odd, found := noWord(row.Tags); found {
		return bad("tags", wantTag, odd)
	}
	a.Tags = f.tags(row.Tags)
	a.Available = make([]Span, 0, len(row.Available))
	for k, pair := range row.Available {
		field := fmt.Sprintf("available[%d]", k)
		if len(pair) != 2 {
			return bad(field, `two times, ["from","till"]`, fmt.Sprint(pair))
		}
		var at [2]time.Time
		for n, text := range pair {
			if at[n], err = time.Parse(time.RFC3339, text); err != nil {
				return bad(fmt.Sprintf("%s[%d]", field, n), "an RFC 3339 time with offset", text)
			}
			if y := at[n].Year(); y < 1970 || y > latestYear {
				return bad(fmt.Sprintf("%s[%d]", field, n), "a time from 1970 to 2105", text)
			}
		}
		a.Available = append(a.Available, Between(at[0], at[1]))
	}
	if c := row.Cost; c != nil {
		whole := false
		if a.CostMinor, whole = wholeOf(*c); !whole {
			return bad("cost", "whole minor units an hour", number(*c))
		}
	}
	return f.keep(i, a, &row)
}

// keep gives an agent the numbers of their row, and a place in the instance.
func (f *reading) keep(i int, a Agent, row *agentRow) error {
	hours := [...]struct {
		field string
		h     *float64
		to    *time.Duration
	}{{"max_hours_day", row.MaxDay, &a.MaxDay}, {"max_hours_total", row.MaxTotal, &a.MaxTotal}, {"min_rest_h", &row.MinRest, &a.MinRest}, {"min_hours", &row.MinHours, &a.MinHours}}
	for _, x := range hours {
		if x.h == nil {
			*x.to = NoLimit
			continue
		}
		if !within(*x.h, 0, mostHours) {
			return wrong(ErrInstance, "agents", i, x.field, fmt.Sprintf("hours from 0 to %d", mostHours), fmt.Sprint(*x.h))
		}
		*x.to = time.Duration(math.Round(*x.h*3600)) * time.Second
	}
	if row.Reliability != nil {
		a.Reliability = *row.Reliability
	}
	f.in.Agents = append(f.in.Agents, a)
	return f.in.Agents[i].validate(i)
}

func (f *reading) pair(i int) error {
	var a Assignment
	if err := f.dec.Decode(&a); err != nil {
		return f.broken(err, fmt.Sprintf("fixed[%d]", i))
	}
	f.in.Fixed = append(f.in.Fixed, a)
	return nil
}

// word and tags keep one copy of what many rows repeat.
func (f *reading) word(s string) string {
	if known, ok := f.known[s]; ok {
		return known
	}
	s = strings.Clone(s)
	f.known[s] = s
	return s
}

func (f *reading) words(list []string) []string {
	for i := range list {
		list[i] = f.word(list[i])
	}
	return slices.Clip(list)
}

func (f *reading) tags(list []string) tag.Set {
	key := strings.Join(list, " ")
	known, ok := f.sets[key]
	if !ok {
		known = setOf(f.words(list))
		f.sets[key] = known
	}
	return known
}

// line is the line where the element at hand begins, or between elements the
// line that the decoder stands on.
func (f *reading) line() int32 {
	if f.element > 0 {
		return f.element
	}
	return f.lines.at(f.offset(), false)
}

// say refuses what stands at the present line.
func (f *reading) say(where, wanted, got string) error {
	sentence := fmt.Sprintf("line %d: ", f.line())
	if where != "" {
		sentence += where + ": "
	}
	sentence += "want " + wanted
	if got != "" {
		sentence += fmt.Sprintf(", got %.80q", got)
	}
	return ErrInstance.With("%s", sentence).At(where, wanted, got)
}

// broken turns what the JSON decoder says into our words.
func (f *reading) broken(err error, where string) error {
	var kind *json.UnmarshalTypeError
	var syntax *json.SyntaxError
	switch {
	case err == nil:
		return nil
	case errors.Is(err, errElement):
		return f.say(where, fmt.Sprintf("at most %d MiB", longestElement>>20), "more")
	case errors.As(err, &kind):
		if kind.Field != "" {
			where += "." + kind.Field
		}
		return f.say(where, jsonName(kind.Type.Kind().String()), kind.Value)
	case errors.As(err, &syntax):
		return f.say(where, "JSON ("+syntax.Error()+")", "")
	case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF):
		return f.say(where, "more: the file ends too early", "")
	case strings.Contains(err.Error(), "unknown field"):
		_, name, _ := strings.Cut(err.Error(), "unknown field ")
		return f.say(where, "a known field", strings.Trim(name, `"`))
	case strings.HasPrefix(err.Error(), "json:"):
		return f.say(where, strings.TrimPrefix(err.Error(), "json: "), "")
	}
	return fmt.Errorf("read instance: %w", err)
}

func jsonName(kind string) string {
	switch kind {
	case "int", "int64":
		return "a whole number"
	case "float64":
		return "a number"
	case "slice":
		return "a list"
	case "struct":
		return "an object"
	}
	return "a " + kind
}

// place adds the line to a fault that names an element.
func (f *reading) place(err error) error {
	var m *misplaced
	if !errors.As(err, &m) {
		return err
	}
	if lines := f.at[m.list]; m.index < len(lines) {
		return m.fault.With("line %d: %s", lines[m.index], m.fault.Detail)
	}
	return m.fault
}
