package money

import "github.com/manyhands/manyhands/internal/fault"

// Currency is an ISO 4217 code in capitals.
type Currency string

// The currencies that contracts are written in; a new one is one more line in
// exponents.
const (
	CNY Currency = "CNY"
	HKD Currency = "HKD"
	JPY Currency = "JPY"
	KWD Currency = "KWD"
	USD Currency = "USD"
)

// exponents says how many decimals the minor unit has (ISO 4217). What one
// payment gateway does differently is that gateway's business.
var exponents = map[Currency]int{
	"AED": 2, "AUD": 2, "BHD": 3, "CAD": 2, "CHF": 2, CNY: 2, "EUR": 2, "GBP": 2,
	HKD: 2, "IDR": 2, JPY: 0, "KRW": 0, KWD: 3, "MOP": 2, "MYR": 2, "PHP": 2,
	"SGD": 2, "THB": 2, "TWD": 2, USD: 2, "VND": 0,
}

// ErrCurrency refuses a currency that is not in the table.
var ErrCurrency = fault.New(fault.Invalid, "currency_unknown", "the currency is not one this program keeps accounts in")

// Exponent is the number of decimals of c. It returns ErrCurrency.
func (c Currency) Exponent() (int, error) {
	e, ok := exponents[c]
	if !ok {
		return 0, ErrCurrency.With("currency: an ISO 4217 code in capitals expected, such as CNY, got %q", c).At("currency", "an ISO 4217 code in capitals, such as CNY", string(c))
	}
	return e, nil
}

// MicroPerMinor is how many millionths of a major unit one minor unit holds:
// 10,000 for CNY, 1,000,000 for JPY, 1,000 for KWD. It returns ErrCurrency.
func (c Currency) MicroPerMinor() (int64, error) {
	e, err := c.Exponent()
	if err != nil {
		return 0, err
	}
	d := int64(1)
	for range 6 - e {
		d *= 10
	}
	return d, nil
}
