package bot

import (
	"slices"
	"strings"
	"testing"

	"github.com/manyhands/manyhands/internal/shop"
)

func ways(r Reply) string {
	var out []string
	for _, p := range r.Why.Parts {
		out = append(out, p.Path)
	}
	return strings.Join(out, " ")
}

// Law: two questions are two answers in one reply, in their order, each with its
// source, and the next message leans on the second.
func TestTwoQuestionsAreAnsweredInOrderEachWithItsSource(t *testing.T) {
	t.Parallel()
	k := newTalk(t, "s1")
	r := k.says("什么时候发货？毛衣怎么洗？")
	if len(r.Citations) != 2 || r.Citations[0].Article != "shipping" || r.Citations[1].Article != "wash" || ways(r) != "answer answer" || r.Handoff != nil {
		t.Fatalf("got %q citing %v by %s", r.Text, r.Citations, ways(r))
	}
	if strings.Index(r.Text, "48 小时") > strings.Index(r.Text, "冷水手洗") || strings.Count(r.Text, "亲") != 1 {
		t.Errorf("got %q", r.Text)
	}
	if k.state.Intent != "wash" || k.state.Turns != 1 || r.Intent != "shipping" {
		t.Errorf("after it the chat is about %q, in %d turns, of %q", k.state.Intent, k.state.Turns, r.Intent)
	}
	for i, p := range r.Why.Parts {
		if p.Text == "" || p.Title == "" || p.Citations != 1 {
			t.Errorf("part %d is told as %+v", i, p)
		}
	}
}

// Law: what of a message nothing answers goes to a person as the open question,
// beside what was answered.
func TestTheOpenOneOfTwoQuestionsIsWhatThePersonGets(t *testing.T) {
	t.Parallel()
	r := newTalk(t, "s1").says("什么时候发货？另外你们董事长毕业于哪所大学？")
	if r.Handoff == nil || len(r.Citations) != 1 || r.Citations[0].Article != "shipping" || !strings.Contains(r.Text, "48 小时") {
		t.Fatalf("got %q citing %v", r.Text, r.Citations)
	}
	if q := r.Handoff.OpenQuestion; !strings.Contains(q, "董事长") || strings.Contains(q, "发货") {
		t.Errorf("the person is asked %q", q)
	}
	if got := unanswered(r, "all of it"); !strings.Contains(got, "董事长") || strings.Contains(got, "发货") {
		t.Errorf("the gap is %q", got)
	}
}

// Law: a procedure that asks back comes last, and what is in doubt beside it
// waits until it is done: two that wait at once would take each other's answers.
func TestWhatWaitsBehindAProcedureIsTakenUpWhenItIsDone(t *testing.T) {
	t.Parallel()
	k := newTalk(t, "s1")
	r := k.says("我要取消订单。什么时候发货？你们董事长毕业于哪所大学？")
	if ways(r) != "answer sop later" || k.state.Run == nil || k.state.Later == "" || r.Handoff != nil {
		t.Fatalf("got %q by %s, later %q", r.Text, ways(r), k.state.Later)
	}
	if strings.Index(r.Text, "48 小时") > strings.Index(r.Text, "原因") {
		t.Errorf("the procedure asks before the answer: %q", r.Text)
	}
	k.says("拍错了")
	r = k.says("好的")
	if len(r.Actions) != 1 || r.Handoff == nil || !strings.Contains(r.Handoff.OpenQuestion, "董事长") || k.state.Later != "" {
		t.Errorf("got %q, %v, later %q", r.Text, r.Actions, k.state.Later)
	}
}

// Law: what two questions need before they can be answered is asked once, and
// then both are answered.
func TestWhoAsksIsAskedOnceForTwoQuestions(t *testing.T) {
	t.Parallel()
	k := newTalk(t, "")
	k.mind = withShopper(t)
	r := k.says("我的订单到哪了？我要取消订单")
	if r.Handoff != nil || len(r.Citations) > 0 || r.Why.Path != "order" {
		t.Fatalf("got %q", r.Text)
	}
	r = k.says("a@example.com")
	if !slices.ContainsFunc(r.Citations, func(c Citation) bool { return c.Order == "A1001" }) || k.state.Run == nil {
		t.Errorf("got %q citing %v", r.Text, r.Citations)
	}
}

// withShopper is the small brand that knows who s1 is.
func withShopper(t *testing.T) *Mind {
	t.Helper()
	m, err := compiled()
	if err != nil {
		t.Fatal(err)
	}
	b := m.Brand()
	b.Shoppers = map[string]shop.Shopper{"s1": {ID: "s1", Email: "a@example.com"}}
	if m, err = Compile(b); err != nil {
		t.Fatal(err)
	}
	return m
}

// Law: a message that asks one thing is not cut, however many clauses it has.
func TestOneQuestionInSeveralClausesStaysOne(t *testing.T) {
	t.Parallel()
	for _, text := range []string{
		"我昨天拍的毛衣，什么时候发货？", "你好，在吗？什么时候发货？", "什么时候发货？谢谢", "毛衣怎么洗？会不会洗坏？", "什么时候发货？几天能发货？",
		"I bought a scarf yesterday. When do you ship?", "我要取消订单，拍错了",
	} {
		if r := newTalk(t, "s1").says(text); len(r.Why.Parts) > 0 {
			t.Errorf("%q was cut: %+v", text, r.Why.Parts)
		}
	}
}

// Law: somebody else's order is told to be unknown, whatever else is asked.
func TestAStrangersOrderIsNotReachedByASecondQuestion(t *testing.T) {
	t.Parallel()
	for _, text := range []string{"B2002 到哪了？什么时候发货？", "什么时候发货？帮我查下 B2002 到哪了", "取消订单 B2002，毛衣怎么洗？"} {
		k := newTalk(t, "s1")
		r := k.says(text)
		if len(r.Actions) > 0 || strings.Contains(r.Text, "隐私路") || strings.Contains(r.Text, "秘密") || !strings.Contains(r.Text, "没有查到") {
			t.Errorf("%q: %q with %v", text, r.Text, r.Actions)
		}
	}
}
