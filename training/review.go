package training

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"hash/fnv"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/manyhands/manyhands/internal/account"
	"github.com/manyhands/manyhands/internal/chat"
	"github.com/manyhands/manyhands/internal/fact"
	"github.com/manyhands/manyhands/internal/live"
	"github.com/manyhands/manyhands/internal/pg"
	"github.com/manyhands/manyhands/internal/shop"
	"github.com/manyhands/manyhands/internal/text/tongue"
	"github.com/manyhands/manyhands/internal/uid"
	"github.com/manyhands/manyhands/training/drill"
	"github.com/manyhands/manyhands/training/internal/db"
)

// mostSaid is more than a conversation holds in practice.
const mostSaid = 2_000

// chatClosed scores a conversation that a person answered by the rules of the
// drill, minutes after it closed. Closing again is another review; hearing of
// the same close twice is one.
func (s *School) chatClosed(ctx context.Context, tx pgx.Tx, f fact.ChatClosed) error {
	if s.chats == nil || f.Agent.IsZero() || f.HumanAt == nil {
		return nil
	}
	r, err := s.reading(ctx, f)
	if err != nil || len(r.talk.Lines) == 0 {
		return err
	}
	m, err := s.material(ctx, f.Brand)
	if err != nil {
		return err
	}
	if p, ok := byIntent(m, r.chat); ok && r.live.Procedure == "" {
		r.live.Procedure = p.ID
	}
	now := s.clock.Now()
	g := drill.Review(m.Situation(r.live), r.live, r.talk, s.guard(f.Brand, now))
	if err := keepReview(ctx, db.New(tx), f, r.live.Procedure, g, f.At); err != nil {
		return err
	}
	// Before the commit: a list that is read too early is read again by its next
	// poke, and nothing hangs on it.
	s.hub.Poke(live.AgentTopic(f.Agent), "review", 0, notice{Brand: f.Brand})
	return nil
}

func keepReview(ctx context.Context, q *db.Queries, f fact.ChatClosed, procedure string, g drill.Grade, now time.Time) error {
	n, err := q.AddReview(ctx, db.AddReviewParams{
		ChatID: f.Chat, Epoch: int32(f.Epoch), BrandID: f.Brand, AgentID: f.Agent, ProcedureID: procedure, Score: int32(g.Score),
		ByPerson: drawn(f.Chat, f.Epoch), At: now,
	})
	if err != nil {
		return fmt.Errorf("add review: %w", err)
	}
	if n == 0 {
		return nil
	}
	for i, it := range g.Items {
		says, err := json.Marshal(it.Says)
		if err != nil {
			return fmt.Errorf("write review: %w", err)
		}
		err = q.AddReviewItem(ctx, db.AddReviewItemParams{
			ChatID: f.Chat, Epoch: int32(f.Epoch), Place: int32(i + 1), BrandID: f.Brand, Item: it.ID, Points: int32(it.Points), Got: int32(it.Got),
			Seq: int32(it.Seq), Says: says, Better: it.Better,
		})
		if err != nil {
			return fmt.Errorf("add row of review: %w", err)
		}
	}
	return nil
}

// sampledBP is the share of conversations that a person looks at as well.
const sampledBP = 1_000

// drawn draws the sample by the conversation's id: nobody chooses it, and
// hearing twice draws the same.
func drawn(id uid.Chat, epoch int) bool {
	h := fnv.New64a()
	_, _ = h.Write(append(id[:], byte(epoch))) // a hash never fails
	return h.Sum64()%10_000 < sampledBP
}

// reading is a conversation as the rules read it.
type reading struct {
	chat chat.Chat
	live drill.Live
	talk drill.Talk
}

// told is what we read of the payload that came with a hand-off.
type told struct {
	SOP *struct {
		ID    string         `json:"id"`
		Facts map[string]any `json:"facts_collected"`
	} `json:"sop"`
	Order *struct {
		ID string `json:"id"`
	} `json:"order"`
}

func (s *School) reading(ctx context.Context, f fact.ChatClosed) (reading, error) {
	var r reading
	var err error
	if r.chat, err = s.chats.Chat(ctx, pg.Everything, f.Chat); err != nil {
		return r, err
	}
	said, err := s.chats.Since(ctx, pg.Everything, f.Chat, 0, mostSaid)
	if err != nil {
		return r, err
	}
	who, err := s.register.Agent(ctx, f.Agent)
	if err != nil {
		return r, err
	}
	r.talk = talked(said, f, paceOf(who))
	order := f.OrderRef
	var h told
	if len(r.chat.Handoff) > 0 && json.Unmarshal(r.chat.Handoff, &h) == nil {
		if h.SOP != nil {
			r.live.Procedure = h.SOP.ID
			for name := range h.SOP.Facts {
				r.live.Told = append(r.live.Told, name)
			}
		}
		if h.Order != nil && order == "" {
			order = h.Order.ID
		}
	}
	slices.Sort(r.live.Told)
	if order != "" {
		r.live.Told = append(r.live.Told, "order_id")
		if o, err := s.shop.Order(ctx, f.Brand, order); err == nil {
			r.live.Order = &o
		}
	}
	r.live.Lang, r.live.Did = spoken(said), deeds(said)
	r.live.Happy = happy(f)
	return r, nil
}

// happy: the shopper stayed to the end and did not score it 1 or 2.
func happy(f fact.ChatClosed) bool {
	return f.CSAT != 1 && f.CSAT != 2 && f.Outcome != chat.Unanswered && f.Outcome != chat.AbandonedInQueue
}

