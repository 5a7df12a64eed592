package bot

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"path"
	"slices"
	"strings"

	"github.com/manyhands/manyhands/internal/fault"
	"github.com/manyhands/manyhands/internal/knowledge"
	"github.com/manyhands/manyhands/internal/shop"
	"github.com/manyhands/manyhands/internal/sop"
	"github.com/manyhands/manyhands/internal/text/fold"
)

// ErrNoBrand refuses a folder that is not a brand's.
var ErrNoBrand = fault.New(fault.NotFound, "brand_folder_wrong", "a brand folder has a brand.yaml; docs/brand-folder.md lists its files")

// Brand is everything that the bot knows about one brand.
type Brand struct {
	Profile    knowledge.Profile
	Articles   []knowledge.Article
	Phrasings  []knowledge.Phrasing
	Products   []shop.Product
	Orders     map[string]shop.Order
	Parcels    map[string]shop.Parcel
	Coupons    []shop.Coupon
	Shoppers   map[string]shop.Shopper
	Procedures []*sop.Procedure
}

// ReadFolder reads a brand folder. The notes are what was understood and looks
// like a slip. It returns ErrNoBrand and the faults of the readers of each
// file.
func ReadFolder(dir fs.FS) (Brand, []string, error) {
	var b Brand
	if err := plainFile(dir, "brand.yaml"); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return b, nil, err
	}
	src, err := fs.ReadFile(dir, "brand.yaml")
	if err != nil {
		return b, nil, ErrNoBrand.With("brand.yaml: %v", err)
	}
	if b.Profile, err = knowledge.ReadProfile("brand.yaml", src); err != nil {
		return b, nil, err
	}
	var notes []string
	for _, f := range b.Profile.Unknown {
		notes = append(notes, fmt.Sprintf("brand.yaml: field %q is not known and not used", f))
	}
	if err := b.readWords(dir); err != nil {
		return b, nil, err
	}
	if err := b.readTrade(dir); err != nil {
		return b, nil, err
	}
	b.inCurrency()
	if err := b.readProcedures(dir); err != nil {
		return b, nil, err
	}
	return b, append(notes, b.notes()...), nil
}

func (b *Brand) readProcedures(dir fs.FS) error {
	from := map[string]string{}
	return each(dir, "sops", []string{".yaml", ".yml"}, func(name string, src []byte) error {
		p, err := sop.Parse(name, src)
		if err != nil {
			return err
		}
		if other, taken := from[p.ID]; taken {
			return ErrNoBrand.With("%s: id: %s is called %q too", name, other, p.ID)
		}
		from[p.ID] = name
		b.Procedures = append(b.Procedures, p)
		return nil
	})
}

func (b *Brand) readWords(dir fs.FS) error {
	err := each(dir, "articles", []string{".md"}, func(name string, src []byte) error {
		a, err := knowledge.ReadArticle(name, src)
		b.Articles = append(b.Articles, a)
		return err
	})
	if err != nil {
		return err
	}
	return optional(dir, "questions.jsonl", func(r io.Reader) error {
		b.Phrasings, err = knowledge.ReadPhrasings("questions.jsonl", r)
		return err
	})
}

func (b *Brand) readTrade(dir fs.FS) (err error) {
	for _, f := range []struct {
		name string
		read func(r io.Reader) error
	}{
		{"products.json", func(r io.Reader) error { b.Products, err = shop.ReadProducts("products.json", r); return err }},
		{"orders.json", func(r io.Reader) error { b.Orders, err = shop.ReadOrders("orders.json", r); return err }},
		{"logistics.json", func(r io.Reader) error { b.Parcels, err = shop.ReadParcels("logistics.json", r); return err }},
		{"coupons.json", func(r io.Reader) error { b.Coupons, err = shop.ReadCoupons("coupons.json", r); return err }},
		{"shoppers.json", func(r io.Reader) error { return b.readShoppers("shoppers.json", r) }},
		{"users.json", func(r io.Reader) error { return b.readShoppers("users.json", r) }},
	} {
		if err := optional(dir, f.name, f.read); err != nil {
			return err
		}
	}
	return nil
}

// inCurrency gives every order that names no currency the brand's own.
func (b *Brand) inCurrency() {
	for id, o := range b.Orders {
		if o.Currency == "" {
			o.Currency = b.Profile.Currency
			b.Orders[id] = o
		}
	}
}

func (b *Brand) readShoppers(name string, r io.Reader) error {
	m, err := shop.ReadShoppers(name, r)
	if b.Shoppers == nil {
		b.Shoppers = map[string]shop.Shopper{}
	}
	for id, s := range m {
		b.Shoppers[id] = s
	}
	return err
}

