package app

import (
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"github.com/manyhands/manyhands/internal/clock"
	"github.com/manyhands/manyhands/internal/sop"
)

var sopImportCommand = command{
	name:    "sop import",
	summary: "button-flow guidelines as drafts of procedures",
	example: "manyhands sop import --in guidelines.json --dir brand/sops",
	run:     runSopImport,
}

func runSopImport(_ context.Context, std stdio, fs *flag.FlagSet, args []string) error {
	in := fs.String("in", "-", `the guidelines, {"flow": {"subflows": {"name": {"instructions", "actions"}}}}, a JSON `+"`file`")
	dir := fs.String("dir", "", "write each draft as DIR/id.yaml; a file that is there is not replaced, a `folder`")
	out := fs.String("out", "-", "where the drafts go, one {id, title, yaml, origin, findings} a line, a `file`")
	asJSON := fs.Bool("json", false, "report seconds and memory")
	if err := parse(fs, args); err != nil {
		return err
	}
	began := clock.System{}.Now()
	src, err := openIn(std, *in)
	if err != nil {
		return err
	}
	defer src.Close()
	drafts, err := sop.ReadButtons(filepath.Base(*in), src)
	if err != nil {
		return err
	}
	found := 0
	err = writeOut(std, *out, func(w io.Writer) error {
		enc := json.NewEncoder(w)
		enc.SetEscapeHTML(false)
		for _, d := range drafts {
			found += len(d.Findings)
			if err := enc.Encode(d); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	if *dir != "" {
		if err := writeDrafts(*dir, drafts); err != nil {
			return err
		}
	}
	fmt.Fprintf(std.err, "manyhands sop import: %d drafts, %d findings\n", len(drafts), found)
	if *asJSON {
		return printReport(std, *out, measured(began))
	}
	return nil
}

// writeDrafts writes each draft to a file of its own. What somebody wrote there
// before is theirs.
func writeDrafts(dir string, drafts []sop.Draft) error {
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return err
	}
	for _, d := range drafts {
		f, err := os.OpenFile(filepath.Join(dir, d.ID+".yaml"), os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o644)
		if err != nil {
			return err
		}
		_, err = f.WriteString(d.YAML)
		if closed := f.Close(); err == nil {
			err = closed
		}
		if err != nil {
			return err
		}
	}
	return nil
}
