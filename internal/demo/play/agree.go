package play

import (
	"context"
	"errors"
	"fmt"
	"maps"
)

// Seats of an evening's rush, in micro-yuan an hour. The house's list has what a
// seat costs that is kept all month; the agents of a sale's night cost 22 to 32
// yuan an hour, and a brand that wants only the night pays for them.
var rushSeats = map[string]int64{"day": 30_000_000, "night": 38_000_000}

// agree has the brand ask for the rush's prices and finance accept them: the
// quote that follows says them, and so does the bill.
func (s *Stage) agree(ctx context.Context, version map[string]any) error {
	rules, ok := version["rules"].([]any)
	if !ok {
		return errors.New("the quote's terms have no rules")
	}
	seats := 0
	for i := range rules {
		rule, _ := rules[i].(map[string]any)
		band, _ := rule["channel"].(string)
		if rule["kind"] != "seat" || rushSeats[band] == 0 {
			continue
		}
		rule = maps.Clone(rule)
		rule["seat_micro"], rules[i] = rushSeats[band], rule
		seats++
	}
	if seats == 0 {
		return nil // a promise that keeps no seats
	}
	var asked struct {
		ID string `json:"id"`
	}
	in := map[string]any{"terms": version, "note": "只约大促当晚的席位，按当晚价"}
	err := s.brand.post(ctx, "/api/v1/brand/requests/"+s.request+"/terms", in, &asked)
	if r, known := refused(err); known && r.Code == "proposal_open" {
		return nil // an interrupted play asked already
	}
	if err != nil {
		return err
	}
	answer := map[string]any{"accept": true, "answer": "同意，按当晚价"}
	if err := s.finance.post(ctx, "/api/v1/finance/proposals/"+asked.ID+"/answer", answer, nil); err != nil {
		return fmt.Errorf("accept the terms: %w", err)
	}
	if err := s.agreed(ctx); err != nil {
		return err
	}
	s.note("the brand asked for the rush's seat prices (%s by day, %s by night), finance accepted", minor(rushSeats["day"]/10_000), minor(rushSeats["night"]/10_000))
	return nil
}

// agreed waits until the request has heard of its terms.
func (s *Stage) agreed(ctx context.Context) error {
	err := until(ctx, func(ctx context.Context) (bool, error) {
		var r struct {
			Agreed map[string]any `json:"agreed_terms"`
		}
		err := s.brand.get(ctx, "/api/v1/brand/requests/"+s.request, &r)
		return r.Agreed != nil, err
	})
	if err != nil {
		return fmt.Errorf("the request does not know what was agreed: %w", err)
	}
	return nil
}
