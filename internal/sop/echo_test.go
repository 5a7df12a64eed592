package sop

import "testing"

// Law: a Chinese yes is the question's verb again, a no has a no before it; what
// only shares a character with the question is neither.
func TestAYesOfChineseSaysTheVerbAgain(t *testing.T) {
	t.Parallel()
	const opened, sealed = "包装拆开过吗？", "塑封还在吗？"
	for _, c := range []struct {
		question, text string
		yes, ok        bool
	}{
		{opened, "拆开了", true, true},
		{opened, "已经拆了", true, true},
		{opened, "还没有拆开", false, true},
		{opened, "未拆开过", false, true},
		{sealed, "还在的", true, true},
		{sealed, "不在了", false, true},
		{sealed, "塑封坏了", false, false},
		{sealed, "封口破了", false, false},
		{opened, "包装很漂亮", false, false},
		{opened, "拆开会怎样？", false, false},
		{"是拆开了还是没拆？", "拆开了", false, false},
		{"Has it been used?", "used", false, false},
	} {
		if yes, ok := echoed(c.question, c.text); ok != c.ok || ok && yes != c.yes {
			t.Errorf("%s %s: got %v %v", c.question, c.text, yes, ok)
		}
	}
}
