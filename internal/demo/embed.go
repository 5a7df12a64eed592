package demo

import (
	"embed"
	"encoding/json"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"github.com/manyhands/manyhands/internal/shop"
)

//go:embed brand/yunshang
var brands embed.FS

// BrandID is the id of the brand that ships.
const BrandID = "yunshang"

// Brand is the folder of the brand that ships, as docs/brand-folder.md
// describes it, without the generated files.
func Brand() fs.FS {
	sub, err := fs.Sub(brands, "brand/yunshang")
	if err != nil {
		return brands // the path is a constant above: Sub refuses only a malformed one
	}
	return sub
}

// Anchor is the minute at which the articles' Double 11 opens for stock on
// hand: 10 November 2026, 20:00 in Shanghai. The articles' dates stand around
// it, so a demo plays there and not on the machine's own day.
func Anchor() time.Time { return time.Date(2026, time.November, 10, 20, 0, 0, 0, Zone()) }

// Zone is the brand's time zone. China keeps no summer time, so a fixed offset
// needs no zone files on the machine.
func Zone() *time.Location { return time.FixedZone("UTC+8", 8*60*60) }

// WriteFolder writes the whole brand folder to dir, which must not hold these
// files yet: what is embedded, and n orders with their parcels and shoppers.
func WriteFolder(dir string, seed uint64, anchor time.Time, n int) error {
	sales, err := Orders(seed, anchor, n)
	if err != nil {
		return err
	}
	if err := os.CopyFS(dir, Brand()); err != nil {
		return fmt.Errorf("write the brand folder: %w", err)
	}
	for name, v := range map[string]any{"orders.json": sales.Orders, "logistics.json": sales.Parcels, "shoppers.json": sales.Shoppers} {
		b, err := json.Marshal(v)
		if err != nil {
			return fmt.Errorf("write %s: %w", name, err)
		}
		if err := os.WriteFile(filepath.Join(dir, name), b, 0o644); err != nil {
			return fmt.Errorf("write %s: %w", name, err)
		}
	}
	return nil
}

// catalogue reads the brand's products.
func catalogue() ([]shop.Product, error) {
	f, err := Brand().Open("products.json")
	if err != nil {
		return nil, fmt.Errorf("open the catalogue: %w", err)
	}
	defer f.Close()
	return shop.ReadProducts("products.json", f)
}
