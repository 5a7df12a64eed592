package training_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/manyhands/manyhands/internal/account"
	"github.com/manyhands/manyhands/internal/tag"
	"github.com/manyhands/manyhands/internal/uid"
	"github.com/manyhands/manyhands/training"
	"github.com/manyhands/manyhands/training/drill"
)

// A draft is nobody's drill; adjusted and published it is taken before one is
// drawn; retired or overtaken by a newer edition it is taken no more.
func TestAScenarioIsDrilledFromItsPublishingToItsRetirement(t *testing.T) {
	t.Parallel()
	b := setup(t, 4)
	ctx, by := t.Context(), uid.New[uid.Person]()
	made, err := b.MakeScenario(ctx, by, b.brand, training.Draft{Procedure: "return", Lang: "zh", Level: 1, Seed: 7})
	b.must(err)
	if made.State != "draft" || made.Score < drill.PassScore || len(made.Rehearsal) == 0 || made.Scene.Verdict == drill.None {
		t.Fatalf("got %s, a rehearsal of %d with %d messages; want a draft that shows its answer", made.State, made.Score, len(made.Rehearsal))
	}
	opening := "买的裙子颜色跟图不一样，我要退"
	made, err = b.AdjustScenario(ctx, b.brand, made.ID, drill.Change{Opening: &opening})
	b.must(err)
	from := func(a uid.Agent) string {
		d, err := b.Begin(ctx, a, b.brand, training.Wish{Lang: "zh", Seed: 2})
		b.must(err)
		return d.Messages[0].Text
	}
	if got := from(b.agents[0]); strings.Contains(got, "颜色跟图") {
		t.Error("a draft was drilled")
	}
	made, err = b.PublishScenario(ctx, by, b.brand, made.ID)
	b.must(err)
	if got := from(b.agents[1]); !strings.Contains(got, "颜色跟图") {
		t.Errorf("got a drill that opens with %q; want the published one", got)
	}
	if _, err := b.AdjustScenario(ctx, b.brand, made.ID, drill.Change{Opening: &opening}); !errors.Is(err, training.ErrNotDraft) {
		t.Errorf("a published one was changed: %v", err)
	}
	if _, err := b.Scenario(ctx, uid.New[uid.Brand](), made.ID); !errors.Is(err, training.ErrNoScenario) {
		t.Errorf("another brand got %v, want %v", err, training.ErrNoScenario)
	}
	_, err = b.RetireScenario(ctx, by, b.brand, made.ID)
	b.must(err)
	if got := from(b.agents[2]); strings.Contains(got, "颜色跟图") {
		t.Error("a retired scenario was drilled")
	}
	list, err := b.Scenarios(ctx, b.brand)
	b.must(err)
	if len(list) != 1 || list[0].Drilled != 1 || list[0].State != "retired" {
		t.Errorf("got %+v; want one that was drilled once", list)
	}
}

// A hand-off that went wrong gives its shopper's own words without what is the
// shopper's, and one that went well gives none.
func TestAFailedHandOffBecomesAScenarioWithoutPersonalDetails(t *testing.T) {
	t.Parallel()
	b := setup(t, 1)
	ctx, a, by := t.Context(), b.agents[0], uid.New[uid.Person]()
	good := b.real(a, 5*time.Second, "我的快递到哪了", wellDone...)
	bad := b.real(a, 100*time.Second, "我电话13812345678，订单YS2026110100一直不发货，急死了", badly...)
	b.must(b.chats.Score(ctx, b.brand, bad, 1))
	b.until(func() bool { return len(b.reviews(a)) == 2 })
	list, err := b.FailedHandoffs(ctx, b.brand)
	b.must(err)
	if len(list) != 1 || list[0].Chat != bad || list[0].Why != "unhappy" || strings.Contains(list[0].Opening, "138") || strings.Contains(list[0].Opening, "YS2026") || !strings.Contains(list[0].Opening, "不发货") {
		t.Fatalf("got %+v; want the unhappy one, nameless", list)
	}
	made, err := b.MakeScenario(ctx, by, b.brand, training.Draft{Chat: bad, Procedure: "urge-shipment"})
	b.must(err)
	if made.Source != "handoff" || made.Scene.Opening != list[0].Opening {
		t.Errorf("got %s that opens with %q", made.Source, made.Scene.Opening)
	}
	if list, err = b.FailedHandoffs(ctx, b.brand); err != nil || !list[0].Made {
		t.Errorf("got %+v, %v; want it marked as made", list, err)
	}
	if _, err := b.MakeScenario(ctx, by, b.brand, training.Draft{Chat: good}); !errors.Is(err, training.ErrNoHandoff) {
		t.Errorf("one that went well got %v, want %v", err, training.ErrNoHandoff)
	}
}

