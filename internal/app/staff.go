package app

import (
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"math"
	"time"

	"github.com/manyhands/manyhands/internal/clock"
	"github.com/manyhands/manyhands/internal/fault"
	"github.com/manyhands/manyhands/matching/forecast"
	"github.com/manyhands/manyhands/matching/staffing"
)

var staffCommand = command{
	name:    "staff",
	summary: "how many agents an interval, or a forecast, needs",
	example: "manyhands staff --contacts 100 --interval 30m --aht 3m --answer-in 20s --target 0.8 --max-occupancy 0.85 --shrinkage 0.3",
	run:     runStaff,
}

// staffAnswer is the JSON object for one interval.
type staffAnswer struct {
	Agents        int     `json:"agents"`
	WithShrinkage int     `json:"agents_with_shrinkage"`
	ServiceLevel  float64 `json:"service_level"`
	Occupancy     float64 `json:"occupancy"`
	WaitP         float64 `json:"wait_p"`
	ASA           float64 `json:"asa_s"`
	Abandon       float64 `json:"abandon"`
}

// staffReport is what --json prints beside s.csv.
type staffReport struct {
	report
	Intervals  int     `json:"intervals"`
	Refused    int     `json:"refused"`
	AgentHours float64 `json:"agent_hours"`
	PaidHours  float64 `json:"agent_hours_with_shrinkage"`
	Peak       int     `json:"peak_agents"` // of all channels together
}

// staffFlags are the flags, as given.
type staffFlags struct {
	forecast, out string
	contacts      float64
	interval      time.Duration
	json          bool
	params        staffing.Params
}

func declareStaff(fs *flag.FlagSet) *staffFlags {
	f := &staffFlags{}
	fs.StringVar(&f.forecast, "forecast", "", "`file` that forecast wrote: start,channel,mean,p10,p50,p90")
	fs.Float64Var(&f.contacts, "contacts", 0, "contacts of one interval, instead of a forecast")
	fs.DurationVar(&f.interval, "interval", 0, "length of an interval (default: 30m, or the forecast's own)")
	fs.DurationVar(&f.params.AHT, "aht", 0, "handling and wrap-up of one contact, measured at --concurrency")
	fs.DurationVar(&f.params.AnswerIn, "answer-in", 20*time.Second, "an answer within this is in time")
	fs.Float64Var(&f.params.Target, "target", 0.8, "share of contacts to answer in time")
	fs.DurationVar(&f.params.Patience, "patience", 0, "mean time until a waiting shopper leaves (default: never)")
	fs.IntVar(&f.params.Concurrency, "concurrency", 1, "chats that an agent holds at once")
	fs.Float64Var(&f.params.MaxOccupancy, "max-occupancy", 0, "share of its time that an agent may be busy (default: no cap)")
	fs.Float64Var(&f.params.Shrinkage, "shrinkage", 0, "share of paid time that nobody answers in")
	fs.StringVar(&f.out, "out", "-", "`file` to write to")
	fs.BoolVar(&f.json, "json", false, "with --forecast, print a report")
	return f
}

func runStaff(_ context.Context, std stdio, fs *flag.FlagSet, args []string) error {
	began := clock.System{}.Now()
	f := declareStaff(fs)
	if err := parse(fs, args); err != nil {
		return err
	}
	given := map[string]bool{}
	fs.Visit(func(g *flag.Flag) { given[g.Name] = true })
	if given["contacts"] == given["forecast"] {
		return fmt.Errorf("expected one of --forecast FILE and --contacts N")
	}
	if given["max-occupancy"] && f.params.MaxOccupancy == 0 || given["concurrency"] && f.params.Concurrency == 0 {
		return fmt.Errorf("--max-occupancy and --concurrency: expected more than 0")
	}
	if given["interval"] && (f.interval < time.Second || f.interval > 24*time.Hour) {
		return fmt.Errorf("--interval: expected a length from 1s to 24h, got %q", f.interval.String())
	}
	if err := f.params.Check(); err != nil {
		return wrongSetting(err)
	}
	if given["contacts"] {
		return staffOne(std, f)
	}
	return staffForecast(std, f, began)
}

// wrongSetting turns the fields of a fault into flags.
func wrongSetting(err error) error {
	f, ok := fault.As(err)
	if !ok || len(f.Fields) == 0 {
		return err
	}
	return fmt.Errorf("--%s: expected %s, got %q (%s)", f.Fields[0].Where, f.Fields[0].Wanted, f.Fields[0].Got, f.Code)
}

func staffOne(std stdio, f *staffFlags) error {
	if math.IsNaN(f.contacts) || f.contacts < 0 || f.contacts > staffing.MostContacts {
		return fmt.Errorf("--contacts: expected a number from 0 to %g, got \"%g\"", staffing.MostContacts, f.contacts)
	}
	if f.interval == 0 {
		f.interval = 30 * time.Minute
	}
	r := staffing.Need(f.contacts, f.interval, f.params)
	return writeOut(std, f.out, func(w io.Writer) error {
		return json.NewEncoder(w).Encode(staffAnswer{
			r.Agents, r.WithShrinkage, r.ServiceLevel, r.Occupancy, r.WaitP, r.ASA.Seconds(), r.Abandon,
		})
	})
}

func staffForecast(std stdio, f *staffFlags, began time.Time) error {
	points, bad, err := readRows(std, f.forecast, forecast.ReadPoints)
	if err != nil {
		return err
	}
	refused := sayRefused(std, f.forecast, bad)
	if f.interval == 0 {
		f.interval = forecast.StepOf(points)
	}
	if f.interval == 0 {
		f.interval = 30 * time.Minute
	}
	rows := staffing.NeedForecast(points, f.interval, f.params)
	if err := writeOut(std, f.out, func(w io.Writer) error { return staffing.WriteRows(w, rows) }); err != nil {
		return err
	}
	if f.json {
		if err := printReport(std, f.out, summed(rows, f.interval, refused, began)); err != nil {
			return err
		}
	}
	if refused > 0 {
		return errNo
	}
	return nil
}

func summed(rows []staffing.Row, interval time.Duration, refused int, began time.Time) staffReport {
	r := staffReport{Intervals: len(rows), Refused: refused}
	together := map[int64]int{}
	for _, row := range rows {
		r.AgentHours += float64(row.Agents) * interval.Hours()
		r.PaidHours += float64(row.WithShrinkage) * interval.Hours()
		together[row.Start.Unix()] += row.Agents
		r.Peak = max(r.Peak, together[row.Start.Unix()])
	}
	r.report = measured(began)
	return r
}
