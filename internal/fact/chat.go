package fact

import (
	"time"

	"github.com/manyhands/manyhands/internal/uid"
)

// HandedOff: a conversation left the bot for the queue.
type HandedOff struct {
	Meta
	Chat     uid.Chat `json:"chat"`
	Channel  string   `json:"channel"`
	Reason   string   `json:"reason"`
	Priority int      `json:"priority"`
}

// Kind names the fact.
func (HandedOff) Kind() string { return "chat.handed_off" }

// ChatTaken: a person took a conversation from the queue.
type ChatTaken struct {
	Meta
	Chat    uid.Chat      `json:"chat"`
	Channel string        `json:"channel"`
	Agent   uid.Agent     `json:"agent"`
	Shift   uid.Shift     `json:"shift"`
	Waited  time.Duration `json:"waited"`
}

// Kind names the fact.
func (ChatTaken) Kind() string { return "chat.taken" }

// ChatClosed: a conversation ended. It carries what billing rates and the wall
// counts, all of it computed from the log.
type ChatClosed struct {
	Meta
	Chat        uid.Chat    `json:"chat"`
	Epoch       int         `json:"epoch"` // one conversation may close more than once: it was reopened
	Channel     string      `json:"channel"`
	Shopper     uid.Shopper `json:"shopper"`
	ShopperRef  string      `json:"shopper_ref"`
	OrderRef    string      `json:"order_ref,omitempty"`
	Intent      string      `json:"intent,omitempty"`
	Reason      string      `json:"reason"`  // why it closed
	Outcome     string      `json:"outcome"` // resolved, confirmed, abandoned_in_queue, unanswered, …
	OpenedAt    time.Time   `json:"opened_at"`
	HandedAt    *time.Time  `json:"handed_at,omitempty"`
	TakenAt     *time.Time  `json:"taken_at,omitempty"`
	HumanAt     *time.Time  `json:"human_at,omitempty"`
	AnsweredAt  *time.Time  `json:"answered_at,omitempty"` // a substantive answer, bot's or agent's
	Agent       uid.Agent   `json:"agent"`                 // who held it last, if anybody did
	Shift       uid.Shift   `json:"shift"`
	CSAT        int         `json:"csat,omitempty"`
	ShopperSaid int         `json:"shopper_said"` // messages of the shopper
	Touches     []Touch     `json:"touches"`
	Transcript  string      `json:"transcript_sha"` // SHA-256 of the canonical transcript, hex
}

// Kind names the fact.
func (ChatClosed) Kind() string { return "chat.closed" }

// Touch is a substantive reply, which an order may be attributed to.
type Touch struct {
	Seq    int64     `json:"seq"`
	At     time.Time `json:"at"`
	Author string    `json:"author"` // bot or agent
	Agent  uid.Agent `json:"agent"`
	SKUs   []string  `json:"skus,omitempty"`
}

// ChatReopened: the shopper came back to a closed conversation.
type ChatReopened struct {
	Meta
	Chat  uid.Chat `json:"chat"`
	Epoch int      `json:"epoch"`
}

// Kind names the fact.
func (ChatReopened) Kind() string { return "chat.reopened" }

// ChatScored: the shopper said how it was, 1 to 5.
type ChatScored struct {
	Meta
	Chat uid.Chat `json:"chat"`
	CSAT int      `json:"csat"`
}

// Kind names the fact.
func (ChatScored) Kind() string { return "chat.scored" }
