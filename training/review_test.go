package training_test

import (
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/manyhands/manyhands/internal/account"
	"github.com/manyhands/manyhands/internal/chat"
	"github.com/manyhands/manyhands/internal/fact"
	"github.com/manyhands/manyhands/internal/pg"
	"github.com/manyhands/manyhands/internal/uid"
	"github.com/manyhands/manyhands/training"
)

// real plays a real conversation: the bot hands over, the agent takes it, both
// speak by turns a few seconds apart, and it is closed.
func (b *bundle) real(a uid.Agent, wait time.Duration, asked string, said ...string) uid.Chat {
	b.t.Helper()
	ctx, scope := b.t.Context(), pg.OfBrand(b.brand)
	c, err := b.chats.Open(ctx, chat.Opening{Brand: b.brand, ShopperRef: "s-1", Channel: "web", Locale: "zh-CN", OrderRef: "YS2026110100"})
	b.must(err)
	_, err = b.chats.Say(ctx, scope, chat.Saying{Chat: c.ID, Author: chat.Shopper, Key: "q", Text: asked})
	b.must(err)
	b.must(b.chats.InTx(ctx, scope, func(tx pgx.Tx) error {
		if c, err = b.chats.HandOff(ctx, tx, c.ID, c.Epoch, chat.Need{Reason: "asked_for_human"}); err != nil {
			return err
		}
		c, err = b.chats.Take(ctx, tx, c.ID, a, uid.Shift{})
		return err
	}))
	for i, text := range said {
		b.clock.MoveTo(b.clock.Now().Add(wait))
		who := chat.Saying{Chat: c.ID, Author: chat.Agent, Agent: a, Epoch: c.Epoch, Key: fmt.Sprint("a", i), Text: text, Substantive: true}
		if i%2 == 1 {
			who = chat.Saying{Chat: c.ID, Author: chat.Shopper, Key: fmt.Sprint("s", i), Text: text}
		}
		_, err = b.chats.Say(ctx, scope, who)
		b.must(err)
	}
	_, err = b.chats.Close(ctx, scope, c.ID, a, "done")
	b.must(err)
	return c.ID
}

var (
	wellDone = []string{"您好，很高兴为您服务，我看一下您的订单。", "好的", "您这单还在路上，给您添麻烦了，请您放心。", "谢谢", "不客气，请问还有其他可以帮您的吗？"}
	badly    = []string{"自己看", "怎么说话呢", "急什么急，等着吧，48 分钟就到", "算了"}
)

// Every conversation that a person answered is scored by the rubric of the
// drills, each row with its message, once; what only the bot answered is not.
func TestARealConversationIsScoredByTheRubricOfTheDrills(t *testing.T) {
	t.Parallel()
	b := setup(t, 1)
	a := b.agents[0]
	b.real(a, 8*time.Second, "我的快递到哪了", wellDone...)
	b.real(a, 100*time.Second, "我的快递到哪了", badly...)
	b.until(func() bool { return len(b.reviews(a)) == 2 })
	list := b.reviews(a)
	if list[1].Score < 90 || list[0].Score > 50 {
		t.Errorf("got %d for a good and %d for a bad conversation: %+v", list[1].Score, list[0].Score, list)
	}
	for _, r := range list {
		for _, it := range r.Items {
			if it.Got < 0 || it.Got > it.Points || it.Seq == 0 {
				t.Errorf("row %+v names no message, or its points are wrong", it)
			}
		}
	}
	desk, err := b.Desk(t.Context(), a)
	b.must(err)
	if len(desk.Courses) == 0 || len(desk.Courses[0].Rungs) == 0 {
		t.Errorf("got %+v; want the next rung of the ladder", desk.Courses)
	}
}

func (b *bundle) reviews(a uid.Agent) []training.Review {
	b.t.Helper()
	list, err := b.Reviews(b.t.Context(), a)
	b.must(err)
	return list
}

// until waits for what the outbox brings.
func (b *bundle) until(done func() bool) {
	b.t.Helper()
	for !done() {
		if err := b.t.Context().Err(); err != nil {
			b.t.Fatal(err)
		}
		settled[fact.DrillGraded](b)
	}
}

