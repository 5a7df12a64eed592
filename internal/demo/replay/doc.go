// Package replay plays the load of a sales event against running copies of the
// program and counts what became of every message.
//
// It owns the scenario file, the play that a seed makes of it, the shoppers and
// agents who act it out, the faults on the way, and the report. It does not own
// any rule of the product: it knows it by HTTP, by WebSocket and as processes
// that can be killed, as a load generator of somebody else's would.
//
// Its times: a message is *due* when the plan says that it is sent, *told* when
// the program has acknowledged it, and *shown* when it is on the other side's
// screen. Send-to-screen is shown minus due, so a stall is not hidden by a
// client that was held up and sent less: latency counts from when the shopper
// meant to write.
//
// What is checked: every acknowledged key is stored once; stored seqs have no
// gap and keep their sender's order; every stored message came to the screens
// that had the conversation open, and no line brought one twice.
package replay
