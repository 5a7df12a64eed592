package play

import (
	"context"

	"github.com/google/uuid"
)

// useful is what an agent means well and the guard warns of; they call it a
// false alarm.
const useful = "您可以参考页面里的最佳搭配示例"

// beside plays what colleagues do around a conversation: the brand pushes a
// changed rule, the agent appeals a hit and asks the floor, the brand's
// supervisor whispers.
func (s *Stage) beside(ctx context.Context, a *answerer, c deskChat) error {
	notice := map[string]string{"zh": "今晚 20:00 起，双11满减券可与会员券叠加", "en": "Since 20:00 tonight the Double 11 coupon stacks with the member coupon"}
	if err := s.brand.post(ctx, "/api/v1/brand/notices", notice, nil); err != nil {
		return err
	}
	at := "/api/v1/agent/chats/" + c.ID
	for _, one := range []struct {
		path string
		body map[string]string
	}{
		{at + "/appeals", map[string]string{"rule": "superlative.most", "text": useful, "says": "这是页面栏目的名字"}},
		{at + "/asides", map[string]string{"kind": "ask", "key": uuid.NewString(), "text": "顾客要求破例补发赠品，可以吗"}},
	} {
		if err := a.c.post(ctx, one.path, one.body, nil); err != nil && !gone(err) {
			return err
		}
	}
	err := s.brand.post(ctx, "/api/v1/brand/floor/"+c.ID+"/whisper", map[string]string{"key": uuid.NewString(), "text": "可以，补发一份赠品并致歉"}, nil)
	if err != nil && !gone(err) {
		return err
	}
	s.note("beside a conversation: a pushed rule, an appeal against the guard, a question to the floor and a whisper back")
	return nil
}

// acknowledge reads what the brand pushed, as an agent does before answering.
func (a *answerer) acknowledge(ctx context.Context, chat string, notes []note) {
	for _, n := range notes {
		// An acknowledgement that is lost is asked for again with the next hints.
		_ = a.c.post(ctx, "/api/v1/agent/chats/"+chat+"/acks", map[string]string{"note": n.ID}, nil)
	}
}

// note is a changed rule beside a conversation.
type note struct {
	ID string `json:"id"`
}
