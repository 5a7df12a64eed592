// Package insight is the live wall: what a sales event looks like now.
//
// It owns its own counts, kept from the facts that the domains tell: by brand,
// channel, minute and hour. It does not own the conversations, the queue or
// the money: how many wait and who is there is asked through the functions
// that app wires, and what an order earns is billing's to say. The wall calls
// an order "assisted" when a conversation had touched its shopper within 24
// hours before; that is a look at the trade, never a line of an invoice.
//
// Words: a metric is one count; a board is all numbers of a window; a window
// is the last hour, today in the brand's time, or the event. A conversation
// counts at the minute when what is counted happened: taken when it was taken,
// ended when it ended, scored when it was scored.
//
// Facts come at least once and in any order. What a conversation or an order
// adds to the counts is a pure function of its row (count.go); each fact
// changes the row, and the counts move by the difference. So a fact told twice
// adds nothing, a reopened conversation takes its ending back, and the counts
// can be recounted from the rows at any time.
package insight
