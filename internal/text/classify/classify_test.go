package classify

import (
	"fmt"
	"math/rand/v2"
	"reflect"
	"strings"
	"sync"
	"testing"

	"github.com/manyhands/manyhands/internal/fault"
	"pgregory.net/rapid"
)

// shop is the phrasings of a small shop, seven intents in two languages.
var shop = map[string]string{
	"refund":    "我要退款|怎么退钱|钱什么时候退给我|退款多久到账|退款怎么还没到|申请退款|how do I get a refund|I want my money back|when will my refund arrive",
	"logistics": "快递到哪了|我的包裹到哪里了|查一下物流|物流怎么不动了|还没收到货|什么快递|where is my parcel|track my order|my package has not arrived",
	"invoice":   "可以开发票吗|发票抬头写错了|电子发票发我邮箱|怎么开票|公司抬头开票|发票什么时候给|I need an invoice|send me the tax invoice|change the name on the invoice",
	"coupon":    "有没有优惠券|优惠券怎么用|满减活动能叠加吗|券用不了|红包过期了|领券在哪里|do you have a coupon|my discount code does not work|where do I enter the voucher",
	"size":      "穿多大码|170穿什么尺码|尺码偏大吗|大码有吗|腰围多少|鞋子偏小吗|what size should I take|does it run small|size chart please",
	"address":   "帮我改地址|地址写错了|换个收货地址|改一下收件人电话|寄到公司行不行|更改收货信息|change my delivery address|I moved, new address|wrong address on my order",
	"install":   "怎么安装|师傅什么时候来装|预约安装|上门安装收费吗|安装要多久|自己能装吗|book an installation|how do I install it|is installation free",
}

func shopExamples() (out []Example) {
	for _, intent := range []string{"refund", "logistics", "invoice", "coupon", "size", "address", "install"} {
		for text := range strings.SplitSeq(shop[intent], "|") {
			out = append(out, Example{text, intent})
		}
	}
	return out
}

var shopModel = sync.OnceValues(func() (*Model, error) { return Train(shopExamples(), Options{}) })

func trained(t testing.TB) *Model {
	t.Helper()
	m, err := shopModel()
	if err != nil {
		t.Fatal(err)
	}
	return m
}

func TestAHurriedThumbIsUnderstood(t *testing.T) {
	t.Parallel()
	m := trained(t)
	for text, want := range map[string]string{
		"我要退錢":                 "refund",    // traditional
		"腿款怎么还不到":              "refund",    // right sound, wrong character
		"退 款":                  "refund",    // spaced
		"退ｋｕａｎ多久":              "refund",    // spelled in full-width letters
		"快递到拿了啊":               "logistics", // wrong character
		"亲，在吗，优会券咋用呀":          "coupon",
		"WHERE IS MY PARSEL??": "logistics",
		"adress is wrong":      "address",
		"发漂抬头":                 "invoice",
	} {
		if p := m.Predict(text); len(p.Top) == 0 || p.Top[0].Intent != want {
			t.Errorf("Predict(%q) = %+v, want %s first", text, p, want)
		}
	}
}

func TestWhatWasNeverSeenIsHandedOver(t *testing.T) {
	t.Parallel()
	m := trained(t)
	for _, text := range []string{"", "   ", "?!…", "qwzx vvkk", "鼍鱻"} {
		p := m.Predict(text)
		if p.Decision != HandOver || p.Intent != None {
			t.Errorf("Predict(%q) = %+v, want none handed over", text, p)
		}
	}
}

func TestTextMarkedNoneIsHandedOver(t *testing.T) {
	t.Parallel()
	examples := shopExamples()
	for _, text := range strings.Split("今天天气怎么样|讲个笑话|你是谁|今晚吃什么|北京到上海的火车票|推荐一部电影|股票涨了吗|帮我写作业|唱首歌|明天会下雨吗|what is the weather|tell me a joke|who won the game|play some music|what time is it", "|") {
		examples = append(examples, Example{text, None})
	}
	m, err := Train(examples, Options{})
	if err != nil {
		t.Fatal(err)
	}
	for _, text := range []string{"明天天气怎么样", "讲一个笑话吧", "tell me another joke"} {
		if p := m.Predict(text); p.Intent != None {
			t.Errorf("Predict(%q) = %+v, want none", text, p)
		}
	}
	for _, s := range m.Predict("怎么退款").Top {
		if s.Intent == None {
			t.Error("none was offered as an intent to clarify")
		}
	}
}

