package drill

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/manyhands/manyhands/internal/text/rank"
)

func (m *marker) greeting() {
	if len(m.mine) == 0 {
		m.give("greeting", forGreeting, 0, 0, both("没有回复顾客", "the shopper was never answered"), m.hello())
		return
	}
	l, ok := m.first(func(l heardLine) bool { return l.Greets })
	switch {
	case ok && l.Seq == m.mine[0].Seq:
		m.give("greeting", forGreeting, forGreeting, l.Seq, both("第一句就问候了顾客", "the first message greets the shopper"), "")
	case ok:
		m.give("greeting", forGreeting, forGreeting/2, l.Seq, both("问候来晚了，应在第一句", "the greeting came late; it belongs into the first message"), m.hello())
	default:
		m.give("greeting", forGreeting, 0, m.mine[0].Seq, both("没有问候顾客", "the shopper was not greeted"), m.hello())
	}
}

func (m *marker) hello() string {
	return strings.ReplaceAll(theAgent.In(m.s.Lang), "{brand}", m.s.Brand)
}

// asking: each fact that the procedure needs is asked for, before the verdict.
func (m *marker) asking() {
	n := len(m.s.Needs)
	decided, told := m.final()
	for i, need := range m.s.Needs {
		points := forAsking*(i+1)/n - forAsking*i/n
		l, ok := m.first(func(l heardLine) bool { return slices.Contains(l.Asks, need.Name) })
		switch {
		case ok && (!told || l.Seq < decided.Seq):
			m.give("ask:"+need.Name, points, points, l.Seq, both("在答复前问清了这一项", "asked before deciding"), "")
		case ok:
			m.give("ask:"+need.Name, points, points/2, l.Seq, both("先给了结论才问，应先问清再答复", "asked only after the decision; ask first"), need.Ask)
		default:
			seq := decided.Seq
			if !told {
				seq = m.lastSeq()
			}
			m.give("ask:"+need.Name, points, 0, seq, both("流程要求问清这一项，但没有问", "the procedure needs this, and it was not asked"), need.Ask)
		}
	}
}

// order: the facts in the procedure's order, and a yes before it is done.
func (m *marker) order() {
	at, got := 0, forOrder
	seq := 0
	says := both("步骤顺序正确", "the steps were in the procedure's order")
	better := ""
	broke := func(n int, l heardLine, zh, en, how string) {
		got -= n
		if seq == 0 {
			seq, says, better = l.Seq, both(zh, en), how
		}
	}
	agreed := false
	for _, l := range m.mine {
		for _, name := range l.Asks {
			i := slices.IndexFunc(m.s.Needs, func(n Need) bool { return n.Name == name })
			if m.askedBefore(l, name) {
				broke(forOrder/2, l, "顾客已经说过的又问了一遍", "asked again for what the shopper had said", "")
				continue
			}
			if i < at {
				broke(forOrder/2, l, "提问顺序和流程不一致", "asked out of the procedure's order", m.s.Needs[min(at, len(m.s.Needs)-1)].Ask)
			}
			at = max(at, i)
		}
		if l.Done && m.s.Verdict == Yes && m.s.Script.Confirm != "" && !agreed {
			broke(forOrder/2, l, "没有得到顾客确认就说已办理", "said to be done before the shopper agreed", m.s.Script.Confirm)
		}
		agreed = agreed || l.Confirms && l.Verdict == Yes
	}
	if _, ok := m.final(); !ok {
		broke(forOrder, heardLine{Line: Line{Seq: m.lastSeq()}}, "流程没有走到结论", "the procedure was not brought to a decision", m.s.Script.Final)
	}
	if told, ok := m.final(); ok && seq == 0 {
		seq = told.Seq
	}
	m.give("order", forOrder, got, seq, says, better)
}

func (m *marker) askedBefore(l heardLine, name string) bool {
	_, ok := m.first(func(o heardLine) bool { return o.Seq < l.Seq && slices.Contains(o.Asks, name) })
	return ok
}

