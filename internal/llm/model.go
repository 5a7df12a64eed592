package llm

import (
	"context"
	"errors"
	"log/slog"
	"net"
	"net/http"
	"time"

	"github.com/failsafe-go/failsafe-go/circuitbreaker"
	"github.com/failsafe-go/failsafe-go/failsafehttp"
	"github.com/failsafe-go/failsafe-go/timeout"
	openai "github.com/sashabaranov/go-openai"

	"github.com/manyhands/manyhands/internal/fault"
)

// Why a call brought nothing. Whoever calls answers without a model then.
var (
	ErrOffline  = fault.New(fault.Unavailable, "model_offline", "no model endpoint is set, or it does not do this")
	ErrBudget   = fault.New(fault.TooMany, "model_budget_spent", "the brand's model budget of today is spent")
	ErrSlow     = fault.New(fault.Unavailable, "model_slow", "the model did not answer in time")
	ErrDown     = fault.New(fault.Unavailable, "model_down", "the model endpoint does not answer")
	ErrNonsense = fault.New(fault.Unavailable, "model_nonsense", "the model did not answer in the shape that was asked for")
)

// Endpoint is where the model is and how far it is trusted with time. A zero
// duration is the default's.
type Endpoint struct {
	URL, Key string
	Chat     string // the model for texts; empty: it writes none
	Embed    string // the model for embeddings; empty: none
	Hear     string // the model for voice; empty: none

	Within time.Duration // one call from beginning to end, with its retries
	Idle   time.Duration // the longest silence of a stream
	Pause  time.Duration // how long an endpoint that keeps failing is left alone
}

// Defaults of an Endpoint: a shopper waits for the answer.
const (
	usualWithin = 8 * time.Second
	usualIdle   = 3 * time.Second
	usualPause  = 20 * time.Second
)

// Set tells whether there is an endpoint at all.
func (e Endpoint) Set() bool { return e.URL != "" || e.Key != "" }

// Model is an endpoint with its limits. A nil one is offline.
type Model struct {
	at     Endpoint
	client *openai.Client
	placer *openai.Client // for embeddings: a breaker of its own, because they are given far less time
	meter  Meter
	log    *slog.Logger
}

// New makes a model, or nil when no endpoint is set. base carries the requests;
// nil is the network.
func New(at Endpoint, meter Meter, log *slog.Logger, base http.RoundTripper) *Model {
	if !at.Set() {
		return nil
	}
	at.Within, at.Idle, at.Pause = or(at.Within, usualWithin), or(at.Idle, usualIdle), or(at.Pause, usualPause)
	c := openai.DefaultConfig(at.Key)
	if at.URL != "" {
		c.BaseURL = at.URL
	}
	if base == nil {
		base = &http.Transport{
			Proxy: http.ProxyFromEnvironment, DialContext: (&net.Dialer{Timeout: at.Within / 2}).DialContext,
			MaxIdleConnsPerHost: 8, IdleConnTimeout: time.Minute, ForceAttemptHTTP2: true,
		}
	}
	client := func() *openai.Client {
		c.HTTPClient = &http.Client{Transport: patient(at, base)}
		return openai.NewClientWithConfig(c)
	}
	return &Model{at: at, client: client(), placer: client(), meter: meter, log: log}
}

func or(d, usual time.Duration) time.Duration {
	if d <= 0 {
		return usual
	}
	return d
}

// patient retries what is worth it, and leaves an endpoint alone that has
// failed five times in a row. An open breaker is not retried: twenty callers
// would each wait for their turns at a dead endpoint. The time limit covers the
// response's head alone; a body that stalls is the caller's context's to end.
func patient(at Endpoint, base http.RoundTripper) http.RoundTripper {
	const inARow, again = 5, 2
	broken := func(r *http.Response, err error) bool {
		return err != nil && !errors.Is(err, context.Canceled) || r != nil && r.StatusCode >= http.StatusInternalServerError
	}
	retry := failsafehttp.NewRetryPolicyBuilder().WithMaxRetries(again).WithBackoff(50*time.Millisecond, time.Second).
		AbortOnErrors(circuitbreaker.ErrOpen, context.Canceled, context.DeadlineExceeded).ReturnLastFailure().Build()
	breaker := circuitbreaker.NewBuilder[*http.Response]().HandleIf(broken).WithFailureThreshold(inARow).WithDelay(at.Pause).Build()
	head := timeout.New[*http.Response](at.Within)
	return failsafehttp.NewRoundTripper(base, retry, breaker, head)
}

// faultOf says why a call failed in one of our words; the vendor's own stay in
// the log.
func (m *Model) faultOf(ctx context.Context, what string, err error) error {
	var net net.Error
	why := ErrDown
	switch {
	case errors.Is(err, timeout.ErrExceeded), errors.Is(err, context.DeadlineExceeded), errors.Is(ctx.Err(), context.DeadlineExceeded), errors.As(err, &net) && net.Timeout():
		why = ErrSlow
	case errors.Is(err, circuitbreaker.ErrOpen):
	case ctx.Err() != nil:
		return ctx.Err() // whoever asked has gone
	}
	if m.log != nil {
		m.log.Warn("model call failed", "what", what, "code", why.Code, "error", err)
	}
	return why
}