// paceOf is the time that an agent's own settings give; it is the agent's here
// as in a drill.
func paceOf(who account.Agent) int {
	switch {
	case slices.Contains(who.Accommodations, account.Unhurried):
		return drill.Unhurried
	case slices.Contains(who.Accommodations, account.ExtraTime):
		return extraPaceBP
	}
	return plainPaceBP
}

// talked is the part of a conversation that one agent answers for: from the
// shopper's last word before they took it, whose wait begins when they took it,
// because the queue's is not theirs.
func talked(said []chat.Message, f fact.ChatClosed, pace int) drill.Talk {
	t := drill.Talk{PaceBP: pace, Beside: 1}
	var before *drill.Line
	for _, m := range said {
		l := drill.Line{Seq: int(m.Seq), Agent: m.Author == chat.Agent && m.Agent == f.Agent, Text: m.Text, At: m.At}
		switch {
		case m.Author == chat.Bot || m.Author == chat.System || m.Author == chat.Agent && !l.Agent:
		case len(t.Lines) == 0 && !l.Agent:
			before = &l
		default:
			if len(t.Lines) == 0 && before != nil {
				if f.TakenAt != nil && before.At.Before(*f.TakenAt) {
					before.At = *f.TakenAt
				}
				t.Lines = append(t.Lines, *before)
			}
			t.Lines = append(t.Lines, l)
		}
	}
	return t
}

func spoken(said []chat.Message) tongue.Lang {
	for _, m := range said {
		if m.Author == chat.Shopper {
			return tongue.Of(m.Text)
		}
	}
	return tongue.Chinese
}

// deeds are the actions that the conversation has on record as done.
func deeds(said []chat.Message) []string {
	var out []string
	for _, m := range said {
		var did []struct {
			Name string `json:"name"`
		}
		if len(m.Actions) == 0 || json.Unmarshal(m.Actions, &did) != nil {
			continue
		}
		for _, d := range did {
			if !shop.Reads(d.Name) {
				out = append(out, d.Name)
			}
		}
	}
	return out
}

// Review is a real conversation's score in rows.
type Review struct {
	Chat      uid.Chat    `json:"chat_id"`
	Epoch     int         `json:"epoch"`
	Brand     uid.Brand   `json:"brand_id"`
	BrandName string      `json:"brand_name"`
	Procedure string      `json:"procedure,omitempty"`
	Score     int         `json:"score"`
	ByPerson  bool        `json:"by_person"` // drawn for a person to look at as well
	At        time.Time   `json:"at"`
	Items     []ReviewRow `json:"items"`
}

// ReviewRow is one row of the rubric with what was said against it.
type ReviewRow struct {
	Place  int          `json:"place"`
	Item   string       `json:"id"`
	Points int          `json:"points"`
	Got    int          `json:"got"`
	Seq    int          `json:"seq"`
	Says   tongue.Words `json:"says"`
	Better string       `json:"better,omitempty"`
	Appeal string       `json:"appeal,omitempty" enum:"open,upheld,denied"`
	Words  string       `json:"words,omitempty"`
	Answer string       `json:"answer,omitempty"`
}

// Reviews lists an agent's, newest first.
func (s *School) Reviews(ctx context.Context, agent uid.Agent) ([]Review, error) {
	const most = 50
	out := []Review{}
	err := pg.InTx(ctx, s.pool, pg.Everything, func(tx pgx.Tx) error {
		q := db.New(tx)
		rows, err := q.ReviewsOf(ctx, db.ReviewsOfParams{AgentID: agent, Most: most})
		if err != nil {
			return fmt.Errorf("list reviews: %w", err)
		}
		for _, r := range rows {
			one, err := reviewOf(ctx, q, r)
			if err != nil {
				return err
			}
			out = append(out, one)
		}
		return nil
	})
	for i := range out {
		if err != nil {
			break
		}
		var b account.Brand
		b, err = s.brandOf(ctx, out[i].Brand)
		out[i].BrandName = b.Name
	}
	return out, err
}

func reviewOf(ctx context.Context, q *db.Queries, r db.TrainingReview) (Review, error) {
	out := Review{
		Chat: r.ChatID, Epoch: int(r.Epoch), Brand: r.BrandID, Procedure: r.ProcedureID, Score: int(r.Score), ByPerson: r.ByPerson, At: r.At, Items: []ReviewRow{},
	}
	rows, err := q.ReviewItems(ctx, db.ReviewItemsParams{ChatID: r.ChatID, Epoch: r.Epoch})
	if err != nil {
		return out, fmt.Errorf("list rows of review: %w", err)
	}
	for _, it := range rows {
		row := ReviewRow{
			Place: int(it.Place), Item: it.Item, Points: int(it.Points), Got: int(it.Got), Seq: int(it.Seq), Better: it.Better,
			Appeal: it.Appeal, Words: it.Words, Answer: it.Answer,
		}
		if err := json.Unmarshal(it.Says, &row.Says); err != nil {
			return out, fmt.Errorf("read row of review: %w", err)
		}
		out.Items = append(out.Items, row)
	}
	return out, nil
}

// ReviewOf is an agent's review of one conversation. It returns ErrNoReview.
func (s *School) ReviewOf(ctx context.Context, agent uid.Agent, id uid.Chat, epoch int) (Review, error) {
	var out Review
	err := pg.InTx(ctx, s.pool, pg.Everything, func(tx pgx.Tx) error {
		q := db.New(tx)
		row, err := q.Review(ctx, db.ReviewParams{ChatID: id, Epoch: int32(epoch)})
		if errors.Is(err, pgx.ErrNoRows) || err == nil && row.AgentID != agent {
			return ErrNoReview
		}
		if err != nil {
			return fmt.Errorf("find review: %w", err)
		}
		out, err = reviewOf(ctx, q, row)
		return err
	})
	return out, err
}
