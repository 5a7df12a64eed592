package knowledge

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"sync"

	"github.com/manyhands/manyhands/internal/knowledge/internal/db"
	"github.com/manyhands/manyhands/internal/text/classify"
	"github.com/manyhands/manyhands/internal/text/fold"
	"github.com/manyhands/manyhands/internal/uid"
)

// Coverage is how much a brand's phrasings let the bot answer, and how surely.
type Coverage struct {
	Dial      float64          `json:"dial"`  // the precision asked for
	At        classify.Point   `json:"at"`    // where that stands on the curve
	Kept      bool             `json:"kept"`  // held-out messages kept the promise
	Curve     []classify.Point `json:"curve"` // risk against coverage, on held-out phrasings
	Phrasings int              `json:"phrasings"`
	Subjects  int              `json:"subjects"`
	Weakest   []Weak           `json:"weakest"`
	Open      int              `json:"open"`     // questions that were not answered lately
	Answered  int              `json:"answered"` // of them, those that would be by now
}

// Weak is a subject whose own phrasings are often taken for another's, or that
// has hardly any.
type Weak struct {
	Intent    string `json:"intent"`
	Title     string `json:"title"`
	Phrasings int    `json:"phrasings"`
	Tried     int    `json:"tried"`
	Right     int    `json:"right"`
}

const (
	mostWeak   = 12
	fewOfOne   = 5 // fewer phrasings than this are too few
	weakBelow  = 0.8
	curveSteps = 60
)

// Coverage measures a brand's phrasings. It returns ErrTooThin.
func (l *Library) Coverage(ctx context.Context, brand uid.Brand) (Coverage, error) {
	j, err := l.judged(ctx, brand)
	if err != nil {
		return Coverage{}, err
	}
	dial, err := l.Dial(ctx, brand)
	if err != nil {
		return Coverage{}, err
	}
	open, err := l.open(ctx, brand)
	if err != nil {
		return Coverage{}, err
	}
	m := j.model.WithDial(dial)
	c := Coverage{Dial: dial, Curve: thinned(m.Curve(), curveSteps), Phrasings: len(j.examples), Subjects: len(m.Intents()), Weakest: j.weakest(), Open: len(open)}
	c.At, c.Kept = m.Promise()
	for _, text := range open {
		if m.Predict(text).Decision == classify.Answer {
			c.Answered++
		}
	}
	return c, nil
}

// thinned keeps about n points of a curve, the ends among them.
func thinned(all []classify.Point, n int) []classify.Point {
	if len(all) <= n {
		return all
	}
	out := make([]classify.Point, 0, n)
	for i := range n {
		out = append(out, all[i*(len(all)-1)/(n-1)])
	}
	return out
}

// weakest are the subjects to write phrasings for first.
func (j *judged) weakest() []Weak {
	count := map[string]int{}
	for _, e := range j.examples {
		count[e.Intent]++
	}
	held := map[string]classify.Tried{}
	for _, t := range j.model.HeldOut() {
		held[t.Intent] = t
	}
	out := []Weak{}
	for _, intent := range j.model.Intents() {
		w := Weak{intent, j.titled(intent), count[intent], held[intent].Tried, held[intent].Right}
		if w.Phrasings < fewOfOne || w.Tried > 0 && w.share() < weakBelow {
			out = append(out, w)
		}
	}
	slices.SortStableFunc(out, func(a, b Weak) int { return cmp.Compare(a.share(), b.share()) })
	return out[:min(len(out), mostWeak)]
}

func (w Weak) share() float64 {
	if w.Tried == 0 {
		return float64(w.Phrasings) / (2 * fewOfOne)
	}
	return float64(w.Right) / float64(w.Tried)
}

// open is what was asked, not answered and not settled, each once, the newest
// first.
func (l *Library) open(ctx context.Context, brand uid.Brand) ([]string, error) {
	return one(ctx, l, brand, func(q *db.Queries) ([]string, error) {
		rows, err := q.OpenQuestions(ctx, brand)
		if err != nil {
			return nil, fmt.Errorf("list open questions: %w", err)
		}
		seen := map[string]bool{}
		var out []string
		for _, r := range rows {
			if key := fold.String(r.Text); key != "" && !seen[key] {
				seen[key] = true
				out = append(out, r.Text)
			}
		}
		return out, nil
	})
}

// Click is a question whose answer a person knows at a glance: one click says
// what it asks for, and Like other open questions come with it.
type Click struct {
	Text    string  `json:"text"`
	Like    int     `json:"like"` // open questions that are like it, itself among them
	Gain    float64 `json:"gain"` // open questions that the click is expected to have answered
	Guesses []Guess `json:"guesses"`
}

// Guess is a subject that a question may be about.
type Guess struct {
	Intent     string  `json:"intent"`
	Title      string  `json:"title"`
	Confidence float64 `json:"confidence"`
}

