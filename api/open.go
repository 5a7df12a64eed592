package api

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"

	"github.com/google/uuid"

	"github.com/manyhands/manyhands/internal/account"
	"github.com/manyhands/manyhands/internal/chat"
	"github.com/manyhands/manyhands/internal/fault"
	"github.com/manyhands/manyhands/internal/pg"
	"github.com/manyhands/manyhands/internal/uid"
)

// errOpeningKey refuses a key that somebody else could think of: whoever knows
// it, and what the opening said, is let into the conversation.
var errOpeningKey = fault.New(fault.Invalid, "opening_key_short", "the Idempotency-Key of an opening has 16 to 200 characters, and is made at random")

const shortestOpeningKey = 16

// openOnce opens a conversation, and with a key opens one however often the
// same opening is sent. Only its id is kept under the key; the token is made
// anew, so that none lies in a table. It returns errOpeningKey and the faults
// of account.Register.Claim.
func (s *surface) openOnce(ctx context.Context, key string, o chat.Opening) (chat.Chat, error) {
	if key == "" {
		return s.doors.Chats.Open(ctx, o)
	}
	if len(key) < shortestOpeningKey {
		return chat.Chat{}, errOpeningKey
	}
	request, err := json.Marshal(o)
	if err != nil {
		return chat.Chat{}, fmt.Errorf("read an opening: %w", err)
	}
	caller := "opens " + o.Brand.String()
	kept, err := s.doors.Register.Claim(ctx, caller, key, request)
	if err != nil {
		return chat.Chat{}, err
	}
	if kept != nil {
		id, err := uuid.ParseBytes(kept.Body)
		if err != nil {
			return chat.Chat{}, fmt.Errorf("read the conversation of an opening: %w", err)
		}
		return s.doors.Chats.Chat(ctx, pg.OfBrand(o.Brand), uid.Chat(id))
	}
	c, err := s.doors.Chats.Open(ctx, o)
	if err != nil {
		s.forgetKey(ctx, caller, key)
		return chat.Chat{}, err
	}
	return c, s.doors.Register.Keep(ctx, caller, key, account.Answer{Status: http.StatusCreated, Body: []byte(c.ID.String())})
}
