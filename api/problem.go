package api

import (
	"context"
	"encoding/json"
	"errors"
	"log/slog"
	"net/http"
	"sync"

	"github.com/danielgtaylor/huma/v2"
	"github.com/gofiber/fiber/v2"

	"github.com/manyhands/manyhands/internal/fault"
)

// Problem is a fault as RFC 9457 has it.
type Problem struct {
	Type   string        `json:"type" doc:"a link that names the fault"`
	Title  string        `json:"title" doc:"the code's own sentence, the same for every case of it"`
	Status int           `json:"status"`
	Detail string        `json:"detail"`
	Code   string        `json:"code" doc:"stable; programs and translations go by it"`
	Errors []fault.Field `json:"errors,omitempty" doc:"the places of the input that are wrong"`
}

// Error is the detail.
func (p *Problem) Error() string { return p.Code + ": " + p.Detail }

// GetStatus is the HTTP status, for huma.
func (p *Problem) GetStatus() int { return p.Status }

// ContentType is what RFC 9457 asks for.
func (p *Problem) ContentType(string) string { return "application/problem+json" }

// The surface's own faults.
var (
	errInternal = fault.New(fault.Unavailable, "internal", "something went wrong on our side; nothing was lost, try again")
	errTimeout  = fault.New(fault.Unavailable, "timed_out", "it took too long; try again")
	errNoRoute  = fault.New(fault.NotFound, "route_unknown", "there is no such address")
	errInput    = fault.New(fault.Invalid, "input_invalid", "what was sent does not fit the description of this call")
	errTooLarge = fault.New(fault.TooLarge, "body_too_large", "what was sent is larger than the limit")
	errTooMany  = fault.New(fault.TooMany, "too_many_requests", "too many requests; wait a moment")
)

func statusOf(k fault.Kind) int {
	switch k {
	case fault.Invalid:
		return http.StatusUnprocessableEntity
	case fault.Unsigned:
		return http.StatusUnauthorized
	case fault.Forbidden:
		return http.StatusForbidden
	case fault.NotFound:
		return http.StatusNotFound
	case fault.Conflict:
		return http.StatusConflict
	case fault.Stale:
		return http.StatusPreconditionFailed
	case fault.TooLarge:
		return http.StatusRequestEntityTooLarge
	case fault.TooMany:
		return http.StatusTooManyRequests
	case fault.Unavailable:
		return http.StatusServiceUnavailable
	}
	return http.StatusInternalServerError
}

func problemOf(f *fault.Fault) *Problem {
	status := statusOf(f.Kind)
	if f.Code == errInternal.Code {
		status = http.StatusInternalServerError
	}
	return &Problem{Type: "urn:manyhands:fault:" + f.Code, Title: f.Title(), Status: status, Detail: f.Detail, Code: f.Code, Errors: f.Fields}
}

// outside is what the caller sees of an error. What is not a fault is ours: it
// is logged here, once, and the caller learns nothing of it.
func outside(ctx context.Context, log *slog.Logger, operation string, err error) *Problem {
	if f, ok := fault.As(err); ok {
		return problemOf(f)
	}
	if errors.Is(err, context.DeadlineExceeded) {
		return problemOf(errTimeout)
	}
	log.ErrorContext(ctx, "request failed", "operation", operation, "error", err)
	return problemOf(errInternal)
}

// humaErrors makes huma's own refusals (a body that does not fit its schema)
// look like every other fault. It sets a variable of huma's, which two surfaces
// of one process (as in tests) must not set at once.
var humaErrors = sync.OnceFunc(func() {
	huma.NewError = func(status int, msg string, errs ...error) huma.StatusError {
		p := problemOf(errInput)
		p.Status, p.Detail = status, msg
		switch status {
		case http.StatusRequestEntityTooLarge:
			p = problemOf(errTooLarge)
		case http.StatusBadRequest:
			p.Code, p.Type = "input_unreadable", "urn:manyhands:fault:input_unreadable"
		case http.StatusInternalServerError:
			p = problemOf(errInternal)
		}
		for _, e := range errs {
			var d *huma.ErrorDetail
			if errors.As(e, &d) {
				got, _ := json.Marshal(d.Value) // for people; unmarshalled from JSON, so it marshals
				p.Errors = append(p.Errors, errInput.At(d.Location, d.Message, string(got)).Fields...)
			} else if e != nil {
				p.Errors = append(p.Errors, fault.Field{Where: "request", Wanted: e.Error()})
			}
		}
		return p
	}
})

// refuse writes a problem from a plain fiber handler.
func refuse(c *fiber.Ctx, p *Problem) error {
	c.Set(fiber.HeaderContentType, "application/problem+json")
	raw, err := json.Marshal(p)
	if err != nil {
		return err
	}
	return c.Status(p.Status).Send(raw)
}

// onFiberError is where fiber's own errors end: an unknown route, a body over
// the limit, a panic that was recovered.
func onFiberError(log *slog.Logger) fiber.ErrorHandler {
	return func(c *fiber.Ctx, err error) error {
		var fe *fiber.Error
		if errors.As(err, &fe) {
			switch fe.Code {
			case fiber.StatusNotFound, fiber.StatusMethodNotAllowed:
				return refuse(c, problemOf(errNoRoute))
			case fiber.StatusRequestEntityTooLarge:
				return refuse(c, problemOf(errTooLarge))
			case fiber.StatusTooManyRequests:
				return refuse(c, problemOf(errTooMany))
			}
			p := problemOf(errInput)
			p.Status = fe.Code
			return refuse(c, p)
		}
		return refuse(c, outside(c.UserContext(), log, c.Method()+" "+c.Path(), err))
	}
}
