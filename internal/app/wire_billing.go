package app

import (
	"github.com/manyhands/manyhands/billing"
	"github.com/manyhands/manyhands/billing/payout"
	"github.com/manyhands/manyhands/billing/stripe"
	"github.com/manyhands/manyhands/billing/till"
	"github.com/manyhands/manyhands/internal/clock"
)

// buildBilling builds the bills, the till and the payruns; without a key of
// Stripe's all money moves by the bank. Agents' accounts are sealed by a key.
func (w *world) buildBilling(key []byte) error {
	var gateway till.Gateway
	if w.cfg.StripeKey != "" {
		gateway = stripe.New(w.cfg.StripeKey, w.cfg.StripeURL)
	}
	w.till = till.New(w.db.Pool, w.clock, w.log, gateway)
	w.bills = billing.NewBook(w.db.Pool, w.clock, w.log, w.register, w.chats, w.hub, w.till)
	w.payday = payout.New(w.db.Pool, w.clock, w.register, w.till)
	w.bills.Listen(w.outbox)
	return w.payday.SealWith(key)
}

// stripeTold reads a message of Stripe's, which signs by the machine's clock,
// also while the demo's runs ahead.
func (w *world) stripeTold(raw []byte, signature string) (till.Told, error) {
	return stripe.Told(raw, signature, w.cfg.StripeSecret, clock.System{}.Now())
}
