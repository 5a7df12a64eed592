package paper

import (
	"bytes"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/manyhands/manyhands/internal/money"
	"pgregory.net/rapid"
)

var noon = time.Date(2026, 11, 15, 12, 0, 0, 0, time.UTC)

func bill() Paper {
	zone := time.FixedZone("CST", 8*3600)
	return Paper{
		Tongue: Chinese, Kind: "invoice", Number: "MH-2026-000017", Zone: zone, Currency: money.CNY, TaxMode: "on_top", TaxBP: 600,
		Seller: Party{Name: "众手（杭州）服务有限公司", TaxID: "91330100MA2TEST001", Address: "浙江省杭州市余杭区文一西路 1 号", Phone: "0571-0000 0000", Bank: "杭州银行", Account: "3301 0401 6000 0000 001", Email: "bill@manyhands.example"},
		Buyer:  Party{Name: "云裳服饰（上海）有限公司", TaxID: "91310000MA1TEST002", Address: "上海市徐汇区漕溪北路 2 号"},
		Issued: noon, Due: noon.AddDate(0, 1, 0), From: noon.AddDate(0, 0, -7), Till: noon, AsOf: noon,
		Lines: []Line{
			{N: 1, Code: "conversation_tier", Rule: "reactive", Version: "v1", Tier: "1", Qty: 5000, UnitMicro: 1_200_000, Amount: 600_000, Count: 5000, Root: strings.Repeat("ab", 32)},
			{N: 2, Code: "conversation_tier", Rule: "reactive", Version: "v1", Tier: "2", Qty: 4620, UnitMicro: 900_000, Amount: 415_800, Count: 4620, Root: strings.Repeat("cd", 32)},
			{N: 3, Code: "unanswered_free", Rule: "reactive", Version: "v1", Qty: 380, Count: 380, Root: strings.Repeat("ef", 32)},
			{N: 4, Code: "conversion_share", Rule: "proactive", Version: "v1", Qty: 3, Amount: 622, Count: 3, Root: strings.Repeat("01", 32)},
			{N: 5, Code: "compensation", Rule: "answer_rate", Version: "v1", Qty: 102, UnitMicro: 3_000_000, Amount: -30_600},
		},
		Subtotal: 985_822, Tax: 59_149, Total: 1_044_971, Outcomes: 10_005, FactsRoot: strings.Repeat("9f", 32), ResultSHA: strings.Repeat("7e", 32), DocSHA: strings.Repeat("55", 32),
	}
}

// A document that was filed can be made again and compared byte by byte.
func TestTheSamePaperIsTheSameBytes(t *testing.T) {
	t.Parallel()
	var one, two, other bytes.Buffer
	for _, out := range []*bytes.Buffer{&one, &two} {
		if err := PDF(out, bill()); err != nil {
			t.Fatal(err)
		}
	}
	if !bytes.Equal(one.Bytes(), two.Bytes()) {
		t.Error("two renderings of one document differ")
	}
	changed := bill()
	changed.Total++
	if err := PDF(&other, changed); err != nil {
		t.Fatal(err)
	}
	if bytes.Equal(one.Bytes(), other.Bytes()) {
		t.Error("another total makes the same document")
	}
	if path := os.Getenv("PAPER_OUT"); path != "" {
		if err := os.WriteFile(path, one.Bytes(), 0o600); err != nil {
			t.Fatal(err)
		}
	}
}

// Adversarial 34: rare characters, emoji, a name of 500 characters and many
// lines make a document all the same, and lose nothing in silence.
func TestAPaperSurvivesWhatNamesAndListsHold(t *testing.T) {
	t.Parallel()
	f, err := openFace()
	if err != nil {
		t.Fatal(err)
	}
	for text, want := range map[string]string{
		"镕喆堃昇玥":         "镕喆堃昇玥",
		"𠮷野家":           "[U+20BB7]野家",
		"店🎉铺":           "店[U+1F389]铺",
		"a\x00b\nc\xff": "ab c[U+FFFD]",
		"Ünïcode €":     "Ünïcode €",
	} {
		if got := f.printable(text); got != want {
			t.Errorf("%q is printed as %q, want %q", text, got, want)
		}
	}
	p := bill()
	p.Tongue = English
	p.Buyer.Name = strings.Repeat("云裳𠮷🎉", 125)
	p.Buyer.Address = strings.Repeat("long ", 400)
	for len(p.Lines) < 120 {
		p.Lines = append(p.Lines, p.Lines[len(p.Lines)%5])
	}
	var out bytes.Buffer
	if err := PDF(&out, p); err != nil {
		t.Fatal(err)
	}
	if out.Len() < 20_000 || !bytes.HasPrefix(out.Bytes(), []byte("%PDF-")) {
		t.Errorf("%d bytes are no document of 120 lines", out.Len())
	}
	if path := os.Getenv("PAPER_OUT"); path != "" {
		if err := os.WriteFile(path+"-odd.pdf", out.Bytes(), 0o600); err != nil {
			t.Fatal(err)
		}
	}
}

func TestNoCharacterIsLostWhereALineBreaks(t *testing.T) {
	t.Parallel()
	// Law: whatever a name holds, its lines put together are the name.
	s, err := newSheet(bill())
	if err != nil {
		t.Fatal(err)
	}
	s.AddPage()
	s.pen(inkText, 11)
	together := strings.NewReplacer(" ", "", "\n", "")
	rapid.Check(t, func(t *rapid.T) {
		pieces := rapid.SliceOf(rapid.SampledFrom([]string{"云", "裳", "（上海）", "有限公司", "Manyhands", " ", "  ", "[U+20BB7]", "，", "a", "1", "。", "“喆”"})).Draw(t, "text")
		text, wide := strings.Join(pieces, ""), rapid.Float64Range(1, 120).Draw(t, "wide")
		lines := s.lines(text, wide)
		if got := together.Replace(strings.Join(lines, "")); got != together.Replace(text) {
			t.Fatalf("%q breaks into %q", text, lines)
		}
		for _, line := range lines {
			if s.GetStringWidth(line) > wide && len([]rune(line)) > 1 {
				t.Fatalf("%q is wider than %v", line, wide)
			}
		}
	})
}

func BenchmarkPDF(b *testing.B) {
	for b.Loop() {
		var out bytes.Buffer
		if err := PDF(&out, bill()); err != nil {
			b.Fatal(err)
		}
	}
}
