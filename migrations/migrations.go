// Package migrations holds the schema, one goose file a step. The files go
// forward only and are never edited once they have landed. sqlc reads the same
// files.
package migrations

import "embed"

// FS is the goose files.
//
//go:embed *.sql
var FS embed.FS
