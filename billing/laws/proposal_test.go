package laws_test

import (
	"encoding/json"
	"errors"
	"strings"
	"testing"

	"github.com/manyhands/manyhands/billing/deal"
	"github.com/manyhands/manyhands/billing/rate"
	"github.com/manyhands/manyhands/internal/uid"
)

const fairTerms = `{"rules":[{"id":"conversation","kind":"conversation","service":"reactive","tiers":[{"up_to":50,"unit_micro":1000000},{"unit_micro":800000}]}],
	"guarantees":[{"id":"g","service":"reactive","dimension":"answer_rate","floor_ppm":950000,"unit_minor":60,"cap_bp":2000}],"total_cap_bp":3000}`

// Law: terms are shown by example before anybody signs; what cannot be signed is
// refused with the clause named; a proposal is answered once.
func TestTermsAreShownProposedAndAnsweredOnce(t *testing.T) {
	t.Parallel()
	b := setup(t)
	shown, err := b.ShowTerms(t.Context(), b.brand, json.RawMessage(fairTerms))
	if err != nil || len(shown.Examples) < 6 {
		t.Fatalf("got %d examples, %v", len(shown.Examples), err)
	}
	for name, c := range map[string]struct {
		terms string
		want  error
	}{
		"not JSON":          {`{`, deal.ErrTerms},
		"an unknown field":  {`{"rules":[],"free_lunch":true}`, deal.ErrTerms},
		"overlapping tiers": {strings.Replace(fairTerms, `{"unit_micro":800000}`, `{"up_to":40,"unit_micro":1},{"unit_micro":800000}`, 1), rate.ErrContract},
		"a floor above all": {strings.Replace(fairTerms, "950000", "1000001", 1), rate.ErrContract},
	} {
		if _, err := b.Propose(t.Context(), b.brand, b.request, json.RawMessage(c.terms), "", b.finance); !errors.Is(err, c.want) {
			t.Errorf("%s: got %v, want %v", name, err, c.want)
		}
	}
	p, err := b.Propose(t.Context(), b.brand, b.request, json.RawMessage(fairTerms), "as last year", b.finance)
	if err != nil || p.State != "proposed" {
		t.Fatalf("got %+v, %v", p, err)
	}
	if _, err := b.Propose(t.Context(), b.brand, b.request, json.RawMessage(fairTerms), "", b.finance); !errors.Is(err, deal.ErrProposalOpen) {
		t.Errorf("proposed twice: %v", err)
	}
	if all, err := b.ProposalsOf(t.Context(), uid.New[uid.Brand](), b.request); err != nil || len(all) != 0 {
		t.Errorf("another brand sees %d proposals, %v", len(all), err)
	}
	for i := range 2 {
		err := b.AnswerProposal(t.Context(), p.ID, true, "agreed", b.finance)
		if i == 0 && err != nil || i == 1 && !errors.Is(err, deal.ErrNoProposal) {
			t.Errorf("answer %d: %v", i+1, err)
		}
	}
	all, err := b.Proposals(t.Context(), "accepted", 10)
	if err != nil || len(all) != 1 || all[0].BrandName != "云裳" || all[0].Answer != "agreed" {
		t.Errorf("got %+v, %v", all, err)
	}
}
