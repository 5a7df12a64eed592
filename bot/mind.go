package bot

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/manyhands/manyhands/bot/footing"
	"github.com/manyhands/manyhands/bot/passage"
	"github.com/manyhands/manyhands/internal/knowledge"
	"github.com/manyhands/manyhands/internal/shop"
	"github.com/manyhands/manyhands/internal/sop"
	"github.com/manyhands/manyhands/internal/text/classify"
	"github.com/manyhands/manyhands/internal/text/fold"
	"github.com/manyhands/manyhands/internal/text/rank"
	"github.com/manyhands/manyhands/internal/text/tongue"
)

// plainIntents are intents with a meaning of their own, which need no article.
var plainIntents = []string{"human", "greeting", "thanks", "bye", "buy", "complaint"}

// subject is what one intent is answered by: articles, one a language, or a
// procedure.
type subject struct {
	intent   string
	articles []knowledge.Article
	sop      *sop.Procedure
}

// Mind is a brand compiled to think with. It never changes and serves any
// number of goroutines.
type Mind struct {
	brand     Brand
	goods     *shop.Catalogue
	subjects  map[string]*subject
	model     *classify.Model   // nil when there is nothing to learn from
	exact     map[string]string // folded phrasing -> intent
	near      *rank.Index       // phrasings, by intent
	passages  *passage.Index
	ofArticle map[string]string // an article's id -> its intent
	footing   *footing.Index
	thin      bool // few phrasings: the words themselves are asked too
}

// Compile builds a Mind. The same brand gives the same Mind. It returns the
// faults of training.
func Compile(b Brand) (*Mind, error) {
	m := &Mind{brand: b, goods: shop.NewCatalogue(b.Products), subjects: map[string]*subject{}, exact: map[string]string{}, ofArticle: map[string]string{}}
	for _, a := range b.Articles {
		intent := a.Intent
		if intent == "" {
			intent = a.ID
		}
		m.ofArticle[a.ID] = intent
		s := m.subject(intent)
		s.articles = slices.DeleteFunc(s.articles, func(x knowledge.Article) bool { return x.ID == a.ID })
		s.articles = append(s.articles, a)
	}
	for _, p := range b.Procedures {
		for _, in := range p.When.Intent {
			m.subject(in).sop = p
		}
	}
	m.passages = passage.Build(b.Articles)
	examples := m.examples(m.ofArticle)
	docs := make([]rank.Doc, len(examples))
	for i, e := range examples {
		docs[i] = rank.Doc{ID: e.Intent, Text: e.Text}
		m.exact[fold.String(e.Text)] = e.Intent
	}
	m.near = rank.Build(docs)
	m.footing = footing.Build(m.everything(examples))
	m.thin = len(examples) < fewPhrasings*len(m.subjects)
	classify.Sentiment("") // learned once a process, and not while the first shopper waits
	return m, m.train(examples)
}

func (m *Mind) subject(intent string) *subject {
	s := m.subjects[intent]
	if s == nil {
		s = &subject{intent: intent}
		m.subjects[intent] = s
	}
	return s
}

// examples are the phrasings by the intent they ask for: those of the file,
// those of the articles, and the articles' titles.
func (m *Mind) examples(ofArticle map[string]string) []classify.Example {
	var out []classify.Example
	add := func(text, intent string) {
		if strings.TrimSpace(text) != "" && fold.String(text) != "" {
			out = append(out, classify.Example{Text: text, Intent: intent})
		}
	}
	for _, q := range m.brand.Phrasings {
		intent := q.Intent
		if q.Article != "" {
			intent = q.Article
		}
		if of, ok := ofArticle[intent]; ok {
			intent = of
		}
		add(q.Text, intent)
	}
	for _, a := range m.brand.Articles {
		add(a.Title, ofArticle[a.ID])
		for _, q := range a.Questions {
			add(q, ofArticle[a.ID])
		}
	}
	for _, p := range m.brand.Procedures {
		for _, in := range p.When.Intent {
			for _, lang := range slices.Sorted(maps.Keys(p.Title)) { // the order of examples decides the last digits
				add(p.Title[lang], in)
			}
		}
	}
	return out
}

