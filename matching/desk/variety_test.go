package desk

import (
	"fmt"
	"testing"

	"github.com/manyhands/manyhands/internal/chat"
	"github.com/manyhands/manyhands/internal/uid"
	"github.com/manyhands/manyhands/matching/route"
)

// Shoppers who make up a language each do not fill the desk's memory, and the
// kind of chat that everybody asks for is found all along.
func TestMadeUpNeedsAreNotKeptForEver(t *testing.T) {
	t.Parallel()
	brand := uid.New[uid.Brand]()
	d := &Desk{router: route.New(), slugs: map[uid.Brand]string{brand: "acme"}, asks: map[string]*route.Ask{}}
	plain := chat.Chat{Brand: brand, Channel: "widget", Locale: "zh-CN"}
	for i := range 2*mostAsks + 1 {
		made := plain
		made.Locale, made.Need = fmt.Sprintf("x%d-XX", i), []string{fmt.Sprintf("skill:y%d", i)}
		if d.ask(made) != d.ask(made) {
			t.Fatal("the same kind of chat was made ready twice in a row")
		}
		if len(d.asks) > mostAsks {
			t.Fatalf("%d kinds of chat are kept, want %d at most", len(d.asks), mostAsks)
		}
	}
	if _, _, ok := d.router.Pick(d.ask(plain), route.Chat{}); ok {
		t.Error("somebody was picked where nobody sits")
	}
}
