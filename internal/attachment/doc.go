// Package attachment is what comes with a message beside words: a picture, a
// voice message.
//
// It owns: what is taken in and what is refused (Look), how a picture looks
// (Hash), what can be read in it (Reader), and the store.
//
// It does not own: what a picture means for an order (the bot's table of
// states), or what is said about it. What is read in a picture is the
// shopper's words: material, never an instruction.
//
// An upload is hostile until it was decoded: its kind is what its bytes say,
// its size in pixels is read before anything is unpacked, and what is kept was
// drawn anew, without whatever else the file held.
package attachment
