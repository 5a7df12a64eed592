package copilot_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/manyhands/manyhands/copilot"
	"github.com/manyhands/manyhands/copilot/guard"
	"github.com/manyhands/manyhands/internal/chat"
	"github.com/manyhands/manyhands/internal/pg"
	"github.com/manyhands/manyhands/internal/text/tongue"
	"github.com/manyhands/manyhands/internal/uid"
)

func (b bundle) say(t *testing.T, c chat.Chat, key, text string) error {
	t.Helper()
	_, _, err := b.Send(t.Context(), b.agent, copilot.SendIn{Chat: c.ID, Epoch: c.Epoch, Key: key, Text: text})
	return err
}

// Law: an allowed appeal lets the phrase through and nothing else, at once; a
// refused one changes nothing; each is decided once.
func TestAnAppealThatIsAllowedLetsItsPhraseThrough(t *testing.T) {
	t.Parallel()
	b := setup(t)
	c := b.held(t, "s1", "在吗")
	text := "这是我们的最佳实践指南，电话 13812345678"
	if err := b.say(t, c, "a", text); !errors.Is(err, copilot.ErrWarned) {
		t.Fatalf("got %v, want a warning", err)
	}
	a, err := b.Appeal(t.Context(), b.agent, copilot.AppealIn{Chat: c.ID, Rule: "superlative.most", Text: text, Says: "是指南的名字"})
	if err != nil {
		t.Fatal(err)
	}
	if a.Word != "最佳" || strings.Contains(a.Text, "13812345678") {
		t.Errorf("kept %+v", a)
	}
	if _, err := b.Appeal(t.Context(), b.agent, copilot.AppealIn{Chat: c.ID, Rule: "insult.ours", Text: text}); !errors.Is(err, copilot.ErrNoHit) {
		t.Errorf("of a rule that does not hit: %v", err)
	}
	scope := pg.OfBrand(b.brand)
	if _, err := b.Decide(t.Context(), scope, a.ID, copilot.Decision{Allow: true, Phrase: "实践指南"}); !errors.Is(err, copilot.ErrPhrase) {
		t.Errorf("a phrase without the word: %v", err)
	}
	if _, err := b.Decide(t.Context(), pg.OfBrand(uid.New[uid.Brand]()), a.ID, copilot.Decision{}); !errors.Is(err, copilot.ErrNoAppeal) {
		t.Errorf("another brand's: %v", err)
	}
	if _, err := b.Decide(t.Context(), scope, a.ID, copilot.Decision{Allow: true, Phrase: "最佳实践", By: "test"}); err != nil {
		t.Fatal(err)
	}
	if _, err := b.Decide(t.Context(), scope, a.ID, copilot.Decision{By: "test"}); !errors.Is(err, copilot.ErrDecided) {
		t.Errorf("decided twice: %v", err)
	}
	if err := b.say(t, c, "a2", text); err != nil {
		t.Errorf("after it was allowed: %v", err)
	}
	if err := b.say(t, c, "a3", "这是最佳选择"); !errors.Is(err, copilot.ErrWarned) {
		t.Errorf("another use of the word: %v", err)
	}
	open, err := b.Appeals(t.Context(), scope, "open")
	if err != nil || len(open) != 0 {
		t.Errorf("still open: %v, %v", open, err)
	}
}

// Law: a rule switched off does not hit, the version before can be had back,
// and what is wrong changes nothing.
func TestASwitchedRuleIsAVersionThatCanBeTakenBack(t *testing.T) {
	t.Parallel()
	b := setup(t)
	first, err := b.PutRules(t.Context(), b.brand, copilot.RulesIn{Source: "- {id: own, kind: brand, level: block, words: [竞品名]}"}, "test")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := b.SwitchRule(t.Context(), b.brand, "evasive.reply", false, "我们有自己的口径", "test"); err != nil {
		t.Fatal(err)
	}
	if _, err := b.SwitchRule(t.Context(), b.brand, "no.such", false, "", "test"); !errors.Is(err, copilot.ErrNoRule) {
		t.Errorf("a rule that is not there: %v", err)
	}
	level := func(text string) guard.Level { return b.Check(b.brand, "web", guard.Agent, text).Level }
	if level("不归我管") != guard.Pass || level("竞品名") != guard.Block {
		t.Error("the switch did not hold, or took more than its rule")
	}
	book, err := b.RuleBook(t.Context(), b.brand)
	if err != nil || !book.Rules[0].Own || book.Rules[0].ID != "own" {
		t.Fatalf("got %+v, %v", book.Rules[0], err)
	}
	if i := slices.IndexFunc(book.Rules, func(r copilot.RuleLine) bool { return r.ID == "evasive.reply" }); !book.Rules[i].Off {
		t.Error("the book does not show what is off")
	}
	if _, err := b.BackTo(t.Context(), b.brand, first.Version, "test"); err != nil {
		t.Fatal(err)
	}
	if level("不归我管") != guard.Warn {
		t.Error("the earlier version is not in force")
	}
	versions, err := b.RuleVersions(t.Context(), b.brand)
	if err != nil || len(versions) != 3 || versions[0].Version != 3 {
		t.Errorf("got %+v, %v", versions, err)
	}
	if _, err := b.BackTo(t.Context(), b.brand, 99, "test"); !errors.Is(err, copilot.ErrNoVersion) {
		t.Errorf("a version that never was: %v", err)
	}
}

