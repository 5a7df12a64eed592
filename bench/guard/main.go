// Guard: how fast words are found beside other people's machines, how fast new
// rules take over, what the whole guard costs a message, what it takes for
// personal details and what for a false alarm.
package main

import (
	"flag"
	"fmt"
	"os"
	"strings"
)

func main() {
	hyperscan := flag.String("hyperscan", "", "the harness of hyperscan/literals.c; empty: it is left out")
	sizes := flag.String("sizes", "10000,50000,300000", "patterns")
	rounds := flag.Int("rounds", 5, "times that each is timed; the least counts")
	only := flag.String("only", "", "one engine to run beside ours, by its name in the table; nothing else is run")
	part := flag.String("part", "", "race, whole, reload, alarms or personal: only that; empty: all of them")
	public := flag.String("public", "", "folder of public data; empty: those lines are left out")
	flag.Parse()
	from, err := messages(*public)
	if err != nil {
		fmt.Fprintln(os.Stderr, "guard:", err)
		os.Exit(1)
	}
	var lines []string
	for _, s := range from {
		lines = append(lines, s.lines...)
	}
	if *only != "" {
		*part = "race"
	}
	for _, p := range []struct {
		name string
		run  func() error
	}{
		{"race", func() error { return race(strings.Split(*sizes, ","), lines, *rounds, *hyperscan, *only) }},
		{"whole", func() error { return whole(lines, *rounds) }},
		{"reload", func() error { return reload(*rounds) }},
		{"alarms", func() error { return alarms(from) }},
		{"personal", personal},
	} {
		if *part != "" && *part != p.name {
			continue
		}
		if err := p.run(); err != nil {
			fmt.Fprintln(os.Stderr, "guard:", err)
			os.Exit(1)
		}
	}
}
