package app

import (
	"context"
	"os"
	"path/filepath"
	"time"

	"github.com/manyhands/manyhands/billing/stripe"
	"github.com/manyhands/manyhands/billing/stripefake"
	"github.com/manyhands/manyhands/internal/config"
)

// standIn gives a demo that begins, and has no key of Stripe's, a stand-in for
// it. A demo that goes on does without: the stand-in forgot everything when the
// last run ended, and would differ from the books in all of it.
func standIn(cfg *config.Config, c *demoClock, seed uint64) (*stripefake.Server, error) {
	if cfg.StripeKey != "" {
		return nil, nil
	}
	if _, err := os.Stat(filepath.Join(cfg.DataDir, "demo.clock")); err == nil {
		return nil, nil
	}
	s, err := stripefake.Open(c, seed)
	if err != nil {
		return nil, err
	}
	// Some answers are lost, so that the page shows what is done about it.
	s.SetFaults(stripefake.Faults{CutAfter: 60, Broken: 20, Busy: 40})
	s.SetMessages(stripefake.Messages{Twice: 100, Shuffled: true})
	cfg.StripeKey, cfg.StripeURL, cfg.StripeSecret = "sk_test_stand_in", s.URL, s.Secret
	return s, nil
}

// deliver brings the stand-in's messages to the till until ctx ends.
func (w *world) deliver(s *stripefake.Server, c *demoClock) func(context.Context) {
	return func(ctx context.Context) {
		pace := time.NewTicker(time.Second)
		defer pace.Stop()
		for {
			s.Deliver(func(raw []byte, signature string) bool {
				m, err := stripe.Told(raw, signature, s.Secret, c.Now())
				return err == nil && w.till.Hear(ctx, m) == nil
			})
			select {
			case <-ctx.Done():
				return
			case <-pace.C:
			}
		}
	}
}
