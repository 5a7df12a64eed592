package knowledge

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/manyhands/manyhands/internal/fault"
	"github.com/manyhands/manyhands/internal/knowledge/internal/db"
	"github.com/manyhands/manyhands/internal/uid"
)

// ErrKind refuses a kind of file that is not known.
var ErrKind = fault.New(fault.Invalid, "knowledge_kind_unknown", "markdown, csv, xlsx, html or talks was expected")

// ErrBringing tells that the same file is on its way in already.
var ErrBringing = fault.New(fault.Conflict, "knowledge_file_in_work", "the same file is being taken in just now")

// Brought is a file that was brought, as far as it got.
type Brought struct {
	Kind      string    `json:"kind"`
	Name      string    `json:"name"`
	Rows      int       `json:"rows"`
	Done      int       `json:"done"`
	Accepted  int       `json:"accepted"`  // in force now
	Proposed  int       `json:"proposed"`  // wait for a person's yes
	Unchanged int       `json:"unchanged"` // were on the shelf word for word
	Refused   []Refusal `json:"refused"`
	At        time.Time `json:"at"`
}

// batch of rows that are taken in together: what a crash can cost.
const batch = 100

// proposing are the kinds that nobody wrote as an article: a person decides.
var proposing = map[string]bool{"html": true, "talks": true}

// readKind reads the rows of a file. It returns ErrKind and the refusals of
// the kind.
func readKind(kind, name string, b []byte) ([]Row, error) {
	switch kind {
	case "markdown":
		a, err := ReadArticle(name, b)
		if err != nil {
			return nil, err
		}
		return []Row{{Line: 1, Article: a}}, nil
	case "csv":
		return ReadTable(b)
	case "xlsx":
		return ReadSheet(b)
	case "html":
		return ReadPage(name, b)
	case "talks":
		return ReadTalks(b)
	}
	return nil, ErrKind
}

// Bring takes a file of articles in, row by row: a wrong row is refused with
// its line and the others are kept. The same file sent again goes on where it
// stopped. It returns ErrKind, ErrBringing, ErrTooLarge and the refusals of the
// kind (ErrArticle, ErrTable, ErrSheet, ErrPage, ErrTalks).
func (l *Library) Bring(ctx context.Context, brand uid.Brand, kind, name string, b []byte, by string) (Brought, error) {
	rows, err := readKind(kind, name, b)
	if err != nil {
		return Brought{}, err
	}
	sum := sha256.Sum256(b)
	load := load{brand: brand, kind: kind, digest: hex.EncodeToString(sum[:]), by: by}
	begun, err := one(ctx, l, brand, func(q *db.Queries) (db.KnowledgeBrought, error) {
		return q.BeginBringing(ctx, db.BeginBringingParams{BrandID: brand, Digest: load.digest, Kind: kind, Name: name, Rows: int32(len(rows)), ByWhom: by, At: l.clock.Now()})
	})
	if err != nil {
		return Brought{}, fmt.Errorf("begin %s: %w", name, err)
	}
	for from := int(begun.Done); from < len(rows); from += batch {
		if err := l.carry(ctx, load, from, rows[from:min(from+batch, len(rows))]); err != nil {
			return Brought{}, err
		}
	}
	return l.broughtOf(ctx, load)
}

// load is one file on its way in.
type load struct {
	brand        uid.Brand
	kind, digest string
	by           string
}

// carry takes a batch in, in one transaction with the mark of how far it got.
func (l *Library) carry(ctx context.Context, load load, from int, rows []Row) error {
	_, err := one(ctx, l, load.brand, func(q *db.Queries) (struct{}, error) {
		known, err := statesOf(ctx, q, load.brand)
		if err != nil {
			return struct{}{}, err
		}
		var p db.GoOnBringingParams
		wrong := []Refusal{}
		for _, row := range rows {
			if row.Refused != nil {
				wrong = append(wrong, *row.Refused)
				continue
			}
			if err := l.shelve(ctx, q, load, row, known, &p); err != nil {
				return struct{}{}, err
			}
		}
		p.BrandID, p.Digest, p.Kind, p.Begun, p.Till = load.brand, load.digest, load.kind, int32(from), int32(from+len(rows))
		if p.Refused, err = json.Marshal(wrong); err != nil {
			return struct{}{}, fmt.Errorf("write refusals: %w", err)
		}
		n, err := q.GoOnBringing(ctx, p)
		if err != nil {
			return struct{}{}, fmt.Errorf("mark rows as taken: %w", err)
		}
		if n == 0 {
			return struct{}{}, ErrBringing
		}
		if p.Accepted == 0 {
			return struct{}{}, nil
		}
		return struct{}{}, q.Bump(ctx, load.brand)
	})
	return err
}

