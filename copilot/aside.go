package copilot

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/manyhands/manyhands/copilot/internal/db"
	"github.com/manyhands/manyhands/internal/chat"
	"github.com/manyhands/manyhands/internal/fault"
	"github.com/manyhands/manyhands/internal/live"
	"github.com/manyhands/manyhands/internal/pg"
	"github.com/manyhands/manyhands/internal/uid"
)

// ErrAside is a word between colleagues that says nothing or too much.
var ErrAside = fault.New(fault.Invalid, "aside_wrong", "between colleagues a message has 1 to 1,000 letters and a key")

// The kinds of words between colleagues.
const (
	AsideNote    = "note"    // an agent's own, for whoever has the conversation next
	AsideAsk     = "ask"     // an agent asks the floor
	AsideWhisper = "whisper" // a supervisor answers, or speaks unasked
)

// Aside is a word between colleagues beside a conversation. The shopper never
// sees it, and no transcript of a bill has it.
type Aside struct {
	N      int64      `json:"n"`
	Kind   string     `json:"kind" enum:"note,whisper,ask"`
	Person uid.Person `json:"person_id"`
	Text   string     `json:"text"`
	At     time.Time  `json:"at"`
}

// Note keeps an agent's note, or their question to the floor. It returns
// chat.ErrNotHolder and ErrAside.
func (c *Coach) Note(ctx context.Context, agent uid.Agent, id uid.Chat, kind, key, text string) error {
	ch, err := c.Read(ctx, agent, id)
	if err != nil {
		return err
	}
	if kind != AsideAsk {
		kind = AsideNote
	}
	return c.addAside(ctx, ch, Aside{Kind: kind, Person: uid.Person(agent), Text: text}, key)
}

// Whisper says something to the agent who holds a conversation, and to nobody
// else; with pg.OfBrand only in the brand's own. It returns chat.ErrNoChat,
// chat.ErrMove when nobody holds it, and ErrAside.
func (c *Coach) Whisper(ctx context.Context, scope pg.Scope, by uid.Person, id uid.Chat, key, text string) error {
	ch, err := c.Chats.Chat(ctx, scope, id)
	if err != nil {
		return err
	}
	if ch.State != chat.WithHuman {
		return chat.ErrMove.With("nobody holds this conversation: there is nobody to whisper to")
	}
	return c.addAside(ctx, ch, Aside{Kind: AsideWhisper, Person: by, Text: text}, key)
}

func (c *Coach) addAside(ctx context.Context, ch chat.Chat, a Aside, key string) error {
	a.Text = strings.TrimSpace(a.Text)
	const longest = 1000
	if n := len([]rune(a.Text)); n == 0 || n > longest || key == "" || len(key) > 100 {
		return ErrAside
	}
	a.At = c.clock.Now()
	var rows int64
	err := c.inTx(ctx, pg.OfBrand(ch.Brand), func(tx pgx.Tx) (err error) {
		rows, err = db.New(tx).AddAside(ctx, db.AddAsideParams{BrandID: ch.Brand, ChatID: ch.ID, Kind: a.Kind, PersonID: a.Person, Key: key, Text: a.Text, At: a.At})
		return err
	})
	if err != nil {
		return fmt.Errorf("keep word between colleagues: %w", err)
	}
	if rows == 0 { // sent twice is said once
		return nil
	}
	told := map[string]any{"chat_id": ch.ID, "aside": a}
	if ch.State == chat.WithHuman {
		c.Hub.Poke(live.AgentTopic(ch.Agent), "aside", 0, told)
	}
	if a.Kind == AsideAsk {
		c.Hub.Poke(live.FloorTopic, "ask", 0, told)
		c.Hub.Poke(live.BrandTopic(ch.Brand), "ask", 0, told)
	}
	return nil
}

// Asides lists what colleagues said beside a conversation.
func (c *Coach) Asides(ctx context.Context, ch chat.Chat) ([]Aside, error) {
	var out []Aside
	err := c.inTx(ctx, pg.OfBrand(ch.Brand), func(tx pgx.Tx) (err error) {
		out, err = asidesOf(ctx, tx, ch.ID)
		return err
	})
	return out, err
}

func asidesOf(ctx context.Context, tx pgx.Tx, id uid.Chat) ([]Aside, error) {
	out := []Aside{}
	rows, err := db.New(tx).AsidesOf(ctx, id)
	if err != nil {
		return nil, fmt.Errorf("list words between colleagues: %w", err)
	}
	for _, r := range rows {
		out = append(out, Aside{r.N, r.Kind, r.PersonID, r.Text, r.At})
	}
	return out, nil
}

// Tag puts tags on a conversation that the agent holds or held, in place of
// those it had. It returns chat.ErrNotHolder.
func (c *Coach) Tag(ctx context.Context, agent uid.Agent, id uid.Chat, tags []string) ([]string, error) {
	ch, err := c.Read(ctx, agent, id)
	if err != nil {
		return nil, err
	}
	clean := []string{}
	for _, t := range tags {
		const longest, most = 40, 20
		if t = strings.TrimSpace(t); t != "" && len([]rune(t)) <= longest && len(clean) < most {
			clean = append(clean, t)
		}
	}
	return clean, c.inTx(ctx, pg.OfBrand(ch.Brand), func(tx pgx.Tx) error {
		return c.Chats.Describe(ctx, tx, ch.ID, ch.Intent, clean, ch.Sentiment, "")
	})
}
