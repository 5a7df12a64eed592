package api_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/manyhands/manyhands/billing/rate"
	"github.com/manyhands/manyhands/internal/uid"
	"github.com/manyhands/manyhands/matching"
	"github.com/manyhands/manyhands/matching/booking"
)

// What the board quotes, billing can bill: the terms of every guarantee, in
// every currency that has prices, are a version of a contract that is rated.
// The two packages do not know each other; this is where they meet.
func TestEveryQuotesTermsAreAContract(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	for _, currency := range []string{"CNY", "HKD", "USD"} {
		brand, _ := w.brand(t, "b-"+strings.ToLower(currency), currency)
		if _, err := w.board.ImportHistory(t.Context(), brand, strings.NewReader(fourWeeks(opens))); err != nil {
			t.Fatal(err)
		}
		for _, plan := range []string{"answered_or_free", "floor_or_paid", "conversion_only"} {
			q := quoteFor(t, w.board, brand, plan)
			if q.TotalMinor <= 0 {
				t.Errorf("%s, %s: the total is %d", currency, plan, q.TotalMinor)
			}
			checkTerms(t, q.Terms, brand)
		}
	}
}

func quoteFor(t *testing.T, board *matching.Board, brand uid.Brand, plan string) booking.Quote {
	t.Helper()
	r, err := board.Ask(t.Context(), brand, booking.Wish{Event: "sale", Starts: opens, Ends: opens.Add(6 * time.Hour), Channels: []string{"web"}, Plan: plan})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := board.Foresee(t.Context(), brand, r.ID); err != nil {
		t.Fatal(err)
	}
	q, err := board.Quote(t.Context(), brand, r.ID)
	if err != nil {
		t.Fatal(err)
	}
	return q
}

// checkTerms reads the terms as billing does, but lets no field pass unread.
func checkTerms(t *testing.T, terms booking.Terms, brand uid.Brand) {
	t.Helper()
	raw, err := json.Marshal(terms.Version)
	if err != nil {
		t.Fatal(err)
	}
	var v rate.Version
	d := json.NewDecoder(strings.NewReader(string(raw)))
	d.DisallowUnknownFields()
	if err := d.Decode(&v); err != nil {
		t.Fatalf("%s: %v in %s", terms.Promise, err, raw)
	}
	span := rate.Span{From: terms.Period.From, Till: terms.Period.Till}
	v.ID, v.From, v.Till = "v1", span.From, span.Till
	contract := rate.Contract{
		ID: "c", Brand: brand.String(), Currency: terms.Currency, TZ: terms.TZ, Tax: rate.Tax{Mode: terms.Tax.Mode, BP: terms.Tax.BP}, Period: span,
		Versions: []rate.Version{v},
	}
	if err := contract.Check(); err != nil {
		t.Errorf("%s, %s: %v", terms.Promise, terms.Currency, err)
	}
}

// fourWeeks is a history of one channel up to a day before a moment.
func fourWeeks(till time.Time) string {
	var b strings.Builder
	b.WriteString("start,channel,contacts,aht_s\n")
	for at := till.Add(-28 * 24 * time.Hour); at.Before(till.Add(-24 * time.Hour)); at = at.Add(30 * time.Minute) {
		fmt.Fprintf(&b, "%s,web,%d,240\n", at.Format(time.RFC3339), 20+at.Hour())
	}
	return b.String()
}
