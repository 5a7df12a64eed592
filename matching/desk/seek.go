package desk

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"github.com/manyhands/manyhands/internal/chat"
	"github.com/manyhands/manyhands/internal/live"
	"github.com/manyhands/manyhands/internal/pg"
	"github.com/manyhands/manyhands/internal/tag"
	"github.com/manyhands/manyhands/internal/uid"
	"github.com/manyhands/manyhands/matching/desk/internal/db"
	"github.com/manyhands/manyhands/matching/route"
)

// Seek finds somebody for a waiting conversation and reserves it for them; when
// nobody can take it, it stays in the queue and the shopper sees the place.
func (d *Desk) Seek(ctx context.Context, id uid.Chat) error { return d.seekNow(ctx, id, nil) }

// SeekFor is Seek for a conversation that has just begun to wait, as its
// hand-off left it: there is nothing to read before somebody is chosen.
func (d *Desk) SeekFor(ctx context.Context, c chat.Chat) error { return d.seekNow(ctx, c.ID, &c) }

func (d *Desk) seekNow(ctx context.Context, id uid.Chat, known *chat.Chat) error {
	if err := d.refresh(ctx, time.Hour); err != nil { // the beat keeps it younger
		return err
	}
	c, won, freed, err := d.seek(ctx, id, known)
	if err != nil {
		return err
	}
	if !won && c.State == chat.Waiting {
		d.showPlace(ctx, c)
	}
	if freed && d.missed() { // whoever looked while the slot was held saw no room
		return d.drain(ctx)
	}
	return nil
}

// missed tells whether anybody looked in vain since the queue was last offered.
// When nobody did, a slot that comes back is no news to anyone.
func (d *Desk) missed() bool {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.vain != d.heard
}

// mostTries bounds how many agents the rows may refuse in one search; whoever
// is refused by all of them waits.
const mostTries = 8

// mostAtOnce bounds the decisions under way in one copy. A stall of a few
// milliseconds makes a crowd of those that came meanwhile: all of them at once
// finish when the last does, and in their order half of them finish early. A
// copy that has just started opens no more connections than these need either.
// Behind a network of two milliseconds eight still make 1,600 a second.
const mostAtOnce = 8

// seek decides who takes a conversation, each try in one transaction. Whom a
// floor that is behind does not show is found by the next beat, which reads the
// rows again while somebody waits. It is won also when it is promised to
// somebody already; freed, when a slot that it held for a moment was given back.
// The first try goes by what is known, if it is; later ones read.
func (d *Desk) seek(ctx context.Context, id uid.Chat, known *chat.Chat) (c chat.Chat, won, freed bool, err error) {
	var refused []uid.Agent
	for range mostTries {
		try, err := d.try(ctx, id, known, refused)
		known = nil
		switch {
		case pg.Crossed(err):
			freed = freed || !try.agent.IsZero()
			if err := d.undo(ctx, try); err != nil {
				return try.chat, false, freed, err
			}
			continue
		case err != nil:
			return chat.Chat{}, false, freed, errors.Join(err, d.undo(ctx, try))
		case try.won:
			late := d.own(try)
			d.tell(try)
			if late { // another decision gave a slot of the same agent back
				freed, err = true, d.reread(context.WithoutCancel(ctx), try.agent)
			}
			return try.chat, true, freed, err
		case try.done || try.agent.IsZero():
			return try.chat, try.done, freed, nil
		}
		refused = append(refused, try.agent)
		c, freed = try.chat, true
		if err := d.undo(ctx, try); err != nil {
			return c, false, freed, err
		}
	}
	return c, false, freed, nil
}

// tried is one decision.
type tried struct {
	chat  chat.Chat
	id    uuid.UUID
	agent uid.Agent // zero: nobody
	why   route.Why
	ends  time.Time
	won   bool
	done  bool // there is nothing to decide
	tx    int64
}

// try makes one decision: what the chat needs is known or read in one breath,
// the floor picks, and the rows agree or not in another, which is one
// transaction.
func (d *Desk) try(ctx context.Context, id uid.Chat, known *chat.Chat, refused []uid.Agent) (t tried, err error) {
	select {
	case d.turns <- struct{}{}:
		defer func() { <-d.turns }()
	case <-ctx.Done():
		return t, ctx.Err()
	}
	asked := route.Chat{Except: refused}
	if known != nil {
		t.chat, asked.Last = *known, known.Last
	} else if asked, err = d.askRows(ctx, &t, id, refused); err != nil {
		return t, err
	}
	if t.done = t.done || t.chat.State != chat.Waiting; t.done {
		return t, nil
	}
	asked.Waited = d.clock.Now().Sub(*t.chat.WaitingSince)
	p, ok := d.choose(t.chat, asked)
	if !ok {
		return t, nil
	}
	t.agent, t.why = p.agent, p.why
	return t, d.reserve(ctx, &t, p)
}

