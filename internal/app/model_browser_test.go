package app

import (
	"encoding/json"
	"hash/fnv"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/manyhands/manyhands/internal/demo"
)

// pretender is a model endpoint that is well, slow, dead or lying, as it is told
// by a POST to /be/HOW.
type pretender struct {
	mu  sync.Mutex // covers how
	how string
}

func (p *pretender) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if how, told := strings.CutPrefix(r.URL.Path, "/be/"); told {
		p.how = how
		return
	}
	switch how := p.how; {
	case how == "dead":
		w.WriteHeader(http.StatusServiceUnavailable)
	case how == "slow":
		p.mu.Unlock()                      // whoever tells it to be well again is not kept waiting
		_, _ = io.Copy(io.Discard, r.Body) // only after that does the server see its caller leave
		<-r.Context().Done()
		p.mu.Lock()
	case strings.HasSuffix(r.URL.Path, "/embeddings"):
		places(w, r)
	default:
		writes(w, r, how == "lying")
	}
}

// subjectsOf are words by which the pretender knows what a text is about: more
// of them than the brand's own phrasings have.
var subjectsOf = [][]string{{"退", "寄还", "店家"}, {"发货", "寄出", "出库", "启程"}, {"洗", "清洁", "去污", "污渍"}}

// places puts texts about one subject near each other.
func places(w http.ResponseWriter, r *http.Request) {
	var in struct {
		Input []string `json:"input"`
	}
	if json.NewDecoder(r.Body).Decode(&in) != nil {
		w.WriteHeader(http.StatusBadRequest)
		return
	}
	rows := make([]map[string]any, len(in.Input))
	for i, text := range in.Input {
		at := make([]float64, 32)
		h := fnv.New32a()
		_, _ = h.Write([]byte(text)) // a hash takes everything
		at[8+h.Sum32()%24] = 0.2
		for subject, words := range subjectsOf {
			if slices.ContainsFunc(words, func(word string) bool { return strings.Contains(text, word) }) {
				at[subject] = 1
				break
			}
		}
		rows[i] = map[string]any{"index": i, "embedding": at}
	}
	reply(w, map[string]any{"data": rows, "usage": map[string]int{"total_tokens": len(rows)}})
}

// writes answers in the shape that is asked for, or says what is not so.
func writes(w http.ResponseWriter, r *http.Request, lying bool) {
	var in struct {
		Messages []struct{ Content string }
		Format   struct {
			Schema struct{ Name string } `json:"json_schema"`
		} `json:"response_format"`
	}
	var asked struct {
		Material struct{ Answer string }
	}
	if json.NewDecoder(r.Body).Decode(&in) != nil || json.Unmarshal([]byte(in.Messages[len(in.Messages)-1].Content), &asked) != nil {
		w.WriteHeader(http.StatusBadRequest)
		return
	}
	var out any = map[string]string{"text": "您好呀，" + asked.Material.Answer}
	switch {
	case in.Format.Schema.Name == "procedure" && lying:
		out = map[string]string{"title": "a title and nothing else"}
	case in.Format.Schema.Name == "procedure":
		out = map[string]any{"title": "旧衣换新", "questions": []string{"请问旧衣是哪一件？"}, "todo": []string{"核对旧衣照片", "发放换新券"}}
	case lying:
		out = map[string]string{"text": strings.ReplaceAll(asked.Material.Answer, "七天", "三十天")}
	}
	text, _ := json.Marshal(out) // plain data
	reply(w, map[string]any{
		"choices": []any{map[string]any{"message": map[string]string{"role": "assistant", "content": string(text)}, "finish_reason": "stop"}},
		"usage":   map[string]int{"total_tokens": 50},
	})
}

func reply(w http.ResponseWriter, v any) {
	w.Header().Set("Content-Type", "application/json")
	_ = json.NewEncoder(w).Encode(v) // a caller that went away
}

// A model endpoint clicked through: a draft of prose, an answer in other words,
// a voice where the bot is in doubt; then the endpoint lies, is slow and dies,
// and the shopper reads what is written all the same, and the brand reads why.
func TestBrowserAModelHelpsAndItsFailuresHarmNobody(t *testing.T) {
	chromium := browser(t)
	data := folder(t)
	model := httptest.NewServer(&pretender{})
	defer model.Close()
	t.Setenv("OPENAI_BASE_URL", model.URL)
	t.Setenv("OPENAI_MODEL", "pretender")
	t.Setenv("OPENAI_EMBED_MODEL", "pretender")
	p := startProgram(t, data)
	defer p.kill(t)
	teach(t, p)
	if out, err := walk(t, chromium, 4*time.Minute, "e2e/model.mjs", p.base, demo.BrandEmail, demo.Password, model.URL); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
}
