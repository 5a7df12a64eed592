package app

import (
	"context"
	"flag"
	"fmt"
	"io"
	"time"

	"github.com/manyhands/manyhands/billing/rate"
	"github.com/manyhands/manyhands/internal/clock"
)

var rateCommand = command{
	name:    "rate",
	summary: "what a brand owes, from its contract and the facts",
	example: "manyhands rate --contract c.yaml --facts f.jsonl --out invoice.json",
	run:     runRate,
}

// rateReport is what --json says of a rating.
type rateReport struct {
	Outcomes    int    `json:"outcomes"`
	Corrections int    `json:"corrections"`
	Lines       int    `json:"lines"`
	Conflicts   int    `json:"conflicts"`
	Parked      int    `json:"parked"`
	TotalMinor  int64  `json:"total_minor"`
	ResultSHA   string `json:"result_sha"`
	report
}

func runRate(_ context.Context, std stdio, fs *flag.FlagSet, args []string) error {
	contractFile := fs.String("contract", "", "the contract, a YAML or JSON `file`")
	factsFile := fs.String("facts", "-", "outcomes, corrections, bookings and excusals, one JSON object a line, a `file`")
	asOfText := fs.String("as-of", "", "leave out what was received after this `time` (RFC 3339 with offset)")
	out := fs.String("out", "-", "where the invoice goes, a `file`")
	tags := fs.Bool("tags", true, "add four bytes a fact, so that verify names facts and not only lines")
	asJSON := fs.Bool("json", false, "report seconds and memory")
	if err := parse(fs, args); err != nil {
		return err
	}
	began := clock.System{}.Now()
	asOf, err := optionalTime("as-of", *asOfText)
	if err != nil {
		return err
	}
	c, err := readFile(std, *contractFile, rate.ReadContract)
	if err != nil {
		return err
	}
	f, err := readFile(std, *factsFile, rate.ReadFacts)
	if err != nil {
		return err
	}
	inv, err := rate.RateWith(c, f, asOf, rate.Options{Tags: *tags})
	if err != nil {
		return err
	}
	for _, w := range inv.Warnings {
		fmt.Fprintln(std.err, "warning:", w)
	}
	for _, x := range inv.Conflicts {
		fmt.Fprintf(std.err, "conflict: %s %s came with two bodies; %s is rated, %s is not\n", x.Kind, x.Key, x.Kept, x.Refused)
	}
	if err := writeOut(std, *out, func(w io.Writer) error { return rate.WriteInvoice(w, inv) }); err != nil {
		return err
	}
	if !*asJSON {
		return nil
	}
	return printReport(std, *out, rateReport{
		Outcomes: inv.Watermark.Outcomes, Corrections: inv.Watermark.Corrections, Lines: len(inv.Lines),
		Conflicts: len(inv.Conflicts), Parked: len(inv.Parked),
		TotalMinor: int64(inv.TotalMinor), ResultSHA: inv.ResultSHA, report: measured(began),
	})
}

// readFile reads a whole file by read and names the file in what it refuses.
func readFile[T any](std stdio, name string, read func(io.Reader) (T, error)) (T, error) {
	var none T
	in, err := openIn(std, name)
	if err != nil {
		return none, err
	}
	defer in.Close() //nolint:errcheck // only read
	v, err := read(in)
	if err != nil {
		return none, fmt.Errorf("%s: %w", name, err)
	}
	return v, nil
}

// optionalTime reads a flag that may be left out.
func optionalTime(flagName, text string) (time.Time, error) {
	if text == "" {
		return time.Time{}, nil
	}
	t, err := time.Parse(time.RFC3339, text)
	if err != nil {
		return time.Time{}, fmt.Errorf("--%s: expected an RFC 3339 time with offset, got %q", flagName, text)
	}
	return t, nil
}
