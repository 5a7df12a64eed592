package api

import (
	"context"
	"net/url"
	"slices"
	"strings"

	"github.com/fasthttp/websocket"
	"github.com/gofiber/fiber/v2"
	"github.com/valyala/fasthttp"

	"github.com/manyhands/manyhands/internal/account"
	"github.com/manyhands/manyhands/internal/live"
	"github.com/manyhands/manyhands/internal/uid"
)

// mountLive opens the WebSocket of every screen. Who connects is said by the
// token in the first command, not by a cookie.
func (s *surface) mountLive() {
	if s.doors.Hub == nil {
		return
	}
	up := websocket.FastHTTPUpgrader{ReadBufferSize: 1 << 10, WriteBufferSize: 4 << 10, CheckOrigin: s.ourPage}
	s.app.Get("/live", func(c *fiber.Ctx) error {
		err := up.Upgrade(c.Context(), func(conn *websocket.Conn) {
			// The request's context is gone by now: fasthttp reuses it.
			if err := s.doors.Hub.Serve(context.Background(), conn); err != nil {
				s.doors.Log.Error("serve live connection", "error", err)
			}
		})
		if err != nil {
			return fiber.ErrUpgradeRequired
		}
		return nil
	})
}

// ourPage accepts our own pages, programs (no Origin) and the shop pages that
// the settings name.
func (s *surface) ourPage(c *fasthttp.RequestCtx) bool {
	origin := string(c.Request.Header.Peek("Origin"))
	if origin == "" {
		return true
	}
	u, err := url.Parse(origin)
	return err == nil && (strings.EqualFold(u.Host, string(c.Host())) || slices.Contains(s.doors.ShopOrigins, origin))
}

// shopCORS lets a brand's shop page call the widget's routes: they take a
// token in a header and no cookie.
func shopCORS(c *fiber.Ctx) error {
	if !strings.HasPrefix(c.Path(), "/widget/") {
		return c.Next()
	}
	c.Set("Access-Control-Allow-Origin", "*")
	c.Set("Cross-Origin-Resource-Policy", "cross-origin")
	if c.Method() == fiber.MethodOptions {
		c.Set("Access-Control-Allow-Methods", "GET, POST, OPTIONS")
		c.Set("Access-Control-Allow-Headers", "Authorization, Content-Type, Idempotency-Key")
		c.Set("Access-Control-Max-Age", "86400")
		return c.SendStatus(fiber.StatusNoContent)
	}
	return c.Next()
}

// Admit says which topics a token opens. An agent may also listen to a
// conversation while holds says that it is theirs, a brand's people to the
// brand's own, and an operator to any. Supervisors have an agent's topic too:
// they hold what they have taken over.
func Admit(r *account.Register, holds func(uid.Agent, uid.Chat) bool, ofBrand func(uid.Brand, uid.Chat) bool) live.Admit {
	return func(_ context.Context, token string) (live.Visitor, error) {
		c, life, err := r.WhoFor(token)
		if err != nil {
			return live.Visitor{}, err
		}
		v := live.Visitor{Name: c.Person.String(), Life: life}
		switch c.Role {
		case account.RoleShopper:
			v.Name, v.Topics = "shopper:"+c.Chat.String(), []live.Topic{live.ChatTopic(c.Chat)}
		case account.RoleAgent:
			v.Topics = []live.Topic{live.AgentTopic(c.Agent())}
			v.May = func(t live.Topic) bool {
				id, ok := chatIn(t)
				return ok && holds(c.Agent(), id)
			}
		case account.RoleBrand:
			v.Topics = []live.Topic{live.BrandTopic(c.Brand), live.AgentTopic(c.Agent())}
			v.May = func(t live.Topic) bool {
				id, ok := chatIn(t)
				return ok && ofBrand(c.Brand, id)
			}
		case account.RoleFinance, account.RoleOperator:
			v.Topics = []live.Topic{live.FloorTopic, live.AgentTopic(c.Agent())}
			v.May = func(t live.Topic) bool {
				_, ok := chatIn(t)
				return ok && c.Role == account.RoleOperator
			}
		}
		return v, nil
	}
}

// chatIn is the conversation that a topic carries.
func chatIn(t live.Topic) (uid.Chat, bool) {
	text, ok := strings.CutPrefix(string(t), "chat:")
	id, err := uid.Parse[uid.Chat](text)
	return id, ok && err == nil
}
