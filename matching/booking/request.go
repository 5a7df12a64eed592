package booking

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/manyhands/manyhands/internal/fault"
	"github.com/manyhands/manyhands/internal/pg"
	"github.com/manyhands/manyhands/internal/tag"
	"github.com/manyhands/manyhands/internal/uid"
	"github.com/manyhands/manyhands/matching/internal/db"
	"github.com/manyhands/manyhands/matching/internal/ground"
	"github.com/manyhands/manyhands/matching/plan"
)

// required is what an agent must hold for a request: what the brand asked for,
// its certificate, and its first language. Its other languages are preferred:
// a shift is one person, and few speak them all.
func (r Request) required(slug string) tag.Set {
	out := slices.Clone(r.Require)
	out = append(out, tag.Tag("brand:"+slug), tag.Tag("lang:"+r.Languages[0]))
	slices.Sort(out)
	return slices.Compact(out)
}

func (r Request) Preferred() []plan.Preference {
	var out []plan.Preference
	for _, p := range r.Prefer {
		out = append(out, plan.Preference{Tag: p.Tag, Weight: p.Weight})
	}
	for _, l := range r.Languages[1:] {
		out = append(out, plan.Preference{Tag: tag.Tag("lang:" + l), Weight: 1})
	}
	return out
}

// What a request can be refused for.
var (
	ErrNoRequest = fault.New(fault.NotFound, "request_unknown", "there is no such request")
	ErrState     = fault.New(fault.Conflict, "request_move_refused", "the request is past that step, or not there yet")
)

// State is how far a request is.
type State string

// The states of a request.
const (
	Draft     State = "draft"
	Forecast  State = "forecast"
	Quoted    State = "quoted"
	Booked    State = "booked"
	Filling   State = "filling" // some seats are not accepted
	Filled    State = "filled"
	Running   State = "running"
	Settled   State = "settled"
	Cancelled State = "cancelled"
)

// requestMoves is which state may follow which. Before the booking a step may
// be done again.
var requestMoves = map[State][]State{
	Draft:    {Forecast, Cancelled},
	Forecast: {Forecast, Quoted, Cancelled},
	Quoted:   {Forecast, Quoted, Booked, Cancelled},
	Booked:   {Filling, Filled, Running},
	Filling:  {Filled, Running},
	Filled:   {Filling, Running},
	Running:  {Settled},
}

func (s State) May(to State) bool {
	for _, next := range requestMoves[s] {
		if next == to {
			return true
		}
	}
	return false
}

// Preference is a tag that the brand would like an agent to hold.
type Preference struct {
	Tag    tag.Tag `json:"tag"`
	Weight float64 `json:"weight"`
}

// Request is what a brand asks for: people for the hours of a sales event.
type Request struct {
	ID           uid.Request  `json:"id"`
	Brand        uid.Brand    `json:"brand_id"`
	Event        string       `json:"event"`
	Kind         string       `json:"kind"`
	Starts       time.Time    `json:"starts"`
	Ends         time.Time    `json:"ends"`
	Opens        int          `json:"opens" doc:"minutes after midnight at which the desk opens"`
	Closes       int          `json:"closes"`
	Timezone     string       `json:"timezone"`
	Channels     []string     `json:"channels"`
	Categories   []string     `json:"categories"`
	Languages    []string     `json:"languages"`
	Require      tag.Set      `json:"require"`
	Prefer       []Preference `json:"prefer"`
	Multiplier   *float64     `json:"multiplier,omitempty"`
	DeflectionBP int          `json:"deflection_bp"`
	Plan         string       `json:"plan"`
	BudgetMinor  *int64       `json:"budget_minor,omitempty"`
	Staffing     Settings     `json:"staffing"`
	InParts      bool         `json:"in_parts" doc:"an open seat may be taken in parts of half an hour up"`
	State        State        `json:"state"`
	CreatedAt    time.Time    `json:"created_at"`
	// Agreed are terms that were agreed on before the booking; without them the
	// promise's own hold.
	Agreed *termsVersion `json:"agreed_terms,omitempty"`
}

// Zone is where the request's wall clock hangs.
func (r Request) Zone() *time.Location {
	z, err := time.LoadLocation(r.Timezone)
	if err != nil { // it was loaded when the request was made
		return time.UTC
	}
	return z
}

// Ask writes a request down. It returns ErrRequest, which names every field
// that is wrong.
func (b *Bureau) Ask(ctx context.Context, brand uid.Brand, w Wish) (Request, error) {
	who, err := b.on.Register.Brand(ctx, brand)
	if err != nil {
		return Request{}, err
	}
	known, err := b.History(ctx, brand)
	if err != nil {
		return Request{}, err
	}
	r, err := w.request(who, known, b.on.Clock.Now())
	if err != nil {
		return Request{}, err
	}
	r.ID, r.Brand, r.CreatedAt = uid.New[uid.Request](), brand, b.on.Clock.Now()
	prefer, err := json.Marshal(r.Prefer)
	if err != nil {
		return Request{}, fmt.Errorf("write preferences: %w", err)
	}
	settings, err := json.Marshal(r.Staffing)
	if err != nil {
		return Request{}, fmt.Errorf("write staffing settings: %w", err)
	}
	err = b.on.In(ctx, pg.OfBrand(brand), func(q *db.Queries, _ pgx.Tx) error {
		return q.AddRequest(ctx, db.AddRequestParams{
			ID: r.ID, BrandID: brand, Event: r.Event, Kind: r.Kind, Starts: r.Starts, Ends: r.Ends, Opens: int32(r.Opens), Closes: int32(r.Closes),
			Timezone: r.Timezone, Channels: r.Channels, Categories: r.Categories, Languages: r.Languages, Require: r.Require.Strings(), Prefer: prefer,
			Multiplier: r.Multiplier, DeflectionBp: int32(r.DeflectionBP), Plan: r.Plan, BudgetMinor: r.BudgetMinor, Staffing: settings, CreatedAt: r.CreatedAt,
			InParts: r.InParts,
		})
	})
	if err != nil {
		return Request{}, fmt.Errorf("add request: %w", err)
	}
	return r, nil
}

