package laws_test

import (
	"bytes"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/manyhands/manyhands/billing"
	"github.com/manyhands/manyhands/billing/deal"
	"github.com/manyhands/manyhands/billing/paper"
	"github.com/manyhands/manyhands/internal/pg"
	"github.com/manyhands/manyhands/internal/uid"
)

var buyer = paper.Party{Name: "=云裳服饰（上海）有限公司", TaxID: "91310000MA1FL5E91N", Address: "上海市徐汇区", Bank: "工商银行", Account: "1001 0001"}

func (b *bundle) print(id uid.Invoice, as billing.Outside) []byte {
	b.t.Helper()
	var out bytes.Buffer
	if err := b.Print(b.t.Context(), pg.OfBrand(b.brand), id, paper.Chinese, as, &out); err != nil {
		b.t.Fatal(err)
	}
	return out.Bytes()
}

func (b *bundle) details(p paper.Party) {
	b.t.Helper()
	if _, err := b.SetParty(b.t.Context(), pg.OfBrand(b.brand), b.brand, p, uid.New[uid.Person]()); err != nil {
		b.t.Fatal(err)
	}
}

// Adversarial 34, with its database: an issued document prints the same bytes for ever, whoever moves house;
// no cell of its tables is a formula.
func TestAnIssuedDocumentPrintsTheSameForEver(t *testing.T) {
	t.Parallel()
	b := setup(t)
	for i := range 3 {
		b.tell(b.closed("=s"+string(rune('a'+i)), i))
	}
	b.details(buyer)
	v := b.issue(b.draft().ID)
	first := b.print(v.ID, billing.PDF)
	moved := buyer
	moved.Address = "somewhere else"
	b.details(moved)
	if !bytes.Equal(first, b.print(v.ID, billing.PDF)) {
		t.Error("the document changed after its buyer moved")
	}
	if got := string(b.print(v.ID, billing.OutcomesCSV)); strings.Count(got, "'=s") != 3 || strings.Count(got, "\r\n") != 1+3 {
		t.Errorf("three conversations are exported as %q", got)
	}
	for _, as := range []billing.Outside{billing.Workbook, billing.LinesCSV, billing.UBL} {
		if len(b.print(v.ID, as)) < 300 {
			t.Errorf("the document as %s is empty", as)
		}
	}
	err := b.Print(t.Context(), pg.OfBrand(uid.New[uid.Brand]()), v.ID, paper.Chinese, billing.PDF, &bytes.Buffer{})
	if !errors.Is(err, billing.ErrNoInvoice) {
		t.Errorf("another brand prints it: %v", err)
	}
}

func TestBillingDetailsThatCannotBeKeptAreRefused(t *testing.T) {
	t.Parallel()
	b := setup(t)
	for name, p := range map[string]paper.Party{
		"no name": {}, "a long name": {Name: strings.Repeat("长", 501)}, "two lines": {Name: "a\nb"},
		"a wrong check character": {Name: "a", TaxID: "91310000MA1FL5E91A"}, "letters": {Name: "a", TaxID: "税号"},
	} {
		_, err := b.SetParty(t.Context(), pg.OfBrand(b.brand), b.brand, p, uid.New[uid.Person]())
		if !errors.Is(err, deal.ErrParty) && !errors.Is(err, deal.ErrTaxID) {
			t.Errorf("%s: %v", name, err)
		}
	}
	for _, id := range []string{"", "91310000MA1FL5E91N", "123456789012345", "DE123456789"} {
		if _, err := b.SetParty(t.Context(), pg.OfBrand(b.brand), b.brand, paper.Party{Name: "a", TaxID: id}, uid.New[uid.Person]()); err != nil {
			t.Errorf("tax id %q: %v", id, err)
		}
	}
	foreign := pg.OfBrand(uid.New[uid.Brand]())
	if _, err := b.SetParty(t.Context(), foreign, b.brand, paper.Party{Name: "a"}, uid.New[uid.Person]()); err == nil {
		t.Error("another brand changed the details")
	}
}

