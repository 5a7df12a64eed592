// Package pg opens the database: a PostgreSQL by URL, or one of our own when no
// URL is given. It is the home of goose and of the embedded server.
package pg

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/jackc/pgx/v5/stdlib"
	"github.com/pressly/goose/v3"

	"github.com/manyhands/manyhands/internal/uid"
	"github.com/manyhands/manyhands/migrations"
)

// Config says which database to open.
type Config struct {
	URL     string // empty: run one in DataDir
	BinDir  string
	DataDir string
	Log     io.Writer
	Say     func(string) // told before anything slow
}

// DB is the open database.
type DB struct {
	Pool   *pgxpool.Pool
	server *Server // nil when the database is somebody else's
}

// Open connects, after starting a server of our own when cfg.URL is empty.
func Open(ctx context.Context, cfg Config) (*DB, error) {
	db := &DB{}
	url := cfg.URL
	if url == "" {
		s, err := StartServer(ctx, ServerConfig{BinDir: cfg.BinDir, DataDir: cfg.DataDir, Log: cfg.Log, Say: cfg.Say})
		if err != nil {
			return nil, err
		}
		db.server, url = s, s.URL
	}
	pool, err := Connect(ctx, url)
	if err != nil {
		db.Close()
		return nil, err
	}
	db.Pool = pool
	return db, nil
}

// Connect opens a pool on a URL.
func Connect(ctx context.Context, url string) (*pgxpool.Pool, error) {
	c, err := pgxpool.ParseConfig(url)
	if err != nil {
		return nil, fmt.Errorf("read DATABASE_URL: %w", redact(err))
	}
	c.MaxConns = max(c.MaxConns, 24)
	pool, err := pgxpool.NewWithConfig(ctx, c)
	if err != nil {
		return nil, fmt.Errorf("open database: %w", err)
	}
	if err := pool.Ping(ctx); err != nil {
		pool.Close()
		return nil, fmt.Errorf("reach database: %w", err)
	}
	return pool, nil
}

// redact keeps a URL's password out of the error that quotes it.
func redact(err error) error {
	var parse *pgconn.ParseConfigError
	if errors.As(err, &parse) {
		return errors.New("it is not a PostgreSQL URL")
	}
	return err
}

// Gone is closed when a server of our own has ended; nil for somebody else's.
func (db *DB) Gone() <-chan struct{} {
	if db.server == nil {
		return nil
	}
	return db.server.Done()
}

// Close ends the pool and the server of our own.
func (db *DB) Close() {
	if db.Pool != nil {
		db.Pool.Close()
	}
	if db.server == nil {
		return
	}
	ctx, cancel := context.WithTimeout(context.Background(), 20*time.Second)
	defer cancel()
	if err := db.server.Stop(ctx); err != nil {
		slog.Error("stop PostgreSQL", "error", err)
	}
}

// Migrate brings the schema up to date. Two copies that start at once take
// turns by an advisory lock.
func Migrate(ctx context.Context, pool *pgxpool.Pool) error {
	conn, err := pool.Acquire(ctx)
	if err != nil {
		return fmt.Errorf("migrate: %w", err)
	}
	defer conn.Release()
	const turn = 0x6d68 // any number that is ours alone
	if _, err := conn.Exec(ctx, "SELECT pg_advisory_lock($1)", turn); err != nil {
		return fmt.Errorf("migrate: wait for the other copy: %w", err)
	}
	defer func() { _, _ = conn.Exec(context.WithoutCancel(ctx), "SELECT pg_advisory_unlock($1)", turn) }()
	sqlDB := stdlib.OpenDBFromPool(pool)
	defer func() { _ = sqlDB.Close() }()
	p, err := goose.NewProvider(goose.DialectPostgres, sqlDB, migrations.FS)
	if err != nil {
		return fmt.Errorf("read migrations: %w", err)
	}
	if _, err := p.Up(ctx); err != nil {
		return fmt.Errorf("migrate: %w", err)
	}
	return nil
}

// Scope is whose rows a transaction may see.
type Scope struct{ brand string }

// Everything is the marketplace itself: matching across brands, billing runs.
var Everything = Scope{"*"}

// OfBrand is one brand's rows alone.
func OfBrand(b uid.Brand) Scope { return Scope{b.String()} }

// InTx runs work in one transaction that sees the rows of scope, and commits
// when it returns nil. Row-level security holds inside, because the
// transaction works as manyhands_app and not as the tables' owner.
func InTx(ctx context.Context, pool *pgxpool.Pool, scope Scope, work func(pgx.Tx) error) error {
	// The scope is set in the round trip that begins. A brand is a uuid's text
	// or a star: nothing in it can leave the quotes.
	begin := pgx.TxOptions{BeginQuery: "BEGIN; " + fmt.Sprintf(enter, "'"+scope.brand+"'")}
	return pgx.BeginTxFunc(ctx, pool, begin, work)
}

const enter = "SELECT set_config('role', 'manyhands_app', true), set_config('app.brand', %s, true)"

// Enter gives a transaction its scope.
func Enter(ctx context.Context, tx pgx.Tx, scope Scope) error {
	_, err := tx.Exec(ctx, fmt.Sprintf(enter, "$1"), scope.brand)
	if err != nil {
		return fmt.Errorf("enter scope: %w", err)
	}
	return nil
}

// Broken tells which named constraint an error broke, if it is of that kind.
func Broken(err error) (constraint string, ok bool) {
	var e *pgconn.PgError
	if errors.As(err, &e) && len(e.Code) == 5 && e.Code[:2] == "23" {
		return e.ConstraintName, true
	}
	return "", false
}

// Crossed tells whether the database ended a transaction because it and
// another waited for each other: nothing of it was written, and it may be tried
// again. Inserts that an exclusion constraint compares can meet like that.
func Crossed(err error) bool {
	var e *pgconn.PgError
	return errors.As(err, &e) && (e.Code == "40P01" || e.Code == "40001")
}
