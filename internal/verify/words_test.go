package verify

import (
	"errors"
	"strings"
	"testing"
)

const (
	aBooking  = `{"type":"booking","id":"k","brand":"b","slot_id":"s","channel":"day","capacity":5,"booked_value_minor":1,"start":"2026-11-10T12:00:00Z","end":"2026-11-10T13:00:00Z","received_at":"2026-11-10T12:00:00Z","source":"x","source_event_id":"1"}`
	anInvoice = `{"brand":"b","lines":[{"code":"seat","qty":5}]}`
	aContract = `{"id":"c","brand":"b","currency":"CNY","tz":"Asia/Shanghai","period":{"from":"2026-11-01T00:00:00Z","till":"2026-12-01T00:00:00Z"},"versions":[]}`
)

func TestWhatCannotBeReadIsSaidInTheTradesWords(t *testing.T) {
	t.Parallel()
	// Law: file, line, field, what was expected; never the words of a decoder.
	swap := func(in, from, to string) string {
		if !strings.Contains(in, from) {
			t.Fatalf("%q is not in %q", from, in)
		}
		return strings.Replace(in, from, to, 1)
	}
	for name, c := range map[string]struct{ invoice, facts, contract, want string }{
		"an empty invoice":       {"", aBooking, aContract, "invoice: it is empty"},
		"half an invoice":        {anInvoice[:20], aBooking, aContract, "invoice: it breaks off in the middle"},
		"a list":                 {"[]", aBooking, aContract, "invoice: one JSON object expected, got a list"},
		"nothing":                {"null", aBooking, aContract, "invoice: brand: the brand that is billed expected"},
		"a number as text":       {swap(anInvoice, `"qty":5`, `"qty":"5"`), aBooking, aContract, "invoice: lines.qty: a whole number expected, got a text"},
		"a field nobody knows":   {swap(anInvoice, `"qty"`, `"colour":1,"qty"`), aBooking, aContract, `invoice: unknown field "colour"`},
		"two invoices":           {anInvoice + anInvoice, aBooking, aContract, "invoice: one JSON document expected"},
		"a page of the web":      {anInvoice, "<html>", aContract, "facts: line 1: JSON expected, broken at character 1"},
		"half a line":            {anInvoice, aBooking + "\n" + aBooking[:60], aContract, "facts: line 2: it breaks off in the middle"},
		"a point in a number":    {anInvoice, swap(aBooking, `"capacity":5`, `"capacity":5.5`), aContract, "facts: line 1: capacity: a whole number expected, got 5.5"},
		"a time without offset":  {anInvoice, swap(aBooking, `"end":"2026-11-10T13:00:00Z"`, `"end":"2026-11-10T13:00:00"`), aContract, `facts: line 1: end: a time in RFC 3339 with its offset expected, got "2026-11-10T13:00:00"`},
		"a day that is not":      {anInvoice, swap(aBooking, `"start":"2026-11-10`, `"start":"2026-11-31`), aContract, `facts: line 1: start: a time in RFC 3339 with its offset expected, got "2026-11-31T12:00:00Z"`},
		"a fact of another kind": {anInvoice, swap(aBooking, "booking", "bokking"), aContract, "facts: line 1: type: outcome, correction, booking or excusal expected"},
		"a line without end":     {anInvoice, aBooking + "\n" + strings.Repeat(" x", 1<<20), aContract, "facts: line 2: a line of at most 1 MiB expected"},
		"half a contract":        {anInvoice, aBooking, aContract[:40], "contract: it breaks off in the middle"},
		"an invoice as contract": {anInvoice, aBooking, anInvoice, "contract: lines: unknown field"},
		"a contract of no place": {anInvoice, aBooking, swap(aContract, "Asia/Shanghai", "Local"), `contract: tz: an IANA time zone expected, got "Local"`},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := Recount(strings.NewReader(c.invoice), strings.NewReader(c.facts), strings.NewReader(c.contract))
			var bad *Unreadable
			if !errors.As(err, &bad) || err.Error() != c.want {
				t.Errorf("got %v, want %s", err, c.want)
			}
		})
	}
}
