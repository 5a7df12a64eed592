package api

import (
	"bytes"
	"context"
	"net/http"
	"strings"

	"github.com/gofiber/fiber/v2"

	"github.com/manyhands/manyhands/internal/account"
	"github.com/manyhands/manyhands/internal/attachment"
	"github.com/manyhands/manyhands/internal/chat"
	"github.com/manyhands/manyhands/internal/pg"
	"github.com/manyhands/manyhands/internal/uid"
)

// voiceMark begins the name of an attachment that is a voice message.
const voiceMark = "voice:"

// mountAttachments: what comes beside words, and how it is seen again.
func (s *surface) mountAttachments() {
	if s.doors.Cabinet == nil {
		return
	}
	type upload struct {
		ID      uid.Chat `path:"id"`
		Key     string   `header:"Idempotency-Key" minLength:"1" maxLength:"100" required:"true" doc:"the sender's own: sent twice is kept once"`
		RawBody []byte   `contentType:"application/octet-stream"`
	}
	add(s, op{id: "shopper-shows", method: http.MethodPost, path: "/widget/v1/chats/{id}/pictures", summary: "A shopper sends a picture, as it is", tag: "widget", maxBody: attachment.MaxUpload + 1024, raw: true},
		func(ctx context.Context, by account.Caller, in *upload) (*body[widgetMessage], error) {
			if by.Chat != in.ID {
				return nil, errNotYourChat
			}
			p, err := attachment.Look(bytes.Clone(in.RawBody))
			if err != nil {
				return nil, err
			}
			words, err := s.doors.Reader.Words(ctx, p)
			if err != nil {
				s.doors.Log.Warn("read a picture", "chat", in.ID, "error", err) // it is as good without its words
			}
			id, err := s.doors.Cabinet.KeepPicture(ctx, by.Brand, in.ID, in.Key, p, words)
			if err != nil {
				return nil, err
			}
			return s.attached(ctx, by, in.Key, "", id.String())
		})
	add(s, op{id: "shopper-speaks", method: http.MethodPost, path: "/widget/v1/chats/{id}/voice", summary: "A shopper sends a voice message; without a model that hears, a person listens to it", tag: "widget", maxBody: attachment.MaxUpload + 1024, raw: true},
		func(ctx context.Context, by account.Caller, in *upload) (*body[widgetMessage], error) {
			if by.Chat != in.ID {
				return nil, errNotYourChat
			}
			raw := bytes.Clone(in.RawBody)
			kind, err := attachment.VoiceKind(raw)
			if err != nil {
				return nil, err
			}
			words, err := s.doors.Model.Transcribe(ctx, by.Brand, "voice."+kind[len("audio/"):], raw)
			if err != nil {
				words = "" // a person listens
			}
			id, err := s.doors.Cabinet.KeepVoice(ctx, by.Brand, in.ID, in.Key, raw, words)
			if err != nil {
				return nil, err
			}
			return s.attached(ctx, by, in.Key, words, voiceMark+id.String())
		})
	type showProduct struct {
		ID      string `path:"id" maxLength:"200"`
		RawBody []byte `contentType:"application/octet-stream"`
	}
	add(s, op{id: "show-product", method: http.MethodPost, path: "/api/v1/brand/products/{id}/pictures", summary: "Show how a product looks, so that a shopper's photo finds it", tag: "shop", status: http.StatusNoContent, maxBody: attachment.MaxUpload + 1024, raw: true},
		func(ctx context.Context, by account.Caller, in *showProduct) (*done, error) {
			p, err := attachment.Look(bytes.Clone(in.RawBody))
			if err != nil {
				return nil, err
			}
			return nothing(), s.doors.Cabinet.Remember(ctx, by.Brand, in.ID, p.Hash)
		})
	s.app.Get("/attachments/:id", s.openAttachment)
}

// attached says the message that an attachment came with.
func (s *surface) attached(ctx context.Context, by account.Caller, key, text, name string) (*body[widgetMessage], error) {
	m, err := s.doors.Chats.Say(ctx, pg.OfBrand(by.Brand), chat.Saying{Chat: by.Chat, Author: chat.Shopper, Key: key, Text: text, Extra: chat.Extra{Images: []string{name}}})
	if err != nil {
		return nil, err
	}
	if s.doors.Heard != nil {
		s.doors.Heard(by.Chat)
	}
	return ok(widgetMessageOf(m)), nil
}

// openAttachment shows an attachment to whoever has its id, which is all of it
// random: an image element cannot send a token. What is shown was written anew
// by us, and no browser may take it for anything but what it is.
func (s *surface) openAttachment(c *fiber.Ctx) error {
	id, err := uid.Parse[uid.Upload](strings.TrimPrefix(c.Params("id"), voiceMark))
	if err == nil {
		var k attachment.Kept
		if k, err = s.doors.Cabinet.Open(c.UserContext(), id); err == nil {
			c.Set("Content-Type", k.MediaType)
			c.Set("Content-Security-Policy", "default-src 'none'; sandbox")
			c.Set("Cross-Origin-Resource-Policy", "cross-origin") // the widget stands in the shop's own page
			c.Set("Cache-Control", "private, max-age=86400, immutable")
			return c.Send(k.Body)
		}
	}
	return refuse(c, outside(c.UserContext(), s.doors.Log, "attachment", err))
}
