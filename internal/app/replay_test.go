package app

import (
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/manyhands/manyhands/internal/config"
	"github.com/manyhands/manyhands/internal/demo/replay"
)

// A load of shoppers and agents over broken lines and a killed copy loses no
// message, doubles none, keeps their order, and its bill can be recounted.
func TestAReplayOverBrokenLinesAndAKilledCopyLosesNothing(t *testing.T) {
	if testing.Short() {
		t.Skip("starts the whole program and plays against it")
	}
	t.Parallel()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	program := filepath.Join(t.TempDir(), "manyhands") // testscript runs a registered command by the name it is called by
	if err := os.Symlink(self, program); err != nil {
		t.Fatal(err)
	}
	data := openFolder(t, "mhreplay")
	cfg, err := config.Load(func(name string) string {
		return map[string]string{"MANYHANDS_DATA": data, "MANYHANDS_PG_BIN": os.Getenv("MANYHANDS_PG_BIN")}[name]
	})
	if err != nil {
		t.Fatal(err)
	}
	var said spoken
	std := stdio{in: strings.NewReader(""), out: &said, err: &said}
	s, err := readScenario(std, "testdata/replay.yaml")
	if err != nil {
		t.Fatal(err)
	}
	r, err := runReplay(t.Context(), cfg, std, s, program)
	if err != nil {
		t.Fatalf("%v\n%s", err, said.String())
	}
	holds(t, s, r)
}

// Several copies without anything to share their live lines over are refused,
// not simulated.
func TestSeveralCopiesWantARedis(t *testing.T) {
	t.Setenv("PATH", t.TempDir())
	s, err := replay.Read("two.yaml", strings.NewReader("copies: 2\nagents: 2\narrivals: {per_minute: [4]}"), nil)
	if err != nil {
		t.Fatal(err)
	}
	_, err = runReplay(t.Context(), config.Config{DataDir: t.TempDir()}, stdio{err: io.Discard}, s, "")
	if err == nil || !strings.Contains(err.Error(), "set REDIS_URL, or have redis-server in the path") {
		t.Errorf("got %v, want what is missing by name", err)
	}
}

func holds(t *testing.T, s replay.Scenario, r *replay.Report) {
	t.Helper()
	var words strings.Builder
	if err := r.Write(io.Writer(&words)); err != nil {
		t.Fatal(err)
	}
	if !r.Holds() {
		t.Errorf("something did not hold:\n%s", words.String())
	}
	visits := 0
	for _, c := range s.Arrivals.Curve {
		visits += c.Visits
	}
	if r.Conversations != visits || r.ByPeople == 0 || r.ByBot == 0 || r.Told == 0 {
		t.Errorf("the play was not what was meant, %d visits to the bot and to people:\n%s", visits, words.String())
	}
	if len(r.Faults) != 2 || r.Faults[0].Lines == 0 || r.Processes[0].Starts != 2 {
		t.Errorf("the lines were not broken or the copy not killed: %+v %+v", r.Faults, r.Processes)
	}
}
