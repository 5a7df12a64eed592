// Package outbox carries facts from the transaction that made them true to
// whoever listens. It is River, and River is only here.
//
// Tell inserts one job a listener inside the teller's transaction, so a fact is
// told if and only if what it says was committed. A listener gets a transaction
// in which its work and the job's "done" commit together; it may still be
// called twice when that commit's answer is lost, so it is idempotent by the
// fact's id. Nothing orders two facts.
//
// Do not put a shopper's wait on this lane: a quiet queue wakes up after as
// much as 100 ms.
package outbox

import (
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/riverqueue/river"
	"github.com/riverqueue/river/riverdriver/riverpgxv5"
	"github.com/riverqueue/river/rivermigrate"

	"github.com/manyhands/manyhands/internal/fact"
	"github.com/manyhands/manyhands/internal/pg"
)

// schema is where River keeps its tables.
const schema = "river"

// Outbox tells facts to listeners.
type Outbox struct {
	pool      *pgxpool.Pool
	log       *slog.Logger
	client    *river.Client[pgx.Tx]
	listeners map[string][]string                                    // by fact kind, in order of On
	hear      map[string]func(context.Context, pgx.Tx, []byte) error // by listener and kind
	chores    map[string]func(context.Context, []byte) error         // by name
	stopping  context.Context                                        // ends when Stop begins
	stop      context.CancelFunc
}

// told is the job: one fact on its way to one listener.
type told struct {
	Listener string          `json:"listener"`
	FactKind string          `json:"fact_kind"`
	Fact     json.RawMessage `json:"fact"`
}

// Kind is River's name of the job.
func (told) Kind() string { return "told" }

// New makes an outbox that nobody listens to yet.
func New(pool *pgxpool.Pool, log *slog.Logger) (*Outbox, error) {
	o := &Outbox{pool: pool, log: log, listeners: map[string][]string{}, hear: map[string]func(context.Context, pgx.Tx, []byte) error{}, chores: map[string]func(context.Context, []byte) error{}}
	o.stopping, o.stop = context.WithCancel(context.Background())
	workers := river.NewWorkers()
	river.AddWorker(workers, &ear{outbox: o})
	river.AddWorker(workers, &hand{outbox: o})
	client, err := river.NewClient(riverpgxv5.New(pool), &river.Config{
		Schema: schema, Logger: quiet(log), Workers: workers,
		Queues: map[string]river.QueueConfig{river.QueueDefault: {MaxWorkers: 16}, chores: {MaxWorkers: choresAtOnce}},
		// River's own pace (100 ms, 1 s) fits reports, not a desk that waits.
		FetchCooldown: 10 * time.Millisecond, FetchPollInterval: 100 * time.Millisecond,
		// The default gives up after days; money and certificates may not.
		MaxAttempts: 100,
	})
	if err != nil {
		return nil, fmt.Errorf("make outbox: %w", err)
	}
	o.client = client
	return o, nil
}

// quiet keeps River's chatter below warning out of our log.
func quiet(log *slog.Logger) *slog.Logger {
	return slog.New(levelled{log.Handler()})
}

type levelled struct{ slog.Handler }

func (h levelled) Enabled(ctx context.Context, l slog.Level) bool {
	return l >= slog.LevelWarn && h.Handler.Enabled(ctx, l)
}

// Migrate makes River's tables and lets the program's role use them.
func Migrate(ctx context.Context, pool *pgxpool.Pool) error {
	if _, err := pool.Exec(ctx, "CREATE SCHEMA IF NOT EXISTS "+schema); err != nil {
		return fmt.Errorf("make outbox schema: %w", err)
	}
	m, err := rivermigrate.New(riverpgxv5.New(pool), &rivermigrate.Config{Schema: schema, Logger: quiet(slog.Default())})
	if err != nil {
		return fmt.Errorf("read outbox migrations: %w", err)
	}
	if _, err := m.Migrate(ctx, rivermigrate.DirectionUp, nil); err != nil {
		return fmt.Errorf("migrate outbox: %w", err)
	}
	if _, err := pool.Exec(ctx, "SELECT house.open_schema('"+schema+"')"); err != nil {
		return fmt.Errorf("open outbox schema: %w", err)
	}
	return nil
}

// On makes listener hear every fact of F's kind. Call it before Start.
func On[F fact.Fact](o *Outbox, listener string, hear func(ctx context.Context, tx pgx.Tx, f F) error) {
	var zero F
	kind := zero.Kind()
	o.listeners[kind] = append(o.listeners[kind], listener)
	o.hear[listener+"/"+kind] = func(ctx context.Context, tx pgx.Tx, raw []byte) error {
		var f F
		if err := json.Unmarshal(raw, &f); err != nil {
			return fmt.Errorf("read fact %s: %w", kind, err)
		}
		return hear(ctx, tx, f)
	}
}

