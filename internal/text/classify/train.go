package classify

import (
	"math/rand/v2"
	"strings"
	"sync"
	"unicode"

	"github.com/manyhands/manyhands/internal/fault"
)

// Example is one phrasing and what it wants. The intent None marks text that
// no intent covers.
type Example struct {
	Text   string
	Intent string
}

// Options of training; the zero value is what a brand wants.
type Options struct {
	// Dial is the precision promised of answers, such as 0.95; see WithDial.
	Dial float64
	// OutOfScope is the share of traffic that no intent covers, 0.2 when zero.
	OutOfScope float64
	// GiveUp is the share of right answers that may be lost so that what no
	// intent covers is handed over, 0.004 when zero. Less answers more, and
	// lets more through that is none of the intents.
	GiveUp float64
	// Plain leaves out the copies with slips and the names of the intents.
	Plain bool
}

// The refusals of Train.
var (
	ErrNoExamples  = fault.New(fault.Invalid, "intents_missing", "there is no example to learn from")
	ErrOneIntent   = fault.New(fault.Invalid, "intents_too_few", "at least two intents are needed, one may be none")
	ErrEmptyText   = fault.New(fault.Invalid, "phrasing_empty", "a phrasing has no text or no intent")
	ErrManyIntents = fault.New(fault.TooLarge, "intents_too_many", "more than 60,000 intents")
)

const (
	maxIntents = 60_000
	// noiseWeight: a spoiled copy counts for less than what somebody wrote.
	noiseWeight = 0.5
	// usualOutside is the assumed share of traffic that no intent covers.
	usualOutside = 0.2
)

// schooling is the material of one training.
type schooling struct {
	corpus   *corpus
	spelling *spelling
	lengths  [blocks]float32
	content  float32
	labels   []string
	none     int
	// by row of the corpus
	class  []int32
	weight []float32
	source []int32 // the example it comes from; -1 for the name of an intent
	count  int     // examples; they are the first rows
}

// Train learns a model from examples. It refuses with ErrNoExamples,
// ErrOneIntent, ErrEmptyText and ErrManyIntents.
func Train(examples []Example, o Options) (*Model, error) {
	s, err := gather(examples, o)
	if err != nil {
		return nil, err
	}
	if o.OutOfScope <= 0 {
		o.OutOfScope = usualOutside
	}
	if o.GiveUp <= 0 {
		o.GiveUp = usualGiveUp
	}
	var g *gate
	var calibrating sync.WaitGroup // beside the learning: neither needs the other
	calibrating.Go(func() { g = newGate(s.trials(o.OutOfScope), o.GiveUp) })
	rows := make([]int32, len(s.class))
	for i := range rows {
		rows[i] = int32(i)
	}
	m := s.learn(rows)
	calibrating.Wait()
	m.gate = g
	m.spelling = s.spelling
	m.dial = o.Dial
	m.settle(s.corpus)
	return m, nil
}

// gather reads the examples, the copies with slips and the intents' names.
func gather(examples []Example, o Options) (*schooling, error) {
	if len(examples) == 0 {
		return nil, ErrNoExamples
	}
	s := &schooling{corpus: newCorpus(), spelling: newSpelling(), none: -1, count: len(examples)}
	number := map[string]int32{}
	var rd reader
	han := 0 // examples with Han characters
	for i, e := range examples {
		if strings.TrimSpace(e.Text) == "" || e.Intent == "" {
			return nil, ErrEmptyText
		}
		c, ok := number[e.Intent]
		if !ok {
			c = int32(len(s.labels))
			number[e.Intent] = c
			s.labels = append(s.labels, e.Intent)
			if e.Intent == None {
				s.none = int(c)
			}
		}
		s.add(&rd, e.Text, c, 1, int32(i))
		if rd.han {
			s.spelling.learn(rd.runes)
			han++
		}
	}
	s.lengths, s.content = lengthsFor(len(examples), len(s.labels)), latinContent
	if 2*han > len(examples) {
		s.content = hanContent
	}
	switch {
	case len(s.labels) < 2:
		return nil, ErrOneIntent
	case len(s.labels) > maxIntents:
		return nil, ErrManyIntents
	}
	if o.Plain {
		return s, nil
	}
	rng := rand.New(rand.NewPCG(1, uint64(len(examples))))
	for i, e := range examples {
		if spoiled, ok := noisy(e.Text, rng); ok {
			s.add(&rd, spoiled, number[e.Intent], noiseWeight, int32(i))
		}
	}
	for c, l := range s.labels {
		if name := spoken(l); name != "" && c != s.none {
			s.add(&rd, name, int32(c), 1, -1)
		}
	}
	return s, nil
}

func (s *schooling) add(rd *reader, text string, class int32, weight float32, source int32) {
	s.corpus.add(rd, text)
	s.class = append(s.class, class)
	s.weight = append(s.weight, weight)
	s.source = append(s.source, source)
}

// spoken is the name of an intent as words: "card_notArrived" is a weak
// phrasing "card not Arrived". Names without a word in them ("q17") are none.
func spoken(label string) string {
	var b strings.Builder
	letters := 0
	last := rune(0)
	for _, r := range label {
		switch {
		case unicode.IsLetter(r):
			if unicode.IsUpper(r) && unicode.IsLower(last) {
				b.WriteByte(' ')
			}
			if isHan(r) {
				letters++
			}
			letters++
			b.WriteRune(r)
		default:
			b.WriteByte(' ')
		}
		last = r
	}
	if letters < 3 {
		return ""
	}
	return b.String()
}

// learn trains the machines on some rows of the corpus, all rows or a fold's.
// The model has no gate yet.
func (s *schooling) learn(rows []int32) *Model {
	sp := s.corpus.newSpace(rows, s.lengths)
	l := &lesson{x: sp.vectors(s.corpus, rows), width: len(sp.idf), content: s.content}
	for _, r := range rows {
		l.class = append(l.class, s.class[r])
		l.weight = append(l.weight, s.weight[r])
	}
	m := &Model{labels: s.labels, none: s.none, local: sp.local, space: sp, pool: newScratchPool()}
	m.weights = learnAll(l, len(s.labels))
	m.near = newNear(l, len(s.labels), func(row int) bool { return s.weight[rows[row]] == 1 && int(l.class[row]) != s.none })
	return m
}

// settle makes the features' numbers the model's own, so that the corpus can
// go: a lookup is then one step, and nothing unknown is kept.
func (m *Model) settle(c *corpus) {
	m.known = newKnown(len(m.space.idf))
	for j, key := range c.table.keys {
		if key == 0 || m.local[c.table.ids[j]] < 0 {
			continue
		}
		m.known.put(key, m.local[c.table.ids[j]])
	}
	m.local, m.space.local = nil, nil
}
