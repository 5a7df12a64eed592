package stripe

import (
	"bytes"
	"encoding/json"
	"strconv"
	"strings"
	"time"

	"github.com/stripe/stripe-go/v76/webhook"

	"github.com/manyhands/manyhands/billing/till"
	"github.com/manyhands/manyhands/internal/fault"
)

// What a message is refused for.
var (
	ErrWebhook = fault.New(fault.Unsigned, "stripe_signature", "the message is not signed by Stripe, or too old, or too new")
	ErrLarge   = fault.New(fault.TooLarge, "stripe_message_large", "a message of Stripe's is at most 256 KB")
)

// tolerance is how far a message's time may be from ours, on either side.
const tolerance = 5 * time.Minute

// maxMessage is more than any message of Stripe's.
const maxMessage = 256 << 10

// Told reads a message after its signature. secrets are one or, while one is
// replaced by another, two, separated by a comma. It returns ErrWebhook and
// ErrLarge.
func Told(raw []byte, signature, secrets string, now time.Time) (till.Told, error) {
	if len(raw) > maxMessage {
		return till.Told{}, ErrLarge
	}
	if !fresh(signature, now) {
		return till.Told{}, ErrWebhook
	}
	for secret := range strings.SplitSeq(secrets, ",") {
		if secret == "" {
			continue // an empty secret would sign for anybody
		}
		// The freshness is ours to judge: the library lets the future pass.
		e, err := webhook.ConstructEventWithOptions(raw, signature, secret, webhook.ConstructEventOptions{IgnoreTolerance: true})
		if err != nil {
			continue
		}
		if e.Data == nil || time.Unix(e.Created, 0).After(now.Add(tolerance)) {
			return till.Told{}, ErrWebhook
		}
		var object struct {
			ID string `json:"id"`
		}
		if err := json.Unmarshal(e.Data.Raw, &object); err != nil {
			return till.Told{}, ErrWebhook
		}
		return till.Told{ID: e.ID, Type: string(e.Type), Object: object.ID, Payload: bytes.Clone(raw)}, nil
	}
	return till.Told{}, ErrWebhook
}

// fresh tells whether a signature was made within the tolerance of now, on
// either side.
func fresh(signature string, now time.Time) bool {
	for part := range strings.SplitSeq(signature, ",") {
		text, ok := strings.CutPrefix(strings.TrimSpace(part), "t=")
		if !ok {
			continue
		}
		unix, err := strconv.ParseInt(text, 10, 64)
		if err != nil {
			return false
		}
		return time.Unix(unix, 0).Sub(now).Abs() <= tolerance
	}
	return false
}
