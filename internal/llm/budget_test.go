package llm_test

import (
	"errors"
	"sync"
	"testing"
	"time"

	"github.com/manyhands/manyhands/internal/clock"
	"github.com/manyhands/manyhands/internal/llm"
	"github.com/manyhands/manyhands/internal/pg/pgtest"
	"github.com/manyhands/manyhands/internal/uid"
)

func TestMain(m *testing.M) { pgtest.Main(m) }

// Law: twenty calls at the same time never take more than the day holds, and
// the next day begins anew.
func TestTwentyCallsAtOnceStayInTheBudget(t *testing.T) {
	t.Parallel()
	day := clock.NewMovableAt(clock.System{}, time.Date(2026, 11, 11, 12, 0, 0, 0, time.UTC))
	l := llm.NewLedger(pgtest.DB(t), day, 1000)
	brand := uid.New[uid.Brand]()
	var mu sync.Mutex
	var wg sync.WaitGroup
	took := 0
	for range 20 {
		wg.Go(func() {
			err := l.Reserve(t.Context(), brand, 150)
			mu.Lock()
			defer mu.Unlock()
			switch {
			case err == nil:
				took++
			case !errors.Is(err, llm.ErrBudget):
				t.Error(err)
			}
		})
	}
	wg.Wait()
	if calls, tokens, err := l.Spent(t.Context(), brand); took != 6 || calls != 6 || tokens != 900 || err != nil {
		t.Errorf("%d calls took %d (%d counted), %v; want 6 and 900", took, tokens, calls, err)
	}
	if err := l.GiveBack(t.Context(), brand, 100); err != nil {
		t.Fatal(err)
	}
	if err := l.Reserve(t.Context(), brand, 150); err != nil {
		t.Errorf("what was given back is not there: %v", err)
	}
	if err := l.Reserve(t.Context(), brand, 5000); !errors.Is(err, llm.ErrBudget) {
		t.Errorf("more than a day holds: %v", err)
	}
	day.MoveTo(time.Date(2026, 11, 12, 0, 0, 1, 0, time.UTC))
	if err := l.Reserve(t.Context(), brand, 1000); err != nil {
		t.Errorf("the next day: %v", err)
	}
}
