package app

import (
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"testing"
)

var touches = regexp.MustCompile(`(?i)\b(?:from|join|into|update)\s+([a-z_]+)\.[a-z_]+`)

// Who owns a table is who may read it: a domain's queries touch its own schema
// alone, those of a room in it too (matching/desk). Everyone else asks the
// package, or listens to its facts.
func TestQueriesStayInTheirSchema(t *testing.T) {
	t.Parallel()
	seen := 0
	err := filepath.WalkDir("../..", func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() && (d.Name() == "node_modules" || d.Name() == ".git") {
			return filepath.SkipDir
		}
		if d.Name() != "queries.sql" && d.Name() != "market.sql" {
			return nil
		}
		seen++
		return checkSchema(t, path)
	})
	if err != nil {
		t.Fatal(err)
	}
	if seen < 10 {
		t.Errorf("found %d queries.sql, want one of each domain: are they called otherwise now?", seen)
	}
}

func checkSchema(t *testing.T, path string) error {
	t.Helper()
	sql, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	pkg, err := filepath.Rel("../..", filepath.Dir(path))
	if err != nil {
		return err
	}
	own := filepath.Base(filepath.FromSlash(rootOf(filepath.ToSlash(pkg))))
	for _, m := range touches.FindAllSubmatch(sql, -1) {
		if got := string(m[1]); got != own {
			t.Errorf("%s: %q touches schema %s", path, m[0], got)
		}
	}
	return nil
}
