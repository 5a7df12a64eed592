// Command words measures how well messages are understood and how quickly.
package main

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"

	"github.com/manyhands/manyhands/internal/text/classify"
)

func main() {
	if err := run(); err != nil {
		fmt.Fprintln(os.Stderr, "words:", err)
		os.Exit(1)
	}
}

func run() error {
	sets, err := readSets(publicDir())
	if err != nil {
		return err
	}
	chinese, err := shipped()
	if err != nil {
		return err
	}
	tables := []func() error{
		func() error { return accuracy(sets, chinese) },
		func() error { return fewExamples(sets, chinese) },
		func() error { return gate(sets) },
		func() error { return dials(sets, chinese) },
		func() error { return noise(sets, chinese) },
		func() error { return retrieval(chinese) },
		func() error { return talks() },
		func() error { return cost(sets) },
		func() error { return tenants() },
	}
	for i, table := range tables {
		if len(os.Args) > 1 && !slices.Contains(os.Args[1:], fmt.Sprint(i)) {
			continue
		}
		if err := table(); err != nil {
			return err
		}
		fmt.Println()
	}
	return nil
}

// publicDir is where public sets may lie: beside the repository, or as said.
func publicDir() string {
	if dir := os.Getenv("MANYHANDS_PUBLIC_DATA"); dir != "" {
		return dir
	}
	return filepath.Join("..", "..", "shared", "data")
}

// right is the share of test rows whose best intent is the wanted one.
func right(m *classify.Model, test []classify.Example) float64 {
	n, good := 0.0, 0.0
	for _, e := range test {
		if e.Intent == classify.None {
			continue
		}
		n++
		if p := m.Predict(e.Text); len(p.Top) > 0 && p.Top[0].Intent == e.Intent {
			good++
		}
	}
	return good / n
}
