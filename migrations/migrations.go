// Package migrations holds the schema, one goose file a step. The files go
// forward only and are never edited once they have landed. sqlc reads the same
// files.
package migrations

import (
	"embed"
	"fmt"
	"io/fs"
	"strconv"
	"strings"
)

// FS is the goose files.
//
//go:embed *.sql
var FS embed.FS

// Newest is the number of the last step.
func Newest() (int64, error) {
	files, err := fs.Glob(FS, "*.sql")
	if err != nil {
		return 0, err
	}
	var last int64
	for _, f := range files {
		digits, _, _ := strings.Cut(f, "_")
		n, err := strconv.ParseInt(digits, 10, 64)
		if err != nil {
			return 0, fmt.Errorf("migration %s has no number: %w", f, err)
		}
		last = max(last, n)
	}
	return last, nil
}
