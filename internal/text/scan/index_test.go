package scan

import "testing"

func find(x *Index, s string) []Found {
	var t Text
	t.Set(s)
	return x.Find(&t, nil)
}

func TestAWordIsFoundInEveryDisguise(t *testing.T) {
	t.Parallel()
	// Law: how a word is written does not decide whether it is found.
	x := NewIndex([]Pattern{{Text: "加我微信", Loose: true}, {Text: "微信", Loose: true}, {Text: "保证有效", Loose: true}, {Text: "wechat", Loose: true}, {Text: "best price", Loose: true}, {Text: "好评返现", Loose: true}})
	for _, s := range []string{
		"加我微信", "請加我微信", "加 我 微 信", "加\u200b我\u200b微信", "加❤我❤微❤信", "伽我薇芯", "jia我wei信", "jiawoweixin", "加我vx", "+我V信", "加我亻言微信",
		"力口我微信", "加我w x", "微亻言", "ＷｅＣｈａｔ me", "w.e.c.h.a.t", "w e c h a t", "we4chat?wech4t", "BEST  PRICE", "best-price", "好評返現", "好平返现", "郝评返线", "hao评fanxian",
	} {
		if len(find(x, s)) == 0 {
			t.Errorf("nothing found in %q", s)
		}
	}
	for _, s := range []string{
		"大家我微笑信任", "we chat every day", "微笑。信任", "wechatter", "保证书有效期", "加我们", "信微", "我很好，评价一下",
	} {
		if f := find(x, s); len(f) != 0 {
			t.Errorf("%q: found %v", s, f)
		}
	}
}

func TestTwoEverydayCharactersAreNoDisguise(t *testing.T) {
	t.Parallel()
	// Law: a word of two characters is not heard across the ordinary words of
	// shops and parcels; a rare character, a sign between or letters are needed.
	x := NewIndex([]Pattern{{Text: "贱人", Loose: true}, {Text: "贱货", Loose: true}, {Text: "加微", Loose: true}, {Text: "蠢货", Loose: true}, {Text: "混蛋", Loose: true}, {Text: "最佳", Loose: true}, {Text: "人渣", Loose: true}})
	for _, s := range []string{
		"收件人改成我老公", "寄件人", "派件人员", "仓库正在拣货", "两件货都没收到", "2件货不对", "定金加尾款", "追加尾单", "春货上新", "混单了", "最加分", "男人扎堆", "这件人人都说好",
	} {
		if f := find(x, s); len(f) != 0 {
			t.Errorf("%q: found %v", s, f)
		}
	}
	for _, s := range []string{"贱人", "贱 人", "件*人", "jian人", "你个牮人", "加薇", "+微", "蠢huo", "混.旦"} {
		if len(find(x, s)) == 0 {
			t.Errorf("nothing found in %q", s)
		}
	}
}
