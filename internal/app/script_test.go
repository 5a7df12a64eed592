package app

import (
	"context"
	"os"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"
)

// TestMain lets a script call the program as manyhands.
func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){
		"manyhands": func() {
			os.Exit(Main(context.Background(), os.Args[1:], os.Stdin, os.Stdout, os.Stderr))
		},
	})
}

// Every file command is tried as a person would: files in, files out, exit
// code. UPDATE=1 writes the goldens anew.
func TestFileCommandsReadAndWriteWhatTheirHelpSays(t *testing.T) {
	t.Parallel()
	testscript.Run(t, testscript.Params{Dir: "testdata/script", UpdateScripts: os.Getenv("UPDATE") != "", RequireExplicitExec: false})
}
