package main

import (
	_ "embed"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"os"
	"path"
	"slices"
	"strings"

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

// The fifty that the weights were first chosen on; and a hundred written before
// anything was changed for them, of which every second line, from the first on,
// was then looked at. The others are only counted.
var (
	//go:embed talks.jsonl
	talkLines []byte
	//go:embed unseen.jsonl
	unseenLines []byte
)

// wanted tells whether id answers what was asked: the article, or the procedure
// of the same subject.
func wanted(want, id string) bool {
	return id == want || id == twins[want] || twins[id] == want
}

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
	docs, examples, err := shelfDocs()
	if err != nil {
		return err
	}
	m, err := quick(examples)
	if err != nil {
		return err
	}
	seen, err := readJSONL[talk](talkLines)
	if err != nil {
		return err
	}
	unseen, err := readJSONL[talk](unseenLines)
	if err != nil {
		return err
	}
	var looked, counted []talk
	for i, t := range unseen {
		if i%2 == 0 {
			looked = append(looked, t)
		} else {
			counted = append(counted, t)
		}
	}
	ix := rank.Build(docs)
	fmt.Printf("| questions that lean on earlier turns, %d phrasings | questions | %s |\n|---|---|---|---|---|---|\n", len(docs), strings.Join(ways, " | "))
	for _, set := range []struct {
		name string
		list []talk
		show bool
	}{{"the first fifty", seen, true}, {"new ones, looked at", looked, true}, {"new ones, never looked at", counted, false}} {
		fmt.Printf("| %s | %d |", set.name, len(set.list))
		for _, p := range resolved(set.list, ix, m, set.show && os.Getenv("SHOW") != "") {
			fmt.Printf(" %.1f / %.1f |", p[0], p[1])
		}
		fmt.Println()
	}
	return changed(examples)
}

// changed: an unseen phrasing asked after a turn about something else; what was
// said before must not drown it.
func changed(examples []classify.Example) error {
	train, test := parted(examples, 5, 0)
	m, err := quick(train)
	if err != nil {
		return err
	}
	docs := make([]rank.Doc, len(train))
	for i, e := range train {
		docs[i] = rank.Doc{ID: e.Intent, Text: e.Text}
	}
	ix := rank.Build(docs)
	score := func(text string) []rank.Chance { return chances(m, text) }
	rng := rand.New(rand.NewPCG(1, 7))
	var n, alone, after float64
	for _, e := range inScope(test) {
		other := e
		for other.Intent == e.Intent || other.Intent == classify.None {
			other = train[rng.IntN(len(train))]
		}
		n++
		turns := []rank.Turn{{Text: other.Text, Shopper: true}, {Text: "好的亲，已经帮您处理了"}}
		if h := rank.Resolve(ix, nil, e.Text, score, 10); len(h) > 0 && wanted(e.Intent, h[0].ID) {
			alone++
		}
		if h := rank.Resolve(ix, turns, e.Text, score, 10); len(h) > 0 && wanted(e.Intent, h[0].ID) {
			after++
		}
	}
	fmt.Printf("\n| unseen phrasings that change the subject | R@1 asked first | R@1 asked after something else |\n|---|---|---|\n| %.0f | %.1f | %.1f |\n", n, 100*alone/n, 100*after/n)
	return nil
}

var ways = []string{"the message alone R@1 / R@5", "turns spliced before it", "chosen words (rank.Context)", "and the classifier (rank.Resolve), goal 95"}

// resolved is R@1 and R@5 of each way.
func resolved(list []talk, ix *rank.Index, m *classify.Model, show bool) (out [][2]float64) {
	out = make([][2]float64, len(ways))
	score := func(text string) []rank.Chance { return chances(m, text) }
	for _, t := range list {
		turns := turnsOf(t)
		spliced := ""
		for _, turn := range turns {
			spliced += turn.Text + " "
		}
		for i, hits := range [][]rank.Hit{
			ix.Search(t.Ask, 50), ix.Search(spliced+t.Ask, 50), ix.SearchWith(t.Ask, rank.Context(turns, t.Ask), 50), rank.Resolve(ix, turns, t.Ask, score, 50),
		} {
			ids := distinct(hits)
			at := slices.IndexFunc(ids, func(id string) bool { return wanted(t.Want, id) })
			if at == 0 {
				out[i][0] += 100 / float64(len(list))
			}
			if at >= 0 && at < 5 {
				out[i][1] += 100 / float64(len(list))
			}
			if i == 3 && at != 0 && show {
				fmt.Fprintln(os.Stderr, t.Turns, t.Ask, t.Want, ids[:min(3, len(ids))])
			}
		}
	}
	return out
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
