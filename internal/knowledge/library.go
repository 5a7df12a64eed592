package knowledge

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/manyhands/manyhands/internal/clock"
	"github.com/manyhands/manyhands/internal/fault"
	"github.com/manyhands/manyhands/internal/knowledge/internal/db"
	"github.com/manyhands/manyhands/internal/pg"
	"github.com/manyhands/manyhands/internal/text/tongue"
	"github.com/manyhands/manyhands/internal/uid"
)

// What the library refuses.
var (
	ErrNoArticle  = fault.New(fault.NotFound, "article_unknown", "there is no such article")
	ErrNoProposal = fault.New(fault.NotFound, "proposal_unknown", "there is no such proposal, or it was decided already")
	ErrNoPhrasing = fault.New(fault.Invalid, "phrasings_empty", "the file holds no phrasing")
)

// Library is what every brand knows in words, over PostgreSQL.
type Library struct {
	pool   *pgxpool.Pool
	clock  clock.Clock
	judges judges
}

// NewLibrary makes a library.
func NewLibrary(pool *pgxpool.Pool, c clock.Clock) *Library { return &Library{pool: pool, clock: c} }

// Shelved is an article with how it came to be.
type Shelved struct {
	Article
	State  string    `json:"state"` // proposed, approved, retired, rejected
	Why    string    `json:"why,omitempty"`
	ByWhom string    `json:"by"`
	At     time.Time `json:"at"`
	// Validity is where the article stands by our clock: now, later or over.
	Validity string `json:"validity,omitempty"`
}

// Version changes with every change of what may be answered from.
func (l *Library) Version(ctx context.Context, brand uid.Brand) (int64, error) {
	return one(ctx, l, brand, func(q *db.Queries) (int64, error) { return q.Version(ctx, brand) })
}

// Put keeps the next version of an article, in force at once.
func (l *Library) Put(ctx context.Context, brand uid.Brand, a Article, by string) (Article, error) {
	return l.put(ctx, brand, a, "approved", "uploaded", by)
}

// Retire takes an article out of force; its versions stay readable. It returns
// ErrNoArticle.
func (l *Library) Retire(ctx context.Context, brand uid.Brand, id, by string) error {
	a, err := l.Article(ctx, brand, id)
	if err != nil {
		return err
	}
	_, err = l.put(ctx, brand, a.Article, "retired", "retired", by)
	return err
}

func (l *Library) put(ctx context.Context, brand uid.Brand, a Article, state, why, by string) (Article, error) {
	doc, err := json.Marshal(a)
	if err != nil {
		return Article{}, fmt.Errorf("write article: %w", err)
	}
	return one(ctx, l, brand, func(q *db.Queries) (Article, error) {
		v, err := q.PutArticle(ctx, db.PutArticleParams{BrandID: brand, ID: a.ID, State: state, Doc: doc, Why: why, ByWhom: by, At: l.clock.Now()})
		if err != nil {
			return Article{}, fmt.Errorf("keep article: %w", err)
		}
		a.Version = int(v)
		return a, q.Bump(ctx, brand)
	})
}

// Articles lists what is in force.
func (l *Library) Articles(ctx context.Context, brand uid.Brand) ([]Shelved, error) {
	return one(ctx, l, brand, func(q *db.Queries) ([]Shelved, error) {
		rows, err := q.Articles(ctx, brand)
		if err != nil {
			return nil, fmt.Errorf("list articles: %w", err)
		}
		var out []Shelved
		for _, r := range rows {
			if r.State == "retired" {
				continue
			}
			s, err := shelved(r.Doc, r.Version, Shelved{State: r.State, ByWhom: r.ByWhom, At: r.At})
			if err != nil {
				return nil, err
			}
			s.Validity = s.Standing(l.clock.Now())
			out = append(out, s)
		}
		return out, nil
	})
}

