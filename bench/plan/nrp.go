package main

import (
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"time"
)

// published are the scores after ten minutes, by instance (source S23): an
// ejection chain, Gurobi, and a hybrid of integer programming and search.
var published = map[int][3]int{
	1: {607, 607, 607}, 2: {923, 828, 828}, 3: {1003, 1001, 1001}, 4: {1719, 1716, 1716}, 5: {1439, 1143, 1143},
	6: {2344, 1950, 1950}, 7: {1284, 1056, 1056}, 8: {2529, 8995, 1364}, 9: {474, 439, 439}, 10: {4999, 4631, 4631},
	11: {3967, 3443, 3443}, 12: {5611, 4045, 4042}, 13: {8707, 500410, 3109}, 14: {2542, 1482, 1281}, 15: {6049, 78144, 4144},
	16: {4343, 3521, 3306}, 17: {7835, 6149, 5760}, 18: {6404, 7950, 5049}, 19: {6522, 29968, 3974},
}

// beside is a published score as the table shows it.
func beside(instance, method int) string {
	if all, known := published[instance]; known {
		return strconv.Itoa(all[method])
	}
	return ""
}

// nrp plans the public shift-scheduling instances that lie in dir (Instance1.txt
// and on, of Curtois and Qu) with so long each. They are not ours to hand on:
// whoever has them names the folder.
func (b *bench) nrp(dir string, limit time.Duration) {
	fmt.Printf("### Shift-scheduling instances of Curtois and Qu, at most %s each\n", limit)
	fmt.Println("\n| instance | employees | days | cost | our proven bound | seconds | published, 10 minutes: ejection chain | Gurobi | hybrid |")
	fmt.Println("|---|---|---|---|---|---|---|---|---|")
	for n := 1; n <= 24; n++ {
		name := filepath.Join(dir, fmt.Sprintf("Instance%d.txt", n))
		if _, err := os.Stat(name); err != nil {
			continue
		}
		c := exec.Command(b.program, "match", "--format", "nrp", "--instance", name, "--out", filepath.Join(b.dir, "rota.json"), "--limit", limit.String(), "--json")
		c.Stderr = os.Stderr
		began := time.Now()
		text, err := c.Output()
		if err != nil {
			fmt.Printf("| %d | | | refused | | | | | |\n", n)
			continue
		}
		var r struct{ Objective, Bound, Employees, Days int }
		must(0, json.Unmarshal(text, &r))
		fmt.Printf("| %d | %d | %d | %d | %d | %.1f | %s | %s | %s |\n", n, r.Employees, r.Days, r.Objective, r.Bound, time.Since(began).Seconds(), beside(n, 0), beside(n, 1), beside(n, 2))
	}
	fmt.Println("\nThe bound is the price bound; branching would close what is left of it.")
	fmt.Println()
}