// Tell tells a fact to its listeners when tx commits.
func (o *Outbox) Tell(ctx context.Context, tx pgx.Tx, f fact.Fact) error {
	raw, err := json.Marshal(f)
	if err != nil {
		return fmt.Errorf("write fact %s: %w", f.Kind(), err)
	}
	for _, l := range o.listeners[f.Kind()] {
		if _, err := o.client.InsertTx(ctx, tx, told{Listener: l, FactKind: f.Kind(), Fact: raw}, nil); err != nil {
			return fmt.Errorf("tell %s of %s: %w", l, f.Kind(), err)
		}
	}
	return nil
}

// TellAll tells facts of one kind in one statement: a changed policy concerns
// thousands at once, and a statement each would take longer than it may.
func TellAll[F fact.Fact](ctx context.Context, o *Outbox, tx pgx.Tx, facts []F) error {
	var jobs []river.InsertManyParams
	for _, f := range facts {
		raw, err := json.Marshal(f)
		if err != nil {
			return fmt.Errorf("write fact %s: %w", f.Kind(), err)
		}
		for _, l := range o.listeners[f.Kind()] {
			jobs = append(jobs, river.InsertManyParams{Args: told{Listener: l, FactKind: f.Kind(), Fact: raw}})
		}
	}
	if len(jobs) == 0 {
		return nil
	}
	if _, err := o.client.InsertManyTx(ctx, tx, jobs); err != nil {
		return fmt.Errorf("tell %d of %s: %w", len(facts), facts[0].Kind(), err)
	}
	return nil
}

// Start begins to work off what was told.
func (o *Outbox) Start(ctx context.Context) error {
	if err := o.client.Start(ctx); err != nil {
		return fmt.Errorf("start outbox: %w", err)
	}
	return nil
}

// Stop finishes the work at hand; chores are told to end.
func (o *Outbox) Stop(ctx context.Context) error {
	o.stop()
	return o.client.Stop(ctx)
}

// Waiting counts what was told and not yet heard.
func (o *Outbox) Waiting(ctx context.Context) (int, error) {
	var n int
	err := o.pool.QueryRow(ctx, "SELECT count(*) FROM "+schema+".river_job WHERE kind = 'told' AND state IN ('available', 'running', 'retryable', 'scheduled', 'pending')").Scan(&n)
	if err != nil {
		return 0, fmt.Errorf("count what waits: %w", err)
	}
	return n, nil
}

// States counts what was told by how far it is; what was heard is not counted.
func (o *Outbox) States(ctx context.Context) (map[string]int, error) {
	rows, err := o.pool.Query(ctx, "SELECT state::text, count(*) FROM "+schema+".river_job WHERE kind = 'told' AND state NOT IN ('completed', 'cancelled') GROUP BY state")
	if err != nil {
		return nil, fmt.Errorf("count what waits: %w", err)
	}
	defer rows.Close()
	out := map[string]int{}
	for rows.Next() {
		var state string
		var n int
		if err := rows.Scan(&state, &n); err != nil {
			return nil, fmt.Errorf("count what waits: %w", err)
		}
		out[state] = n
	}
	return out, rows.Err()
}

// ear works one job: the listener's work and the job's end are one commit.
type ear struct {
	river.WorkerDefaults[told]
	outbox *Outbox
}

func (e *ear) Work(ctx context.Context, job *river.Job[told]) error {
	hear, ok := e.outbox.hear[job.Args.Listener+"/"+job.Args.FactKind]
	if !ok {
		return fmt.Errorf("nobody is called %s for %s", job.Args.Listener, job.Args.FactKind)
	}
	return pg.InTx(ctx, e.outbox.pool, pg.Everything, func(tx pgx.Tx) error {
		if err := hear(ctx, tx, job.Args.Fact); err != nil {
			return fmt.Errorf("%s hears %s: %w", job.Args.Listener, job.Args.FactKind, err)
		}
		_, err := river.JobCompleteTx[*riverpgxv5.Driver](ctx, tx, job)
		return err
	})
}

// NextRetry backs off from 1 s to 1 min; River's own would wait hours.
func (e *ear) NextRetry(job *river.Job[told]) time.Time {
	wait := time.Second << min(job.Attempt, 6)
	return job.AttemptedAt.Add(min(wait, time.Minute))
}
