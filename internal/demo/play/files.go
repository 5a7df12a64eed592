package play

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/manyhands/manyhands/internal/demo"
	"github.com/manyhands/manyhands/internal/shop"
	"github.com/manyhands/manyhands/internal/text/tongue"
	"github.com/manyhands/manyhands/matching/forecast"
)

// Files are a brand's own files to play with; an empty name keeps what ships.
type Files struct{ History, Catalog, Orders, Questions string }

// Any tells whether there is a file at all.
func (f Files) Any() bool { return f != Files{} }

// Own is a play on somebody's own files: the event opens a week after the last
// row of the history, at the hour at which that day's desk opens, and the
// questions are asked in it. What the shopper buys is up to them: nobody buys.
func Own(f Files, shipped Material, scenes int) (Material, error) {
	m := shipped
	m.Files = map[string][]byte{}
	m.Parts = nil
	if err := m.takeHistory(f.History); err != nil {
		return m, err
	}
	if f.Catalog != "" {
		b, err := os.ReadFile(f.Catalog)
		if err != nil {
			return m, err
		}
		// A brand's own goods are not sold by another's articles.
		m.Files["products"], m.Articles, m.Phrasing = b, nil, intentsOnly(shipped.Phrasing)
		m.Profile = []byte("id: shop\nname: {zh: 店铺, en: The shop}\nlanguages: [zh, en]\ntimezone: " + m.Event.Zone + "\ncurrency: USD\n")
	} else {
		m.Files["products"], m.Files["coupons"] = shipped.Files["products"], shipped.Files["coupons"]
	}
	owners, err := m.takeOrders(f.Orders, shipped)
	if err != nil {
		return m, err
	}
	return m, m.takeQuestions(f.Questions, owners, scenes)
}

func (m *Material) takeHistory(name string) error {
	if name == "" {
		return nil
	}
	b, err := os.ReadFile(name)
	if err != nil {
		return err
	}
	h, refused, err := forecast.ReadHistory(bytes.NewReader(b))
	if err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	if refused.Count > 0 {
		r := refused.Rows[0]
		return fmt.Errorf("%s: line %d, %s: %s was expected, got %q", name, r.Line, r.Field, r.Want, r.Got)
	}
	var first, last time.Time
	channels := map[string]bool{}
	h.Each(func(v forecast.Interval, step time.Duration) {
		if end := v.Start.Add(step); end.After(last) {
			last = end
		}
		channels[v.Channel] = true
	})
	day := last.Add(-24 * time.Hour)
	h.Each(func(v forecast.Interval, _ time.Duration) {
		if v.Start.After(day) && (first.IsZero() || v.Start.Before(first)) {
			first = v.Start // when the last day's desk opened
		}
	})
	m.History, m.Events = b, nil
	starts := first.AddDate(0, 0, 7)
	zone, offset := starts.Zone()
	minute := starts.Hour()*60 + starts.Minute()
	m.Event = Occasion{
		Name: "sales event on own history", Kind: "other", Starts: starts, Ends: starts.Add(4 * time.Hour), Opens: minute, Closes: min(minute+240, 24*60),
		Languages: []string{"zh"}, Multiplier: 2, Zone: zoneName(zone, offset),
	}
	for c := range channels {
		m.Event.Channels = append(m.Event.Channels, c)
	}
	slices.Sort(m.Event.Channels)
	return nil
}

// zoneName is a zone that the machine knows for an offset: the files carry
// offsets, requests carry names. Etc names count the other way round.
func zoneName(name string, offset int) string {
	if name != "" && name != "UTC" && strings.Contains(name, "/") {
		return name
	}
	if offset == 0 {
		return "UTC"
	}
	return fmt.Sprintf("Etc/GMT%+d", -offset/3600)
}

