package market

import (
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/manyhands/manyhands/internal/account"
	"github.com/manyhands/manyhands/internal/uid"
	"github.com/manyhands/manyhands/matching/booking"
	"github.com/manyhands/manyhands/matching/plan"
)

func aRecord(t *rapid.T) Record {
	n := rapid.IntRange(0, 200)
	return Record{
		JoinedBP: rapid.IntRange(0, 10_000).Draw(t, "joined"), Worked: n.Draw(t, "worked"), StoodBy: n.Draw(t, "stood by"),
		NoShow: n.Draw(t, "no show"), Late: n.Draw(t, "late"), Unconfirmed: n.Draw(t, "unconfirmed"),
	}
}

// A score is a share; work never lowers it, a mark never raises it, and nothing
// else is in it.
func TestAScoreRisesWithWorkAndFallsWithMarks(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		r := aRecord(t)
		was := score(r)
		if was < 0 || was > 10_000 {
			t.Fatalf("%+v scores %d", r, was)
		}
		more := r
		more.Worked++
		if got := score(more); got < was {
			t.Fatalf("a worked shift lowers %+v from %d to %d", r, was, got)
		}
		worse := r
		worse.NoShow++
		if got := score(worse); got > was {
			t.Fatalf("a no-show raises %+v from %d to %d", r, was, got)
		}
		late := r
		late.Late++
		if got, gone := score(late), score(worse); got < gone {
			t.Fatalf("a late word (%d) costs more than no word at all (%d)", got, gone)
		}
	})
}

// Each published effect is what the score is without that factor.
func TestThePublishedFactorsAreTheFormula(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		r := aRecord(t)
		var weight, credit int64
		for _, f := range factorsOf(r) {
			weight += int64(f.Count) * f.Weight
			credit += int64(f.Count) * f.Credit
			if f.Code != "joined" && f.EffectBP != score(r)-score(less(r, f.Code)) {
				t.Fatalf("%s: effect %d", f.Code, f.EffectBP)
			}
		}
		// Whoever adds the published lines up gets the published score, but for
		// the share they joined with, which is published in whole hundredths.
		if got, want := credit*10_000/weight, int64(score(r)); got > want+1 || got < want-100 {
			t.Fatalf("the lines add up to %d, the score is %d", got, want)
		}
	})
}

// Who an agent is and where they live changes neither the score nor the order
// in which a seat finds people.
func TestWhoAndWhereNeverChangeAScore(t *testing.T) {
	t.Parallel()
	words := rapid.SampledFrom([]string{"", "Ada", "阿依古丽", "Kashgar", "上海", "screen-reader", "female", "70 years"})
	rapid.Check(t, func(t *rapid.T) {
		records := map[uid.Agent]Record{}
		var plainly, described []account.Agent
		free := map[uid.Agent][]plan.Span{}
		starts := time.Date(2026, 11, 10, 12, 0, 0, 0, time.UTC)
		for range rapid.IntRange(1, 8).Draw(t, "agents") {
			a := account.Agent{ID: uid.New[uid.Agent](), CostMinor: 2000, ReliabilityBP: rapid.IntRange(5000, 10_000).Draw(t, "joined"), MaxHoursDay: 8, MaxHoursTotal: 40}
			records[a.ID] = aRecord(t)
			free[a.ID] = []plan.Span{plan.Between(starts.Add(-time.Hour), starts.Add(9*time.Hour))}
			plainly = append(plainly, a)
			a.Name, a.Email, a.City = words.Draw(t, "name"), words.Draw(t, "mail"), words.Draw(t, "city")
			a.Accommodations = []string{words.Draw(t, "accommodation")}
			described = append(described, a)
		}
		bound := bonds{records: records}
		at := booking.Seat{ID: "s", Starts: starts, Ends: starts.Add(4 * time.Hour), Need: 8}
		order := func(list []account.Agent) (out []uid.Agent) {
			p := People{agents: bound.Bind(list, "acme"), free: free}
			for _, a := range suitors(booking.Request{Languages: []string{"zh"}, Timezone: "UTC"}, "acme", at, p, len(list)) {
				out = append(out, a.ID)
			}
			return out
		}
		one, two := order(plainly), order(described)
		if len(one) != len(plainly) || len(two) != len(one) {
			t.Fatalf("%d agents, %d and %d suit", len(plainly), len(one), len(two))
		}
		for i := range one {
			if one[i] != two[i] || scoreOf(plainly[i], records) != scoreOf(described[i], records) {
				t.Fatalf("described, the order or a score changed at %d", i)
			}
		}
	})
}

// What notice costs never falls as the start comes nearer.
func TestLessNoticeNeverPaysLess(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		far := time.Duration(rapid.Int64Range(0, int64(96*time.Hour)).Draw(t, "notice"))
		near := time.Duration(rapid.Int64Range(0, int64(far)).Draw(t, "nearer"))
		if shareFor(near) < shareFor(far) || shareFor(far) > 10_000 {
			t.Fatalf("%s pays %d, %s pays %d", near, shareFor(near), far, shareFor(far))
		}
	})
}
