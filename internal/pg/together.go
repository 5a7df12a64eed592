package pg

import (
	"context"
	"errors"
	"fmt"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgxpool"
)

// Together sends the questions of several reads to the database in one breath:
// one round trip, where a transaction of their own would be three trips each.
// It is for what waits for the database more than the database works for it.
// A write that returns rows may be among them.
//
// Each read asks exactly one question, and is called twice: first to learn what
// it asks, when its question fails, then with the answer. So it must do nothing
// but ask, and must return the error of its question. The rows seen are those
// of scope, as in InTx: PostgreSQL runs what comes in one breath as one
// transaction, each question with a snapshot of its own.
func Together(ctx context.Context, pool *pgxpool.Pool, scope Scope, reads ...func(pgx.Tx) error) error {
	var batch pgx.Batch
	batch.Queue(fmt.Sprintf(enter+alike, "$1"), scope.brand)
	for _, read := range reads {
		var q question
		if err := read(&q); !errors.Is(err, errAsked) {
			return errors.Join(errOneQuestion, err)
		}
		batch.Queue(q.sql, q.args...)
	}
	answers := pool.SendBatch(ctx, &batch)
	if _, err := answers.Exec(); err != nil {
		return errors.Join(fmt.Errorf("enter scope: %w", err), answers.Close())
	}
	for _, read := range reads {
		if err := read(&answer{from: answers}); err != nil {
			_ = answers.Close() // the first error says why
			return err
		}
	}
	return answers.Close()
}

// alike makes PostgreSQL plan a question once for lists of any length. Left to
// itself it finds a plan for one id cheaper than a plan for ten, and so plans
// anew each time, which costs more than the answer.
const alike = ", set_config('plan_cache_mode', 'force_generic_plan', true)"

var (
	errAsked       = errors.New("asked, not answered yet")
	errOneQuestion = errors.New("a read that goes together with others asks exactly one question and returns its error")
)

// question keeps what a read asks. Whatever else a transaction can do is not
// for reads, and is nil.
type question struct {
	pgx.Tx
	sql  string
	args []any
}

func (q *question) Query(_ context.Context, sql string, args ...any) (pgx.Rows, error) {
	q.sql, q.args = sql, args
	return nil, errAsked
}

func (q *question) QueryRow(ctx context.Context, sql string, args ...any) pgx.Row {
	_, _ = q.Query(ctx, sql, args...)
	return noRow{errAsked}
}

func (q *question) Exec(context.Context, string, ...any) (pgconn.CommandTag, error) {
	return pgconn.CommandTag{}, errOneQuestion
}

type noRow struct{ err error }

func (r noRow) Scan(...any) error { return r.err }

// answer gives a read the rows that came for it, once.
type answer struct {
	pgx.Tx
	from  pgx.BatchResults
	given bool
}

func (a *answer) Query(context.Context, string, ...any) (pgx.Rows, error) {
	if a.given {
		return nil, errOneQuestion
	}
	a.given = true
	return a.from.Query()
}

func (a *answer) QueryRow(context.Context, string, ...any) pgx.Row {
	if a.given {
		return noRow{errOneQuestion}
	}
	a.given = true
	return a.from.QueryRow()
}

func (a *answer) Exec(context.Context, string, ...any) (pgconn.CommandTag, error) {
	return pgconn.CommandTag{}, errOneQuestion
}
