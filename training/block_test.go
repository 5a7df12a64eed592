package training_test

import (
	"os"
	"strconv"
	"testing"
	"time"

	"github.com/manyhands/manyhands/internal/clock"
	"github.com/manyhands/manyhands/training"
)

// The promise of the plan: who stands on the old edition is off within a
// minute of the change, and no others.
const blockedWithin = time.Minute

// From the filing of a new edition to the last dependant's lost tag, by the
// wall clock. DEPENDANTS sets how many hold a certificate; bench/school prints
// what it took.
func TestAChangedPolicyBlocksWithinAMinute(t *testing.T) {
	t.Parallel()
	holders := 60
	if n, err := strconv.Atoi(os.Getenv("DEPENDANTS")); err == nil {
		holders = n
	}
	b := setup(t, holders)
	b.must(b.Grant(t.Context(), b.agents, b.brand))
	before, err := b.Reserve(t.Context(), b.brand)
	b.must(err)
	dependants := 0
	for _, p := range before.Procedures {
		if p.Procedure == "return" {
			dependants = p.Certified
		}
	}
	wall := clock.System{}
	began := wall.Now()
	b.put("return", "\n# edition 2\n")
	var after training.Reserve
	for after.Suspended < dependants {
		after, err = b.Reserve(t.Context(), b.brand)
		b.must(err)
		if wall.Now().Sub(began) > 2*blockedWithin {
			break
		}
	}
	took := wall.Now().Sub(began)
	t.Logf("| %d | %d | %d | %.2f |", holders, dependants, after.Certified, took.Seconds())
	if took > blockedWithin || after.Suspended != dependants || after.Certified != holders-dependants {
		t.Errorf("after %s got %d suspended and %d certified of %d with %d dependants", took, after.Suspended, after.Certified, holders, dependants)
	}
}
