package facts

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"github.com/manyhands/manyhands/billing/internal/db"
	"github.com/manyhands/manyhands/billing/rate"
	"github.com/manyhands/manyhands/internal/fault"
	"github.com/manyhands/manyhands/internal/pg"
	"github.com/manyhands/manyhands/internal/uid"
)

// ErrImport refuses a file that is not one of lines at all.
var ErrImport = fault.New(fault.Invalid, "facts_unreadable", "the file cannot be read as lines of facts")

// Import is what became of a file of facts.
type Import struct {
	ID      uuid.UUID `json:"id"`
	Brand   uid.Brand `json:"brand_id"`
	Name    string    `json:"name"`
	Lines   int64     `json:"lines"`
	Refused int64     `json:"refused" doc:"each with its line and why: ask for refusals"`
	Loaded
	StartedAt time.Time `json:"started_at"`
	EndedAt   time.Time `json:"ended_at"`
	// First are the first refusals, for whoever waits for the answer.
	First []Refusal `json:"first_refusals"`
}

// Refusal is a line that was not taken, and why.
type Refusal struct {
	Line int64  `json:"line"`
	Says string `json:"says"`
}

const (
	importBatch  = 20_000  // lines a transaction: what is in stays in
	longestFact  = 1 << 20 // bytes
	firstRefused = 100
)

// Import takes a file of a brand's outcomes, one JSON object a line, plain or
// gzipped, in constant memory. A line that cannot be read, or is another
// brand's, is refused by its number and the rest is loaded; sent again, the
// same file loads nothing twice. first is the number of its first line, for a
// file that is sent in pieces. It returns ErrImport.
func (m *Meter) Import(ctx context.Context, brand uid.Brand, by uid.Person, name string, first int64, file io.Reader) (Import, error) {
	im := &importing{meter: m, brand: brand, line: max(first, 1) - 1}
	im.Import = Import{ID: uid.New[uuid.UUID](), Brand: brand, Name: name, StartedAt: m.clock.Now(), First: []Refusal{}}
	lines, err := linesOfFile(file)
	if err != nil {
		return im.Import, err
	}
	for lines.Scan() {
		im.line++
		if len(bytes.TrimSpace(lines.Bytes())) == 0 {
			continue
		}
		im.Lines++
		im.take(lines.Bytes())
		if len(im.batch) == importBatch {
			if err := im.load(ctx); err != nil {
				return im.Import, err
			}
		}
	}
	switch err := lines.Err(); {
	case errors.Is(err, bufio.ErrTooLong):
		im.line++
		im.Lines++
		im.refuse("longer than a fact can be; the file was read until here")
	case err != nil:
		im.refuse("the file breaks off: " + err.Error())
	}
	if err := im.load(ctx); err != nil {
		return im.Import, err
	}
	im.EndedAt = m.clock.Now()
	return im.Import, im.note(ctx, by)
}

// linesOfFile reads plain or gzipped lines.
func linesOfFile(file io.Reader) (*bufio.Scanner, error) {
	in := bufio.NewReaderSize(file, 1<<16)
	var plain io.Reader = in
	if head, _ := in.Peek(2); bytes.Equal(head, []byte{0x1f, 0x8b}) {
		z, err := gzip.NewReader(in)
		if err != nil {
			return nil, ErrImport.At("file", "gzip or plain lines", err.Error())
		}
		plain = z
	}
	lines := bufio.NewScanner(plain)
	lines.Buffer(make([]byte, 1<<16), longestFact)
	return lines, nil
}

type importing struct {
	Import
	meter   *Meter
	brand   uid.Brand
	line    int64
	batch   []rate.Outcome
	refused []Refusal
}

// take reads one line: into the batch, or among the refused.
func (im *importing) take(raw []byte) {
	o, err := rate.ReadOutcome(raw)
	switch {
	case err != nil:
		im.refuse(wordsOf(err))
	case o.Brand != im.brand.String():
		im.refuse("brand: this brand's id expected, got " + quoteShort(o.Brand))
	case o.At.After(im.StartedAt.Add(skew)):
		im.refuse("event_at: a time that has come expected, got " + o.At.Format(time.RFC3339))
	case strings.ContainsRune(string(raw), 0):
		im.refuse("a text holds a zero byte")
	default:
		im.batch = append(im.batch, o)
	}
}

// skew is how far the clocks of two tellers may be apart.
const skew = 10 * time.Minute

func wordsOf(err error) string {
	if f, ok := fault.As(err); ok {
		return f.Detail
	}
	return err.Error()
}

