package copilot

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/manyhands/manyhands/copilot/internal/db"
	"github.com/manyhands/manyhands/internal/knowledge"
	"github.com/manyhands/manyhands/internal/pg"
	"github.com/manyhands/manyhands/internal/shop"
	"github.com/manyhands/manyhands/internal/sop"
	"github.com/manyhands/manyhands/internal/text/classify"
	"github.com/manyhands/manyhands/internal/text/rank"
	"github.com/manyhands/manyhands/internal/uid"
)

// mind is a brand compiled to look things up in. It never changes.
type mind struct {
	stamp      stamp
	profile    knowledge.Profile
	articles   map[string]knowledge.Article // by id and language, see articleKey
	ofIntent   map[string][]string          // intent -> keys of articles
	passages   map[string]knowledge.Passage // by the index's id
	byPassage  *rank.Index
	procedures []*sop.Procedure
	goods      *shop.Catalogue
	byProduct  *rank.Index
	coupons    []shop.Coupon
	model      *classify.Model // nil when there is nothing to learn from
	cases      map[string]db.CopilotResolved
	byCase     *rank.Index
}

// stamp says what a mind was compiled from: it is old when one moved.
type stamp struct{ library, book, shop, resolved int64 }

// fallbackCurrency is what a brand without a profile sells in.
const fallbackCurrency = "CNY"

// mindOf is the brand's mind as it is; the first one is waited for, later ones
// are made aside by Tick.
func (c *Coach) mindOf(ctx context.Context, brand uid.Brand) (*mind, error) {
	c.mu.RLock()
	m := c.minds[brand]
	c.mu.RUnlock()
	if m != nil {
		return m, nil
	}
	return c.freshMind(ctx, brand)
}

// freshMind compiles the brand's mind when what it stands on has moved. Those
// who ask at once wait for one compilation.
func (c *Coach) freshMind(ctx context.Context, brand uid.Brand) (*mind, error) {
	now, err := c.stampOf(ctx, brand)
	if err != nil {
		return nil, err
	}
	c.compiling.Lock()
	defer c.compiling.Unlock()
	c.mu.RLock()
	old := c.minds[brand]
	c.mu.RUnlock()
	if old != nil && old.stamp == now {
		return old, nil
	}
	m, err := c.compile(ctx, brand, old, now)
	if err != nil {
		return nil, err
	}
	c.mu.Lock()
	c.minds[brand] = m
	c.mu.Unlock()
	return m, nil
}

func (c *Coach) stampOf(ctx context.Context, brand uid.Brand) (s stamp, err error) {
	if s.library, err = c.Library.Version(ctx, brand); err != nil {
		return s, err
	}
	if s.book, err = c.Book.Version(ctx, brand); err != nil {
		return s, err
	}
	if s.shop, err = c.Shop.Version(ctx, brand); err != nil {
		return s, err
	}
	err = c.inTx(ctx, pg.OfBrand(brand), func(tx pgx.Tx) error {
		rows, err := db.New(tx).ResolvedCounts(ctx)
		for _, r := range rows {
			s.resolved += r.N
		}
		return err
	})
	return s, err
}

// compile reads a brand. What did not move is taken over from the old mind:
// learning the phrasings is what costs.
func (c *Coach) compile(ctx context.Context, brand uid.Brand, old *mind, now stamp) (*mind, error) {
	m := &mind{stamp: now}
	if old != nil {
		*m = *old
		m.stamp = now
	}
	if old == nil || old.stamp.library != now.library || old.stamp.book != now.book {
		if err := c.compileWords(ctx, brand, m); err != nil {
			return nil, err
		}
	}
	if old == nil || old.stamp.shop != now.shop {
		if err := c.compileGoods(ctx, brand, m); err != nil {
			return nil, err
		}
	}
	if old == nil || old.stamp.resolved != now.resolved {
		if err := c.compileCases(ctx, brand, m); err != nil {
			return nil, err
		}
	}
	return m, nil
}

func (c *Coach) compileWords(ctx context.Context, brand uid.Brand, m *mind) (err error) {
	if m.profile, err = c.Library.Profile(ctx, brand, "id: brand\nname: brand\n"); err != nil {
		return err
	}
	if m.profile.Currency == "" {
		m.profile.Currency = fallbackCurrency
	}
	if m.profile.TimeZone == nil {
		m.profile.TimeZone = time.UTC
	}
	shelved, err := c.Library.Articles(ctx, brand)
	if err != nil {
		return err
	}
	filed, err := c.Book.Procedures(ctx, brand)
	if err != nil {
		return err
	}
	m.procedures = nil
	for _, f := range filed {
		m.procedures = append(m.procedures, f.Procedure)
	}
	m.shelve(shelved)
	phrasings, err := c.Library.Phrasings(ctx, brand)
	if err != nil {
		return err
	}
	return m.learn(shelved, phrasings)
}

