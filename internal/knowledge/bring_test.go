package knowledge

import (
	"archive/zip"
	"bytes"
	"fmt"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"github.com/manyhands/manyhands/internal/fault"
)

// A wrong row is named by its line and costs the others nothing.
func TestATableIsReadRowByRow(t *testing.T) {
	t.Parallel()
	rows, err := ReadTable([]byte("\ufeff问题,答案,相似问,标签,失效日期\n几天发货,付款后 48 小时内发货,多久发货|啥时候发,物流,2026-11-20\n,没有问题,,,\n能退吗,\"七天\n无理由\",,,soon\n能换吗,<script>alert(1)</script>可以换,,,\n"))
	if err != nil {
		t.Fatal(err)
	}
	if a := rows[0].Article; a.Title != "几天发货" || len(a.Questions) != 2 || a.ValidTill == nil || a.Lang != "zh" {
		t.Errorf("got %+v", a)
	}
	if r := rows[1].Refused; r == nil || r.Line != 3 || r.Field != "title" {
		t.Errorf("row without a question: %+v", r)
	}
	if r := rows[2].Refused; r == nil || r.Line != 4 || r.Field != "valid_till" || r.Got != "soon" {
		t.Errorf("row with a wrong date: %+v", r)
	}
	if got := rows[3].Article.Body; got != "可以换" {
		t.Errorf("body %q", got)
	}
}

func TestATableThatIsNoneIsRefusedByCode(t *testing.T) {
	t.Parallel()
	for in, code := range map[string]string{
		"":                              "table_wrong",
		"question\nx":                   "table_wrong", // no answer
		"question,answer,colour\nx,y,z": "table_wrong", // an unknown column is not lost in silence
		"question,answer":               "table_wrong",
		"question,answer\n\xff\xfe":     "table_wrong",
		"question,answer\n" + strings.Repeat("a,b\n", maxRows+1): "knowledge_file_too_large",
	} {
		_, err := ReadTable([]byte(in))
		if f, ok := fault.As(err); !ok || f.Code != code {
			t.Errorf("%.40q: got %v, want %s", in, err, code)
		}
	}
}

func TestTwoRowsWithOneIdAreToldApart(t *testing.T) {
	t.Parallel()
	rows, err := ReadTable([]byte("id,question,answer\na,x?,one\na,y?,two\n"))
	if err != nil {
		t.Fatal(err)
	}
	if r := rows[1].Refused; r == nil || r.Line != 3 || !strings.Contains(r.Wanted, "line 2") {
		t.Errorf("got %+v", r)
	}
}

func TestAWorkbookIsReadLikeATable(t *testing.T) {
	t.Parallel()
	f := excelize.NewFile()
	for cell, v := range map[string]string{"A1": "question", "B1": "answer", "A2": "Can I return it?", "B2": "Within 7 days.", "B3": "no question"} {
		if err := f.SetCellValue("Sheet1", cell, v); err != nil {
			t.Fatal(err)
		}
	}
	var b bytes.Buffer
	if err := f.Write(&b); err != nil {
		t.Fatal(err)
	}
	rows, err := ReadSheet(b.Bytes())
	if err != nil || len(rows) != 2 || rows[0].Article.Body != "Within 7 days." || rows[1].Refused == nil || rows[1].Refused.Line != 3 {
		t.Errorf("got %+v, %v", rows, err)
	}
}

