package api

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"path"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humafiber"
	"github.com/gofiber/fiber/v2"
	"github.com/gofiber/fiber/v2/middleware/recover"
	"github.com/prometheus/client_golang/prometheus"

	"github.com/manyhands/manyhands/billing"
	"github.com/manyhands/manyhands/billing/ledger"
	"github.com/manyhands/manyhands/billing/payout"
	"github.com/manyhands/manyhands/billing/till"
	"github.com/manyhands/manyhands/bot"
	"github.com/manyhands/manyhands/copilot"
	"github.com/manyhands/manyhands/internal/account"
	"github.com/manyhands/manyhands/internal/attachment"
	"github.com/manyhands/manyhands/internal/chat"
	"github.com/manyhands/manyhands/internal/insight"
	"github.com/manyhands/manyhands/internal/knowledge"
	"github.com/manyhands/manyhands/internal/live"
	"github.com/manyhands/manyhands/internal/llm"
	"github.com/manyhands/manyhands/internal/shop"
	"github.com/manyhands/manyhands/internal/sop"
	"github.com/manyhands/manyhands/internal/uid"
	"github.com/manyhands/manyhands/matching"
	"github.com/manyhands/manyhands/matching/booking"
	"github.com/manyhands/manyhands/matching/desk"
	"github.com/manyhands/manyhands/matching/market"
	"github.com/manyhands/manyhands/training"
)

// Doors is what the surface opens onto. A nil door is a part of the product
// that this process does not run; its routes are absent.
type Doors struct {
	// who may come in, and what is pushed to them
	Register *account.Register
	Hub      *live.Hub

	// the spine
	Chats   *chat.Log
	Library *knowledge.Library
	Shop    *shop.Shop
	Book    *sop.Book

	// what comes beside words, who reads it, and a model where one is set
	Cabinet *attachment.Cabinet
	Reader  *attachment.Reader
	Model   *llm.Model

	// the domains
	Board  *matching.Board
	Desk   *desk.Desk
	School *training.School
	Bills  *billing.Book
	Till   *till.Till
	Payday *payout.Paymaster
	Coach  *copilot.Coach
	Bot    *bot.Bot
	Wall   *insight.Wall

	// Heard is told of each message of a shopper's.
	Heard func(uid.Chat)
	// StripeTold reads a message of Stripe's after its signature.
	StripeTold func(raw []byte, signature string) (till.Told, error)
	// Ready tells why the program cannot serve just now.
	Ready func(context.Context) error
	// Metrics holds the figures of this world; the process's own are added.
	Metrics *prometheus.Registry
	// DemoLogins are shown on the sign-in page of a demo.
	DemoLogins func() []DemoLogin

	Log         *slog.Logger
	MaxBody     int
	ShopOrigins []string // pages that may open a shopper's line besides our own
}

// described is doors enough to describe every operation; none is called.
func described() Doors {
	return Doors{
		Register: &account.Register{},
		Chats:    &chat.Log{}, Library: &knowledge.Library{}, Shop: &shop.Shop{}, Book: &sop.Book{}, Cabinet: &attachment.Cabinet{},
		Board: &matching.Board{Board: &market.Board{Bureau: &booking.Bureau{}}}, Desk: &desk.Desk{}, School: &training.School{}, Bills: &billing.Book{Ledger: &ledger.Ledger{}}, Till: &till.Till{}, Payday: &payout.Paymaster{},
		Coach: &copilot.Coach{}, Bot: &bot.Bot{}, Wall: &insight.Wall{},
		DemoLogins: func() []DemoLogin { return nil },
		Log:        slog.New(slog.DiscardHandler),
	}
}

// surface is the routes being built.
type surface struct {
	doors Doors
	app   *fiber.App
	api   huma.API
}

const longestRequest = 60 * time.Second

