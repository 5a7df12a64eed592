package play

import "context"

// Ready sets the stage as far as the moment before a beginner comes: the brand
// has brought its material and booked an event, and the pool has answered.
func (s *Stage) Ready(ctx context.Context) error {
	for _, st := range []struct {
		title string
		work  func(context.Context) error
	}{
		{"The personas sign in", s.signIn},
		{"The brand brings its material", s.bring},
		{"The brand books", s.book},
		{"The pool answers", func(ctx context.Context) error {
			if _, err := s.planned(ctx); err != nil {
				return err
			}
			_, err := s.answerOffers(ctx, 0)
			return err
		}},
	} {
		if err := s.step(ctx, st.title, st.work); err != nil {
			return err
		}
	}
	return nil
}

// Ask opens a conversation as a shopper nobody knows, and says the texts one
// after another.
func (s *Stage) Ask(ctx context.Context, texts ...string) error {
	var got struct {
		ID    string `json:"chat_id"`
		Token string `json:"token"`
	}
	t := &talk{c: newClient(s.Base)}
	in := map[string]string{"brand": s.BrandSlug, "locale": "zh-CN", "channel": "web", "page_url": "/shop"}
	if err := t.c.post(ctx, "/widget/v1/chats", in, &got); err != nil {
		return err
	}
	t.id, t.c.access = got.ID, got.Token
	for n, text := range texts {
		if err := t.say(ctx, n, text); err != nil {
			return err
		}
	}
	return nil
}
