package sop

import (
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

const refundFlow = `{"Product Defect": {"description": "refunds", "subflows": {"Initiate Refund": {
 "instructions": ["Start by asking for the reason."],
 "actions": [
  {"type": "interaction", "button": "Pull up Account", "text": "Get Full Name or Account ID for [Pull up Account]", "subtext": []},
  {"type": "kb query", "button": "Validate Purchase", "text": "Confirm:", "subtext": ["Username - see the 'Recover Username' flow", "Email Address", "Order ID"]},
  {"type": "interaction", "button": "Record Reason", "text": "Refund method - valid options are", "subtext": ["Gift card - by mail", "Credit card - on file"]},
  {"type": "interaction", "button": "Cancel Order", "text": "Cancel it", "subtext": []},
  {"type": "interaction", "button": "Offer Refund", "text": "Dollar amount", "subtext": ["Then click"]},
  {"type": "interaction", "button": "Enter Details", "text": "Add the address", "subtext": []}]}}}}`

// Law: what is collected becomes questions, what the shop can do is done after
// a yes, the rest is a person's list, in the order of the buttons.
func TestAButtonFlowBecomesADraft(t *testing.T) {
	t.Parallel()
	drafts, err := ReadButtons("flows.json", strings.NewReader(refundFlow))
	if err != nil || len(drafts) != 1 {
		t.Fatal(err, len(drafts))
	}
	p, err := Parse("draft", []byte(drafts[0].YAML))
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, s := range p.Steps {
		switch {
		case len(s.Ask) > 0:
			got = append(got, "ask "+strings.Join(s.Ask, " "))
		case s.Do != "":
			got = append(got, "do "+s.Do)
		default:
			got = append(got, s.Handoff.Todo...)
		}
	}
	want := []string{"ask customer_name", "ask username email order_id", "ask record_reason", "do cancel_order", "Offer Refund: Dollar amount / Then click", "Enter Details: Add the address"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	if p.ID != "product-defect-initiate-refund" || len(p.fact("record_reason").Options) != 2 || len(drafts[0].Findings) != 0 {
		t.Errorf("got %s, %v, %v", p.ID, p.fact("record_reason"), drafts[0].Findings)
	}
}

func TestAWrongGuidelineIsNamed(t *testing.T) {
	t.Parallel()
	for src, want := range map[string]string{
		"": "EOF", "[]": "cannot unmarshal array", `{}`: "no subflow",
		`{"A":{"subflows":{"b":{"actions":[]}}}}`:                                                "A / b: at least one action",
		`{"A":{"subflows":{"b":{"steps":[]}}}}`:                                                  `unknown field "steps"`,
		`{"A":{"subflows":{"b":{"actions":[{"button":"x"}]},"B":{"actions":[{"button":"x"}]}}}}`: "comes out as",
		`{"!":{"subflows":{"?":{"actions":[{"button":"x"}]}}}}`:                                  "a name with letters",
	} {
		_, err := ReadButtons("f.json", strings.NewReader(src))
		if !errors.Is(err, ErrGuideline) || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: got %v, want %s", src, err, want)
		}
	}
}

func FuzzReadButtons(f *testing.F) {
	f.Add(refundFlow)
	f.Add(`{"退款":{"subflows":{"申请":{"actions":[{"button":"Record Reason","text":"Either 'a: b' or '{x}'","subtext":["# - y"]}]}}}}`)
	f.Fuzz(func(t *testing.T, src string) {
		drafts, err := ReadButtons("f.json", strings.NewReader(src))
		if err != nil && !errors.Is(err, ErrGuideline) {
			t.Fatal(err)
		}
		for _, d := range drafts {
			if _, err := Parse("draft", []byte(d.YAML)); err != nil {
				t.Fatalf("%s cannot be read back: %v", d.YAML, err)
			}
		}
	})
}

// The public guidelines, when they are there: all 55 import, and every button
// of each stands in its draft in its order.
func TestThePublicGuidelinesAreImportedWhole(t *testing.T) {
	t.Parallel()
	dir := os.Getenv("MANYHANDS_PUBLIC_DATA")
	if dir == "" {
		t.Skip("MANYHANDS_PUBLIC_DATA names no folder")
	}
	raw, err := os.ReadFile(filepath.Join(dir, "sop", "abcd_guidelines.json"))
	if err != nil {
		t.Skip(err)
	}
	drafts, err := ReadButtons("abcd_guidelines.json", strings.NewReader(string(raw)))
	if err != nil || len(drafts) != 55 {
		t.Fatalf("%d drafts, %v", len(drafts), err)
	}
	var file map[string]struct {
		Subflows map[string]guideline `json:"subflows"`
	}
	if err := json.Unmarshal(raw, &file); err != nil {
		t.Fatal(err)
	}
	byID := map[string]Draft{}
	asks, todos := 0, 0
	for _, d := range drafts {
		byID[d.ID] = d
		if len(d.Findings) > 0 {
			t.Errorf("%s: %v", d.ID, d.Findings)
		}
	}
	for flow, f := range file {
		for name, g := range f.Subflows {
			p, err := Parse("draft", []byte(byID[slug(flow+" "+name)].YAML))
			if err != nil {
				t.Fatal(err)
			}
			last := p.Steps[len(p.Steps)-1].Handoff
			asks, todos = asks+len(p.Steps)-1, todos+len(last.Todo)
			at := 0
			for _, b := range g.Actions {
				if at < len(p.Steps)-1 && strings.HasPrefix(p.Steps[at].ID, slug(b.Button)) {
					at++
					if !(at == len(p.Steps)-1 && last.Todo[0] == b.words()) {
						continue
					}
				}
				if len(last.Todo) == 0 || last.Todo[0] != b.words() {
					t.Fatalf("%s: button %q is lost; left are %q", p.ID, b.Button, last.Todo)
				}
				last.Todo = last.Todo[1:]
			}
		}
	}
	t.Logf("%d steps for the bot, %d for a person", asks, todos)
}
