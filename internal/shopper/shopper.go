package shopper

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/manyhands/manyhands/internal/shopper/internal/db"
	"github.com/manyhands/manyhands/internal/uid"
)

// Shopper is one person in one brand's shop.
type Shopper struct {
	ID        uid.Shopper
	Brand     uid.Brand
	Ref       string // the shop's own name of the shopper
	Locale    string
	FirstSeen time.Time
}

// Tag is something a conversation showed about a shopper.
type Tag struct {
	Tag   string
	Chat  uid.Chat // with Seq, the message that showed it
	Seq   int64
	Since time.Time
}

// Meet finds a shopper or writes a new one down, in the caller's transaction.
func Meet(ctx context.Context, tx pgx.Tx, brand uid.Brand, ref, locale string, now time.Time) (Shopper, error) {
	row, err := db.New(tx).Meet(ctx, db.MeetParams{ID: uid.New[uid.Shopper](), BrandID: brand, Ref: ref, Locale: locale, Now: now})
	if err != nil {
		return Shopper{}, fmt.Errorf("meet shopper: %w", err)
	}
	return Shopper{ID: row.ID, Brand: row.BrandID, Ref: row.Ref, Locale: row.Locale, FirstSeen: row.FirstSeen}, nil
}

// AddTags writes down what a message showed; a tag that is there stays with
// the message that showed it first.
func AddTags(ctx context.Context, tx pgx.Tx, brand uid.Brand, id uid.Shopper, tags []string, chat uid.Chat, seq int64, now time.Time) error {
	q := db.New(tx)
	for _, t := range tags {
		err := q.AddTag(ctx, db.AddTagParams{BrandID: brand, ShopperID: id, Tag: t, ChatID: chat, Seq: &seq, Since: now})
		if err != nil {
			return fmt.Errorf("tag shopper: %w", err)
		}
	}
	return nil
}

// TagsOf lists what is known of a shopper.
func TagsOf(ctx context.Context, tx pgx.Tx, brand uid.Brand, id uid.Shopper) ([]Tag, error) {
	rows, err := db.New(tx).TagsOf(ctx, db.TagsOfParams{BrandID: brand, ShopperID: id})
	if err != nil {
		return nil, fmt.Errorf("list shopper's tags: %w", err)
	}
	out := make([]Tag, len(rows))
	for i, r := range rows {
		out[i] = Tag{Tag: r.Tag, Chat: r.ChatID, Since: r.Since}
		if r.Seq != nil {
			out[i].Seq = *r.Seq
		}
	}
	return out, nil
}
