package account

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/golang-jwt/jwt/v5"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/manyhands/manyhands/internal/account/internal/db"
	"github.com/manyhands/manyhands/internal/clock"
	"github.com/manyhands/manyhands/internal/fault"
	"github.com/manyhands/manyhands/internal/pg"
	"github.com/manyhands/manyhands/internal/uid"
)

// What the register refuses.
var (
	ErrNoBrand  = fault.New(fault.NotFound, "brand_unknown", "there is no such brand")
	ErrNoPerson = fault.New(fault.NotFound, "person_unknown", "there is no such person")
)

// Register knows the people and the brands, and who is signed in.
type Register struct {
	pool    *pgxpool.Pool
	clock   clock.Clock
	key     []byte // signs access tokens
	access  time.Duration
	refresh time.Duration
}

// NewRegister makes a register whose tokens are signed with key.
func NewRegister(pool *pgxpool.Pool, c clock.Clock, key []byte, access, refresh time.Duration) *Register {
	return &Register{pool: pool, clock: c, key: key, access: access, refresh: refresh}
}

// Brand is who pays.
type Brand struct {
	ID            uid.Brand
	Slug          string // also the value of its certificate tag, "brand:yunshang"
	Name          string
	Currency      string
	Timezone      string
	Languages     []string
	WebhookSecret string
}

// Person is somebody who signs in.
type Person struct {
	ID     uid.Person
	Email  string
	Name   string
	Role   Role
	Brand  uid.Brand
	Locale string
}

// AddBrand adds a brand; the same id twice is one brand.
func (r *Register) AddBrand(ctx context.Context, b Brand) error {
	err := db.New(r.pool).AddBrand(ctx, db.AddBrandParams{
		ID: b.ID, Slug: b.Slug, Name: b.Name, Currency: b.Currency, Timezone: b.Timezone,
		Languages: b.Languages, WebhookSecret: b.WebhookSecret, CreatedAt: r.clock.Now(),
	})
	if err != nil {
		return fmt.Errorf("add brand %s: %w", b.Slug, err)
	}
	return nil
}

// Brand finds a brand. It returns ErrNoBrand.
func (r *Register) Brand(ctx context.Context, id uid.Brand) (Brand, error) {
	row, err := db.New(r.pool).Brand(ctx, id)
	return brandOf(row, err)
}

// BrandBySlug finds a brand by its short name. It returns ErrNoBrand.
func (r *Register) BrandBySlug(ctx context.Context, slug string) (Brand, error) {
	row, err := db.New(r.pool).BrandBySlug(ctx, slug)
	return brandOf(row, err)
}

// Brands lists all brands.
func (r *Register) Brands(ctx context.Context) ([]Brand, error) {
	rows, err := db.New(r.pool).Brands(ctx)
	if err != nil {
		return nil, fmt.Errorf("list brands: %w", err)
	}
	out := make([]Brand, len(rows))
	for i, row := range rows {
		out[i], _ = brandOf(row, nil)
	}
	return out, nil
}

func brandOf(row db.AccountBrand, err error) (Brand, error) {
	if errors.Is(err, pgx.ErrNoRows) {
		return Brand{}, ErrNoBrand
	}
	if err != nil {
		return Brand{}, fmt.Errorf("find brand: %w", err)
	}
	return Brand{ID: row.ID, Slug: row.Slug, Name: row.Name, Currency: row.Currency, Timezone: row.Timezone,
		Languages: row.Languages, WebhookSecret: row.WebhookSecret}, nil
}

// AddPerson adds a person with what HashPassword made; the same id twice is
// one person.
func (r *Register) AddPerson(ctx context.Context, p Person, passwordHash string) error {
	err := db.New(r.pool).AddPerson(ctx, db.AddPersonParams{
		ID: p.ID, Email: strings.ToLower(p.Email), Name: p.Name, Role: string(p.Role), BrandID: p.Brand,
		Locale: p.Locale, PasswordHash: passwordHash, CreatedAt: r.clock.Now(),
	})
	if err != nil {
		return fmt.Errorf("add person %s: %w", p.ID, err)
	}
	return nil
}

// Person finds a person. It returns ErrNoPerson.
func (r *Register) Person(ctx context.Context, id uid.Person) (Person, error) {
	row, err := db.New(r.pool).Person(ctx, id)
	if errors.Is(err, pgx.ErrNoRows) {
		return Person{}, ErrNoPerson
	}
	if err != nil {
		return Person{}, fmt.Errorf("find person: %w", err)
	}
	return personOf(row), nil
}

func personOf(row db.AccountPerson) Person {
	return Person{ID: row.ID, Email: row.Email, Name: row.Name, Role: Role(row.Role), Brand: row.BrandID, Locale: row.Locale}
}

func isExpired(err error) bool { return errors.Is(err, jwt.ErrTokenExpired) }

// inTx is a transaction of the register's own: accounts belong to no brand.
func (r *Register) inTx(ctx context.Context, work func(*db.Queries) error) error {
	return pg.InTx(ctx, r.pool, pg.Everything, func(tx pgx.Tx) error { return work(db.New(tx)) })
}
