package app

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"time"
	_ "time/tzdata" // --tz works on a machine without zone files

	"github.com/manyhands/manyhands/internal/clock"
	"github.com/manyhands/manyhands/matching/forecast"
)

var forecastCommand = command{
	name:    "forecast",
	summary: "how many contacts each interval will bring, with p10 to p90",
	example: "manyhands forecast --history h.csv --from 2026-11-11T00:00:00+08:00 --to 2026-11-12T00:00:00+08:00 --interval 30m --event e.csv --tz Asia/Shanghai",
	run:     runForecast,
}

// forecastReport is what --json prints.
type forecastReport struct {
	report
	Rows     int               `json:"rows"`
	Refused  int               `json:"refused"`
	Points   int               `json:"points"`
	Channels []forecast.Report `json:"channels"`
}

func runForecast(_ context.Context, std stdio, fs *flag.FlagSet, args []string) error {
	began := clock.System{}.Now()
	historyFile := fs.String("history", "", "past `file`: start,channel,contacts[,aht_s]; a missing interval was closed")
	from := fs.String("from", "", "first `time` to forecast, RFC 3339 with offset; later rows of the history are not looked at")
	to := fs.String("to", "", "`time` to forecast to, not included")
	interval := fs.Duration("interval", 30*time.Minute, "length of an interval")
	eventFile := fs.String("event", "", "sales events, past and coming, `file`: start,end,name,kind[,multiplier]; multiplier 0 is closed")
	tz := fs.String("tz", "", "time `zone` of the brand's wall clock, like Asia/Shanghai (default: as each row is written)")
	out := fs.String("out", "-", "`file` to write start,channel,mean,p10,p50,p90 to")
	asJSON := fs.Bool("json", false, "print a report: methods, accuracy on the past, events, notes")
	if err := parse(fs, args); err != nil {
		return err
	}
	ask := forecast.Ask{Interval: *interval}
	var err error
	if ask.From, err = flagTime("from", *from); err != nil {
		return err
	}
	if ask.To, err = flagTime("to", *to); err != nil {
		return err
	}
	if *tz != "" {
		if ask.Zone, err = time.LoadLocation(*tz); err != nil {
			return fmt.Errorf("--tz: expected a zone like Asia/Shanghai, got %q", *tz)
		}
	}
	refused := 0
	if *eventFile != "" {
		var bad forecast.Refused
		ask.Events, bad, err = readRows(std, *eventFile, forecast.ReadEvents)
		if err != nil {
			return err
		}
		refused += sayRefused(std, *eventFile, bad)
	}
	history, bad, err := readRows(std, *historyFile, forecast.ReadHistory)
	if err != nil {
		return err
	}
	refused += sayRefused(std, *historyFile, bad)
	points, channels, err := forecast.Make(history, ask)
	if err != nil {
		return wrongFlag(err)
	}
	if err := writeOut(std, *out, func(w io.Writer) error { return forecast.WritePoints(w, points) }); err != nil {
		return err
	}
	if *asJSON {
		r := forecastReport{measured(began), history.Len(), refused, len(points), channels}
		if err := printReport(std, *out, r); err != nil {
			return err
		}
	}
	if refused > 0 {
		return errNo
	}
	return nil
}

// readRows opens a file and reads its rows; a file that is wrong as a whole is
// named with its line and field.
func readRows[T any](std stdio, name string, read func(io.Reader) (T, forecast.Refused, error)) (rows T, bad forecast.Refused, err error) {
	in, err := openIn(std, name)
	if err != nil {
		return rows, bad, err
	}
	rows, bad, err = read(in)
	if cerr := in.Close(); err == nil && cerr != nil {
		err = cerr
	}
	if err != nil {
		sayRefused(std, name, bad)
		return rows, bad, fmt.Errorf("%s: %w", name, err)
	}
	return rows, bad, nil
}

// sayRefused prints the refused rows, the first in full, and tells how many.
func sayRefused(std stdio, name string, bad forecast.Refused) int {
	const most = 20
	for i, row := range bad.Rows {
		if i == most {
			break
		}
		fmt.Fprintf(std.err, "%s: %v\n", name, row)
	}
	if bad.Count > most {
		fmt.Fprintf(std.err, "%s: %d more rows refused\n", name, bad.Count-most)
	}
	return bad.Count
}

func flagTime(name, text string) (time.Time, error) {
	t, err := time.Parse(time.RFC3339, text)
	if err != nil {
		return t, fmt.Errorf("--%s: expected an RFC 3339 time with offset, like 2026-11-11T00:00:00+08:00, got %q", name, text)
	}
	return t, nil
}

// wrongFlag names the flag that an engine's complaint is about.
func wrongFlag(err error) error {
	var wrong *forecast.WrongAsk
	if errors.As(err, &wrong) {
		return fmt.Errorf("--%w", err)
	}
	return err
}
