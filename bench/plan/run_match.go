package main

import (
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"time"

	"github.com/manyhands/manyhands/matching/plan"
)

// outcome is what one run of `manyhands match` said and took.
type outcome struct {
	Objective   int64        `json:"objective"`
	Bound       int64        `json:"bound"`
	Weights     plan.Weights `json:"weights"`
	Cut         bool         `json:"cut"`
	Missing     int64        `json:"missing"`
	Assignments int          `json:"assignments"`
	Peak        int64        `json:"peak_rss_bytes"`
	wall, cpu   time.Duration
}

// match runs the program on an instance file, as anyone would.
func (b *bench) match(in, out string, limit time.Duration) (o outcome, err error) {
	c := exec.Command(b.program, "match", "--instance", in, "--out", out, "--limit", limit.String(), "--json")
	c.Stderr = os.Stderr
	began := time.Now()
	text, err := c.Output()
	o.wall = time.Since(began)
	if err != nil {
		return o, fmt.Errorf("manyhands match %s: %w", filepath.Base(in), err)
	}
	o.cpu = c.ProcessState.UserTime() + c.ProcessState.SystemTime()
	return o, json.Unmarshal(text, &o)
}
