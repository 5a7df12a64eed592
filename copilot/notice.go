package copilot

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/manyhands/manyhands/copilot/internal/db"
	"github.com/manyhands/manyhands/internal/chat"
	"github.com/manyhands/manyhands/internal/fault"
	"github.com/manyhands/manyhands/internal/pg"
	"github.com/manyhands/manyhands/internal/text/tongue"
	"github.com/manyhands/manyhands/internal/uid"
)

// ErrNotice is a notice that says nothing or lasts no time.
var ErrNotice = fault.New(fault.Invalid, "notice_wrong", "a notice says something, in at most 300 letters, and ends after it begins")

// Notice is a changed rule that a brand pushes to whoever answers for it: "since
// 20:00 the coupon stacks".
type Notice struct {
	ID    uid.Notice   `json:"id"`
	Text  tongue.Words `json:"text"`
	Since time.Time    `json:"since"`
	Till  time.Time    `json:"till"`
	By    string       `json:"by"`
	At    time.Time    `json:"at"`
	Acks  []Ack        `json:"acks"`
}

// Ack is that an agent has read a note.
type Ack struct {
	Agent uid.Agent `json:"agent_id"`
	At    time.Time `json:"at"`
}

func (n Notice) note() string { return "notice:" + n.ID.String() }

// noticeLife is how long a notice is shown when nothing else is said.
const noticeLife = 48 * time.Hour

// Push keeps a notice and puts it on the screen of everybody who holds a
// conversation of the brand; whoever takes one later sees it then. It returns
// ErrNotice.
func (c *Coach) Push(ctx context.Context, brand uid.Brand, n Notice, by string) (Notice, error) {
	now := c.clock.Now()
	n.ID, n.By, n.At, n.Acks = uid.New[uid.Notice](), by, now, []Ack{}
	if n.Since.IsZero() {
		n.Since = now
	}
	if n.Till.IsZero() {
		n.Till = n.Since.Add(noticeLife)
	}
	zh, en := strings.TrimSpace(n.Text[tongue.Chinese]), strings.TrimSpace(n.Text[tongue.English])
	const longest = 300
	if zh+en == "" || len([]rune(zh)) > longest || len([]rune(en)) > longest || !n.Till.After(n.Since) {
		return Notice{}, ErrNotice
	}
	n.Text = both(firstOf(zh, en), firstOf(en, zh))
	err := c.inTx(ctx, pg.OfBrand(brand), func(tx pgx.Tx) error {
		return db.New(tx).AddNotice(ctx, db.AddNoticeParams{ID: n.ID, BrandID: brand, Zh: n.Text[tongue.Chinese], En: n.Text[tongue.English], Since: n.Since, Till: n.Till, ByWhom: by, At: now})
	})
	if err != nil {
		return Notice{}, fmt.Errorf("keep notice: %w", err)
	}
	return n, c.wakeAll(ctx, brand)
}

// wakeAll has the hints of everything that is held for a brand made anew.
func (c *Coach) wakeAll(ctx context.Context, brand uid.Brand) error {
	const most = 1000
	held, err := c.Chats.Recent(ctx, brand, chat.WithHuman, chat.Before{}, most)
	for _, ch := range held {
		c.Wake(ch.ID)
	}
	return err
}

// Notices lists a brand's last notices with who has read each.
func (c *Coach) Notices(ctx context.Context, brand uid.Brand) ([]Notice, error) {
	out := []Notice{}
	err := c.inTx(ctx, pg.OfBrand(brand), func(tx pgx.Tx) error {
		q := db.New(tx)
		rows, err := q.RecentNotices(ctx, brand)
		if err != nil {
			return fmt.Errorf("list notices: %w", err)
		}
		var notes []string
		for _, r := range rows {
			n := noticeOf(r)
			out = append(out, n)
			notes = append(notes, n.note())
		}
		acks, err := q.AcksOf(ctx, db.AcksOfParams{BrandID: brand, Notes: notes})
		for _, a := range acks {
			i := slices.Index(notes, a.Note)
			out[i].Acks = append(out[i].Acks, Ack{a.AgentID, a.At})
		}
		return err
	})
	return out, err
}

// noticesOf lists what a brand pushed and has not ended.
func noticesOf(ctx context.Context, tx pgx.Tx, brand uid.Brand, now time.Time) ([]Notice, error) {
	rows, err := db.New(tx).Notices(ctx, db.NoticesParams{BrandID: brand, Now: now})
	if err != nil {
		return nil, fmt.Errorf("list notices: %w", err)
	}
	out := make([]Notice, len(rows))
	for i, r := range rows {
		out[i] = noticeOf(r)
	}
	return out, nil
}

func noticeOf(r db.CopilotNotice) Notice {
	return Notice{ID: r.ID, Text: both(r.Zh, r.En), Since: r.Since, Till: r.Till, By: r.ByWhom, At: r.At, Acks: []Ack{}}
}

// Acknowledge keeps that the agent has read a note beside a conversation of
// theirs; twice is once. It returns chat.ErrNotHolder.
func (c *Coach) Acknowledge(ctx context.Context, agent uid.Agent, id uid.Chat, note string) error {
	ch, err := c.Read(ctx, agent, id)
	if err != nil {
		return err
	}
	return c.inTx(ctx, pg.OfBrand(ch.Brand), func(tx pgx.Tx) error {
		return db.New(tx).Acknowledge(ctx, db.AcknowledgeParams{BrandID: ch.Brand, Note: note, AgentID: agent, At: c.clock.Now()})
	})
}

// unread are the notes that concern the conversation and that its agent has not
// acknowledged, the brand's own notices first.
func (s *scene) unread() []Note {
	out := []Note{}
	for _, n := range s.pushed {
		if !n.Since.After(s.now) {
			out = append(out, Note{ID: n.note(), Text: n.Text, Since: &n.Since})
		}
	}
	out = append(out, s.notes()...)
	return slices.DeleteFunc(out, func(n Note) bool { return slices.Contains(s.known, n.ID) })
}
