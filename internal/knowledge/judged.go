package knowledge

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"

	"github.com/jackc/pgx/v5"

	"github.com/manyhands/manyhands/internal/fault"
	"github.com/manyhands/manyhands/internal/knowledge/internal/db"
	"github.com/manyhands/manyhands/internal/text/classify"
	"github.com/manyhands/manyhands/internal/text/fold"
	"github.com/manyhands/manyhands/internal/uid"
)

// ErrTooThin tells that there is nothing to measure yet.
var ErrTooThin = fault.New(fault.Conflict, "knowledge_too_thin", "at least two subjects with a phrasing each are needed before anything can be measured")

// UsualDial is promised when the brand asks for nothing else.
const UsualDial = 0.9

// Examples are the phrasings by the intent that they ask for: those brought in,
// those of the articles, and the articles' titles. Procedures' titles are the
// bot's to add.
func Examples(articles []Article, phrasings []Phrasing) []classify.Example {
	intents := map[string]string{}
	for _, a := range articles {
		intents[a.ID] = a.Subject()
	}
	var out []classify.Example
	add := func(text, intent string) {
		if fold.String(text) != "" && intent != "" {
			out = append(out, classify.Example{Text: text, Intent: intent})
		}
	}
	for _, p := range phrasings {
		name := p.Article + p.Intent
		if of, ok := intents[name]; ok {
			name = of
		}
		add(p.Text, name)
	}
	for _, a := range articles {
		add(a.Title, a.Subject())
		for _, q := range a.Questions {
			add(q, a.Subject())
		}
	}
	return out
}

// Subject is the intent that an article answers: its own when none is named.
func (a Article) Subject() string {
	if a.Intent != "" {
		return a.Intent
	}
	return a.ID
}

// judged is a brand's phrasings learned, for measuring and for asking which
// click helps most. It never changes.
type judged struct {
	version  int64
	examples []classify.Example
	model    *classify.Model
	titles   map[string]string // by intent
}

// judges keeps what was learned of a few brands: measuring a page twice must
// not train twice. The bot has its own; this one serves people at their desks.
type judges struct {
	mu    sync.Mutex // covers of
	of    map[uid.Brand]*judge
	order []uid.Brand
}

type judge struct {
	mu  sync.Mutex // covers got: one training a brand at a time
	got *judged
}

// mostJudges are kept at once.
const mostJudges = 16

func (j *judges) at(brand uid.Brand) *judge {
	j.mu.Lock()
	defer j.mu.Unlock()
	if j.of == nil {
		j.of = map[uid.Brand]*judge{}
	}
	one := j.of[brand]
	if one == nil {
		one = &judge{}
		j.of[brand] = one
		if j.order = append(j.order, brand); len(j.order) > mostJudges {
			delete(j.of, j.order[0])
			j.order = j.order[1:]
		}
	}
	return one
}

// judged learns a brand's phrasings, or takes what was learned since the last
// change. It returns ErrTooThin.
func (l *Library) judged(ctx context.Context, brand uid.Brand) (*judged, error) {
	one := l.judges.at(brand)
	one.mu.Lock()
	defer one.mu.Unlock()
	v, err := l.Version(ctx, brand)
	if err != nil {
		return nil, err
	}
	if one.got != nil && one.got.version == v {
		return one.got, nil
	}
	articles, phrasings, err := l.words(ctx, brand)
	if err != nil {
		return nil, err
	}
	j := &judged{version: v, examples: Examples(articles, phrasings), titles: map[string]string{}}
	for _, a := range articles {
		if j.titles[a.Subject()] == "" || a.Lang == "zh" {
			j.titles[a.Subject()] = a.Title
		}
	}
	if j.model, err = learned(j.examples); err != nil {
		return nil, err
	}
	one.got = j
	return j, nil
}

// learned trains on examples; too few of them are ErrTooThin.
func learned(examples []classify.Example) (*classify.Model, error) {
	m, err := classify.Train(examples, classify.Options{})
	if errors.Is(err, classify.ErrNoExamples) || errors.Is(err, classify.ErrOneIntent) {
		return nil, ErrTooThin
	}
	return m, err
}

func (l *Library) words(ctx context.Context, brand uid.Brand) ([]Article, []Phrasing, error) {
	list, err := l.Articles(ctx, brand)
	if err != nil {
		return nil, nil, err
	}
	articles := make([]Article, len(list))
	for i, s := range list {
		articles[i] = s.Article
	}
	phrasings, err := l.Phrasings(ctx, brand)
	return articles, phrasings, err
}

// Dial is the precision that the brand asks for: what was set on the page, else
// what brand.yaml says, else the usual.
func (l *Library) Dial(ctx context.Context, brand uid.Brand) (float64, error) {
	p, err := l.Profile(ctx, brand, "name: brand\n")
	if err != nil {
		return 0, err
	}
	if p.Precision == 0 {
		return UsualDial, nil
	}
	return p.Precision, nil
}

// ErrDial refuses a precision that nobody can keep, or that promises nothing.
var ErrDial = fault.New(fault.Invalid, "dial_wrong", "a precision from 0.50 to 0.99 was expected")

// SetDial keeps the precision that the bot then holds to. It returns ErrDial.
func (l *Library) SetDial(ctx context.Context, brand uid.Brand, precision float64, by string) error {
	bp := int32(precision*10_000 + 0.5)
	if bp < 5000 || bp > 9900 {
		return ErrDial.At("precision", "0.50 to 0.99", fmt.Sprint(precision))
	}
	_, err := one(ctx, l, brand, func(q *db.Queries) (struct{}, error) {
		if err := q.PutDial(ctx, db.PutDialParams{BrandID: brand, PrecisionBp: bp, ByWhom: by, At: l.clock.Now()}); err != nil {
			return struct{}{}, fmt.Errorf("keep the dial: %w", err)
		}
		return struct{}{}, q.Bump(ctx, brand)
	})
	return err
}

// dialled puts the page's precision over the file's.
func dialled(ctx context.Context, q *db.Queries, brand uid.Brand, p Profile) (Profile, error) {
	bp, err := q.Dial(ctx, brand)
	if errors.Is(err, pgx.ErrNoRows) {
		return p, nil
	}
	if err != nil {
		return p, fmt.Errorf("find the dial: %w", err)
	}
	p.Precision = float64(bp) / 10_000
	return p, nil
}

// titled is what an intent is called in front of people.
func (j *judged) titled(intent string) string {
	if t := j.titles[intent]; t != "" {
		return t
	}
	return strings.ReplaceAll(strings.ReplaceAll(intent, "_", " "), "-", " ")
}
