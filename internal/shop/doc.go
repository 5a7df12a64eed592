// Package shop is the brand's own trade: its catalogue, orders, parcels,
// coupons and shoppers as the connectors bring them, and the actions that may
// be done to an order.
//
// It owns: what an order is and which of the nine states it is in, the
// readers of the brand folder's JSON files and of the public retail shape, and
// Apply, which does one action to a snapshot of an order.
//
// It does not own: whether a shopper may have an action done (that is the
// procedure's, in sop), who is asking (the caller establishes that), or what
// is said about it (the bot's).
//
// Words: a product has variants (one colour in one size); an order has items
// (so many of one variant); a parcel is what a carrier carries and a tracking
// number names.
//
// Times: paid, shipped, delivered and completed are four times and never stand
// in for one another: a return window counts from delivered, a price
// protection window from paid.
package shop
