package app

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
)

// Exit codes of every command.
const (
	exitDone  = 0
	exitNo    = 1 // the answer is no, or some rows were refused
	exitWrong = 2 // the call or its input is wrong
)

// errNo says that the command did its work and the answer is no; what there
// was to say has been printed.
var errNo = errors.New("no")

// stdio is where a command reads and writes.
type stdio struct {
	in  io.Reader
	out io.Writer // data
	err io.Writer // words for people
}

// command is one verb of the program. Its file declares it; the table in
// commands.go lists it.
type command struct {
	name    string
	summary string
	example string
	// run declares its flags on fs, calls fs.Parse itself through parse, and
	// returns nil (0), errNo (1) or any other error (2, printed as one line).
	run func(ctx context.Context, std stdio, fs *flag.FlagSet, args []string) error
}

// Main runs the command that args name and returns the exit code.
func Main(ctx context.Context, args []string, in io.Reader, out, errw io.Writer) int {
	std := stdio{in: in, out: out, err: errw}
	if len(args) == 0 || args[0] == "-h" || args[0] == "--help" || args[0] == "help" {
		usage(errw)
		if len(args) == 0 {
			return exitWrong
		}
		return exitDone
	}
	for _, c := range commands() {
		rest, ok := match(c.name, args)
		if !ok {
			continue
		}
		return runCommand(ctx, c, std, rest)
	}
	fmt.Fprintf(errw, "manyhands: %q is not a command; `manyhands help` lists them\n", args[0])
	return exitWrong
}

func runCommand(ctx context.Context, c command, std stdio, args []string) int {
	fs := flag.NewFlagSet(c.name, flag.ContinueOnError)
	fs.SetOutput(std.err)
	fs.Usage = func() {
		fmt.Fprintf(std.err, "manyhands %s: %s\n\nexample:\n  %s\n\nflags:\n", c.name, c.summary, c.example)
		fs.PrintDefaults()
	}
	err := c.run(ctx, std, fs, args)
	switch {
	case err == nil, errors.Is(err, flag.ErrHelp):
		return exitDone
	case errors.Is(err, errNo):
		return exitNo
	case errors.Is(err, errFlags):
		return exitWrong // the flag package has said it
	default:
		fmt.Fprintf(std.err, "manyhands %s: %v\n", c.name, err)
		return exitWrong
	}
}

// errFlags says that a flag was wrong and the flag package has said so.
var errFlags = errors.New("flags")

// parse reads the flags and refuses what is left over.
func parse(fs *flag.FlagSet, args []string) error {
	if err := fs.Parse(args); err != nil {
		if errors.Is(err, flag.ErrHelp) {
			return err
		}
		return errFlags
	}
	if fs.NArg() > 0 {
		return fmt.Errorf("%q is not expected here; every input is a flag (-h shows an example)", fs.Arg(0))
	}
	return nil
}

// match tells whether args begin with the words of name ("sop check").
func match(name string, args []string) ([]string, bool) {
	rest := args
	for len(name) > 0 {
		word := name
		name = ""
		for i := range word {
			if word[i] == ' ' {
				word, name = word[:i], word[i+1:]
				break
			}
		}
		if len(rest) == 0 || rest[0] != word {
			return nil, false
		}
		rest = rest[1:]
	}
	return rest, true
}

func usage(w io.Writer) {
	fmt.Fprint(w, "manyhands: elastic customer service for sales peaks\n\n")
	for _, c := range commands() {
		fmt.Fprintf(w, "  %-10s %s\n", c.name, c.summary)
	}
	fmt.Fprint(w, "\n`manyhands COMMAND -h` shows the flags and an example.\n")
}
