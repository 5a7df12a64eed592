package app

import (
	"context"
	"flag"
	"fmt"
	"io"
	"os"

	"github.com/manyhands/manyhands/internal/clock"
	"github.com/manyhands/manyhands/internal/config"
	"github.com/manyhands/manyhands/internal/demo/replay"
)

var replayCommand = command{
	name: "replay", summary: "play a load against copies of the program, with faults, and count what became of every message",
	example: "manyhands replay --scenario peak.yaml --out report.json\n  manyhands replay --scenario killed.yaml --json",
	run: func(ctx context.Context, std stdio, fs *flag.FlagSet, args []string) error {
		scenario := fs.String("scenario", "", "what is played (YAML; docs/runbook.md tells what it may say)")
		out := fs.String("out", "-", "the report as JSON; -: in words on standard output")
		asJSON := fs.Bool("json", false, "the report as JSON on standard output")
		if err := parse(fs, args); err != nil {
			return err
		}
		s, err := readScenario(std, *scenario)
		if err != nil {
			return err
		}
		cfg, err := config.FromEnvironment()
		if err != nil {
			return err
		}
		program, err := os.Executable()
		if err != nil {
			return fmt.Errorf("find the program to start: %w", err)
		}
		began := clock.System{}.Now()
		r, err := runReplay(ctx, cfg, std, s, program)
		if err != nil {
			return err
		}
		r.WholeS = clock.System{}.Now().Sub(began).Seconds()
		return tellReplay(std, r, *out, *asJSON)
	},
}

func readScenario(std stdio, name string) (replay.Scenario, error) {
	f, err := openIn(std, name)
	if err != nil {
		return replay.Scenario{}, err
	}
	defer func() { _ = f.Close() }()
	return replay.Read(name, f, func(name string) (io.ReadCloser, error) { return openIn(std, name) })
}

// tellReplay writes the report; the exit code is the answer.
func tellReplay(std stdio, r *replay.Report, out string, asJSON bool) error {
	words := std.out
	if asJSON {
		words = std.err
		if err := printReport(std, "standard output", r); err != nil {
			return err
		}
	}
	if err := r.Write(words); err != nil {
		return err
	}
	if out != "-" && out != "" {
		if err := writeOut(std, out, func(w io.Writer) error { return printReport(stdio{err: w}, "-", r) }); err != nil {
			return err
		}
	}
	if !r.Holds() {
		fmt.Fprintln(std.err, "manyhands replay: something was lost, doubled, out of order, or does not add up")
		return errNo
	}
	return nil
}
