package stripe

import (
	"encoding/json"
	"time"

	"github.com/stripe/stripe-go/v76/webhook"

	"github.com/manyhands/manyhands/billing"
	"github.com/manyhands/manyhands/internal/fault"
)

// ErrWebhook refuses a message that Stripe did not sign, or long ago.
var ErrWebhook = fault.New(fault.Unsigned, "stripe_signature", "the message is not signed by Stripe, or too old, or too new")

// tolerance is how far a message's time may be from ours, on either side; the
// library looks at the past alone.
const tolerance = 5 * time.Minute

// Told reads a message after its signature. It returns ErrWebhook.
func Told(raw []byte, signature, secret string, now time.Time) (billing.Told, error) {
	if secret == "" {
		return billing.Told{}, ErrWebhook
	}
	e, err := webhook.ConstructEventWithOptions(raw, signature, secret, webhook.ConstructEventOptions{Tolerance: tolerance})
	if err != nil || time.Unix(e.Created, 0).After(now.Add(tolerance)) {
		return billing.Told{}, ErrWebhook
	}
	var object struct {
		ID string `json:"id"`
	}
	if e.Data != nil {
		if err := json.Unmarshal(e.Data.Raw, &object); err != nil {
			return billing.Told{}, ErrWebhook
		}
	}
	return billing.Told{ID: e.ID, Kind: string(e.Type), Object: object.ID, Payload: raw}, nil
}
