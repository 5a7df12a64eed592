package guard

import (
	"embed"
	"fmt"
	"sync"
)

//go:embed packs/*.yaml
var packFiles embed.FS

// Packs are the rules that ship, read from packs/*.yaml, for a brand to begin
// its own from.
func Packs() ([]Rule, error) {
	var w wrongs
	rules, err := load(packFiles, "packs", &w)
	if err != nil {
		return nil, err
	}
	return rules, w.err()
}

var defaultGuard = sync.OnceValues(func() (*Guard, error) {
	g, err := Open(packFiles, "packs")
	if err != nil {
		return nil, fmt.Errorf("shipped guard rules: %w", err)
	}
	return g, nil
})

// Default is the guard of the packs that ship, compiled on first use. Its error
// means that the program was built with broken packs; a test forbids it.
func Default() (*Guard, error) { return defaultGuard() }