// New builds the server's routes.
func New(d Doors) *fiber.App {
	app := fiber.New(fiber.Config{
		// Without Immutable a string kept past the handler becomes the next
		// request's: fiber reuses its buffers.
		Immutable: true, UnescapePath: true, DisableStartupMessage: true,
		ReadBufferSize: 16 << 10, ReadTimeout: 30 * time.Second, IdleTimeout: 2 * time.Minute,
		// Read whole up to four times the limit, so that whoever sends too much is
		// answered and not cut off in the middle of sending; notTooLarge refuses.
		BodyLimit: 4 * d.MaxBody, ErrorHandler: onFiberError(d.Log),
	})
	s := &surface{doors: d, app: app}
	// A panic in a fiber handler would end the process.
	if d.Metrics != nil {
		app.Use(observed(d.Metrics)) // outermost: an answer to a panic counts too
	}
	app.Use(recover.New(), safeHeaders, deadline, shopCORS, s.notTooLarge)
	s.mountHealth()
	s.mountLive()
	app.Use("/api/", s.onceByKey)
	humaErrors()
	s.api = humafiber.New(app, description())
	s.mountOperations()
	s.mountDocs()
	s.mountWeb()
	return app
}

// Describe writes the API's description as JSON, without running anything.
func Describe(w io.Writer) error {
	s := &surface{doors: described(), app: fiber.New()}
	s.api = humafiber.New(s.app, description())
	humaErrors()
	s.mountOperations()
	raw, err := json.MarshalIndent(s.api.OpenAPI(), "", "  ")
	if err != nil {
		return fmt.Errorf("describe API: %w", err)
	}
	_, err = w.Write(append(raw, '\n'))
	return err
}

// mountOperations mounts every domain's part.
func (s *surface) mountOperations() {
	s.mountSessions()
	s.mountBoard()
	s.mountShop()
	s.mountKnowledge()
	s.mountProcedures()
	s.mountDrafts()
	s.mountDesk()
	s.mountInsight()
	s.mountWidget()
	s.mountBot()
	s.mountBilling()
	s.mountCopilot()
	s.mountLineup()
	s.mountTraining()
}

func description() huma.Config {
	c := huma.DefaultConfig("Manyhands", "1")
	c.Info.Description = "Elastic customer service for sales peaks. Faults are RFC 9457 with stable codes; every POST honours Idempotency-Key; times are RFC 3339, money is whole minor units."
	c.DocsPath = ""     // huma's page fetches its script from another host; ours is in docs.go
	c.CreateHooks = nil // no $schema in bodies
	c.OpenAPIPath = "/openapi"
	c.Components.Schemas = huma.NewMapRegistry("#/components/schemas/", schemaNames())
	c.Components.SecuritySchemes = map[string]*huma.SecurityScheme{"access": {Type: "http", Scheme: "bearer", BearerFormat: "JWT"}}
	return c
}

// schemaNames names a type by its package too, because two domains may each
// have a Report, and numbers what two operations call the same (SayInBody).
// The order of mounting is fixed, so the numbers are.
func schemaNames() func(reflect.Type, string) string {
	taken := map[string][]reflect.Type{}
	return func(t reflect.Type, hint string) string {
		name := huma.DefaultSchemaNamer(t, hint)
		for t.Kind() == reflect.Pointer || t.Kind() == reflect.Slice {
			t = t.Elem()
		}
		if pkg := path.Base(t.PkgPath()); t.Name() != "" && pkg != "." && pkg != "api" {
			name = strings.ToUpper(pkg[:1]) + pkg[1:] + name
		}
		i := slices.Index(taken[name], t)
		if i < 0 {
			i = len(taken[name])
			taken[name] = append(taken[name], t)
		}
		if i > 0 {
			name += strconv.Itoa(i + 1)
		}
		return name
	}
}

// notTooLarge refuses a body over the limit, with a sentence.
func (s *surface) notTooLarge(c *fiber.Ctx) error {
	if len(c.Request().Body()) > s.doors.MaxBody {
		return refuse(c, problemOf(errTooLarge))
	}
	return c.Next()
}

