package money

import (
	"math"
	"math/bits"

	"github.com/manyhands/manyhands/internal/fault"
)

// Amount is money in minor units. Its currency belongs to the contract, the
// invoice or the account it stands in; where two may meet, use Sum.
type Amount int64

// ErrOverflow says that a sum or a product does not fit in int64.
var ErrOverflow = fault.New(fault.Invalid, "amount_overflow", "the amount is too large to be counted")

// ErrDivisor refuses to divide by zero or by a negative number.
var ErrDivisor = fault.New(fault.Invalid, "amount_divisor", "the divisor must be positive")

// Add is a + b. It returns ErrOverflow.
func Add(a, b Amount) (Amount, error) {
	s := a + b
	if (a > 0 && b > 0 && s <= 0) || (a < 0 && b < 0 && s >= 0) {
		return 0, ErrOverflow
	}
	return s, nil
}

// Total adds every part. It returns ErrOverflow.
func Total(parts ...Amount) (Amount, error) {
	var sum Amount
	for _, p := range parts {
		var err error
		if sum, err = Add(sum, p); err != nil {
			return 0, err
		}
	}
	return sum, nil
}

// Neg is -a. It returns ErrOverflow for the one amount that has no opposite.
func Neg(a Amount) (Amount, error) {
	if a == math.MinInt64 {
		return 0, ErrOverflow
	}
	return -a, nil
}

// MulDiv is a*b/d, rounded once and half to even, with a 128-bit product.
// It returns ErrOverflow or ErrDivisor.
func MulDiv(a, b, d int64) (Amount, error) {
	if d <= 0 {
		return 0, ErrDivisor
	}
	hi, lo := bits.Mul64(magnitude(a), magnitude(b))
	if hi >= uint64(d) {
		return 0, ErrOverflow
	}
	q, r := bits.Div64(hi, lo, uint64(d))
	// r < d <= MaxInt64, so 2r cannot wrap.
	if 2*r > uint64(d) || (2*r == uint64(d) && q&1 == 1) {
		q++
	}
	if q > math.MaxInt64 {
		return 0, ErrOverflow
	}
	if (a < 0) != (b < 0) {
		return -Amount(q), nil
	}
	return Amount(q), nil
}

// CeilDiv is the smallest whole number not below a*b/d, for a and b not
// negative. It returns ErrOverflow or ErrDivisor.
func CeilDiv(a, b, d int64) (int64, error) {
	if d <= 0 || a < 0 || b < 0 {
		return 0, ErrDivisor
	}
	hi, lo := bits.Mul64(uint64(a), uint64(b))
	if hi >= uint64(d) {
		return 0, ErrOverflow
	}
	q, r := bits.Div64(hi, lo, uint64(d))
	if r > 0 {
		q++
	}
	if q > math.MaxInt64 {
		return 0, ErrOverflow
	}
	return int64(q), nil
}

// magnitude is |x|; it holds for MinInt64 too, whose magnitude is 2^63.
func magnitude(x int64) uint64 {
	if x < 0 {
		return -uint64(x)
	}
	return uint64(x)
}
