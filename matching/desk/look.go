package desk

import (
	"context"
	"fmt"
	"slices"
	"sync"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"github.com/manyhands/manyhands/internal/chat"
	"github.com/manyhands/manyhands/internal/pg"
	"github.com/manyhands/manyhands/internal/uid"
	"github.com/manyhands/manyhands/matching/desk/internal/db"
)

// Decisions that come while others read wait for the next reading and share
// it: alone, one waits for nobody; in the crowd after a stall, sixteen cost
// little more than one. What is read was asked for before it was read, so
// nobody gets an answer older than their question.
const (
	mostReadings = 2  // under way at once
	mostTogether = 16 // in one reading
)

// seeker is what a decision knows of its conversation.
type seeker struct {
	chat.Seeker
	tried    []uid.Agent // who let it lapse or turned it down
	promised bool        // to somebody, now
}

// looker stands in the line for a reading.
type looker struct {
	chat uid.Chat
	turn chan bool // true: read, for yourself and those behind you; false: somebody has read for you. Never closed
	seen seeker
	err  error // of the whole reading
}

// line is who waits for a reading.
type line struct {
	mu      sync.Mutex // covers what follows
	reading int        // readings under way; below mostReadings nobody waits
	waiting []*looker
}

// enter tells whether a looker may read at once, or else has to wait for its
// turn.
func (l *line) enter(me *looker) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.reading < mostReadings {
		l.reading++
		return true
	}
	l.waiting = append(l.waiting, me)
	return false
}

// company is who is read together with a looker whose turn it is.
func (l *line) company(me *looker) []*looker {
	l.mu.Lock()
	defer l.mu.Unlock()
	n := min(len(l.waiting), mostTogether-1)
	all := append([]*looker{me}, l.waiting[:n]...)
	l.waiting = slices.Delete(l.waiting, 0, n)
	return all
}

// leave gives the turn to the next, if there is one.
func (l *line) leave() {
	l.mu.Lock()
	defer l.mu.Unlock()
	if len(l.waiting) == 0 {
		l.reading--
		return
	}
	l.waiting[0].turn <- true
	l.waiting = slices.Delete(l.waiting, 0, 1)
}

// look reads what a decision needs, alone or with those that wait. A reading
// that fails for all, because it was the first one's call that ended, is made
// again for each. It returns chat.ErrNoChat.
func (d *Desk) look(ctx context.Context, id uid.Chat) (seeker, error) {
	me := &looker{chat: id, turn: make(chan bool, 1)}
	if !d.line.enter(me) && !<-me.turn {
		if me.err != nil {
			me.err = d.readSeekers(ctx, []*looker{me})
		}
		return me.found()
	}
	all := d.line.company(me)
	me.err = d.readSeekers(ctx, all)
	for _, other := range all[1:] {
		other.err = me.err
		other.turn <- false
	}
	d.line.leave()
	return me.found()
}

func (l *looker) found() (seeker, error) {
	if l.err == nil && l.seen.ID.IsZero() {
		return seeker{}, chat.ErrNoChat
	}
	return l.seen, l.err
}

// readSeekers reads the conversations of some lookers in one breath.
func (d *Desk) readSeekers(ctx context.Context, all []*looker) error {
	ids := make([]uuid.UUID, len(all))
	for i, l := range all {
		ids[i] = uuid.UUID(l.chat)
	}
	var chats []chat.Seeker
	var before []db.TriedRow
	err := pg.Together(ctx, d.pool, pg.Everything,
		func(tx pgx.Tx) (err error) { chats, err = chat.SeekersTx(ctx, tx, ids); return err },
		func(tx pgx.Tx) (err error) { before, err = db.New(tx).Tried(ctx, ids); return err },
	)
	if err != nil {
		return fmt.Errorf("read what to decide: %w", err)
	}
	of := make(map[uid.Chat]seeker, len(chats))
	for _, c := range chats {
		of[c.ID] = seeker{Seeker: c}
	}
	for _, b := range before {
		s := of[b.ChatID]
		s.promised = s.promised || b.Open
		s.tried = append(s.tried, b.AgentID)
		of[b.ChatID] = s
	}
	for _, l := range all { // one conversation may be sought twice at once
		l.seen = of[l.chat]
	}
	return nil
}
