package shop

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/manyhands/manyhands/internal/uid"
)

// Law: an order that the platform split, or merged, names the orders that it
// came from, so that billing pays for it once.
func TestAnOrderThatWasSplitNamesWhereItCameFrom(t *testing.T) {
	t.Parallel()
	const order = `[{"id":"half","shopper":"s","state":"paid","amount_minor":100,"currency":"CNY","%s":["whole"],"items":[{"id":"1","product":"coat","qty":1,"price_minor":100}]}]`
	for _, name := range []string{"split_from", "merged_from"} {
		all, err := ReadOrders("orders.json", strings.NewReader(fmt.Sprintf(order, name)))
		if err != nil {
			t.Fatal(err)
		}
		f, err := paidFact(uid.New[uid.Brand](), "shop", Told{ID: "e1", At: time.Date(2026, 11, 10, 12, 0, 0, 0, time.UTC)}, all["half"])
		if err != nil || !slices.Equal(f.From, []string{"whole"}) {
			t.Errorf("%s: told as coming from %v, %v", name, f.From, err)
		}
	}
}
