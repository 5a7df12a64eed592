package training

import (
	"context"
	"fmt"

	"github.com/manyhands/manyhands/internal/knowledge"
	"github.com/manyhands/manyhands/internal/shop"
	"github.com/manyhands/manyhands/internal/text/tongue"
	"github.com/manyhands/manyhands/internal/uid"
	"github.com/manyhands/manyhands/training/drill"
)

// shelf is a brand's material as it was read last: procedures are compiled,
// which is too slow for every list.
type shelf struct {
	book, library, shop int64 // versions that it was read at
	material            drill.Material
}

const (
	drilledOrders = 300 // newest first; old ones are past every window
	drilledParcel = 60  // orders whose parcels are read
)

// material is what a brand has to practise with, read anew when it changed.
func (s *School) material(ctx context.Context, brand uid.Brand) (drill.Material, error) {
	now, err := s.versions(ctx, brand)
	if err != nil {
		return drill.Material{}, err
	}
	s.mu.Lock()
	have := s.shelves[brand]
	s.mu.Unlock()
	if have == nil || have.book != now.book || have.library != now.library || have.shop != now.shop {
		if now.material, err = s.read(ctx, brand); err != nil {
			return drill.Material{}, err
		}
		have = &now
		s.mu.Lock()
		s.shelves[brand] = have
		s.mu.Unlock()
	}
	m := have.material
	m.Now = s.clock.Now()
	return m, nil
}

func (s *School) versions(ctx context.Context, brand uid.Brand) (out shelf, err error) {
	if out.book, err = s.book.Version(ctx, brand); err != nil {
		return out, err
	}
	if out.library, err = s.library.Version(ctx, brand); err != nil {
		return out, err
	}
	out.shop, err = s.shop.Version(ctx, brand)
	return out, err
}

func (s *School) read(ctx context.Context, brand uid.Brand) (drill.Material, error) {
	var m drill.Material
	b, err := s.brandOf(ctx, brand)
	if err != nil {
		return m, err
	}
	profile, err := s.library.Profile(ctx, brand, fmt.Sprintf("id: %s\nname: %q\n", b.Slug, b.Name))
	if err != nil {
		return m, err
	}
	if m.Brand = profile.Name; m.Brand.Empty() {
		m.Brand = tongue.Plain(b.Name)
	}
	filed, err := s.book.Procedures(ctx, brand)
	if err != nil {
		return m, err
	}
	for _, f := range filed {
		m.Procedures = append(m.Procedures, drill.Edition{Procedure: f.Procedure, Number: f.Edition})
	}
	if m.Articles, err = s.articles(ctx, brand); err != nil {
		return m, err
	}
	if m.Phrasings, err = s.library.Phrasings(ctx, brand); err != nil {
		return m, err
	}
	products, err := s.shop.Catalogue(ctx, brand)
	if err != nil {
		return m, err
	}
	m.Shelf = shop.NewCatalogue(products)
	return m, nil
}

func (s *School) articles(ctx context.Context, brand uid.Brand) ([]knowledge.Article, error) {
	shelved, err := s.library.Articles(ctx, brand)
	out := make([]knowledge.Article, len(shelved))
	for i, a := range shelved {
		out[i] = a.Article
	}
	return out, err
}

// orders adds the orders of this moment: they change with every sale.
func (s *School) orders(ctx context.Context, brand uid.Brand, m *drill.Material) error {
	var err error
	if m.Orders, err = s.shop.Recent(ctx, brand, drilledOrders); err != nil {
		return err
	}
	m.Parcels = map[string]shop.Parcel{}
	read := 0
	for _, o := range m.Orders {
		if len(o.Tracking) == 0 || read >= drilledParcel {
			continue
		}
		read++
		parcels, err := s.shop.Parcels(ctx, brand, o)
		if err != nil {
			return err
		}
		for tracking, p := range parcels {
			m.Parcels[tracking] = p
		}
	}
	return nil
}
