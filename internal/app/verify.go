package app

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"

	"github.com/manyhands/manyhands/internal/clock"
	"github.com/manyhands/manyhands/internal/verify"
)

var verifyCommand = command{
	name:    "verify",
	summary: "does an invoice hold, recounted from the facts by code of its own",
	example: "manyhands verify --invoice invoice.json --facts f.jsonl --contract c.yaml",
	run:     runVerify,
}

func runVerify(_ context.Context, std stdio, fs *flag.FlagSet, args []string) error {
	invoiceFile := fs.String("invoice", "", "the invoice, a JSON `file`")
	factsFile := fs.String("facts", "-", "the facts, one JSON object a line, a `file`")
	contractFile := fs.String("contract", "", "the contract, a YAML or JSON `file`")
	root := fs.String("root", "", "the day's root that is printed on the bill")
	out := fs.String("out", "-", "where the findings go, a `file`")
	asJSON := fs.Bool("json", false, "report findings, seconds and memory")
	if err := parse(fs, args); err != nil {
		return err
	}
	began := clock.System{}.Now()
	var files [3]io.ReadCloser
	for i, name := range []string{*invoiceFile, *factsFile, *contractFile} {
		f, err := openIn(std, name)
		if err != nil {
			return err
		}
		defer f.Close() //nolint:errcheck // only read
		files[i] = f
	}
	r, err := verify.Recount(files[0], files[1], files[2])
	var bad *verify.Unreadable
	if errors.As(err, &bad) {
		name := map[string]string{"invoice": *invoiceFile, "facts": *factsFile, "contract": *contractFile}[bad.File]
		return fmt.Errorf("%s: %w", name, bad.Why)
	}
	if err != nil {
		return err
	}
	r.Printed(*root)
	for _, d := range r.Days {
		fmt.Fprintf(std.err, "sealed on %s: %d facts in %d blocks, root %s\n", d.Day, d.Facts, d.Blocks, d.Root)
	}
	err = writeOut(std, *out, func(w io.Writer) error {
		for _, f := range r.Findings {
			if _, err := fmt.Fprintln(w, f); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	if *asJSON {
		if err := printReport(std, *out, struct {
			*verify.Report
			report
		}{r, measured(began)}); err != nil {
			return err
		}
	}
	if !r.Holds() {
		fmt.Fprintf(std.err, "%d findings: the invoice does not hold\n", len(r.Findings))
		return errNo
	}
	fmt.Fprintf(std.err, "the invoice holds: %d lines over %d facts\n", r.Lines, r.Facts)
	return nil
}
