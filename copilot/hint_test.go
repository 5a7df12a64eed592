package copilot_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/manyhands/manyhands/copilot"
	"github.com/manyhands/manyhands/copilot/guard"
	"github.com/manyhands/manyhands/internal/chat"
	"github.com/manyhands/manyhands/internal/demo"
	"github.com/manyhands/manyhands/internal/pg"
)

var questions = []string{
	"双11什么时候发货", "我要退货", "我的快递到哪了", "身高165体重55公斤穿什么码", "云朵长款羽绒服还有L码吗", "羽绒服怎么洗", "优惠券可以叠加吗", "能开发票吗",
	"买贵了能退差价吗", "改一下地址", "衣服有色差怎么办", "how long does shipping take", "can I return this", "今天天气真好", "你们老板是谁", "？？？", "嗯",
	"帮我写一首诗", "我想换大一号", "取消订单", "谢谢", "推荐一件过年穿的大衣",
}

// A suggestion cites a source that exists and is in force, or it is not shown;
// and the guard would let it be sent.
func TestEveryDraftHasASourceThatExists(t *testing.T) {
	t.Parallel()
	b := setup(t)
	articles := map[string]time.Time{}
	shelved, err := b.Library.Articles(t.Context(), b.brand)
	if err != nil {
		t.Fatal(err)
	}
	for _, a := range shelved {
		if a.Valid(demo.Anchor()) {
			articles[a.ID] = demo.Anchor()
		}
	}
	shown := 0
	n := 0
	rapid.Check(t, func(t2 *rapid.T) {
		said := rapid.SliceOfN(rapid.SampledFrom(questions), 1, 3).Draw(t2, "said")
		shopper := rapid.SampledFrom([]string{"s1", "s2", "nobody"}).Draw(t2, "shopper")
		n++
		if n > 40 { // each one writes a conversation to the database
			return
		}
		c := b.held(t, shopper, said...)
		h, err := b.Hints(t.Context(), b.agent, c.ID)
		if err != nil {
			t2.Fatal(err)
		}
		for _, d := range h.Drafts {
			shown++
			if len(d.Citations) == 0 || strings.TrimSpace(d.Text) == "" {
				t2.Fatalf("uncited: %+v", d)
			}
			if v := b.Check(b.brand, "web", guard.Agent, d.Text); v.Level >= guard.Warn {
				t2.Fatalf("the guard would not let %q be sent: %+v", d.Text, v.Hits)
			}
			for _, ci := range d.Citations {
				b.mustExist(t2, ci, shopper, articles)
			}
		}
		if len(h.Drafts) > 3 {
			t2.Fatalf("%d drafts", len(h.Drafts))
		}
	})
	if shown == 0 {
		t.Error("no draft was shown at all: the law was not tried")
	}
}

func (b bundle) mustExist(t *rapid.T, ci chat.Citation, shopper string, articles map[string]time.Time) {
	ctx := t.Context()
	switch ci.Source {
	case "article":
		if _, ok := articles[ci.ID]; !ok {
			t.Fatalf("article %q is not in force", ci.ID)
		}
	case "product":
		list, err := b.Shop.Catalogue(ctx, b.brand)
		if err != nil {
			t.Fatal(err)
		}
		for _, p := range list {
			if p.ID == ci.ID {
				return
			}
		}
		t.Fatalf("product %q does not exist", ci.ID)
	case "order":
		o, err := b.Shop.Order(ctx, b.brand, ci.ID)
		if err != nil || o.Shopper != shopper {
			t.Fatalf("order %q is not %s's: %v", ci.ID, shopper, err)
		}
	case "sop":
		if _, err := b.Book.Procedure(ctx, b.brand, ci.ID); err != nil {
			t.Fatal(err)
		}
	case "case":
	default:
		t.Fatalf("source %q", ci.Source)
	}
}

// What shoppers ask most is answered from the right place.
func TestTheRightSourceComesFirst(t *testing.T) {
	t.Parallel()
	b := setup(t)
	for _, c := range []struct{ shopper, said, source string }{
		{"s1", "优惠券可以叠加吗", "article:coupon-stacking"},
		{"s1", "羽绒服怎么洗", "article:down-care"},
		{"s1", "我的快递到哪了", "order:T1"},
		{"s1", "我要退货", "sop:return"},
		{"nobody", "云朵长款羽绒服还有L码吗", "product:YS-D01"},
	} {
		h, err := b.Hints(t.Context(), b.agent, b.held(t, c.shopper, c.said).ID)
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, d := range h.Drafts {
			got = append(got, d.Citations[0].Source+":"+d.Citations[0].ID)
		}
		if !slices.Contains(got, c.source) {
			t.Errorf("%s: drafts from %v, want %s among them", c.said, got, c.source)
		}
	}
}

