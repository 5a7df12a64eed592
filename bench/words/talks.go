package main

import (
	_ "embed"
	"fmt"
	"io/fs"
	"os"
	"path"
	"slices"

	"github.com/manyhands/manyhands/internal/demo"
	"github.com/manyhands/manyhands/internal/knowledge"
	"github.com/manyhands/manyhands/internal/text/classify"
	"github.com/manyhands/manyhands/internal/text/rank"
)

// talk is a question that leans on what was said before, written by hand for
// the brand that ships; every second turn is the bot's.
type talk struct {
	Turns []string `json:"turns"`
	Ask   string   `json:"ask"`
	Want  string   `json:"want"`
}

// twins are an article and the procedure of the same subject: either is right.
var twins = map[string]string{
	"cancel": "cancel_order", "address-change": "change_address", "invoice": "invoice_request", "exchange": "exchange_request", "returns": "return_request",
	"price-protection": "price_protection_request", "shipping-double11": "urge_shipment", "complaint-process": "complaint",
}

//go:embed talks.jsonl
var talkLines []byte

// shelfDocs are the brand's phrasings and titles, by the article that they ask for.
func shelfDocs() (docs []rank.Doc, examples []classify.Example, err error) {
	files, err := fs.Glob(demo.Brand(), "articles/*.md")
	if err != nil {
		return nil, nil, err
	}
	var articles []knowledge.Article
	for _, f := range files {
		raw, err := fs.ReadFile(demo.Brand(), f)
		if err != nil {
			return nil, nil, err
		}
		a, err := knowledge.ReadArticle(path.Base(f), raw)
		if err != nil {
			return nil, nil, err
		}
		articles = append(articles, a)
	}
	f, err := demo.Brand().Open("questions.jsonl")
	if err != nil {
		return nil, nil, err
	}
	defer f.Close()
	phrasings, err := knowledge.ReadPhrasings("questions.jsonl", f)
	if err != nil {
		return nil, nil, err
	}
	examples = knowledge.Examples(articles, phrasings)
	for _, e := range examples {
		docs = append(docs, rank.Doc{ID: e.Intent, Text: e.Text})
	}
	return docs, examples, nil
}

// talks: the right subject first, with and without what was said before.
func talks() error {
	list, err := readJSONL[talk](talkLines)
	if err != nil {
		return err
	}
	docs, examples, err := shelfDocs()
	if err != nil {
		return err
	}
	m, err := quick(examples)
	if err != nil {
		return err
	}
	ix := rank.Build(docs)
	ways := []string{"the message alone", "turns spliced before it", "chosen words (rank.Context)", "chosen words and the classifier (rank.Resolve)"}
	first, five := make([]int, len(ways)), make([]int, len(ways))
	for _, t := range list {
		turns := turnsOf(t)
		spliced := ""
		for _, turn := range turns {
			spliced += turn.Text + " "
		}
		score := func(text string) []rank.Chance { return chances(m, text) }
		for i, hits := range [][]rank.Hit{
			ix.Search(t.Ask, 50), ix.Search(spliced+t.Ask, 50), ix.SearchWith(t.Ask, rank.Context(turns, t.Ask), 50), rank.Resolve(ix, turns, t.Ask, score, 50),
		} {
			ids := distinct(hits)
			at := slices.IndexFunc(ids, func(id string) bool { return id == t.Want || id == twins[t.Want] })
			if at == 0 {
				first[i]++
			}
			if at >= 0 && at < 5 {
				five[i]++
			}
			if i == 3 && at != 0 && os.Getenv("SHOW") != "" {
				fmt.Fprintln(os.Stderr, t.Turns, t.Ask, t.Want, ids[:3])
			}
		}
	}
	fmt.Printf("| %d questions that lean on earlier turns, %d phrasings | R@1 (goal 95) | R@5 |\n|---|---|---|\n", len(list), len(docs))
	for i, w := range ways {
		fmt.Printf("| %s | %.1f | %.1f |\n", w, 100*float64(first[i])/float64(len(list)), 100*float64(five[i])/float64(len(list)))
	}
	return nil
}

func turnsOf(t talk) (out []rank.Turn) {
	for i, text := range t.Turns {
		out = append(out, rank.Turn{Text: text, Shopper: i%2 == 0})
	}
	return out
}

func chances(m *classify.Model, text string) (out []rank.Chance) {
	for _, s := range m.Predict(text).Top {
		out = append(out, rank.Chance{ID: s.Intent, Chance: s.Confidence})
	}
	return out
}

func distinct(hits []rank.Hit) (ids []string) {
	for _, h := range hits {
		if !slices.Contains(ids, h.ID) {
			ids = append(ids, h.ID)
		}
	}
	return ids
}

// retrieval: the nearest known phrasing has the right subject.
func retrieval(chinese []classify.Example) error {
	rows := inScope(chinese)
	var alone, fused, model, n float64
	const folds = 5
	for k := range folds {
		tr, te := parted(rows, folds, k)
		m, err := quick(tr)
		if err != nil {
			return err
		}
		docs := make([]rank.Doc, len(tr))
		for i, e := range tr {
			docs[i] = rank.Doc{ID: e.Intent, Text: e.Text}
		}
		ix := rank.Build(docs)
		for _, e := range te {
			n++
			if h := ix.Search(e.Text, 1); len(h) > 0 && h[0].ID == e.Intent {
				alone++
			}
			if h := rank.Resolve(ix, nil, e.Text, func(text string) []rank.Chance { return chances(m, text) }, 10); len(h) > 0 && h[0].ID == e.Intent {
				fused++
			}
			if p := m.Predict(e.Text); len(p.Top) > 0 && p.Top[0].Intent == e.Intent {
				model++
			}
		}
	}
	fmt.Println("| nearest phrasing has the right subject, the shipped brand in Chinese, 5-fold | R@1 |\n|---|---|")
	fmt.Printf("| BM25 | %.1f |\n| classifier | %.1f |\n| fused | %.1f |\n", 100*alone/n, 100*model/n, 100*fused/n)
	return nil
}
