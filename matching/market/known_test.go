package market

import (
	"context"
	"slices"
	"testing"
	"time"

	"github.com/manyhands/manyhands/internal/account"
	"github.com/manyhands/manyhands/internal/tag"
	"github.com/manyhands/manyhands/internal/uid"
	"github.com/manyhands/manyhands/matching/booking"
	"github.com/manyhands/manyhands/matching/plan"
)

// A plan likes to bring a brand's people back, for a little dearer an hour and
// not for much; who only claims to be known is a stranger.
func TestAPlanBringsABrandsPeopleBack(t *testing.T) {
	t.Parallel()
	at := time.Date(2026, 6, 18, 10, 0, 0, 0, time.UTC)
	for _, c := range []struct {
		name      string
		dearer    int64
		known     bool
		wantKnown bool
	}{
		{"a little dearer and known", 25, true, true},
		{"much dearer and known", 500, true, false},
		{"a little dearer and only claims it", 25, false, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			hired := func(cost int64, tags ...tag.Tag) account.Agent {
				return account.Agent{ID: uid.New[uid.Agent](), CostMinor: cost, ReliabilityBP: 9500, MaxHoursDay: 8, MaxHoursTotal: 40, MinRestHours: 8, Tags: tags}
			}
			back, stranger := hired(2500+c.dearer, knownTag), hired(2500)
			bound := bonds{known: map[uid.Agent]bool{back.ID: c.known}}.Bind([]account.Agent{back, stranger}, "acme")
			if bound[0].Tags.Has(knownTag) != c.known {
				t.Fatalf("got tags %v for somebody known: %v", bound[0].Tags, c.known)
			}
			free := map[uid.Agent][]plan.Span{}
			for i := range bound {
				bound[i].ReliabilityBP = 9500
				free[bound[i].ID] = []plan.Span{plan.Between(at, at.Add(4*time.Hour))}
			}
			r := booking.Request{ID: uid.New[uid.Request](), Timezone: "UTC", Languages: []string{"zh"}, Starts: at, Ends: at.Add(4 * time.Hour)}
			seat := booking.Seat{ID: "s", Starts: at, Ends: at.Add(4 * time.Hour), Need: 1, Kind: booking.Work}
			made, err := plan.Solve(context.Background(), Instance(r, "acme", []booking.Seat{seat}, People{agents: bound, free: free}), plan.Options{Seed: 1})
			if err != nil || len(made.Assignments) != 1 {
				t.Fatalf("got %d seats filled, %v", len(made.Assignments), err)
			}
			if got := made.Assignments[0].Agent == back.ID.String(); got != c.wantKnown {
				t.Errorf("got the one who was there before: %v, want %v", got, c.wantKnown)
			}
			i := slices.IndexFunc(bound, func(a account.Agent) bool { return a.ID == back.ID })
			if o := offer(r, seat, bound[i]); o.Reason.Known != c.known {
				t.Errorf("the offer says known: %v, want %v", o.Reason.Known, c.known)
			}
		})
	}
}
