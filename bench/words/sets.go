package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"

	"github.com/manyhands/manyhands/internal/demo"
	"github.com/manyhands/manyhands/internal/knowledge"
	"github.com/manyhands/manyhands/internal/text/classify"
	"github.com/manyhands/manyhands/internal/text/tongue"
)

// sets are the public sets' train halves; a missing one is empty.
type sets struct {
	bank, clinc, clincVal []classify.Example
	sameSound             map[rune][]rune
}

func readSets(dir string) (s sets, err error) {
	for name, into := range map[string]*[]classify.Example{
		"banking77.train.jsonl": &s.bank, "clinc150.train.jsonl": &s.clinc, "clinc150.val.jsonl": &s.clincVal,
	} {
		if *into, err = readSet(filepath.Join(dir, "intents", name)); err != nil {
			return s, err
		}
	}
	s.sameSound, err = readSounds(filepath.Join(dir, "text", "same_pinyin.txt"))
	return s, err
}

func readSet(file string) ([]classify.Example, error) {
	f, err := os.Open(file)
	if errors.Is(err, fs.ErrNotExist) {
		fmt.Fprintln(os.Stderr, "words: no", file, "- going on without it")
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	defer f.Close()
	rows, _, err := classify.ReadExamples(f)
	return rows, err
}

// shipped is the phrasings of the brand that ships, by what they ask for.
func shipped() ([]classify.Example, error) {
	f, err := demo.Brand().Open("questions.jsonl")
	if err != nil {
		return nil, err
	}
	defer f.Close()
	list, err := knowledge.ReadPhrasings("questions.jsonl", f)
	if err != nil {
		return nil, err
	}
	var out []classify.Example
	for _, q := range list {
		if tongue.Of(q.Text) == tongue.Chinese {
			out = append(out, classify.Example{Text: q.Text, Intent: q.Article + q.Intent})
		}
	}
	return out, nil
}

// parted is one part of a cross-validation: every row is tested once.
func parted(all []classify.Example, folds, k int) (train, test []classify.Example) {
	all = slices.Clone(all)
	rand.New(rand.NewPCG(7, 7)).Shuffle(len(all), func(i, j int) { all[i], all[j] = all[j], all[i] })
	for i, e := range all {
		if i%folds == k {
			test = append(test, e)
		} else {
			train = append(train, e)
		}
	}
	return train, test
}

// shots keeps the first k phrasings of each intent.
func shots(all []classify.Example, k int) (out []classify.Example) {
	n := map[string]int{}
	for _, e := range all {
		if n[e.Intent]++; n[e.Intent] <= k {
			out = append(out, e)
		}
	}
	return out
}

func inScope(all []classify.Example) []classify.Example {
	return slices.DeleteFunc(slices.Clone(all), func(e classify.Example) bool { return e.Intent == classify.None })
}

// quick learns without calibrating, for tables that look at the best intent only.
func quick(train []classify.Example) (*classify.Model, error) {
	return classify.Train(train, classify.Options{})
}

func readJSONL[T any](raw []byte) (out []T, err error) {
	for line := range slices.Values(lines(raw)) {
		var v T
		if err := json.Unmarshal(line, &v); err != nil {
			return nil, fmt.Errorf("%s: %w", line, err)
		}
		out = append(out, v)
	}
	return out, nil
}
