package guard

// everyday are messages that every shop sends and gets all day and that have
// little in common. A rule that holds back a third of them was not meant so.
var everyday = []string{
	"您好，很高兴为您服务", "在的亲", "好的，谢谢您", "请问什么时候发货", "稍等，我帮您查一下", "可以开发票吗", "这个有货吗", "收到货了，很喜欢",
	"尺码偏小怎么办", "麻烦改一下地址", "退款多久到账", "已经为您登记了", "还有别的颜色吗", "不客气，祝您生活愉快", "快递到哪里了", "我想换货",
	"hello, how can I help you?", "where is my order", "thank you so much", "can I return this jacket?", "one moment please", "is it in stock", "ok", "13",
}

// everywhere names the rules of a guard that hold back every third everyday
// message or more. Rules that only log may: counting is what they are for.
func (g *Guard) everywhere(w *wrongs) {
	hits := map[string]int{}
	for _, text := range everyday {
		seen := map[string]bool{}
		for _, h := range g.Check(text, Context{}).Hits {
			if h.Level > Log && h.Kind != Personal && !seen[h.Rule] {
				seen[h.Rule] = true
				hits[h.Rule]++
			}
		}
	}
	for i := range g.rules {
		if r := &g.rules[i]; 3*hits[r.ID] >= len(everyday) {
			w.add(r, "words", "something that does not stand in every third ordinary message", "")
		}
	}
}
