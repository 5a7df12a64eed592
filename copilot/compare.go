package copilot

import (
	"context"
	"fmt"
	"hash/fnv"
	"math"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/manyhands/manyhands/copilot/internal/db"
	"github.com/manyhands/manyhands/internal/chat"
	"github.com/manyhands/manyhands/internal/fact"
	"github.com/manyhands/manyhands/internal/fault"
	"github.com/manyhands/manyhands/internal/pg"
	"github.com/manyhands/manyhands/internal/uid"
)

// Comparison is what conversations came to with drafts and without.
type Comparison struct {
	// Trial: the conversations without were drawn by lot, so that the
	// difference is the copilot's doing. Otherwise agents chose, and whatever
	// made them choose is in the difference too.
	Trial     bool       `json:"trial"`
	Enough    bool       `json:"enough"`
	Need      int        `json:"need"` // conversations on each side before a difference is shown
	With      int        `json:"with"`
	Without   int        `json:"without"`
	HoldoutBP int        `json:"holdout_bp"`
	Figures   []Measured `json:"figures"` // empty when there is not enough
}

// Measured is one figure on both sides, and its difference with the interval
// that holds the true one 95 times of 100.
type Measured struct {
	Name       string  `json:"name" enum:"handle_s,messages,resolved,csat"`
	With       float64 `json:"with"`
	Without    float64 `json:"without"`
	Difference float64 `json:"difference"`
	Low        float64 `json:"low"`
	High       float64 `json:"high"`
}

// leastCompared is how many conversations each side needs: with fewer the normal
// interval is not to be trusted.
const leastCompared = 30

// Compare tells what drafts did to a brand's conversations since a time.
func (c *Coach) Compare(ctx context.Context, brand uid.Brand, since time.Time) (Comparison, error) {
	var rows []db.CopilotContact
	err := c.inTx(ctx, pg.OfBrand(brand), func(tx pgx.Tx) (err error) {
		rows, err = db.New(tx).Contacts(ctx, db.ContactsParams{BrandID: brand, Since: since})
		return err
	})
	if err != nil {
		return Comparison{}, fmt.Errorf("read contacts: %w", err)
	}
	out := compare(rows)
	out.HoldoutBP = c.holdoutOf(brand)
	return out, nil
}

// compare takes the lot where enough were drawn, else who used a draft.
func compare(rows []db.CopilotContact) Comparison {
	drawn := 0
	for _, r := range rows {
		if r.HeldOut {
			drawn++
		}
	}
	out := Comparison{Trial: drawn >= leastCompared, Need: leastCompared, Figures: []Measured{}}
	with := func(r db.CopilotContact) bool {
		if out.Trial {
			return !r.HeldOut
		}
		return r.Taken > 0
	}
	for _, r := range rows {
		if with(r) {
			out.With++
		} else {
			out.Without++
		}
	}
	if out.Enough = out.With >= leastCompared && out.Without >= leastCompared; !out.Enough {
		return out
	}
	figures := []struct {
		name  string
		value func(db.CopilotContact) (float64, bool)
	}{
		{"handle_s", func(r db.CopilotContact) (float64, bool) { return float64(r.HandleMs) / 1000, true }},
		{"messages", func(r db.CopilotContact) (float64, bool) { return float64(r.Said), true }},
		{"resolved", func(r db.CopilotContact) (float64, bool) { return share(resolved[r.Outcome]), true }},
		{"csat", func(r db.CopilotContact) (float64, bool) { return float64(r.Csat), r.Csat > 0 }},
	}
	for _, f := range figures {
		var a, b sample
		for _, r := range rows {
			if v, known := f.value(r); known && with(r) {
				a.add(v)
			} else if known {
				b.add(v)
			}
		}
		if a.n >= leastCompared && b.n >= leastCompared {
			out.Figures = append(out.Figures, a.less(f.name, b))
		}
	}
	return out
}

