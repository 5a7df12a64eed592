package play

import (
	"context"
	"errors"
	"fmt"
)

// wall reads what operators see of the event.
func (s *Stage) wall(ctx context.Context) error {
	var b struct {
		Numbers struct {
			Closed     int64  `json:"closed"`
			Resolution *int   `json:"resolution_bp"`
			Transfer   *int   `json:"transfer_bp"`
			WaitP50    *int64 `json:"wait_p50_ms"`
			WaitP90    *int64 `json:"wait_p90_ms"`
			CSAT       *int   `json:"csat_bp"`
			Response   *int   `json:"response_bp"`
			Orders     int64  `json:"assisted_orders"`
			Guard      int64  `json:"guard_hits"`
		} `json:"numbers"`
		Exposure *struct {
			Minor    int64  `json:"minor"`
			Currency string `json:"currency"`
		} `json:"exposure"`
	}
	if err := s.operator.get(ctx, "/api/v1/operator/wall?window=event", &b); err != nil {
		if r, ok := refused(err); !ok || r.Status != 422 {
			return err
		}
		if err := s.operator.get(ctx, "/api/v1/operator/wall", &b); err != nil {
			return err
		}
	}
	n := b.Numbers
	if n.Closed == 0 {
		return errors.New("the wall saw no conversation")
	}
	s.note("conversations %d, AI resolution %s, transfer %s, wait p50 %s p90 %s", n.Closed, share(n.Resolution), share(n.Transfer), seconds(n.WaitP50), seconds(n.WaitP90))
	s.note("CSAT %s (%s answered), orders after a conversation %d, guard hits %d", share(n.CSAT), share(n.Response), n.Orders, n.Guard)
	if b.Exposure != nil {
		s.note("guarantee exposure %s %s", minor(b.Exposure.Minor), b.Exposure.Currency)
	}
	return nil
}

func share(bp *int) string {
	if bp == nil {
		return "none yet"
	}
	return fmt.Sprintf("%d %%", *bp/100)
}

func seconds(ms *int64) string {
	if ms == nil {
		return "none"
	}
	return fmt.Sprintf("%.1f s", float64(*ms)/1000)
}
