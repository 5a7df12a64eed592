package shop

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"strconv"
	"strings"
	"time"

	"github.com/manyhands/manyhands/internal/fault"
)

// Refusals of a signed webhook.
var (
	ErrSignature = fault.New(fault.Unsigned, "webhook_signature_wrong", "the signature does not fit the body; it is t=UNIX,v1=HEX of HMAC-SHA256(secret, UNIX.body)")
	ErrSignedAt  = fault.New(fault.Unsigned, "webhook_too_old", "the signature was made too long ago or in the future; sign again with the present time")
)

// Sign is the header that proves a webhook's body and time to whoever shares
// the secret.
func Sign(secret, body []byte, at time.Time) string {
	unix := strconv.FormatInt(at.Unix(), 10)
	return "t=" + unix + ",v1=" + hex.EncodeToString(digest(secret, unix, body))
}

// VerifySignature checks a header that Sign made. Any of several v1 parts may
// fit, so that a secret can be changed without a gap. A signature older or
// newer than the tolerance is refused, which bounds replays; within it, the
// caller's idempotency key does. It returns ErrSignature and ErrSignedAt.
func VerifySignature(secret, body []byte, header string, now time.Time, tolerance time.Duration) error {
	unix := ""
	var sums []string
	for _, part := range strings.Split(header, ",") {
		k, v, _ := strings.Cut(strings.TrimSpace(part), "=")
		switch k {
		case "t":
			unix = v
		case "v1":
			sums = append(sums, v)
		}
	}
	sec, err := strconv.ParseInt(unix, 10, 64)
	if err != nil || len(secret) == 0 {
		return ErrSignature
	}
	if !fits(sums, digest(secret, unix, body)) {
		return ErrSignature
	}
	if d := now.Sub(time.Unix(sec, 0)); d > tolerance || d < -tolerance {
		return ErrSignedAt
	}
	return nil
}

func fits(sums []string, want []byte) bool {
	for _, s := range sums {
		got, err := hex.DecodeString(s)
		if err == nil && hmac.Equal(got, want) {
			return true
		}
	}
	return false
}

func digest(secret []byte, unix string, body []byte) []byte {
	h := hmac.New(sha256.New, secret)
	h.Write([]byte(unix))
	h.Write([]byte{'.'})
	h.Write(body)
	return h.Sum(nil)
}
