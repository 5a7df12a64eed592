package main

import (
	"fmt"
	"math/rand/v2"
	"strings"

	"github.com/manyhands/manyhands/internal/text/scan"
)

const draws = 2000

// dress is a way to write a detail.
type dress struct {
	name string
	on   func(string) string
}

var dresses = []dress{
	{"plain", func(s string) string { return s }},
	{"full width", func(s string) string {
		return strings.Map(func(r rune) rune {
			if r > 0x20 && r < 0x7F {
				return r + 0xFEE0
			}
			return r
		}, s)
	}},
	{"spaced", func(s string) string { return everyFew(s, " ") }},
	{"dashed", func(s string) string { return everyFew(s, "-") }},
	{"Chinese digits", func(s string) string {
		return strings.NewReplacer("0", "零", "1", "一", "2", "二", "3", "三", "4", "四", "5", "五", "6", "六", "7", "七", "8", "八", "9", "九").Replace(s)
	}},
}

func everyFew(s, sep string) string {
	var b strings.Builder
	for i, r := range []rune(s) {
		if i > 0 && i%4 == 3 {
			b.WriteString(sep)
		}
		b.WriteRune(r)
	}
	return b.String()
}

// details are the kinds with a way to draw one, the sentence around it, and the
// dresses that make sense.
var details = []struct {
	kind    scan.Kind
	draw    func(*rand.Rand) string
	around  []string
	dresses int
}{
	{scan.Mobile, func(r *rand.Rand) string { return "1" + string("3456789"[r.IntN(7)]) + digits(r, 9) }, []string{"电话%", "打我%吧", "我的手机是%，谢谢", "call me on %"}, 5},
	{scan.IdentityCard, identity, []string{"身份证%", "我的证件号是%。", "id %"}, 5},
	{scan.BankCard, bankCard, []string{"退到银行卡%", "卡号是%", "my card is %"}, 5},
	{scan.Email, func(r *rand.Rand) string {
		return name(r) + "@" + name(r) + "." + []string{"com", "cn", "com.cn", "org"}[r.IntN(4)]
	}, []string{"发到%", "邮箱：%谢谢", "mail %"}, 2},
	{scan.WeChat, func(r *rand.Rand) string { return name(r) + "_" + digits(r, 4) }, []string{"加我微信%", "微信号：%", "我的vx是%", "V信 %", "wechat id is %", "薇信号%哦"}, 2},
	{scan.QQ, func(r *rand.Rand) string { return string("123456789"[r.IntN(9)]) + digits(r, 7) }, []string{"加qq%", "我的QQ号是%", "扣扣%", "企鹅号：%"}, 3},
	{scan.Address, address, []string{"寄到%", "地址：%，麻烦了", "我住在%", "改成%可以吗"}, 1},
}

func digits(r *rand.Rand, n int) string {
	b := make([]byte, n)
	for i := range b {
		b[i] = '0' + byte(r.IntN(10))
	}
	return string(b)
}

func name(r *rand.Rand) string {
	b := make([]byte, 5+r.IntN(5))
	for i := range b {
		b[i] = 'a' + byte(r.IntN(26))
	}
	return string(b)
}

func identity(r *rand.Rand) string {
	s := []string{"110105", "310104", "440305", "510107", "330106"}[r.IntN(5)] + fmt.Sprintf("%04d%02d%02d", 1950+r.IntN(55), 1+r.IntN(12), 1+r.IntN(28)) + digits(r, 3)
	weights := [17]int{7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2}
	sum := 0
	for i, w := range weights {
		sum += int(s[i]-'0') * w
	}
	return s + string("10X98765432"[sum%11])
}

func bankCard(r *rand.Rand) string {
	s := []string{"621700", "622202", "622848", "621661", "622588"}[r.IntN(5)] + digits(r, 12)
	sum := 0
	for i := range s {
		d := int(s[len(s)-1-i] - '0')
		if i%2 == 0 {
			if d *= 2; d > 9 {
				d -= 9
			}
		}
		sum += d
	}
	return s + string(byte('0'+(10-sum%10)%10))
}

func address(r *rand.Rand) string {
	one := func(l ...string) string { return l[r.IntN(len(l))] }
	return one("浙江省杭州市西湖区", "上海市浦东新区", "广东省深圳市南山区", "四川省成都市武侯区", "北京市朝阳区", "江苏省苏州市工业园区") +
		one("文三路", "世纪大道", "科技园南路", "人民南路四段", "建国路", "星湖街") + fmt.Sprint(1+r.IntN(900)) + "号" + one("", fmt.Sprintf("%d栋", 1+r.IntN(30)), fmt.Sprintf("%d幢%d单元", 1+r.IntN(30), 1+r.IntN(6))) + one("", fmt.Sprintf("%d室", 101+r.IntN(2000)))
}

func personal() error {
	rng := rand.New(rand.NewPCG(11, 11))
	fmt.Print("\n### Personal details found (recall), by how they are written\n\n| detail | plain | full width | spaced | dashed | Chinese digits |\n|---|---:|---:|---:|---:|---:|\n")
	var t scan.Text
	var found []scan.Detail
	has := func(text string, kind scan.Kind) bool {
		t.Set(text)
		found = scan.Personal(&t, found[:0])
		for _, d := range found {
			if d.Kind == kind {
				return true
			}
		}
		return false
	}
	for _, d := range details {
		fmt.Printf("| %s |", d.kind)
		for i, w := range dresses {
			if i >= d.dresses {
				fmt.Print(" – |")
				continue
			}
			hit := 0
			for n := range draws {
				if has(strings.Replace(d.around[n%len(d.around)], "%", w.on(d.draw(rng)), 1), d.kind) {
					hit++
				}
			}
			fmt.Printf(" %.3f |", float64(hit)/draws)
		}
		fmt.Println()
	}
	fmt.Print("\n### Order numbers taken for a personal detail\n\n| number | of | mobile | identity card | bank card | other |\n|---|---:|---:|---:|---:|---:|\n")
	for _, around := range []string{"%", "订单号%", "我的订单%什么时候发货", "运单号 %", "退款到银行卡，订单%"} {
		const numbers = 20_000
		by := map[scan.Kind]int{}
		for range numbers {
			t.Set(strings.Replace(around, "%", digits(rng, 12+rng.IntN(9)), 1))
			found = scan.Personal(&t, found[:0])
			for _, d := range found {
				by[d.Kind]++
			}
		}
		other := by[scan.WeChat] + by[scan.QQ] + by[scan.Email] + by[scan.Address]
		fmt.Printf("| %s | %d | %d | %d | %d | %d |\n", strings.Replace(around, "%", "…", 1), numbers, by[scan.Mobile], by[scan.IdentityCard], by[scan.BankCard], other)
	}
	return nil
}