// The promise of the dial: among what is answered, at least so many are right.
// A higher dial answers a part of what a lower one answers.
func TestATighterDialAnswersLess(t *testing.T) {
	t.Parallel()
	m := trained(t)
	loose, tight := m.WithDial(0.5), m.WithDial(0.99)
	answered := [2]int{}
	for _, e := range shopExamples() {
		rs := []rune(e.Text)
		text := string(rs[:len(rs)/2]) // half a question is half clear
		a, b := loose.Predict(text), tight.Predict(text)
		if a.Decision == Answer {
			answered[0]++
		}
		if b.Decision == Answer {
			answered[1]++
			if a.Decision != Answer {
				t.Errorf("%q is answered at 0.99 but not at 0.5", text)
			}
		}
		if a.Confidence != b.Confidence {
			t.Errorf("%q: the dial changed the confidence", text)
		}
	}
	if answered[0] <= answered[1] {
		t.Errorf("answered %d at 0.5 and %d at 0.99, want fewer when tighter", answered[0], answered[1])
	}
}

func TestTheSameExamplesGiveTheSameModel(t *testing.T) {
	t.Parallel()
	a := trained(t)
	b, err := Train(shopExamples(), Options{})
	if err != nil {
		t.Fatal(err)
	}
	if !reflect.DeepEqual(a.weights, b.weights) || !reflect.DeepEqual(a.gate, b.gate) {
		t.Error("two trainings differ")
	}
}

func TestWrongExamplesAreRefusedByCode(t *testing.T) {
	t.Parallel()
	for code, examples := range map[string][]Example{
		"intents_missing": nil,
		"intents_too_few": {{"退款", "refund"}, {"退钱", "refund"}},
		"phrasing_empty":  {{"退款", "refund"}, {" ", "coupon"}},
	} {
		_, err := Train(examples, Options{})
		if f, ok := fault.As(err); !ok || f.Code != code {
			t.Errorf("got %v, want %s", err, code)
		}
	}
}

func TestTwoIntentsOfOnePhrasingEachAreEnough(t *testing.T) {
	t.Parallel()
	m, err := Train([]Example{{"我要退款", "refund"}, {"优惠券怎么用", "coupon"}}, Options{})
	if err != nil {
		t.Fatal(err)
	}
	if p := m.Predict("我要退款"); p.Intent != "refund" {
		t.Errorf("got %+v, want refund", p)
	}
}

// Whatever is written: chances are chances, they fall, and nothing breaks.
func TestAnyTextGetsAnOrderedAnswer(t *testing.T) {
	t.Parallel()
	m := trained(t)
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.OneOf(rapid.String(), rapid.StringMatching(`[退款发票优惠券在哪a-z ?！]{0,40}`)).Draw(t, "text")
		p := m.Predict(text)
		last := 1.0
		for _, s := range p.Top {
			if s.Confidence < 0 || s.Confidence > last {
				t.Fatalf("chances of %q: %v", text, p.Top)
			}
			last = s.Confidence
		}
		if (p.Intent == None) != (p.Decision == HandOver) {
			t.Fatalf("%q: %+v", text, p)
		}
	})
}

func TestManyAskAtOnce(t *testing.T) {
	t.Parallel()
	m := trained(t)
	want := fmt.Sprint(m.Predict("退款怎么还不到"))
	var wg sync.WaitGroup
	for range 20 {
		wg.Go(func() {
			for range 20 {
				if got := fmt.Sprint(m.Predict("退款怎么还不到")); got != want {
					t.Errorf("got %s, want %s", got, want)
				}
			}
		})
	}
	wg.Wait()
}

// brandOf makes a brand of the given size: words of its own in the shop's
// phrasings, about as long as shoppers write.
func brandOf(intents, phrasings int) (out []Example) {
	rng := rand.New(rand.NewPCG(5, 6))
	all := shopExamples()
	for i := range intents {
		own := string([]rune{rune(0x5000 + i*7), rune(0x6000 + i*3)})
		for range phrasings {
			a := []rune(all[rng.IntN(len(all))].Text)
			cut := rng.IntN(len(a))
			out = append(out, Example{string(a[:cut]) + own + string(a[cut:]), fmt.Sprint("intent-", i)})
		}
	}
	return out
}

func BenchmarkTrain200Intents30Phrasings(b *testing.B) {
	examples := brandOf(200, 30)
	for b.Loop() {
		if _, err := Train(examples, Options{}); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkPredict200Intents(b *testing.B) {
	examples := brandOf(200, 30)
	m, err := Train(examples, Options{})
	if err != nil {
		b.Fatal(err)
	}
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		m.Predict(examples[i*31%len(examples)].Text)
	}
}

func BenchmarkPredictPublic(b *testing.B) {
	bank := publicSet(b, "banking77.train.jsonl")
	m, err := Train(bank, Options{})
	if err != nil {
		b.Fatal(err)
	}
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		m.Predict(bank[i*31%len(bank)].Text)
	}
}

func BenchmarkSentiment(b *testing.B) {
	Sentiment("")
	for b.Loop() {
		Sentiment("怎么还没发货，等了一个星期了")
	}
}
