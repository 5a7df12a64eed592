// Package rank finds the texts of a brand (articles, phrasings, procedures,
// similar cases) that a message is about: BM25 over characters and pairs of
// characters for Chinese, over words and pieces of words for Latin scripts.
//
// An Index never changes and serves any number of goroutines; whoever edits
// builds a new one aside and swaps the pointer.
//
// Search reads the rarest terms first. Once enough texts are on the list, the
// common terms only re-score what is there: a text that shares nothing but
// common terms with the message cannot come first.
package rank
