// Package shopper owns who asks: one shopper a brand and name of the shop's,
// and the tags that conversations showed, each with the message that showed it.
//
// It does not own what was said (chat) or bought (shop).
package shopper
