package sop

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/manyhands/manyhands/internal/clock"
	"github.com/manyhands/manyhands/internal/fact"
	"github.com/manyhands/manyhands/internal/fault"
	"github.com/manyhands/manyhands/internal/outbox"
	"github.com/manyhands/manyhands/internal/pg"
	"github.com/manyhands/manyhands/internal/sop/internal/db"
	"github.com/manyhands/manyhands/internal/uid"
)

// ErrNoProcedure says that a brand has no such procedure.
var ErrNoProcedure = fault.New(fault.NotFound, "procedure_unknown", "there is no such procedure")

// Book is every brand's procedures in versions, over PostgreSQL.
type Book struct {
	pool   *pgxpool.Pool
	clock  clock.Clock
	outbox *outbox.Outbox
}

// NewBook makes a book that tells of changed policy over o.
func NewBook(pool *pgxpool.Pool, c clock.Clock, o *outbox.Outbox) *Book {
	return &Book{pool: pool, clock: c, outbox: o}
}

// Filed is a procedure with how it came to be.
type Filed struct {
	*Procedure
	Edition int // ours, counted by upload; Version is the file's own
	Source  string
	ByWhom  string
	At      time.Time
}

// Put keeps the next edition of a procedure, in force at once, and tells that
// the policy changed; the text that is in force already changes nothing. It
// returns ErrProcedure.
func (b *Book) Put(ctx context.Context, brand uid.Brand, name string, yaml []byte, by string) (Filed, error) {
	p, err := Parse(name, yaml)
	if err != nil {
		return Filed{}, err
	}
	var out Filed
	err = pg.InTx(ctx, b.pool, pg.OfBrand(brand), func(tx pgx.Tx) error {
		q := db.New(tx)
		now, err := q.Procedure(ctx, db.ProcedureParams{BrandID: brand, ID: p.ID})
		if err == nil && now.Yaml == string(yaml) {
			out, err = filed(now.Yaml, now.Version, now.ByWhom, now.At)
			return err
		}
		if err != nil && !errors.Is(err, pgx.ErrNoRows) {
			return fmt.Errorf("find procedure: %w", err)
		}
		at := b.clock.Now()
		v, err := q.PutProcedure(ctx, db.PutProcedureParams{BrandID: brand, ID: p.ID, Yaml: string(yaml), ByWhom: by, At: at})
		if err != nil {
			return fmt.Errorf("keep procedure: %w", err)
		}
		out = Filed{Procedure: p, Edition: int(v), Source: string(yaml), ByWhom: by, At: at}
		return b.outbox.Tell(ctx, tx, fact.PolicyChanged{Meta: fact.New(brand, at), Procedure: p.ID, Version: int(v)})
	})
	return out, err
}

// Procedures lists what is in force.
func (b *Book) Procedures(ctx context.Context, brand uid.Brand) ([]Filed, error) {
	var out []Filed
	err := pg.InTx(ctx, b.pool, pg.OfBrand(brand), func(tx pgx.Tx) error {
		rows, err := db.New(tx).Procedures(ctx, brand)
		if err != nil {
			return fmt.Errorf("list procedures: %w", err)
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
	return out, err
}

// Procedure finds what is in force. It returns ErrNoProcedure.
func (b *Book) Procedure(ctx context.Context, brand uid.Brand, id string) (Filed, error) {
	var out Filed
	err := pg.InTx(ctx, b.pool, pg.OfBrand(brand), func(tx pgx.Tx) error {
		r, err := db.New(tx).Procedure(ctx, db.ProcedureParams{BrandID: brand, ID: id})
		if errors.Is(err, pgx.ErrNoRows) {
			return ErrNoProcedure
		}
		if err != nil {
			return fmt.Errorf("find procedure: %w", err)
		}
		out, err = filed(r.Yaml, r.Version, r.ByWhom, r.At)
		return err
	})
	return out, err
}

// Version changes with every change of a brand's procedures.
func (b *Book) Version(ctx context.Context, brand uid.Brand) (int64, error) {
	var n int64
	err := pg.InTx(ctx, b.pool, pg.OfBrand(brand), func(tx pgx.Tx) (err error) {
		n, err = db.New(tx).Total(ctx, brand)
		return err
	})
	return n, err
}

func filed(yaml string, edition int32, by string, at time.Time) (Filed, error) {
	p, err := Parse("procedure", []byte(yaml))
	return Filed{Procedure: p, Edition: int(edition), Source: yaml, ByWhom: by, At: at}, err
}
