package payout

import (
	"github.com/manyhands/manyhands/internal/money"
)

// bracket is a step of a progressive tax: up to a taxable income, a rate and
// what is taken off because lower steps are taxed less.
type bracket struct {
	upTo     money.Amount // zero: no end
	bp       int64
	takenOff money.Amount
}

// remuneration is the income tax that whoever pays labour remuneration
// (劳务报酬) in China keeps back (source S20): 800 yuan are free up to 4,000, a
// fifth of the whole above. An accountant reviews it before it is relied on.
var remuneration = struct {
	free, fifthAbove money.Amount
	brackets         []bracket
}{
	free: 800_00, fifthAbove: 4_000_00,
	brackets: []bracket{{20_000_00, 2000, 0}, {50_000_00, 3000, 2_000_00}, {0, 4000, 7_000_00}},
}

// taxOn is the tax on a month's remuneration in a currency. Only the yuan has a
// table: who is paid in another currency declares it at home.
func taxOn(income money.Amount, currency string) (money.Amount, error) {
	if currency != string(money.CNY) || income <= remuneration.free {
		return 0, nil
	}
	taxable := income - remuneration.free
	if income > remuneration.fifthAbove {
		var err error
		if taxable, err = money.MulDiv(int64(income), 4, 5); err != nil {
			return 0, err
		}
	}
	for _, b := range remuneration.brackets {
		if taxable <= b.upTo || b.upTo == 0 {
			tax, err := money.MulDiv(int64(taxable), b.bp, 10_000)
			return tax - b.takenOff, err
		}
	}
	return 0, nil
}

// withhold is what is kept back of a payment: the tax on the month's sum, less
// what was kept back of the payments before. One payment split in two is taxed
// like one.
func withhold(before, kept, income money.Amount, currency string) (money.Amount, error) {
	all, err := taxOn(before+income, currency)
	if err != nil {
		return 0, err
	}
	return min(max(0, all-kept), income), nil
}

// recoverBP is the most that is kept of a payment for what an agent owes: a
// fifth, as the wage law has it for employees (source S21); the rest is kept of
// later ones.
const recoverBP = 2000

// recovered is how much of a debt a payment bears.
func recovered(gross, debt money.Amount) (money.Amount, error) {
	most, err := money.MulDiv(int64(gross), recoverBP, 10_000)
	return min(debt, most), err
}
