package till

import (
	"context"
	"errors"
	"time"

	"github.com/google/uuid"

	"github.com/manyhands/manyhands/internal/money"
	"github.com/manyhands/manyhands/internal/uid"
)

// Kind is what the gateway is told to do.
type Kind string

// The kinds of call.
const (
	Customer Kind = "customer"      // a brand, to whom bills are shown
	Publish  Kind = "publish"       // a bill
	Paid     Kind = "paid"          // a bill was paid outside
	Credit   Kind = "credit"        // a credit note on a bill
	Wallet   Kind = "wallet"        // a brand's balance moved
	Account  Kind = "account"       // an agent who is paid there
	Payout   Kind = "payout"        // an agent's pay
	Reversal Kind = "reversal"      // a payout is taken back
	GiveUp   Kind = "uncollectible" // a bill is written off
)

// standsOn is the kind of thing there that a call of a kind is about.
var standsOn = map[Kind]Kind{Publish: Customer, Paid: Publish, Credit: Publish, Wallet: Customer, Payout: Account, Reversal: Payout, GiveUp: Publish}

// What an answer of a gateway can mean besides yes. Any other error means that
// nobody knows whether it was done.
var (
	// ErrRejected is a plain no: sending it again would change nothing.
	ErrRejected = errors.New("the payment gateway refused")
	// ErrBusy says that it was not done and may be sent again.
	ErrBusy = errors.New("the payment gateway is busy")
	// ErrBroke says that the gateway broke while doing it, and that this key
	// will be answered so for ever.
	ErrBroke = errors.New("the payment gateway broke")
	// ErrNoObject says that there is no such thing there, or none of ours.
	ErrNoObject = errors.New("there is no such thing at the gateway")
)

// Gateway is where money moves online.
type Gateway interface {
	Teller
	Mirror
}

// Teller makes calls.
type Teller interface {
	// Do carries an order out and returns the id that its object has there.
	Do(ctx context.Context, o Order) (id string, err error)
	// Find looks for what came of an order whose answer was lost; no id:
	// nothing of it is there.
	Find(ctx context.Context, o Order) (id string, err error)
}

// Mirror shows what is there.
type Mirror interface {
	// Fetch reads one thing. It returns ErrNoObject.
	Fetch(ctx context.Context, kind Kind, id string) (Object, error)
	// List reads what came to be in a stretch of time, in any order.
	List(ctx context.Context, from, till time.Time, each func(Object) error) error
}

// Order is a call as it is handed to the gateway.
type Order struct {
	Kind     Kind
	Subject  uuid.UUID // ours: it is in the object's metadata
	Key      string    // the stem of its idempotency keys
	On       string    // the id there of what it is about: a customer, a bill, an account
	Currency string
	Amount   money.Amount
	Since    time.Time // what came of it is not older
	Again    bool      // it was tried before: parts of it may be there
	Details
}

// Details is what only some kinds of call need, as it was when the call was
// queued.
type Details struct {
	Name    string    `json:"name,omitempty"`    // a brand's or an agent's
	Number  string    `json:"number,omitempty"`  // a document's
	DocSHA  string    `json:"doc_sha,omitempty"` // what the document is sealed with
	DueDays int       `json:"due_days,omitempty"`
	Lines   []Line    `json:"lines,omitempty"`
	Group   string    `json:"group,omitempty"` // a payrun's number
	Memo    string    `json:"memo,omitempty"`
	Agent   uid.Agent `json:"agent,omitzero"`
}

// Line is one line that takes money.
type Line struct {
	N           int          `json:"n"`
	Text        string       `json:"text"`
	AmountMinor money.Amount `json:"amount_minor"`
	Root        string       `json:"root,omitempty"`
}

// Object is a thing at the gateway.
type Object struct {
	ID       string
	Kind     Kind
	Subject  uuid.UUID // ours, from its metadata; zero: somebody else's
	Status   Status
	Amount   money.Amount
	Currency string
	Created  time.Time
}

// Status is how far a thing there has come.
type Status string

// The stations of things there.
const (
	Drafted       Status = "draft"
	Open          Status = "open"
	Made          Status = "made" // a transfer, a credit note, a customer: there is nothing before
	Uncollectible Status = "uncollectible"
	Void          Status = "void"
	Settled       Status = "paid"
	Reversed      Status = "reversed"
)

// rank orders what is told out of order: a lower rank never follows a higher
// one. A bill that was given up may still be paid.
var rank = map[Status]int{Drafted: 0, Open: 1, Made: 1, Uncollectible: 2, Void: 3, Settled: 3, Reversed: 3}
