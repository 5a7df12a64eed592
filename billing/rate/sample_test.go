package rate_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/manyhands/manyhands/billing/rate"
)

// Law: every clause has an example, and an example is what the rating makes of
// its facts: at the floor nothing is owed, below it something, far below it no
// more than the cap.
func TestEveryClauseShowsAnExampleBill(t *testing.T) {
	t.Parallel()
	c := example()
	v := &c.Versions[0]
	v.Commitment = &rate.Commitment{Minor: 1_200_000}
	v.Rates = []rate.Surcharge{{ID: "night", BP: 3000, From: "22:00", Till: "08:00"}}
	v.Incentive = &rate.Incentive{Rule: v.Rules[0].ID, Mode: rate.AllUnits, Bands: []rate.Band{{Min: 9000, BP: 300}, {Min: 9700, BP: 500}}}
	all, warnings, err := rate.Samples(c)
	if err != nil {
		t.Fatal(err)
	}
	seen := map[string]rate.Sample{}
	for _, s := range all {
		seen[s.Clause+" "+s.Shows] = s
	}
	for _, want := range []string{"rules[0] at_tier", "rules[0] above_tier", "rules[0] unanswered", "rates[0] dearer", "guarantees[0] at_floor", "guarantees[0] below_floor", "guarantees[0] far_below", "commitment no_traffic", "incentive.bands[1] at_band"} {
		if _, ok := seen[want]; !ok {
			t.Errorf("no example of %s", want)
		}
	}
	at, below, far := seen["guarantees[0] at_floor"], seen["guarantees[0] below_floor"], seen["guarantees[0] far_below"]
	if at.Compensation != 0 || below.Compensation <= 0 || far.Compensation < below.Compensation {
		t.Errorf("compensation %d at the floor, %d below, %d far below", at.Compensation, below.Compensation, far.Compensation)
	}
	if s := seen["commitment no_traffic"]; s.Subtotal != 1_200_000 {
		t.Errorf("without traffic the commitment of 12000.00 costs %d", s.Subtotal)
	}
	if night, noon := seen["rates[0] dearer"], seen["rules[0] hundred"]; night.Subtotal <= noon.Subtotal {
		t.Errorf("a hundred at night cost %d, at noon %d", night.Subtotal, noon.Subtotal)
	}
	if len(warnings) == 0 || !strings.Contains(warnings[0], "inverts") {
		t.Errorf("the inverted band of 5 %% from 9,700 is not warned of: %q", warnings)
	}
}

// Law: what cannot be signed has no example, and the clause is named.
func TestAClauseThatCannotBeSignedIsNamed(t *testing.T) {
	t.Parallel()
	c := example()
	c.Versions[0].Rules[0].Tiers[0].UpTo = -1
	if _, _, err := rate.Samples(c); !errors.Is(err, rate.ErrContract) || !strings.Contains(err.Error(), "rules[0]") {
		t.Errorf("got %v; want rules[0] named", err)
	}
}