// Nobody's business gets no draft rather than a guess.
func TestSmallTalkGetsNoDraft(t *testing.T) {
	t.Parallel()
	b := setup(t)
	for _, said := range []string{"今天天气真好", "帮我写一首诗", "嗯"} {
		h, err := b.Hints(t.Context(), b.agent, b.held(t, "nobody", said).ID)
		if err != nil {
			t.Fatal(err)
		}
		if len(h.Drafts) != 0 {
			t.Errorf("%s: %s", said, pretty(t, h.Drafts))
		}
	}
}

// The tracker shows the steps with their evidence, the next one, and the
// failing guard in words.
func TestTheTrackerFollowsTheShopper(t *testing.T) {
	t.Parallel()
	b := setup(t)
	c := b.held(t, "s1", "我要退货")
	states := func() map[string]string {
		h, err := b.Hints(t.Context(), b.agent, c.ID)
		if err != nil {
			t.Fatal(err)
		}
		if h.Track == nil || h.Track.Procedure != "return" {
			t.Fatalf("track %+v", h.Track)
		}
		out := map[string]string{"next": h.Track.Next}
		for _, s := range h.Track.Steps {
			out[s.ID] = s.State
		}
		for _, a := range h.Track.Actions {
			out["do:"+a.Name] = fmt.Sprint(a.Allowed)
		}
		return out
	}
	got := states()
	if got["which_order"] != "done" || got["next"] != "why" || got["do:return_items"] != "false" || got["do:cancel_order"] != "false" {
		t.Errorf("after the first message: %v", got)
	}
	b.shopperSays(t, c, "x", "偏大了")
	got = states()
	if got["why"] != "done" || got["next"] != "file_return" || got["do:return_items"] != "true" {
		t.Errorf("after the reason: %v", got)
	}
}

// The same hints read again offer nothing new, and a taken draft is known by
// what became of it.
func TestADraftIsOfferedOnceAndItsTakingIsKept(t *testing.T) {
	t.Parallel()
	b := setup(t)
	c := b.held(t, "s1", "羽绒服怎么洗")
	h, err := b.Hints(t.Context(), b.agent, c.ID)
	if err != nil || len(h.Drafts) == 0 {
		t.Fatalf("%v, %d drafts", err, len(h.Drafts))
	}
	if _, err := b.Hints(t.Context(), b.agent, c.ID); err != nil {
		t.Fatal(err)
	}
	if n := b.count(t, "SELECT count(*) FROM copilot.suggestion"); n != len(h.Drafts) {
		t.Errorf("%d offered, want %d", n, len(h.Drafts))
	}
	d := h.Drafts[0]
	if _, _, err := b.Send(t.Context(), b.agent, copilot.SendIn{Chat: c.ID, Epoch: c.Epoch, Key: "k", Text: d.Text + "请放心。", Suggestion: d.ID}); err != nil {
		t.Fatal(err)
	}
	if n := b.count(t, "SELECT count(*) FROM copilot.suggestion WHERE id = $1 AND edited AND sent_seq > 0", d.ID); n != 1 {
		t.Error("the taken draft is not known as taken and edited")
	}
}

// One conversation's hints after each other: what a message waits for where
// nobody else writes. The law of 300 ms is measured by BenchmarkHintsUnderLoad.
func BenchmarkHints(t *testing.B) {
	b := setup(t)
	c := b.held(t, "s1", "我要退货", "偏大了")
	for t.Loop() {
		if _, err := b.Hints(t.Context(), b.agent, c.ID); err != nil {
			t.Fatal(err)
		}
	}
}

// The summary proposes an outcome from the last words, with its reason.
func TestTheSummaryReadsHowItEnded(t *testing.T) {
	t.Parallel()
	b := setup(t)
	c := b.held(t, "s1", "羽绒服怎么洗")
	s, err := b.Summary(t.Context(), b.agent, c.ID)
	if err != nil || s.Outcome != "unanswered" || s.Open == "" {
		t.Fatalf("%+v %v, want unanswered", s, err)
	}
	if _, _, err := b.Send(t.Context(), b.agent, copilot.SendIn{Chat: c.ID, Epoch: c.Epoch, Key: "k", Text: "羽绒程序机洗或手洗，不可干洗。"}); err != nil {
		t.Fatal(err)
	}
	b.shopperSays(t, c, "y", "好的谢谢")
	if s, err = b.Summary(t.Context(), b.agent, c.ID); err != nil || s.Outcome != "confirmed" {
		t.Errorf("%+v %v, want confirmed", s, err)
	}
	if _, err := b.Chats.Close(t.Context(), pg.OfBrand(b.brand), c.ID, b.agent, "confirmed"); err != nil {
		t.Fatal(err)
	}
	if _, err := b.Summary(t.Context(), b.agent, c.ID); err != nil {
		t.Errorf("after closing: %v", err)
	}
}
