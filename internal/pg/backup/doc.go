// Package backup makes a consistent copy of the database in a folder of its
// own, and brings it back. The copy is PostgreSQL's own format, written by
// pg_dump from one snapshot while the product runs; beside it lies a manifest
// with what the snapshot held, so that a restore can say that everything is
// there, and a damaged or half copy is never loaded.
package backup
