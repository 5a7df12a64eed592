package desk

import (
	"cmp"
	"context"
	"fmt"
	"slices"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"github.com/manyhands/manyhands/internal/chat"
	"github.com/manyhands/manyhands/internal/pg"
	"github.com/manyhands/manyhands/internal/uid"
	"github.com/manyhands/manyhands/matching/desk/internal/db"
	"github.com/manyhands/manyhands/matching/route"
)

// Colleague is somebody that a conversation can be given to by name.
type Colleague struct {
	Agent uid.Agent `json:"agent_id"`
	Name  string    `json:"name"`
	Room  int       `json:"room"` // slots that are free
}

// Colleagues lists who is at the desk for the brand of a conversation that the
// agent holds, with room. It returns chat.ErrNotHolder.
func (d *Desk) Colleagues(ctx context.Context, agent uid.Agent, id uid.Chat) ([]Colleague, error) {
	c, err := d.chats.Chat(ctx, pg.Everything, id)
	if err == nil && (c.State != chat.WithHuman || c.Agent != agent) {
		err = chat.ErrNotHolder
	}
	if err != nil {
		return nil, err
	}
	if err := d.refresh(ctx, readEvery); err != nil {
		return nil, err
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	out := []Colleague{}
	for a, s := range d.seated {
		if room := s.capacity - s.load; a != agent && s.takes(c.Brand) && room > 0 {
			out = append(out, Colleague{a, d.people[a].Name, room})
		}
	}
	slices.SortFunc(out, func(a, b Colleague) int { return cmp.Or(b.Room-a.Room, cmp.Compare(a.Name, b.Name)) })
	return out, nil
}

// takes tells whether somebody in the seat is there for a brand now.
func (s seat) takes(brand uid.Brand) bool {
	return s.state == route.Available && s.brand == brand && !s.shift.IsZero()
}

// TransferTo gives a held conversation to a colleague by name. Whoever cannot
// take it any more (left, full, on a break) does not lose it: it goes to
// whoever can, or waits, and offered is false. It returns the faults of
// chat.Log.Transfer.
func (d *Desk) TransferTo(ctx context.Context, agent uid.Agent, id uid.Chat, to uid.Agent, n chat.Need) (offered bool, err error) {
	c, err := d.give(ctx, agent, id, n)
	if err != nil {
		return false, err
	}
	t, err := d.promise(ctx, c, to)
	if err != nil {
		return false, err
	}
	if !t.won {
		return false, d.Seek(ctx, id)
	}
	d.tell(t)
	return true, d.reread(ctx, to)
}

// promise reserves a waiting conversation for one agent, if the rows agree.
func (d *Desk) promise(ctx context.Context, c chat.Chat, to uid.Agent) (tried, error) {
	d.mu.Lock()
	s, known := d.seated[to]
	d.mu.Unlock()
	t := tried{chat: c}
	if !known || !s.takes(c.Brand) || to == c.Agent {
		return t, nil
	}
	t.agent = to
	err := d.reserve(ctx, &t, picked{agent: to, shift: s.shift, why: byName, weight: weightOf(c.Channel).of(s.capacity), capacity: s.capacity})
	return t, err
}

// give puts a held conversation back into the queue, not to come straight back.
func (d *Desk) give(ctx context.Context, agent uid.Agent, id uid.Chat, n chat.Need) (chat.Chat, error) {
	var c chat.Chat
	now := d.clock.Now()
	err := pg.InTx(ctx, d.pool, pg.Everything, func(tx pgx.Tx) (err error) {
		if c, err = d.chats.Transfer(ctx, tx, id, agent, n); err != nil {
			return err
		}
		err = db.New(tx).TurnedDown(ctx, db.TurnedDownParams{ID: uuid.Must(uuid.NewV7()), ChatID: id, BrandID: c.Brand, AgentID: agent, Why: "transferred", At: now})
		if err != nil {
			return fmt.Errorf("note transfer: %w", err)
		}
		return nil
	})
	if err != nil {
		return chat.Chat{}, err
	}
	d.chats.ShowMove(c)
	return c, d.reread(ctx, agent)
}
