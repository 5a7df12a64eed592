package shop

import (
	"context"
	"encoding/json"
	"fmt"
	"io"

	"github.com/jackc/pgx/v5"

	"github.com/manyhands/manyhands/internal/fault"
	"github.com/manyhands/manyhands/internal/pg"
	"github.com/manyhands/manyhands/internal/shop/internal/db"
	"github.com/manyhands/manyhands/internal/uid"
)

// ErrKind refuses an import of something that a shop does not have.
var ErrKind = fault.New(fault.Invalid, "import_kind_unknown", "a shop imports products, orders, logistics, coupons or shoppers")

// ErrEmptyFile refuses a file without a single entry.
var ErrEmptyFile = fault.New(fault.Invalid, "import_empty", "the file holds no entry")

// Bring imports one file of the brand folder, whole or not at all, and tells
// how many entries it held. An entry that is there is replaced. It returns
// ErrKind, ErrFile and ErrEmptyFile.
func (s *Shop) Bring(ctx context.Context, brand uid.Brand, kind string, src io.Reader) (int, error) {
	rows, err := readKind(kind, src)
	if err != nil {
		return 0, err
	}
	if len(rows) == 0 {
		return 0, ErrEmptyFile
	}
	err = pg.InTx(ctx, s.pool, pg.OfBrand(brand), func(tx pgx.Tx) error {
		b := &pgx.Batch{}
		for i, r := range rows {
			if err := r.queue(b, brand, i); err != nil {
				return err
			}
		}
		if err := tx.SendBatch(ctx, b).Close(); err != nil {
			return fmt.Errorf("import %s: %w", kind, err)
		}
		return db.New(tx).Bump(ctx, brand)
	})
	if err != nil {
		return 0, err
	}
	return len(rows), nil
}

// row is one entry on its way into its table. Thousands of orders go as one
// batch, because a round trip each would take the time of the import.
type row struct {
	sql  string
	args []any
	doc  any
}

func (r row) queue(b *pgx.Batch, brand uid.Brand, place int) error {
	doc, err := r.document()
	if err != nil {
		return fmt.Errorf("write entry %d: %w", place, err)
	}
	b.Queue(r.sql, append([]any{brand, json.RawMessage(doc)}, r.args...)...)
	return nil
}

func (r row) document() ([]byte, error) {
	if o, ok := r.doc.(Order); ok {
		return keepOrder(o)
	}
	if s, ok := r.doc.(Shopper); ok {
		return keepShopper(s)
	}
	return json.Marshal(r.doc)
}

const (
	putProduct  = `INSERT INTO shop.product (brand_id, doc, id, place) VALUES ($1, $2, $3, $4) ON CONFLICT (brand_id, id) DO UPDATE SET place = EXCLUDED.place, doc = EXCLUDED.doc`
	putOrderRow = `INSERT INTO shop.orders (brand_id, doc, id, shopper_ref, state, created_at) VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (brand_id, id) DO UPDATE SET shopper_ref = EXCLUDED.shopper_ref, state = EXCLUDED.state, created_at = EXCLUDED.created_at, doc = EXCLUDED.doc`
	putParcel   = `INSERT INTO shop.parcel (brand_id, doc, tracking, order_id) VALUES ($1, $2, $3, $4) ON CONFLICT (brand_id, tracking) DO UPDATE SET order_id = EXCLUDED.order_id, doc = EXCLUDED.doc`
	putCoupon   = `INSERT INTO shop.coupon (brand_id, doc, id) VALUES ($1, $2, $3) ON CONFLICT (brand_id, id) DO UPDATE SET doc = EXCLUDED.doc`
	putCustomer = `INSERT INTO shop.customer (brand_id, doc, ref) VALUES ($1, $2, $3) ON CONFLICT (brand_id, ref) DO UPDATE SET doc = EXCLUDED.doc`
)

func readKind(kind string, src io.Reader) (rows []row, err error) {
	name := kind + ".json"
	switch kind {
	case "products":
		list, err := ReadProducts(name, src)
		for i, p := range list {
			rows = append(rows, row{putProduct, []any{p.ID, i}, p})
		}
		return rows, err
	case "orders":
		m, err := ReadOrders(name, src)
		for _, o := range m {
			rows = append(rows, row{putOrderRow, []any{o.ID, o.Shopper, string(o.State), o.CreatedAt}, o})
		}
		return rows, err
	case "logistics":
		m, err := ReadParcels(name, src)
		for _, p := range m {
			rows = append(rows, row{putParcel, []any{p.Tracking, p.Order}, p})
		}
		return rows, err
	case "coupons":
		list, err := ReadCoupons(name, src)
		for _, c := range list {
			rows = append(rows, row{putCoupon, []any{c.ID}, c})
		}
		return rows, err
	case "shoppers":
		m, err := ReadShoppers(name, src)
		for _, c := range m {
			rows = append(rows, row{putCustomer, []any{c.ID}, c})
		}
		return rows, err
	}
	return nil, ErrKind
}
