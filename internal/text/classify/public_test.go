package classify

import (
	"bufio"
	"encoding/json"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/manyhands/manyhands/internal/clock"
)

// publicSets is the folder of public intent sets (see docs), or the test is
// skipped: the product ships none of them.
func publicSet(t testing.TB, name string) []Example {
	t.Helper()
	dir := os.Getenv("MANYHANDS_PUBLIC_DATA")
	if dir == "" {
		t.Skip("MANYHANDS_PUBLIC_DATA names no folder of public sets")
	}
	f, err := os.Open(filepath.Join(dir, "intents", name))
	if err != nil {
		t.Skip(err)
	}
	defer f.Close()
	var out []Example
	for sc := bufio.NewScanner(f); sc.Scan(); {
		var e struct{ Text, Intent string }
		if err := json.Unmarshal(sc.Bytes(), &e); err != nil {
			t.Fatal(err)
		}
		out = append(out, Example(e))
	}
	return out
}

// outcome is what a held-out set says of a model.
type outcome struct {
	argmax, kept, sent, auroc, calibration float64
}

func judgeOn(m *Model, test []Example) outcome {
	type scored struct {
		c       float64
		outside bool
	}
	var o outcome
	var all []scored
	var in, out float64
	var bins [10][3]float64
	for _, e := range test {
		p := m.Predict(e.Text)
		all = append(all, scored{p.Confidence, e.Intent == None})
		right := 0.0
		if e.Intent == None {
			out++
			if p.Intent == None {
				o.sent++
			}
		} else {
			in++
			if len(p.Top) > 0 && p.Top[0].Intent == e.Intent {
				o.argmax++
				right = 1
				if p.Intent == e.Intent {
					o.kept++
				}
			}
		}
		b := &bins[min(int(p.Confidence*10), 9)]
		b[0]++
		b[1] += p.Confidence
		b[2] += right
	}
	slices.SortFunc(all, func(a, b scored) int {
		if a.c < b.c {
			return -1
		}
		return 1
	})
	rank := 0.0
	for i, s := range all {
		if !s.outside {
			rank += float64(i + 1)
		}
	}
	for _, b := range bins {
		o.calibration += max(b[1]-b[2], b[2]-b[1]) / float64(len(test))
	}
	o.argmax /= in
	o.kept /= in
	if out > 0 {
		o.sent /= out
		o.auroc = (rank - in*(in+1)/2) / (in * out)
	}
	return o
}

// least is what a set must reach: below it something broke.
type least struct{ argmax, kept, sent, auroc float64 }

func report(t *testing.T, name string, train, test []Example, want least) {
	t.Helper()
	began := clock.System{}.Now()
	m, err := Train(train, Options{})
	if err != nil {
		t.Fatal(err)
	}
	took := clock.System{}.Now().Sub(began)
	o := judgeOn(m, test)
	t.Logf("%-18s argmax %.4f kept %.4f sent %.3f auroc %.4f ece %.3f | none<%.2f train %.2fs %d feats %.1f MB", name, o.argmax, o.kept, o.sent, o.auroc, o.calibration, m.gate.noneBelow, took.Seconds(), len(m.space.idf), float64(m.weights.bytes())/1e6)
	if o.argmax < want.argmax || o.kept < want.kept || o.sent < want.sent || o.auroc < want.auroc {
		t.Errorf("%s: got %+v, want at least %+v", name, o, want)
	}
}

func split(all []Example, seed uint64, share float64) (train, test []Example) {
	all = slices.Clone(all)
	rand.New(rand.NewPCG(seed, 1)).Shuffle(len(all), func(i, j int) { all[i], all[j] = all[j], all[i] })
	k := int(float64(len(all)) * share)
	return all[k:], all[:k]
}

// shots keeps k phrasings an intent.
func shots(all []Example, k int) []Example {
	n := map[string]int{}
	var out []Example
	for _, e := range all {
		if n[e.Intent]++; n[e.Intent] <= k {
			out = append(out, e)
		}
	}
	return out
}

// thinShop keeps a few intents with some phrasings; all else is outside.
func thinShop(train, test []Example, seed uint64, intents, k int) (tr, te []Example) {
	var labels []string
	for _, e := range train {
		if e.Intent != None && !slices.Contains(labels, e.Intent) {
			labels = append(labels, e.Intent)
		}
	}
	rng := rand.New(rand.NewPCG(seed, 2))
	rng.Shuffle(len(labels), func(i, j int) { labels[i], labels[j] = labels[j], labels[i] })
	labels = labels[:intents]
	for _, e := range train {
		if slices.Contains(labels, e.Intent) {
			tr = append(tr, e)
		}
	}
	rng.Shuffle(len(tr), func(i, j int) { tr[i], tr[j] = tr[j], tr[i] })
	tr = shots(tr, k)
	in := 0
	for _, e := range test {
		if slices.Contains(labels, e.Intent) {
			te = append(te, e)
			in++
		}
	}
	test = slices.Clone(test)
	rng.Shuffle(len(test), func(i, j int) { test[i], test[j] = test[j], test[i] })
	for _, e := range test {
		if in > 0 && !slices.Contains(labels, e.Intent) {
			te = append(te, Example{e.Text, None})
			in--
		}
	}
	return tr, te
}

// The public sets' train halves, held out from themselves; the test halves
// measure releases and are kept out of here.
func TestPublicSetsHeldOut(t *testing.T) {
	bank := publicSet(t, "banking77.train.jsonl")
	tr, te := split(bank, 1, .25)
	report(t, "bank", tr, te, least{argmax: .91, kept: .905})
	report(t, "bank 10-shot", shots(tr, 10), te, least{argmax: .77})
	report(t, "bank 5-shot", shots(tr, 5), te, least{argmax: .69})
	clinc, val := publicSet(t, "clinc150.train.jsonl"), publicSet(t, "clinc150.val.jsonl")
	for seed := range uint64(3) {
		ttr, tte := thinShop(tr, te, seed, 20, 20)
		report(t, "bank, thin shop", ttr, tte, least{argmax: .88, auroc: .85})
		ttr, tte = thinShop(clinc, val, seed, 25, 20)
		report(t, "clinc, thin shop", ttr, tte, least{argmax: .93, auroc: .92})
	}
	if !testing.Short() {
		report(t, "clinc", clinc, val, least{argmax: .935, kept: .93, sent: .70, auroc: .97})
	}
}
