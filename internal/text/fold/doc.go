// Package fold is the one table by which all of internal/text compares runes.
//
// A rune is folded in four steps, done once when the tables are generated:
// compatibility form (full width, circled digits, ligatures of one letter),
// lower case, look-alikes of Latin letters, traditional to simplified Chinese.
// What remains is either a letter, a digit, one of + @ %, or it is skipped:
// spaces, punctuation, zero-width characters, emoji, combining marks.
//
// Folding is idempotent, keeps digits apart from letters and never joins two
// runes into one. It knows single runes only: a phrase whose simplified form
// depends on its neighbours (乾隆, 乾淨) is folded by its commonest reading.
package fold