// Clicks is the queue of learning: the n open questions that raise coverage
// most when somebody says what they ask for, the most useful first. It returns
// ErrTooThin.
func (l *Library) Clicks(ctx context.Context, brand uid.Brand, n int) ([]Click, error) {
	j, err := l.judged(ctx, brand)
	if err != nil {
		return nil, err
	}
	dial, err := l.Dial(ctx, brand)
	if err != nil {
		return nil, err
	}
	open, err := l.open(ctx, brand)
	if err != nil {
		return nil, err
	}
	return clicks(j, j.model.WithDial(dial), open, n), nil
}

// closeEnough is the overlap from which one answer teaches another.
const closeEnough = 0.4

// clicks picks greedily: each time the question that stands for the most that
// is neither answered nor stood for yet. What is sure already gains nothing.
func clicks(j *judged, m *classify.Model, open []string, n int) []Click {
	missing := make([]float64, len(open)) // what is still to gain at each question
	said := make([]classify.Prediction, len(open))
	grams := make([]map[string]bool, len(open))
	for i, text := range open {
		said[i], grams[i] = m.Predict(text), gramsOf(text)
		if said[i].Decision != classify.Answer {
			missing[i] = 1
		}
	}
	like := alikes(grams)
	out := []Click{}
	for len(out) < n {
		best, most := -1, 0.0
		for i := range open {
			gain := 0.0
			for _, k := range like[i] {
				gain += missing[k.other] * k.share
			}
			if gain > most+1e-9 {
				best, most = i, gain
			}
		}
		if best < 0 || missing[best] == 0 {
			break
		}
		c := Click{Text: open[best], Like: len(like[best]), Gain: most, Guesses: []Guess{}}
		for _, s := range said[best].Top {
			c.Guesses = append(c.Guesses, Guess{s.Intent, j.titled(s.Intent), s.Confidence})
		}
		out = append(out, c)
		for _, k := range like[best] {
			missing[k.other] *= 1 - k.share
		}
	}
	return out
}

type alike struct {
	other int
	share float64
}

func alikes(grams []map[string]bool) [][]alike {
	out := make([][]alike, len(grams))
	for i := range grams {
		out[i] = append(out[i], alike{i, 1})
		for k := range i {
			if s := overlap(grams[i], grams[k]); s >= closeEnough {
				out[i] = append(out[i], alike{k, s})
				out[k] = append(out[k], alike{i, s})
			}
		}
	}
	return out
}

// Taught is what one click came to.
type Taught struct {
	Open    int `json:"open"`    // open questions but the one clicked
	Before  int `json:"before"`  // of them, answered before
	After   int `json:"after"`   // and now
	Settled int `json:"settled"` // questions with these very words
}

// Teach keeps what a person says that a question asks for: an article's id, an
// intent, or NoIntent for what nobody should answer from the shelf. It returns
// ErrPhrasing, ErrNoArticle and ErrTooThin.
func (l *Library) Teach(ctx context.Context, brand uid.Brand, text, intent, by string) (Taught, error) {
	if fold.String(text) == "" || intent == "" || len([]rune(text)) > mostQuestion {
		return Taught{}, ErrPhrasing.With("a question of at most %d characters and what it asks for were expected", mostQuestion)
	}
	before, err := l.judged(ctx, brand)
	if err != nil {
		return Taught{}, err
	}
	if intent != NoIntent && !slices.Contains(before.model.Intents(), intent) {
		return Taught{}, ErrNoArticle.At("intent", "a subject that something answers", intent)
	}
	var t Taught
	_, err = one(ctx, l, brand, func(q *db.Queries) (struct{}, error) {
		if err := q.TeachPhrasing(ctx, db.TeachPhrasingParams{BrandID: brand, Text: text, Intent: intent, Source: "click", ByWhom: by}); err != nil {
			return struct{}{}, fmt.Errorf("keep phrasing: %w", err)
		}
		n, err := q.Settle(ctx, db.SettleParams{BrandID: brand, Text: text, SettledAs: intent, At: l.clock.Now()})
		if err != nil {
			return struct{}{}, fmt.Errorf("settle question: %w", err)
		}
		t.Settled = int(n)
		return struct{}{}, q.Bump(ctx, brand)
	})
	if err != nil {
		return t, err
	}
	return l.compared(ctx, brand, before, t)
}

// mostQuestion is the column's limit.
const mostQuestion = 2000

// compared counts the open questions answered before and after, other than the
// one that was just settled.
func (l *Library) compared(ctx context.Context, brand uid.Brand, before *judged, t Taught) (Taught, error) {
	after, err := l.judged(ctx, brand)
	if err != nil {
		return t, err
	}
	dial, err := l.Dial(ctx, brand)
	if err != nil {
		return t, err
	}
	open, err := l.open(ctx, brand)
	if err != nil {
		return t, err
	}
	t.Open = len(open)
	was, is := before.model.WithDial(dial), after.model.WithDial(dial)
	for _, text := range open {
		if was.Predict(text).Decision == classify.Answer {
			t.Before++
		}
		if is.Predict(text).Decision == classify.Answer {
			t.After++
		}
	}
	return t, nil
}

// onceEach trains two things at once on machines that have two cores.
func onceEach(a, b func() error) error {
	var wg sync.WaitGroup
	var errB error
	wg.Go(func() { errB = b() })
	errA := a()
	wg.Wait()
	if errA != nil {
		return errA
	}
	return errB
}
