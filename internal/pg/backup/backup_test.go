package backup_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/manyhands/manyhands/internal/pg"
	"github.com/manyhands/manyhands/internal/pg/backup"
	"github.com/manyhands/manyhands/internal/pg/pgtest"
)

func TestMain(m *testing.M) { pgtest.Main(m) }

var noon = time.Date(2026, 11, 11, 12, 0, 0, 0, time.UTC)

// full is a database with rows to lose.
func full(t *testing.T) *pg.DB {
	t.Helper()
	pool := pgtest.DB(t)
	_, err := pool.Exec(t.Context(), `CREATE SCHEMA shelf;
		CREATE TABLE shelf.book (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, words text NOT NULL);
		INSERT INTO shelf.book (words) SELECT 'page ' || n FROM generate_series(1, 1000) n`)
	if err != nil {
		t.Fatal(err)
	}
	return &pg.DB{Pool: pool}
}

// blank is a database that holds nothing, not even the schema.
func blank(t *testing.T) *pg.DB {
	t.Helper()
	beside := pgtest.DB(t)
	name := strings.ToLower(fmt.Sprintf("blank_%s", filepath.Base(t.TempDir()))) + fmt.Sprint(time.Now().UnixNano())
	if _, err := beside.Exec(t.Context(), "CREATE DATABASE "+pgx.Identifier{name}.Sanitize()+" TEMPLATE template0"); err != nil {
		t.Fatal(err)
	}
	at := beside.Config().ConnString()
	at = strings.Replace(at, "/"+beside.Config().ConnConfig.Database+"?", "/"+name+"?", 1)
	pool, err := pg.Connect(t.Context(), at)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		pool.Close()
		_, _ = beside.Exec(context.Background(), "DROP DATABASE "+pgx.Identifier{name}.Sanitize()+" WITH (FORCE)")
	})
	return &pg.DB{Pool: pool}
}

func made(t *testing.T, db *pg.DB, keep ...backup.Keep) (string, *backup.Manifest) {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "copy")
	m, err := backup.Make(t.Context(), db, "", dir, keep, noon)
	if errors.Is(err, pg.ErrNoTool) {
		t.Skip(err)
	}
	if err != nil {
		t.Fatal(err)
	}
	return dir, m
}

func TestWhatWasCopiedComesBackWholeAndGoesOn(t *testing.T) {
	t.Parallel()
	db := full(t)
	key := filepath.Join(t.TempDir(), "key")
	if err := os.WriteFile(key, []byte("a key"), 0o600); err != nil {
		t.Fatal(err)
	}
	dir, m := made(t, db, backup.Keep{Name: "signing.key", From: key}, backup.Keep{Name: "absent", From: key + "-absent"})
	if m.Rows["shelf.book"] != 1000 || m.Schema == 0 {
		t.Fatalf("the manifest says %d rows, schema %d", m.Rows["shelf.book"], m.Schema)
	}
	read, err := backup.Read(dir)
	if err != nil {
		t.Fatal(err)
	}
	to := blank(t)
	if err := backup.Restore(t.Context(), to, "", dir, read); err != nil {
		t.Fatal(err)
	}
	var digest, again string
	const sum = "SELECT md5(string_agg(id || words, ',' ORDER BY id)) FROM shelf.book"
	if err := db.Pool.QueryRow(t.Context(), sum).Scan(&digest); err != nil {
		t.Fatal(err)
	}
	if err := to.Pool.QueryRow(t.Context(), sum).Scan(&again); err != nil || again != digest {
		t.Fatalf("rows came back as %s, were %s (%v)", again, digest, err)
	}
	var next int64
	if err := to.Pool.QueryRow(t.Context(), "INSERT INTO shelf.book (words) VALUES ('more') RETURNING id").Scan(&next); err != nil || next != 1001 {
		t.Errorf("the next id is %d, not 1001 (%v)", next, err)
	}
	if err := pg.Migrate(t.Context(), to.Pool); err != nil {
		t.Errorf("the restored database does not migrate: %v", err)
	}
	if got, err := backup.Bring(dir, "signing.key", key); got || err != nil {
		t.Errorf("a key that is there was replaced (%v)", err)
	}
	if got, err := backup.Bring(dir, "signing.key", key+"2"); !got || err != nil {
		t.Errorf("the key was not brought: %v", err)
	}
}

func TestWhatIsCommittedDuringACopyIsNotInItAndNotCounted(t *testing.T) {
	t.Parallel()
	db := full(t)
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		for ctx.Err() == nil {
			_, _ = db.Pool.Exec(ctx, "INSERT INTO shelf.book (words) VALUES ('meanwhile')")
		}
	}()
	dir, m := made(t, db)
	cancel()
	<-ended
	to := blank(t)
	if err := backup.Restore(t.Context(), to, "", dir, m); err != nil {
		t.Errorf("the counts and the copy are not of one instant: %v", err)
	}
}

func TestABackupThatIsNotSoundIsRefusedBeforeAnythingIsTouched(t *testing.T) {
	t.Parallel()
	dir, m := made(t, full(t))
	dump := filepath.Join(dir, "database.dump")
	sound, err := os.ReadFile(dump)
	if err != nil {
		t.Fatal(err)
	}
	write := func(raw []byte) {
		if err := os.WriteFile(dump, raw, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	flipped := append([]byte(nil), sound...)
	flipped[len(flipped)/2] ^= 1
	write(flipped)
	if _, err := backup.Read(dir); !errors.Is(err, backup.ErrDamaged) {
		t.Errorf("one flipped bit: %v", err)
	}
	write(sound[:len(sound)-1])
	if _, err := backup.Read(dir); !errors.Is(err, backup.ErrDamaged) {
		t.Errorf("one byte short: %v", err)
	}
	if err := os.Remove(dump); err != nil {
		t.Fatal(err)
	}
	if _, err := backup.Read(dir); !errors.Is(err, backup.ErrDamaged) {
		t.Errorf("no dump: %v", err)
	}
	write(sound)
	if _, err := backup.Read(filepath.Dir(dir)); !errors.Is(err, backup.ErrNone) {
		t.Errorf("a folder that is no backup: %v", err)
	}
	newer := *m
	newer.Schema += 1000
	if err := backup.Restore(t.Context(), blank(t), "", dir, &newer); !errors.Is(err, backup.ErrNewer) {
		t.Errorf("a newer schema: %v", err)
	}
	if err := backup.Restore(t.Context(), full(t), "", dir, m); !errors.Is(err, backup.ErrTarget) {
		t.Errorf("a database that is not empty: %v", err)
	}
	fewer := *m
	fewer.Rows = map[string]int64{"shelf.book": 1001}
	if err := backup.Restore(t.Context(), blank(t), "", dir, &fewer); !errors.Is(err, backup.ErrDamaged) {
		t.Errorf("a row too few: %v", err)
	}
	if _, err := backup.Make(t.Context(), full(t), "", dir, nil, noon); !errors.Is(err, backup.ErrNotEmpty) {
		t.Errorf("a folder in use: %v", err)
	}
}