// Article finds the version in force. It returns ErrNoArticle.
func (l *Library) Article(ctx context.Context, brand uid.Brand, id string) (Shelved, error) {
	return one(ctx, l, brand, func(q *db.Queries) (Shelved, error) {
		r, err := q.Article(ctx, db.ArticleParams{BrandID: brand, ID: id})
		if errors.Is(err, pgx.ErrNoRows) || err == nil && r.State == "retired" {
			return Shelved{}, ErrNoArticle
		}
		if err != nil {
			return Shelved{}, fmt.Errorf("find article: %w", err)
		}
		return shelved(r.Doc, r.Version, Shelved{State: r.State, Why: r.Why, ByWhom: r.ByWhom, At: r.At})
	})
}

// Proposals lists what waits for a person's yes.
func (l *Library) Proposals(ctx context.Context, brand uid.Brand) ([]Shelved, error) {
	return one(ctx, l, brand, func(q *db.Queries) ([]Shelved, error) {
		rows, err := q.Proposals(ctx, brand)
		if err != nil {
			return nil, fmt.Errorf("list proposals: %w", err)
		}
		out := make([]Shelved, len(rows))
		for i, r := range rows {
			if out[i], err = shelved(r.Doc, r.Version, Shelved{State: r.State, Why: r.Why, ByWhom: r.ByWhom, At: r.At}); err != nil {
				return nil, err
			}
		}
		return out, nil
	})
}

// Decide approves or rejects a proposal. It returns ErrNoProposal.
func (l *Library) Decide(ctx context.Context, brand uid.Brand, id string, version int, approve bool, by string) error {
	state := "rejected"
	if approve {
		state = "approved"
	}
	_, err := one(ctx, l, brand, func(q *db.Queries) (struct{}, error) {
		now := l.clock.Now()
		n, err := q.Decide(ctx, db.DecideParams{BrandID: brand, ID: id, Version: int32(version), State: state, DecidedBy: by, DecidedAt: &now})
		if err != nil {
			return struct{}{}, fmt.Errorf("decide proposal: %w", err)
		}
		if n == 0 {
			return struct{}{}, ErrNoProposal
		}
		if approve {
			if err := settleAsked(ctx, q, brand, id, version, now); err != nil {
				return struct{}{}, err
			}
		}
		return struct{}{}, q.Bump(ctx, brand)
	})
	return err
}

// settleAsked closes the questions that an article was proposed for: they are
// no gap any more.
func settleAsked(ctx context.Context, q *db.Queries, brand uid.Brand, id string, version int, now time.Time) error {
	r, err := q.ArticleVersion(ctx, db.ArticleVersionParams{BrandID: brand, ID: id, Version: int32(version)})
	if err != nil {
		return fmt.Errorf("find what was approved: %w", err)
	}
	s, err := shelved(r.Doc, r.Version, Shelved{})
	if err != nil {
		return err
	}
	for _, text := range append([]string{s.Title}, s.Questions...) {
		if _, err := q.Settle(ctx, db.SettleParams{BrandID: brand, Text: text, SettledAs: id, At: now}); err != nil {
			return fmt.Errorf("settle question: %w", err)
		}
	}
	return nil
}

// BringPhrasings imports questions.jsonl, whole or not at all. It returns
// ErrPhrasing and ErrNoPhrasing.
func (l *Library) BringPhrasings(ctx context.Context, brand uid.Brand, src io.Reader) (int, error) {
	list, err := ReadPhrasings("questions.jsonl", src)
	if err != nil {
		return 0, err
	}
	if len(list) == 0 {
		return 0, ErrNoPhrasing
	}
	return one(ctx, l, brand, func(q *db.Queries) (int, error) {
		for _, p := range list {
			err := q.PutPhrasing(ctx, db.PutPhrasingParams{BrandID: brand, Text: p.Text, Article: p.Article, Intent: p.Intent, Lang: string(p.Lang)})
			if err != nil {
				return 0, fmt.Errorf("keep phrasing: %w", err)
			}
		}
		return len(list), q.Bump(ctx, brand)
	})
}