// askRows reads a conversation, who answered its shopper last, and whom it was
// offered to before.
func (d *Desk) askRows(ctx context.Context, t *tried, id uid.Chat, refused []uid.Agent) (route.Chat, error) {
	var asked route.Chat
	var before []db.TriedRow
	err := pg.Together(ctx, d.pool, pg.Everything,
		func(tx pgx.Tx) (err error) { t.chat, err = chat.ChatTx(ctx, tx, id); return err },
		func(tx pgx.Tx) (err error) { asked.Last, err = chat.LastAgentTx(ctx, tx, id); return err },
		func(tx pgx.Tx) (err error) { before, err = db.New(tx).Tried(ctx, id); return err },
	)
	if err != nil {
		return asked, fmt.Errorf("read what to decide: %w", err)
	}
	asked.Except = slices.Clone(refused)
	for _, b := range before {
		t.done = t.done || b.Open
		asked.Except = append(asked.Except, b.AgentID)
	}
	return asked, nil
}

// reserve writes a decision down, if the rows agree: the agent is available
// and has room, counted under the lock of their presence.
func (d *Desk) reserve(ctx context.Context, t *tried, p picked) error {
	now := d.clock.Now()
	t.id, t.ends = uuid.Must(uuid.NewV7()), now.Add(reservationLife)
	var rows []int64
	err := pg.Together(ctx, d.pool, pg.Everything,
		func(tx pgx.Tx) error {
			_, err := db.New(tx).LockPresence(ctx, p.agent)
			if errors.Is(err, pgx.ErrNoRows) {
				return nil // Reserve finds nobody either
			}
			return err
		},
		func(tx pgx.Tx) (err error) {
			rows, err = db.New(tx).Reserve(ctx, db.ReserveParams{
				ID: t.id, ChatID: t.chat.ID, BrandID: t.chat.Brand, AgentID: p.agent, ShiftID: p.shift, Why: string(p.why), ReservedAt: now, LapsesAt: t.ends,
				Weight: int32(p.weight), Capacity: int32(p.capacity), ByName: p.why == byName,
			})
			return err
		},
	)
	if err != nil {
		return fmt.Errorf("reserve: %w", err)
	}
	if t.won = len(rows) == 1; t.won {
		t.tx = rows[0]
	}
	return nil
}

// byName is why somebody has a conversation that was given to them.
const byName route.Why = "asked for by name"

// picked is whom the floor chose.
type picked struct {
	agent            uid.Agent
	shift            uid.Shift
	why              route.Why
	weight, capacity int
}

// choose picks on the floor and takes the slot there at once, so that the next
// decision sees it before the rows are written.
func (d *Desk) choose(c chat.Chat, asked route.Chat) (picked, bool) {
	d.mu.Lock()
	defer d.mu.Unlock()
	at, why, ok := d.router.Pick(d.ask(c), asked)
	if !ok {
		d.vain++
		return picked{}, false
	}
	agent, err := d.router.Agent(at)
	if err != nil {
		return picked{}, false
	}
	s := d.seated[agent]
	p := picked{agent, s.shift, why, weightOf(c.Channel).of(s.capacity), s.capacity}
	if err := d.router.Reserve(at, p.weight, d.clock.Now()); err != nil {
		return picked{}, false
	}
	d.moved++
	d.pending[agent]++
	s.load, s.touched = s.load+p.weight, d.moved
	d.seated[agent] = s
	return p, true
}

// undo gives back the slot of a decision that was not won.
func (d *Desk) undo(ctx context.Context, t tried) error {
	if t.agent.IsZero() {
		return nil
	}
	d.mu.Lock()
	d.decided(t.agent)
	d.mu.Unlock()
	return d.reread(context.WithoutCancel(ctx), t.agent)
}

func (d *Desk) tell(t tried) {
	d.hub.Poke(live.AgentTopic(t.agent), "reservation", 0, map[string]any{"id": t.id, "chat_id": t.chat.ID, "reason": t.chat.Reason, "lapses_at": t.ends})
}

