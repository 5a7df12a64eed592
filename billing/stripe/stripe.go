// Package stripe is Stripe as the till's gateway: it makes the till's calls
// there, looks for what came of those whose answer was lost, and reads what
// Stripe tells. It is the home of stripe-go, version 76, which speaks the API of
// 2023-10-16.
//
// Every request carries a key of its own, so that one made twice is done once.
// Stripe forgets keys after a day and replays the answer of a request that broke
// on its side (source S9); when to trust a key is the till's business.
//
// Everything made here carries the id of ours that it stands for in its
// metadata: by it things are found again.
package stripe

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"time"

	"github.com/google/uuid"
	"github.com/stripe/stripe-go/v76"
	"github.com/stripe/stripe-go/v76/client"

	"github.com/manyhands/manyhands/billing/till"
)

// Driver is Stripe as the till's gateway.
type Driver struct {
	api *client.API
}

// Retries is how often one request is sent again by itself, with its key.
const Retries = 2

// New makes a driver. A url other than Stripe's own is for tests.
func New(key, url string) *Driver { return NewRetrying(key, url, Retries) }

// NewRetrying makes a driver that sends a request again so many times by
// itself: none in a test that wants to see each failure.
func NewRetrying(key, url string, retries int64) *Driver {
	cfg := &stripe.BackendConfig{
		MaxNetworkRetries: stripe.Int64(retries), HTTPClient: &http.Client{Timeout: 30 * time.Second}, LeveledLogger: &stripe.LeveledLogger{},
		EnableTelemetry: stripe.Bool(false),
	}
	if url != "" {
		cfg.URL = stripe.String(strings.TrimSuffix(url, "/"))
	}
	d := &Driver{api: &client.API{}}
	d.api.Init(key, &stripe.Backends{API: stripe.GetBackendWithConfig(stripe.APIBackend, cfg)})
	return d
}

// subjectKey names our id in an object's metadata.
const subjectKey = "manyhands_id"

func meta(o till.Order) map[string]string { return map[string]string{subjectKey: o.Subject.String()} }

// subjectOf is our id in an object's metadata; zero where there is none.
func subjectOf(metadata map[string]string) uuid.UUID {
	id, err := uuid.Parse(metadata[subjectKey])
	if err != nil {
		return uuid.Nil
	}
	return id
}

func keyed(ctx context.Context, p *stripe.Params, key string) {
	p.Context = ctx
	p.IdempotencyKey = stripe.String(key)
}

// said tells a plain no from an answer that leaves us not knowing.
func said(step string, err error) error {
	var s *stripe.Error
	if !errors.As(err, &s) {
		return fmt.Errorf("stripe %s: %w", step, err) // no answer at all
	}
	kind := till.ErrRejected
	switch {
	case s.HTTPStatusCode == http.StatusUnauthorized || s.HTTPStatusCode == http.StatusForbidden:
		kind = till.ErrBusy // our key is wrong: the call waits until somebody mends it
	case s.HTTPStatusCode == http.StatusConflict || s.HTTPStatusCode == http.StatusTooManyRequests:
		kind = till.ErrBusy
	case s.HTTPStatusCode >= http.StatusInternalServerError:
		kind = till.ErrBroke
	}
	return fmt.Errorf("%w: %s: %s", kind, step, s.Msg)
}

// absent tells whether Stripe says that there is no such thing.
func absent(err error) bool {
	var s *stripe.Error
	return errors.As(err, &s) && s.HTTPStatusCode == http.StatusNotFound
}