func quoteShort(s string) string {
	const most = 60
	if len(s) > most {
		s = s[:most] + "..."
	}
	return fmt.Sprintf("%q", s)
}

func (im *importing) refuse(says string) {
	const most = 500
	if len(says) > most {
		says = says[:most]
	}
	says = strings.ToValidUTF8(strings.ReplaceAll(says, "\x00", ""), "?")
	im.Refused++
	im.refused = append(im.refused, Refusal{im.line, says})
	if len(im.First) < firstRefused {
		im.First = append(im.First, Refusal{im.line, says})
	}
}

func (im *importing) load(ctx context.Context) error {
	if len(im.batch) == 0 {
		return nil
	}
	done, err := im.meter.Load(ctx, im.brand, im.batch)
	if err != nil {
		return fmt.Errorf("load lines until %d: %w", im.line, err)
	}
	im.Loaded.Loaded += done.Loaded
	im.Known += done.Known
	im.Conflicts += done.Conflicts
	im.batch = im.batch[:0]
	return nil
}

// note keeps the import's own record, with each refused line.
func (im *importing) note(ctx context.Context, by uid.Person) error {
	return db.In(ctx, im.meter.pool, pg.Everything, func(q *db.Queries, tx pgx.Tx) error {
		err := q.AddImport(ctx, db.AddImportParams{
			ID: im.ID, BrandID: im.brand, Name: im.Name, Lines: im.Lines, Loaded: im.Loaded.Loaded, Known: im.Known, Conflicts: im.Conflicts,
			Refused: im.Refused, StartedBy: uuid.UUID(by), StartedAt: im.StartedAt, EndedAt: im.EndedAt,
		})
		if err != nil {
			return fmt.Errorf("note import: %w", err)
		}
		return im.keepRefusals(ctx, tx)
	})
}

// keepRefusals goes over a stage, like the facts themselves.
func (im *importing) keepRefusals(ctx context.Context, tx pgx.Tx) error {
	if len(im.refused) == 0 {
		return nil
	}
	if _, err := tx.Exec(ctx, "CREATE TEMP TABLE refused (import_id uuid, brand_id uuid, line bigint, says text) ON COMMIT DROP"); err != nil {
		return fmt.Errorf("make stage: %w", err)
	}
	rows := newCopier()
	for _, r := range im.refused {
		rows.row(4)
		rows.id(im.ID)
		rows.id(im.brand)
		rows.big(r.Line)
		rows.text(r.Says)
	}
	if err := rows.into(ctx, tx, "refused"); err != nil {
		return err
	}
	if _, err := tx.Exec(ctx, "INSERT INTO billing.import_refusal (import_id, brand_id, line, says) SELECT import_id, brand_id, line, says FROM refused"); err != nil {
		return fmt.Errorf("keep refused lines: %w", err)
	}
	return nil
}

// Imports lists the newest, of one brand or (by the zero brand) of all.
func (m *Meter) Imports(ctx context.Context, scope pg.Scope, brand uid.Brand, most int32) ([]Import, error) {
	return db.Look(ctx, m.pool, scope, func(q *db.Queries) ([]Import, error) {
		rows, err := q.Imports(ctx, db.ImportsParams{BrandID: uuid.UUID(brand), Most: most})
		if err != nil {
			return nil, fmt.Errorf("list imports: %w", err)
		}
		out := make([]Import, len(rows))
		for i, r := range rows {
			out[i] = Import{
				ID: r.ID, Brand: r.BrandID, Name: r.Name, Lines: r.Lines, Refused: r.Refused,
				Loaded: Loaded{r.Loaded, r.Known, r.Conflicts}, StartedAt: r.StartedAt, EndedAt: r.EndedAt, First: []Refusal{},
			}
		}
		return out, nil
	})
}

// Refusals lists the lines that an import did not take, after a line.
func (m *Meter) Refusals(ctx context.Context, scope pg.Scope, id uuid.UUID, after int64, most int32) ([]Refusal, error) {
	return db.Look(ctx, m.pool, scope, func(q *db.Queries) ([]Refusal, error) {
		rows, err := q.Refusals(ctx, db.RefusalsParams{ImportID: id, After: after, Most: most})
		if err != nil {
			return nil, fmt.Errorf("list refused lines: %w", err)
		}
		out := make([]Refusal, len(rows))
		for i, r := range rows {
			out[i] = Refusal{r.Line, r.Says}
		}
		return out, nil
	})
}
