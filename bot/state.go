package bot

import (
	"context"
	"time"

	"github.com/manyhands/manyhands/bot/likeness"
	"github.com/manyhands/manyhands/bot/mood"
	"github.com/manyhands/manyhands/internal/shop"
	"github.com/manyhands/manyhands/internal/sop"
	"github.com/manyhands/manyhands/internal/text/tongue"
)

// Message is what a shopper sent.
type Message struct {
	ID      string   `json:"id"`
	Chat    string   `json:"chat"`
	Text    string   `json:"text"`
	Shopper string   `json:"shopper"`         // as the channel vouches for them; "" is not known
	Images  []string `json:"images"`          // pictures and videos, by name
	Seen    []Seen   `json:"seen,omitempty"`  // what is known of them
	Voice   bool     `json:"voice,omitempty"` // it was spoken; Text is what was heard
	// Meant is what Text was read as, where Text itself could not be.
	Meant   string    `json:"meant,omitempty"`
	Channel string    `json:"channel,omitempty"`
	At      time.Time `json:"at"`
}

// Seen is what is known of a picture.
type Seen struct {
	Words    string   `json:"words,omitempty"`    // what stands in it: the shopper's words, as any other
	Products []string `json:"products,omitempty"` // of the catalogue that look like it, the likest first
}

// Doors are what the bot may reach outside itself.
type Doors struct {
	// Orders are the shopper's own orders, newest first. Nobody else's ever
	// comes through this door.
	Orders func(shopper string) []shop.Order
	// Shopper is what the shop knows of who asks, now; nil is what the folder
	// says. Nobody known is false.
	Shopper func(shopper string) (shop.Shopper, bool)
	// Act does an action to an order of the shopper and reads it back.
	Act func(ctx context.Context, shopper, order string, a shop.Action) (shop.Result, error)
	// Guard judges a text; nil lets everything through.
	Guard func(text string, by Speaker, m Message) Ruling
	// Like names the subjects that a text looks like to an embedding endpoint;
	// nil is no endpoint. It is asked once at most, where the Mind is in doubt.
	Like func(text string) []likeness.Like
}

// Speaker is whose words the guard judges.
type Speaker string

// The two who speak in front of the bot's guard.
const (
	ByShopper Speaker = "shopper"
	ByBot     Speaker = "bot"
)

// Ruling is what the guard says about a text.
type Ruling struct {
	Rules   []string // the rules that hit
	Kinds   []string
	Block   bool   // it must not be said
	Rewrite string // it may be said like this; "" is as it is
}

// State is what the bot remembers of a chat. It is plain data, stored with the
// chat.
type State struct {
	Turns    int            `json:"turns"`
	Lang     tongue.Lang    `json:"lang,omitempty"`
	Shopper  string         `json:"shopper,omitempty"` // established in the chat, when the channel did not
	Method   string         `json:"method,omitempty"`  // how
	Order    string         `json:"order,omitempty"`
	Product  string         `json:"product,omitempty"`
	Intent   string         `json:"intent,omitempty"`
	Entities map[string]any `json:"entities,omitempty"`
	Run      *sop.State     `json:"run,omitempty"`
	RunN     int            `json:"run_n,omitempty"`
	Offered  []string       `json:"offered,omitempty"` // the intents that were offered to choose from
	Asking   string         `json:"asking,omitempty"`  // what was asked when they were offered
	Question string         `json:"question,omitempty"`
	Held     string         `json:"held,omitempty"` // what was asked before it was known who asks
	// Later is what was asked beside a procedure, and waits until that is done.
	Later    string         `json:"later,omitempty"`
	Pictured bool           `json:"pictured,omitempty"` // a picture came, and which order it shows is not known
	Puzzled  int            `json:"puzzled,omitempty"`  // turns in a row without an answer
	Moods    []mood.Mood    `json:"moods,omitempty"`
	Tags     []Tag          `json:"tags,omitempty"`
	Answered map[string]int `json:"answered,omitempty"` // how often each subject was answered
	Asked    []Asked        `json:"asked,omitempty"`    // the questions that were answered
	Handed   string         `json:"handed,omitempty"`   // the reason for which a person was called already
	Done     []sop.Did      `json:"done,omitempty"`
	Cited    []Citation     `json:"cited,omitempty"`
	Log      []Line         `json:"log,omitempty"`
}

// Asked is one question that was answered, and by what.
type Asked struct {
	Subject string `json:"subject"`
	Text    string `json:"text"`
}

// Line is one message of the chat, as the hand-off shows it.
type Line struct {
	ID   string `json:"id,omitempty"`
	By   string `json:"by"`
	Text string `json:"text"`
}

// Tag is something live that a message shows about the shopper.
type Tag struct {
	Name    string `json:"name"`
	Message string `json:"message"`
}

// Citation is where a statement comes from.
type Citation struct {
	Article string `json:"article,omitempty"`
	Product string `json:"product,omitempty"`
	Order   string `json:"order,omitempty"`
	SOP     string `json:"sop,omitempty"`
	Title   string `json:"title"`
	Source  string `json:"source,omitempty"`
	Version int    `json:"version,omitempty"`
	Quote   string `json:"quote,omitempty"`
}

// Reply is what the bot says and why.
type Reply struct {
	Text       string     `json:"text"`
	Citations  []Citation `json:"citations"`
	Actions    []sop.Did  `json:"actions"`
	Handoff    *Handoff   `json:"handoff"`
	Intent     string     `json:"intent"`
	Title      string     `json:"title"` // the intent as people call it
	Confidence float64    `json:"confidence"`
	Tags       []string   `json:"tags"`
	Sentiment  mood.Mood  `json:"sentiment"`
	Why        Why        `json:"why"`
}

// Why is what led to a reply, for the log and the brand's page.
type Why struct {
	Path       string       `json:"path"` // answer, product, order, sop, clarify, small_talk, handoff
	Candidates []Candidate  `json:"candidates,omitempty"`
	Context    string       `json:"context,omitempty"` // the question that history was added to
	Parts      []Part       `json:"parts,omitempty"`   // the questions of a message that asks several
	Failed     []sop.Failed `json:"failed,omitempty"`
	Phrasing   string       `json:"phrasing,omitempty"` // "model", or why it was not a model's words, when one was asked
	Before     string       `json:"before,omitempty"`   // the reply as it was written, when a model's words were said
	GuardIn    []string     `json:"guard_in,omitempty"`
	GuardOut   []string     `json:"guard_out,omitempty"`
	Gap        bool         `json:"gap,omitempty"` // nothing answers it: a proposal for an article
}

// Candidate is one subject that was considered.
type Candidate struct {
	Intent     string  `json:"intent"`
	Title      string  `json:"title,omitempty"` // as people call it
	Confidence float64 `json:"confidence"`
	Alike      float64 `json:"alike,omitempty"` // how like one of its texts the message looks to an embedding endpoint
}
