// Command manyhands-verify recounts an invoice from the raw facts and the
// contract. It needs nothing but this module's internal/verify and the Go
// standard library; exit 0 means that every line holds, 1 that some do not, 2
// that an input cannot be read. With --proof it checks that one outcome is under
// the root of one line, from the proof alone.
package main

import (
	"flag"
	"fmt"
	"os"

	"github.com/manyhands/manyhands/internal/verify"
)

func main() { os.Exit(run()) }

func run() int {
	invoice := flag.String("invoice", "", "invoice.json")
	facts := flag.String("facts", "", "f.jsonl")
	contract := flag.String("contract", "", "c.yaml or c.json")
	root := flag.String("root", "", "the day's root that is printed on the bill")
	proof := flag.String("proof", "", "proof.json: check it alone")
	flag.Parse()
	if *proof != "" {
		return checkProof(*proof)
	}
	var files [3]*os.File
	for i, name := range []string{*invoice, *facts, *contract} {
		f, err := os.Open(name)
		if err != nil {
			fmt.Fprintln(os.Stderr, "manyhands-verify:", err)
			return 2
		}
		defer f.Close() //nolint:errcheck // only read
		files[i] = f
	}
	report, err := verify.Recount(files[0], files[1], files[2])
	if err != nil {
		fmt.Fprintln(os.Stderr, "manyhands-verify:", err)
		return 2
	}
	report.Printed(*root)
	for _, d := range report.Days {
		fmt.Printf("sealed on %s: %d facts in %d blocks, root %s\n", d.Day, d.Facts, d.Blocks, d.Root)
	}
	for _, f := range report.Findings {
		fmt.Println(f)
	}
	if !report.Holds() {
		return 1
	}
	fmt.Printf("holds: %d lines over %d facts\n", report.Lines, report.Facts)
	return 0
}

func checkProof(name string) int {
	f, err := os.Open(name)
	if err != nil {
		fmt.Fprintln(os.Stderr, "manyhands-verify:", err)
		return 2
	}
	defer f.Close() //nolint:errcheck // only read
	said, err := verify.Included(f)
	if err != nil {
		fmt.Println(err)
		return 1
	}
	fmt.Println(said)
	return 0
}