func articleKey(a knowledge.Article) string { return a.ID + "/" + string(a.Lang) }

func intentOf(a knowledge.Article) string {
	if a.Intent != "" {
		return a.Intent
	}
	return a.ID
}

func (m *mind) shelve(shelved []knowledge.Shelved) {
	m.articles, m.ofIntent, m.passages = map[string]knowledge.Article{}, map[string][]string{}, map[string]knowledge.Passage{}
	var docs []rank.Doc
	for _, s := range shelved {
		key := articleKey(s.Article)
		m.articles[key] = s.Article
		m.ofIntent[intentOf(s.Article)] = append(m.ofIntent[intentOf(s.Article)], key)
		for _, p := range s.Passages() {
			id := fmt.Sprintf("%s/%d", key, p.At)
			m.passages[id] = p
			docs = append(docs, rank.Doc{ID: id, Text: s.Title + " " + p.Heading + " " + p.Text})
		}
	}
	m.byPassage = rank.Build(docs)
}

// learn trains the intents from the brand's phrasings, its articles' titles and
// questions, and its procedures' names.
func (m *mind) learn(shelved []knowledge.Shelved, phrasings []knowledge.Phrasing) error {
	of := map[string]string{}
	var examples []classify.Example
	add := func(text, intent string) {
		if substantiveEnough(text) && intent != "" {
			examples = append(examples, classify.Example{Text: text, Intent: intent})
		}
	}
	for _, s := range shelved {
		of[s.ID] = intentOf(s.Article)
		add(s.Title, of[s.ID])
		for _, q := range s.Questions {
			add(q, of[s.ID])
		}
	}
	for _, p := range phrasings {
		intent := p.Intent
		if p.Article != "" {
			intent = p.Article
		}
		if in, ok := of[intent]; ok {
			intent = in
		}
		add(p.Text, intent)
	}
	for _, p := range m.procedures {
		for _, in := range p.When.Intent {
			for _, lang := range slices.Sorted(maps.Keys(p.Title)) { // the order of examples decides the last digits
				add(p.Title[lang], in)
			}
		}
	}
	kinds := map[string]bool{}
	for _, e := range examples {
		kinds[e.Intent] = true
	}
	m.model = nil
	if len(kinds) < 2 {
		return nil // the words alone must find it
	}
	const dial = 0.9 // what a draft promises; an agent reads it before it is sent
	model, err := classify.Train(examples, classify.Options{Dial: dial})
	if err != nil {
		return fmt.Errorf("learn the brand's questions: %w", err)
	}
	m.model = model
	return nil
}

func (c *Coach) compileGoods(ctx context.Context, brand uid.Brand, m *mind) error {
	products, err := c.Shop.Catalogue(ctx, brand)
	if err != nil {
		return err
	}
	if m.coupons, err = c.Shop.Coupons(ctx, brand); err != nil {
		return err
	}
	m.goods = shop.NewCatalogue(products)
	docs := make([]rank.Doc, len(products))
	for i, p := range products {
		text := p.Name + " " + p.NameEn + " " + p.Category + " " + p.Description + " " + p.Material
		for _, a := range slices.Concat(p.Aliases, p.Tags) {
			text += " " + a
		}
		docs[i] = rank.Doc{ID: p.ID, Text: text}
	}
	m.byProduct = rank.Build(docs)
	return nil
}

// casesKept is how many resolved conversations a brand's index holds.
const casesKept = 3000

func (c *Coach) compileCases(ctx context.Context, brand uid.Brand, m *mind) error {
	var rows []db.CopilotResolved
	err := c.inTx(ctx, pg.OfBrand(brand), func(tx pgx.Tx) (err error) {
		rows, err = db.New(tx).Resolved(ctx, db.ResolvedParams{BrandID: brand, Most: casesKept})
		return err
	})
	if err != nil {
		return fmt.Errorf("read resolved conversations: %w", err)
	}
	m.cases = make(map[string]db.CopilotResolved, len(rows))
	docs := make([]rank.Doc, len(rows))
	for i, r := range rows {
		m.cases[r.ChatID.String()] = r
		docs[i] = rank.Doc{ID: r.ChatID.String(), Text: r.Question}
	}
	m.byCase = rank.Build(docs)
	return nil
}

// procedure finds one by id, or by an intent that starts it; nil for none.
func (m *mind) procedure(id string) *sop.Procedure {
	for _, p := range m.procedures {
		if p.ID == id {
			return p
		}
	}
	return nil
}

func (m *mind) procedureFor(intent string) *sop.Procedure {
	for _, p := range m.procedures {
		if slices.Contains(p.When.Intent, intent) {
			return p
		}
	}
	return nil
}
