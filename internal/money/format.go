package money

import (
	"math"
	"strconv"
	"strings"

	"github.com/manyhands/manyhands/internal/fault"
)

// ErrAmount refuses text that is not an amount of the currency.
var ErrAmount = fault.New(fault.Invalid, "amount_malformed", "that is not an amount of money")

// Format prints a in major units with all decimals of c and no grouping:
// "12.34", "-0.05", "1200" for JPY. A currency outside the table prints as
// plain minor units, so that nothing is ever shown a hundred times too small.
func Format(a Amount, c Currency) string {
	e, err := c.Exponent()
	if err != nil {
		e = 0
	}
	digits := strconv.FormatUint(magnitude(int64(a)), 10)
	if e > 0 {
		if pad := e + 1 - len(digits); pad > 0 {
			digits = strings.Repeat("0", pad) + digits
		}
		digits = digits[:len(digits)-e] + "." + digits[len(digits)-e:]
	}
	if a < 0 {
		return "-" + digits
	}
	return digits
}

// Parse reads what Format prints; fewer decimals than the currency has are
// filled with zeros, more are refused, never rounded. It returns ErrAmount,
// ErrCurrency or ErrOverflow.
func Parse(text string, c Currency) (Amount, error) {
	e, err := c.Exponent()
	if err != nil {
		return 0, err
	}
	body, negative := strings.CutPrefix(text, "-")
	whole, part, dotted := strings.Cut(body, ".")
	if whole == "" || (dotted && part == "") || len(part) > e || !digitsOnly(whole) || !digitsOnly(part) {
		return 0, ErrAmount.At("amount", "digits with at most "+strconv.Itoa(e)+" decimals", text)
	}
	n, err := strconv.ParseUint(whole+part+strings.Repeat("0", e-len(part)), 10, 64)
	if err != nil || n > math.MaxInt64 {
		return 0, ErrOverflow
	}
	if negative {
		return -Amount(n), nil
	}
	return Amount(n), nil
}

func digitsOnly(s string) bool {
	for i := range len(s) {
		if s[i] < '0' || s[i] > '9' {
			return false
		}
	}
	return true
}
