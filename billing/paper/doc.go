// Package paper is what a bill looks like outside the product: a PDF to sign
// and file, a workbook and a CSV to look into, an UBL document for a machine.
//
// It owns: the words and the look of a document in Chinese and English, the
// font that it carries, and that no cell of an export is ever run as a formula.
// It does not own: any figure. A Paper is filled by billing and printed as it
// is; nothing is added up or rounded here.
//
// The same Paper is the same bytes, always: a PDF that was sent can be made
// again years later and compared by its hash. So no clock, no map order and no
// random id reaches a renderer.
package paper
