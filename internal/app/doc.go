// Package app wires the program: it reads the command line, builds the domains
// on one PostgreSQL, joins the siblings that must not import each other, and
// runs the server or one of the file commands.
//
// A file command works on files alone: no server, no database, no key. It
// exits 0 when done, 1 when the answer is no or some rows were refused, and 2
// when the call or its input is wrong. Data goes to standard output, words for
// people go to standard error.
package app