// The row that was lost is gone over with the coaching's own wording: it gets
// its points, the grade stays, and the same key is the same attempt.
func TestALostRowIsGoneOverAndTheGradeStays(t *testing.T) {
	t.Parallel()
	b := setup(t, 1)
	ctx, a := t.Context(), b.agents[0]
	d, err := b.Begin(ctx, a, b.brand, training.Wish{})
	b.must(err)
	if _, err := b.GoOver(ctx, a, d.ID, "greeting", training.Saying{Key: "g", Text: "您好"}); !errors.Is(err, training.ErrNotGraded) {
		t.Errorf("before the grade: got %v, want %v", err, training.ErrNotGraded)
	}
	d = b.play(a, d, drill.Careless)
	better := ""
	for _, it := range d.Grade.Items {
		if it.ID == "greeting" {
			better = it.Better
		}
	}
	poor, err := b.GoOver(ctx, a, d.ID, "greeting", training.Saying{Key: "1", Text: "快说"})
	b.must(err)
	good, err := b.GoOver(ctx, a, d.ID, "greeting", training.Saying{Key: "2", Text: better})
	b.must(err)
	if poor.Passed || !good.Passed {
		t.Errorf("got %+v and %+v; want only the second to pass", poor, good)
	}
	_, err = b.GoOver(ctx, a, d.ID, "greeting", training.Saying{Key: "2", Text: better})
	b.must(err)
	after, err := b.Drill(ctx, a, d.ID)
	b.must(err)
	if after.State != "failed" || *after.Score != *d.Score || len(after.Agains) != 2 {
		t.Errorf("got %s with %d and %d attempts; want the grade as it was and two", after.State, *after.Score, len(after.Agains))
	}
	if _, err := b.GoOver(ctx, a, d.ID, "no-such", training.Saying{Key: "3", Text: "x"}); !errors.Is(err, training.ErrNoRow) {
		t.Errorf("got %v, want %v", err, training.ErrNoRow)
	}
}

// Two agents in the same own words are shown to a person with how much was
// pasted; their grades and certificates are as if nothing were.
func TestTheSameWordsAreShownToAPersonAndCostNothing(t *testing.T) {
	t.Parallel()
	b := setup(t, 3)
	ctx := t.Context()
	mine := "亲这边建议您先把吊牌剪口那边拍清楚哦，仓库师傅说这样登记起来会快很多的呢。顺带您看看盒子里小卡片还在不在，那个要一块儿放回来的呀。"
	var all []training.Drill
	for i, a := range b.agents {
		d, err := b.Begin(ctx, a, b.brand, training.Wish{Seed: 11})
		b.must(err)
		words := mine
		if i == 2 {
			words = "我去问一下库房那边今天几点收单，再回来跟您讲具体怎么安排比较合适。另外您家楼下的柜子要是满了，可以跟派件的小哥约一个时间当面取。"
		}
		d, err = b.Say(ctx, a, d.ID, training.Saying{Key: "own", Text: words, Pasted: 500})
		b.must(err)
		all = append(all, b.play(a, d, drill.Model))
	}
	if *all[0].Score != *all[1].Score || all[0].State != all[1].State {
		t.Errorf("got %d and %d; want the likeness to cost nothing", *all[0].Score, *all[1].Score)
	}
	list, err := b.Alikes(ctx)
	b.must(err)
	if len(list) != 1 || list[0].Drill != all[1].ID || list[0].Other != all[0].ID || list[0].Pasted == 0 || list[0].Pasted > 500 {
		t.Fatalf("got %+v; want the second beside the first, with what was pasted", list)
	}
	b.must(b.DecideAlike(ctx, uid.New[uid.Person](), all[1].ID, all[0].ID, "chance", "both read the same hint"))
	if err := b.DecideAlike(ctx, uid.New[uid.Person](), all[1].ID, all[0].ID, "copied", ""); !errors.Is(err, training.ErrDecided) {
		t.Errorf("got %v, want %v", err, training.ErrDecided)
	}
}

