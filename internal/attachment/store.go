package attachment

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/manyhands/manyhands/internal/attachment/internal/db"
	"github.com/manyhands/manyhands/internal/clock"
	"github.com/manyhands/manyhands/internal/pg"
	"github.com/manyhands/manyhands/internal/uid"
)

// Cabinet keeps attachments, over PostgreSQL.
type Cabinet struct {
	pool  *pgxpool.Pool
	clock clock.Clock
}

// NewCabinet makes a cabinet.
func NewCabinet(pool *pgxpool.Pool, c clock.Clock) *Cabinet { return &Cabinet{pool, c} }

// Kept is an attachment as it is shown.
type Kept struct {
	ID        uid.Upload
	MediaType string
	Body      []byte
	At        time.Time
}

// About is what is known of an attachment without its body.
type About struct {
	ID    uid.Upload
	Voice bool
	Hash  Hash
	Words string
}

const maxOfChat = 50

// KeepPicture keeps a picture of a conversation; the same key again is the same
// picture. It returns ErrTooMany.
func (c *Cabinet) KeepPicture(ctx context.Context, brand uid.Brand, chat uid.Chat, key string, p Picture, words string) (uid.Upload, error) {
	return c.keep(ctx, db.KeepParams{
		BrandID: brand, ChatID: chat, Key: key, MediaType: "image/jpeg", Width: int32(p.Width), Height: int32(p.Height),
		Hash: int64(p.Hash), Body: p.JPEG, Words: words,
	})
}

// KeepVoice keeps a voice message with what was heard in it. It returns
// ErrTooLarge, ErrNotVoice and ErrTooMany.
func (c *Cabinet) KeepVoice(ctx context.Context, brand uid.Brand, chat uid.Chat, key string, raw []byte, words string) (uid.Upload, error) {
	kind, err := VoiceKind(raw)
	if err != nil {
		return uid.Upload{}, err
	}
	return c.keep(ctx, db.KeepParams{BrandID: brand, ChatID: chat, Key: key, MediaType: kind, Body: raw, Words: words})
}

func (c *Cabinet) keep(ctx context.Context, p db.KeepParams) (uid.Upload, error) {
	id := uuid.New() // all of it random: whoever has the id may see the picture
	p.ID, p.At = id, c.clock.Now()
	err := pg.InTx(ctx, c.pool, pg.OfBrand(p.BrandID), func(tx pgx.Tx) error {
		q := db.New(tx)
		n, err := q.CountOf(ctx, p.ChatID)
		if err != nil {
			return fmt.Errorf("count attachments: %w", err)
		}
		if n >= maxOfChat {
			return ErrTooMany
		}
		id, err = q.Keep(ctx, p)
		if err != nil {
			return fmt.Errorf("keep attachment: %w", err)
		}
		return nil
	})
	return uid.Upload(id), err
}

// Open finds an attachment by the id that opens it. It returns ErrNone.
func (c *Cabinet) Open(ctx context.Context, id uid.Upload) (Kept, error) {
	var out Kept
	err := pg.InTx(ctx, c.pool, pg.Everything, func(tx pgx.Tx) error {
		row, err := db.New(tx).Attachment(ctx, uuid.UUID(id))
		if errors.Is(err, pgx.ErrNoRows) {
			return ErrNone
		}
		out = Kept{uid.Upload(row.ID), row.MediaType, row.Body, row.At}
		return err
	})
	return out, err
}

// Told lists what is known of a brand's attachments; one that is not there, or
// not the brand's, is left out.
func (c *Cabinet) Told(ctx context.Context, brand uid.Brand, ids []string) ([]About, error) {
	var keys []uuid.UUID
	for _, s := range ids {
		if id, err := uuid.Parse(s); err == nil {
			keys = append(keys, id)
		}
	}
	if len(keys) == 0 {
		return nil, nil
	}
	var out []About
	err := pg.InTx(ctx, c.pool, pg.OfBrand(brand), func(tx pgx.Tx) error {
		rows, err := db.New(tx).About(ctx, db.AboutParams{BrandID: brand, Ids: keys})
		for _, r := range rows {
			out = append(out, About{uid.Upload(r.ID), r.MediaType != "image/jpeg", Hash(r.Hash), r.Words})
		}
		return err
	})
	return out, err
}

// Remember keeps how a product of the catalogue looks.
func (c *Cabinet) Remember(ctx context.Context, brand uid.Brand, product string, h Hash) error {
	return pg.InTx(ctx, c.pool, pg.OfBrand(brand), func(tx pgx.Tx) error {
		if err := db.New(tx).PutLook(ctx, db.PutLookParams{BrandID: brand, ProductID: product, Hash: int64(h), At: c.clock.Now()}); err != nil {
			return fmt.Errorf("keep a product's looks: %w", err)
		}
		return nil
	})
}

// Catalogue is how a brand's products look.
func (c *Cabinet) Catalogue(ctx context.Context, brand uid.Brand) ([]Seen, error) {
	var out []Seen
	err := pg.InTx(ctx, c.pool, pg.OfBrand(brand), func(tx pgx.Tx) error {
		rows, err := db.New(tx).Looks(ctx, brand)
		for _, r := range rows {
			out = append(out, Seen{r.ProductID, Hash(r.Hash)})
		}
		return err
	})
	return out, err
}
