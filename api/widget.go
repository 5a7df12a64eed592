package api

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"net/http"
	"time"

	"github.com/manyhands/manyhands/internal/account"
	"github.com/manyhands/manyhands/internal/chat"
	"github.com/manyhands/manyhands/internal/fault"
	"github.com/manyhands/manyhands/internal/pg"
	"github.com/manyhands/manyhands/internal/uid"
)

// errShopperSig refuses a shopper that the shop did not vouch for.
var errShopperSig = fault.New(fault.Forbidden, "shopper_not_vouched", "shopper_sig is the hex HMAC-SHA256 of shopper_ref under the brand's secret")

// errNotYourChat refuses a token of another conversation.
var errNotYourChat = fault.New(fault.Forbidden, "chat_not_yours", "this token opens another conversation")

// widgetMessage is a message as the shopper sees it.
type widgetMessage struct {
	Seq       int64            `json:"seq"`
	Key       string           `json:"key,omitempty"`
	Author    chat.Author      `json:"author"`
	Text      string           `json:"text"`
	At        time.Time        `json:"at"`
	Citations []widgetCitation `json:"citations,omitempty"`
	Images    []string         `json:"images,omitempty" doc:"attachments, by the id that opens them; voice: begins a voice message's"`
}

type widgetCitation struct {
	Title string `json:"title"`
	Quote string `json:"quote,omitempty"`
}

func widgetMessageOf(m chat.Message) widgetMessage {
	out := widgetMessage{Seq: m.Seq, Author: m.Author, Text: m.Text, At: m.At, Images: m.Images}
	if m.Author == chat.Shopper {
		out.Key = m.Key
	}
	for _, c := range m.Citations {
		out.Citations = append(out.Citations, widgetCitation{c.Title, c.Quote})
	}
	return out
}

type widgetPage struct {
	Items    []widgetMessage `json:"items"`
	Standing chat.Standing   `json:"standing"`
}

type openedChat struct {
	ChatID   uid.Chat        `json:"chat_id"`
	Token    string          `json:"token"`
	Messages []widgetMessage `json:"messages"`
	Standing chat.Standing   `json:"standing"`
}

// mountWidget: the shopper's side of a conversation.
func (s *surface) mountWidget() {
	if s.doors.Chats == nil {
		return
	}
	type openIn struct {
		Key  string `header:"Idempotency-Key" maxLength:"200" doc:"made at random by who opens: the same opening again gives the same conversation"`
		Body struct {
			Brand   string `json:"brand" maxLength:"40" doc:"the brand's short name"`
			Locale  string `json:"locale" enum:"zh-CN,en"`
			Channel string `json:"channel,omitempty" maxLength:"40"`
			PageURL string `json:"page_url,omitempty" maxLength:"2000"`
			Order   string `json:"order_ref,omitempty" maxLength:"200"`
			Shopper string `json:"shopper_ref,omitempty" maxLength:"200" doc:"who the shop says this is; without shopper_sig a guest"`
			Sig     string `json:"shopper_sig,omitempty" maxLength:"64"`
		}
	}
	add(s, op{id: "open-chat", method: http.MethodPost, path: "/widget/v1/chats", summary: "A shopper opens a conversation", tag: "widget", status: http.StatusCreated},
		func(ctx context.Context, _ account.Caller, in *openIn) (*body[openedChat], error) {
			b, err := s.doors.Register.BrandBySlug(ctx, in.Body.Brand)
			if err != nil {
				return nil, err
			}
			if in.Body.Shopper != "" && !vouched(b.WebhookSecret, in.Body.Shopper, in.Body.Sig) {
				return nil, errShopperSig
			}
			if in.Body.Channel == "" {
				in.Body.Channel = "widget"
			}
			c, err := s.openOnce(ctx, in.Key, chat.Opening{
				Brand: b.ID, ShopperRef: in.Body.Shopper, Channel: in.Body.Channel, Locale: in.Body.Locale, PageURL: in.Body.PageURL, OrderRef: in.Body.Order,
			})
			if err != nil {
				return nil, err
			}
			token, err := s.doors.Register.ShopperToken(b.ID, c.ID)
			return ok(openedChat{ChatID: c.ID, Token: token, Messages: []widgetMessage{}, Standing: chat.StandingOf(c)}), err
		})
	s.mountWidgetMessages()
	s.mountAttachments()
	s.mountWidgetEnd()
}

