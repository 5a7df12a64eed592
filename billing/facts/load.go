package facts

import (
	"context"
	"fmt"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"github.com/manyhands/manyhands/billing/internal/db"
	"github.com/manyhands/manyhands/billing/rate"
	"github.com/manyhands/manyhands/internal/pg"
	"github.com/manyhands/manyhands/internal/uid"
)

// Loaded says what became of outcomes that were brought in bulk.
type Loaded struct {
	Loaded    int64 `json:"loaded"`
	Known     int64 `json:"known" doc:"told before, word for word"`
	Conflicts int64 `json:"conflicts" doc:"told before with another body: the first stands, both are kept"`
}

// Load brings outcomes of one brand in, in one transaction, by COPY. A row
// that was told before, in this load or ever, is not loaded again; one that was
// told with another body is kept as a conflict. The names of conversations,
// agents and shifts become ids of ours, always the same for the same name.
func (m *Meter) Load(ctx context.Context, brand uid.Brand, outcomes []rate.Outcome) (Loaded, error) {
	var done Loaded
	if err := m.openMonths(ctx, outcomes); err != nil {
		return done, err
	}
	err := db.In(ctx, m.pool, pg.Everything, func(q *db.Queries, tx pgx.Tx) error {
		got, err := m.Received(ctx, q, brand)
		if err != nil {
			return err
		}
		l := loading{brand: brand, at: got, all: outcomes, first: make(map[told]first, len(outcomes)), rows: newCopier()}
		for i := range outcomes {
			if err := l.add(i); err != nil {
				return err
			}
		}
		done, err = l.store(ctx, q, tx)
		return err
	})
	if err == nil && done.Loaded > 0 {
		m.poke(brand, "facts", done)
	}
	return done, err
}

// openMonths makes the parts that the outcomes belong in.
func (m *Meter) openMonths(ctx context.Context, outcomes []rate.Outcome) error {
	months := map[string]time.Time{}
	for i := range outcomes {
		at := outcomes[i].At.UTC()
		months[at.Format("200601")] = at
	}
	return db.In(ctx, m.pool, pg.Everything, func(q *db.Queries, _ pgx.Tx) error {
		for name, at := range months {
			if err := q.OpenMonth(ctx, at); err != nil {
				return fmt.Errorf("open month %s: %w", name, err)
			}
		}
		return nil
	})
}

// OpenAhead keeps the parts of the months around now in place.
func (m *Meter) OpenAhead(ctx context.Context) error {
	now, around := m.clock.Now(), []rate.Outcome{}
	for ahead := -1; ahead <= 3; ahead++ {
		around = append(around, rate.Outcome{At: now.AddDate(0, ahead, 0)})
	}
	return m.openMonths(ctx, around)
}

// told is a teller's own name of an outcome.
type told struct{ Source, Event string }

// loading is one load on its way.
type loading struct {
	brand uid.Brand
	at    time.Time
	all   []rate.Outcome
	rows  *copier
	n     int64
	known int64
	first map[told]first // by what was told
	twice []int          // told before in this load, with another body
}

// first is the place and the hash of a body.
type first struct {
	i   int
	sha string
}

// stage is where a load lies until it is known what of it is new. COPY passes
// no row-level security, so it never goes to a guarded table itself.
const stage = `CREATE TEMP TABLE told (
    id uuid, chat_id uuid, channel text, service text, unit text, shopper_ref text, intent text, event_at timestamptz, agent_id uuid, shift_id uuid,
    resp_ms bigint, csat int, flags text[], order_ref text, net_minor bigint, currency text, transcript_sha text, source text, source_event_id text,
    opened_at timestamptz, body_sha text) ON COMMIT DROP`

const stageColumns = 21

// body is an outcome as it is kept, which is what is hashed: told again, by
// whatever way, it has the same hash.
func (l *loading) body(o *rate.Outcome, id uid.Outcome) rate.Outcome {
	x := *o
	x.ID, x.Brand, x.ReceivedAt, x.At = id.String(), l.brand.String(), time.Time{}, o.At.UTC()
	x.Conversation, x.Agent, x.Slot = textOf(ours[uid.Chat](l.brand, o.Conversation)), textOf(ours[uid.Agent](l.brand, o.Agent)), textOf(ours[uid.Shift](l.brand, o.Slot))
	return x
}

func (l *loading) add(i int) error {
	o := &l.all[i]
	id := outcomeID(l.brand, o.Source, o.SourceEventID)
	x := l.body(o, id)
	sha, _, err := SHAOf(&x)
	if err != nil {
		return err
	}
	name := told{x.Source, x.SourceEventID}
	if had, again := l.first[name]; again {
		if had.sha == sha {
			l.known++
		} else {
			l.twice = append(l.twice, i)
		}
		return nil
	}
	l.first[name] = first{i, sha}
	l.n++
	r := l.rows
	r.row(stageColumns)
	r.id(id)
	r.id(ours[uid.Chat](l.brand, x.Conversation))
	for _, s := range []string{x.Channel, string(x.Service), x.Unit, x.Shopper, x.Intent} {
		r.text(s)
	}
	r.time(x.At)
	r.id(ours[uid.Agent](l.brand, x.Agent))
	r.id(ours[uid.Shift](l.brand, x.Slot))
	r.big(x.RespMS)
	r.whole(int32(x.CSAT))
	r.texts(x.Flags.Names())
	r.text(x.OrderRef)
	r.big(int64(x.NetMinor))
	for _, s := range []string{string(x.Currency), x.TranscriptSHA, x.Source, x.SourceEventID} {
		r.text(s)
	}
	r.maybe(x.OpenedAt)
	r.text(sha)
	return nil
}

