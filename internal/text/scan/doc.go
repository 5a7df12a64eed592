// Package scan finds listed words and personal numbers in a message, however
// they are disguised, and says where they stand in code points of the text as
// it was written.
//
//   - Automaton walks folded symbols: width, case, script, circled digits and
//     look-alikes cost nothing, and up to four separators in a row keep the
//     place inside a word.
//   - Sounds walks syllables: homophones, pinyin letters, V for 微, leetspeak. A
//     character has all its readings, so the walk carries a small set of places.
//   - Index joins both and checks what the walks cannot see: word boundaries of
//     Latin words, sentence ends inside a word of two characters, and homophones
//     that are at home in an ordinary word of their own.
//   - Personal finds mobile numbers, identity cards, bank cards, e-mail
//     addresses, WeChat and QQ ids and postal addresses.
//
// Everything built here is read-only afterwards and may be shared; a Text
// belongs to one goroutine.
package scan
