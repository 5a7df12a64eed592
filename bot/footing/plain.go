package footing

import (
	"strings"

	"github.com/manyhands/manyhands/internal/text/classify"
)

// The words that a question is built with and that say nothing of its subject,
// how long and how much among them: they are asked of everything.
var (
	plainZH = set(`的 了 吗 呢 吧 啊 呀 哦 哈 嗯 么 嘛 是 在 有 和 与 或 就 都 也 还 又 很 太 不 没 没有 有没有 别 我 你 您 他 她 它 我们 你们 咱们 他们
		这 那 这个 那个 这些 那些 这里 那里 这样 那样 这单 这款 那款 这件 那件 哪 哪个 哪里 哪款 哪种 什么 怎么 怎样 怎么样 怎么办 咋 咋整 啥 如何 为什么 为啥 几 多少 多久 多长 多长时间 几天 什么时候 啥时候 多少钱 几块
		请 请问 想问 问下 问问 一下 一个 一件 一次 一款 个 件 款 可以 可不可以 能 能不能 能否 会 会不会 要 要不要 想 想要 需要 应该 可能 给 把 被 让 对 对于 从 到 向 跟 为 以
		但 但是 因为 所以 如果 然后 现在 已经 刚才 刚刚 今天 亲 您好 你好 好 好的 谢谢 麻烦 帮 帮我 看 看看 说 知道 觉得 真的 非常 特别 比较 一些 一样 时候 之后 之前 以后 以前
		里 上 下 中 来 去 过 着 得 地 再 才 只 吧 嘛 是不是 行不行 行 算 嘞 哪些 家 店 店里 你们家 我家 东西 另外 还有 时间 用 做 弄 办`)
	longestPlain = 4
	plainEN      = stems(`a an the is are was were be been am do does did done can could will would shall should may might must have has had i me my mine you your yours he she it its they them
		their we us our this that these those there here what which who whom when where why how and or but if then so because of in on at to for from by with about as into than too very just also not
		no yes please thanks thank hi hello ok okay one some any all more most much many get got go going want need like know see say tell im ive id dont cant whats long take takes cost costs price
		time day days make give let still even up out before after while during shop store item thing stuff something anything there's isn't it's way offer use used`)
)

func set(words string) map[string]bool {
	m := map[string]bool{}
	for w := range strings.FieldsSeq(words) {
		m[w] = true
	}
	return m
}

func stems(words string) map[string]bool {
	m := map[string]bool{}
	for w := range strings.FieldsSeq(words) {
		m[classify.Stem(w)] = true
	}
	return m
}
