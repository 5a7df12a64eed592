package play

import (
	"context"
	"errors"
	"fmt"
	"time"
)

// excuse has the brand propose the last minute of the event as an outage and
// finance sign it: no guarantee measures what happened in it.
func (s *Stage) excuse(ctx context.Context) error {
	const brands, ours = "/api/v1/brand/excusals", "/api/v1/finance/excusals"
	var known struct {
		Items []struct {
			ID string `json:"id"`
		} `json:"items"`
	}
	if err := s.brand.get(ctx, brands, &known); err != nil {
		return err
	}
	if len(known.Items) > 0 {
		return nil // an earlier run of this play
	}
	ends := s.Material.Event.Ends
	var made struct {
		ID string `json:"id"`
	}
	err := s.brand.post(ctx, brands, map[string]any{
		"from": ends.Add(-time.Minute), "till": ends, "reason": "平台消息接口中断，消息未能送达", "evidence": "status page, incident 1110-23",
	}, &made)
	if err != nil {
		return err
	}
	err = s.brand.post(ctx, brands+"/"+made.ID+"/answer", map[string]any{"sign": true}, nil)
	if r, ok := refused(err); !ok || r.Code != "excusal_side" {
		return fmt.Errorf("one side signed its own outage: %w", err)
	}
	if err := s.finance.post(ctx, ours+"/"+made.ID+"/answer", map[string]any{"sign": true, "answer": "核对平台公告，属实"}, nil); err != nil {
		return err
	}
	s.note("an outage of one minute: the brand proposed it, finance signed it")
	return nil
}

// doubt holds one billed outcome, has a person release it, and rates the draft
// again: it is on the bill with both corrections in its evidence.
func (s *Stage) doubt(ctx context.Context, v *invoice) error {
	outcome, err := s.firstOutcome(ctx, *v)
	if err != nil {
		return err
	}
	err = s.finance.post(ctx, "/api/v1/finance/outcomes/"+outcome+"/hold", map[string]string{"reason": "抽查：核对顾客确认"}, nil)
	if r, ok := refused(err); err != nil && (!ok || r.Code != "outcome_held") { // held: an earlier run of this play
		return err
	}
	var held struct {
		Items []struct {
			ID      string `json:"id"`
			Outcome string `json:"outcome_id"`
		} `json:"items"`
	}
	if err := s.finance.get(ctx, "/api/v1/finance/holds?state=open", &held); err != nil {
		return err
	}
	for _, h := range held.Items {
		if h.Outcome != outcome {
			continue
		}
		if err := s.finance.post(ctx, "/api/v1/finance/holds/"+h.ID+"/decide", map[string]any{"release": true, "answer": "对话属实，照常计费"}, nil); err != nil {
			return err
		}
		was := v.Total
		if err := s.finance.post(ctx, "/api/v1/finance/invoices/"+v.ID+"/redraft", struct{}{}, v); err != nil {
			return err
		}
		if v.Total != was {
			return fmt.Errorf("a hold that was released changed the bill from %d to %d", was, v.Total)
		}
		s.note("one outcome was held and released: rated again, the bill is what it was")
		return nil
	}
	return errors.New("what was held is not among the holds")
}

// firstOutcome is the first outcome under a line that charges.
func (s *Stage) firstOutcome(ctx context.Context, v invoice) (string, error) {
	for _, l := range v.Lines {
		if l.Count == 0 || l.Amount <= 0 {
			continue
		}
		var under struct {
			Items []struct {
				ID string `json:"id"`
			} `json:"items"`
		}
		if err := s.finance.get(ctx, "/api/v1/finance/invoices/"+v.ID+"/lines/"+l.ID+"/outcomes", &under); err != nil {
			return "", err
		}
		if len(under.Items) > 0 {
			return under.Items[0].ID, nil
		}
	}
	return "", errors.New("no line charges an outcome")
}