func (m *marker) verdict() {
	points := forVerdict
	if len(m.s.Needs) == 0 {
		points += forAsking
	}
	if m.talk.Beside > 0 {
		points -= forAttention
	}
	l, ok := m.final()
	m.grade.Verdict = l.Verdict
	m.grade.Right = ok && l.Verdict == m.s.Verdict
	better := m.s.Script.Final
	if m.s.Verdict == Yes && m.s.Script.Confirm != "" {
		better = m.s.Script.Confirm
	}
	wrong, once := m.first(func(o heardLine) bool { return o.Verdict != None && o.Verdict != m.s.Verdict })
	switch {
	case !ok:
		m.give("verdict", points, 0, m.lastSeq(), both("没有告诉顾客能不能办", "the shopper was never told whether it can be done"), better)
	case m.grade.Right && once:
		m.give("verdict", points, points/2, wrong.Seq, both("一开始的结论不对，后来改正了", "the first answer was wrong and was put right later"), better)
	case m.grade.Right:
		m.give("verdict", points, points, l.Seq, both("结论与流程一致", "the decision is the procedure's"), "")
	default:
		m.give("verdict", points, 0, l.Seq, both("结论与品牌流程不一致", "the decision is not the one that the brand's procedure comes to"), better)
	}
}

// reason: a no says why, a yes says what happens, and a person is announced.
func (m *marker) reason() {
	points := forReason
	if len(m.s.Keys) == 0 {
		points += forKeys
	}
	better := m.s.Script.Final
	var good func(heardLine) bool
	zh, en := "", ""
	switch m.s.Verdict {
	case No:
		good = func(l heardLine) bool { return l.Because || l.Verdict == No && len(l.Keys) > 0 }
		zh, en = "说清了不能办的原因", "said why it cannot be done"
	case Yes:
		good = func(l heardLine) bool { return l.Done }
		zh, en = "告诉顾客已经办好和接下来的安排", "said that it is done and what follows"
	case Person:
		good = func(l heardLine) bool {
			return l.Verdict == Person && (l.Kind || rank.Covered(m.s.Script.Final, l.Text) > 0.3)
		}
		zh, en = "说明了转给专员处理", "announced the specialist with an explanation"
	case Tell, None:
		good = func(l heardLine) bool { return len(l.Keys) > 0 }
		zh, en = "说明了订单现在的情况", "told how the order stands"
	}
	if l, ok := m.first(good); ok {
		m.give("reason", points, points, l.Seq, both(zh, en), "")
		return
	}
	seq := m.lastSeq()
	if l, ok := m.final(); ok {
		seq = l.Seq
	}
	m.give("reason", points, 0, seq, both("没有做到："+zh, "missing: "+en), better)
}

func (m *marker) keys() {
	n := len(m.s.Keys)
	for i, k := range m.s.Keys {
		points := forKeys*(i+1)/n - forKeys*i/n
		l, ok := m.first(func(l heardLine) bool { return slices.Contains(l.Keys, k.ID) })
		if ok {
			m.give("key:"+k.ID, points, points, l.Seq, both("关键信息说对了", "stated right"), "")
			continue
		}
		m.give("key:"+k.ID, points, 0, m.lastSeq(), both("关键信息没有说，或说错了", "not stated, or stated wrong"), k.Answer)
	}
}

// claims: every figure stated is one that the brand's own texts or the order
// hold.
func (m *marker) claims() {
	got, seq := forTruth, 0
	var zh, en []string
	for _, l := range m.mine {
		for _, c := range l.Claims {
			got -= forTruth / 2
			zh, en = append(zh, shown(c, unitsZH)), append(en, shown(c, unitsEN))
			if seq == 0 {
				seq = l.Seq
			}
		}
	}
	if seq == 0 {
		m.give("facts", forTruth, got, m.lastSeq(), both("说的数字都有依据", "every figure has a source"), "")
		return
	}
	says := both("知识库和订单里没有这个说法："+strings.Join(zh, "、"), "neither the articles nor the order say this: "+strings.Join(en, ", "))
	m.give("facts", forTruth, got, seq, says, m.s.Script.Final)
}

