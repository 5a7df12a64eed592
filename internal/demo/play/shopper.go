package play

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"time"

	"github.com/manyhands/manyhands/internal/demo"
)

// said is a message as the widget sees it.
type said struct {
	Seq       int64     `json:"seq"`
	Key       string    `json:"key"`
	Author    string    `json:"author"`
	Text      string    `json:"text"`
	At        time.Time `json:"at"`
	Citations []struct {
		Title string `json:"title"`
	} `json:"citations"`
}

type standing struct {
	Owner string `json:"owner"`
	Place *int   `json:"place"`
}

// talk is one shopper's conversation as the widget holds it.
type talk struct {
	part  demo.Part
	c     *Client
	id    string
	owner string
	said  []said
	// handed is the last reason seen; empty while the bot holds it.
	everHeld bool // a person wrote
}

// open opens the widget on a shop page, as a shopper whom the shop vouches for.
func (s *Stage) open(ctx context.Context, p demo.Part, secret string) (*talk, error) {
	t := &talk{part: p, c: newClient(s.Base)}
	locale := "zh-CN"
	if p.Lang == "en" {
		locale = "en"
	}
	in := map[string]string{"brand": s.BrandSlug, "locale": locale, "channel": p.Channel, "page_url": "/shop"}
	if p.Shopper.ID != "" {
		h := hmac.New(sha256.New, []byte(secret))
		h.Write([]byte(p.Shopper.ID))
		in["shopper_ref"], in["shopper_sig"] = p.Shopper.ID, hex.EncodeToString(h.Sum(nil))
	}
	var got struct {
		ID    string `json:"chat_id"`
		Token string `json:"token"`
	}
	if err := t.c.post(ctx, "/widget/v1/chats", in, &got); err != nil {
		return nil, err
	}
	t.id, t.c.access = got.ID, got.Token
	return t, nil
}

// say writes a message under a key of its own. A line as bad as the shopper's
// phone sends it twice; it is stored once.
func (t *talk) say(ctx context.Context, n int, text string) error {
	in := map[string]string{"key": fmt.Sprintf("turn-%d", n), "text": text}
	for range 2 {
		if err := t.c.post(ctx, "/widget/v1/chats/"+t.id+"/messages", in, nil); err != nil {
			return err
		}
	}
	return nil
}

// read re-reads what was said since the last message it has.
func (t *talk) read(ctx context.Context) error {
	var got struct {
		Items    []said   `json:"items"`
		Standing standing `json:"standing"`
	}
	after := int64(0)
	if len(t.said) > 0 {
		after = t.said[len(t.said)-1].Seq
	}
	if err := t.c.get(ctx, fmt.Sprintf("/widget/v1/chats/%s/messages?since=%d", t.id, after), &got); err != nil {
		return err
	}
	t.said = append(t.said, got.Items...)
	t.owner = got.Standing.Owner
	for _, m := range got.Items {
		t.everHeld = t.everHeld || m.Author == "agent"
	}
	return nil
}

// replied waits until somebody answered the shopper's last message.
func (t *talk) replied(ctx context.Context) error {
	err := until(ctx, func(ctx context.Context) (bool, error) {
		if err := t.read(ctx); err != nil {
			return false, err
		}
		last := ""
		for _, m := range t.said {
			if m.Author != "system" {
				last = m.Author
			}
		}
		// A hand-over's own sentence is the bot's; the answer is the person's.
		return last == "agent" || last == "bot" && (t.owner == "bot" || t.owner == "closed"), nil
	})
	if err != nil {
		return fmt.Errorf("scene %s waits for an answer with %s: %w", t.part.ID, t.owner, err)
	}
	return nil
}

// whole checks that nothing is missing and nothing is there twice.
func (t *talk) whole() error {
	keys := map[string]bool{}
	for i, m := range t.said {
		if m.Seq != int64(i+1) {
			return fmt.Errorf("scene %s: message %d has seq %d", t.part.ID, i+1, m.Seq)
		}
		if m.Key != "" && keys[m.Key] {
			return fmt.Errorf("scene %s: %s is there twice", t.part.ID, m.Key)
		}
		keys[m.Key] = true
	}
	return nil
}
