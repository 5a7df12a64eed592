package booking

import (
	"context"
	"errors"
	"fmt"
	"io"
	"math"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/manyhands/manyhands/internal/fault"
	"github.com/manyhands/manyhands/internal/pg"
	"github.com/manyhands/manyhands/internal/uid"
	"github.com/manyhands/manyhands/matching/forecast"
	"github.com/manyhands/manyhands/matching/internal/db"
	"github.com/manyhands/manyhands/matching/internal/ground"
)

// ErrFile refuses a file of which nothing can be read.
var ErrFile = fault.New(fault.Invalid, "import_unreadable", "nothing of the file can be read")

// Imported is what became of a file: what cannot be read is named and the rest
// is kept. Refused holds the first rows; Count is all of them.
type Imported struct {
	Accepted int           `json:"accepted"`
	Refused  []fault.Field `json:"refused"`
	Count    int           `json:"refused_count"`
}

func imported(accepted int, bad forecast.Refused) Imported {
	const most = 200 // an answer is read by a person
	out := Imported{Accepted: accepted, Count: bad.Count, Refused: []fault.Field{}}
	for _, r := range bad.Rows[:min(most, len(bad.Rows))] {
		out.Refused = append(out.Refused, fault.Field{Where: fmt.Sprintf("line %d, %s", r.Line, r.Field), Wanted: r.Want, Got: r.Got})
	}
	return out
}

// wrongFile makes an engine's refusal of a whole file a fault.
func wrongFile(err error) error {
	var w *forecast.WrongFile
	if errors.As(err, &w) {
		return ErrFile.At(fmt.Sprintf("line %d, %s", w.Line, w.Field), w.Want, w.Got)
	}
	return fmt.Errorf("read file: %w", err)
}

// historyBatch is how many rows go in one statement.
const historyBatch = 5000

// ImportHistory keeps a brand's contacts per interval:
// start,channel,contacts[,aht_s]. It returns ErrFile.
func (b *Bureau) ImportHistory(ctx context.Context, brand uid.Brand, r io.Reader) (Imported, error) {
	h, bad, err := forecast.ReadHistory(r)
	if err != nil {
		return Imported{}, wrongFile(err)
	}
	batch := db.KeepHistoryParams{BrandID: brand}
	err = b.on.In(ctx, pg.OfBrand(brand), func(q *db.Queries, _ pgx.Tx) error {
		var err error
		keep := func() {
			if err == nil && len(batch.Starts) > 0 {
				err = q.KeepHistory(ctx, batch)
			}
			batch = db.KeepHistoryParams{BrandID: brand}
		}
		h.Each(func(v forecast.Interval, step time.Duration) {
			batch.Channels = append(batch.Channels, v.Channel)
			batch.Starts = append(batch.Starts, v.Start)
			batch.Minutes = append(batch.Minutes, int32(max(1, step/time.Minute)))
			batch.Contacts = append(batch.Contacts, int32(math.Round(v.Contacts)))
			batch.AhtS = append(batch.AhtS, int32(v.AHT/time.Second))
			if len(batch.Starts) == historyBatch {
				keep()
			}
		})
		keep()
		return err
	})
	if err != nil {
		return Imported{}, fmt.Errorf("keep history: %w", err)
	}
	return imported(h.Len(), bad), nil
}

// ImportEvents keeps a brand's sales events: start,end,name,kind[,multiplier].
// It returns ErrFile.
func (b *Bureau) ImportEvents(ctx context.Context, brand uid.Brand, r io.Reader) (Imported, error) {
	events, bad, err := forecast.ReadEvents(r)
	if err != nil {
		return Imported{}, wrongFile(err)
	}
	err = b.on.In(ctx, pg.OfBrand(brand), func(q *db.Queries, _ pgx.Tx) error {
		for _, e := range events {
			p := db.KeepPastEventParams{BrandID: brand, Name: e.Name, Kind: e.Kind, Starts: e.Start, Ends: e.End}
			if e.Typed {
				p.Multiplier = &e.Multiplier
			}
			if err := q.KeepPastEvent(ctx, p); err != nil {
				return fmt.Errorf("keep event %q: %w", e.Name, err)
			}
		}
		return nil
	})
	if err != nil {
		return Imported{}, err
	}
	return imported(len(events), bad), nil
}

// Past is what a brand has brought of one channel.
type Past struct {
	Channel   string    `json:"channel"`
	Intervals int       `json:"intervals"`
	Since     time.Time `json:"since"`
	Last      time.Time `json:"last"`
	Contacts  int64     `json:"contacts"`
}

// History tells what a brand has brought of its past.
func (b *Bureau) History(ctx context.Context, brand uid.Brand) ([]Past, error) {
	return ground.Look(ctx, b.on, pg.OfBrand(brand), func(q *db.Queries) ([]Past, error) {
		rows, err := q.HistoryChannels(ctx, brand)
		if err != nil {
			return nil, fmt.Errorf("list history: %w", err)
		}
		out := make([]Past, len(rows))
		for i, r := range rows {
			out[i] = Past{r.Channel, int(r.Intervals), r.Since, r.Last, r.Contacts}
		}
		return out, nil
	})
}
