package till

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"sync/atomic"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgtype"
	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/manyhands/manyhands/billing/till/internal/db"
	"github.com/manyhands/manyhands/internal/clock"
	"github.com/manyhands/manyhands/internal/money"
	"github.com/manyhands/manyhands/internal/pg"
	"github.com/manyhands/manyhands/internal/uid"
)

// Till tells the gateway and hears it.
type Till struct {
	pool    *pgxpool.Pool
	clock   clock.Clock
	log     *slog.Logger
	gateway Gateway // nil: money moves by the bank alone

	rests atomic.Int64 // until then (Unix, ns) the nightly comparison waits

	answered map[Kind]func(context.Context, pgx.Tx, Answer) error
	changed  map[Kind]func(context.Context, pgx.Tx, Object) error
}

// New makes a till. A nil gateway leaves everything to the bank.
func New(pool *pgxpool.Pool, c clock.Clock, log *slog.Logger, gateway Gateway) *Till {
	return &Till{
		pool: pool, clock: c, log: log, gateway: gateway,
		answered: map[Kind]func(context.Context, pgx.Tx, Answer) error{}, changed: map[Kind]func(context.Context, pgx.Tx, Object) error{},
	}
}

// Online tells whether there is a gateway.
func (t *Till) Online() bool { return t.gateway != nil }

// Answer is how a call ended.
type Answer struct {
	Call     uid.Call
	Kind     Kind
	Subject  uuid.UUID
	Provider string // its id there; empty: it was refused
	Refusal  string
}

// OnAnswer has do run in the transaction that writes the ending of a call of a
// kind down. It is called before anything is told.
func (t *Till) OnAnswer(k Kind, do func(context.Context, pgx.Tx, Answer) error) { t.answered[k] = do }

// OnChange has do run, once a rank, in the transaction that writes down that a
// thing there has come further.
func (t *Till) OnChange(k Kind, do func(context.Context, pgx.Tx, Object) error) { t.changed[k] = do }

// Tick tells what is due and applies what was heard; at night it compares.
func (t *Till) Tick(ctx context.Context) error {
	if t.gateway == nil {
		return nil
	}
	if _, err := t.Tell(ctx, batch); err != nil {
		return err
	}
	if _, err := t.Apply(ctx, batch); err != nil {
		return err
	}
	return t.compareNightly(ctx)
}

// batch bounds what one tick takes on.
const batch = 40

// Ask is a call to be queued.
type Ask struct {
	Kind     Kind
	Subject  uuid.UUID
	Key      string    // made once
	On       uuid.UUID // the thing of ours that it is about; zero: itself
	Currency string
	Amount   money.Amount
	Details
}

// Queue adds a call in the caller's transaction, so that it is made if and only
// if what it tells was committed. A key that was used adds nothing. Calls about
// one thing are made one after the other.
func (t *Till) Queue(ctx context.Context, tx pgx.Tx, a Ask) error {
	if t.gateway == nil {
		return nil
	}
	q := db.New(tx)
	request, err := json.Marshal(a.Details)
	if err != nil {
		return fmt.Errorf("write call %s: %w", a.Key, err)
	}
	after, err := q.LastOpAbout(ctx, a.On)
	if a.On == uuid.Nil || errors.Is(err, pgx.ErrNoRows) {
		after, err = t.stoodOn(ctx, q, a)
	}
	if err != nil {
		return err
	}
	sum := sha256.Sum256(request)
	_, err = q.AddOp(ctx, db.AddOpParams{
		ID: uid.New[uid.Call](), Op: string(a.Kind), IdemKey: a.Key, Subject: a.Subject, OnID: orNil(a.On), Request: request, RequestSha: hex.EncodeToString(sum[:]),
		AfterID: after, AmountMinor: int64(a.Amount), Currency: a.Currency, QueuedAt: t.clock.Now(),
	})
	if err != nil {
		return fmt.Errorf("queue call %s: %w", a.Key, err)
	}
	return nil
}

// stoodOn is the call that made the thing which a call is about.
func (t *Till) stoodOn(ctx context.Context, q *db.Queries, a Ask) (uid.Call, error) {
	need, ok := standsOn[a.Kind]
	if !ok {
		return uid.Call{}, nil
	}
	op, err := q.LastOpOf(ctx, db.LastOpOfParams{Subject: a.On, Op: string(need)})
	if err != nil {
		return uid.Call{}, fmt.Errorf("call %s is about a %s that was never told: %w", a.Key, need, err)
	}
	return op.ID, nil
}

// Known tells whether a thing of ours was queued for the gateway already.
func (t *Till) Known(ctx context.Context, tx pgx.Tx, k Kind, subject uuid.UUID) (bool, error) {
	_, err := db.New(tx).LastOpOf(ctx, db.LastOpOfParams{Subject: subject, Op: string(k)})
	if errors.Is(err, pgx.ErrNoRows) {
		return false, nil
	}
	if err != nil {
		return false, fmt.Errorf("look for %s %s: %w", k, subject, err)
	}
	return true, nil
}

// State is how far the gateway knows of a thing of ours.
type State struct {
	Op        string `json:"op" enum:"customer,publish,paid,credit,wallet,account,payout,reversal,uncollectible"`
	State     string `json:"state" enum:"queued,sent,unknown,ok,rejected"`
	Attempts  int    `json:"attempts"`
	Provider  string `json:"provider_id,omitempty"`
	LastError string `json:"last_error,omitempty"`
}

// Of lists the calls of a thing of ours.
func (t *Till) Of(ctx context.Context, tx pgx.Tx, subject uuid.UUID) ([]State, error) {
	rows, err := db.New(tx).OpsOf(ctx, subject)
	if err != nil {
		return nil, fmt.Errorf("read gateway calls: %w", err)
	}
	out := make([]State, len(rows))
	for i, r := range rows {
		out[i] = State{r.Op, r.State, int(r.Attempts), r.ProviderID, r.LastError}
	}
	return out, nil
}

// Count is how many calls of a kind stand where.
type Count struct {
	Op    string `json:"op"`
	State string `json:"state"`
	N     int64  `json:"n"`
}

// Counts counts all calls.
func (t *Till) Counts(ctx context.Context) ([]Count, error) {
	out := []Count{}
	err := t.in(ctx, func(q *db.Queries, _ pgx.Tx) error {
		rows, err := q.CountOps(ctx)
		if err != nil {
			return fmt.Errorf("count gateway calls: %w", err)
		}
		for _, r := range rows {
			out = append(out, Count{r.Op, r.State, r.N})
		}
		return nil
	})
	return out, err
}

func (t *Till) in(ctx context.Context, work func(*db.Queries, pgx.Tx) error) error {
	return pg.InTx(ctx, t.pool, pg.Everything, func(tx pgx.Tx) error { return work(db.New(tx), tx) })
}

func orNil(id uuid.UUID) pgtype.UUID { return pgtype.UUID{Bytes: id, Valid: id != uuid.Nil} }

func clip(s string) string {
	const most = 500
	if len(s) > most {
		return s[:most]
	}
	return s
}
