package bot

import (
	"strings"

	"github.com/manyhands/manyhands/bot/mood"
	"github.com/manyhands/manyhands/internal/text/classify"
	"github.com/manyhands/manyhands/internal/text/tongue"
)

// called are codes of ours as people read them: in a hand-over's summary and on
// the brand's pages.
var called = map[string]tongue.Words{
	classify.None: {"zh": "没有听懂的问题", "en": "a question nobody wrote down"},
	"human":       {"zh": "要人工客服", "en": "a person"}, "greeting": {"zh": "打招呼", "en": "a greeting"},
	"thanks": {"zh": "道谢", "en": "thanks"}, "bye": {"zh": "道别", "en": "a farewell"},
	"buy": {"zh": "想下单", "en": "to buy"}, "complaint": {"zh": "投诉", "en": "to complain"},
	"order_status": {"zh": "查订单", "en": "an order's status"},
	"product_":     {"zh": "商品咨询", "en": "a product question"},

	string(mood.Positive): {"zh": "满意", "en": "pleased"}, string(mood.Neutral): {"zh": "平静", "en": "calm"},
	string(mood.Negative): {"zh": "不满", "en": "unhappy"}, string(mood.Angry): {"zh": "生气", "en": "angry"},

	AskedForHuman: {"zh": "顾客要求人工", "en": "the shopper asked for a person"}, LowConfidence: {"zh": "机器人没有把握", "en": "the bot was not sure"},
	OutOfScope: {"zh": "超出规则", "en": "beyond the rules"}, StepNeedsPerson: {"zh": "流程这一步要人办", "en": "the procedure needs a person here"},
	NegativeEmotion: {"zh": "顾客情绪不满", "en": "the shopper is upset"}, HighPurchase: {"zh": "购买意愿强", "en": "ready to buy"},
	MediaByOrder: {"zh": "发来了图片，需要对照订单看", "en": "a picture to compare with the order"}, RiskPhrase: {"zh": "有风险的言辞", "en": "words that carry a risk"},
	"order_lookup": {"zh": "查订单", "en": "looked the order up"}, "track_logistics": {"zh": "查物流", "en": "tracked the parcel"},
	"urge_shipment": {"zh": "登记催发货", "en": "marked it urgent"}, "change_address": {"zh": "改地址", "en": "changed the address"},
	"cancel_order": {"zh": "取消订单", "en": "cancelled the order"}, "return_items": {"zh": "申请退货", "en": "filed a return"},
	"exchange_items": {"zh": "申请换货", "en": "filed an exchange"}, "price_protect": {"zh": "申请价保", "en": "claimed the price difference"},
	"take_back":     {"zh": "撤回申请", "en": "took the request back"},
	"issue_invoice": {"zh": "开发票", "en": "issued an invoice"}, "replace_invoice": {"zh": "重开发票", "en": "replaced the invoice"},

	LoopDetected: {"zh": "同一个问题问了几遍", "en": "the same question again and again"},
}

// wordFor is a code as people read it, or the code: a procedure may have reasons
// and actions of its own.
func wordFor(code string, lang tongue.Lang) string {
	if w := called[code].In(lang); w != "" {
		return w
	}
	return code
}

// name gives candidates the words that people call them by.
func (m *Mind) name(list []Candidate, lang tongue.Lang) {
	for i, c := range list {
		list[i].Title = m.calls(c.Intent, lang)
	}
}

// calls is what people call an intent: its procedure or article by title, else
// our own word, else the code.
func (m *Mind) calls(intent string, lang tongue.Lang) string {
	if title := m.titleOf(intent, lang); title != intent {
		return title
	}
	if strings.HasPrefix(intent, "product_") {
		intent = "product_"
	}
	return wordFor(intent, lang)
}