// mostAsks bounds the kinds of chat that are kept: hostile variety must not
// fill the memory. The router bounds what it keeps of them itself.
const mostAsks = 10_000

// ask is what a chat needs: somebody on shift for the brand with its
// certificate, always; what the hand-off wished for, for a while. mu is held.
func (d *Desk) ask(c chat.Chat) *route.Ask {
	slug, takes := d.slugs[c.Brand], weightOf(c.Channel)
	key := fmt.Sprint(hard(c), "|") + slug + "|" + c.Channel + "|" + c.Locale + "|" + strings.Join(c.Need, ",")
	if a, ok := d.asks[key]; ok {
		return a
	}
	w := route.Want{Weight: takes.units, Whole: takes.whole, Skills: []route.Skill{{Tag: onShift(slug)}, {Tag: certificate(slug)}}}
	for _, t := range c.Need {
		if w := tag.Tag(t); w == certificate(slug) || !strings.Contains(t, ":") {
			continue
		}
		w.Skills = append(w.Skills, route.Skill{Tag: tag.Tag(t), DropAfter: relaxAfter})
	}
	if hard(c) {
		w.Skills = append(w.Skills, route.Skill{Tag: practised(slug), DropAfter: practisedAfter})
	}
	if lang := language(c.Locale); lang != "zh" { // the pool's common language needs no asking
		w.Skills = append(w.Skills, route.Skill{Tag: tag.Tag("lang:" + lang), DropAfter: relaxAfter})
	}
	a := d.router.Ask(w)
	if len(d.asks) >= mostAsks {
		clear(d.asks)
	}
	d.asks[key] = a
	return a
}

// hard tells whether a conversation should go to somebody practised first: its
// shopper is upset or threatens, goes in circles, or asks for what no rule
// covers. Who begins gets the others, which the bot has prepared.
func hard(c chat.Chat) bool {
	switch c.Reason {
	case "negative_emotion", "risk_phrase_from_customer", "loop_detected", "policy_out_of_scope":
		return true
	}
	return false
}

func language(locale string) string {
	l, _, _ := strings.Cut(strings.ToLower(locale), "-")
	return l
}

// showPlace tells a waiting shopper the place in the queue and what that means.
func (d *Desk) showPlace(ctx context.Context, c chat.Chat) {
	place, err := d.chats.Place(ctx, pg.Everything, c.ID)
	if err != nil {
		d.log.Error("count place in queue", "error", err)
		return
	}
	d.whisper(c, d.crew(c.Brand).wait(place))
}

func (d *Desk) whisper(c chat.Chat, w Wait) {
	d.hub.Whisper(live.ChatTopic(c.ID), "standing", w.Standing(c))
}

// Wait is what a waiting shopper is told.
type Wait struct {
	Place   int `json:"place"`   // how many are in front
	Present int `json:"present"` // agents on shift for the brand
	Seconds int `json:"seconds"` // a guess; 0 with nobody present means that we do not know
}

// Standing is the wait as the shopper's widget shows it.
func (w Wait) Standing(c chat.Chat) chat.Standing {
	s := chat.StandingOf(c)
	s.Place = &w.Place
	if w.Present > 0 {
		s.WaitSeconds = &w.Seconds
	}
	return s
}

// handling is how long a chat takes an agent, for the guess only: an AHT of
// three minutes, as in the worked example of source S11.
const handling = 180

// crew is who is on shift for a brand: how many are there at all, how many of
// them are available, and how many conversations those can hold.
type crew struct{ on, present, room int }

func (d *Desk) crew(brand uid.Brand) crew {
	d.mu.Lock()
	defer d.mu.Unlock()
	var c crew
	for _, s := range d.seated {
		if s.brand != brand {
			continue
		}
		if s.state != route.Offline && s.state != route.ForcedAway {
			c.on++
		}
		if s.state == route.Available {
			c.present++
			c.room += s.capacity
		}
	}
	return c
}

// wait is a guess from the floor.
func (c crew) wait(place int) Wait {
	w := Wait{Place: place, Present: c.present}
	if c.room > 0 {
		w.Seconds = (place + 1) * handling / c.room
	}
	return w
}

// WaitOf is what the shopper of a waiting conversation is told now.
func (d *Desk) WaitOf(ctx context.Context, c chat.Chat) (Wait, error) {
	place, err := d.chats.Place(ctx, pg.Everything, c.ID)
	if err != nil {
		return Wait{}, err
	}
	return d.crew(c.Brand).wait(place), nil
}
