package bot

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"math"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"testing/fstest"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/manyhands/manyhands/bot/likeness"
	"github.com/manyhands/manyhands/internal/clock"
	"github.com/manyhands/manyhands/internal/llm"
	"github.com/manyhands/manyhands/internal/uid"
)

// placedShop is the small brand with enough phrasings to set a bar by.
func placedShop(t *testing.T) *Mind {
	t.Helper()
	files := maps.Clone(folder)
	questions := string(folder["questions.jsonl"].Data)
	for _, q := range []struct{ article, about string }{{"shipping", "发货"}, {"wash", "羊毛"}} {
		for _, form := range []string{"%s的事", "问下%s", "请教%s问题", "%s怎么说", "关于%s", "说说%s", "%s这块", "想了解%s", "%s规定", "%s有啥讲究", "咨询%s", "%s如何安排"} {
			questions += fmt.Sprintf("\n{\"text\":%q,\"article\":%q}", fmt.Sprintf(form, q.about), q.article)
		}
	}
	files["questions.jsonl"] = &fstest.MapFile{Data: []byte(questions)}
	b, _, err := ReadFolder(files)
	if err != nil {
		t.Fatal(err)
	}
	m, err := Compile(b)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

// meaning is what the fake endpoint understands: a direction a subject, whatever
// the words.
var meaning = [][]string{
	{"发货", "发出", "启程", "ship", "开拔"}, {"羊毛", "毛衣", "wash", "洗"}, {"国庆"}, {"取消", "cancel"}, {"天气", "笑话", "月亮"},
}

func meant8(text string) []float64 {
	v := make([]float64, 8)
	for i, words := range meaning {
		for _, w := range words {
			if strings.Contains(strings.ToLower(text), w) {
				v[i] = 1
			}
		}
	}
	v[7] = 0.05 // nothing is nowhere
	return v
}

// late is the vector that never comes.
type late struct{}

// endpoint answers each text by vector; a nil vector is a dead endpoint. It is
// waited for as long as a crowded machine may take.
func endpoint(t *testing.T, vector func(string) any) (*placing, *atomic.Int64) {
	t.Helper()
	var asked atomic.Int64
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		var in struct {
			Input []string `json:"input"`
		}
		if err := json.NewDecoder(r.Body).Decode(&in); err != nil {
			t.Error(err)
		}
		var rows []map[string]any
		for i, text := range in.Input {
			asked.Add(1)
			v := vector(text)
			if _, slow := v.(late); slow {
				<-r.Context().Done()
				return
			}
			if v == nil {
				w.WriteHeader(http.StatusServiceUnavailable)
				return
			}
			rows = append(rows, map[string]any{"index": i, "embedding": v})
		}
		_ = json.NewEncoder(w).Encode(map[string]any{"data": rows, "usage": map[string]int{"total_tokens": len(rows)}}) // a client that went away
	}))
	t.Cleanup(srv.Close)
	m := llm.New(llm.Endpoint{URL: srv.URL, Embed: "stub", Within: time.Minute}, llm.NewPocket(1_000_000), nil, nil)
	p := newPlacing(m, clock.System{})
	p.within = time.Minute
	return p, &asked
}

