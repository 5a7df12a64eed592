package wording

import (
	"slices"
	"strings"

	"github.com/manyhands/manyhands/internal/text/fold"
)

// empties are pieces of talk that answer nothing.
var empties = []string{
	"您好", "你好", "亲", "哈喽", "在的", "在呢", "欢迎光临", "很高兴为您服务", "有什么可以帮您", "请问有什么可以帮您", "有什么可以帮到您", "请稍等", "稍等一下", "稍等", "马上为您查询", "我看一下", "我查一下", "我帮您看看", "帮您查一下", "正在为您查询",
	"好的", "收到", "嗯嗯", "谢谢", "不客气", "久等了", "抱歉让您久等了", "请您稍等",
	"hello", "hi", "thanks", "thank you", "one moment", "please wait", "just a moment", "let me check", "how can i help you", "how may i help you", "ok", "okay", "you are welcome",
}

// Substantive tells whether a text states something: what is left when the
// greetings and the please-waits are taken out.
func Substantive(text string) bool {
	rest := fold.String(text)
	for _, e := range folded {
		rest = strings.ReplaceAll(rest, e, "")
	}
	const least = 4 // "呢" or "the" left over is no answer
	return len([]rune(rest)) >= least
}

// folded are the empties as fold writes them, the longest first, so that a
// short one does not break a long one up.
var folded = func() []string {
	var out []string
	for _, e := range empties {
		out = append(out, fold.String(e))
	}
	slices.SortFunc(out, func(a, b string) int { return len(b) - len(a) })
	return out
}()