// resolved are the reasons to close that say so: chat's own outcomes do not
// tell a person's answer from a shrug.
var resolved = map[string]bool{"confirmed": true, "answered": true}

func share(yes bool) float64 {
	if yes {
		return 1
	}
	return 0
}

// sample is values by their sums.
type sample struct {
	n           int
	sum, square float64
}

func (s *sample) add(v float64) {
	s.n++
	s.sum += v
	s.square += v * v
}

func (s sample) mean() float64 { return s.sum / float64(s.n) }

// error2 is the square of the mean's standard error.
func (s sample) error2() float64 {
	n := float64(s.n)
	return max(s.square-s.sum*s.sum/n, 0) / (n - 1) / n
}

// less is s minus b with Welch's interval; with 30 and more on each side the
// normal quantile is within a twentieth of his t.
func (s sample) less(name string, b sample) Measured {
	const z = 1.96
	d, half := s.mean()-b.mean(), z*math.Sqrt(s.error2()+b.error2())
	return Measured{Name: name, With: s.mean(), Without: b.mean(), Difference: d, Low: d - half, High: d + half}
}

// keepContact writes down what a conversation with a person cost.
func (c *Coach) keepContact(ctx context.Context, q *db.Queries, f fact.ChatClosed, said []chat.Message) error {
	if f.TakenAt == nil {
		return nil
	}
	p := db.PutContactParams{
		ChatID: f.Chat, BrandID: f.Brand, AgentID: f.Agent, HeldOut: c.heldOut(f.Brand, f.Chat),
		HandleMs: max(f.At.Sub(*f.TakenAt).Milliseconds(), 0), Outcome: f.Reason, Csat: int32(f.CSAT), ClosedAt: f.At,
	}
	for _, m := range said {
		if m.Author == chat.Agent {
			p.Said++
		}
	}
	if err := q.PutContact(ctx, p); err != nil {
		return fmt.Errorf("keep contact: %w", err)
	}
	return nil
}

// ErrHoldout is a share that cannot be held out.
var ErrHoldout = fault.New(fault.Invalid, "holdout_wrong", "at most half of the conversations can be answered without drafts")

// HoldOut sets the share of a brand's conversations that is answered without
// drafts, to compare with. It returns ErrHoldout.
func (c *Coach) HoldOut(ctx context.Context, brand uid.Brand, bp int, by string) error {
	const half = 5000
	if bp < 0 || bp > half {
		return ErrHoldout
	}
	err := c.inTx(ctx, pg.OfBrand(brand), func(tx pgx.Tx) error {
		return db.New(tx).PutSetting(ctx, db.PutSettingParams{BrandID: brand, HoldoutBp: int32(bp), ByWhom: by, At: c.clock.Now()})
	})
	if err != nil {
		return fmt.Errorf("keep hold-out: %w", err)
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.holdouts[brand] = bp
	return nil
}

// readSettings learns what another copy of the program was told.
func (c *Coach) readSettings(ctx context.Context) error {
	var rows []db.SettingsRow
	err := c.inTx(ctx, pg.Everything, func(tx pgx.Tx) (err error) {
		rows, err = db.New(tx).Settings(ctx)
		return err
	})
	if err != nil {
		return fmt.Errorf("read copilot settings: %w", err)
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, r := range rows {
		c.holdouts[r.BrandID] = int(r.HoldoutBp)
	}
	return nil
}

func (c *Coach) holdoutOf(brand uid.Brand) int {
	c.mu.RLock()
	defer c.mu.RUnlock()
	return c.holdouts[brand]
}

// heldOut draws the lot: the same conversation draws the same, in every copy.
func (c *Coach) heldOut(brand uid.Brand, id uid.Chat) bool {
	bp := c.holdoutOf(brand)
	if bp == 0 {
		return false
	}
	h := fnv.New32a()
	_, _ = h.Write(id[:]) // a hash takes everything
	return int(h.Sum32()%10_000) < bp
}
