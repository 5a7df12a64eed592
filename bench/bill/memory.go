package main

import (
	"fmt"
	"os"
	"time"

	"github.com/manyhands/manyhands/billing/rate"
)

// fromMemory rates every brand's month from columns, again under other terms,
// and asks its cube about prices.
func fromMemory(rows int) error {
	fmt.Fprintf(os.Stderr, "making %d outcomes in memory\n", rows*brands)
	all := make([]*rate.Columns, brands)
	var cube *rate.Cube
	read, err := step(0, func() error {
		for n := range brands {
			f := factsOf(n, rows)
			c := terms(brandOf(n))
			var err error
			if all[n], err = rate.ColumnsOf(c, f, time.Time{}); err != nil {
				return err
			}
			if n == 0 {
				if cube, err = rate.CubeOf(c, f, time.Time{}); err != nil {
					return err
				}
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	var due [2]int64
	rerate := func(i int, change func(*rate.Contract)) (cost, error) {
		return step(0, func() error {
			for n, k := range all {
				c := terms(brandOf(n))
				change(&c)
				inv, err := k.Rate(c)
				if err != nil {
					return err
				}
				due[i] += int64(inv.TotalMinor)
			}
			return nil
		})
	}
	first, err := rerate(0, func(*rate.Contract) {})
	if err != nil {
		return err
	}
	other, err := rerate(1, func(c *rate.Contract) {
		c.Versions[0].CaseHours, c.Versions[0].FastAbandonMS, c.Versions[0].Rules[0].Tiers[0].UnitMicro = 48, 8000, 1_150_000
	})
	if err != nil {
		return err
	}
	const questions = 1000
	asked, err := step(0, func() error {
		for i := range questions {
			c := terms(brandOf(0))
			c.Versions[0].Rules[0].Tiers[0].UnitMicro = int64(1_000_000 + i)
			if _, _, err := cube.Rate(c); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	total := rows * brands
	fmt.Printf("\n%d outcomes of %d brands in memory, GOMEMLIMIT %s\n\n", total, brands, os.Getenv("GOMEMLIMIT"))
	fmt.Println("| step | seconds | our CPU s | server CPU s | peak MB | ns an outcome |\n|---|---:|---:|---:|---:|---:|")
	row := func(name string, c cost, n int) {
		fmt.Printf("| %s | %s | %.1f |\n", name, c.cells(), float64(c.took.Nanoseconds())/float64(n))
	}
	row("make them and read them into columns", read, total)
	row("rate all, amounts and lines", first, total)
	row("re-rate all under other prices, windows and cases", other, total)
	fmt.Printf("| one what-if on one brand's cube, of %d | %.5f | | | | |\n", questions, asked.took.Seconds()/questions)
	fmt.Printf("\nDue: %d.%02d as agreed, %d.%02d under the other terms.\n", due[0]/100, due[0]%100, due[1]/100, due[1]%100)
	return nil
}

func factsOf(n, rows int) rate.Facts {
	f := rate.Facts{Outcomes: make([]rate.Outcome, 0, rows)}
	month(n, rows, false, func(o rate.Outcome) { f.Outcomes = append(f.Outcomes, o) }, func(x rate.Correction) { f.Corrections = append(f.Corrections, x) })
	return f
}