// Phrasings lists the ways to ask, in the order that they came.
func (l *Library) Phrasings(ctx context.Context, brand uid.Brand) ([]Phrasing, error) {
	return one(ctx, l, brand, func(q *db.Queries) ([]Phrasing, error) {
		rows, err := q.Phrasings(ctx, brand)
		out := make([]Phrasing, len(rows))
		for i, r := range rows {
			out[i] = Phrasing{Text: r.Text, Article: r.Article, Intent: r.Intent, Lang: tongue.Lang(r.Lang)}
		}
		return out, err
	})
}

// PutProfile keeps brand.yaml. It returns ErrProfile.
func (l *Library) PutProfile(ctx context.Context, brand uid.Brand, yaml []byte) (Profile, error) {
	p, err := ReadProfile("brand.yaml", yaml)
	if err != nil {
		return Profile{}, err
	}
	return one(ctx, l, brand, func(q *db.Queries) (Profile, error) {
		if err := q.PutProfile(ctx, db.PutProfileParams{BrandID: brand, Yaml: string(yaml)}); err != nil {
			return Profile{}, fmt.Errorf("keep profile: %w", err)
		}
		return p, q.Bump(ctx, brand)
	})
}

// Profile is how the brand speaks; a brand without a brand.yaml has the
// product's own manner.
func (l *Library) Profile(ctx context.Context, brand uid.Brand, fallback string) (Profile, error) {
	return one(ctx, l, brand, func(q *db.Queries) (Profile, error) {
		y, err := q.Profile(ctx, brand)
		if errors.Is(err, pgx.ErrNoRows) {
			y, err = fallback, nil
		}
		if err != nil {
			return Profile{}, fmt.Errorf("find profile: %w", err)
		}
		p, err := ReadProfile("brand.yaml", []byte(y))
		if err != nil {
			return p, err
		}
		return dialled(ctx, q, brand, p)
	})
}

// Miss notes a question that nothing answered; the same message is one miss.
func (l *Library) Miss(ctx context.Context, brand uid.Brand, chat uid.Chat, seq int64, text, nearest string) error {
	// An address or a number alone is no question, and nobody else's to read.
	if text = Masked(text); letters(strings.ReplaceAll(text, masked, "")) == 0 {
		return nil
	}
	_, err := one(ctx, l, brand, func(q *db.Queries) (struct{}, error) {
		return struct{}{}, q.AddUnanswered(ctx, db.AddUnansweredParams{BrandID: brand, ChatID: chat, Seq: seq, Text: text, Nearest: nearest, At: l.clock.Now()})
	})
	return err
}

// Gaps groups what was not answered lately.
func (l *Library) Gaps(ctx context.Context, brand uid.Brand) ([]Gap, error) {
	return one(ctx, l, brand, func(q *db.Queries) ([]Gap, error) {
		rows, err := q.OpenQuestions(ctx, brand)
		list := make([]Unanswered, len(rows))
		for i, r := range rows {
			list[i] = Unanswered{Chat: r.ChatID.String(), Text: r.Text, Nearest: r.Nearest}
		}
		return Gaps(list), err
	})
}

func shelved(doc []byte, version int32, s Shelved) (Shelved, error) {
	if err := json.Unmarshal(doc, &s.Article); err != nil {
		return s, fmt.Errorf("read kept article: %w", err)
	}
	s.Version = int(version)
	return s, nil
}

func one[T any](ctx context.Context, l *Library, brand uid.Brand, work func(*db.Queries) (T, error)) (T, error) {
	var out T
	err := pg.InTx(ctx, l.pool, pg.OfBrand(brand), func(tx pgx.Tx) (err error) {
		out, err = work(db.New(tx))
		return err
	})
	return out, err
}
