package guard

import (
	"fmt"
	"math/rand/v2"
	"testing"
)

// talk is ordinary service talk, about 20 characters a message.
var talk = []string{
	"您好，请问我昨天下的订单什么时候可以发货呢谢谢", "亲，已经帮您催促仓库了，最晚明天上午发出哦", "这个尺码偏小，平时穿M的话建议您拍L码的",
	"收到货发现有一个杯子碎了，可以补发吗", "麻烦您提供一下订单号，我这边帮您查询一下", "好的，退款会在1到3个工作日内原路退回",
	"Hi, when will my order 3012345678 arrive?", "请问发票可以开公司抬头吗，需要提供税号吗", "不好意思让您久等了，刚刚在核实物流信息",
}

func BenchmarkCheck(b *testing.B) {
	g, err := Default()
	if err != nil {
		b.Fatal(err)
	}
	b.Run("ordinary", func(b *testing.B) {
		b.ReportAllocs()
		i := 0
		for b.Loop() {
			g.Check(talk[i%len(talk)], Context{Author: Agent})
			i++
		}
	})
	b.Run("hit", func(b *testing.B) {
		for b.Loop() {
			g.Check("亲，加我薇❤芯 138 1234 5678，全网第一哦", Context{Author: Agent})
		}
	})
}

func BenchmarkReload(b *testing.B) {
	rng := rand.New(rand.NewPCG(5, 5))
	for _, match := range []Match{Exact, Fuzzy} {
		r := Rule{ID: "big", Kind: Brand, Level: Warn, Match: match}
		for range 50_000 {
			w := make([]rune, 2+rng.IntN(4))
			for i := range w {
				w[i] = 0x4E00 + rune(rng.ExpFloat64()*900)%6000
			}
			r.Words = append(r.Words, Word{Text: string(w)})
		}
		b.Run(fmt.Sprint("50k ", match), func(b *testing.B) {
			for b.Loop() {
				if _, err := Compile([]Rule{r}); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