// asksPlaced is a talk of one message with the endpoint's voice, or without.
func asksPlaced(t *testing.T, m *Mind, p *placing, brand uid.Brand, text string) Reply {
	t.Helper()
	s := NewShelf(m.Brand())
	doors := Doors{Orders: s.Orders, Act: s.ActAt(noon)}
	if p != nil {
		doors.Like = func(text string) []likeness.Like { return p.likes(context.Background(), brand, m, text) }
	}
	r, _, err := m.Turn(context.Background(), State{}, Message{ID: "m", Chat: "c", Text: text, Shopper: "s1", At: noon}, doors)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

const paraphrase = "宝贝啥辰光启程呀" // when does it set out: no word of any phrasing's

// Law: what the embedded engine cannot understand and the endpoint can is asked
// back, or answered from the article; what it understands is answered as ever,
// and the endpoint is not asked.
func TestAParaphraseIsFoundByWhatItMeans(t *testing.T) {
	t.Parallel()
	m, brand := placedShop(t), uid.New[uid.Brand]()
	p, asked := endpoint(t, func(text string) any { return meant8(text) })
	without := asksPlaced(t, m, nil, brand, paraphrase)
	if len(without.Citations) > 0 || without.Why.Path == "clarify" {
		t.Fatalf("the embedded engine knows it: %+v", without)
	}
	if d := cmp.Diff(without, asksPlaced(t, m, p, brand, paraphrase)); d != "" {
		t.Errorf("before the texts are placed: %s", d)
	}
	p.place(t.Context(), brand, m)
	got := asksPlaced(t, m, p, brand, paraphrase)
	if got.Handoff != nil || !strings.Contains(got.Text, "When we ship") && !strings.Contains(got.Text, "发货时间") && !strings.Contains(got.Text, "48") {
		t.Errorf("got %q (%s), want the article on shipping meant or said", got.Text, got.Why.Path)
	}
	before := asked.Load()
	if r := asksPlaced(t, m, p, brand, "什么时候发货"); len(r.Citations) != 1 || r.Citations[0].Article != "shipping" || asked.Load() != before {
		t.Errorf("a question of the brand's own: %+v, asked %d times", r, asked.Load()-before)
	}
	if r := asksPlaced(t, m, p, brand, "今天月亮圆不圆啊朋友"); len(r.Citations) > 0 || r.Why.Path == "clarify" {
		t.Errorf("what is nobody's business: %+v", r)
	}
	p.place(t.Context(), brand, m)
	if n := asked.Load(); n > before+1 {
		t.Errorf("texts that are known were asked for again: %d", n-before)
	}
}

// Law: an endpoint that is dead, slow, over budget or lying changes nothing.
func TestAnEmbeddingEndpointThatFailsChangesNothing(t *testing.T) {
	t.Parallel()
	m, brand := placedShop(t), uid.New[uid.Brand]()
	want := asksPlaced(t, m, nil, brand, paraphrase)
	onlyFor := func(other func() any) func(string) any {
		return func(text string) any {
			if text == paraphrase {
				return other()
			}
			return meant8(text)
		}
	}
	for name, vector := range map[string]func(string) any{
		"dead":                          func(string) any { return nil },
		"dead later":                    onlyFor(func() any { return nil }),
		"slow":                          onlyFor(func() any { return late{} }),
		"another dimension":             onlyFor(func() any { return []float64{1, 0, 0} }),
		"many dimensions":               func(text string) any { return append(meant8(text), make([]float64, len(text)%3)...) },
		"no direction":                  onlyFor(func() any { return make([]float64, 8) }),
		"not a number":                  onlyFor(func() any { return []any{"NaN", 0, 0, 0, 0, 0, 0, 0} }),
		"the same for everything":       func(string) any { return []float64{1, 1, 1, 1, 1, 1, 1, 1} },
		"nothing at all for everything": func(string) any { return []float64{} },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p, _ := endpoint(t, vector)
			if name == "slow" {
				p.within = placeWithin
			}
			p.place(t.Context(), brand, m)
			if d := cmp.Diff(want, asksPlaced(t, m, p, brand, paraphrase)); d != "" {
				t.Error(d)
			}
		})
	}
	spent, _ := endpoint(t, func(text string) any { return meant8(text) })
	spent.model = llm.New(llm.Endpoint{URL: "http://127.0.0.1:1", Embed: "stub"}, llm.NewPocket(3), nil, nil)
	spent.place(t.Context(), brand, m)
	if d := cmp.Diff(want, asksPlaced(t, m, spent, brand, paraphrase)); d != "" {
		t.Error(d)
	}
}

func TestWhatIsNoDirectionIsNoPlace(t *testing.T) {
	t.Parallel()
	for _, v := range [][]float32{nil, {0, 0}, {float32(math.NaN()), 1}, {float32(math.Inf(1)), 1}} {
		if _, ok := likeness.PlaceOf(v); ok {
			t.Errorf("%v has a place", v)
		}
	}
	a, _ := likeness.PlaceOf([]float32{3, 4})
	b, _ := likeness.PlaceOf([]float32{30, 40})
	if c := a.Cosine(b); math.Abs(c-1) > 0.01 {
		t.Errorf("got %v, want 1", c)
	}
}
