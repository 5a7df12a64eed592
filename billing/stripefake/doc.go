// Package stripefake is a stand-in for Stripe that keeps what it is told: the
// calls that the driver makes, with real idempotency, signed messages, and
// faults on order. Tests and the demo talk to it over HTTP as they would to
// Stripe; the requests that it was sent are also put to stripe-mock, so that
// what it accepts is what Stripe's own description accepts.
//
// What it does as Stripe does (source S9): a key is kept for a day; with other
// parameters it is refused; used twice at once it is a conflict; a failure of
// the server's own is kept under its key and said again. Messages come at least
// once and in no order. A customer's balance pays the next bill when it is
// finalized. A transfer is taken back only while the account holds as much.
//
// What it does not do: cards, tax, subscriptions, proration, and whatever else
// the driver does not use.
package stripefake
