package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"

	"github.com/manyhands/manyhands/copilot/guard"
	"github.com/manyhands/manyhands/internal/demo"
)

// words makes n different words of two to six characters as real lists have
// them: common characters often.
func words(n int) []string {
	rng := rand.New(rand.NewPCG(1, uint64(n)))
	seen := make(map[string]bool, n)
	out := make([]string, 0, n)
	for len(out) < n {
		var b strings.Builder
		for range 2 + rng.IntN(5) {
			b.WriteRune(0x4E00 + rune(rng.ExpFloat64()*900)%6000)
		}
		if w := b.String(); !seen[w] {
			seen[w] = true
			out = append(out, w)
		}
	}
	return out
}

// source is where ordinary messages come from, and who writes such.
type source struct {
	name  string
	by    guard.Author
	lines []string
}

// messages are ordinary ones: what shoppers ask the brand that ships and what
// its articles and golden conversations say, and public questions and neutral
// comments beside them.
func messages(public string) (out []source, err error) {
	take := func(name string, by guard.Author, got []string) { out = append(out, source{name, by, got}) }
	brand := demo.Brand()
	take("what shoppers ask the brand that ships", guard.Shopper, textsIn(brand, "questions.jsonl"))
	var said []string
	articles, err := fs.Glob(brand, "articles/*.md")
	if err != nil {
		return nil, err
	}
	for _, name := range articles {
		raw, err := fs.ReadFile(brand, name)
		if err != nil {
			return nil, err
		}
		_, text, _ := strings.Cut(string(raw[3:]), "\n---\n")
		for _, s := range strings.FieldsFunc(text, func(r rune) bool { return strings.ContainsRune("\n。！？|", r) }) {
			if s = strings.Trim(s, "#-* "); len(s) > 6 {
				said = append(said, s)
			}
		}
	}
	take("its articles, as the bot says them", guard.Bot, said)
	if talks, err := os.ReadFile("../../internal/demo/testdata/talks.txtar"); err == nil {
		var lines []string
		for l := range strings.Lines(string(talks)) {
			if s, ok := strings.CutPrefix(strings.TrimSpace(l), "> "); ok {
				lines = append(lines, s)
			}
		}
		take("its golden conversations", guard.Shopper, lines)
	}
	if public != "" {
		take("banking questions, English", guard.Shopper, publicTexts(filepath.Join(public, "intents/banking77.train.jsonl"), 7000))
		take("calm comments of an open forum", guard.Agent, publicTexts(filepath.Join(public, "text/cold.train.jsonl"), 7000))
	}
	return out, nil
}

func textsIn(files fs.FS, name string) []string {
	f, err := files.Open(name)
	if err != nil {
		return nil
	}
	defer func() { _ = f.Close() }()
	return rows(bufio.NewScanner(f), 1<<30)
}

func publicTexts(name string, most int) []string {
	f, err := os.Open(name)
	if err != nil {
		fmt.Fprintln(os.Stderr, "guard: public data is absent:", name)
		return nil
	}
	defer func() { _ = f.Close() }()
	return rows(bufio.NewScanner(f), most)
}

// rows reads the texts of a JSON-lines file; offensive comments are left out.
func rows(sc *bufio.Scanner, most int) (out []string) {
	for sc.Scan() && len(out) < most {
		var row struct {
			Text      string
			Offensive int
		}
		if json.Unmarshal(sc.Bytes(), &row) == nil && row.Offensive == 0 && row.Text != "" {
			out = append(out, row.Text)
		}
	}
	return out
}
