package training

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/jackc/pgx/v5"

	"github.com/manyhands/manyhands/internal/fault"
	"github.com/manyhands/manyhands/internal/pg"
	"github.com/manyhands/manyhands/internal/text/tongue"
	"github.com/manyhands/manyhands/internal/uid"
	"github.com/manyhands/manyhands/training/internal/db"
)

// What is refused about a second look.
var (
	ErrLookRows = fault.New(fault.Invalid, "second_look_rows", "a second look says of each row of the rubric, once, whether it was met in full, in part or not")
	ErrLooked   = fault.New(fault.Conflict, "second_look_made", "somebody looked at this conversation already; the first look counts")
)

// Sample is a conversation that was drawn for a person to look at as well.
type Sample struct {
	Chat      uid.Chat   `json:"chat_id"`
	Epoch     int        `json:"epoch"`
	Brand     uid.Brand  `json:"brand_id"`
	BrandName string     `json:"brand_name"`
	At        time.Time  `json:"at"`
	Rows      int        `json:"rows"`
	Alike     int        `json:"alike"`           // rows in which the person saw what the rules saw
	Score     *int       `json:"score,omitempty"` // the rules'; absent until somebody has looked
	By        string     `json:"by,omitempty"`
	LookedAt  *time.Time `json:"looked_at,omitempty"`
}

// Agreed is one row of the rubric over all second looks.
type Agreed struct {
	Item   string `json:"id"`
	Looked int64  `json:"looked"`
	Alike  int64  `json:"alike"`
	Harder int64  `json:"harder"` // the person gave less than the rules
	Softer int64  `json:"softer"`
}

// Samples is what was drawn, what waits first, and how far people and rules
// agree.
type Samples struct {
	Drawn     []Sample `json:"drawn"`
	Agreement []Agreed `json:"agreement"`
}

// Seen is a person's view of one row.
type Seen struct {
	Place int    `json:"place"`
	Saw   string `json:"saw" enum:"full,part,none"`
	Note  string `json:"note,omitempty" maxLength:"1000"`
}

// SampleRow is a row of the rubric to be looked at. What the rules made of it is
// there only once a person has looked: who knows a score repeats it.
type SampleRow struct {
	Place  int       `json:"place"`
	Item   string    `json:"id"`
	Points int       `json:"points"`
	Rules  *RuledRow `json:"rules,omitempty"`
	Person *Seen     `json:"person,omitempty"`
}

// RuledRow is what the rules made of a row.
type RuledRow struct {
	Got    int          `json:"got"`
	Seq    int          `json:"seq"`
	Says   tongue.Words `json:"says"`
	Better string       `json:"better,omitempty"`
}

// Opened is a sample with its rows. What was said is the log's to show.
type Opened struct {
	Sample
	Items []SampleRow `json:"items"`
}

// Samples lists what was drawn of a brand, or of all for the zero brand.
func (s *School) Samples(ctx context.Context, brand uid.Brand) (Samples, error) {
	const most = 200
	out := Samples{Drawn: []Sample{}, Agreement: []Agreed{}}
	err := pg.InTx(ctx, s.pool, scopeOf(brand), func(tx pgx.Tx) error {
		q := db.New(tx)
		rows, err := q.Drawn(ctx, most)
		if err != nil {
			return fmt.Errorf("list samples: %w", err)
		}
		for _, r := range rows {
			one, err := s.sampleOf(ctx, r)
			if err != nil {
				return err
			}
			out.Drawn = append(out.Drawn, one)
		}
		agreed, err := q.Agreement(ctx)
		for _, a := range agreed {
			out.Agreement = append(out.Agreement, Agreed(a))
		}
		return err
	})
	return out, err
}

func scopeOf(brand uid.Brand) pg.Scope {
	if brand.IsZero() {
		return pg.Everything
	}
	return pg.OfBrand(brand)
}

func (s *School) sampleOf(ctx context.Context, r db.DrawnRow) (Sample, error) {
	out := Sample{Chat: r.ChatID, Epoch: int(r.Epoch), Brand: r.BrandID, At: r.At, Rows: int(r.Rows)}
	b, err := s.brandOf(ctx, r.BrandID)
	if err != nil || !r.Looked {
		out.BrandName = b.Name
		return out, err
	}
	who, err := s.register.Person(ctx, uid.Person(r.Looker))
	score := int(r.Score)
	out.BrandName, out.By, out.Score, out.LookedAt, out.Alike = b.Name, who.Name, &score, &r.LookedAt, int(r.Alike)
	return out, err
}

