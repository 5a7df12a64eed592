package matching_test

import (
	"errors"
	"os"
	"strconv"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/manyhands/manyhands/internal/clock"
	"github.com/manyhands/manyhands/internal/uid"
	"github.com/manyhands/manyhands/matching/market"
)

// A thousand claims set off in one instant, each its own goroutine: a hundred
// agents, ten slots each that overlap. Nobody holds two at once, no slot is
// overfull, and every refusal has its code. bench/market runs it with
// MANYHANDS_CLAIMS=1000; the tests of every day let a tenth of that go.
func TestClaimsOfOneInstantBookNobodyTwice(t *testing.T) {
	t.Parallel()
	claims := 100
	if n, err := strconv.Atoi(os.Getenv("MANYHANDS_CLAIMS")); err == nil {
		claims = n
	}
	const each = 10
	b := setup(t, claims/each)
	r := b.booked(t)
	b.exec(t, "DELETE FROM matching.fill")
	b.exec(t, "UPDATE matching.slot SET need = 0")
	var slots []uid.Slot
	for i := range each {
		slots = append(slots, b.openSlot(t, r, opens.Add(time.Duration(i%2)*30*time.Minute), 4*time.Hour, max(1, claims/each/each)))
	}
	var won, refused atomic.Int64
	var all sync.WaitGroup
	set := make(chan struct{}) // closed when everybody stands ready
	for _, a := range b.agents {
		for _, s := range slots {
			all.Go(func() {
				<-set
				switch _, err := b.Claim(t.Context(), a, s); {
				case err == nil:
					won.Add(1)
				case errors.Is(err, market.ErrBusy), errors.Is(err, market.ErrSlotFull), errors.Is(err, market.ErrUnfit):
					refused.Add(1)
				default:
					t.Error(err)
				}
			})
		}
	}
	began := clock.System{}.Now()
	close(set)
	all.Wait()
	took := clock.System{}.Now().Sub(began)
	var twice, overfull int
	b.scan(t, `SELECT count(*) FROM matching.shift x JOIN matching.shift y ON x.agent_id = y.agent_id AND x.id < y.id AND x.during && y.during
		WHERE x.state = 'accepted' AND y.state = 'accepted'`, &twice)
	b.scan(t, "SELECT count(*) FROM matching.slot s WHERE s.need < (SELECT count(*) FROM matching.shift h WHERE h.slot_id = s.id AND h.state = 'accepted')", &overfull)
	if twice != 0 || overfull != 0 || won.Load() == 0 || won.Load()+refused.Load() != int64(claims) {
		t.Errorf("%d claims: %d won, %d refused; %d agents twice, %d slots overfull", claims, won.Load(), refused.Load(), twice, overfull)
	}
	t.Logf("| %d | %d | %d | %d | %d | %.0f |", claims, won.Load(), refused.Load(), twice, overfull, float64(claims)/took.Seconds())
}
