package rate

import (
	"encoding/json"
	"fmt"
	"math/bits"
	"slices"
	"strings"
	"time"

	"github.com/manyhands/manyhands/internal/money"
)

// Service is what was done for the brand.
type Service string

// The services. Proactive is outreach to sell; reminder is 催付, asking for the
// payment of an order that exists.
const (
	Reactive  Service = "reactive"
	Proactive Service = "proactive"
	Bot       Service = "bot"
	Reminder  Service = "reminder"
)

const serviceNames = "reactive, proactive, bot or reminder"

func (s Service) known() bool {
	return s == Reactive || s == Proactive || s == Bot || s == Reminder
}

// sells tells whether the service is paid by the order and not by the talk.
func (s Service) sells() bool { return s == Proactive || s == Reminder }

// Outcome is what came of one conversation, or of one order item that a
// conversation won. It is never changed; corrections are laid beside it.
type Outcome struct {
	ID           string    `json:"id"`
	Brand        string    `json:"brand"`
	Shop         string    `json:"shop,omitempty"`
	Channel      string    `json:"channel"`
	Service      Service   `json:"service"`
	Unit         string    `json:"unit"`
	Conversation string    `json:"conversation,omitempty"`
	Shopper      string    `json:"shopper,omitempty"`
	Intent       string    `json:"intent,omitempty"`
	At           time.Time `json:"event_at"`
	ReceivedAt   time.Time `json:"received_at"`
	Agent        string    `json:"agent,omitempty"`
	Slot         string    `json:"slot_id,omitempty"`
	// RespMS is the first real answer's delay, or, when nobody answered, how
	// long the shopper waited.
	RespMS int64 `json:"resp_ms,omitempty"`
	// CSAT is the shopper's rating, 1 to 5; 0 is none.
	CSAT        int64          `json:"csat,omitempty"`
	Flags       Flags          `json:"flags"`
	OrderRef    string         `json:"order_ref,omitempty"`
	NetMinor    money.Amount   `json:"net_minor,omitempty"`
	Currency    money.Currency `json:"currency,omitempty"`
	DeliveredAt *time.Time     `json:"delivered_at,omitempty"`
	// OpenedAt is when the conversation began: some platforms count by it.
	OpenedAt      *time.Time `json:"opened_at,omitempty"`
	TranscriptSHA string     `json:"transcript_sha,omitempty"`
	Source        string     `json:"source"`
	SourceEventID string     `json:"source_event_id"`
	// Told is what it was first told as, where a score that came later changed
	// it. Exports carry it: the sealed blocks hold facts as they were told.
	Told *FirstTold `json:"told,omitempty"`
}

// FirstTold is what a later score changes of an outcome.
type FirstTold struct {
	CSAT  int64 `json:"csat"`
	Flags Flags `json:"flags"`
}

// Flags is what the meter saw of an outcome, a set.
type Flags uint32

// The flags. The first word of each comment is its name in the file.
const (
	Answered     Flags = 1 << iota // answered: a real answer was given
	Unanswered                     // unanswered: none was
	Excused                        // excused: both sides left it out of the guarantees
	FastAbandon                    // fast_abandon: the shopper left at once
	Attributed                     // attributed: the order was won by this conversation
	Confirmed                      // confirmed: the shopper or the order said it is settled
	Assumed                        // assumed: silence, a rule check, and no further contact
	Escalated                      // escalated: the bot passed it on
	HumanTouched                   // human_touched: a person wrote in it
	GreetingOnly                   // greeting_only: greetings, menus, "please wait"
	OverCapacity                   // over_capacity: beyond 1.1 times what was booked
	Held                           // held: waiting for a look at fraud
)

var flagNames = []string{
	"answered", "unanswered", "excused", "fast_abandon", "attributed", "confirmed",
	"assumed", "escalated", "human_touched", "greeting_only", "over_capacity", "held",
}

// Has tells whether every flag of want is set.
func (f Flags) Has(want Flags) bool { return f&want == want }

// Names are the flags that are set, in the table's order.
func (f Flags) Names() []string {
	names := make([]string, 0, bits.OnesCount32(uint32(f)))
	for i, n := range flagNames {
		if f&(1<<i) != 0 {
			names = append(names, n)
		}
	}
	return names
}

// MarshalJSON writes the names.
func (f Flags) MarshalJSON() ([]byte, error) { return json.Marshal(f.Names()) }

// UnmarshalJSON reads names and refuses one that is not in the table.
func (f *Flags) UnmarshalJSON(b []byte) error {
	var names []string
	if err := json.Unmarshal(b, &names); err != nil {
		return err
	}
	set, err := FlagsOf(names)
	if err == nil {
		*f = set
	}
	return err
}

// FlagsOf is the set of some names. It refuses one that is not in the table.
func FlagsOf(names []string) (Flags, error) {
	var set Flags
	for _, n := range names {
		i := slices.Index(flagNames, n)
		if i < 0 {
			return 0, fmt.Errorf("flag %q is not one of %s", n, strings.Join(flagNames, ", "))
		}
		set |= 1 << i
	}
	return set, nil
}
