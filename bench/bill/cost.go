package main

import (
	"fmt"
	"os"
	"time"

	"github.com/manyhands/manyhands/bench/spent"
)

// cost is what a step took: on the clock, of our processor time, of the
// database server's, and the most memory we had while it ran.
type cost struct {
	took, own, server time.Duration
	peak              int64 // bytes
}

// step measures one step. postmaster is the server's pid, 0 for none.
func step(postmaster int, work func() error) (cost, error) {
	_ = os.WriteFile("/proc/self/clear_refs", []byte("5"), 0) // the peak begins anew
	server := spent.Server(postmaster)                        // looking is not part of the work
	began, own := time.Now(), spent.Own()
	err := work()
	c := cost{took: time.Since(began), own: spent.Own() - own, peak: spent.PeakMemory()}
	c.server = spent.Server(postmaster) - server
	return c, err
}

func (c cost) cells() string {
	return fmt.Sprintf("%.2f | %.2f | %.2f | %d", c.took.Seconds(), c.own.Seconds(), c.server.Seconds(), c.peak>>20)
}