// deadline gives each request an end: fiber never cancels it when the caller
// leaves.
func deadline(c *fiber.Ctx) error {
	if strings.HasPrefix(c.Path(), "/live") {
		return c.Next() // a WebSocket lives as long as it likes
	}
	ctx, cancel := context.WithTimeout(c.UserContext(), longestRequest)
	defer cancel()
	c.SetUserContext(ctx)
	return c.Next()
}

func safeHeaders(c *fiber.Ctx) error {
	c.Set("X-Content-Type-Options", "nosniff")
	c.Set("Referrer-Policy", "same-origin")
	c.Set("X-Frame-Options", "DENY")
	// The component kit writes its styles into the page; scripts are ours alone.
	c.Set("Content-Security-Policy", "default-src 'self'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; connect-src 'self' ws: wss:; frame-ancestors 'none'; base-uri 'none'; form-action 'self'")
	return c.Next()
}

// op describes one operation.
type op struct {
	id, method, path, summary, tag string
	status                         int   // 0: 200
	maxBody                        int64 // 0: 1 MiB
	raw                            bool  // the body is a file that the domain reads: huma must not
}

// callerKey is where the signed-in caller travels in the context.
type callerKey struct{}

// add mounts an operation: who may call it is looked up in permits, and what
// it returns as an error becomes a problem.
func add[In, Out any](s *surface, o op, work func(context.Context, account.Caller, *In) (*Out, error)) {
	h := huma.Operation{
		OperationID: o.id, Method: o.method, Path: o.path, Summary: o.summary, Tags: []string{o.tag},
		DefaultStatus: o.status, MaxBodyBytes: o.maxBody, SkipValidateBody: o.raw,
	}
	// Without a row the operation is refused to everybody, not open to all.
	if row, known := permits[o.id]; !known || len(row) > 0 {
		h.Security = []map[string][]string{{"access": {}}}
		h.Middlewares = huma.Middlewares{s.mustBeAllowed(o.id)}
	}
	huma.Register(s.api, h, func(ctx context.Context, in *In) (*Out, error) {
		caller, _ := ctx.Value(callerKey{}).(account.Caller)
		out, err := work(ctx, caller, in)
		if err != nil {
			return nil, outside(ctx, s.doors.Log, o.id, err)
		}
		return out, nil
	})
}

// mustBeAllowed reads the token and asks the table of permissions.
func (s *surface) mustBeAllowed(operation string) func(huma.Context, func(huma.Context)) {
	return func(c huma.Context, next func(huma.Context)) {
		caller, err := s.doors.Register.Who(bearer(c.Header("Authorization")))
		if err == nil && !mayCall(operation, caller.Role) {
			err = errNotYours
		}
		if err != nil {
			p := outside(c.Context(), s.doors.Log, operation, err)
			c.SetHeader("Content-Type", "application/problem+json")
			c.SetStatus(p.Status)
			writeJSON(c.BodyWriter(), p)
			return
		}
		next(huma.WithValue(c, callerKey{}, caller))
	}
}

func bearer(header string) string {
	kind, token, _ := strings.Cut(header, " ")
	if !strings.EqualFold(kind, "Bearer") {
		return ""
	}
	return strings.TrimSpace(token)
}

// body is an answer that is only a body.
type body[T any] struct{ Body T }

func ok[T any](v T) *body[T] { return &body[T]{Body: v} }

// list is an answer of many; Next is given back as ?cursor= for more.
type list[T any] struct {
	Items []T    `json:"items"`
	Next  string `json:"next_cursor,omitempty"`
}

func okList[T any](items []T) *body[list[T]] {
	if items == nil {
		items = []T{}
	}
	return &body[list[T]]{Body: list[T]{Items: items}}
}

// none is the input of an operation that takes nothing.
type none struct{}

// done is the answer of an operation that has nothing to say.
type done struct{ Status int }

func nothing() *done { return &done{Status: http.StatusNoContent} }

// joined is a list of words in one line.
func joined[S ~[]string](words S) string { return strings.Join(words, ", ") }
