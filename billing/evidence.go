package billing

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"sort"
	"strings"
	"sync"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"github.com/manyhands/manyhands/billing/facts"
	"github.com/manyhands/manyhands/billing/internal/db"
	"github.com/manyhands/manyhands/billing/rate"
	"github.com/manyhands/manyhands/internal/money"
	"github.com/manyhands/manyhands/internal/pg"
	"github.com/manyhands/manyhands/internal/uid"
)

// lineUnder is a line and the ids of what it counts.
type lineUnder struct {
	line     Line
	asOf     time.Time
	outcomes []uid.Outcome
	seats    bool // what it counts are bookings
}

// under finds what a line counts: the same facts are rated again, which gives
// the same lines. Nothing of it is stored, so nothing of it can drift.
func (b *Book) under(ctx context.Context, scope pg.Scope, id uid.Invoice, line uid.Line) (lineUnder, error) {
	return db.Look(ctx, b.pool, scope, func(q *db.Queries) (lineUnder, error) {
		r, err := rowOf(ctx, q, id)
		if err != nil {
			return lineUnder{}, err
		}
		row, err := q.Line(ctx, line)
		if errors.Is(err, pgx.ErrNoRows) || err == nil && row.InvoiceID != id {
			return lineUnder{}, ErrNoLine
		}
		if err != nil {
			return lineUnder{}, fmt.Errorf("find line: %w", err)
		}
		l, err := lineOf(row)
		if err != nil {
			return lineUnder{}, err
		}
		u := lineUnder{line: l, asOf: r.AsOf, seats: l.Code == "seat" || l.Code == "seat_surcharge"}
		if l.ratingLine < 0 || u.seats {
			return u, nil
		}
		all, err := b.looked.at(ctx, q, r)
		if err != nil {
			return u, err
		}
		for _, text := range all.Under[l.ratingLine] {
			o, err := uid.Parse[uid.Outcome](text)
			if err != nil {
				return u, err
			}
			u.outcomes = append(u.outcomes, o)
		}
		return u, nil
	})
}

// lookedAt keeps the last few documents' ratings that somebody followed to
// their conversations: whoever opens one line opens the next one too. What a
// document rests on never changes, so what is kept never grows old.
type lookedAt struct {
	mu    sync.Mutex // covers kept and order; not held while one rates
	kept  map[string]rate.Look
	order []string
}

const looksKept = 6

func (k *lookedAt) at(ctx context.Context, q *db.Queries, r db.BillingInvoice) (rate.Look, error) {
	key := r.ID.String() + r.ResultSha + r.AsOf.String()
	k.mu.Lock()
	had, ok := k.kept[key]
	k.mu.Unlock()
	if ok {
		return had, nil
	}
	l, err := lookAt(ctx, q, r)
	if err != nil {
		return l, err
	}
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.kept == nil {
		k.kept = map[string]rate.Look{}
	}
	if _, again := k.kept[key]; !again {
		k.kept[key], k.order = l, append(k.order, key)
	}
	if len(k.order) > looksKept {
		delete(k.kept, k.order[0])
		k.order = k.order[1:]
	}
	return l, nil
}

// lookAt rates a document's facts again, from the contract that it was rated by.
func lookAt(ctx context.Context, q *db.Queries, r db.BillingInvoice) (rate.Look, error) {
	c, f, err := rests(ctx, q, r)
	if err != nil {
		return rate.Look{}, err
	}
	return rate.LookAt(c, f, r.AsOf)
}

// rests is what a document rests on.
func rests(ctx context.Context, q *db.Queries, r db.BillingInvoice) (rate.Contract, rate.Facts, error) {
	c, err := rate.ReadContract(bytes.NewReader(r.ContractDoc))
	if err != nil {
		return c, rate.Facts{}, err
	}
	f, err := facts.Of(ctx, q, r.BrandID, r.AsOf)
	return c, f, err
}