// Law: a pack file is read row by row; what is right stands behind the brand's
// own rules as they were written, and nothing is in force before it is put.
func TestAPackFileIsReadBesideTheRulesInForce(t *testing.T) {
	t.Parallel()
	b := setup(t)
	const own = "# ours\n- {id: own, kind: brand, level: warn, words: [竞品名]}\n"
	if _, err := b.PutRules(t.Context(), b.brand, copilot.RulesIn{Source: own}, "test"); err != nil {
		t.Fatal(err)
	}
	got, err := b.ReadPack(t.Context(), b.brand, "pack.csv", []byte("word,level\n秒光价,block\n好,loud\n"))
	if err != nil || got.Words != 1 || len(got.Wrong) != 1 || got.Wrong[0].Where != "row 3, level" || !strings.HasPrefix(got.Source, own[:len(own)-1]) {
		t.Fatalf("got %+v, %v", got, err)
	}
	if v := b.Check(b.brand, "web", guard.Agent, "秒光价"); v.Level != guard.Pass {
		t.Error("in force before it was put")
	}
	if _, err := b.PutRules(t.Context(), b.brand, copilot.RulesIn{Source: got.Source}, "test"); err != nil {
		t.Fatal(err)
	}
	if v := b.Check(b.brand, "web", guard.Agent, "秒光价"); v.Level != guard.Block {
		t.Error("not in force after it was put")
	}
	bad, err := b.ReadPack(t.Context(), b.brand, "pack.yaml", []byte("- {id: x, kind: joke, level: warn, pattern: '('}"))
	if err != nil || len(bad.Wrong) != 0 && bad.Rules != 0 {
		t.Errorf("a bad YAML pack: %+v, %v", bad, err)
	}
}

// Law: a notice is on the hints of whoever holds a chat until they acknowledge
// it, and the brand sees who did.
func TestANoticeStaysUntilItIsAcknowledged(t *testing.T) {
	t.Parallel()
	b := setup(t)
	c := b.held(t, "s1", "优惠券能叠加吗")
	if _, err := b.Push(t.Context(), b.brand, copilot.Notice{}, "test"); !errors.Is(err, copilot.ErrNotice) {
		t.Errorf("an empty notice: %v", err)
	}
	n, err := b.Push(t.Context(), b.brand, copilot.Notice{Text: tongue.Words{tongue.Chinese: "20:00 起优惠券可以叠加"}}, "test")
	if err != nil {
		t.Fatal(err)
	}
	noted := func() bool {
		h, err := b.Hints(t.Context(), b.agent, c.ID)
		if err != nil {
			t.Fatal(err)
		}
		return slices.ContainsFunc(h.Notes, func(x copilot.Note) bool { return x.ID == "notice:"+n.ID.String() })
	}
	if !noted() {
		t.Fatal("the notice is not beside the conversation")
	}
	for range 2 {
		if err := b.Acknowledge(t.Context(), b.agent, c.ID, "notice:"+n.ID.String()); err != nil {
			t.Fatal(err)
		}
	}
	if noted() {
		t.Error("it is still shown after it was acknowledged")
	}
	all, err := b.Notices(t.Context(), b.brand)
	if err != nil || len(all) != 1 || len(all[0].Acks) != 1 || all[0].Acks[0].Agent != b.agent {
		t.Errorf("got %+v, %v", all, err)
	}
}

// Law: after a take-over the one before can send nothing, the supervisor can,
// and the shopper never sees what colleagues said.
func TestATakeOverMovesTheOwnerToken(t *testing.T) {
	t.Parallel()
	b := setup(t)
	c := b.held(t, "s1", "你们到底管不管")
	boss := uid.New[uid.Person]()
	scope := pg.OfBrand(b.brand)
	if err := b.Note(t.Context(), b.agent, c.ID, copilot.AsideAsk, "q1", "这单能破例吗"); err != nil {
		t.Fatal(err)
	}
	floor, err := b.Floor(t.Context(), scope)
	if err != nil || len(floor) != 1 || floor[0].Asks != "这单能破例吗" || !slices.Contains(floor[0].Alarms, "asks") {
		t.Fatalf("got %+v, %v", floor, err)
	}
	for range 2 { // sent twice is said once
		if err := b.Whisper(t.Context(), scope, boss, c.ID, "w1", "可以，补 20 元券"); err != nil {
			t.Fatal(err)
		}
	}
	asides, err := b.Asides(t.Context(), c)
	if err != nil || len(asides) != 2 || asides[1].Kind != copilot.AsideWhisper {
		t.Fatalf("got %+v, %v", asides, err)
	}
	said, err := b.Chats.Since(t.Context(), scope, c.ID, 0, 100)
	if raw, _ := json.Marshal(said); err != nil || strings.Contains(string(raw), "破例") || strings.Contains(string(raw), "补 20") {
		t.Errorf("the conversation holds what colleagues said: %s, %v", raw, err)
	}
	if _, err := b.TakeOver(t.Context(), pg.OfBrand(uid.New[uid.Brand]()), boss, c.ID); !errors.Is(err, chat.ErrNoChat) {
		t.Errorf("another brand's supervisor: %v", err)
	}
	mine, err := b.TakeOver(t.Context(), scope, boss, c.ID)
	if err != nil || mine.Epoch != c.Epoch+1 || mine.Agent != uid.Agent(boss) {
		t.Fatalf("got %+v, %v", mine, err)
	}
	if err := b.say(t, c, "late", "我来帮您查一下订单进度"); !errors.Is(err, chat.ErrOldToken) && !errors.Is(err, chat.ErrNotHolder) {
		t.Errorf("the one before: %v", err)
	}
	if _, _, err := b.Send(t.Context(), uid.Agent(boss), copilot.SendIn{Chat: c.ID, Epoch: mine.Epoch, Key: "b", Text: "您好，我是主管，这单我来处理"}); err != nil {
		t.Errorf("the supervisor: %v", err)
	}
	if _, err := b.TakeOver(t.Context(), scope, boss, c.ID); !errors.Is(err, chat.ErrMove) {
		t.Errorf("taken over twice: %v", err)
	}
}