// Request finds one request of a brand. It returns ErrNoRequest.
func (b *Bureau) Request(ctx context.Context, brand uid.Brand, id uid.Request) (Request, error) {
	return ground.Look(ctx, b.on, pg.OfBrand(brand), func(q *db.Queries) (Request, error) { return RequestOf(ctx, q, id) })
}

// Listed is a request as the list shows it.
type Listed struct {
	ID       uid.Request `json:"id"`
	Event    string      `json:"event"`
	Kind     string      `json:"kind"`
	Starts   time.Time   `json:"starts"`
	Ends     time.Time   `json:"ends"`
	State    State       `json:"state"`
	Plan     string      `json:"plan"`
	Peak     int         `json:"people_at_peak"`
	Seats    int         `json:"seats"`
	Accepted int         `json:"seats_accepted"`
}

// Requests lists a brand's requests, newest first.
func (b *Bureau) Requests(ctx context.Context, brand uid.Brand) ([]Listed, error) {
	return ground.Look(ctx, b.on, pg.OfBrand(brand), func(q *db.Queries) ([]Listed, error) {
		rows, err := q.RequestsOf(ctx, brand)
		if err != nil {
			return nil, fmt.Errorf("list requests: %w", err)
		}
		out := make([]Listed, len(rows))
		for i, r := range rows {
			out[i] = Listed{r.ID, r.Event, r.Kind, r.Starts, r.Ends, State(r.State), r.Plan, int(r.Peak), int(r.Seats), int(r.Accepted)}
		}
		return out, nil
	})
}

// Cancel ends a request that was not booked. It returns ErrNoRequest and
// ErrState.
func (b *Bureau) Cancel(ctx context.Context, brand uid.Brand, id uid.Request) error {
	return b.on.In(ctx, pg.OfBrand(brand), func(q *db.Queries, _ pgx.Tx) error {
		if err := lockFor(ctx, q, id, Cancelled); err != nil {
			return err
		}
		return q.SetRequestState(ctx, db.SetRequestStateParams{ID: id, State: string(Cancelled)})
	})
}

// AllowParts says whether open seats of a request may be taken in parts; what
// was split already stays split. It returns ErrNoRequest, and ErrState for one
// that is over.
func (b *Bureau) AllowParts(ctx context.Context, brand uid.Brand, id uid.Request, allow bool) (r Request, err error) {
	err = b.on.In(ctx, pg.OfBrand(brand), func(q *db.Queries, _ pgx.Tx) error {
		state, err := q.LockRequest(ctx, id)
		if errors.Is(err, pgx.ErrNoRows) {
			return ErrNoRequest
		}
		if err != nil {
			return fmt.Errorf("lock request: %w", err)
		}
		if State(state) == Settled || State(state) == Cancelled {
			return ErrState.At("state", "one with seats ahead", state)
		}
		if err := q.AllowParts(ctx, db.AllowPartsParams{ID: id, InParts: allow}); err != nil {
			return fmt.Errorf("allow parts: %w", err)
		}
		r, err = RequestOf(ctx, q, id)
		return err
	})
	return r, err
}

// lockFor locks a request and refuses a state that may not follow its own.
func lockFor(ctx context.Context, q *db.Queries, id uid.Request, to State) error {
	state, err := q.LockRequest(ctx, id)
	if errors.Is(err, pgx.ErrNoRows) {
		return ErrNoRequest
	}
	if err != nil {
		return fmt.Errorf("lock request: %w", err)
	}
	if !State(state).May(to) {
		return ErrState.At("state", "one that "+string(to)+" may follow", state)
	}
	return nil
}

func RequestOf(ctx context.Context, q *db.Queries, id uid.Request) (Request, error) {
	row, err := q.Request(ctx, id)
	if errors.Is(err, pgx.ErrNoRows) {
		return Request{}, ErrNoRequest
	}
	if err != nil {
		return Request{}, fmt.Errorf("find request: %w", err)
	}
	r := Request{
		ID: row.ID, Brand: row.BrandID, Event: row.Event, Kind: row.Kind, Starts: row.Starts, Ends: row.Ends, Opens: int(row.Opens), Closes: int(row.Closes),
		Timezone: row.Timezone, Channels: row.Channels, Categories: row.Categories, Languages: row.Languages, Require: SetOf(row.Require),
		DeflectionBP: int(row.DeflectionBp), Plan: row.Plan, BudgetMinor: row.BudgetMinor, State: State(row.State), CreatedAt: row.CreatedAt, InParts: row.InParts,
	}
	if row.Typed {
		r.Multiplier = &row.Multiplier
	}
	if err := json.Unmarshal(row.Prefer, &r.Prefer); err != nil {
		return Request{}, fmt.Errorf("read preferences: %w", err)
	}
	if err := json.Unmarshal(row.Staffing, &r.Staffing); err != nil {
		return Request{}, fmt.Errorf("read staffing settings: %w", err)
	}
	if err := json.Unmarshal(row.Agreed, &r.Agreed); err != nil {
		return Request{}, fmt.Errorf("read agreed terms: %w", err)
	}
	return r, nil
}

// SetOf reads tags that were checked when they were stored.
func SetOf(list []string) tag.Set {
	out := make(tag.Set, len(list))
	for i, s := range list {
		out[i] = tag.Tag(s)
	}
	return out
}
