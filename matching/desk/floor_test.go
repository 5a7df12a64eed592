package desk

import (
	"testing"

	"github.com/manyhands/manyhands/internal/tag"
	"github.com/manyhands/manyhands/matching/desk/internal/db"
)

// Law: whom only common slots can use has nothing to be spared for; whom the
// dearest slot could use is spared most.
func TestWhoADearSlotCouldUseIsSpared(t *testing.T) {
	t.Parallel()
	prices := []db.PricesNowRow{{Require: []string{"brand:a"}, Price: 100}, {Require: []string{"brand:a", "lang:en"}, Price: 500}, {Require: []string{"brand:a", "skill:refund"}, Price: 300}}
	for _, c := range []struct {
		tags tag.Set
		want uint8
	}{
		{tag.Set{"brand:a"}, 0}, {tag.Set{"brand:a", "skill:refund"}, 127}, {tag.Set{"brand:a", "lang:en", "skill:refund"}, 255}, {nil, 0},
	} {
		if got := reserveOf(c.tags, prices); got != c.want {
			t.Errorf("%v is spared by %d, want %d", c.tags, got, c.want)
		}
	}
	if got := reserveOf(tag.Set{"brand:a"}, nil); got != 0 {
		t.Errorf("without a plan somebody is spared by %d", got)
	}
}
