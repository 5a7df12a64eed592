package app

import (
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"io"

	"github.com/manyhands/manyhands/internal/clock"
	"github.com/manyhands/manyhands/internal/sop"
	"github.com/manyhands/manyhands/internal/text/tongue"
)

var sopCheckCommand = command{
	name:    "sop check",
	summary: "may this action be done, by a procedure and the data at hand",
	example: "manyhands sop check --sop brand/sops/return.yaml --facts f.json",
	run:     runSopCheck,
}

func runSopCheck(_ context.Context, std stdio, fs *flag.FlagSet, args []string) error {
	sopFile := fs.String("sop", "", "the procedure, a YAML `file`")
	factsFile := fs.String("facts", "-", "what is asked and known: {action, args, order, product, shopper, now, facts}, a JSON `file`")
	out := fs.String("out", "-", "where the verdict goes, a `file`")
	lang := fs.String("lang", "zh", "the `language` of the reasons: zh or en")
	asJSON := fs.Bool("json", false, "report seconds and memory")
	if err := parse(fs, args); err != nil {
		return err
	}
	began := clock.System{}.Now()
	p, err := readProcedure(std, *sopFile)
	if err != nil {
		return err
	}
	in, err := openIn(std, *factsFile)
	if err != nil {
		return err
	}
	defer in.Close()
	c, err := sop.ReadCase(*factsFile, in)
	if err != nil {
		return err
	}
	v := p.Check(c).In(tongue.Lang(*lang))
	err = writeOut(std, *out, func(w io.Writer) error {
		enc := json.NewEncoder(w)
		enc.SetEscapeHTML(false)
		return enc.Encode(v)
	})
	if err == nil && *asJSON {
		err = printReport(std, *out, measured(began))
	}
	if err == nil && !v.Allowed {
		return errNo
	}
	return err
}

var sopLintCommand = command{
	name:    "sop lint",
	summary: "what is likely to be a mistake in a procedure",
	example: "manyhands sop lint --sop brand/sops/return.yaml",
	run:     runSopLint,
}

func runSopLint(_ context.Context, std stdio, fs *flag.FlagSet, args []string) error {
	sopFile := fs.String("sop", "", "the procedure, a YAML `file`")
	out := fs.String("out", "-", "where the findings go, one JSON object a line, a `file`")
	if err := parse(fs, args); err != nil {
		return err
	}
	p, err := readProcedure(std, *sopFile)
	if err != nil {
		return err
	}
	findings := p.Lint()
	err = writeOut(std, *out, func(w io.Writer) error {
		enc := json.NewEncoder(w)
		enc.SetEscapeHTML(false)
		for _, f := range findings {
			if err := enc.Encode(f); err != nil {
				return err
			}
		}
		return nil
	})
	if err == nil && len(findings) > 0 {
		return errNo
	}
	return err
}

func readProcedure(std stdio, name string) (*sop.Procedure, error) {
	f, err := openIn(std, name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	b, err := io.ReadAll(io.LimitReader(f, 2<<20))
	if err != nil {
		return nil, fmt.Errorf("read %s: %w", name, err)
	}
	return sop.Parse(name, b)
}