// OpenSample shows a sample's rows. It returns ErrNoReview, also
// for another brand's and for what was not drawn.
func (s *School) OpenSample(ctx context.Context, brand uid.Brand, id uid.Chat, epoch int) (Opened, error) {
	var out Opened
	err := pg.InTx(ctx, s.pool, scopeOf(brand), func(tx pgx.Tx) error {
		q := db.New(tx)
		row, err := q.Review(ctx, db.ReviewParams{ChatID: id, Epoch: int32(epoch)})
		if errors.Is(err, pgx.ErrNoRows) || err == nil && !row.ByPerson {
			return ErrNoReview
		}
		if err != nil {
			return fmt.Errorf("find sample: %w", err)
		}
		review, err := reviewOf(ctx, q, row)
		if err != nil {
			return err
		}
		seen, err := q.Looked(ctx, db.LookedParams{ChatID: id, Epoch: int32(epoch)})
		if err != nil {
			return fmt.Errorf("read second look: %w", err)
		}
		out.Sample = Sample{Chat: id, Epoch: epoch, Brand: review.Brand, At: review.At, Rows: len(review.Items)}
		out.Items = beside(review.Items, seen)
		if len(seen) > 0 {
			out.Score = &review.Score
		}
		return nil
	})
	if err != nil {
		return out, err
	}
	b, err := s.brandOf(ctx, out.Brand)
	if err != nil {
		return out, err
	}
	out.BrandName = b.Name
	return out, nil
}

// beside puts a person's rows beside the rules', which are shown only then.
func beside(items []ReviewRow, seen []db.LookedRow) []SampleRow {
	out := make([]SampleRow, len(items))
	for i, it := range items {
		out[i] = SampleRow{Place: it.Place, Item: it.Item, Points: it.Points}
		for _, l := range seen {
			if int(l.Place) == it.Place {
				out[i].Person = &Seen{Place: it.Place, Saw: l.Saw, Note: l.Note}
				out[i].Rules = &RuledRow{Got: it.Got, Seq: it.Seq, Says: it.Says, Better: it.Better}
			}
		}
	}
	return out
}

// LookAgain keeps what a person made of a sample, every row of it, and shows it
// beside what the rules made of it. It returns ErrNoReview, ErrLookRows and
// ErrLooked.
func (s *School) LookAgain(ctx context.Context, by uid.Person, brand uid.Brand, id uid.Chat, epoch int, seen []Seen) (Opened, error) {
	sample, err := s.OpenSample(ctx, brand, id, epoch)
	if err != nil {
		return Opened{}, err
	}
	p := db.AddLookRowsParams{ChatID: id, Epoch: int32(epoch), BrandID: sample.Brand}
	named := map[int]bool{}
	for _, v := range seen {
		v.Note = strings.TrimSpace(strings.ReplaceAll(strings.ToValidUTF8(v.Note, "\uFFFD"), "\x00", ""))
		if v.Place < 1 || v.Place > len(sample.Items) || named[v.Place] || v.Saw != "full" && v.Saw != "part" && v.Saw != "none" || utf8.RuneCountInString(v.Note) > longestAppeal {
			return Opened{}, ErrLookRows
		}
		named[v.Place] = true
		p.Places, p.Saws, p.Notes = append(p.Places, int32(v.Place)), append(p.Saws, v.Saw), append(p.Notes, v.Note)
	}
	if len(named) != len(sample.Items) {
		return Opened{}, ErrLookRows
	}
	err = pg.InTx(ctx, s.pool, scopeOf(brand), func(tx pgx.Tx) error {
		q := db.New(tx)
		n, err := q.AddLook(ctx, db.AddLookParams{ChatID: id, Epoch: int32(epoch), BrandID: sample.Brand, PersonID: by, At: s.clock.Now()})
		if err == nil && n == 0 {
			return ErrLooked
		}
		if err != nil {
			return fmt.Errorf("keep second look: %w", err)
		}
		return q.AddLookRows(ctx, p)
	})
	if err != nil {
		return Opened{}, err
	}
	return s.OpenSample(ctx, brand, id, epoch)
}
