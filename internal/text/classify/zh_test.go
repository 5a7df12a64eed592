package classify

import (
	"bufio"
	"encoding/json"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// brandQuestions is the Chinese phrasings of the brand that ships.
func brandQuestions(t testing.TB) (out []Example) {
	t.Helper()
	files, err := filepath.Glob("../../demo/brand/*/questions.jsonl")
	if err != nil || len(files) == 0 {
		t.Skip("no brand ships with phrasings")
	}
	f, err := os.Open(files[0])
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	for sc := bufio.NewScanner(f); sc.Scan(); {
		var e struct{ Text, Intent, Article string }
		if err := json.Unmarshal(sc.Bytes(), &e); err != nil {
			t.Fatal(err)
		}
		if e.Intent == "" {
			e.Intent = e.Article
		}
		if strings.ContainsFunc(e.Text, isHan) {
			out = append(out, Example{e.Text, e.Intent})
		}
	}
	return out
}

func TestZhTune(t *testing.T) {
	all := brandQuestions(t)
	for _, plain := range []bool{true, false} {
		var a, b, n float64
		for s := range uint64(5) {
			tr, te := split(all, s, .25)
			m, err := Train(tr, Options{Plain: plain})
			if err != nil {
				t.Fatal(err)
			}
			rng := rand.New(rand.NewPCG(s, 9))
			for _, e := range te {
				n++
				if p := m.Predict(e.Text); len(p.Top) > 0 && p.Top[0].Intent == e.Intent {
					a++
				}
				rs := []rune(e.Text)
				for i := range rs {
					if isHan(rs[i]) && rng.IntN(5) == 0 {
						swapSound(rs, i, rng)
					}
				}
				if p := m.Predict(string(rs)); len(p.Top) > 0 && p.Top[0].Intent == e.Intent {
					b++
				}
			}
		}
		t.Logf("zh plain %v n %d of %d: clean %.4f homophones %.4f", plain, int(n), len(all), a/n, b/n)
	}
}