// Evidence is one outcome under a line.
type Evidence struct {
	ID          uid.Outcome  `json:"id"`
	Chat        uid.Chat     `json:"chat_id"`
	Service     string       `json:"service"`
	Channel     string       `json:"channel"`
	Shopper     string       `json:"shopper_ref"`
	Intent      string       `json:"intent,omitempty"`
	At          time.Time    `json:"event_at"`
	Agent       uid.Agent    `json:"agent_id"`
	Shift       uid.Shift    `json:"shift_id"`
	RespMS      int64        `json:"resp_ms"`
	CSAT        int64        `json:"csat,omitempty"`
	Flags       []string     `json:"flags"`
	OrderRef    string       `json:"order_ref,omitempty"`
	NetMinor    money.Amount `json:"net_minor,omitempty"`
	Transcript  string       `json:"transcript_sha,omitempty"`
	Corrections []string     `json:"corrections" doc:"kinds of what was told about it later"`
	Leaf        string       `json:"leaf" doc:"its hash under the line's root"`
}

// Outcomes lists what a line counts, by id, after a cursor. It returns
// ErrNoInvoice and ErrNoLine.
func (b *Book) Outcomes(ctx context.Context, scope pg.Scope, id uid.Invoice, line uid.Line, after uid.Outcome, most int) ([]Evidence, error) {
	u, err := b.under(ctx, scope, id, line)
	if err != nil {
		return nil, err
	}
	from := sort.Search(len(u.outcomes), func(i int) bool { return strings.Compare(u.outcomes[i].String(), after.String()) > 0 })
	if after.IsZero() {
		from = 0
	}
	return db.Look(ctx, b.pool, scope, func(q *db.Queries) ([]Evidence, error) {
		return evidenceOf(ctx, q, u.outcomes[from:min(len(u.outcomes), from+most)], u.asOf)
	})
}

func evidenceOf(ctx context.Context, q *db.Queries, ids []uid.Outcome, asOf time.Time) ([]Evidence, error) {
	raw := make([]uuid.UUID, len(ids))
	for i, id := range ids {
		raw[i] = uuid.UUID(id)
	}
	rows, err := q.OutcomesByID(ctx, db.OutcomesByIDParams{Ids: raw, AsOf: asOf})
	if err != nil {
		return nil, fmt.Errorf("read outcomes: %w", err)
	}
	later, err := q.CorrectionsOf(ctx, db.CorrectionsOfParams{Outcomes: raw, AsOf: asOf})
	if err != nil {
		return nil, fmt.Errorf("read corrections: %w", err)
	}
	told := map[uid.Outcome][]*rate.Correction{}
	for _, c := range later {
		x := facts.CorrectionOfRow(c)
		told[c.OutcomeID] = append(told[c.OutcomeID], &x)
	}
	out := make([]Evidence, len(rows))
	for i, r := range rows {
		o, err := facts.OutcomeOfRow(db.OutcomesRow(r))
		if err != nil {
			return nil, err
		}
		kinds := []string{}
		for _, x := range told[r.ID] {
			kinds = append(kinds, x.Kind)
		}
		sort.Slice(told[r.ID], func(a, b int) bool { return told[r.ID][a].ID < told[r.ID][b].ID })
		leaf := rate.Leaf(&o, told[r.ID])
		out[i] = Evidence{
			r.ID, r.ChatID, r.Service, r.Channel, r.ShopperRef, r.Intent, r.EventAt, r.AgentID, r.ShiftID, r.RespMs, o.CSAT, o.Flags.Names(),
			r.OrderRef, money.Amount(r.NetMinor), r.TranscriptSha, kinds, fmt.Sprintf("%x", leaf),
		}
	}
	return out, nil
}

// Documents are a document's rating and contract, byte for byte. It returns
// ErrNoInvoice.
func (b *Book) Documents(ctx context.Context, scope pg.Scope, id uid.Invoice) (invoice, contract []byte, err error) {
	r, err := db.Look(ctx, b.pool, scope, func(q *db.Queries) (db.BillingInvoice, error) { return rowOf(ctx, q, id) })
	return r.RatingDoc, r.ContractDoc, err
}
