package main

import (
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"time"
)

// nrp plans the public shift-scheduling instances that lie in dir (Instance1.txt
// and on, of Curtois and Qu) with a minute each. They are not ours to hand on:
// whoever has them names the folder.
func (b *bench) nrp(dir string) {
	fmt.Println("### Shift-scheduling instances of Curtois and Qu, at most a minute each")
	fmt.Println("\n| instance | employees | days | cost | our proven bound | seconds |")
	fmt.Println("|---|---|---|---|---|---|")
	for n := 1; n <= 24; n++ {
		name := filepath.Join(dir, fmt.Sprintf("Instance%d.txt", n))
		if _, err := os.Stat(name); err != nil {
			continue
		}
		c := exec.Command(b.program, "match", "--format", "nrp", "--instance", name, "--out", filepath.Join(b.dir, "rota.json"), "--limit", "1m", "--json")
		c.Stderr = os.Stderr
		began := time.Now()
		text, err := c.Output()
		if err != nil {
			fmt.Printf("| %d | | | refused | | |\n", n)
			continue
		}
		var r struct{ Objective, Bound, Employees, Days int }
		must(0, json.Unmarshal(text, &r))
		fmt.Printf("| %d | %d | %d | %d | %d | %.1f |\n", n, r.Employees, r.Days, r.Objective, r.Bound, time.Since(began).Seconds())
	}
	fmt.Println("\nThe bound is the price bound; branching would close what is left of it.")
	fmt.Println()
}
