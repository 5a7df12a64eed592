package sop

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/manyhands/manyhands/internal/fault"
	"github.com/manyhands/manyhands/internal/pg"
	"github.com/manyhands/manyhands/internal/sop/internal/db"
	"github.com/manyhands/manyhands/internal/uid"
)

// ErrNoDraft says that a brand has no such draft; it may have been decided.
var ErrNoDraft = fault.New(fault.NotFound, "procedure_draft_unknown", "there is no such draft")

// Kept is a draft that waits for a person of the brand.
type Kept struct {
	Draft
	ByWhom string
	At     time.Time
}

// Import reads guidelines and keeps what they become as drafts, all or none.
// Nothing of them is in force before Adopt. It returns ErrGuideline.
func (b *Book) Import(ctx context.Context, brand uid.Brand, name string, src []byte, by string) ([]Draft, error) {
	drafts, err := ReadButtons(name, bytes.NewReader(src))
	if err != nil {
		return nil, err
	}
	return drafts, b.Keep(ctx, brand, drafts, by)
}

// Keep keeps drafts, whoever made them.
func (b *Book) Keep(ctx context.Context, brand uid.Brand, drafts []Draft, by string) error {
	return pg.InTx(ctx, b.pool, pg.OfBrand(brand), func(tx pgx.Tx) error {
		q := db.New(tx)
		for _, d := range drafts {
			err := q.PutDraft(ctx, db.PutDraftParams{BrandID: brand, ID: d.ID, Yaml: d.YAML, Origin: d.Origin, ByWhom: by, At: b.clock.Now()})
			if err != nil {
				return fmt.Errorf("keep draft %s: %w", d.ID, err)
			}
		}
		return nil
	})
}

// Drafts lists what waits for a decision.
func (b *Book) Drafts(ctx context.Context, brand uid.Brand) ([]Kept, error) {
	var out []Kept
	err := pg.InTx(ctx, b.pool, pg.OfBrand(brand), func(tx pgx.Tx) error {
		rows, err := db.New(tx).Drafts(ctx, brand)
		if err != nil {
			return fmt.Errorf("list drafts: %w", err)
		}
		for _, r := range rows {
			p, err := Parse(r.ID+".yaml", []byte(r.Yaml))
			if err != nil {
				return fmt.Errorf("read kept draft: %w", err)
			}
			out = append(out, Kept{Draft{ID: r.ID, Title: p.Title.In(""), YAML: r.Yaml, Origin: r.Origin, Findings: orNone(p.Lint())}, r.ByWhom, r.At})
		}
		return nil
	})
	return out, err
}

// Adopt puts a draft in force as the next edition of its procedure. It returns
// ErrNoDraft and ErrProcedure.
func (b *Book) Adopt(ctx context.Context, brand uid.Brand, id, by string) (Filed, error) {
	waiting, err := b.Drafts(ctx, brand)
	if err != nil {
		return Filed{}, err
	}
	i := slices.IndexFunc(waiting, func(k Kept) bool { return k.ID == id })
	if i < 0 {
		return Filed{}, ErrNoDraft
	}
	// In force first, then gone: a fault between the two loses nothing, because
	// the same text put again changes nothing.
	f, err := b.Put(ctx, brand, id+".yaml", []byte(waiting[i].YAML), by)
	if err != nil {
		return Filed{}, err
	}
	if err := b.Drop(ctx, brand, id); err != nil && !errors.Is(err, ErrNoDraft) {
		return Filed{}, err
	}
	return f, nil
}

// Drop throws a draft away. It returns ErrNoDraft.
func (b *Book) Drop(ctx context.Context, brand uid.Brand, id string) error {
	return pg.InTx(ctx, b.pool, pg.OfBrand(brand), func(tx pgx.Tx) error {
		_, err := db.New(tx).TakeDraft(ctx, db.TakeDraftParams{BrandID: brand, ID: id})
		if errors.Is(err, pgx.ErrNoRows) {
			return ErrNoDraft
		}
		return err
	})
}

// Editions lists every text that a procedure had, the newest first. It returns
// ErrNoProcedure.
func (b *Book) Editions(ctx context.Context, brand uid.Brand, id string) ([]Filed, error) {
	var out []Filed
	err := pg.InTx(ctx, b.pool, pg.OfBrand(brand), func(tx pgx.Tx) error {
		rows, err := db.New(tx).Editions(ctx, db.EditionsParams{BrandID: brand, ID: id})
		if err != nil {
			return fmt.Errorf("list editions: %w", err)
		}
		for _, r := range rows {
			f, err := filed(r.Yaml, r.Version, r.ByWhom, r.At)
			if err != nil {
				return err
			}
			out = append(out, f)
		}
		return nil
	})
	if err == nil && len(out) == 0 {
		err = ErrNoProcedure
	}
	return out, err
}
