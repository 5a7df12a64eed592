package billing

import (
	"bytes"
	"context"
	"fmt"

	"github.com/manyhands/manyhands/internal/pg"
	"github.com/manyhands/manyhands/internal/uid"
	"github.com/manyhands/manyhands/internal/verify"
)

// Recount counts a document again from its export, with the auditor's own
// code, which shares none with the rating. It returns ErrNoInvoice.
func (b *Book) Recount(ctx context.Context, scope pg.Scope, id uid.Invoice) (verify.Report, error) {
	doc, contract, err := b.Documents(ctx, scope, id)
	if err != nil {
		return verify.Report{}, err
	}
	var facts bytes.Buffer
	if err := b.WriteFacts(ctx, scope, id, &facts); err != nil {
		return verify.Report{}, err
	}
	r, err := verify.Recount(bytes.NewReader(doc), &facts, bytes.NewReader(contract))
	if err != nil {
		return verify.Report{}, fmt.Errorf("recount invoice %s: %w", id, err)
	}
	if r.Findings == nil {
		r.Findings = []verify.Finding{}
	}
	return *r, nil
}
