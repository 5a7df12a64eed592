package app

import (
	"context"
	"flag"
	"fmt"
	"io"

	"github.com/manyhands/manyhands/internal/config"
)

var configCommand = command{
	name: "config", summary: "print every setting with its default", example: "manyhands config",
	run: func(_ context.Context, std stdio, fs *flag.FlagSet, args []string) error {
		if err := parse(fs, args); err != nil {
			return err
		}
		return writeOut(std, "-", printSettings)
	},
}

// printSettings writes the table that the README quotes.
func printSettings(w io.Writer) error {
	fmt.Fprintf(w, "| setting | default | meaning |\n|---|---|---|\n")
	for _, s := range config.Settings() {
		def := "(none)"
		if s.Default != "" {
			def = "`" + s.Default + "`"
		}
		if _, err := fmt.Fprintf(w, "| `%s` | %s | %s |\n", s.Name, def, s.Doc); err != nil {
			return err
		}
	}
	return nil
}
