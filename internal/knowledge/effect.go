package knowledge

import (
	"context"
	"errors"
	"fmt"
	"hash/fnv"

	"github.com/jackc/pgx/v5"

	"github.com/manyhands/manyhands/internal/knowledge/internal/db"
	"github.com/manyhands/manyhands/internal/text/classify"
	"github.com/manyhands/manyhands/internal/text/fold"
	"github.com/manyhands/manyhands/internal/uid"
)

// Effect is what approving a proposal would do, on questions that neither
// model has seen: one phrasing in five is held out of both.
type Effect struct {
	HeldOut Score `json:"held_out"` // phrasings of the shelf
	Own     Score `json:"own"`      // the proposal's own questions that were held out
	Open    Score `json:"open"`     // questions that were not answered lately; right is not known of these
}

// Score counts questions before and after.
type Score struct {
	Asked          int `json:"asked"`
	AnsweredBefore int `json:"answered_before"`
	RightBefore    int `json:"right_before"`
	AnsweredAfter  int `json:"answered_after"`
	RightAfter     int `json:"right_after"`
}

// Effect measures a proposal. It returns ErrNoProposal and ErrTooThin.
func (l *Library) Effect(ctx context.Context, brand uid.Brand, id string, version int) (Effect, error) {
	a, err := l.version(ctx, brand, id, version)
	if errors.Is(err, ErrNoArticle) || err == nil && a.State != "proposed" {
		return Effect{}, ErrNoProposal
	}
	if err != nil {
		return Effect{}, err
	}
	articles, phrasings, err := l.words(ctx, brand)
	if err != nil {
		return Effect{}, err
	}
	dial, err := l.Dial(ctx, brand)
	if err != nil {
		return Effect{}, err
	}
	open, err := l.open(ctx, brand)
	if err != nil {
		return Effect{}, err
	}
	return effectOf(Examples(articles, phrasings), a.Article, open, dial)
}

// effectOf trains with and without the proposal. A proposed article's title
// always teaches; of its questions one in five is held out.
func effectOf(shelf []classify.Example, a Article, open []string, dial float64) (Effect, error) {
	train, test := held(shelf)
	with := append(append([]classify.Example(nil), train...), classify.Example{Text: a.Title, Intent: a.Subject()})
	own, ownTest := held(Examples([]Article{{ID: a.ID, Intent: a.Intent, Questions: a.Questions}}, nil))
	with = append(with, own...)
	var before, after *classify.Model
	err := onceEach(
		func() (err error) { before, err = learned(train); return err },
		func() (err error) { after, err = learned(with); return err },
	)
	if err != nil {
		return Effect{}, err
	}
	before, after = before.WithDial(dial), after.WithDial(dial)
	taught := map[string]bool{}
	for _, e := range with {
		taught[fold.String(e.Text)] = true
	}
	var unseen []classify.Example
	for _, text := range open {
		if !taught[fold.String(text)] {
			unseen = append(unseen, classify.Example{Text: text})
		}
	}
	return Effect{HeldOut: scored(test, before, after), Own: scored(ownTest, before, after), Open: scored(unseen, before, after)}, nil
}

// held parts examples by their words, one in five apart: the same question is
// always on the same side.
func held(all []classify.Example) (train, test []classify.Example) {
	for _, e := range all {
		h := fnv.New32a()
		_, _ = h.Write([]byte(fold.String(e.Text))) // a hash never fails
		if h.Sum32()%5 == 0 {
			test = append(test, e)
		} else {
			train = append(train, e)
		}
	}
	return train, test
}

func scored(test []classify.Example, before, after *classify.Model) Score {
	s := Score{Asked: len(test)}
	for _, e := range test {
		if p := before.Predict(e.Text); p.Decision == classify.Answer {
			s.AnsweredBefore++
			if p.Intent == e.Intent {
				s.RightBefore++
			}
		}
		if p := after.Predict(e.Text); p.Decision == classify.Answer {
			s.AnsweredAfter++
			if p.Intent == e.Intent {
				s.RightAfter++
			}
		}
	}
	return s
}

// version is one article as it once was. It returns ErrNoArticle.
func (l *Library) version(ctx context.Context, brand uid.Brand, id string, version int) (Shelved, error) {
	return one(ctx, l, brand, func(q *db.Queries) (Shelved, error) {
		r, err := q.ArticleVersion(ctx, db.ArticleVersionParams{BrandID: brand, ID: id, Version: int32(version)})
		if errors.Is(err, pgx.ErrNoRows) {
			return Shelved{}, ErrNoArticle
		}
		if err != nil {
			return Shelved{}, fmt.Errorf("find version: %w", err)
		}
		return shelved(r.Doc, r.Version, Shelved{State: r.State, Why: r.Why, ByWhom: r.ByWhom, At: r.At})
	})
}