func (m *Mind) train(examples []classify.Example) error {
	kinds := map[string]bool{}
	for _, e := range examples {
		kinds[e.Intent] = true
	}
	if len(kinds) < 2 {
		return nil // the passages alone answer
	}
	model, err := classify.Train(examples, classify.Options{Dial: m.dial()})
	if err != nil {
		return fmt.Errorf("learn the questions of brand %s: %w", m.brand.Profile.ID, err)
	}
	m.model = model
	return nil
}

// dial is the precision that the brand asks for.
func (m *Mind) dial() float64 {
	if d := m.brand.Profile.Precision; d != 0 {
		return d
	}
	return usualDial
}

// acts tells whether an intent is answered by a procedure alone.
func (m *Mind) acts(intent string) bool {
	s := m.subjects[intent]
	return s != nil && s.sop != nil && len(s.articles) == 0
}

// Brand is what the Mind was compiled from.
func (m *Mind) Brand() Brand { return m.brand }

// titleOf is what a subject is called in front of people.
func (m *Mind) titleOf(intent string, lang tongue.Lang) string {
	s := m.subjects[intent]
	if s == nil {
		return intent
	}
	if s.sop != nil && !s.sop.Title.Empty() {
		return s.sop.Title.In(lang)
	}
	if a, ok := s.article(lang, time.Time{}); ok {
		return a.Title
	}
	return intent
}

// addressed begins a text with the brand's word for the shopper, once, where
// the language has one.
func (m *Mind) addressed(text string, lang tongue.Lang) string {
	w, ok := m.brand.Profile.Address[lang]
	if !ok {
		w = m.brand.Profile.Address[""]
	}
	if w == "" || text == "" || lang == tongue.English && m.brand.Profile.Address[lang] == "" || strings.HasPrefix(text, w) {
		return text
	}
	if lang == tongue.English {
		return w + ", " + text
	}
	return w + "，" + text
}

// article is the subject's article in the language, else in another one. At a
// zero time validity is not looked at.
func (s *subject) article(lang tongue.Lang, now time.Time) (knowledge.Article, bool) {
	var other *knowledge.Article
	for i := range s.articles {
		a := &s.articles[i]
		if !now.IsZero() && !a.Valid(now) {
			continue
		}
		if a.Lang == lang {
			return *a, true
		}
		if other == nil {
			other = a
		}
	}
	if other == nil {
		return knowledge.Article{}, false
	}
	return *other, true
}

// thought is what the Mind makes of a text.
type thought struct {
	intent string // classify.None when nothing is sure
	sure   float64
	decide classify.Decision
	top    []Candidate
	// beside is the procedure that is meant if the answer is not: asked how
	// something is done, and asked to do it, often sound the same.
	beside string
}

// think predicts the intent of a text. A phrasing that the brand wrote down
// itself is not guessed at.
func (m *Mind) think(text string) thought {
	if in, ok := m.exact[fold.String(text)]; ok {
		if in == knowledge.NoIntent {
			return thought{intent: classify.None, decide: classify.HandOver}
		}
		return thought{intent: in, sure: 1, decide: classify.Answer, top: []Candidate{{Intent: in, Confidence: 1}}}
	}
	if m.model == nil {
		return thought{intent: classify.None, decide: classify.HandOver}
	}
	p := m.model.Predict(text)
	th := thought{intent: p.Intent, sure: p.Confidence, decide: p.Decision}
	for _, s := range p.Top {
		th.top = append(th.top, Candidate{Intent: s.Intent, Confidence: s.Confidence})
	}
	if th.decide == classify.Answer && (th.sure < leastSure || th.sure < leastActing && m.acts(th.intent)) {
		th.decide = classify.Clarify
	}
	if m.thin {
		return m.footed(text, th)
	}
	return m.seconded(text, th)
}
