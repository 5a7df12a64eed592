package payout

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"github.com/manyhands/manyhands/billing/payout/internal/db"
	"github.com/manyhands/manyhands/internal/money"
	"github.com/manyhands/manyhands/internal/uid"
)

// Head is a payrun as a list shows it.
type Head struct {
	ID             uid.Payrun   `json:"id"`
	Number         string       `json:"number"`
	Currency       string       `json:"currency"`
	Driver         string       `json:"driver" enum:"bank,stripe"`
	State          string       `json:"state" enum:"draft,approved,submitting,settled,partial,void"`
	MadeAt         time.Time    `json:"made_at"`
	SubmittedAt    *time.Time   `json:"submitted_at,omitempty"`
	SettledAt      *time.Time   `json:"settled_at,omitempty"`
	Items          int64        `json:"items_count"`
	Failed         int64        `json:"failed_count"`
	GrossMinor     money.Amount `json:"gross_minor"`
	RecoveredMinor money.Amount `json:"recovered_minor" doc:"kept for what agents owed"`
	TaxMinor       money.Amount `json:"tax_minor" doc:"kept back for the tax office"`
	NetMinor       money.Amount `json:"net_minor"`
}

// Run is a payrun with its items.
type Run struct {
	Head
	MadeBy    string     `json:"made_by"`
	Approvals []Approval `json:"approvals"`
	Items     []Item     `json:"items"`
}

// Approval is one person's look at a run.
type Approval struct {
	Person uid.Person `json:"person_id"`
	Name   string     `json:"name"`
	At     time.Time  `json:"at"`
}

// Item is what one agent gets.
type Item struct {
	ID             uid.Payout   `json:"id"`
	Agent          uid.Agent    `json:"agent_id"`
	AgentName      string       `json:"agent_name"`
	GrossMinor     money.Amount `json:"gross_minor"`
	RecoveredMinor money.Amount `json:"recovered_minor"`
	TaxMinor       money.Amount `json:"tax_minor"`
	NetMinor       money.Amount `json:"net_minor"`
	State          string       `json:"state" enum:"waiting,sent,paid,failed,reversing,reversed"`
	Reason         string       `json:"reason,omitempty"`
	Reference      string       `json:"reference,omitempty"`
	SettledAt      *time.Time   `json:"settled_at,omitempty"`
}

// end of time, for the first page of a list.
var endless = time.Date(9999, 1, 1, 0, 0, 0, 0, time.UTC)

// Runs lists payruns, newest first; before and id are the last one of the page
// before.
func (m *Paymaster) Runs(ctx context.Context, before time.Time, id uuid.UUID, most int) ([]Head, error) {
	if before.IsZero() {
		before, id = endless, uuid.Max
	}
	out := []Head{}
	err := m.in(ctx, func(q *db.Queries, _ pgx.Tx) error {
		rows, err := q.Runs(ctx, db.RunsParams{Before: before, BeforeID: id, Most: int32(most)})
		if err != nil {
			return fmt.Errorf("list payruns: %w", err)
		}
		for _, r := range rows {
			out = append(out, Head{
				ID: r.ID, Number: r.Number, Currency: r.Currency, Driver: r.Driver, State: r.State, MadeAt: r.MadeAt, SubmittedAt: r.SubmittedAt,
				SettledAt: r.SettledAt, Items: r.Items, Failed: r.Failed, GrossMinor: money.Amount(r.GrossMinor), RecoveredMinor: money.Amount(r.RecoveredMinor),
				TaxMinor: money.Amount(r.TaxMinor), NetMinor: money.Amount(r.NetMinor),
			})
		}
		return nil
	})
	return out, err
}

// Run finds a payrun. It returns ErrNoRun.
func (m *Paymaster) Run(ctx context.Context, id uid.Payrun) (Run, error) {
	names, err := m.names(ctx)
	if err != nil {
		return Run{}, err
	}
	var out Run
	var made uid.Person
	err = m.in(ctx, func(q *db.Queries, _ pgx.Tx) error {
		r, err := q.Run(ctx, id)
		if errors.Is(err, pgx.ErrNoRows) {
			return ErrNoRun
		}
		if err != nil {
			return fmt.Errorf("find payrun: %w", err)
		}
		out = Run{Head: Head{
			ID: r.ID, Number: r.Number, Currency: r.Currency, Driver: r.Driver, State: r.State, MadeAt: r.MadeAt, SubmittedAt: r.SubmittedAt, SettledAt: r.SettledAt,
		}, Approvals: []Approval{}, Items: []Item{}}
		made = r.MadeBy
		said, err := q.Approvals(ctx, id)
		if err != nil {
			return fmt.Errorf("list approvals: %w", err)
		}
		for _, a := range said {
			out.Approvals = append(out.Approvals, Approval{Person: a.PersonID, At: a.At})
		}
		rows, err := q.Items(ctx, id)
		if err != nil {
			return fmt.Errorf("list items: %w", err)
		}
		for _, it := range rows {
			out.add(it, names[it.AgentID])
		}
		return nil
	})
	if err != nil {
		return Run{}, err
	}
	out.MadeBy = m.person(ctx, made)
	for i, a := range out.Approvals {
		out.Approvals[i].Name = m.person(ctx, a.Person)
	}
	return out, nil
}

// person is somebody's name, or their id where the register has none.
func (m *Paymaster) person(ctx context.Context, id uid.Person) string {
	p, err := m.register.Person(ctx, id)
	if err != nil {
		return id.String()
	}
	return p.Name
}

func (r *Run) add(it db.BillingPayrunItem, name string) {
	r.Items = append(r.Items, Item{
		it.ID, it.AgentID, name, money.Amount(it.GrossMinor), money.Amount(it.RecoveredMinor), money.Amount(it.TaxMinor), money.Amount(it.NetMinor),
		it.State, it.Reason, it.Reference, it.SettledAt,
	})
	r.Head.Items++
	if it.State == "failed" {
		r.Failed++
	}
	r.GrossMinor += money.Amount(it.GrossMinor)
	r.RecoveredMinor += money.Amount(it.RecoveredMinor)
	r.TaxMinor += money.Amount(it.TaxMinor)
	r.NetMinor += money.Amount(it.NetMinor)
}

func (m *Paymaster) names(ctx context.Context) (map[uid.Agent]string, error) {
	all, err := m.register.Agents(ctx)
	if err != nil {
		return nil, err
	}
	names := make(map[uid.Agent]string, len(all))
	for _, a := range all {
		names[a.ID] = a.Name
	}
	return names, nil
}
