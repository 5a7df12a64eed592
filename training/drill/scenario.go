package drill

import (
	"slices"
	"time"

	"github.com/manyhands/manyhands/internal/text/tongue"
)

// Verdict is what an agent tells the shopper, and what is right.
type Verdict string

// The verdicts.
const (
	None   Verdict = ""
	Yes    Verdict = "yes"    // it is done for the shopper
	No     Verdict = "no"     // the rules do not allow it
	Person Verdict = "person" // a specialist has to take over
	Tell   Verdict = "tell"   // nothing is decided: how things stand is told
)

// Scenario is one situation to master. It is plain data and is kept with the
// drill, so that a drill ends under the edition that it began with.
type Scenario struct {
	ID        string       `json:"id"` // the hash of everything below
	Seed      uint64       `json:"seed"`
	Lang      tongue.Lang  `json:"lang"`
	Level     int          `json:"level"` // 1 to 3
	Procedure string       `json:"procedure"`
	Edition   int          `json:"edition"`
	Title     tongue.Words `json:"title"`
	Brand     string       `json:"brand"`
	Persona   Persona      `json:"persona"`
	Orders    []OrderCard  `json:"orders"`
	Steps     []StepCard   `json:"steps"`
	Articles  []Sheet      `json:"articles"`
	Now       time.Time    `json:"now"`

	// Hidden from the agent until graded.
	Opening string   `json:"opening"`
	Lie     string   `json:"lie,omitempty"`
	Needs   []Need   `json:"needs"`
	Verdict Verdict  `json:"verdict"`
	Because string   `json:"because,omitempty"`
	Keys    []Key    `json:"keys"`
	Script  Script   `json:"script"`
	Known   []Figure `json:"known"` // figures that may be claimed
}

// Persona is how the shopper is.
type Persona struct {
	Name     string        `json:"name"`
	Patience time.Duration `json:"patience"` // before a wait annoys
	Temper   int           `json:"temper"`   // 0 calm to 100 leaving
	Trusting bool          `json:"trusting"`
	Style    string        `json:"style"` // terse, plain, chatty
	TyposBP  int           `json:"typos_bp"`
}

// OrderCard is an order as the agent's screen shows it.
type OrderCard struct {
	ID          string     `json:"id"`
	State       string     `json:"state"`
	AmountMinor int64      `json:"amount_minor"`
	Currency    string     `json:"currency"`
	CreatedAt   *time.Time `json:"created_at,omitempty"`
	PaidAt      *time.Time `json:"paid_at,omitempty"`
	ShippedAt   *time.Time `json:"shipped_at,omitempty"`
	DeliveredAt *time.Time `json:"delivered_at,omitempty"`
	Items       []ItemCard `json:"items"`
	Tracking    []string   `json:"tracking,omitempty"`
	Parcel      string     `json:"parcel,omitempty"` // the last that is known of it
	Filed       []string   `json:"filed,omitempty"`  // returns, exchanges and claims
	// Trial is what the shop's own system works out for the procedure's action.
	Trial []string `json:"trial,omitempty"`
}

// ItemCard is one line of an order.
type ItemCard struct {
	Product    string `json:"product"`
	Name       string `json:"name"`
	Options    string `json:"options,omitempty"`
	Qty        int    `json:"qty"`
	PriceMinor int64  `json:"price_minor"`
}

// StepCard is one step of the procedure in words.
type StepCard struct {
	ID     string   `json:"id"`
	Kind   string   `json:"kind"` // ask, check, do, say, person
	Text   string   `json:"text"`
	Unless []string `json:"unless,omitempty"` // what turns it aside, in the brand's words
}

// Sheet is an article to answer from.
type Sheet struct {
	ID    string `json:"id"`
	Title string `json:"title"`
	Body  string `json:"body"`
}

// Need is a fact that the procedure has to ask for.
type Need struct {
	Name string `json:"name"`
	Type string `json:"type"`
	Ask  string `json:"ask"`  // the brand's own question
	Says string `json:"says"` // how the shopper answers
}

// Key is what a right answer states: any of these.
type Key struct {
	ID      string   `json:"id"`
	Figures []Figure `json:"figures,omitempty"`
	Words   []string `json:"words,omitempty"`
	Ask     string   `json:"ask"`    // how the shopper asks for it
	Answer  string   `json:"answer"` // what would state it
	// Hidden is a goal that the shopper comes out with only when asked whether
	// there is anything else.
	Hidden bool `json:"hidden,omitempty"`
}

// Script is what the procedure itself would have said.
type Script struct {
	Confirm string `json:"confirm,omitempty"`
	Final   string `json:"final"`
}

// Line is one message of the talk.
type Line struct {
	Seq   int       `json:"seq"`
	Agent bool      `json:"agent"`
	Text  string    `json:"text"`
	At    time.Time `json:"at"`
}

// Open is the scenario as the agent may see it while it runs: nothing that
// would give the answer away. What the shop works out for an order is shown
// once the shopper has said which one it is.
func (s Scenario) Open(told []string) Scenario {
	s.Orders = slices.Clone(s.Orders)
	for _, n := range s.Needs {
		if n.Type == "order_id" && !slices.Contains(told, n.Name) {
			for i := range s.Orders {
				s.Orders[i].Trial = nil
			}
		}
	}
	s.Seed, s.Opening, s.Lie, s.Needs, s.Verdict, s.Because, s.Keys, s.Script, s.Known = 0, "", "", nil, None, "", nil, Script{}, nil
	return s
}
