package bot

import (
	"encoding/json"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/manyhands/manyhands/internal/shop"
	"github.com/manyhands/manyhands/internal/text/classify"
)

// payloadFields is the payload of a hand-over as spec'd, level by level; the
// router sets queue_deadline.
var payloadFields = map[string][]string{
	"": {
		"actions_done", "bot_summary", "brand_id", "channel", "conversation_id", "created_at", "customer", "entities", "handoff_id", "hash_of_prior_event",
		"identity", "intent", "kb_citations", "last_messages", "open_question", "order", "priority", "queue_deadline", "reason", "required_skills", "rule_id", "sentiment", "sop",
	},
	"customer": {"contact_count_24h", "id", "tags", "tier"}, "identity": {"method", "verified"}, "order": {"amount", "id", "items", "status"},
	"intent": {"alternatives", "confidence", "id"}, "sentiment": {"now", "trend", "trigger_msg_id"}, "sop": {"facts_collected", "id", "step_reached", "version"},
}

// Law: everything that the chat and the shop know goes along, so that a person
// asks for nothing twice: the whole payload is filled where a shopper, an order,
// an answer, a done action and a procedure in the middle are there to be told.
func TestAPersonGetsEverythingThatIsKnown(t *testing.T) {
	t.Parallel()
	k := newTalk(t, "s1")
	k.doors.Shopper = func(string) (shop.Shopper, bool) {
		return shop.Shopper{ID: "s1", Tags: []string{"vip"}, Tier: "gold", ContactCount24h: 2}, true
	}
	k.says("什么时候发货")
	if r := k.says("A1001 到哪了"); len(r.Actions) != 1 {
		t.Fatalf("got %+v", r)
	}
	k.says("我要取消订单，拍错了")
	r, _, err := k.mind.Turn(t.Context(), k.state, Message{ID: "m4", Chat: "c", Text: "发货太慢了，转人工", Shopper: "s1", Channel: "taobao", At: noon}, k.doors)
	if err != nil || r.Handoff == nil {
		t.Fatalf("got %+v", r)
	}
	raw, err := json.Marshal(r.Handoff)
	if err != nil {
		t.Fatal(err)
	}
	var got map[string]any
	if err := json.Unmarshal(raw, &got); err != nil {
		t.Fatal(err)
	}
	for level, want := range payloadFields {
		at := got
		if level != "" {
			at, _ = got[level].(map[string]any)
		}
		if names := slices.Sorted(maps.Keys(at)); !slices.Equal(names, want) {
			t.Errorf("%s has %v, want %v", level, names, want)
		}
		for name, v := range at {
			if v == nil && name != "queue_deadline" || v == "" || isEmpty(v) {
				t.Errorf("%s.%s is empty: %v", level, name, v)
			}
		}
	}
	h := r.Handoff
	if h.SOP.Facts["reason"] != "mistake" || h.Order.ID != "A1001" || h.Reason != AskedForHuman || h.Customer.ContactCount24h != 2 || !slices.Contains(h.Customer.Tags, "vip") {
		t.Errorf("got %s", raw)
	}
	if last := h.LastMessages[len(h.LastMessages)-1]; last.Text != r.Text && !strings.Contains(last.Text, "转人工") {
		t.Errorf("the last message is %q", last.Text)
	}
	if n := len([]rune(h.Summary)); n == 0 || n > 400 || !strings.Contains(h.Summary, "A1001") {
		t.Errorf("summary of %d characters: %s", n, h.Summary)
	}
}

func isEmpty(v any) bool {
	switch v := v.(type) {
	case []any:
		return len(v) == 0
	case map[string]any:
		return len(v) == 0
	}
	return false
}

// A link is not opened, whatever lies there: the shopper is told so once, and
// then a person looks.
func TestALinkIsNotOpened(t *testing.T) {
	t.Parallel()
	k := newTalk(t, "s1")
	if r := k.says("http://169.254.169.254/latest/meta-data/photo.jpg"); r.Why.Path != "small_talk" || r.Handoff != nil || !strings.Contains(r.Text, "链接") {
		t.Errorf("got %+v", r)
	}
	if r := k.says("https://example.com/a.png"); reasonOf(r) != LowConfidence {
		t.Errorf("got %+v", r)
	}
}

// Law: the person is told one subject where one is likelier than the others, all
// of those that are as likely where none is, and else that it is open.
func TestAPersonIsToldWhatIsOpenAndNotAGuess(t *testing.T) {
	t.Parallel()
	m, err := compiled()
	if err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		top        []Candidate
		intent, in string
	}{
		"three alike":    {[]Candidate{{Intent: "shipping", Confidence: 0.31}, {Intent: "wash", Confidence: 0.3}, {Intent: "cancel", Confidence: 0.29}}, "none", "还不清楚，可能是发货时间、羊毛怎么洗或取消订单"},
		"one ahead":      {[]Candidate{{Intent: "shipping", Confidence: 0.6}, {Intent: "wash", Confidence: 0.1}}, "shipping", "诉求：发货时间（"},
		"none of them":   {[]Candidate{{Intent: "shipping", Confidence: 0.1}, {Intent: "wash", Confidence: 0.1}}, "none", "没有听懂的问题"},
		"nothing at all": {nil, "none", "没有听懂的问题"},
	} {
		k := &turn{mind: m, s: &State{Puzzled: 1}, lang: "zh", text: "那个怎么弄", th: thought{intent: "shipping", decide: classify.Clarify, top: c.top}}
		k.reply.Why.Candidates = c.top
		if len(c.top) > 0 && c.top[0].Confidence >= leastClear {
			k.reply.Intent = "shipping"
			k.clarify()
		} else if err := k.unknown(); err != nil {
			t.Fatal(err)
		}
		k.finish()
		if h := k.reply.Handoff; h == nil || h.Intent.ID != c.intent || !strings.Contains(h.Summary, c.in) {
			t.Errorf("%s: got %+v", name, h)
		}
	}
}