// A zip of zeros unpacks to a thousand times its size: it is refused by what it
// says of itself, before anything is unpacked.
func TestAZipBombIsRefused(t *testing.T) {
	t.Parallel()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	w, err := z.Create("xl/worksheets/sheet1.xml")
	if err != nil {
		t.Fatal(err)
	}
	zeros := make([]byte, 1<<20)
	for range maxOnePart>>20 + 1 {
		if _, err := w.Write(zeros); err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	_, err = ReadSheet(b.Bytes())
	if f, ok := fault.As(err); !ok || f.Code != "knowledge_file_too_large" {
		t.Errorf("a bomb of %d bytes: got %v", b.Len(), err)
	}
	if _, err := ReadSheet([]byte("PK not a zip")); !fault.New(fault.Invalid, "sheet_wrong", "").Is(err) && err == nil {
		t.Error("rubbish was read")
	}
}

func TestAProductPageIsItsWordsAlone(t *testing.T) {
	t.Parallel()
	rows, err := ReadPage("kettle.html", []byte(`<html><head><title>Shop – Kettle</title><style>p{}</style></head><body><nav>Home Cart</nav>
<h1>Steel kettle 1.7 l</h1><script>steal()</script><p>Boils a litre in <b>3 minutes</b>.</p><h2>Care</h2><ul><li>Wipe dry<li>No dishwasher</ul>
<table><tr><th>Power</th><td>2200 W</td></tr></table><footer>© shop</footer><p onclick="x()">Two years of warranty.</p></body>`))
	if err != nil {
		t.Fatal(err)
	}
	a := rows[0].Article
	if a.Title != "Steel kettle 1.7 l" || a.Lang != "en" {
		t.Errorf("title %q, lang %q", a.Title, a.Lang)
	}
	for _, want := range []string{"Boils a litre in 3 minutes", "## Care", "- Wipe dry", "- No dishwasher", "Power | 2200 W", "Two years of warranty"} {
		if !strings.Contains(a.Body, want) {
			t.Errorf("%q is missing in %q", want, a.Body)
		}
	}
	for _, bad := range []string{"steal", "Cart", "©", "<", "onclick"} {
		if strings.Contains(a.Body, bad) {
			t.Errorf("%q was kept in %q", bad, a.Body)
		}
	}
}

func TestAPageOfFiftyMegabytesIsRefusedByCode(t *testing.T) {
	t.Parallel()
	_, err := ReadPage("big.html", bytes.Repeat([]byte("<p>x</p>"), 50<<20/8))
	if f, ok := fault.As(err); !ok || f.Code != "knowledge_file_too_large" {
		t.Errorf("got %v", err)
	}
	if _, err := ReadPage("empty.html", []byte("<script>only()</script>")); err == nil {
		t.Error("a page without words was taken")
	}
	deep, err := ReadPage("deep.html", []byte(strings.Repeat("<div><nav>", 100_000)+"x"))
	if err == nil && strings.Contains(deep[0].Article.Body, "x") {
		t.Error("what stands inside a nav was read")
	}
}

const history = `chat,by,text
1,买家,可以送到新疆吗
1,客服,稍等
1,客服,可以的，新疆加收 15 元运费，发中通，大概 7 天到
1,买家,我电话13812345678
1,机器人,收到
2,买家,能送新疆吗
2,客服,新疆可以发，运费加 15 元，一般 7 天左右送到
3,买家,谢谢
3,猫,喵
`

// What people answered becomes a proposal, without the shopper's own details
// and without "one moment please".
func TestAChatHistoryBecomesProposals(t *testing.T) {
	t.Parallel()
	rows, err := ReadTalks([]byte(history))
	if err != nil {
		t.Fatal(err)
	}
	var made []Row
	for _, r := range rows {
		if r.Refused == nil {
			made = append(made, r)
		} else if r.Line != 10 || r.Refused.Got != "猫" {
			t.Errorf("refused %+v", r.Refused)
		}
	}
	if len(made) != 1 {
		t.Fatalf("got %d articles of %+v", len(made), rows)
	}
	a := made[0].Article
	if a.Title != "能送新疆吗" || !strings.Contains(a.Body, "15 元") || strings.Contains(a.Body, "稍等") || !strings.Contains(made[0].Why, "chats=2") {
		t.Errorf("got %+v because %s", a, made[0].Why)
	}
}

func TestLearnedWordsCarryNobodysDetails(t *testing.T) {
	t.Parallel()
	got := Masked("订单 YS20261111001 寄到了吗，我手机 138 1234 5678，退 59.9 元，M 码")
	for _, gone := range []string{"YS2026", "1234", "5678"} {
		if strings.Contains(got, gone) {
			t.Errorf("%q is still in %q", gone, got)
		}
	}
	for _, kept := range []string{"59.9", "M 码", "寄到了吗"} {
		if !strings.Contains(got, kept) {
			t.Errorf("%q went from %q", kept, got)
		}
	}
}

func FuzzAnyFileIsReadOrRefused(f *testing.F) {
	f.Add([]byte("question,answer\na,b"))
	f.Add([]byte("<h1>a</h1><p>b"))
	f.Add([]byte(history))
	f.Fuzz(func(t *testing.T, b []byte) {
		for kind, read := range map[string]func([]byte) ([]Row, error){
			"csv": ReadTable, "xlsx": ReadSheet, "talks": ReadTalks, "html": func(b []byte) ([]Row, error) { return ReadPage("f", b) },
		} {
			rows, err := read(b)
			for _, r := range rows {
				if err == nil && r.Refused == nil && (r.Article.ID == "" || r.Article.Body == "" || strings.Contains(strings.ToLower(r.Article.Body), "<script")) {
					t.Errorf("%s gave %+v", kind, r.Article)
				}
			}
		}
	})
}

func ExampleReadTable() {
	rows, _ := ReadTable([]byte("question,answer\nDo you ship abroad?,To Japan and Singapore.\n,lost\n"))
	fmt.Println(rows[0].Article.Title, rows[1].Refused.Line, rows[1].Refused.Wanted)
	// Output: Do you ship abroad? 3 a question or a title
}
