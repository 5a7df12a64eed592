package app

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"time"

	"github.com/manyhands/manyhands/copilot/guard"
	"github.com/manyhands/manyhands/internal/clock"
)

var guardCommand = command{
	name: "guard", summary: "say which messages a rule forbids, and where",
	example: "manyhands guard --rules brand/guard --in lines.jsonl --out h.jsonl",
	run: func(_ context.Context, std stdio, fs *flag.FlagSet, args []string) error {
		rules := fs.String("rules", "", "folder of *.yaml rules; without it the packs that ship")
		in := fs.String("in", "-", "messages: {\"id\",\"text\",\"author\"} a line, also channel and at")
		out := fs.String("out", "-", "verdicts, one a line")
		asJSON := fs.Bool("json", false, "print a report of what the run cost")
		if err := parse(fs, args); err != nil {
			return err
		}
		began := clock.System{}.Now()
		g, err := guardOf(*rules)
		if err != nil {
			return err
		}
		src, err := openIn(std, *in)
		if err != nil {
			return err
		}
		defer src.Close()
		run := guardRun{g: g, file: *in, now: began, err: std.err}
		if err := writeOut(std, *out, func(w io.Writer) error { return run.all(src, w) }); err != nil {
			return err
		}
		if *asJSON {
			run.report.report = measured(began)
			if err := printReport(std, *out, run.report); err != nil {
				return err
			}
		}
		if run.report.Refused > 0 {
			return errNo
		}
		return nil
	},
}

func guardOf(dir string) (*guard.Guard, error) {
	if dir == "" {
		return guard.Default()
	}
	g, err := guard.Open(os.DirFS(dir), ".")
	if err != nil {
		return nil, fmt.Errorf("%s: %w", dir, err)
	}
	return g, nil
}

// guardRun checks a file of messages.
type guardRun struct {
	g      *guard.Guard
	file   string
	now    time.Time // when messages without a time are sent
	err    io.Writer
	report guardReport
}

type guardReport struct {
	Lines   int `json:"lines"`
	Hit     int `json:"lines_hit"`
	Refused int `json:"lines_refused"`
	report
}

// longestLine bounds one row; a longer one is refused like any wrong row.
const longestLine = 1 << 20

func (r *guardRun) all(src io.Reader, w io.Writer) error {
	rows := bufio.NewReaderSize(src, 1<<16)
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	for n := 1; ; n++ {
		row, err := rows.ReadBytes('\n')
		if err != nil && !errors.Is(err, io.EOF) {
			return fmt.Errorf("%s, line %d: %w", r.file, n, err)
		}
		if n == 1 {
			row = bytes.TrimPrefix(row, []byte("\ufeff"))
		}
		if isBlank(row) {
			if err != nil {
				return nil
			}
			continue
		}
		if werr := r.one(n, row, enc); werr != nil {
			return werr
		}
		if err != nil {
			return nil
		}
	}
}

// one checks a row, or says on standard error why it is refused.
func (r *guardRun) one(n int, row []byte, enc *json.Encoder) error {
	r.report.Lines++
	l, err := guard.ReadLine(row)
	if err == nil && len(row) > longestLine {
		err = fmt.Errorf("expected at most %d bytes a line", longestLine)
	}
	if err != nil {
		r.report.Refused++
		fmt.Fprintf(r.err, "manyhands guard: %s, line %d: %v\n", r.file, n, err)
		return nil
	}
	began := time.Now() // a check takes microseconds: finer than clock's own time
	v := r.g.Check(*l.Text, l.Context(r.now))
	took := time.Since(began)
	if len(v.Hits) > 0 {
		r.report.Hit++
	}
	return enc.Encode(guard.NewAnswer(l, v, took))
}

func isBlank(row []byte) bool {
	for _, b := range row {
		if b != ' ' && b != '\t' && b != '\r' && b != '\n' {
			return false
		}
	}
	return true
}
