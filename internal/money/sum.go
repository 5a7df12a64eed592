package money

import "github.com/manyhands/manyhands/internal/fault"

// Sum is an amount that carries its currency, for the places where two
// currencies could meet.
type Sum struct {
	Minor    Amount   `json:"minor"`
	Currency Currency `json:"currency"`
}

// ErrMixed refuses to add or compare two currencies.
var ErrMixed = fault.New(fault.Invalid, "currency_mixed", "two currencies do not add up")

// Add is s + o. It returns ErrMixed or ErrOverflow.
func (s Sum) Add(o Sum) (Sum, error) {
	if s.Currency != o.Currency {
		return Sum{}, ErrMixed.With("%s and %s do not add up", s.Currency, o.Currency)
	}
	m, err := Add(s.Minor, o.Minor)
	if err != nil {
		return Sum{}, err
	}
	return Sum{m, s.Currency}, nil
}

// String prints the sum with its code: "12.34 CNY".
func (s Sum) String() string {
	return Format(s.Minor, s.Currency) + " " + string(s.Currency)
}
