package laws_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/manyhands/manyhands/billing"
	"github.com/manyhands/manyhands/billing/rate"
	"github.com/manyhands/manyhands/internal/fact"
	"github.com/manyhands/manyhands/internal/uid"
)

// A season's rebate is moved into the brand's balance once, and reckoned again it
// moves what changed alone.
func TestASeasonsRebateIsMovedOnce(t *testing.T) {
	t.Parallel()
	b := setup(t)
	f := b.booked()
	b.brand, b.request = b.another("season"), uid.New[uid.Request]()
	f.Meta, f.Request = fact.New(b.brand, at.Add(-48*time.Hour)), b.request
	f.Terms = []byte(strings.Replace(string(f.Terms), `"total_cap_bp":3000`, `"incentive":{"rule":"conversation","mode":"graduated","bands":[{"min":2,"bp":1000}],
		"season":{"from":"2026-11-01T00:00:00Z","till":"2026-11-12T12:00:00Z"}},"total_cap_bp":3000`, 1))
	b.tell(f)
	for i := range 4 {
		b.tell(b.closed("li"+string(rune('a'+i)), i))
	}
	b.issue(b.draft().ID)
	season := rate.Span{From: time.Date(2026, 11, 1, 0, 0, 0, 0, time.UTC), Till: at.Add(48 * time.Hour)}
	if _, err := b.SettleSeason(t.Context(), b.brand, season, b.finance); !errors.Is(err, billing.ErrSeasonSpan) {
		t.Errorf("a season that runs was settled: %v", err)
	}
	b.clock.MoveTo(at.Add(49 * time.Hour))
	for i, want := range []int64{24, 0} { // 10 % of the two units beyond the second, at 1.20
		got, err := b.SettleSeason(t.Context(), b.brand, season, b.finance)
		if err != nil || len(got) != 1 || got[0].TargetMinor != 24 || int64(got[0].DeltaMinor) != want {
			t.Fatalf("time %d: %+v (%v)", i+1, got, err)
		}
	}
	if w := b.wallet(b.brand); w.BalanceMinor != 24 {
		t.Errorf("the balance is %d", w.BalanceMinor)
	}
	b.balanced()
}
