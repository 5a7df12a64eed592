package plan

import (
	"fmt"
	"reflect"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"
)

// Law: an agent written plainly is read as the decoder reads it, and refused in
// the same words.
func TestAPlainRowIsReadAsTheDecoderReadsIt(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		var rows []string
		for i := range rapid.IntRange(1, 4).Draw(t, "agents") {
			rows = append(rows, drawRow(t, i))
		}
		list := strings.Join(rows, rapid.SampledFrom([]string{",", ",\n", " , "}).Draw(t, "between"))
		fast := `{"slots":[` + oneSlot + `],"agents":[` + list + `],"fixed":[]}`
		// The escape is the same name, and not plain: all that follows is the
		// decoder's.
		slow := strings.Replace(fast, `"id":"p0"`, `"\u0069d":"p0"`, 1)
		got, gotErr := Read(strings.NewReader(fast))
		want, wantErr := Read(strings.NewReader(slow))
		if fmt.Sprint(gotErr) != fmt.Sprint(wantErr) {
			t.Fatalf("%s\n got  %v\n want %v", fast, gotErr, wantErr)
		}
		if gotErr == nil && !reflect.DeepEqual(tidy(got), tidy(want)) {
			t.Fatalf("%s\n got  %+v\n want %+v", fast, got.Agents, want.Agents)
		}
	})
}

// tidy makes an empty list the same as none.
func tidy(in *Instance) []Agent {
	for i := range in.Agents {
		a := &in.Agents[i]
		for _, list := range []*[]string{&a.PreferBrands, &a.AvoidBrands, &a.LastBrands} {
			if len(*list) == 0 {
				*list = nil
			}
		}
		if len(a.Available) == 0 {
			a.Available = nil
		}
		if len(a.Tags) == 0 {
			a.Tags = nil
		}
	}
	return in.Agents
}

// drawRow writes an agent, mostly right and sometimes not.
func drawRow(t *rapid.T, i int) string {
	number := rapid.SampledFrom([]string{"8", "0", "60.5", "0.97", "1", "-1", "1e1", "007", "2.", "123456789012345678", "null", `"8"`, "4000.25"})
	words := rapid.SampledFrom([]string{`[]`, `["x"]`, `["x", "y"]`, `["skill:a","lang:zh"]`, `["\u0078"]`, `["é"]`, `null`, `[7]`, `["x",]`})
	clock := rapid.SampledFrom([]string{"2026-11-11T08:00:00+08:00", "2026-11-11T12:00:00Z", "2024-02-29T23:59:59-05:30", "2026-02-29T00:00:00Z", "2026-11-11T24:00:00Z", "2026-11-11T08:00:00.5Z", "1969-12-31T23:00:00-05:00", "2105-12-31T23:59:59Z", "now"})
	field := []func() string{
		func() string { return `"max_hours_day":` + number.Draw(t, "day") },
		func() string { return `"max_hours_total": ` + number.Draw(t, "total") },
		func() string { return `"min_rest_h":` + number.Draw(t, "rest") },
		func() string { return `"min_hours":` + number.Draw(t, "min") },
		func() string { return `"cost":` + number.Draw(t, "cost") },
		func() string { return `"reliability":` + number.Draw(t, "reliability") },
		func() string { return `"tags":` + words.Draw(t, "tags") },
		func() string { return `"prefer_brands":` + words.Draw(t, "prefer") },
		func() string { return `"avoid_brands":` + words.Draw(t, "avoid") },
		func() string { return `"last_brands":` + words.Draw(t, "last") },
		func() string { return `"shoe_size":` + number.Draw(t, "unknown") },
		func() string {
			return fmt.Sprintf(`"available":[["%s","%s"]]`, clock.Draw(t, "from"), clock.Draw(t, "till"))
		},
	}
	row := fmt.Sprintf(`{"id":"p%d"`, i)
	for range rapid.IntRange(0, 4).Draw(t, "fields") {
		row += "," + field[rapid.IntRange(0, len(field)-1).Draw(t, "field")]()
	}
	return row + "}"
}

// Law: every second of the format's years is read as the standard library reads it.
func TestAPlainTimeIsTheStandardOne(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		unix := rapid.Int64Range(86_400, 4_291_660_000).Draw(t, "unix")
		zone := time.FixedZone("", 60*rapid.IntRange(-14*60, 14*60).Draw(t, "minutes"))
		text := time.Unix(unix, 0).In(zone).Format(time.RFC3339)
		if got, ok := plainTime([]byte(text)); !ok || got.Unix() != unix {
			t.Fatalf("%s: got %d, want %d", text, got, unix)
		}
	})
}

// Law: text that arrives in small pieces is read like text that arrives whole.
func TestARowMayArriveInPieces(t *testing.T) {
	t.Parallel()
	text := `{"agents":[{"id":"a","cost":2500},{"id":"b","tags":["skill:a"]},` + "\n" + `{"id":"c","reliability":7}],"slots":[]}`
	_, want := Read(strings.NewReader(text))
	if _, got := Read(&drip{text}); fmt.Sprint(got) != fmt.Sprint(want) || !strings.Contains(want.Error(), "line 2: agents[2].reliability") {
		t.Errorf("got %v, want %v", got, want)
	}
}

type drip struct{ text string }

func (d *drip) Read(b []byte) (int, error) {
	if d.text == "" || len(b) == 0 {
		return strings.NewReader("").Read(b)
	}
	b[0], d.text = d.text[0], d.text[1:]
	return 1, nil
}