// The reserve of an event counts whose certificate holds to its end, and of
// them who has the skill that it asks for.
func TestTheReserveIsByDateAndSkill(t *testing.T) {
	t.Parallel()
	b := setup(t, 0)
	ctx := t.Context()
	for i, tags := range []tag.Set{{"lang:en"}, {}, {"lang:en", "skill:refund"}} {
		a := account.Agent{ID: uid.New[uid.Agent](), Name: "A", Email: string(rune('a'+i)) + "@example.com", MaxHoursDay: 8, MaxHoursTotal: 60, Capacity: 3, Tags: tags}
		b.must(b.register.AddAgents(ctx, []account.Agent{a}, "zh-CN", "x"))
		b.agents = append(b.agents, a.ID)
	}
	b.must(b.Grant(ctx, b.agents[:2], b.brand))
	d, err := b.Begin(ctx, b.agents[2], b.brand, training.Wish{})
	b.must(err)
	now := b.clock.Now()
	b.events = []training.Event{
		{Name: "double11", Starts: now.AddDate(0, 0, 1), Ends: now.AddDate(0, 0, 2), Needed: 3, Skills: []tag.Tag{"lang:en", "skill:refund"}},
		{Name: "618", Starts: now.AddDate(0, 7, 0), Ends: now.AddDate(0, 7, 2), Needed: 1},
	}
	r, err := b.Reserve(ctx, b.brand)
	b.must(err)
	if len(r.Events) != 2 {
		t.Fatalf("got %+v", r.Events)
	}
	near, far := r.Events[0], r.Events[1]
	if near.Certified != 2 || near.Short != 1 || near.InTraining != 1 || near.BySkill[0].Certified != 1 || near.BySkill[0].InTraining != 1 || near.BySkill[1].Certified != 0 || near.BySkill[1].InTraining != 1 {
		t.Errorf("the near event: got %+v", near)
	}
	if far.Certified != 0 || far.Lapsing != 2 || far.Short != 1 {
		t.Errorf("the far event: got %+v; want both certificates to run out before it", far)
	}
	if len(d.Messages) == 0 || r.Needed != 3 {
		t.Errorf("got %d needed at once", r.Needed)
	}
	who, err := b.Holders(ctx, b.brand, training.Active)
	b.must(err)
	if len(who) != 2 || who[0].Name == "" {
		t.Errorf("got %+v; want the two who hold it", who)
	}
}

// Settings are the agent's own: chosen they give time at once, they are refused
// when there is no such, and the longest pay is that of any other practice.
func TestAccommodationsAreTheAgentsOwn(t *testing.T) {
	t.Parallel()
	b := setup(t, 1)
	ctx, a := t.Context(), b.agents[0]
	if err := b.register.SetAccommodations(ctx, a, []string{"slow"}); !errors.Is(err, account.ErrAccommodation) {
		t.Errorf("got %v, want %v", err, account.ErrAccommodation)
	}
	b.must(b.register.SetAccommodations(ctx, a, []string{account.Unhurried, account.ScreenReader, account.Unhurried}))
	d, err := b.Begin(ctx, a, b.brand, training.Wish{})
	b.must(err)
	b.clock.MoveTo(b.clock.Now().Add(3 * time.Hour))
	b.must(b.Tick(ctx))
	d, err = b.Drill(ctx, a, d.ID)
	b.must(err)
	if d.State != "running" || !d.Unhurried {
		t.Errorf("got %s after three hours, unhurried %t; want it to go on", d.State, d.Unhurried)
	}
	if d = b.play(a, d, drill.Model); d.State != "passed" {
		t.Errorf("got %s with %d; want the wait to cost nothing", d.State, *d.Score)
	}
}
