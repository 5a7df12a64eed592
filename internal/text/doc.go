// Package text is what the bot, the copilot and the guard read messages with:
// pure functions over text, no clock, no database, no model.
//
//   - fold gives every rune one canonical form, so that full-width letters,
//     traditional characters and look-alikes cannot hide a word;
//   - scan finds listed words and personal numbers in folded text;
//   - classify tells intents and sentiment, rank finds articles.
//
// Offsets that leave these packages count Unicode code points of the text as
// it was written, never bytes and never folded runes.
package text
