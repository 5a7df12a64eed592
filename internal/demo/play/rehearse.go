package play

import (
	"bytes"
	"context"
	"fmt"
	"time"

	"github.com/manyhands/manyhands/internal/verify"
)

// Seat is an agent who accepted a shift of the event, signed in.
type Seat struct{ Email, Token string }

// Seats lists who accepted, after Ready.
func (s *Stage) Seats(ctx context.Context) ([]Seat, error) {
	list, err := s.roster(ctx)
	if err != nil {
		return nil, err
	}
	var out []Seat
	for _, r := range list {
		if r.Kind != "work" || r.State != "accepted" {
			continue
		}
		c, err := s.agent(ctx, r.Email)
		if err != nil {
			return nil, err
		}
		out = append(out, Seat{r.Email, c.token()})
	}
	return out, nil
}

// Secret is what the shop signs its webhooks and its shoppers with.
func (s *Stage) Secret(ctx context.Context) (string, error) { return s.connector(ctx) }

// Counted is a bill and what counting it again found.
type Counted struct {
	Lines    int
	Facts    int
	Total    int64
	Currency string
	Findings []string // empty: the bill holds
}

// Count ends the event, issues its bill, and counts it again from the files
// that a brand can download, with the auditor's own code.
func (s *Stage) Count(ctx context.Context) (Counted, error) {
	s.MoveTo(s.Material.Event.Ends.Add(10 * time.Minute))
	if err := s.settled(ctx); err != nil {
		return Counted{}, err
	}
	var v invoice
	if err := s.finance.post(ctx, "/api/v1/finance/invoices", map[string]string{"request_id": s.request}, &v); err != nil {
		return Counted{}, err
	}
	for _, step := range []string{"review", "approve", "issue"} {
		if err := s.finance.post(ctx, "/api/v1/finance/invoices/"+v.ID+"/"+step, struct{}{}, &v); err != nil {
			return Counted{}, err
		}
	}
	out := Counted{Total: v.Total, Currency: v.Currency}
	if err := s.added(v); err != nil {
		out.Findings = append(out.Findings, err.Error())
	}
	var files [3][]byte
	for i, name := range []string{"invoice.json", "facts.jsonl", "contract.json"} {
		if err := s.brand.get(ctx, "/api/v1/brand/invoices/"+v.ID+"/"+name, &files[i]); err != nil {
			return out, err
		}
	}
	r, err := verify.Recount(bytes.NewReader(files[0]), bytes.NewReader(files[1]), bytes.NewReader(files[2]))
	if err != nil {
		return out, fmt.Errorf("recount: %w", err)
	}
	out.Lines, out.Facts = r.Lines, r.Facts
	for _, f := range r.Findings {
		out.Findings = append(out.Findings, f.String())
	}
	return out, nil
}
