package rank

import (
	"fmt"
	"math"
	"math/rand/v2"
	"sync"
	"testing"

	"pgregory.net/rapid"
)

// corpus is n made-up questions of a shop, in Chinese and English.
func corpus(n int) []Doc {
	rng := rand.New(rand.NewPCG(1, 2))
	what := []string{"连衣裙", "羽绒服", "洗衣机", "面霜", "手机壳", "运动鞋", "雨伞", "保温杯", "coat", "dress", "charger", "sneakers"}
	which := []string{"黑色", "大码", "儿童", "新款", "去年买的", "双十一预售的", "red", "extra large", "leather", "waterproof"}
	ask := []string{"什么时候发货", "可以退货吗", "怎么安装", "有没有优惠券", "尺码偏大吗", "掉色怎么办", "how do I return it", "is it in stock", "when will it ship", "does it come with a warranty"}
	docs := make([]Doc, n)
	for i := range docs {
		docs[i] = Doc{fmt.Sprint("d", i), fmt.Sprintf("%s%s %s %d号 %c%c%c", which[rng.IntN(len(which))], what[rng.IntN(len(what))], ask[rng.IntN(len(ask))], rng.IntN(n),
			rune(0x4e00+rng.IntN(3000)), rune(0x4e00+rng.IntN(3000)), rune(0x4e00+rng.IntN(3000)))}
	}
	return docs
}

func TestTheShortCutFindsTheSameFirstTextAsTheFullScan(t *testing.T) {
	t.Parallel()
	docs := corpus(10_000)
	ix := Build(docs)
	rng := rand.New(rand.NewPCG(3, 4))
	differ := 0
	for range 500 {
		q := []rune(docs[rng.IntN(len(docs))].Text)
		at := rng.IntN(len(q) / 2)
		query := string(q[at:])
		full, quick := ix.search(query, nil, 10, math.MaxInt), ix.Search(query, 10)
		// Two texts may hold the query equally well; sums differ by their order.
		if math.Abs(full[0].Score-quick[0].Score) > 1e-4*full[0].Score {
			differ++
		}
	}
	if differ > 0 {
		t.Errorf("the short cut missed the best text in %d of 500 searches", differ)
	}
}

func TestARareWordOutweighsCommonOnes(t *testing.T) {
	t.Parallel()
	ix := Build([]Doc{
		{"ship", "什么时候发货"},
		{"return", "退货怎么退，什么时候退款"},
		{"install", "空调安装要预约吗"},
		{"stock", "什么时候有货"},
		{"coupon", "优惠券什么时候过期"},
		{"event", "活动什么时候开始"},
		{"pay", "尾款什么时候付"},
		{"warranty", "how long is the warranty"},
		{"size", "what size should I take"},
	})
	for query, want := range map[string]string{
		"我的空调什麼時候來裝": "install", // traditional, and 什么时候 is everywhere
		"退 款 多久":     "return",  // spaced
		"waranty?":   "warranty",
		"SIZES":      "size",
		"發貨":         "ship",
	} {
		if hits := ix.Search(query, 3); len(hits) == 0 || hits[0].ID != want {
			t.Errorf("Search(%q) = %v, want %s first", query, hits, want)
		}
	}
}

func TestWordsOfTheTalkDecideWhatAPronounMeans(t *testing.T) {
	t.Parallel()
	ix := Build([]Doc{{"coat", "羽绒服怎么洗"}, {"shoes", "运动鞋怎么洗"}, {"ship", "多久发货"}})
	turns := []Turn{{"你好，我买了一双运动鞋", true}, {"您好，请问有什么可以帮您", false}}
	words := Context(turns, "那个怎么洗")
	if hits := ix.SearchWith("那个怎么洗", words, 1); len(hits) != 1 || hits[0].ID != "shoes" {
		t.Errorf("got %v with context %v, want shoes", hits, words)
	}
	// What the message says itself is not drowned by the talk.
	if hits := ix.SearchWith("羽绒服怎么洗", Context(turns, "羽绒服怎么洗"), 1); hits[0].ID != "coat" {
		t.Errorf("got %v, want coat", hits)
	}
}

func TestContextFadesAndLeavesEverydayWordsOut(t *testing.T) {
	t.Parallel()
	turns := []Turn{{"I bought a kettle", true}, {"which colour?", false}, {"the blue one leaks", true}}
	got := map[string]float64{}
	for _, w := range Context(turns, "can it be repaired?") {
		got[w.Text] = w.Weight
	}
	if got["the"] != 0 || got["which"] != 0 || got["one"] != 0 {
		t.Errorf("everyday words came along: %v", got)
	}
	if !(got["leaks"] > got["kettle"] && got["kettle"] > 0) {
		t.Errorf("want a recent word above an older one: %v", got)
	}
}

func TestFusionLetsASureClassifierLiftAText(t *testing.T) {
	t.Parallel()
	hits := []Hit{{ID: "a", Score: 10}, {ID: "b", Score: 9}}
	sure := func(id string) float64 { return map[string]float64{"b": 0.95}[id] }
	if got := Fuse(hits, sure, 0.5); got[0].ID != "b" {
		t.Errorf("got %v, want b first", got)
	}
	if got := Fuse(hits, func(string) float64 { return 0 }, 0.5); got[0].ID != "a" {
		t.Errorf("got %v, want the ranking kept", got)
	}
}

// Scores fall, no text comes twice, k is kept, whatever is asked; and a search
// leaves nothing behind for the next.
func TestAnySearchIsOrderedAndRepeatable(t *testing.T) {
	t.Parallel()
	ix := Build(corpus(300))
	rapid.Check(t, func(t *rapid.T) {
		q := rapid.OneOf(rapid.String(), rapid.StringMatching(`[黑色大码发货退款吗的a-z ]{0,20}`)).Draw(t, "query")
		k := rapid.IntRange(0, 20).Draw(t, "k")
		hits := ix.Search(q, k)
		if len(hits) > k {
			t.Fatalf("%d hits for k=%d", len(hits), k)
		}
		seen := map[string]bool{}
		for i, h := range hits {
			if seen[h.ID] || h.Score <= 0 || i > 0 && h.Score > hits[i-1].Score {
				t.Fatalf("hit %d of %v", i, hits)
			}
			seen[h.ID] = true
		}
		if again := ix.Search(q, k); fmt.Sprint(again) != fmt.Sprint(hits) {
			t.Fatalf("%v, then %v", hits, again)
		}
	})
}

func TestManySearchAtOnce(t *testing.T) {
	t.Parallel()
	ix := Build(corpus(500))
	want := fmt.Sprint(ix.Search("黑色连衣裙什么时候发货", 5))
	var wg sync.WaitGroup
	for range 20 {
		wg.Go(func() {
			for range 20 {
				if got := fmt.Sprint(ix.Search("黑色连衣裙什么时候发货", 5)); got != want {
					t.Errorf("got %s, want %s", got, want)
				}
			}
		})
	}
	wg.Wait()
}

func TestAnEmptyIndexFindsNothing(t *testing.T) {
	t.Parallel()
	if hits := Build(nil).Search("退款", 3); len(hits) != 0 {
		t.Errorf("got %v", hits)
	}
}

func BenchmarkSearch10k(b *testing.B) {
	docs := corpus(10_000)
	ix := Build(docs)
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		ix.Search(docs[i%len(docs)].Text, 10)
	}
}