// ours is the id that a name of somebody else's has here: its own, where it is
// one already.
func ours[ID ~[16]byte](brand uid.Brand, name string) ID {
	var none ID
	if name == "" {
		return none
	}
	if id, err := uid.Parse[ID](name); err == nil {
		return id
	}
	return uid.Derive[ID]("imported", brand.String()+"/"+name)
}

func textOf[ID ~[16]byte](id ID) string {
	if id == (ID{}) {
		return ""
	}
	return uuid.UUID(id).String()
}

// claimAll claims the keys of a load of which nothing was told before, as most
// are: a key that need not ask first costs half.
const claimAll = `INSERT INTO billing.outcome_key (brand_id, source, source_event_id, outcome_id, body_sha)
SELECT $1, source, source_event_id, id, body_sha FROM told`

// claimNew claims the keys that are new. What was told before leaves the stage,
// and is returned.
const claimNew = `WITH fresh AS (` + claimAll + ` ON CONFLICT DO NOTHING RETURNING outcome_id)
DELETE FROM told WHERE id NOT IN (SELECT outcome_id FROM fresh) RETURNING source, source_event_id, body_sha`

// keep writes the outcomes whose keys were claimed.
const keep = `INSERT INTO billing.outcome (id, brand_id, chat_id, channel, service, unit, shopper_ref, intent, event_at, received_at, agent_id, shift_id,
    resp_ms, csat, flags, order_ref, net_minor, currency, transcript_sha, source, source_event_id, opened_at)
SELECT id, $1, chat_id, channel, service, unit, shopper_ref, intent, event_at, $2, agent_id, shift_id,
    resp_ms, csat, flags, order_ref, net_minor, currency, transcript_sha, source, source_event_id, opened_at FROM told`

// others are the keys that were told before with another body. They are looked
// up after the claim, which waits for whoever tells the same at the same time.
const others = `SELECT t.source, t.source_event_id FROM unnest($2::text[], $3::text[], $4::text[]) t (source, source_event_id, body_sha)
JOIN billing.outcome_key k ON k.brand_id = $1 AND k.source = t.source AND k.source_event_id = t.source_event_id WHERE k.body_sha <> t.body_sha`

func (l *loading) store(ctx context.Context, q *db.Queries, tx pgx.Tx) (Loaded, error) {
	if _, err := tx.Exec(ctx, stage); err != nil {
		return Loaded{}, fmt.Errorf("make stage: %w", err)
	}
	if err := l.rows.into(ctx, tx, "told"); err != nil {
		return Loaded{}, err
	}
	names, err := l.claim(ctx, tx)
	if err != nil {
		return Loaded{}, err
	}
	tag, err := tx.Exec(ctx, keep, l.brand, l.at)
	if err != nil {
		return Loaded{}, fmt.Errorf("keep new outcomes: %w", err)
	}
	done := Loaded{Loaded: tag.RowsAffected()}
	done.Known = l.known + l.n - done.Loaded - int64(len(names))
	for _, name := range names {
		l.twice = append(l.twice, l.first[name].i)
	}
	done.Conflicts = int64(len(l.twice))
	return done, l.keepConflicts(ctx, q)
}

// claim claims the keys of the stage and leaves only what is new in it. It
// returns what was told before with another body. The claim and what it is for
// are one transaction: another teller of the same waits for its end.
func (l *loading) claim(ctx context.Context, tx pgx.Tx) ([]told, error) {
	err := pgx.BeginFunc(ctx, tx, func(try pgx.Tx) error {
		_, err := try.Exec(ctx, claimAll, l.brand)
		return err
	})
	if err == nil {
		return nil, nil
	}
	if _, had := pg.Broken(err); !had {
		return nil, fmt.Errorf("claim keys: %w", err)
	}
	return l.claimSome(ctx, tx)
}

func (l *loading) claimSome(ctx context.Context, tx pgx.Tx) ([]told, error) {
	rows, err := tx.Query(ctx, claimNew, l.brand)
	if err != nil {
		return nil, fmt.Errorf("claim new keys: %w", err)
	}
	var sources, names, bodies []string
	var source, name, body string
	_, err = pgx.ForEachRow(rows, []any{&source, &name, &body}, func() error {
		sources, names, bodies = append(sources, source), append(names, name), append(bodies, body)
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("claim new keys: %w", err)
	}
	if rows, err = tx.Query(ctx, others, l.brand, sources, names, bodies); err != nil {
		return nil, fmt.Errorf("find conflicts: %w", err)
	}
	changed, err := pgx.CollectRows(rows, pgx.RowToStructByPos[told])
	if err != nil {
		return nil, fmt.Errorf("find conflicts: %w", err)
	}
	return changed, nil
}

func (l *loading) keepConflicts(ctx context.Context, q *db.Queries) error {
	for _, i := range l.twice {
		o := &l.all[i]
		x := l.body(o, outcomeID(l.brand, o.Source, o.SourceEventID))
		sha, raw, err := SHAOf(&x)
		if err != nil {
			return err
		}
		err = q.AddConflict(ctx, db.AddConflictParams{
			BrandID: l.brand, Kind: "outcome", Key: x.Source + "/" + x.SourceEventID, BodySha: sha, Body: raw, ReceivedAt: l.at,
		})
		if err != nil {
			return fmt.Errorf("keep conflict: %w", err)
		}
	}
	return nil
}
