package api

import (
	"bytes"
	"context"
	"encoding/json"
	"io"

	"github.com/gofiber/fiber/v2"

	"github.com/manyhands/manyhands/internal/account"
)

// onceByKey answers a POST that carries an Idempotency-Key once: the same
// request again gets the first one's answer. A request that failed on our side
// gives its key back.
func (s *surface) onceByKey(c *fiber.Ctx) error {
	key := c.Get("Idempotency-Key")
	if key == "" || c.Method() != fiber.MethodPost {
		return c.Next()
	}
	who, err := s.doors.Register.Who(bearer(c.Get(fiber.HeaderAuthorization)))
	if err != nil {
		return c.Next() // the operation itself says what is wrong with the token
	}
	caller := who.Person.String()
	if who.Role == account.RoleShopper {
		caller = who.Chat.String()
	}
	ctx := c.UserContext()
	request := append([]byte(c.OriginalURL()+"\n"), c.Body()...)
	kept, err := s.doors.Register.Claim(ctx, caller, key, request)
	if err != nil {
		return refuse(c, outside(ctx, s.doors.Log, "idempotency", err))
	}
	if kept != nil {
		c.Set(fiber.HeaderContentType, kept.Content)
		c.Set("Idempotency-Replayed", "true")
		return c.Status(kept.Status).Send(kept.Body)
	}
	err = c.Next()
	if status := c.Response().StatusCode(); err != nil || status >= fiber.StatusInternalServerError {
		s.forgetKey(ctx, caller, key)
		return err
	}
	return s.doors.Register.Keep(ctx, caller, key, account.Answer{
		Status: c.Response().StatusCode(), Content: string(c.Response().Header.ContentType()),
		Body: bytes.Clone(c.Response().Body()), // the buffer is reused after the handler
	})
}

// forgetKey gives a key back: what it stood for has not happened. A key that
// cannot be given back lapses by itself.
func (s *surface) forgetKey(ctx context.Context, caller, key string) {
	if err := s.doors.Register.Forget(ctx, caller, key); err != nil {
		s.doors.Log.ErrorContext(ctx, "forget idempotency key", "error", err)
	}
}

// writeJSON writes a value that always marshals.
func writeJSON(w io.Writer, v any) { _ = json.NewEncoder(w).Encode(v) }
