package copilot

import (
	"math"
	"testing"

	"github.com/manyhands/manyhands/copilot/internal/db"
)

// contacts are n conversations that took around handle seconds.
func contacts(n int, handle int64, taken int32, heldOut bool) []db.CopilotContact {
	out := make([]db.CopilotContact, n)
	for i := range out {
		out[i] = db.CopilotContact{HandleMs: (handle + int64(i%7) - 3) * 1000, Taken: taken, HeldOut: heldOut, Said: 5, Outcome: "answered"}
	}
	return out
}

func TestWithFewConversationsNoDifferenceIsShown(t *testing.T) {
	t.Parallel()
	got := compare(append(contacts(29, 300, 1, false), contacts(500, 480, 0, false)...))
	if got.Enough || len(got.Figures) != 0 || got.With != 29 || got.Need != 30 {
		t.Errorf("got %+v", got)
	}
}

func TestTheIntervalHoldsTheDifferenceThatIsThere(t *testing.T) {
	t.Parallel()
	got := compare(append(contacts(100, 300, 1, false), contacts(100, 480, 0, false)...))
	f := got.Figures[0]
	if !got.Enough || got.Trial || f.Name != "handle_s" || math.Abs(f.Difference+180) > 0.2 || f.Low > -180 || f.High < -180 || f.High-f.Low > 3 {
		t.Errorf("got %+v", got)
	}
	for _, f := range got.Figures {
		if f.Name == "csat" {
			t.Error("a score that nobody gave is compared")
		}
	}
}

func TestConversationsDrawnByLotAreATrial(t *testing.T) {
	t.Parallel()
	// Law: with a lot drawn, it does not matter who used a draft.
	rows := append(contacts(60, 300, 0, false), contacts(60, 300, 1, false)...)
	got := compare(append(rows, contacts(40, 420, 0, true)...))
	if !got.Trial || got.With != 120 || got.Without != 40 || math.Abs(got.Figures[0].Difference+120) > 0.5 {
		t.Errorf("got %+v", got)
	}
}
