package stripe

import (
	"fmt"
	"strings"

	"github.com/manyhands/manyhands/billing/till"
	"github.com/manyhands/manyhands/internal/money"
)

// coarse is what amounts of some currencies must be whole multiples of at
// Stripe, in our minor units: three-decimal currencies end in a nought there,
// and New Taiwan dollars are paid out without cents (source S9). All other
// minor units are the same there as here: fen, yen, cents.
func coarse(k till.Kind, currency string) int64 {
	switch {
	case currency == "KWD" || currency == "BHD":
		return 10
	case currency == "TWD" && (k == till.Payout || k == till.Reversal):
		return 100
	}
	return 1
}

// amount is an amount as Stripe takes it. It returns till.ErrRejected for one
// that cannot be said there exactly: nothing is ever rounded on the way.
func amount(k till.Kind, a money.Amount, currency string) (int64, error) {
	if _, err := money.Currency(currency).Exponent(); err != nil {
		return 0, fmt.Errorf("%w: %w", till.ErrRejected, err)
	}
	if step := coarse(k, currency); int64(a)%step != 0 {
		return 0, fmt.Errorf("%w: %s %s cannot be said there: whole multiples of %d minor units only", till.ErrRejected, money.Format(a, money.Currency(currency)), currency, step)
	}
	return int64(a), nil
}

func theirs(currency string) string { return strings.ToLower(currency) }

func ours(currency string) string { return strings.ToUpper(currency) }
