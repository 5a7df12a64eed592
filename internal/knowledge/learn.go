package knowledge

import (
	"context"
	"fmt"
	"maps"
	"slices"

	"github.com/jackc/pgx/v5"

	"github.com/manyhands/manyhands/internal/knowledge/internal/db"
	"github.com/manyhands/manyhands/internal/uid"
)

// Learner is who proposes what was learned from conversations.
const Learner = "learned"

// Learn keeps what a conversation that ended teaches, in the caller's
// transaction, and proposes articles of it. Of the questions in talk those
// count that nothing answered when they were asked; changed are answers in
// which a person changed what was offered. Hearing of a conversation twice
// changes nothing.
func (l *Library) Learn(ctx context.Context, tx pgx.Tx, brand uid.Brand, chat uid.Chat, talk []Said, changed []Lesson) error {
	q := db.New(tx)
	asked, err := q.AskedInChat(ctx, db.AskedInChatParams{BrandID: brand, ChatID: chat})
	if err != nil {
		return fmt.Errorf("list what was not answered: %w", err)
	}
	fresh := taughtBy(chat.String(), asked, talk, changed)
	if len(fresh) == 0 {
		return nil
	}
	for _, s := range fresh {
		err := q.AddLesson(ctx, db.AddLessonParams{BrandID: brand, ChatID: chat, Seq: s.Seq, Question: s.Question, Answer: s.Answer, Offered: s.Offered, Source: s.Source, At: l.clock.Now()})
		if err != nil {
			return fmt.Errorf("keep lesson: %w", err)
		}
	}
	return l.propose(ctx, q, brand)
}

// taughtBy are the lessons of one talk. The bot's unanswered question may stand
// some messages before the one that the person answered: the shopper repeats it
// in pieces; then the person's answer belongs to the question nobody answered.
func taughtBy(chat string, asked []db.AskedInChatRow, talk []Said, changed []Lesson) []Lesson {
	var out []Lesson
	taken := map[int64]bool{}
	for _, c := range changed {
		c.Chat, c.Question, c.Answer, c.Offered = chat, Masked(c.Question), Masked(told(c.Answer)), Masked(c.Offered)
		if letters(c.Question) >= leastQuestion && letters(c.Answer) >= leastAnswer && !taken[c.Seq] {
			taken[c.Seq] = true
			out = append(out, c)
		}
	}
	lessons := Lessons(chat, talk)
	for _, a := range asked {
		for _, s := range lessons {
			if s.Seq < a.Seq || taken[s.Seq] {
				continue
			}
			if s.Seq != a.Seq {
				s.Seq, s.Question = a.Seq, Masked(a.Text)
			}
			if !taken[s.Seq] && letters(s.Question) >= leastQuestion {
				taken[s.Seq] = true
				out = append(out, s)
			}
			break
		}
	}
	return out
}

// propose writes proposals for what was learned lately. A proposal that was
// made, approved or rejected before is not made again.
func (l *Library) propose(ctx context.Context, q *db.Queries, brand uid.Brand) error {
	rows, err := q.Lessons(ctx, brand)
	if err != nil {
		return fmt.Errorf("list lessons: %w", err)
	}
	lessons := make([]Lesson, len(rows))
	for i, r := range rows {
		lessons[i] = Lesson{Chat: r.ChatID.String(), Seq: r.Seq, Question: r.Question, Answer: r.Answer, Offered: r.Offered, Source: r.Source}
	}
	now := l.clock.Now()
	known, err := statesOf(ctx, q, brand)
	if err != nil {
		return err
	}
	for _, p := range Proposed(lessons) {
		if was, ok := askedBefore(known, p.Article); ok {
			if was.State != "proposed" || len(p.Questions) <= len(was.Questions) {
				continue
			}
			// The proposal that waits has grown: the new one stands in its place.
			p.ID = was.ID
			if _, err := q.Decide(ctx, db.DecideParams{BrandID: brand, ID: was.ID, Version: int32(was.Version), State: "rejected", DecidedBy: Learner, DecidedAt: &now}); err != nil {
				return fmt.Errorf("take the smaller proposal back: %w", err)
			}
		}
		if err := l.putOne(ctx, q, brand, p.Article, "proposed", p.Why, Learner); err != nil {
			return err
		}
	}
	return nil
}

// askedBefore finds the article that is called so or was asked for in one of
// these words, whatever became of it.
func askedBefore(known map[string]Shelved, a Article) (Shelved, bool) {
	if k, ok := known[a.ID]; ok {
		return k, true
	}
	var mine []map[string]bool
	for _, q := range append([]string{a.Title}, a.Questions...) {
		mine = append(mine, gramsOf(q))
	}
	for _, id := range slices.Sorted(maps.Keys(known)) { // of two, always the same
		k := known[id]
		for _, q := range append([]string{k.Title}, k.Questions...) {
			theirs := gramsOf(q)
			if slices.ContainsFunc(mine, func(m map[string]bool) bool { return overlap(m, theirs) >= sameTitle }) {
				return k, true
			}
		}
	}
	return Shelved{}, false
}

// sameTitle is the overlap from which two questions are one.
const sameTitle = 0.8
