package booking

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/manyhands/manyhands/internal/fault"
	"github.com/manyhands/manyhands/internal/pg"
	"github.com/manyhands/manyhands/internal/uid"
	"github.com/manyhands/manyhands/matching/forecast"
	"github.com/manyhands/manyhands/matching/internal/db"
	"github.com/manyhands/manyhands/matching/internal/ground"
	"github.com/manyhands/manyhands/matching/staffing"
)

// What a forecast can be refused for.
var (
	ErrNoHistory  = fault.New(fault.Conflict, "history_missing", "there is no history of these channels before the event; import it first")
	ErrNoForecast = fault.New(fault.Conflict, "forecast_missing", "the request has no forecast yet")
	ErrNoHours    = fault.New(fault.Conflict, "forecast_empty", "no half hour of the event lies in the hours that the desk is open")
)

const (
	HalfHour = 30 * time.Minute
	// Together is the channel of the row that people are booked by: an agent
	// answers every channel of a brand, so the channels share one line.
	Together = "*"
	// farBack bounds what a forecast looks at.
	farBack = 3 * 366 * 24 * time.Hour
)

// Need is one half hour of a channel, or of all together: how many will write,
// how many of them a person answers, and the people that takes.
type Need struct {
	Channel        string    `json:"channel"`
	Start          time.Time `json:"start"`
	Mean           float64   `json:"mean"`
	P10            float64   `json:"p10"`
	P50            float64   `json:"p50"`
	P90            float64   `json:"p90"`
	HumanMean      float64   `json:"human_mean"`
	Agents         int       `json:"agents"`
	AgentsPaid     int       `json:"agents_paid"`
	ServiceLevelBP int       `json:"service_level_bp"`
	OccupancyBP    int       `json:"occupancy_bp"`
}

// Prospect is a request's forecast and what it needs.
type Prospect struct {
	Interval int    `json:"interval_s"`
	Points   []Need `json:"points"`
	Report   Report `json:"report"`
}

// Report says how the forecast was made and how near its like came.
type Report struct {
	MadeAt       time.Time         `json:"made_at"`
	Channels     []forecast.Report `json:"channels"`
	Without      []string          `json:"channels_without_history"`
	HandlingS    map[string]int    `json:"handling_s"`
	DeflectionBP int               `json:"deflection_bp"`
	Staffing     Settings          `json:"staffing"`
	Peak         int               `json:"people_at_peak"`
	PeakAt       time.Time         `json:"peak_at"`
	Hours        float64           `json:"agent_hours"`
	Contacts     float64           `json:"contacts"`
	Human        float64           `json:"human_contacts"`
}

// past is what a forecast is made from.
type past struct {
	history  *forecast.History
	events   []forecast.Event
	handling map[string]time.Duration
	without  []string
}

// Foresee makes a request's forecast and its need, in place of the ones before.
// It returns ErrNoRequest, ErrState, ErrNoHistory and ErrNoHours.
func (b *Bureau) Foresee(ctx context.Context, brand uid.Brand, id uid.Request) (Prospect, error) {
	r, err := b.Request(ctx, brand, id)
	if err != nil {
		return Prospect{}, err
	}
	if !r.State.May(Forecast) {
		return Prospect{}, ErrState.At("state", "one that forecast may follow", string(r.State))
	}
	p, err := ground.Look(ctx, b.on, pg.OfBrand(brand), func(q *db.Queries) (past, error) { return pastOf(ctx, q, r) })
	if err != nil {
		return Prospect{}, err
	}
	out, err := prospect(r, p) // outside any transaction: it may take seconds
	if err != nil {
		return Prospect{}, err
	}
	out.Report.MadeAt = b.on.Clock.Now()
	return out, b.keepProspect(ctx, r, out)
}

func pastOf(ctx context.Context, q *db.Queries, r Request) (past, error) {
	rows, err := q.HistoryOf(ctx, db.HistoryOfParams{BrandID: r.Brand, Channels: r.Channels, Since: r.Starts.Add(-farBack), Before: r.Starts})
	if err != nil {
		return past{}, fmt.Errorf("read history: %w", err)
	}
	zone := r.Zone()
	p := past{history: &forecast.History{}, handling: map[string]time.Duration{}}
	for i, row := range rows {
		p.history.Add(forecast.Interval{
			Start: row.Start.In(zone), Channel: row.Channel, Contacts: float64(row.Contacts), AHT: time.Duration(row.AhtS) * time.Second,
		}, i)
	}
	var refused forecast.Refused
	p.history.Settle(&refused) // rows of the table were settled when they came
	known := p.history.Channels()
	for _, c := range r.Channels {
		if !slices.Contains(known, c) {
			p.without = append(p.without, c)
		}
	}
	times, err := q.HandlingTime(ctx, db.HandlingTimeParams{BrandID: r.Brand, Channels: r.Channels})
	if err != nil {
		return past{}, fmt.Errorf("read handling times: %w", err)
	}
	for _, t := range times {
		p.handling[t.Channel] = time.Duration(t.AhtS) * time.Second
	}
	events, err := q.PastEvents(ctx, r.Brand)
	if err != nil {
		return past{}, fmt.Errorf("read events: %w", err)
	}
	for _, e := range events {
		if e.Starts.Before(r.Ends) && e.Ends.After(r.Starts) {
			continue // the same event, or one beside it: the request says what it is
		}
		p.events = append(p.events, forecast.Event{Start: e.Starts, End: e.Ends, Name: e.Name, Kind: family(e.Kind), Multiplier: e.Multiplier, Typed: e.Typed})
	}
	return p, nil
}

