package rate_test

import (
	"encoding/json"
	"errors"
	"slices"
	"testing"
	"time"

	"github.com/manyhands/manyhands/billing/rate"
	"pgregory.net/rapid"
)

func TestColumnsGiveTheLinesAndSumsThatRowsGive(t *testing.T) {
	t.Parallel()
	// Law: the fast way and the proven way are one rating, whatever the terms;
	// columns read once answer for every contract.
	rapid.Check(t, func(t *rapid.T) {
		c, f := drawContract(t), drawFacts(t)
		k, err := rate.ColumnsOf(c, f, time.Time{})
		if err != nil {
			t.Fatal(err)
		}
		for _, terms := range []rate.Contract{c, drawContract(t)} {
			want := mustRate(t, terms, f)
			got, err := k.Rate(terms)
			if err != nil {
				t.Fatal(err)
			}
			if amounts(got) != amounts(want) || got.TotalMinor != want.TotalMinor || got.TaxMinor != want.TaxMinor ||
				!slices.Equal(got.Warnings, want.Warnings) {
				t.Fatalf("columns\n%s%d %v\nrows\n%s%d %v", amounts(got), got.TotalMinor, got.Warnings, amounts(want), want.TotalMinor, want.Warnings)
			}
		}
	})
}

func TestTheCubeAnswersForOtherPricesAsARatingWould(t *testing.T) {
	t.Parallel()
	// Law: under any prices, tiers, floors, caps, commitments and rebates the
	// cube adds up to the rating; terms that would change which outcomes count
	// are refused, never guessed. A cube that was written is the same cube.
	rapid.Check(t, func(t *rapid.T) {
		c, f := drawContract(t), drawFacts(t)
		k, err := rate.CubeOf(c, f, time.Time{})
		if err != nil {
			t.Fatal(err)
		}
		raw, err := json.Marshal(k)
		if err != nil {
			t.Fatal(err)
		}
		if k, err = rate.ReadCube(raw); err != nil {
			t.Fatal(err)
		}
		asked := otherPrices(t, c)
		want := mustRate(t, asked, f)
		got, _, err := k.Rate(asked)
		if errors.Is(err, rate.ErrCube) && k.Mixed {
			return
		}
		if err != nil {
			t.Fatal(err)
		}
		if amounts(got) != amounts(want) || got.TotalMinor != want.TotalMinor || !slices.Equal(got.Warnings, want.Warnings) {
			t.Fatalf("cube\n%s%d\nrating\n%s%d", amounts(got), got.TotalMinor, amounts(want), want.TotalMinor)
		}
		asked.Versions[0].CaseHours++
		if _, _, err := k.Rate(asked); !errors.Is(err, rate.ErrCube) {
			t.Fatalf("another silence that ends a case: %v", err)
		}
	})
}

// otherPrices asks what it would have cost.
func otherPrices(t *rapid.T, c rate.Contract) rate.Contract {
	c.Versions = slices.Clone(c.Versions)
	for i := range c.Versions {
		v := &c.Versions[i]
		v.Rules, v.Guarantees = slices.Clone(v.Rules), slices.Clone(v.Guarantees)
		v.Rules[0].Tiers = []rate.Tier{{UpTo: int64(rapid.IntRange(1, 9).Draw(t, "up to")), UnitMicro: 1_850_000}, {UnitMicro: 555_555}}
		v.Rules[1].FeeMinor = 777
		v.Guarantees[0].FloorPPM, v.Guarantees[0].UnitMinor = 999_000, 123
		v.TotalCapBP = 2500
		v.Commitment = &rate.Commitment{Minor: 900}
	}
	return c
}