func (m *Material) takeOrders(name string, shipped Material) (map[string]string, error) {
	owners := map[string]string{} // order -> shopper
	b := shipped.Files["orders"]
	if name == "" {
		m.Files["logistics"], m.Files["shoppers"] = shipped.Files["logistics"], shipped.Files["shoppers"]
	} else {
		var err error
		if b, err = os.ReadFile(name); err != nil {
			return nil, err
		}
		users := filepath.Join(filepath.Dir(name), "users.json") // the public retail shape has them beside
		if u, err := os.ReadFile(users); err == nil {
			m.Files["shoppers"] = u
		}
	}
	list, err := shop.ReadOrders(name, bytes.NewReader(b))
	if err != nil {
		return nil, err
	}
	m.Files["orders"] = b
	for _, o := range list {
		owners[o.ID] = o.Shopper
	}
	return owners, nil
}

// asked is one row of a questions file: a text, or a public retail task whose
// instruction says what the person wants.
type asked struct {
	Text        string `json:"text"`
	Instruction string `json:"instruction"`
	Shopper     string `json:"shopper"`
	UserID      string `json:"user_id"`
}

func (m *Material) takeQuestions(name string, owners map[string]string, most int) error {
	if name == "" {
		m.Parts = ordinary(owners, most)
		return nil
	}
	f, err := os.Open(name)
	if err != nil {
		return err
	}
	defer func() { _ = f.Close() }()
	lines := bufio.NewScanner(f)
	lines.Buffer(nil, 1<<20)
	for n := 1; lines.Scan() && len(m.Parts) < most; n++ {
		var a asked
		if err := json.Unmarshal(lines.Bytes(), &a); err != nil {
			return fmt.Errorf("%s: line %d: JSON was expected: %w", name, n, err)
		}
		text := a.Text
		if text == "" {
			text = wish(a.Instruction)
		}
		if strings.TrimSpace(text) == "" {
			return fmt.Errorf("%s: line %d: text or instruction was expected", name, n)
		}
		who := a.Shopper
		if who == "" {
			who = a.UserID
		}
		m.Parts = append(m.Parts, demo.Part{
			Scene:   demo.Scene{ID: fmt.Sprintf("q%03d", n), Lang: string(tongue.Of(text)), Channel: "web", Turns: []demo.Turn{{Say: text}}},
			Shopper: shop.Shopper{ID: who},
		})
	}
	return lines.Err()
}

// wish is what a person of a task writes first: the instruction without the
// sentences that tell them who they are.
func wish(instruction string) string {
	var keep []string
	for part := range strings.SplitSeq(instruction, ". ") {
		p := strings.TrimSpace(part)
		if p == "" || strings.HasPrefix(p, "Your name is") || strings.HasPrefix(p, "You are") || strings.HasPrefix(p, "Your ") {
			continue
		}
		keep = append(keep, p)
	}
	return strings.Join(keep, ". ")
}

// ordinary is what people ask when nobody says what: where is my order.
func ordinary(owners map[string]string, most int) []demo.Part {
	ids := make([]string, 0, len(owners))
	for id := range owners {
		ids = append(ids, id)
	}
	slices.Sort(ids)
	var out []demo.Part
	for i, id := range ids[:min(len(ids), most)] {
		out = append(out, demo.Part{
			Scene:   demo.Scene{ID: fmt.Sprintf("o%03d", i+1), Lang: "en", Channel: "web", Turns: []demo.Turn{{Say: "Where is my order " + id + "?"}}},
			Shopper: shop.Shopper{ID: owners[id]},
		})
	}
	return out
}

// intentsOnly keeps the phrasings that ask for a procedure or a person: they
// hold in any shop, an article's do not.
func intentsOnly(phrasings []byte) []byte {
	var out bytes.Buffer
	for line := range bytes.Lines(phrasings) {
		var p struct {
			Article string `json:"article"`
		}
		if json.Unmarshal(line, &p) == nil && p.Article == "" {
			out.Write(line)
		}
	}
	return out.Bytes()
}
