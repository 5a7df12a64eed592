package billing

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/google/uuid"

	"github.com/manyhands/manyhands/billing/internal/db"
	"github.com/manyhands/manyhands/internal/money"
	"github.com/manyhands/manyhands/internal/pg"
	"github.com/manyhands/manyhands/internal/uid"
)

// accountKind is a line of the chart of accounts.
type accountKind string

// The chart of accounts. What is owned has a debit side, what is owed or
// earned a credit side.
const (
	receivable   accountKind = "brand_receivable"
	wallet       accountKind = "brand_wallet"
	revenue      accountKind = "revenue_service"
	compensation accountKind = "revenue_contra_compensation"
	rebates      accountKind = "revenue_contra_rebate"
	taxPayable   accountKind = "tax_payable"
	clearing     accountKind = "gateway_clearing"
	cash         accountKind = "cash"
	agentCost    accountKind = "agent_cost"
	agentPayable accountKind = "agent_payable"
	agentAdvance accountKind = "agent_advance" // what an agent owes after deductions
	suspense     accountKind = "disputes_suspense"
)

var creditSide = map[accountKind]bool{wallet: true, revenue: true, taxPayable: true, agentPayable: true}

// place is one account: a kind, whose, in which currency.
type place struct {
	kind     accountKind
	owner    string
	currency string
}

func (p place) id() string {
	return strings.Trim(strings.Join([]string{string(p.kind), p.owner, p.currency}, ":"), ":")
}

// moving is one transfer: what it moves, from where to where, and why. Its key
// makes it once.
type moving struct {
	key           string
	debit, credit place
	amount        money.Amount // a negative amount moves the other way
	refKind       string
	ref           uuid.UUID
	memo          string
}

// post writes transfers down. A transfer of nothing is none.
func post(ctx context.Context, q *db.Queries, at time.Time, moves ...moving) error {
	for _, m := range moves {
		if m.amount == 0 {
			continue
		}
		if m.amount < 0 {
			m.debit, m.credit, m.amount = m.credit, m.debit, -m.amount
		}
		for _, p := range []place{m.debit, m.credit} {
			side := "debit"
			if creditSide[p.kind] {
				side = "credit"
			}
			if err := q.AddAccount(ctx, db.AddAccountParams{ID: p.id(), Kind: string(p.kind), Owner: p.owner, Currency: p.currency, NormalSide: side}); err != nil {
				return fmt.Errorf("open account %s: %w", p.id(), err)
			}
		}
		n, err := q.AddTransfer(ctx, db.AddTransferParams{
			ID: uid.New[uid.Transfer](), Idem: m.key, Debit: m.debit.id(), Credit: m.credit.id(), AmountMinor: int64(m.amount),
			Currency: m.debit.currency, At: at, RefKind: m.refKind, RefID: m.ref, Memo: m.memo,
		})
		if err != nil {
			return fmt.Errorf("transfer %s: %w", m.key, err)
		}
		if n == 0 {
			return fmt.Errorf("transfer %s was made before", m.key)
		}
	}
	return nil
}

// Balance is one account's sums.
type Balance struct {
	Account      string       `json:"account"`
	Kind         string       `json:"kind"`
	Owner        string       `json:"owner,omitempty"`
	OwnerName    string       `json:"owner_name,omitempty"`
	Currency     string       `json:"currency"`
	Side         string       `json:"normal_side" enum:"debit,credit"`
	DebitsMinor  money.Amount `json:"debits_minor"`
	CreditsMinor money.Amount `json:"credits_minor"`
	BalanceMinor money.Amount `json:"balance_minor" doc:"on the account's normal side"`
}

// Transfer is one move of money.
type Transfer struct {
	ID          uid.Transfer `json:"id"`
	Debit       string       `json:"debit"`
	Credit      string       `json:"credit"`
	AmountMinor money.Amount `json:"amount_minor"`
	Currency    string       `json:"currency"`
	At          time.Time    `json:"at"`
	RefKind     string       `json:"ref_kind"`
	Ref         uuid.UUID    `json:"ref_id"`
	Memo        string       `json:"memo"`
}

// TrialBalance lists every account. In each currency debits and credits are
// the same sum.
func (b *Book) TrialBalance(ctx context.Context) ([]Balance, error) {
	names, err := b.ownerNames(ctx)
	if err != nil {
		return nil, err
	}
	return look(ctx, b, pg.Everything, func(q *db.Queries) ([]Balance, error) {
		rows, err := q.TrialBalance(ctx)
		if err != nil {
			return nil, fmt.Errorf("read trial balance: %w", err)
		}
		out := make([]Balance, len(rows))
		for i, r := range rows {
			sum := r.DebitsMinor - r.CreditsMinor
			if r.NormalSide == "credit" {
				sum = -sum
			}
			out[i] = Balance{
				r.ID, r.Kind, r.Owner, names[r.Owner], r.Currency, r.NormalSide,
				money.Amount(r.DebitsMinor), money.Amount(r.CreditsMinor), money.Amount(sum),
			}
		}
		return out, nil
	})
}

// Transfers lists the ledger, newest first.
func (b *Book) Transfers(ctx context.Context, from Before, most int) ([]Transfer, error) {
	from = from.orEnd()
	return look(ctx, b, pg.Everything, func(q *db.Queries) ([]Transfer, error) {
		rows, err := q.Transfers(ctx, db.TransfersParams{Before: from.At, BeforeID: from.ID, Most: int32(most)})
		if err != nil {
			return nil, fmt.Errorf("list transfers: %w", err)
		}
		out := make([]Transfer, len(rows))
		for i, r := range rows {
			out[i] = Transfer{r.ID, r.Debit, r.Credit, money.Amount(r.AmountMinor), r.Currency, r.At, r.RefKind, r.RefID, r.Memo}
		}
		return out, nil
	})
}

// ownerNames are brands and agents by id.
func (b *Book) ownerNames(ctx context.Context) (map[string]string, error) {
	brands, err := b.brandNames(ctx)
	if err != nil {
		return nil, err
	}
	names := make(map[string]string, len(brands))
	for id, name := range brands {
		names[id.String()] = name
	}
	agents, err := b.register.Agents(ctx)
	if err != nil {
		return nil, err
	}
	for _, a := range agents {
		names[a.ID.String()] = a.Name
	}
	return names, nil
}