// Law: a conversation drawn by lot gets no drafts, the others do, and the same
// one draws the same again.
func TestAHeldOutConversationHasNoDrafts(t *testing.T) {
	t.Parallel()
	b := setup(t)
	if err := b.HoldOut(t.Context(), b.brand, 6000, "test"); !errors.Is(err, copilot.ErrHoldout) {
		t.Errorf("too large a share: %v", err)
	}
	if err := b.HoldOut(t.Context(), b.brand, 5000, "test"); err != nil {
		t.Fatal(err)
	}
	out := 0
	const chats = 12
	for i := range chats {
		c := b.held(t, fmt.Sprint("lot", i), "七天无理由怎么退")
		h, err := b.Hints(t.Context(), b.agent, c.ID)
		if err != nil {
			t.Fatal(err)
		}
		again, err := b.Hints(t.Context(), b.agent, c.ID)
		if err != nil || again.HeldOut != h.HeldOut {
			t.Errorf("drew %v, then %v (%v)", h.HeldOut, again.HeldOut, err)
		}
		if h.HeldOut {
			out++
		}
		if h.HeldOut == (len(h.Drafts) > 0) {
			t.Errorf("held out %v with %d drafts", h.HeldOut, len(h.Drafts))
		}
	}
	if out == 0 || out == chats {
		t.Errorf("%d of %d were drawn", out, chats)
	}
}

// Law: what colleagues may not do is refused by name.
func TestOnlyWhoHoldsAConversationWritesBesideIt(t *testing.T) {
	t.Parallel()
	b := setup(t)
	c := b.held(t, "s1", "在吗")
	other := uid.New[uid.Agent]()
	for name, err := range map[string]error{
		"note":        b.Note(t.Context(), other, c.ID, copilot.AsideNote, "k", "x"),
		"acknowledge": b.Acknowledge(t.Context(), other, c.ID, "notice:x"),
	} {
		if !errors.Is(err, chat.ErrNotHolder) {
			t.Errorf("%s: got %v", name, err)
		}
	}
	if err := b.Note(t.Context(), b.agent, c.ID, copilot.AsideNote, "k", "  "); !errors.Is(err, copilot.ErrAside) {
		t.Errorf("an empty note: %v", err)
	}
	if _, err := b.Reword(t.Context(), b.agent, c.ID, "请稍等", "zh"); !errors.Is(err, copilot.ErrNoTranslation) {
		t.Errorf("translating without a model: %v", err)
	}
	tags, err := b.Tag(t.Context(), b.agent, c.ID, []string{" 尺码 ", "", strings.Repeat("长", 50)})
	if err != nil || len(tags) != 1 || tags[0] != "尺码" {
		t.Errorf("got %v, %v", tags, err)
	}
}

// Law: what a model translates is data: a changed figure or a word that the
// guard holds back is not shown.
func TestATranslationIsCheckedBeforeItIsShown(t *testing.T) {
	t.Parallel()
	b := setup(t)
	c := b.held(t, "s1", "when will it arrive")
	for _, x := range []struct {
		says string
		want error
	}{
		{"Order T1 arrives in 3 days.", nil},
		{"Order T1 arrives in 2 days.", copilot.ErrBadTranslation},
		{"Order T1 arrives in 3 days, add me on wechat.", copilot.ErrBadTranslation},
	} {
		b.Translate = func(context.Context, uid.Brand, string, tongue.Lang) (string, error) { return x.says, nil }
		got, err := b.Reword(t.Context(), b.agent, c.ID, "订单 T1 预计 3 天到。", "en")
		if !errors.Is(err, x.want) || x.want == nil && got != x.says {
			t.Errorf("%q: got %q, %v", x.says, got, err)
		}
	}
}
