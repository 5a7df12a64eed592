package rank

import "strings"

// The words that carry no subject. Pronouns are among them: they are what
// context words stand in for.
var (
	everydayZH = set(`的 了 吗 呢 吧 啊 呀 哦 哈 嗯 是 在 有 和 与 或 就 都 也 还 又 很 太 不 没 没有 别 我 你 您 他 她 它 我们 你们 他们
		这 那 这个 那个 这些 那些 这里 那里 这样 那样 哪 哪个 哪里 什么 怎么 怎样 如何 为什么 啥 咋 几 多少 多久 吗 请 请问 一下 一个 一件 个 件 款
		可以 能 会 要 想 想要 需要 应该 可能 给 把 被 让 对 对于 从 到 向 跟 但 但是 因为 所以 如果 然后 现在 已经 刚才 刚刚 今天 亲 亲亲 您好 你好
		好 好的 谢谢 麻烦 帮 帮我 看 看看 说 问 问题 知道 觉得 真的 非常 特别 比较 一些 一样 时候 之后 之前 里 上 下 中 来 去 过 着 得 地 再 才 只 吧 嘛`)
	everydayEN = set(`a an the is are was were be been am do does did done can could will would shall should may might must have has had
		i me my mine you your yours he she it its they them their we us our this that these those there here what which who whom when where why how
		and or but if then so because of in on at to for from by with about as into than too very just also not no yes please thanks thank hi hello
		ok okay one some any all more most much many get got go going want need like know see say tell im ive id dont cant whats`)
	pronounsZH = strings.Fields(`这个 那个 这款 那款 这件 那件 这种 那种 它 这些 那些 这样 那样 这里 那里 呢 刚才 上面 前面 第一 第二 另一 另外`)
	pronounsEN = set(`it its this that these those they them there one ones same another other`)
)

// longestEveryday is the length of the longest entry of everydayZH.
const longestEveryday = 3

func set(words string) map[string]bool {
	m := map[string]bool{}
	for w := range strings.FieldsSeq(words) {
		m[w] = true
	}
	return m
}
