package payout

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"
	"unicode"

	"github.com/jackc/pgx/v5"

	"github.com/manyhands/manyhands/billing/payout/internal/db"
	"github.com/manyhands/manyhands/internal/fault"
	"github.com/manyhands/manyhands/internal/uid"
)

// What an agent's details are refused for.
var (
	ErrHolder    = fault.New(fault.Invalid, "payee_holder", "the account holder's name: 1 to 100 letters, and it does not begin with a sign")
	ErrBank      = fault.New(fault.Invalid, "payee_bank", "a bank account names its bank: 2 to 60 letters")
	ErrAccountNo = fault.New(fault.Invalid, "payee_account", "a bank account is 8 to 34 digits or letters; an Alipay account is a phone number or an e-mail address")
	ErrMethod    = fault.New(fault.Invalid, "payee_method", "pay goes to a bank, to Alipay or to a Stripe account")
)

// payeeRest is how long new details rest before anything is sent to them:
// whoever stole a log-in changes them first. The first ones need no rest.
const payeeRest = 24 * time.Hour

// opened stands for an account that the gateway opens by itself.
const opened = "stripe"

// Payee is where an agent is paid. To whoever is not the agent the account is
// shown by its last four places.
type Payee struct {
	Method    string    `json:"method" enum:"bank,alipay,stripe"`
	Holder    string    `json:"holder" maxLength:"100"`
	Bank      string    `json:"bank" maxLength:"60"`
	AccountNo string    `json:"account_no" maxLength:"64"`
	Version   int       `json:"version"`
	ChangedAt time.Time `json:"changed_at"`
	RestsTill time.Time `json:"rests_till" doc:"nothing is sent to new details before"`
}

// Payee is where an agent is paid, with the account masked; the zero value
// where the agent has not said.
func (m *Paymaster) Payee(ctx context.Context, agent uid.Agent) (Payee, error) {
	var p Payee
	err := m.in(ctx, func(q *db.Queries, _ pgx.Tx) error {
		row, err := q.Payee(ctx, agent)
		if errors.Is(err, pgx.ErrNoRows) {
			return nil
		}
		if err != nil {
			return fmt.Errorf("find payee: %w", err)
		}
		account, err := m.open(agent, row.AccountNo)
		p = Payee{row.Method, row.Holder, row.Bank, masked(account), int(row.Version), row.ChangedAt, restsTill(row)}
		return err
	})
	return p, err
}

func restsTill(r db.BillingPayee) time.Time {
	if r.Version > 1 {
		return r.ChangedAt.Add(payeeRest)
	}
	return r.ChangedAt
}

func masked(account string) string {
	r := []rune(account)
	if len(r) <= 4 {
		return account
	}
	return "••••" + string(r[len(r)-4:])
}

// SetPayee says where an agent is paid from now on. A payrun that was drafted
// before does not pay to the new place, and not to the old one. It returns
// ErrMethod, ErrHolder, ErrBank and ErrAccountNo.
func (m *Paymaster) SetPayee(ctx context.Context, agent uid.Agent, p Payee) (Payee, error) {
	p.Holder, p.Bank, p.AccountNo = strings.TrimSpace(p.Holder), strings.TrimSpace(p.Bank), strings.ReplaceAll(strings.TrimSpace(p.AccountNo), " ", "")
	if p.Method == "stripe" && p.AccountNo == "" {
		p.AccountNo = opened
	}
	if err := p.check(); err != nil {
		return Payee{}, err
	}
	err := m.in(ctx, func(q *db.Queries, _ pgx.Tx) error {
		row, err := q.Payee(ctx, agent)
		if err != nil && !errors.Is(err, pgx.ErrNoRows) {
			return fmt.Errorf("find payee: %w", err)
		}
		had, err := m.open(agent, row.AccountNo)
		if err == nil && row.Method == p.Method && row.Holder == p.Holder && row.Bank == p.Bank && had == p.AccountNo {
			return nil // said again: nothing new to rest
		}
		kept, err := m.sealed(agent, p.AccountNo)
		if err != nil {
			return err
		}
		_, err = q.AddPayee(ctx, db.AddPayeeParams{
			AgentID: agent, Version: row.Version + 1, Method: p.Method, Holder: p.Holder, Bank: p.Bank, AccountNo: kept, ChangedAt: m.clock.Now(),
		})
		if err != nil {
			return fmt.Errorf("keep payee: %w", err)
		}
		return nil
	})
	if err != nil {
		return Payee{}, err
	}
	return m.Payee(ctx, agent)
}

// check refuses what a bank, or a spreadsheet that opens the batch, would take
// for something else.
func (p Payee) check() error {
	if n := len([]rune(p.Holder)); n < 1 || n > 100 || !plain(p.Holder) {
		return ErrHolder.At("holder", "a name", p.Holder)
	}
	switch p.Method {
	case "bank":
		if n := len([]rune(p.Bank)); n < 2 || n > 60 || !plain(p.Bank) {
			return ErrBank.At("bank", "the bank's name", p.Bank)
		}
		if n := len(p.AccountNo); n < 8 || n > 34 || strings.ContainsFunc(p.AccountNo, notAccount) {
			return ErrAccountNo.At("account_no", "8 to 34 digits or letters", masked(p.AccountNo))
		}
	case "alipay":
		if n := len(p.AccountNo); n < 6 || n > 64 || !plain(p.AccountNo) || strings.ContainsFunc(p.AccountNo, notAlipay) {
			return ErrAccountNo.At("account_no", "a phone number or an e-mail address", masked(p.AccountNo))
		}
	case "stripe":
		if p.AccountNo != opened {
			return ErrAccountNo.At("account_no", "nothing: the account is opened there", masked(p.AccountNo))
		}
	default:
		return ErrMethod.At("method", "bank, alipay or stripe", p.Method)
	}
	return nil
}

func notAccount(r rune) bool {
	return r > unicode.MaxASCII || !unicode.IsDigit(r) && !unicode.IsLetter(r)
}

func notAlipay(r rune) bool {
	return r > unicode.MaxASCII || !unicode.IsDigit(r) && !unicode.IsLetter(r) && !strings.ContainsRune("@._-", r)
}

// plain tells whether text is printable and no formula.
func plain(s string) bool {
	return !formula(s) && !strings.ContainsFunc(s, func(r rune) bool { return !unicode.IsPrint(r) })
}
