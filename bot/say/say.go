// Package say holds the bot's own sentences: courtesies, questions back and
// hand-overs. They state nothing about the shop.
package say

import (
	"slices"
	"strings"

	"github.com/manyhands/manyhands/internal/text/tongue"
)

// The bot's own sentences, which state nothing about the shop.
var sentences = map[string]tongue.Words{
	"part_open":    {"zh": "关于您的另一个问题：", "en": "As to your other question:"},
	"part_later":   {"zh": "您问的另一件事，我们办完这件接着说。", "en": "I'll come to your other question as soon as this is done."},
	"part_now":     {"zh": "接着说您刚才问的另一件事：", "en": "Now to the other thing you asked:"},
	"greeting":     {"zh": "您好，我在的，请问有什么可以帮您？", "en": "Hello! How can I help you?"},
	"thanks":       {"zh": "不客气，很高兴能帮到您，还有需要随时找我。", "en": "You're welcome! Just write if there is anything else."},
	"bye":          {"zh": "好的，祝您生活愉快，再见！", "en": "Goodbye, and have a nice day!"},
	"fine":         {"zh": "好的，有需要随时找我。", "en": "All right. I'm here if you need anything."},
	"clarify_one":  {"zh": "您是想了解「%s」吗？是的话回复「是」，不是的话请换个说法。", "en": "Is this about \"%s\"? Reply yes, or put it in other words."},
	"offer_do":     {"zh": "需要我现在为您办「%s」的话，回复「是」就可以。", "en": "If you would like me to start \"%s\" now, reply yes."},
	"hand_still":   {"zh": "已经在为您转接同事了，您刚说的也会一起转过去，请稍等一下。", "en": "A colleague is on the way; I've passed this on as well. Thank you for your patience."},
	"or_person":    {"zh": "还有疑问的话，回复「人工」，我请同事帮您看。", "en": "If you still need help with this, write \"agent\" and a colleague will look at it."},
	"refused":      {"zh": "您觉得不对的话，回复「人工」，我请同事再为您核对。", "en": "If that doesn't look right, write \"agent\" and a colleague will check it with you."},
	"empty":        {"zh": "我没有看到文字内容，麻烦您说一下想咨询什么？", "en": "I didn't receive any text. What would you like to ask?"},
	"emoji":        {"zh": "收到您的表情啦，请问有什么可以帮您？", "en": "I got your emoji! What can I help you with?"},
	"scope":        {"zh": "这个我帮不上忙。商品、订单、物流和售后的问题都可以问我。", "en": "I can't help with that. Do ask me about products, orders, delivery or returns."},
	"clarify":      {"zh": "为了不答错，想确认一下您问的是：", "en": "Just to get it right, do you mean:"},
	"clarify_end":  {"zh": "回复序号就可以，都不是的话请换个说法。", "en": "Reply with the number, or put it in other words."},
	"which_order":  {"zh": "您名下有几笔订单，请问是哪一笔呢？", "en": "You have several orders. Which one is it?"},
	"more_orders":  {"zh": "更早的订单请直接发订单号。", "en": "For an earlier order, please send its number."},
	"not_yours":    {"zh": "我在您的账号下没有查到这个订单号，麻烦您核对一下，或用下单的账号联系我们。", "en": "I can't find that order under your account. Please check the number, or write from the account that ordered."},
	"who":          {"zh": "为了保护您的信息，请先告诉我下单时留的邮箱，我核对后马上为您查。", "en": "To protect your details, please tell me the email on your order first, and I'll look it up right away."},
	"no_order":     {"zh": "您的账号下暂时没有订单记录。", "en": "There are no orders under your account yet."},
	"anything":     {"zh": "还有什么可以帮您吗？", "en": "Is there anything else?"},
	"picture":      {"zh": "图片收到了。请用文字说一下想咨询的问题，我马上帮您看。", "en": "I received the picture. Please describe in words what you would like to know."},
	"link":         {"zh": "链接里的内容我打不开。是图片的话，请直接把图片发到这里；是商品的话，告诉我名字就可以。", "en": "I can't open links. If it is a picture, please send the picture itself; if it is a product, tell me its name."},
	"foreign_zh":   {"zh": "", "en": "Our rules on this are written in Chinese:\n"},
	"foreign_en":   {"zh": "这条规则只有英文原文：\n", "en": ""},
	"back_to":      {"zh": "我们接着刚才的：", "en": "Back to where we were: "},
	"hand_person":  {"zh": "好的，马上为您转接人工客服，您说过的内容我都转过去了，不用再重复。", "en": "Of course. I'm passing you to a colleague, together with everything you told me, so you won't have to repeat it."},
	"hand_mood":    {"zh": "非常抱歉给您带来不好的体验，我请专员马上来处理，情况我已经完整转达。", "en": "I'm truly sorry about this. A specialist is taking over now, and I've passed on everything you told me."},
	"hand_unknown": {"zh": "这个问题我查了资料，没有找到可靠的答案，不敢乱说，已经为您转给专员确认。", "en": "I looked this up and don't have a reliable answer, so rather than guess I'm passing you to a colleague."},
	"hand_buy":     {"zh": "好的，我请顾问马上来为您对接款式、数量和优惠，您说过的我都转过去了。", "en": "Great! An advisor is joining to help you order; I've passed on what you told me."},
	"hand_media":   {"zh": "图片收到了，我请专员对照订单为您查看处理。", "en": "Thank you for the picture. A colleague will look at it together with your order."},
	"hand_risk":    {"zh": "您说的情况我们非常重视，已经转给负责的同事优先处理。", "en": "We take this very seriously. A responsible colleague is taking over with priority."},
	"hand_harm":    {"zh": "听到您这样说我很担心。请先保证自己的安全，紧急时拨打 110 或 120，也可以和身边信任的人说说。我马上请同事联系您。", "en": "I'm worried to hear this. Please make sure you are safe, call your local emergency number if you need to, and talk to someone you trust. A colleague is joining now."},
	"hand_voice":   {"zh": "语音收到了，我这边没办法听语音，已经转给同事来听，您也可以打字告诉我。", "en": "I got your voice message but can't listen to it, so a colleague will. You can also write to me."},
	"looks_like":   {"zh": "图片看起来是我们家的%s。", "en": "This looks like our %s. "},
	"looks_what":   {"zh": "想了解尺码、库存还是别的？", "en": "Would you like to know about sizes, stock or something else?"},
	"hand_loop":    {"zh": "看来我没能解决您的问题，我请同事来接着处理，内容都已经转达。", "en": "It seems I haven't solved this, so a colleague is taking over with everything you told me."},
	"hand_sop":     {"zh": "这一步需要专员来办理，我已经把信息都转过去了。", "en": "This step needs a colleague; I've passed everything on."},
	"hand_policy":  {"zh": "具体情况我请专员再为您核实一下。", "en": "A colleague will check your case."},
}

// Line is one of the bot's own sentences.
func Line(key string, lang tongue.Lang) string { return sentences[key].In(lang) }

// Sentences lists every sentence of the bot's own, in every language, for
// whoever judges words before they are said.
func Sentences() []string {
	var out []string
	for _, words := range sentences {
		for _, text := range words {
			out = append(out, text)
		}
	}
	slices.Sort(out)
	return out
}

// Ended puts a full stop behind a text that has no end.
func Ended(text string, lang tongue.Lang) string {
	text = strings.TrimSpace(text)
	if text == "" || strings.ContainsAny(text[len(text)-1:], ".!?:)") {
		return text
	}
	for _, end := range []string{"。", "！", "？", "：", "）", "；", "～", "…"} {
		if strings.HasSuffix(text, end) {
			return text
		}
	}
	if lang == tongue.English {
		return text + "."
	}
	return text + "。"
}
