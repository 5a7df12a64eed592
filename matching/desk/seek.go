package desk

import (
	"context"
	"fmt"
	"slices"
	"strings"

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
func (d *Desk) Seek(ctx context.Context, id uid.Chat) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	if err := d.refresh(ctx); err != nil {
		return err
	}
	c, err := d.chats.Chat(ctx, pg.Everything, id)
	if err != nil {
		return err
	}
	return d.seek(ctx, c)
}

// seek is Seek on a router that is fresh. mu is held.
func (d *Desk) seek(ctx context.Context, c chat.Chat) error {
	if c.State != chat.Waiting {
		return nil
	}
	unwilling, open, err := d.history(ctx, c.ID)
	if err != nil || open {
		return err
	}
	last, err := d.chats.LastAgent(ctx, c.Brand, c.ShopperRef)
	if err != nil {
		return err
	}
	ask := d.ask(c)
	// Each refusal by the rows takes one agent out of this choice; everybody
	// refused is a queue.
	for range 8 {
		at, why, ok := d.router.Pick(ask, route.Chat{Waited: d.clock.Now().Sub(*c.WaitingSince), Last: last, Except: unwilling})
		if !ok {
			break
		}
		agent, err := d.router.Agent(at)
		if err != nil {
			return err
		}
		won, err := d.reserve(ctx, c, agent, string(why))
		if err != nil || won {
			return err
		}
		unwilling = append(unwilling, agent)
	}
	d.showPlace(ctx, c)
	return nil
}

func (d *Desk) history(ctx context.Context, id uid.Chat) (unwilling []uid.Agent, open bool, err error) {
	err = pg.InTx(ctx, d.pool, pg.Everything, func(tx pgx.Tx) (err error) {
		q := db.New(tx)
		if open, err = q.OpenReservation(ctx, id); err != nil {
			return fmt.Errorf("look for reservation: %w", err)
		}
		unwilling, err = q.Unwilling(ctx, id)
		return err
	})
	return unwilling, open, err
}

// ask is what a chat needs: somebody on shift for the brand with its
// certificate, always; what the hand-off wished for, for a while.
func (d *Desk) ask(c chat.Chat) *route.Ask {
	slug := d.slugs[c.Brand]
	key := slug + "|" + c.Locale + "|" + strings.Join(c.Need, ",")
	if a, ok := d.asks[key]; ok {
		return a
	}
	w := route.Want{Weight: 1, Skills: []route.Skill{{Tag: onShift(slug)}, {Tag: certificate(slug)}}}
	for _, t := range c.Need {
		if w := tag.Tag(t); w == certificate(slug) || !strings.Contains(t, ":") {
			continue
		}
		w.Skills = append(w.Skills, route.Skill{Tag: tag.Tag(t), DropAfter: relaxAfter})
	}
	if lang := language(c.Locale); lang != "zh" { // the pool's common language needs no asking
		w.Skills = append(w.Skills, route.Skill{Tag: tag.Tag("lang:" + lang), DropAfter: relaxAfter})
	}
	a := d.router.Ask(w)
	if len(d.asks) > 10_000 { // hostile variety must not fill the memory
		clear(d.asks)
	}
	d.asks[key] = a
	return a
}

func language(locale string) string {
	l, _, _ := strings.Cut(strings.ToLower(locale), "-")
	return l
}

// reserve writes the promise down. It is not won when the rows say that the
// agent cannot take it after all, or that somebody else has it.
func (d *Desk) reserve(ctx context.Context, c chat.Chat, agent uid.Agent, why string) (won bool, err error) {
	id := uuid.Must(uuid.NewV7())
	now := d.clock.Now()
	shift := d.seated[agent].shift
	capacity := max(d.people[agent].Capacity, 1)
	held, err := d.chats.HeldBy(ctx, agent)
	if err != nil {
		return false, err
	}
	err = pg.InTx(ctx, d.pool, pg.Everything, func(tx pgx.Tx) error {
		q := db.New(tx)
		p, err := q.LockPresence(ctx, agent)
		if err != nil {
			return fmt.Errorf("lock presence: %w", err)
		}
		n, err := q.Slots(ctx, agent)
		if err != nil {
			return fmt.Errorf("count slots: %w", err)
		}
		if p.State != "available" || int(n)+len(held) >= capacity {
			return nil
		}
		rows, err := q.Reserve(ctx, db.ReserveParams{ID: id, ChatID: c.ID, BrandID: c.Brand, AgentID: agent, ShiftID: shift, Why: why, ReservedAt: now, LapsesAt: now.Add(reservationLife)})
		won = rows == 1
		return err
	})
	if err != nil || !won {
		return false, err
	}
	if at, ok := d.router.SeatOf(agent); ok {
		if err := d.router.Reserve(at, 1, now); err == nil {
			s := d.seated[agent]
			s.load++
			d.seated[agent] = s
		}
	}
	d.hub.Poke(live.AgentTopic(agent), "reservation", 0, map[string]any{"id": id, "chat_id": c.ID, "reason": c.Reason, "lapses_at": now.Add(reservationLife)})
	return true, nil
}

// showPlace tells a waiting shopper the place in the queue and what that means.
func (d *Desk) showPlace(ctx context.Context, c chat.Chat) {
	place, err := d.chats.Place(ctx, pg.Everything, c.ID)
	if err != nil {
		d.log.Error("count place in queue", "error", err)
		return
	}
	d.hub.Whisper(live.ChatTopic(c.ID), "standing", d.waitOf(c.Brand, place).Standing(c))
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

func (d *Desk) waitOf(brand uid.Brand, place int) Wait {
	w := Wait{Place: place}
	room := 0
	for id, s := range d.seated {
		if s.brand == brand && s.state == route.Available {
			w.Present++
			room += max(d.people[id].Capacity, 1)
		}
	}
	if room > 0 {
		w.Seconds = (place + 1) * handling / room
	}
	return w
}

// WaitOf is what the shopper of a waiting conversation is told now.
func (d *Desk) WaitOf(ctx context.Context, c chat.Chat) (Wait, error) {
	place, err := d.chats.Place(ctx, pg.Everything, c.ID)
	if err != nil {
		return Wait{}, err
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.waitOf(c.Brand, place), nil
}

// someoneOn tells whether anybody is on shift for a brand and not offline. mu
// is held.
func (d *Desk) someoneOn(brand uid.Brand) bool {
	for _, s := range d.seated {
		if s.brand == brand && !slices.Contains([]route.State{route.Offline, route.ForcedAway}, s.state) {
			return true
		}
	}
	return false
}