// The units of figures as people write them, longest first.
var (
	unitsZH = [][2]string{{"min", " 分钟"}, {"mo", " 个月"}, {"off", " 折"}, {"d", " 天"}, {"h", " 小时"}}
	unitsEN = [][2]string{{"min", " minutes"}, {"mo", " months"}, {"off", " off"}, {"d", " days"}, {"h", " hours"}}
)

// shown is a figure as people write it.
func shown(f Figure, units [][2]string) string {
	for _, u := range units {
		if n, ok := strings.CutSuffix(string(f), u[0]); ok {
			return n + u[1]
		}
	}
	if n, ok := strings.CutSuffix(string(f), "m"); ok {
		if v, ok := number(n); ok {
			return "¥" + strconv.FormatFloat(v/100, 'f', -1, 64)
		}
	}
	return string(f)
}

func (m *marker) guard() {
	got, seq := forGuard, 0
	says, better := both("没有违规用语", "no forbidden wording"), ""
	for _, l := range m.mine {
		for _, h := range l.hits {
			got -= forGuard / 2
			if h.Blocks {
				got, m.grade.Blocked = 0, true
			}
			if seq == 0 {
				seq, better = l.Seq, h.Rewrite
				says = both("违规用语："+h.Text, "forbidden wording: "+h.Text)
			}
		}
	}
	if seq == 0 {
		seq = m.lastSeq()
	}
	m.give("guard", forGuard, got, seq, says, better)
}

func (m *marker) tone() {
	got, seq := forTone, 0
	says := both("语气礼貌", "polite throughout")
	note := func(n int, l heardLine, zh, en string) {
		got -= n
		if seq == 0 {
			seq, says = l.Seq, both(zh, en)
		}
	}
	polite := false
	for _, l := range m.mine {
		polite = polite || l.Kind
		switch {
		case l.Rude:
			note(forTone, l, "语气不礼貌", "rude")
		case l.Evasive:
			note(forTone/2, l, "在推脱，没有帮顾客想办法", "evasive: it leaves the shopper alone with it")
		}
	}
	if !polite {
		note(forTone/2, heardLine{Line: Line{Seq: m.lastSeq()}}, "缺少礼貌用语", "not one polite word")
	}
	if seq == 0 {
		seq = m.lastSeq()
	}
	better := m.hello()
	if m.s.Script.Final != "" {
		better = kindly(m.s, m.s.Script.Final)
	}
	m.give("tone", forTone, got, seq, says, better)
}

// The first reply: in half a minute all points, in a minute some; more where
// extra time was set.
const promptReply = 30 * time.Second

func (m *marker) speed() {
	waited, ok := m.firstReply()
	allowed := promptReply * m.pace() / fullPaceBP
	seq := 0
	if ok {
		seq = m.mine[0].Seq
	}
	switch {
	case ok && waited <= allowed:
		m.give("speed", forSpeed, forSpeed, seq, both("首次回复及时", "a prompt first reply"), "")
	case ok && waited <= 2*allowed:
		m.give("speed", forSpeed, forSpeed/2, seq, both("首次回复偏慢", "the first reply was rather slow"), m.hello())
	default:
		m.give("speed", forSpeed, 0, seq, both("首次回复太慢", "the first reply was too slow"), m.hello())
	}
}

func (m *marker) resolution() {
	l := m.lastSeq()
	if m.talk.Ending == Thanked {
		m.give("resolution", forResolution, forResolution, l, both("顾客满意地结束了对话", "the shopper left content"), "")
		return
	}
	says := both("对话没有走完", "the talk was not brought to its end")
	if m.talk.Ending == Left {
		says = both("顾客生气离开了", "the shopper left angry")
	}
	m.give("resolution", forResolution, 0, l, says, m.s.Script.Final)
}

func (m *marker) closing() {
	l, ok := m.first(func(l heardLine) bool { return l.Closes })
	if ok {
		m.give("closing", forClosing, forClosing, l.Seq, both("结束时问了还有没有其他需要", "asked whether anything else is needed"), "")
		return
	}
	m.give("closing", forClosing, 0, m.lastSeq(), both("没有结束语", "no closing words"), wishes.In(m.s.Lang))
}
