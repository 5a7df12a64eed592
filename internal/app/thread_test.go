package app

import (
	"bytes"
	"os"
	"strings"
	"sync"
	"testing"

	"github.com/manyhands/manyhands/internal/config"
)

// spoken is what the play and the program's log said; both speak at once.
type spoken struct {
	mu sync.Mutex // covers b
	b  bytes.Buffer
}

func (s *spoken) Write(p []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.b.Write(p)
}

func (s *spoken) String() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.b.String()
}

// The whole thread, from the request to the proven invoice, through the public
// API on a PostgreSQL of our own: what `demo --once` plays.
func TestTheThreadHoldsFromTheRequestToTheProvenInvoice(t *testing.T) {
	if testing.Short() {
		t.Skip("plays the whole demo")
	}
	t.Parallel()
	data := openFolder(t, "mhthread")
	cfg, err := config.Load(func(name string) string {
		return map[string]string{"MANYHANDS_DATA": data, "MANYHANDS_ADDR": "127.0.0.1:0", "MANYHANDS_PG_BIN": os.Getenv("MANYHANDS_PG_BIN")}[name]
	})
	if err != nil {
		t.Fatal(err)
	}
	var said spoken
	std := stdio{in: strings.NewReader(""), out: &said, err: &said}
	if err := runDemo(t.Context(), cfg, std, demoOptions{once: true, agents: 600, scenes: 40, seed: 7}); err != nil {
		t.Fatalf("%v\n%s", err, said.String())
	}
	for _, want := range []string{"verified:", "sum(lines) == Rate(facts)", "the recount names it", "is paid, out of band", "adds up"} {
		if !strings.Contains(said.String(), want) {
			t.Errorf("the play did not say %q:\n%s", want, said.String())
		}
	}
}
