package api

import (
	"strings"

	"github.com/gofiber/fiber/v2"

	"github.com/manyhands/manyhands/web"
)

// mountWeb serves the app, the widget and the shop page, all embedded. A path
// that is no file is a page of the app.
func (s *surface) mountWeb() {
	s.app.Use(func(c *fiber.Ctx) error {
		if c.Method() != fiber.MethodGet && c.Method() != fiber.MethodHead {
			return fiber.ErrNotFound
		}
		path := c.Path()
		if strings.HasPrefix(path, "/api/") {
			return fiber.ErrNotFound
		}
		f, found := web.Lookup(path, c.Get(fiber.HeaderAcceptEncoding))
		if !found {
			return fiber.ErrNotFound
		}
		c.Set(fiber.HeaderContentType, f.ContentType)
		c.Set(fiber.HeaderVary, fiber.HeaderAcceptEncoding)
		if f.Encoding != "" {
			c.Set(fiber.HeaderContentEncoding, f.Encoding)
		}
		if f.Immutable {
			c.Set(fiber.HeaderCacheControl, "public, max-age=31536000, immutable")
		} else {
			c.Set(fiber.HeaderCacheControl, "no-cache")
		}
		return c.Send(f.Body)
	})
}