// family puts events together that teach each other: every platform's sale
// opens its doors alike.
func family(kind string) string {
	if kind == "double11" || kind == "618" {
		return "platform_sale"
	}
	return kind
}

// prospect is the rule: the past, the request, and what they make.
func prospect(r Request, p past) (Prospect, error) {
	if p.history.Len() == 0 {
		return Prospect{}, ErrNoHistory
	}
	zone := r.Zone()
	event := forecast.Event{Start: r.Starts, End: r.Ends, Name: r.Event, Kind: family(r.Kind)}
	if r.Multiplier != nil {
		event.Multiplier, event.Typed = *r.Multiplier, true
	}
	points, reports, err := forecast.Make(p.history, forecast.Ask{
		From: r.Starts.In(zone).Truncate(HalfHour), To: r.Ends.In(zone), Interval: HalfHour, Zone: zone, Events: append(p.events, event),
	})
	var wrong *forecast.WrongAsk
	if errors.As(err, &wrong) {
		return Prospect{}, ErrNoHistory.At(wrong.Field, wrong.Want, wrong.Got)
	}
	if err != nil {
		return Prospect{}, fmt.Errorf("forecast %s: %w", r.ID, err)
	}
	points = slices.DeleteFunc(points, func(pt forecast.Point) bool { return !r.open(pt.Start) })
	if len(points) == 0 {
		return Prospect{}, ErrNoHours
	}
	out := Prospect{Interval: int(HalfHour / time.Second), Report: Report{
		Channels: reports, Without: p.without, HandlingS: map[string]int{}, DeflectionBP: r.DeflectionBP, Staffing: r.Staffing,
	}}
	for _, c := range p.history.Channels() {
		out.Report.HandlingS[c] = int(p.handlingOf(c) / time.Second)
	}
	out.Points = needs(r, p, points)
	out.Report.sum(out.Points)
	return out, nil
}

// open tells whether a half hour lies in the hours that the desk is open.
func (r Request) open(at time.Time) bool {
	local := at.In(r.Zone())
	minute := local.Hour()*60 + local.Minute()
	return minute >= r.Opens && minute < r.Closes
}

func (p past) handlingOf(channel string) time.Duration {
	if d := p.handling[channel]; d > 0 {
		return d
	}
	return OrdinaryHandling
}

// needs staffs each channel alone, to be looked at, and all of them together,
// to be booked.
func needs(r Request, p past, points []forecast.Point) []Need {
	channels := p.history.Channels()
	var out []Need
	by := map[string][]forecast.Point{}
	for _, pt := range points {
		by[pt.Channel] = append(by[pt.Channel], pt)
	}
	work, contacts := 0.0, 0.0
	for _, c := range channels {
		out = append(out, Staffed(r, by[c], p.handlingOf(c))...)
		for _, pt := range by[c] {
			work += pt.Mean * p.handlingOf(c).Seconds()
			contacts += pt.Mean
		}
	}
	aht := OrdinaryHandling
	if contacts > 0 {
		aht = max(time.Second, time.Duration(work/contacts*float64(time.Second)))
	}
	out = append(out, Staffed(r, summed(points), aht)...)
	slices.SortStableFunc(out, func(x, y Need) int { return x.Start.Compare(y.Start) })
	return out
}

// summed adds the channels of each half hour. They rise and fall with the same
// event, so their doubts are added too and not averaged away.
func summed(points []forecast.Point) []forecast.Point {
	at := map[int64]int{}
	var out []forecast.Point
	for _, pt := range points {
		i, ok := at[pt.Start.Unix()]
		if !ok {
			i = len(out)
			at[pt.Start.Unix()] = i
			out = append(out, forecast.Point{Start: pt.Start, Channel: Together, Event: pt.Event})
		}
		out[i].Mean += pt.Mean
		out[i].P10 += pt.P10
		out[i].P50 += pt.P50
		out[i].P90 += pt.P90
	}
	return out
}

