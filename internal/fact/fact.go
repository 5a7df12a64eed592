// Package fact is what domains tell each other, by teller. A fact is told in
// the transaction that makes it true, and heard at least once: listeners are
// idempotent by its id.
package fact

import (
	"time"

	"github.com/manyhands/manyhands/internal/uid"
)

// Fact is something that happened.
type Fact interface {
	Kind() string
	About() Meta
}

// Meta is what every fact carries.
type Meta struct {
	ID    uid.Fact  `json:"id"`
	Brand uid.Brand `json:"brand"`
	At    time.Time `json:"at"`
}

// New makes the meta of a fact about a brand.
func New(brand uid.Brand, at time.Time) Meta {
	return Meta{ID: uid.New[uid.Fact](), Brand: brand, At: at}
}

// About is the meta itself, so that a fact need only embed it.
func (m Meta) About() Meta { return m }
