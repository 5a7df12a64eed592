package billing

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/manyhands/manyhands/billing/internal/db"
	"github.com/manyhands/manyhands/internal/money"
	"github.com/manyhands/manyhands/internal/pg"
	"github.com/manyhands/manyhands/internal/uid"
)

// dunningDays are the days after a bill was due on which its brand is reminded.
var dunningDays = []int{1, 3, 7, 14}

// Reminder is one reminder of a late bill.
type Reminder struct {
	Day       int          `json:"day"`
	OwedMinor money.Amount `json:"owed_minor" doc:"less what was under dispute"`
	At        time.Time    `json:"at"`
}

// dueReminders are the days that a late bill is to be reminded of now: a copy
// that slept over several sends the newest alone.
func dueReminders(due, now time.Time, had []int) (day int, ok bool) {
	for _, d := range slices.Backward(dunningDays) {
		if now.Sub(due) >= time.Duration(d)*24*time.Hour {
			return d, !slices.Contains(had, d)
		}
	}
	return 0, false
}

// remindDue reminds brands of bills that are late. What is under dispute is not
// asked for; a bill that is disputed whole is left alone.
func (b *Book) remindDue(ctx context.Context) error {
	now := b.clock.Now()
	since := now.Add(-time.Duration(dunningDays[0]) * 24 * time.Hour)
	var reminded []uid.Brand
	err := db.In(ctx, b.pool, pg.Everything, func(q *db.Queries, _ pgx.Tx) error {
		late, err := q.LateInvoices(ctx, db.LateInvoicesParams{Now: &since, Last: int32(dunningDays[len(dunningDays)-1]), Most: batch})
		if err != nil {
			return fmt.Errorf("list late bills: %w", err)
		}
		for _, r := range late {
			done, err := remind(ctx, q, r, now)
			if err != nil {
				return fmt.Errorf("remind of invoice %s: %w", r.ID, err)
			}
			if done {
				reminded = append(reminded, r.BrandID)
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	for _, brand := range reminded {
		b.poke(brand, "reminder", nil)
	}
	return nil
}

func remind(ctx context.Context, q *db.Queries, r db.BillingInvoice, now time.Time) (bool, error) {
	days, err := q.DunningDays(ctx, r.ID)
	if err != nil {
		return false, fmt.Errorf("read reminders: %w", err)
	}
	had := make([]int, len(days))
	for i, d := range days {
		had[i] = int(d)
	}
	day, due := dueReminders(*r.DueAt, now, had)
	if !due {
		return false, nil
	}
	owed, err := owedNow(ctx, q, r)
	if err != nil {
		return false, err
	}
	if owed <= 0 {
		return false, nil
	}
	return true, q.AddDunning(ctx, db.AddDunningParams{InvoiceID: r.ID, BrandID: r.BrandID, Day: int32(day), OwedMinor: int64(owed), At: now})
}

// Reminders are those sent of a document, in order.
func (b *Book) Reminders(ctx context.Context, scope pg.Scope, id uid.Invoice) ([]Reminder, error) {
	return db.Look(ctx, b.pool, scope, func(q *db.Queries) ([]Reminder, error) {
		rows, err := q.Dunnings(ctx, id)
		if err != nil {
			return nil, fmt.Errorf("read reminders: %w", err)
		}
		out := make([]Reminder, len(rows))
		for i, r := range rows {
			out[i] = Reminder{int(r.Day), money.Amount(r.OwedMinor), r.At}
		}
		return out, nil
	})
}