// vouched tells whether the shop signed for who the shopper is. Without it
// anybody could read another's orders by naming them.
func vouched(secret, ref, sig string) bool {
	got, err := hex.DecodeString(sig)
	if err != nil {
		return false
	}
	h := hmac.New(sha256.New, []byte(secret))
	h.Write([]byte(ref))
	return hmac.Equal(got, h.Sum(nil))
}

func (s *surface) mountWidgetMessages() {
	type sayIn struct {
		ID   uid.Chat `path:"id"`
		Body struct {
			Key  string `json:"key" maxLength:"100" doc:"the sender's own: sent twice is stored once"`
			Text string `json:"text" maxLength:"40000"`
		}
	}
	add(s, op{id: "shopper-says", method: http.MethodPost, path: "/widget/v1/chats/{id}/messages", summary: "A shopper writes", tag: "widget"},
		func(ctx context.Context, by account.Caller, in *sayIn) (*body[widgetMessage], error) {
			if by.Chat != in.ID {
				return nil, errNotYourChat
			}
			m, err := s.doors.Chats.Say(ctx, pg.OfBrand(by.Brand), chat.Saying{Chat: in.ID, Author: chat.Shopper, Key: in.Body.Key, Text: in.Body.Text})
			if err != nil {
				return nil, err
			}
			if s.doors.Heard != nil {
				s.doors.Heard(in.ID)
			}
			return ok(widgetMessageOf(m)), nil
		})
	type sinceIn struct {
		ID    uid.Chat `path:"id"`
		Since int64    `query:"since" minimum:"0"`
	}
	add(s, op{id: "shopper-reads", method: http.MethodGet, path: "/widget/v1/chats/{id}/messages", summary: "What was said since", tag: "widget"},
		func(ctx context.Context, by account.Caller, in *sinceIn) (*body[widgetPage], error) {
			if by.Chat != in.ID {
				return nil, errNotYourChat
			}
			const page = 500
			said, err := s.doors.Chats.Since(ctx, pg.OfBrand(by.Brand), in.ID, in.Since, page)
			if err != nil {
				return nil, err
			}
			out := widgetPage{Items: make([]widgetMessage, len(said))}
			for i, m := range said {
				out.Items[i] = widgetMessageOf(m)
			}
			out.Standing, err = s.standing(ctx, by)
			return ok(out), err
		})
}

func (s *surface) standing(ctx context.Context, by account.Caller) (chat.Standing, error) {
	c, err := s.doors.Chats.Chat(ctx, pg.OfBrand(by.Brand), by.Chat)
	if err != nil {
		return chat.Standing{}, err
	}
	out := chat.StandingOf(c)
	switch {
	case c.State == chat.Waiting && s.doors.Desk != nil:
		w, err := s.doors.Desk.WaitOf(ctx, c)
		return w.Standing(c), err
	case c.State == chat.WithHuman:
		a, err := s.doors.Register.Person(ctx, uid.Person(c.Agent))
		out.AgentName = a.Name
		return out, err
	}
	return out, nil
}

func (s *surface) mountWidgetEnd() {
	type one struct {
		ID uid.Chat `path:"id"`
	}
	add(s, op{id: "shopper-closes", method: http.MethodPost, path: "/widget/v1/chats/{id}/close", summary: "A shopper ends the conversation", tag: "widget", status: http.StatusNoContent},
		func(ctx context.Context, by account.Caller, in *one) (*done, error) {
			if by.Chat != in.ID {
				return nil, errNotYourChat
			}
			_, err := s.doors.Chats.Close(ctx, pg.OfBrand(by.Brand), in.ID, uid.Agent{}, "shopper")
			return nothing(), err
		})
	type rateIn struct {
		ID   uid.Chat `path:"id"`
		Body struct {
			Score int `json:"score"`
		}
	}
	add(s, op{id: "shopper-rates", method: http.MethodPost, path: "/widget/v1/chats/{id}/rating", summary: "A shopper says how it was, 1 to 5", tag: "widget", status: http.StatusNoContent},
		func(ctx context.Context, by account.Caller, in *rateIn) (*done, error) {
			if by.Chat != in.ID {
				return nil, errNotYourChat
			}
			return nothing(), s.doors.Chats.Score(ctx, by.Brand, in.ID, in.Body.Score)
		})
}
