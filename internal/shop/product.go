package shop

// Product is one thing in the catalogue.
type Product struct {
	ID           string            `json:"id"`
	Name         string            `json:"name"`
	NameEn       string            `json:"name_en,omitempty"`
	Category     string            `json:"category,omitempty"`
	PriceMinor   int64             `json:"price_minor"`
	Material     string            `json:"material,omitempty"`
	Care         string            `json:"care,omitempty"`
	Description  string            `json:"description,omitempty"`
	Images       []string          `json:"images,omitempty"`
	Tags         []string          `json:"tags,omitempty"`
	Aliases      []string          `json:"aliases,omitempty"`
	WarrantyDays int               `json:"warranty_days,omitempty"`
	ShipsFrom    string            `json:"ships_from,omitempty"`
	Facts        map[string]string `json:"facts,omitempty"`
	SizeChart    []SizeRow         `json:"size_chart,omitempty"`
	Variants     []Variant         `json:"variants,omitempty"`

	extra map[string]any
}

// Variant is a product in one colour and size.
type Variant struct {
	ID         string            `json:"id"`
	Options    map[string]string `json:"options"`
	PriceMinor int64             `json:"price_minor"`
	Stock      int               `json:"stock"`
	Available  bool              `json:"available"`
}

// SizeRow says whom a size fits: inclusive ranges; an absent one fits all.
type SizeRow struct {
	Size     string     `json:"size"`
	HeightCM [2]float64 `json:"height_cm"`
	WeightKG [2]float64 `json:"weight_kg"`
	Note     string     `json:"note,omitempty"`
}

// View is the product as guards read it.
func (p Product) View() map[string]any {
	m := plainMap(p)
	over(m, p.extra)
	return m
}

// Prices is the lowest and the highest price among the variants, or the
// product's own price twice.
func (p Product) Prices() (low, high int64) {
	low, high = p.PriceMinor, p.PriceMinor
	for i, v := range p.Variants {
		if v.PriceMinor == 0 {
			continue
		}
		if i == 0 || v.PriceMinor < low || low == 0 {
			low = v.PriceMinor
		}
		if v.PriceMinor > high {
			high = v.PriceMinor
		}
	}
	return low, high
}

// Options lists the values that one option takes among the variants, in the
// file's order.
func (p Product) Options(option string) []string {
	var out []string
	seen := map[string]bool{}
	for _, v := range p.Variants {
		s := v.Options[option]
		if s != "" && !seen[s] {
			seen[s] = true
			out = append(out, s)
		}
	}
	return out
}

// Variant finds a variant by id.
func (p Product) Variant(id string) (Variant, bool) {
	for _, v := range p.Variants {
		if v.ID == id {
			return v, true
		}
	}
	return Variant{}, false
}

// Fit is the sizes whose chart covers the height and weight; a measure of
// zero is not known and does not exclude.
func (p Product) Fit(heightCM, weightKG float64) []SizeRow {
	var out []SizeRow
	for _, r := range p.SizeChart {
		if within(r.HeightCM, heightCM) && within(r.WeightKG, weightKG) {
			out = append(out, r)
		}
	}
	return out
}

func within(bounds [2]float64, v float64) bool {
	if v == 0 || bounds == [2]float64{} {
		return true
	}
	return v >= bounds[0] && v <= bounds[1]
}
