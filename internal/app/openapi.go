package app

import (
	"context"
	"flag"
	"io"

	"github.com/manyhands/manyhands/api"
)

var openapiCommand = command{
	name: "openapi", summary: "print the API's description (OpenAPI 3.1, JSON)", example: "manyhands openapi > api/openapi.json",
	run: func(_ context.Context, std stdio, fs *flag.FlagSet, args []string) error {
		if err := parse(fs, args); err != nil {
			return err
		}
		return writeOut(std, "-", func(w io.Writer) error { return api.Describe(w) })
	},
}