func (l *Library) shelve(ctx context.Context, q *db.Queries, load load, row Row, known map[string]Shelved, p *db.GoOnBringingParams) error {
	a, state, why := row.Article, "approved", "brought: "+load.kind
	if row.Why != "" {
		why += "\n" + row.Why
	}
	if proposing[load.kind] {
		state = "proposed"
	}
	if was, ok := known[a.ID]; ok && sameWords(was.Article, a) && (was.State == state || state == "proposed") {
		p.Unchanged++ // also what was rejected once: it is not asked again
		return nil
	}
	if state == "proposed" {
		p.Proposed++
	} else {
		p.Accepted++
	}
	return l.putOne(ctx, q, load.brand, a, state, why, load.by)
}

func (l *Library) putOne(ctx context.Context, q *db.Queries, brand uid.Brand, a Article, state, why, by string) error {
	doc, err := json.Marshal(a)
	if err != nil {
		return fmt.Errorf("write article: %w", err)
	}
	if _, err := q.PutArticle(ctx, db.PutArticleParams{BrandID: brand, ID: a.ID, State: state, Doc: doc, Why: why, ByWhom: by, At: l.clock.Now()}); err != nil {
		return fmt.Errorf("keep article %s: %w", a.ID, err)
	}
	return nil
}

// sameWords tells whether a shopper would read the same.
func sameWords(a, b Article) bool {
	same := func(x, y *time.Time) bool { return x == y || x != nil && y != nil && x.Equal(*y) }
	return a.Title == b.Title && a.Body == b.Body && a.Intent == b.Intent && a.Lang == b.Lang && slices.Equal(a.Questions, b.Questions) &&
		slices.Equal(a.Tags, b.Tags) && same(a.ValidFrom, b.ValidFrom) && same(a.ValidTill, b.ValidTill)
}

// statesOf is the newest version of everything that was ever shelved.
func statesOf(ctx context.Context, q *db.Queries, brand uid.Brand) (map[string]Shelved, error) {
	rows, err := q.ArticleStates(ctx, brand)
	if err != nil {
		return nil, fmt.Errorf("list what is shelved: %w", err)
	}
	out := make(map[string]Shelved, len(rows))
	for _, r := range rows {
		s, err := shelved(r.Doc, r.Version, Shelved{State: r.State})
		if err != nil {
			return nil, err
		}
		out[r.ID] = s
	}
	return out, nil
}

// Bringings lists the files that were brought, the newest first.
func (l *Library) Bringings(ctx context.Context, brand uid.Brand) ([]Brought, error) {
	return one(ctx, l, brand, func(q *db.Queries) ([]Brought, error) {
		rows, err := q.Bringings(ctx, brand)
		if err != nil {
			return nil, fmt.Errorf("list files: %w", err)
		}
		out := make([]Brought, len(rows))
		for i, r := range rows {
			if out[i], err = broughtFrom(r); err != nil {
				return nil, err
			}
		}
		return out, nil
	})
}

func (l *Library) broughtOf(ctx context.Context, load load) (Brought, error) {
	return one(ctx, l, load.brand, func(q *db.Queries) (Brought, error) {
		r, err := q.BroughtFile(ctx, db.BroughtFileParams{BrandID: load.brand, Digest: load.digest, Kind: load.kind})
		if errors.Is(err, pgx.ErrNoRows) {
			return Brought{}, ErrBringing
		}
		if err != nil {
			return Brought{}, fmt.Errorf("find file: %w", err)
		}
		return broughtFrom(r)
	})
}

func broughtFrom(r db.KnowledgeBrought) (Brought, error) {
	out := Brought{
		Kind: r.Kind, Name: r.Name, Rows: int(r.Rows), Done: int(r.Done), Accepted: int(r.Accepted), Proposed: int(r.Proposed), Unchanged: int(r.Unchanged), At: r.At,
	}
	if err := json.Unmarshal(r.Refused, &out.Refused); err != nil {
		return out, fmt.Errorf("read refusals: %w", err)
	}
	return out, nil
}
