package fact

import (
	"encoding/json"

	"github.com/manyhands/manyhands/internal/uid"
)

// TermsAgreed: brand and marketplace agreed on terms for a request that is not
// booked yet; its next quote says them.
type TermsAgreed struct {
	Meta
	Request uid.Request `json:"request"`
	// Terms are a contract's version without its id and dates, as billing reads
	// one.
	Terms json.RawMessage `json:"terms"`
}

// Kind names the fact.
func (TermsAgreed) Kind() string { return "billing.terms_agreed" }
