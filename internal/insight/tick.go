package insight

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"github.com/manyhands/manyhands/internal/insight/internal/db"
	"github.com/manyhands/manyhands/internal/live"
	"github.com/manyhands/manyhands/internal/uid"
)

// paceOfPushes bounds how often a screen is told that its wall moved.
const paceOfPushes = time.Second

// push is what a screen hears: how it stands now, and that the counts moved.
type push struct {
	At       time.Time `json:"at"`
	Brand    uid.Brand `json:"brand_id"` // zero on the floor: the whole
	Revision int64     `json:"revision"`
	Now      Now       `json:"now"`
}

// Tick looks at how it stands, keeps it for the charts, and tells the screens
// of the brands that moved since the last look. It is called often and works
// at most once a second.
func (w *Wall) Tick(ctx context.Context) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	at := w.clock.Now()
	if d := at.Sub(w.last); d >= 0 && d < paceOfPushes {
		return nil
	}
	stand, err := w.now(ctx)
	if err != nil {
		return err
	}
	revisions, err := w.revisions(ctx)
	if err != nil {
		return err
	}
	var whole int64
	for brand, n := range revisions {
		whole += n
		if _, ok := stand[brand]; !ok {
			stand[brand] = Now{}
		}
	}
	revisions[uid.Brand{}] = whole
	newMinute := !at.Truncate(time.Minute).Equal(w.last.Truncate(time.Minute))
	var moved []push
	for brand, n := range stand {
		p := push{Brand: brand, Revision: revisions[brand], Now: orNobody(n)}
		if was := w.told(p); was || newMinute && !brand.IsZero() {
			p.At = at
			moved = append(moved, p)
		}
	}
	if err := w.gauge(ctx, at.Truncate(time.Minute), moved); err != nil {
		return err
	}
	w.last = at
	for _, p := range moved {
		topic := live.BrandTopic(p.Brand)
		if p.Brand.IsZero() {
			topic = live.FloorTopic
		}
		w.hub.Whisper(topic, "wall", p)
	}
	return nil
}

// told remembers what a brand's screens are told; it is true when that differs
// from the last time. Waiting grows older by itself, which is not a move.
func (w *Wall) told(p push) bool {
	p.Now.OldestWaitMS = 0
	raw, err := json.Marshal(p)
	if err != nil || w.pushed[p.Brand] == string(raw) {
		return err != nil
	}
	w.pushed[p.Brand] = string(raw)
	return true
}

func (w *Wall) revisions(ctx context.Context) (map[uid.Brand]int64, error) {
	rows, err := read(ctx, w, uid.Brand{}, func(q *db.Queries) ([]db.InsightRevision, error) { return q.Revisions(ctx) })
	if err != nil {
		return nil, fmt.Errorf("read what moved: %w", err)
	}
	out := make(map[uid.Brand]int64, len(rows)+1)
	for _, r := range rows {
		out[r.BrandID] = r.N
	}
	return out, nil
}

// gauge keeps how each brand stood in a minute.
func (w *Wall) gauge(ctx context.Context, minute time.Time, moved []push) error {
	_, err := read(ctx, w, uid.Brand{}, func(q *db.Queries) (struct{}, error) {
		for _, p := range moved {
			if p.Brand.IsZero() {
				continue // the sum of the brands
			}
			err := q.PutGauge(ctx, db.PutGaugeParams{
				BrandID: p.Brand, At: minute, Bot: int32(p.Now.Bot), Waiting: int32(p.Now.Waiting), Human: int32(p.Now.Human),
				Available: int32(p.Now.Agents["available"] + p.Now.Agents["busy"]),
			})
			if err != nil {
				return struct{}{}, fmt.Errorf("keep gauge: %w", err)
			}
		}
		return struct{}{}, nil
	})
	return err
}
