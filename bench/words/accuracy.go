package main

import (
	"fmt"
	"slices"

	"github.com/manyhands/manyhands/internal/text/classify"
)

// accuracy: how often the best intent is right, by cross-validation.
func accuracy(s sets, chinese []classify.Example) error {
	fmt.Println("| best intent right, 10-fold cross-validation | rows | intents | right | goal |\n|---|---|---|---|---|")
	for _, set := range []struct {
		name  string
		rows  []classify.Example
		folds int
		goal  string
	}{{"BANKING77, train half", s.bank, 10, "92.5 on the test half"}, {"CLINC150, train half, in scope", inScope(s.clinc), 5, "93.5"}, {"the shipped brand, Chinese", inScope(chinese), 10, ""}} {
		if len(set.rows) == 0 {
			continue
		}
		sum := 0.0
		for k := range set.folds {
			tr, te := parted(set.rows, set.folds, k)
			m, err := quick(tr)
			if err != nil {
				return err
			}
			sum += right(m, te)
		}
		fmt.Printf("| %s | %d | %d | %.1f | %s |\n", set.name, len(set.rows), intents(set.rows), 100*sum/float64(set.folds), set.goal)
	}
	return nil
}

func intents(rows []classify.Example) int {
	n := map[string]bool{}
	for _, e := range rows {
		n[e.Intent] = true
	}
	return len(n)
}

// fewExamples: the curve of phrasings an intent.
func fewExamples(s sets, chinese []classify.Example) error {
	counts := []int{1, 3, 5, 10, 20, 30}
	fmt.Println("| right with k phrasings an intent (4 draws) | 1 | 3 | 5 | 10 (goal 78) | 20 | 30 |\n|---|---|---|---|---|---|---|")
	for _, set := range []struct {
		name string
		rows []classify.Example
	}{{"BANKING77", s.bank}, {"CLINC150", inScope(s.clinc)}, {"the shipped brand, Chinese", inScope(chinese)}} {
		if len(set.rows) == 0 {
			continue
		}
		fmt.Printf("| %s |", set.name)
		for _, k := range counts {
			const draws = 4
			sum := 0.0
			for d := range draws {
				tr, te := parted(set.rows, draws, d)
				m, err := quick(shots(tr, k))
				if err != nil {
					return err
				}
				sum += right(m, te)
			}
			fmt.Printf(" %.1f |", 100*sum/draws)
		}
		fmt.Println()
	}
	return nil
}

// gate: in scope kept and right, outside sent on, at once.
func gate(s sets) error {
	if len(s.clinc) == 0 {
		return nil
	}
	fmt.Println("| gate, CLINC150 train -> validation | best intent right | kept and right (goal 93.5) | outside sent on (goal 70) | AUROC |\n|---|---|---|---|---|")
	for _, way := range []struct {
		name   string
		giveUp float64
	}{{"as the bot has it", 0}, {"as `intents` has it", 0.003}} {
		if err := gateAt(s, way.name, way.giveUp); err != nil {
			return err
		}
	}
	return nil
}

func gateAt(s sets, name string, giveUp float64) error {
	m, err := classify.Train(s.clinc, classify.Options{GiveUp: giveUp})
	if err != nil {
		return err
	}
	var in, out, kept, sent, best float64
	type scored struct {
		c       float64
		outside bool
	}
	var all []scored
	for _, e := range s.clincVal {
		p := m.Predict(e.Text)
		all = append(all, scored{p.Confidence, e.Intent == classify.None})
		if e.Intent == classify.None {
			out++
			if p.Intent == classify.None {
				sent++
			}
			continue
		}
		in++
		if len(p.Top) > 0 && p.Top[0].Intent == e.Intent {
			best++
		}
		if p.Intent == e.Intent {
			kept++
		}
	}
	slices.SortFunc(all, func(a, b scored) int {
		if a.c < b.c {
			return -1
		}
		return 1
	})
	rank := 0.0
	for i, x := range all {
		if !x.outside {
			rank += float64(i + 1)
		}
	}
	fmt.Printf("| %s | %.1f | %.1f | %.1f | %.3f |\n", name, 100*best/in, 100*kept/in, 100*sent/out, (rank-in*(in+1)/2)/(in*out))
	return nil
}

// dials: what is promised, what is kept, how much is answered.
func dials(s sets, chinese []classify.Example) error {
	fmt.Println("| the dial: promised -> precision measured on unseen rows (share answered) | 0.85 | 0.90 | 0.95 | 0.98 |\n|---|---|---|---|---|")
	bank, bankTest := parted(s.bank, 4, 0)
	zh, zhTest := parted(chinese, 4, 0)
	for _, set := range []struct {
		name        string
		train, test []classify.Example
	}{{"BANKING77, nothing outside", bank, bankTest}, {"CLINC150 validation, 3 % outside", s.clinc, s.clincVal}, {"the shipped brand, Chinese, 11 % outside", zh, zhTest}} {
		if len(set.train) == 0 {
			continue
		}
		outside := share(set.test)
		m, err := classify.Train(set.train, classify.Options{OutOfScope: max(outside, 0.01)})
		if err != nil {
			return err
		}
		fmt.Printf("| %s |", set.name)
		for _, dial := range []float64{.85, .9, .95, .98} {
			turned, answered, good := m.WithDial(dial), 0.0, 0.0
			for _, e := range set.test {
				p := turned.Predict(e.Text)
				if p.Decision != classify.Answer {
					continue
				}
				answered++
				if p.Intent == e.Intent {
					good++
				}
			}
			fmt.Printf(" %.3f (%.2f) |", good/max(answered, 1), answered/float64(len(set.test)))
		}
		fmt.Println()
	}
	return nil
}

func share(rows []classify.Example) float64 {
	return 1 - float64(len(inScope(rows)))/float64(len(rows))
}
