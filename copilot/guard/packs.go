package guard

import (
	"embed"
	"fmt"
	"sync"
)

//go:embed packs/*.yaml
var packFiles embed.FS

// Packs are the rules that ship, read from packs/*.yaml.
func Packs() ([]Rule, error) { return Load(packFiles, "packs") }

var defaultGuard = sync.OnceValues(func() (*Guard, error) {
	rules, err := Packs()
	if err != nil {
		return nil, fmt.Errorf("shipped guard rules: %w", err)
	}
	return Compile(rules)
})

// Default is the guard of the packs that ship, compiled on first use. Its error
// means that the program was built with broken packs; a test forbids it.
func Default() (*Guard, error) { return defaultGuard() }
