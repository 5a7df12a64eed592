// Package play plays a sales event through the product's own API, as the
// people of it would: a brand that books, agents who take shifts and answer,
// shoppers who ask, finance that bills. It speaks HTTP and WebSocket alone, so
// whatever it shows, a person can do.
//
// Every step checks what it claims and stops the play when it does not hold.
package play