// Staffed counts the people for what the bot leaves over.
func Staffed(r Request, points []forecast.Point, aht time.Duration) []Need {
	left := 1 - Share(r.DeflectionBP)
	human := make([]forecast.Point, len(points))
	for i, pt := range points {
		human[i] = pt
		human[i].Mean, human[i].P10, human[i].P50, human[i].P90 = pt.Mean*left, pt.P10*left, pt.P50*left, pt.P90*left
	}
	rows := staffing.NeedForecast(human, HalfHour, r.Staffing.params(aht))
	out := make([]Need, len(points))
	for i, pt := range points {
		out[i] = Need{
			Channel: pt.Channel, Start: pt.Start, Mean: pt.Mean, P10: pt.P10, P50: pt.P50, P90: pt.P90, HumanMean: human[i].Mean,
			Agents: rows[i].Agents, AgentsPaid: rows[i].WithShrinkage, ServiceLevelBP: basisPoints(rows[i].ServiceLevel), OccupancyBP: basisPoints(rows[i].Occupancy),
		}
	}
	return out
}

func (r *Report) sum(points []Need) {
	for _, n := range points {
		if n.Channel != Together {
			continue
		}
		if n.AgentsPaid > r.Peak {
			r.Peak, r.PeakAt = n.AgentsPaid, n.Start
		}
		r.Hours += float64(n.AgentsPaid) * HalfHour.Hours()
		r.Contacts += n.Mean
		r.Human += n.HumanMean
	}
	r.Contacts, r.Human = math.Round(r.Contacts*10)/10, math.Round(r.Human*10)/10
}

func (b *Bureau) keepProspect(ctx context.Context, r Request, p Prospect) error {
	report, err := json.Marshal(p.Report)
	if err != nil {
		return fmt.Errorf("write report: %w", err)
	}
	return b.on.In(ctx, pg.OfBrand(r.Brand), func(q *db.Queries, _ pgx.Tx) error {
		if err := lockFor(ctx, q, r.ID, Forecast); err != nil {
			return err
		}
		if err := q.ForgetNeed(ctx, r.ID); err != nil {
			return fmt.Errorf("forget need: %w", err)
		}
		rows := db.AddNeedParams{RequestID: r.ID, BrandID: r.Brand}
		for _, n := range p.Points {
			rows.Channels = append(rows.Channels, n.Channel)
			rows.Starts = append(rows.Starts, n.Start)
			rows.Mean = append(rows.Mean, n.Mean)
			rows.P10 = append(rows.P10, n.P10)
			rows.P50 = append(rows.P50, n.P50)
			rows.P90 = append(rows.P90, n.P90)
			rows.HumanMean = append(rows.HumanMean, n.HumanMean)
			rows.Agents = append(rows.Agents, int32(n.Agents))
			rows.AgentsPaid = append(rows.AgentsPaid, int32(n.AgentsPaid))
			rows.ServiceLevelBp = append(rows.ServiceLevelBp, int32(n.ServiceLevelBP))
			rows.OccupancyBp = append(rows.OccupancyBp, int32(n.OccupancyBP))
		}
		if err := q.AddNeed(ctx, rows); err != nil {
			return fmt.Errorf("add need: %w", err)
		}
		return q.SetReport(ctx, db.SetReportParams{ID: r.ID, Report: report, State: string(Forecast)})
	})
}

// Prospect reads a request's forecast. It returns ErrNoRequest and
// ErrNoForecast.
func (b *Bureau) Prospect(ctx context.Context, brand uid.Brand, id uid.Request) (Prospect, error) {
	return ground.Look(ctx, b.on, pg.OfBrand(brand), func(q *db.Queries) (Prospect, error) {
		row, err := q.Request(ctx, id)
		if errors.Is(err, pgx.ErrNoRows) {
			return Prospect{}, ErrNoRequest
		}
		if err != nil {
			return Prospect{}, fmt.Errorf("find request: %w", err)
		}
		points, err := NeedOf(ctx, q, id)
		if err != nil {
			return Prospect{}, err
		}
		p := Prospect{Interval: int(HalfHour / time.Second), Points: points}
		if err := json.Unmarshal(row.Report, &p.Report); err != nil {
			return Prospect{}, fmt.Errorf("read report: %w", err)
		}
		return p, nil
	})
}

func NeedOf(ctx context.Context, q *db.Queries, id uid.Request) ([]Need, error) {
	rows, err := q.Need(ctx, id)
	if err != nil {
		return nil, fmt.Errorf("read need: %w", err)
	}
	if len(rows) == 0 {
		return nil, ErrNoForecast
	}
	out := make([]Need, len(rows))
	for i, r := range rows {
		out[i] = Need{
			Channel: r.Channel, Start: r.Start, Mean: r.Mean, P10: r.P10, P50: r.P50, P90: r.P90, HumanMean: r.HumanMean,
			Agents: int(r.Agents), AgentsPaid: int(r.AgentsPaid), ServiceLevelBP: int(r.ServiceLevelBp), OccupancyBP: int(r.OccupancyBp),
		}
	}
	return out, nil
}

// Handling is how long a chat of a channel takes; of all together, what their
// channels take on average.
func (r Report) Handling(channel string) time.Duration {
	if s := r.HandlingS[channel]; s > 0 {
		return time.Duration(s) * time.Second
	}
	sum := 0
	for _, s := range r.HandlingS {
		sum += s
	}
	if sum == 0 {
		return OrdinaryHandling
	}
	return time.Duration(sum/len(r.HandlingS)) * time.Second
}