// Law: a document has one tax invoice; what is given back takes an issued one
// back in red and names its number.
func TestATaxInvoiceIsAskedForOnceAndTakenBackInRed(t *testing.T) {
	t.Parallel()
	b := setup(t)
	for i := range 6 {
		b.tell(b.closed("s"+string(rune('a'+i)), i))
	}
	b.tell(b.paid("o1", "sa", 30, 20_000))
	draft := b.draft()
	scope, by := pg.OfBrand(b.brand), uid.New[uid.Person]()
	if _, err := b.AskFapiao(t.Context(), scope, draft.ID, by); !errors.Is(err, billing.ErrFapiaoNothing) {
		t.Errorf("a draft: %v", err)
	}
	v := b.issue(draft.ID)
	if _, err := b.AskFapiao(t.Context(), scope, v.ID, by); !errors.Is(err, billing.ErrBuyerUnknown) {
		t.Errorf("without details: %v", err)
	}
	b.details(buyer)
	blue, err := b.AskFapiao(t.Context(), scope, v.ID, by)
	if err != nil {
		t.Fatal(err)
	}
	if blue.Kind != "blue" || blue.NetMinor+blue.TaxMinor != v.TotalMinor {
		t.Errorf("got %s over %d + %d, want a blue one over %d", blue.Kind, blue.NetMinor, blue.TaxMinor, v.TotalMinor)
	}
	if _, err := b.AskFapiao(t.Context(), scope, v.ID, by); !errors.Is(err, billing.ErrFapiaoTwice) {
		t.Errorf("asked twice: %v", err)
	}
	b.tell(b.refunded("o1", 20_000))
	note := b.creditNote(v.ID)
	if _, err := b.AskFapiao(t.Context(), scope, note.ID, by); !errors.Is(err, billing.ErrFapiaoBlue) {
		t.Errorf("red before blue is issued: %v", err)
	}
	file, err := b.ExportFapiaos(t.Context())
	if err != nil || !strings.Contains(string(file), blue.ID.String()) || !strings.Contains(string(file), "'=云裳") {
		t.Errorf("the channel's file is %q, %v", file, err)
	}
	if _, err := b.AnswerFapiao(t.Context(), blue.ID, "12", ""); !errors.Is(err, billing.ErrFapiaoNumber) {
		t.Errorf("a short number: %v", err)
	}
	if _, err := b.AnswerFapiao(t.Context(), blue.ID, "26312000000012345678", ""); err != nil {
		t.Fatal(err)
	}
	if _, err := b.AnswerFapiao(t.Context(), blue.ID, "26312000000012345679", ""); !errors.Is(err, billing.ErrFapiaoAnswered) {
		t.Errorf("answered twice: %v", err)
	}
	red, err := b.AskFapiao(t.Context(), scope, note.ID, by)
	if err != nil || red.Kind != "red" || red.Blue != "26312000000012345678" || red.NetMinor+red.TaxMinor != note.TotalMinor {
		t.Errorf("got %+v, %v; want a red one over %d", red, err, note.TotalMinor)
	}
}

// creditNote issues what later facts take off a bill.
func (b *bundle) creditNote(of uid.Invoice) billing.Invoice {
	b.t.Helper()
	v, err := b.Adjust(b.t.Context(), of)
	if err != nil {
		b.t.Fatal(err)
	}
	return b.issue(v.ID)
}

// Law: a brand is reminded of a late bill once on each of the days that have a
// reminder, of what is not under dispute.
func TestALateBillIsRemindedOfOnItsDays(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.tell(b.closed("sa", 1))
	v := b.issue(b.draft().ID)
	seen := func() []int {
		for range 3 {
			if err := b.Tick(t.Context()); err != nil {
				t.Fatal(err)
			}
		}
		all, err := b.Reminders(t.Context(), pg.OfBrand(b.brand), v.ID)
		if err != nil {
			t.Fatal(err)
		}
		days := []int{}
		for _, r := range all {
			days = append(days, r.Day)
			if r.OwedMinor != v.TotalMinor {
				t.Errorf("day %d asks for %d, want %d", r.Day, r.OwedMinor, v.TotalMinor)
			}
		}
		return days
	}
	for _, step := range []struct {
		late time.Duration
		want int
	}{{0, 0}, {25 * time.Hour, 1}, {80 * time.Hour, 2}, {200 * time.Hour, 3}, {400 * time.Hour, 4}, {4000 * time.Hour, 4}} {
		b.clock.MoveTo(v.DueAt.Add(step.late))
		if got := seen(); len(got) != step.want {
			t.Errorf("%s after it was due: reminders %v, want %d", step.late, got, step.want)
		}
	}
}
