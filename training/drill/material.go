package drill

import (
	"time"

	"github.com/manyhands/manyhands/internal/fault"
	"github.com/manyhands/manyhands/internal/knowledge"
	"github.com/manyhands/manyhands/internal/shop"
	"github.com/manyhands/manyhands/internal/sop"
	"github.com/manyhands/manyhands/internal/text/tongue"
)

// ErrNoMaterial says that a brand's procedures and orders give no drill.
var ErrNoMaterial = fault.New(fault.Conflict, "drill_no_material", "the brand has no procedure with an order that it could be practised on")

// Material is what a brand has to practise with.
type Material struct {
	Brand      tongue.Words // its name
	Procedures []Edition
	Articles   []knowledge.Article
	Phrasings  []knowledge.Phrasing
	Orders     []shop.Order
	Shelf      *shop.Catalogue
	Parcels    map[string]shop.Parcel
	Now        time.Time
}

// Edition is a procedure with our count of its uploads.
type Edition struct {
	*sop.Procedure
	Number int
}

// Wish is what a scenario is drawn by.
type Wish struct {
	Seed       uint64
	Lang       tongue.Lang
	Procedures []string // empty: any
	Level      int      // 1 to 3
	// Opening is what the shopper begins with; empty: drawn.
	Opening string
	// Seen tells that the agent had the scenario before.
	Seen func(id string) bool
}
