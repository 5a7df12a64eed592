package knowledge

import (
	"context"
	"fmt"

	"github.com/manyhands/manyhands/internal/knowledge/internal/db"
	"github.com/manyhands/manyhands/internal/uid"
)

// Versions lists all that an article has been, the newest first. It returns
// ErrNoArticle.
func (l *Library) Versions(ctx context.Context, brand uid.Brand, id string) ([]Shelved, error) {
	return one(ctx, l, brand, func(q *db.Queries) ([]Shelved, error) {
		rows, err := q.History(ctx, db.HistoryParams{BrandID: brand, ID: id})
		if err != nil {
			return nil, fmt.Errorf("list versions: %w", err)
		}
		if len(rows) == 0 {
			return nil, ErrNoArticle
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

// Restore puts an earlier version in force again, as a new one: history is
// never rewritten. What was only proposed is not restored past its decision.
// It returns ErrNoArticle.
func (l *Library) Restore(ctx context.Context, brand uid.Brand, id string, version int, by string) (Article, error) {
	s, err := l.version(ctx, brand, id, version)
	if err != nil {
		return Article{}, err
	}
	if s.State == "proposed" || s.State == "rejected" {
		return Article{}, ErrNoArticle
	}
	return l.put(ctx, brand, s.Article, "approved", fmt.Sprintf("restored: version %d", version), by)
}
