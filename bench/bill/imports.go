package main

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"io"

	"github.com/manyhands/manyhands/billing/rate"
	"github.com/manyhands/manyhands/internal/pg"
	"github.com/manyhands/manyhands/internal/uid"
)

// importFile takes one file of a brand's outcomes in which every hundredth line
// is bad: the rest is loaded and each bad line is named.
func (s *season) importFile(lines int) func(context.Context) error {
	return func(ctx context.Context) error {
		file, to := io.Pipe()
		go func() { to.CloseWithError(writeFile(to, lines)) }() // the reader's end closes it too
		var good, bad int64
		c, err := step(s.postmaster, func() error {
			im, err := s.Import(ctx, brandOf(0), uid.New[uid.Person](), "bench", 1, file)
			if err != nil {
				return err
			}
			named, err := s.Refusals(ctx, pg.Everything, im.ID, 0, int32(lines))
			good, bad = im.Loaded.Loaded, int64(len(named))
			return err
		})
		_ = file.Close()
		s.row(fmt.Sprintf("import a file of %d lines, every hundredth bad", lines), c, fmt.Sprintf("%d loaded, %d named by line", good, bad))
		if err == nil && (good != int64(lines-lines/100) || bad != int64(lines/100)) {
			err = fmt.Errorf("import: %d loaded and %d named of %d lines", good, bad, lines)
		}
		return err
	}
}

func writeFile(to io.Writer, lines int) error {
	out, n := bufio.NewWriterSize(to, 1<<16), 0
	var failed error
	month(0, lines, true, func(o rate.Outcome) {
		if n++; failed != nil {
			return
		}
		o.Source = "file"
		raw, err := json.Marshal(struct {
			Type string `json:"type"`
			rate.Outcome
		}{"outcome", o})
		if err != nil {
			failed = err
			return
		}
		if n%100 == 0 {
			raw = raw[:len(raw)/2] // a line that broke off
		}
		_, failed = out.Write(append(raw, '\n'))
	}, func(rate.Correction) {})
	if failed != nil {
		return failed
	}
	return out.Flush()
}
