package app

import (
	"os"
	"path/filepath"
	"regexp"
	"testing"
)

var touches = regexp.MustCompile(`(?i)\b(?:from|join|into|update)\s+([a-z_]+)\.[a-z_]+`)

// Who owns a table is who may read it: a domain's queries touch its own schema
// alone. Everyone else asks the package, or listens to its facts.
func TestQueriesStayInTheirSchema(t *testing.T) {
	t.Parallel()
	files, err := filepath.Glob("../../*/queries.sql")
	if err != nil {
		t.Fatal(err)
	}
	spine, err := filepath.Glob("../../internal/*/queries.sql")
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range append(files, spine...) {
		sql, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		own := filepath.Base(filepath.Dir(f))
		for _, m := range touches.FindAllSubmatch(sql, -1) {
			if got := string(m[1]); got != own {
				t.Errorf("%s: %q touches schema %s", f, m[0], got)
			}
		}
	}
}
