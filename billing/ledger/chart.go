package ledger

import "strings"

// Kind is a line of the chart of accounts.
type Kind string

// The chart of accounts. What is owned or spent has a debit side, what is owed
// or earned a credit side.
const (
	Receivable      Kind = "brand_receivable"
	Wallet          Kind = "brand_wallet"
	Revenue         Kind = "revenue_service"
	Compensation    Kind = "revenue_contra_compensation"
	Incentive       Kind = "revenue_contra_rebate"
	RebateCost      Kind = "referral_cost"
	RebateLiability Kind = "rebate_liability"
	TaxPayable      Kind = "tax_payable"
	Clearing        Kind = "gateway_clearing"
	Cash            Kind = "cash"
	AgentCost       Kind = "agent_cost"
	AgentPayable    Kind = "agent_payable"
	AgentAdvance    Kind = "agent_advance" // what an agent owes after deductions
	Withholding     Kind = "withholding_tax_payable"
	Suspense        Kind = "disputes_suspense"
	BadDebt         Kind = "bad_debt"
)

var creditSide = map[Kind]bool{
	Wallet: true, Revenue: true, RebateLiability: true, TaxPayable: true, AgentPayable: true, Withholding: true,
}

// Side is the side on which an account of a kind grows.
func (k Kind) Side() string {
	if creditSide[k] {
		return "credit"
	}
	return "debit"
}

// Place is one account: a kind, whose, in which currency. No owner: ours.
type Place struct {
	Kind     Kind
	Owner    string
	Currency string
}

// ID is the account's name.
func (p Place) ID() string {
	return strings.Trim(strings.Join([]string{string(p.Kind), p.Owner, p.Currency}, ":"), ":")
}
