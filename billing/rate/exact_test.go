package rate_test

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/manyhands/manyhands/billing/rate"
	"github.com/manyhands/manyhands/internal/verify"
)

func TestAFileIsReadInOneWayOnly(t *testing.T) {
	t.Parallel()
	// Law: what two readers could take for two things is refused by both our
	// readers, and the field is named with what was expected there.
	c := example()
	good := strings.TrimSpace(linesOf(t, just(outcome("o", 1, rate.Reactive, rate.Answered))))
	invoice := bytes.Buffer{}
	if err := rate.WriteInvoice(&invoice, rated(t, c, just(outcome("o", 1, rate.Reactive, rate.Answered)))); err != nil {
		t.Fatal(err)
	}
	contract := bytes.Buffer{}
	if err := rate.WriteContract(&contract, c); err != nil {
		t.Fatal(err)
	}
	for name, x := range map[string]struct{ from, to, says string }{
		"as it was written":              {"", "", ""},
		"a field in capitals":            {`"id"`, `"ID"`, `unknown field "ID"`},
		"a field twice":                  {`"channel"`, `"id":"o2","channel"`, "id: a field only once"},
		"a field twice, once in escapes": {`"channel"`, `"\u0069d":"o2","channel"`, "id: a field only once"},
		"another object":                 {"}", `} {"type":"outcome"}`, "after top-level value"},
		"bytes of no letter":             {`"o000001"`, "\"\xe4\"", "text in UTF-8"},
		"a number with a point":          {`"resp_ms":9000`, `"resp_ms":9000.0`, `resp_ms: a whole number of 64 bits expected, got "number 9000.0"`},
		"a number in quotes":             {`"resp_ms":9000`, `"resp_ms":"9000"`, "resp_ms: a whole number of 64 bits expected"},
		"flags as a text":                {`["answered"]`, `"answered"`, "flags: a list of texts expected"},
		"a time without offset":          {`"event_at":"2026-11-01T`, `"event_at":"2026-11-01 `, "event_at: a time (RFC 3339 with offset) expected"},
	} {
		line := good
		if x.from != "" {
			if line = strings.Replace(good, x.from, x.to, 1); line == good {
				t.Fatalf("%s: %s has no %s", name, good, x.from)
			}
		}
		_, err := rate.ReadFacts(strings.NewReader(line + "\n"))
		_, verr := verify.Recount(bytes.NewReader(invoice.Bytes()), strings.NewReader(line+"\n"), bytes.NewReader(contract.Bytes()))
		if x.says == "" {
			if err != nil || verr != nil {
				t.Errorf("%s: %v, %v", name, err, verr)
			}
			continue
		}
		if err == nil || !strings.Contains(err.Error(), "line 1") || !strings.Contains(err.Error(), x.says) {
			t.Errorf("%s: rate says %v, want %s", name, err, x.says)
		}
		if verr == nil || !strings.Contains(verr.Error(), "line 1") {
			t.Errorf("%s: verify says %v", name, verr)
		}
	}
}

func linesOf(t *testing.T, f rate.Facts) string {
	t.Helper()
	var b bytes.Buffer
	if err := rate.WriteFacts(&b, f); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func TestAContractsNumbersAndTimesAreReadInOneWayOnly(t *testing.T) {
	t.Parallel()
	// Law: YAML's other ways to write a number or a time are refused, for YAML
	// itself would round them, or count by eights; the line is named.
	for name, x := range map[string]struct{ from, to, says string }{
		"a price in yuan":      {"unit_micro: 1_200_000", "unit_micro: 1.2", "unit_micro: a whole number"},
		"a price with a point": {"unit_micro: 1_200_000", "unit_micro: 1200000.0", "unit_micro: a whole number"},
		"an exponent":          {"unit_micro: 1_200_000", "unit_micro: 12e5", "unit_micro: a whole number"},
		"eights":               {"bp: 600", "bp: 0600", "bp: a whole number"},
		"sixteens":             {"bp: 600", "bp: 0x258", "bp: a whole number"},
		"a day":                {"from: 2026-11-01T00:00:00+08:00", "from: 2026-11-01", "from: a time with offset"},
		"no offset":            {"from: 2026-11-01T00:00:00+08:00", "from: 2026-11-01T00:00:00", "from: a time with offset"},
		"the machine's zone":   {"tz: Asia/Shanghai", "tz: Local", "tz: an IANA time zone"},
	} {
		text := strings.Replace(contractYAML, x.from, x.to, 1)
		if text == contractYAML {
			t.Fatalf("%s: the contract has no %s", name, x.from)
		}
		if _, err := rate.ReadContract(strings.NewReader(text)); err == nil || !strings.Contains(err.Error(), x.says) {
			t.Errorf("%s: %v, want %s", name, err, x.says)
		}
	}
}

func TestAContractInJSONMayEscapeAnyCharacter(t *testing.T) {
	t.Parallel()
	// Law: JSON that another program wrote is JSON: also its pairs of escapes.
	c := example()
	c.ID = `合同😀\ud83d`
	raw, err := json.Marshal(c)
	if err != nil {
		t.Fatal(err)
	}
	escaped := strings.Replace(string(raw), "😀", `\ud83d\ude00`, 1)
	got, err := rate.ReadContract(strings.NewReader(escaped))
	if err != nil || got.ID != c.ID {
		t.Errorf("%q, %v; want %q", got.ID, err, c.ID)
	}
}

func TestABillOfNothingHasAnEmptyListOfLines(t *testing.T) {
	t.Parallel()
	// Law: a list is a list, for whoever reads it.
	inv, err := rate.Rate(example(), rate.Facts{}, time.Time{})
	if err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	if err := rate.WriteInvoice(&b, inv); err != nil || !strings.Contains(b.String(), `"lines": []`) {
		t.Errorf("%s, %v", b.String(), err)
	}
}
