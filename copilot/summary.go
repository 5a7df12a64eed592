package copilot

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/manyhands/manyhands/copilot/wording"
	"github.com/manyhands/manyhands/internal/chat"
	"github.com/manyhands/manyhands/internal/pg"
	"github.com/manyhands/manyhands/internal/text/classify"
	"github.com/manyhands/manyhands/internal/text/tongue"
	"github.com/manyhands/manyhands/internal/uid"
)

// Summary is what a conversation came to, for closing and for handing over.
type Summary struct {
	Text    string         `json:"text"`
	Facts   map[string]any `json:"facts"`
	Done    []string       `json:"done"`
	Open    string         `json:"open,omitempty"` // what the shopper asked and nobody answered
	Outcome string         `json:"outcome" enum:"confirmed,answered,unanswered"`
	Reason  tongue.Words   `json:"reason"` // why this outcome is proposed
	Tags    []string       `json:"tags"`
}

// Summary sums a conversation up, by templates from what is written down. An
// agent may read it of what they hold or held.
func (c *Coach) Summary(ctx context.Context, agent uid.Agent, id uid.Chat) (Summary, error) {
	ch, err := c.Read(ctx, agent, id)
	if err != nil {
		return Summary{}, err
	}
	s, err := c.look(ctx, ch)
	if err != nil {
		return Summary{}, err
	}
	tr, err := s.track(ctx)
	if err != nil {
		return Summary{}, err
	}
	return s.sumUp(tr), nil
}

// Read finds a conversation that the agent holds, or held: whoever writes the
// notes of an ended one may still read it. It returns chat.ErrNotHolder.
func (c *Coach) Read(ctx context.Context, agent uid.Agent, id uid.Chat) (chat.Chat, error) {
	ch, err := c.Chats.Chat(ctx, pg.Everything, id)
	if err != nil || ch.State == chat.WithHuman && ch.Agent == agent {
		return ch, err
	}
	moves, err := c.Chats.Moves(ctx, pg.Everything, id)
	if err != nil {
		return chat.Chat{}, err
	}
	// Only the last to hold it, and only once it is over: a transfer takes the
	// right to read along.
	for _, m := range slices.Backward(moves) {
		if m.To == chat.WithHuman && m.Agent == agent && ch.State == chat.Closed {
			return ch, nil
		}
		if m.To == chat.WithHuman {
			break
		}
	}
	return chat.Chat{}, chat.ErrNotHolder
}

func (s *scene) sumUp(tr *Track) Summary {
	out := Summary{Facts: map[string]any{}, Done: []string{}, Tags: []string{}}
	var parts []string
	if first := firstAsked(s.said); first != "" {
		parts = append(parts, s.pick("诉求：", "Asked: ")+clip(first, 80))
	}
	if o, ok := s.order(); ok {
		parts = append(parts, fmt.Sprintf(s.pick("订单 %s（%s）", "order %s (%s)"), o.ID, s.pick(o.State.Chinese(), o.State.English())))
	}
	if tr != nil {
		out.Facts = tr.Facts
		parts = append(parts, s.pick("流程：", "procedure: ")+tr.Title.In(s.lang))
	}
	for _, m := range s.said {
		for _, d := range didIn(m) {
			out.Done = append(out.Done, d.Name)
		}
	}
	if len(out.Done) > 0 {
		parts = append(parts, s.pick("已办理：", "done: ")+strings.Join(out.Done, s.pick("、", ", ")))
	}
	out.Outcome, out.Reason = s.proposed(out.Done)
	if out.Outcome == "unanswered" {
		out.Open = clip(s.question, 120)
		parts = append(parts, s.pick("待跟进：", "open: ")+out.Open)
	}
	out.Text = strings.Join(parts, s.pick("；", "; "))
	if s.chat.Intent != "" {
		out.Tags = append(out.Tags, s.chat.Intent)
	}
	if out.Outcome == "confirmed" {
		out.Tags = append(out.Tags, "resolved")
	}
	return out
}

func firstAsked(said []chat.Message) string {
	for _, m := range said {
		if m.Author == chat.Shopper && wording.Substantive(m.Text) {
			return m.Text
		}
	}
	return ""
}

var thanks = []string{"谢谢", "好的", "解决了", "明白了", "可以了", "thank", "great", "perfect", "solved", "got it"}

// proposed reads how the conversation stands from its last words.
func (s *scene) proposed(done []string) (string, tongue.Words) {
	if len(s.said) == 0 {
		return "unanswered", both("还没有对话", "Nothing was said")
	}
	last := s.said[len(s.said)-1]
	_, mood := classify.Sentiment(last.Text)
	if last.Author == chat.Shopper {
		text := strings.ToLower(last.Text)
		if mood != classify.Angry && mood != classify.Upset && slices.ContainsFunc(thanks, func(w string) bool { return strings.Contains(text, w) }) && !strings.ContainsAny(text, "?？") {
			return "confirmed", both("顾客最后一句表示满意或道谢", "The shopper's last words are thanks")
		}
		return "unanswered", both("顾客最后一句还没有答复", "The shopper's last words have no answer")
	}
	if len(done) > 0 {
		return "confirmed", both("操作已办理并核实", "An action was done and verified")
	}
	return "answered", both("已答复，顾客没有再说话", "Answered, and the shopper is silent")
}
