package chat

import (
	"encoding/json"
	"time"

	"github.com/manyhands/manyhands/internal/chat/internal/db"
	"github.com/manyhands/manyhands/internal/fault"
	"github.com/manyhands/manyhands/internal/uid"
)

// What the log refuses.
var (
	ErrNoChat    = fault.New(fault.NotFound, "chat_unknown", "there is no such conversation")
	ErrOldToken  = fault.New(fault.Conflict, "owner_token_old", "the conversation has changed hands since; this reply was not sent")
	ErrNotHolder = fault.New(fault.Forbidden, "chat_not_held", "you do not hold this conversation")
	ErrClosed    = fault.New(fault.Conflict, "chat_closed", "the conversation is closed")
	ErrEmpty     = fault.New(fault.Invalid, "message_empty", "a message has at least one visible character")
	ErrLong      = fault.New(fault.TooLarge, "message_long", "a message has at most 10,000 characters")
	ErrKey       = fault.New(fault.Invalid, "message_key_wrong", "a message carries a key of 1 to 100 characters")
	ErrKeyReused = fault.New(fault.Conflict, "message_key_reused", "this key was used for another message")
	ErrMove      = fault.New(fault.Conflict, "chat_move_refused", "the conversation cannot go there from where it is")
	ErrScore     = fault.New(fault.Invalid, "csat_wrong", "a score is a whole number from 1 to 5")
)

// State is who holds a conversation.
type State string

// The holders.
const (
	WithBot   State = "bot"
	Waiting   State = "waiting"
	WithHuman State = "human"
	Closed    State = "closed"
)

// Author is whose voice a message is.
type Author string

// The voices.
const (
	Shopper Author = "shopper"
	Bot     Author = "bot"
	Agent   Author = "agent"
	System  Author = "system"
)

// Chat is one conversation.
type Chat struct {
	ID           uid.Chat        `json:"id"`
	Brand        uid.Brand       `json:"brand_id"`
	Shopper      uid.Shopper     `json:"shopper_id"`
	ShopperRef   string          `json:"shopper_ref"`
	Channel      string          `json:"channel"`
	Locale       string          `json:"locale"`
	PageURL      string          `json:"page_url,omitempty"`
	OrderRef     string          `json:"order_ref,omitempty"`
	State        State           `json:"state"`
	Epoch        int             `json:"epoch"`
	Agent        uid.Agent       `json:"agent_id"`
	Shift        uid.Shift       `json:"shift_id"`
	LastSeq      int64           `json:"last_seq"`
	Reason       string          `json:"reason,omitempty"`
	Priority     int             `json:"priority"`
	Need         []string        `json:"need"`
	Handoff      json.RawMessage `json:"handoff,omitempty"`
	Intent       string          `json:"intent,omitempty"`
	Tags         []string        `json:"tags"`
	Sentiment    float64         `json:"sentiment"`
	OpenedAt     time.Time       `json:"opened_at"`
	WaitingSince *time.Time      `json:"waiting_since,omitempty"`
	HandedAt     *time.Time      `json:"handed_at,omitempty"`
	TakenAt      *time.Time      `json:"taken_at,omitempty"`
	HumanAt      *time.Time      `json:"human_at,omitempty"`
	AnsweredAt   *time.Time      `json:"answered_at,omitempty"`
	ShopperAt    *time.Time      `json:"shopper_at,omitempty"`
	ReplyAt      *time.Time      `json:"reply_at,omitempty"`
	ClosedAt     *time.Time      `json:"closed_at,omitempty"`
	CloseReason  string          `json:"close_reason,omitempty"`
	Outcome      string          `json:"outcome,omitempty"`
	CSAT         int             `json:"csat,omitempty"`
	// Last is who answered its shopper last time, as HandOff leaves it.
	Last uid.Agent `json:"-"`
}

// Message is one thing that was said.
type Message struct {
	Chat        uid.Chat  `json:"chat_id"`
	Seq         int64     `json:"seq"`
	Author      Author    `json:"author"`
	Agent       uid.Agent `json:"agent_id"`
	Key         string    `json:"key"`
	Text        string    `json:"text"`
	Extra                 // beside the text, in the same JSON object
	Substantive bool      `json:"substantive"`
	At          time.Time `json:"at"`
}

// Extra is what a message carries beside its text.
type Extra struct {
	Citations []Citation      `json:"citations,omitempty"`
	Actions   json.RawMessage `json:"actions,omitempty"` // what was done in the shop, and how it came out
	SKUs      []string        `json:"skus,omitempty"`    // products spoken of or recommended
	Images    []string        `json:"images,omitempty"`
	Choices   []string        `json:"choices,omitempty"` // answers offered as buttons
	Why       json.RawMessage `json:"why,omitempty"`     // what led to it, for the brand's eyes
}

// Citation is the source of an answer.
type Citation struct {
	Source  string `json:"source"` // article, product, order, sop
	ID      string `json:"id"`
	Title   string `json:"title"`
	Version int    `json:"version,omitempty"`
	Quote   string `json:"quote,omitempty"` // the words that the answer stands on
}

func chatOf(r db.ChatChat) Chat {
	c := Chat{
		ID: r.ID, Brand: r.BrandID, Shopper: r.ShopperID, ShopperRef: r.ShopperRef, Channel: r.Channel, Locale: r.Locale,
		PageURL: r.PageUrl, OrderRef: r.OrderRef, State: State(r.State), Epoch: int(r.Epoch), Agent: r.AgentID, Shift: r.ShiftID,
		LastSeq: r.LastSeq, Reason: r.Reason, Priority: int(r.Priority), Need: r.Need, Handoff: r.Handoff, Intent: r.Intent,
		Tags: r.Tags, Sentiment: float64(r.Sentiment), OpenedAt: r.OpenedAt, WaitingSince: r.WaitingSince, HandedAt: r.HandedAt,
		TakenAt: r.TakenAt, HumanAt: r.HumanAt, AnsweredAt: r.AnsweredAt, ShopperAt: r.ShopperAt, ReplyAt: r.ReplyAt,
		ClosedAt: r.ClosedAt, CloseReason: r.CloseReason, Outcome: r.Outcome,
	}
	if r.Csat != nil {
		c.CSAT = int(*r.Csat)
	}
	return c
}

func chatsOf(rows []db.ChatChat) []Chat {
	out := make([]Chat, len(rows))
	for i, r := range rows {
		out[i] = chatOf(r)
	}
	return out
}

func messageOf(r db.ChatMessage) (Message, error) {
	m := Message{Chat: r.ChatID, Seq: r.Seq, Author: Author(r.Author), Agent: r.AgentID, Key: r.Key, Text: r.Text, Substantive: r.Substantive, At: r.At}
	return m, json.Unmarshal(r.Extra, &m.Extra)
}
