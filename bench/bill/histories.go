package main

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"strconv"
	"time"
)

// playHistories runs the laws of billing/rate at length. The documents' law
// plays four histories a check.
func playHistories(ctx context.Context, test string, n int) error {
	fmt.Printf("\n%d random histories each, in any arrival order\n\n| law | histories | seconds | |\n|---|---:|---:|---|\n", n)
	for _, law := range []struct {
		words, name string
		each        int
	}{
		{"sum(documents) == Rate(final facts)", "TestDocumentsAddUp", 4},
		{"lowering a service figure never raises what is due", "TestServingWorse", 1},
		{"removing a guarantee never lowers what is due", "TestRemovingAGuarantee", 1},
	} {
		began := time.Now()
		run := exec.CommandContext(ctx, test, "-test.run", law.name, "-test.timeout", "0", "-rapid.checks", strconv.Itoa(n/law.each), "-rapid.seed", "12123699352980831800")
		run.Stderr = os.Stderr
		if out, err := run.Output(); err != nil {
			fmt.Printf("| %s | %d | %.0f | broken |\n", law.words, n, time.Since(began).Seconds())
			return fmt.Errorf("%s: %w\n%.2000s", law.words, err, out)
		}
		fmt.Printf("| %s | %d | %.0f | holds |\n", law.words, n, time.Since(began).Seconds())
	}
	return nil
}