// An agent sees each row, appeals one that lost points, once; an operator
// answers, once; upheld it counts in full, and the row stays as it was scored.
func TestAnAppealIsDecidedByAPersonAndLeavesTheRowAsItWas(t *testing.T) {
	t.Parallel()
	b := setup(t, 2)
	ctx, a, by := t.Context(), b.agents[0], uid.New[uid.Person]()
	id := b.real(a, 100*time.Second, "我的快递到哪了", badly...)
	b.until(func() bool { return len(b.reviews(a)) == 1 })
	before := b.reviews(a)[0]
	lost, full := 0, 0
	for _, it := range before.Items {
		if it.Got < it.Points {
			lost = it.Place
		} else {
			full = it.Place
		}
	}
	for _, c := range []struct {
		name  string
		agent uid.Agent
		place int
		words string
		want  error
	}{
		{"nothing was lost", a, full, "x", training.ErrNothingLost},
		{"no such row", a, 99, "x", training.ErrNoReview},
		{"somebody else's", b.agents[1], lost, "x", training.ErrNoReview},
		{"no words", a, lost, "  ", training.ErrAppealWords},
		{"the first", a, lost, "顾客先骂人的，请看上文", nil},
		{"again", a, lost, "x", training.ErrAppealed},
	} {
		if _, err := b.Appeal(ctx, c.agent, id, before.Epoch, c.place, c.words); !errors.Is(err, c.want) {
			t.Errorf("%s: got %v, want %v", c.name, err, c.want)
		}
	}
	open, err := b.Appeals(ctx)
	b.must(err)
	if len(open) != 1 || open[0].State != "open" || open[0].Words == "" {
		t.Fatalf("got %+v; want the one that is open", open)
	}
	b.must(b.DecideAppeal(ctx, by, id, before.Epoch, lost, true, "同意，改判"))
	if err := b.DecideAppeal(ctx, by, id, before.Epoch, lost, false, "再想想"); !errors.Is(err, training.ErrDecided) {
		t.Errorf("a second decision got %v, want %v", err, training.ErrDecided)
	}
	after := b.reviews(a)[0]
	if after.Score <= before.Score || after.Items[lost-1].Got != before.Items[lost-1].Got || after.Items[lost-1].Appeal != "upheld" {
		t.Errorf("got %d after %d, row %+v; want a higher score and the row as it was", after.Score, before.Score, after.Items[lost-1])
	}
}

// Who the agent is changes no score of a real conversation: not the city, not
// the name, not an accommodation; one that gives time never lowers it.
func TestWhoAnswersChangesNoReview(t *testing.T) {
	t.Parallel()
	b := setup(t, 1)
	plain := b.agents[0]
	other := account.Agent{
		ID: uid.New[uid.Agent](), Name: "古丽·买买提", Email: "other@example.com", City: "新疆喀什", CostMinor: 9900, ReliabilityBP: 100,
		MaxHoursDay: 2, MaxHoursTotal: 5, Capacity: 1, Accommodations: []string{account.ScreenReader, account.LargeText},
	}
	timed := account.Agent{ID: uid.New[uid.Agent](), Name: "T", Email: "t@example.com", MaxHoursDay: 8, MaxHoursTotal: 60, Capacity: 3, Accommodations: []string{account.Unhurried}}
	b.must(b.register.AddAgents(t.Context(), []account.Agent{other, timed}, "zh-CN", "x"))
	for _, said := range [][]string{wellDone, badly} {
		for _, wait := range []time.Duration{8 * time.Second, 100 * time.Second} {
			var scores []int
			for _, a := range []uid.Agent{plain, other.ID, timed.ID} {
				had := len(b.reviews(a))
				b.real(a, wait, "我的快递到哪了", said...)
				b.until(func() bool { return len(b.reviews(a)) > had })
				scores = append(scores, b.reviews(a)[0].Score)
			}
			if scores[0] != scores[1] || scores[2] < scores[0] {
				t.Errorf("after %s: got %v; want the same, and no less with time that is not counted", wait, scores)
			}
		}
	}
}
