package rate_test

import (
	"bytes"
	"os"
	"strings"
	"testing"

	"github.com/manyhands/manyhands/billing/rate"
	"github.com/manyhands/manyhands/internal/verify"
)

func TestTheVerifierReadsTheContractOnlyOneWay(t *testing.T) {
	t.Parallel()
	// Law: the YAML that rate reads and the YAML that verify reads are one
	// contract; their lines agree, and the bytes are sealed into the invoice.
	c, err := rate.ReadContract(strings.NewReader(contractYAML))
	if err != nil {
		t.Fatal(err)
	}
	f := aMonth(200)
	var facts, invoice bytes.Buffer
	if err := rate.WriteFacts(&facts, f); err != nil {
		t.Fatal(err)
	}
	if err := rate.WriteInvoice(&invoice, tagged(t, c, f)); err != nil {
		t.Fatal(err)
	}
	r, err := verify.Recount(bytes.NewReader(invoice.Bytes()), bytes.NewReader(facts.Bytes()), strings.NewReader(contractYAML))
	if err != nil || !r.Holds() {
		t.Fatalf("%v: %v", err, r)
	}
	cheaper := strings.Replace(contractYAML, "unit_micro: 1_200_000", "unit_micro: 1_200_001", 1)
	r, err = verify.Recount(bytes.NewReader(invoice.Bytes()), bytes.NewReader(facts.Bytes()), strings.NewReader(cheaper))
	if err != nil || r.Holds() {
		t.Errorf("another price in the contract was not noticed: %v", err)
	}
}

func TestTheDocumentedContractIsReadByBothAndHolds(t *testing.T) {
	t.Parallel()
	// Law: the page that a brand writes its contract from is right.
	page, err := os.ReadFile("../../docs/billing-formats.md")
	if err != nil {
		t.Fatal(err)
	}
	_, rest, _ := strings.Cut(string(page), "```yaml\n")
	text, _, found := strings.Cut(rest, "```")
	c, err := rate.ReadContract(strings.NewReader(text))
	if err != nil || !found {
		t.Fatal(err)
	}
	f := aMonth(300)
	f.Bookings = booked(90_000)
	var facts, invoice bytes.Buffer
	for _, err := range []error{rate.WriteFacts(&facts, f), rate.WriteInvoice(&invoice, tagged(t, c, f))} {
		if err != nil {
			t.Fatal(err)
		}
	}
	r, err := verify.Recount(&invoice, &facts, strings.NewReader(text))
	if err != nil || !r.Holds() {
		t.Fatalf("%v: %+v", err, r)
	}
}

const contractYAML = `# what the brand agreed to
id: c1
brand: b1
currency: CNY
tz: Asia/Shanghai
tax: {mode: on_top, bp: 600}
period: {from: 2026-11-01T00:00:00+08:00, till: 2026-12-01T00:00:00+08:00}
versions:
  - id: v1
    from: 2026-11-01T00:00:00+08:00
    till: 2026-12-01T00:00:00+08:00
    rules:
      - id: chat
        kind: conversation
        service: reactive
        tiers:
          - {up_to: 5000, unit_micro: 1_200_000}
          - unit_micro: 900000   # above five thousand
      - {id: orders, kind: conversion, service: proactive, fee_minor: 600, clawback_days: 15}
      - id: "bot"
        kind: 'resolution'
        service: bot
        confirmed_micro: 900000
        assumed_micro: 450000
    guarantees:
    - id: answers
      service: reactive
      dimension: answer_rate
      floor_ppm: 980000
      unit_minor: 300
      cap_bp: 2000
    total_cap_bp: 3000
    commitment: {minor: 1200000}
    case_hours: 72
    reopen_days: 7
`
