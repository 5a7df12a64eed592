package paper

import (
	"bytes"
	"crypto/sha256"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/manyhands/manyhands/internal/money"
)

// rare are characters that names are really written with and keyboards seldom
// find: those that GBK holds are drawn, the last ones are not in the face.
var rare = []rune("镕喆堃昇玥珺琤瑄璟畑曌犇骉羴鱻麤猋掱靐龘厵垚烎嘦巭囍祎翀翊赟赑鑫淼焱晶磊犇婧媖嫚嬿孖孬尕彧惢愔懋戬抃捃昉昀昳晞曦朊杕枞棽楙樾橒歘殳毓氚汭沄泠洺湉滢漪濛灏炜烜煊熠爻牁牂狯𠮷𡃁𢈢㙍㛃")

// brandsPaper is the document of the i-th of 89 brands: no two are alike in
// name, tongue, length, currency or tax.
func brandsPaper(i int) Paper {
	p := bill()
	c := string(rare[i%len(rare)])
	p.Number = fmt.Sprintf("MH-2026-%06d", i+1)
	p.Buyer.Name = fmt.Sprintf("%s记%s%s（%s）有限公司", c, string(rare[(i*7+3)%len(rare)]), []string{"服饰", "食品", "数码", "家居", "母婴"}[i%5], []string{"上海", "杭州", "喀什", "漠河"}[i%4])
	p.Buyer.TaxID = fmt.Sprintf("91310000MA%08d", i)
	switch {
	case i == 88:
		p.Buyer.Name = strings.Repeat(c+"裳云𠮷🎉", 100)
	case i%11 == 3:
		p.Tongue, p.Currency, p.TaxMode, p.TaxBP = English, money.JPY, "inclusive", 1000
		p.Buyer.Name = "Ünïcode & Sons " + c + " K.K."
	case i%11 == 7:
		p.Kind, p.Corrects, p.Subtotal, p.Tax, p.Total = "credit_note", "MH-2026-000001", -4000, -240, -4240
	}
	first := bill().Lines
	for len(p.Lines) < 5+i%37 {
		l := first[len(p.Lines)%5]
		l.N, l.Qty = len(p.Lines)+1, l.Qty+int64(i)
		p.Lines = append(p.Lines, l)
	}
	return p
}

// Law: the documents of 89 brands, rare characters and a name of 500 characters
// among them, are 89 different files, and made again the same bytes.
// PAPERS_OUT keeps them to be looked at.
func TestTheDocumentsOf89BrandsMadeAgainAreTheSameBytes(t *testing.T) {
	t.Parallel()
	const brands = 89
	if n := len([]rune(brandsPaper(brands - 1).Buyer.Name)); n != 500 {
		t.Fatalf("the long name has %d characters", n)
	}
	var sums [brands][sha256.Size]byte
	var all sync.WaitGroup
	for i := range brands {
		all.Go(func() {
			var one, two bytes.Buffer
			for _, out := range []*bytes.Buffer{&one, &two} {
				if err := PDF(out, brandsPaper(i)); err != nil {
					t.Error(err)
				}
			}
			if !bytes.Equal(one.Bytes(), two.Bytes()) {
				t.Errorf("brand %d: made again, the document is another", i)
			}
			sums[i] = sha256.Sum256(one.Bytes())
			if to := os.Getenv("PAPERS_OUT"); to != "" {
				if err := os.WriteFile(filepath.Join(to, fmt.Sprintf("%02d.pdf", i)), one.Bytes(), 0o600); err != nil {
					t.Error(err)
				}
			}
		})
	}
	all.Wait()
	seen := map[[sha256.Size]byte]int{}
	for i, sum := range sums {
		if other, twice := seen[sum]; twice {
			t.Errorf("brands %d and %d have one document", other, i)
		}
		seen[sum] = i
	}
}
