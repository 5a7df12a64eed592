package app

import (
	"github.com/manyhands/manyhands/billing"
	"github.com/manyhands/manyhands/billing/stripe"
	"github.com/manyhands/manyhands/internal/clock"
)

// buildBilling builds the bills; without a key of Stripe's they are paid by
// the bank.
func (w *world) buildBilling() {
	var gateway billing.Gateway
	if w.cfg.StripeKey != "" {
		gateway = stripe.New(w.cfg.StripeKey, w.cfg.StripeURL)
	}
	w.bills = billing.NewBook(w.db.Pool, w.clock, w.log, w.register, w.chats, w.hub, gateway)
	w.bills.Listen(w.outbox)
}

// stripeTold reads a message of Stripe's, which signs by the machine's clock,
// also while the demo's runs ahead.
func (w *world) stripeTold(raw []byte, signature string) (billing.Told, error) {
	return stripe.Told(raw, signature, w.cfg.StripeSecret, clock.System{}.Now())
}
