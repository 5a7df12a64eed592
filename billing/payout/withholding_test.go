package payout

import (
	"bytes"
	"encoding/csv"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/manyhands/manyhands/internal/money"
)

// Law: the table of source S20: free up to 800, a fifth above, of four fifths
// from 4,000 on, and its three steps.
func TestTheTaxIsThatOfTheTable(t *testing.T) {
	t.Parallel()
	for income, want := range map[money.Amount]money.Amount{
		0: 0, 800_00: 0, 800_05: 1, 1_800_00: 200_00, 4_000_00: 640_00, 6_000_00: 960_00,
		25_000_00: 4_000_00, 30_000_00: 5_200_00, 62_500_00: 13_000_00, 100_000_00: 25_000_00,
	} {
		if got, err := taxOn(income, "CNY"); err != nil || got != want {
			t.Errorf("on %d: got %d, %v; want %d", income, got, err, want)
		}
	}
	if got, err := taxOn(10_000_00, "USD"); err != nil || got != 0 {
		t.Errorf("got %d, %v; want nothing kept of dollars", got, err)
	}
}

// Law: however a month's pay is split, as much is kept back; more pay is never
// less in the hand; and nobody is sent less than nothing.
func TestHoweverAMonthIsSplitItsTaxIsTheSame(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		parts := rapid.SliceOfN(rapid.Int64Range(1, 5_000_000), 1, 8).Draw(t, "parts")
		var sum, kept money.Amount
		for _, p := range parts {
			tax, err := withhold(sum, kept, money.Amount(p), "CNY")
			if err != nil || tax < 0 || tax > money.Amount(p) {
				t.Fatalf("of %d: %d, %v", p, tax, err)
			}
			sum, kept = sum+money.Amount(p), kept+tax
		}
		want, err := taxOn(sum, "CNY")
		if err != nil || kept != want {
			t.Fatalf("of %v: kept %d, %v; want %d", parts, kept, err, want)
		}
		more, err := taxOn(sum+100, "CNY")
		if err != nil || more-want > 100 || more < want {
			t.Fatalf("1.00 more on %d costs %d", sum, more-want)
		}
	})
}

// Law: a debt never takes more than a fifth, nor more than is owed.
func TestADebtTakesAFifthAtMost(t *testing.T) {
	t.Parallel()
	for _, c := range [][3]money.Amount{{1000, 5000, 200}, {1000, 50, 50}, {1000, 0, 0}, {4, 9, 1}, {0, 9, 0}} {
		if got, err := recovered(c[0], c[1]); err != nil || got != c[2] {
			t.Errorf("of %d with %d owed: got %d, %v; want %d", c[0], c[1], got, err, c[2])
		}
	}
}

// Law: whatever stands in a payee's fields, the bank's file has one row a
// payment, no cell of it is a formula, and the same payments are the same bytes.
func TestNoCellOfABatchIsAFormula(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		var all []payment
		for range rapid.IntRange(0, 5).Draw(t, "many") {
			all = append(all, payment{
				Holder: rapid.String().Draw(t, "holder"), Bank: rapid.StringMatching(`[=+\-@\t\r\n＝"',]{0,3}[a-z]*`).Draw(t, "bank"),
				AccountNo: rapid.String().Draw(t, "account"), Method: "bank", Net: money.Amount(rapid.Int64Range(1, 1e12).Draw(t, "net")), Reference: "PR-2026-000001-abc",
			})
		}
		raw, err := batchFile(all, "CNY")
		if err != nil {
			t.Fatal(err)
		}
		again, err := batchFile(all, "CNY")
		if err != nil || !bytes.Equal(raw, again) {
			t.Fatalf("written twice it differs, %v", err)
		}
		rows, err := csv.NewReader(bytes.NewReader(bytes.TrimPrefix(raw, []byte("\uFEFF")))).ReadAll()
		if err != nil || len(rows) != len(all)+1 {
			t.Fatalf("got %d rows of %d payments, %v", len(rows), len(all), err)
		}
		for _, row := range rows {
			for _, c := range row {
				if c != "" && strings.ContainsAny(c[:1], "=+-@\t\r\n") {
					t.Fatalf("a cell is %q", c)
				}
			}
		}
	})
}
