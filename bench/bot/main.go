// Command bot measures the bot on the brand that ships: the time of one message
// by kind and by stage, and the memory of two hundred brands in one process.
package main

import (
	"context"
	"fmt"
	"os"
	"runtime"
	"time"

	"github.com/manyhands/manyhands/bench/spent"
	"github.com/manyhands/manyhands/bot"
	"github.com/manyhands/manyhands/internal/demo"
	"github.com/manyhands/manyhands/internal/text/classify"
	"github.com/manyhands/manyhands/internal/text/fold"
	"github.com/manyhands/manyhands/internal/text/rank"
)

func main() {
	if err := run(); err != nil {
		fmt.Fprintln(os.Stderr, "bot:", err)
		os.Exit(1)
	}
}

func run() error {
	b, _, err := bot.ReadFolder(demo.Brand())
	if err != nil {
		return err
	}
	began := spent.Own()
	m, err := bot.Compile(b)
	if err != nil {
		return err
	}
	compiled := spent.Own() - began
	if err := stages(b); err != nil {
		return err
	}
	if err := messages(m); err != nil {
		return err
	}
	return memory(b, compiled)
}

// kinds are messages by what becomes of them.
var kinds = []struct {
	name  string
	texts []string
}{
	{"answered from an article", []string{"双11买的能退几天", "羽绒服可以机洗吗", "how long do refunds take", "优惠券可以叠加吗", "运费险赔多少"}},
	{"answered from the catalogue", []string{"云朵长款羽绒服多少钱", "双面呢羊毛大衣有哪些颜色", "what is the Cashmere scarf made of"}},
	{"asked back", []string{"今晚下单大概啥时候能从仓库出来", "黑卡有啥好处", "who covers the postage when I return something"}},
	{"handed over", []string{"转人工", "你们设计师叫什么名字", "what is the capital of France"}},
}

func messages(m *bot.Mind) error {
	fmt.Printf("| one message | us of the processor |\n|---|---|\n")
	for _, k := range kinds {
		const times = 6000
		began := spent.Own()
		for n := range times {
			_, _, err := m.Turn(context.Background(), bot.State{}, bot.Message{ID: "1", Chat: "c", Text: k.texts[n%len(k.texts)], Shopper: "s", At: demo.Anchor()}, bot.Doors{})
			if err != nil {
				return err
			}
		}
		fmt.Printf("| %s | %.0f |\n", k.name, float64((spent.Own()-began).Nanoseconds())/times/1000)
	}
	fmt.Println()
	return nil
}

// stages times what every message goes through, apart.
func stages(b bot.Brand) error {
	var examples []classify.Example
	var docs []rank.Doc
	for _, q := range b.Phrasings {
		examples = append(examples, classify.Example{Text: q.Text, Intent: q.Article + q.Intent})
		docs = append(docs, rank.Doc{ID: q.Article + q.Intent, Text: q.Text})
	}
	model, err := classify.Train(examples, classify.Options{Dial: 0.9})
	if err != nil {
		return err
	}
	near := rank.Build(docs)
	texts := []string{}
	for _, k := range kinds {
		texts = append(texts, k.texts...)
	}
	fmt.Printf("| stage, one core | us a message |\n|---|---|\n")
	for _, s := range []struct {
		name string
		do   func(string)
	}{
		{"normalise", func(t string) { _ = fold.String(t) }},
		{"intent", func(t string) { _ = model.Predict(t) }},
		{"mood", func(t string) { _, _ = classify.Sentiment(t) }},
		{"nearest phrasings", func(t string) { _ = near.Search(t, 3) }},
	} {
		const rounds = 4000
		began := spent.Own()
		for n := range rounds {
			s.do(texts[n%len(texts)])
		}
		fmt.Printf("| %s | %.1f |\n", s.name, float64((spent.Own()-began).Nanoseconds())/rounds/1000)
	}
	fmt.Println()
	return nil
}

// memory compiles brands until there are enough to tell what each adds.
func memory(b bot.Brand, compiled time.Duration) error {
	const brands = 20
	heap := func() uint64 {
		runtime.GC()
		var s runtime.MemStats
		runtime.ReadMemStats(&s)
		return s.HeapAlloc
	}
	before := heap()
	var minds []*bot.Mind
	for range brands {
		m, err := bot.Compile(b)
		if err != nil {
			return err
		}
		minds = append(minds, m)
	}
	each := float64(heap()-before) / brands / (1 << 20)
	runtime.KeepAlive(minds)
	fmt.Printf("| brand: phrasings | articles | compile ms | MB a brand (mean of %d) | 200 brands MB |\n|---|---|---|---|---|\n", brands)
	fmt.Printf("| %d | %d | %d | %.1f | %.0f |\n", len(b.Phrasings), len(b.Articles), compiled.Milliseconds(), each, each*200)
	return nil
}
