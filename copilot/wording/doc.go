// Package wording is what can be said of an agent's sentence without knowing
// the conversation: whether it states anything, how it reads in another tone,
// and whether two wordings name the same figures. It asks no model; what a tone
// changes is never a figure, a date or a promise.
package wording
