// The bill of a season: 89 brands, 26 million outcomes, load to proof.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"runtime/pprof"
)

const brands = 89

func main() {
	dir := flag.String("dir", "", "where the database and the files lie")
	stored := flag.Int("stored", 2_600_000, "outcomes that go through the database")
	held := flag.Int("held", 26_000_000, "outcomes that are rated from memory")
	imported := flag.Int("imported", 1_000_000, "lines of the file that is imported")
	histories := flag.Int("histories", 0, "play this many random histories, and nothing else")
	test := flag.String("test", "", "the compiled tests of billing/rate, for -histories")
	loading := flag.Bool("loading", false, "only the load and psql's copy of the same rows")
	profile := flag.String("profile", "", "write a profile of our processor time here")
	flag.Parse()
	ctx := context.Background()
	if *profile != "" {
		if out, err := os.Create(*profile); err == nil && pprof.StartCPUProfile(out) == nil {
			defer pprof.StopCPUProfile()
		}
	}
	var err error
	if *histories > 0 {
		err = playHistories(ctx, *test, *histories)
	} else if *loading {
		err = loadAlone(ctx, *dir, *stored/brands)
	} else {
		err = errors.Join(fromMemory(*held/brands), throughDatabase(ctx, *dir, *stored/brands, *imported))
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}