// optional reads a file that may be missing.
func optional(dir fs.FS, name string, read func(io.Reader) error) error {
	if err := plainFile(dir, name); errors.Is(err, fs.ErrNotExist) {
		return nil
	} else if err != nil {
		return err
	}
	f, err := dir.Open(name)
	if err != nil {
		return fmt.Errorf("open %s: %w", name, err)
	}
	defer f.Close()
	return read(f)
}

// plainFile refuses what is no file: a folder of that name, or a pipe, which
// would be waited for without end.
func plainFile(dir fs.FS, name string) error {
	st, err := fs.Stat(dir, name)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return fmt.Errorf("read %s: %w", name, err)
	case err != nil:
		return ErrNoBrand.With("%s: %v", name, err)
	case !st.Mode().IsRegular():
		return ErrNoBrand.With("%s: a file was expected", name)
	}
	return nil
}

// each reads every file of a folder that may be missing, by name.
func each(dir fs.FS, folder string, ends []string, read func(name string, src []byte) error) error {
	entries, err := fs.ReadDir(dir, folder)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("open %s: %w", folder, err)
	}
	for _, e := range entries {
		if e.IsDir() || !slices.Contains(ends, path.Ext(e.Name())) || strings.HasPrefix(e.Name(), ".") {
			continue
		}
		name := path.Join(folder, e.Name())
		if err := plainFile(dir, name); err != nil {
			return err
		}
		src, err := fs.ReadFile(dir, name)
		if err != nil {
			return fmt.Errorf("read %s: %w", name, err)
		}
		if err := read(name, src); err != nil {
			return err
		}
	}
	return nil
}

// strays are what the files of the shop say of something that no file has.
func (b *Brand) strays() []string {
	var out []string
	product := map[string]bool{}
	for _, p := range b.Products {
		product[p.ID] = true
	}
	for _, id := range slices.Sorted(maps.Keys(b.Orders)) {
		for _, it := range b.Orders[id].Items {
			if len(product) > 0 && it.Product != "" && !product[it.Product] {
				out = append(out, fmt.Sprintf("orders.json: order %s: product %q is not in products.json", id, it.Product))
			}
		}
	}
	for _, id := range slices.Sorted(maps.Keys(b.Parcels)) {
		order := b.Parcels[id].Order
		if _, ok := b.Orders[order]; order != "" && !ok {
			out = append(out, fmt.Sprintf("logistics.json: parcel %s: order %q is not in orders.json", id, order))
		}
	}
	return out[:min(len(out), maxStrays)]
}

// maxStrays are told; a file of another shop would fill the screen.
const maxStrays = 20

// notes are what two files of the folder disagree on.
func (b *Brand) notes() []string {
	known := map[string]bool{knowledge.NoIntent: true}
	for _, name := range plainIntents {
		known[name] = true
	}
	var out []string
	ids := map[string]bool{}
	for _, a := range b.Articles {
		if ids[a.ID] {
			out = append(out, fmt.Sprintf("two articles are called %q; the later one counts", a.ID))
		}
		ids[a.ID] = true
		for _, ph := range sop.OfNoOrder(a.Body) {
			out = append(out, fmt.Sprintf("article %s: %s is nothing of an order's: its paragraph is never said", a.ID, ph))
		}
		known[a.ID], known[a.Intent] = true, true
	}
	by := map[string]string{}
	for _, p := range b.Procedures {
		for _, in := range p.When.Intent {
			if by[in] != "" {
				out = append(out, fmt.Sprintf("procedures %s and %s both begin at %q; the later one does", by[in], p.ID, in))
			}
			known[in], by[in] = true, p.ID
		}
	}
	for _, p := range b.Procedures {
		for _, f := range p.Lint() {
			out = append(out, fmt.Sprintf("procedure %s: %s", p.ID, f))
		}
	}
	for _, s := range b.Profile.MediaToPerson {
		if _, ok := shop.ParseState(s); !ok {
			out = append(out, fmt.Sprintf("brand.yaml: media_to_person: %q is none of the nine order states", s))
		}
	}
	out = append(out, b.strays()...)
	told, means := map[string]bool{}, map[string]string{}
	for _, q := range b.Phrasings {
		name := q.Article + q.Intent
		if other, twice := means[fold.String(q.Text)]; twice && other != name {
			out = append(out, fmt.Sprintf("questions.jsonl asks %q of %q and of %q; the later one counts", q.Text, other, name))
		}
		means[fold.String(q.Text)] = name
		if !known[name] && !told[name] {
			told[name] = true
			out = append(out, fmt.Sprintf("questions.jsonl names %q, which no article or procedure answers: such questions go to a person", name))
		}
	}
	return out
}
