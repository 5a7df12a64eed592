package paper

import (
	"strconv"
	"strings"
)

// words are a document's own, Chinese first.
var words = map[string][2]string{
	"draft":          {"草稿，未开具", "Draft, not issued"},
	"invoice":        {"服务账单", "Invoice"},
	"adjustment":     {"补充账单", "Adjustment"},
	"credit_note":    {"贷项通知单", "Credit note"},
	"number":         {"编号", "Number"},
	"corrects":       {"更正账单", "Corrects"},
	"issued":         {"开具日期", "Issued"},
	"due":            {"付款期限", "Due"},
	"period":         {"账期", "Period"},
	"till":           {"至", "to"},
	"as_of":          {"事实截至", "Facts as of"},
	"currency":       {"币种", "Currency"},
	"seller":         {"服务方", "From"},
	"buyer":          {"客户", "Bill to"},
	"tax_id":         {"税号", "Tax id"},
	"bank":           {"开户行", "Bank"},
	"item":           {"项目", "Item"},
	"rule":           {"合同条款", "Clause"},
	"tier":           {"档位", "tier"},
	"qty":            {"数量", "Quantity"},
	"unit":           {"单价", "Unit price"},
	"amount":         {"金额", "Amount"},
	"subtotal":       {"小计", "Subtotal"},
	"tax_on_top":     {"税额", "Tax"},
	"tax_inclusive":  {"其中税额", "Tax included"},
	"total":          {"应付合计", "Total due"},
	"total_back":     {"应退合计", "Total given back"},
	"free":           {"免费", "free"},
	"none":           {"—", "–"},
	"proof":          {"如何复算", "How to count it again"},
	"proof_text":     {"每一行金额都由会话事实计算得出。下载 invoice.json、facts.jsonl、contract.json 三个文件，运行 manyhands verify，即可离线复算数量、金额与证据根。", "Every amount follows from the facts of its conversations. Save invoice.json, facts.jsonl and contract.json and run manyhands verify: it counts the quantities, the sums and the evidence roots again, offline."},
	"outcomes":       {"会话结果数", "Outcomes"},
	"sealed":         {"封存日根", "Sealed day root"},
	"facts_root":     {"事实根", "Root of facts"},
	"result":         {"计费结果", "Result"},
	"document":       {"单据指纹", "Document"},
	"evidence":       {"证据", "evidence"},
	"page":           {"第 %d 页，共 {nb} 页", "Page %d of {nb}"},
	"sheet_bill":     {"账单", "Bill"},
	"sheet_lines":    {"明细", "Lines"},
	"sheet_outcomes": {"会话结果", "Outcomes"},
	"version":        {"合同版本", "Version"},
	"count":          {"证据条数", "Evidence rows"},
	"root":           {"证据根", "Evidence root"},
	"seller_unnamed": {"服务方（未填写开票信息）", "Seller (its billing details are not filled in)"},
	"unwritten":      {"以 [U+…] 写出的字不在单据字体中。", "Characters written as [U+…] are not in the document's font."},
	"line":           {"行", "Line"},
	"outcome":        {"结果编号", "Outcome"},
	"conversation":   {"会话", "Conversation"},
	"at":             {"时间", "Time"},
	"channel":        {"渠道", "Channel"},
	"service":        {"服务", "Service"},
	"shopper":        {"顾客", "Shopper"},
	"response_ms":    {"响应毫秒", "Response ms"},
	"csat":           {"满意度", "CSAT"},
	"order":          {"订单", "Order"},
	"net":            {"实付", "Net paid"},
	"flags":          {"判定", "Judged"},
	"leaf":           {"证据叶", "Evidence leaf"},
}

// codes are what a line is for.
var codes = map[string][2]string{
	"conversation_tier":      {"人工会话", "Conversations by people"},
	"bot_confirmed":          {"机器人解决（已确认）", "Solved by the bot, confirmed"},
	"bot_assumed":            {"机器人解决（推定）", "Solved by the bot, assumed"},
	"conversion_fee":         {"成交费", "Fee for orders won"},
	"conversion_share":       {"成交佣金", "Share of orders won"},
	"reminder_fee":           {"催付费", "Payment reminders"},
	"seat":                   {"预订席位（小时）", "Booked seats, in hours"},
	"incentive":              {"阶梯激励", "Volume rebate"},
	"commitment_true_up":     {"保底补足", "Commitment true-up"},
	"compensation":           {"未达标赔付", "Compensation below the floor"},
	"referral":               {"推荐返还", "Referral rebate"},
	"credit_to_balance":      {"转入余额", "Put to the balance"},
	"unanswered_free":        {"未接待，免费", "Not answered: free"},
	"greeting_free":          {"只有问候，免费", "Greeting only: free"},
	"late_free":              {"超时接待，免费", "Answered late: free"},
	"cancelled_free":         {"已取消，免费", "Called off: free"},
	"reopened_free":          {"再次咨询，免费", "Came back: free"},
	"disputed_free":          {"争议成立，免费", "Dispute upheld: free"},
	"escalated_free":         {"机器人转人工，免费", "Passed on by the bot: free"},
	"human_touched_free":     {"人工参与，机器人免费", "A person helped, the bot is free"},
	"unconfirmed_free":       {"未确认，免费", "Not confirmed: free"},
	"no_conversion_free":     {"无转化，不收费", "No conversion, no fee"},
	"same_conversation_free": {"同一会话，只收一次", "Same conversation, charged once"},
	"same_case_free":         {"同一问题，只收一次", "Same case, charged once"},
	"same_order_free":        {"同一订单，只收一次", "Same order, charged once"},
	"held":                   {"待核查", "Held for a look"},
	"no_rule":                {"合同未定价", "Not priced by the contract"},
}

func (t Tongue) of(pair [2]string) string {
	if t == English {
		return pair[1]
	}
	return pair[0]
}

func (p Paper) say(key string) string { return p.Tongue.of(words[key]) }

// what is a line in words; a code of a later day is printed as it is.
func (p Paper) what(l Line) string {
	pair, known := codes[l.Code]
	if !known {
		return l.Code
	}
	text := p.Tongue.of(pair)
	if l.Tier != "" {
		if p.Tongue == English {
			return text + ", " + p.say("tier") + " " + l.Tier
		}
		return text + "，" + p.say("tier") + " " + l.Tier
	}
	return text
}

// thousands groups digits by three.
func thousands(v int64) string {
	text := strconv.FormatInt(v, 10)
	sign := ""
	if strings.HasPrefix(text, "-") {
		sign, text = "-", text[1:]
	}
	for i := len(text) - 3; i > 0; i -= 3 {
		text = text[:i] + "," + text[i:]
	}
	return sign + text
}
