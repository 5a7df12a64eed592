package guard

import "testing"

func TestNoPatternThatShipsIsTriedOnEveryMessage(t *testing.T) {
	t.Parallel()
	// Law: a pattern of the packs only runs where a piece of it was found; one
	// that always runs costs more than all words together.
	g, err := Default()
	if err != nil {
		t.Fatal(err)
	}
	for _, at := range g.always {
		t.Errorf("%s is tried on every message", g.rules[g.patterns[at].rule].ID)
	}
}
