package mood

import "github.com/manyhands/manyhands/internal/text/sieve"

var (
	riskWords = map[string]*sieve.Form{
		"legal":     sieve.MustCompile(`(?i)起诉|律师|法院|报警|12315|12345|消协|工商(?:局)?(?:举报|投诉)|市场监管|监管局|曝光|举报你|媒体|\blawyer\b|\battorney\b|\bsue\b|\bsuing\b|\blawsuit\b|\bcourt\b|\bpolice\b|trading standards|chargeback`),
		"self_harm": sieve.MustCompile(`(?i)自杀|不想活|想死|轻生|自残|跳楼|kill myself|suicid|end my life|hurt myself`),
		"threat":    sieve.MustCompile(`(?i)弄死|打死你|砍死|杀了你|杀人|炸了你|找人(?:搞|打|弄)|上门闹|(?:kill|shoot|stab|hurt) (?:you|him|her|them|someone|somebody)|burn (?:down )?your`),
		"safety":    sieve.MustCompile(`(?i)过敏.{0,6}(?:住院|医院|休克)|起火|着火|爆炸|触电|烫伤|中毒|caught fire|exploded|electric shock|hospitali[sz]ed|allergic shock`),
	}
	wantsPerson = sieve.MustCompile(`(?i)转?人工|真人|活人|活的(?:人|客服)|(?:跟|和|找)客服(?:说|聊|谈|讲)|找(?:个)?人|客服(?:经理|主管)|(?:叫|找|要)(?:你们)?(?:经理|领导|主管|客服)|不(?:要|想)(?:跟|和)?机器人|real person|human\b|(?:speak|talk|chat|connect|transfer)(?: me)? (?:to|with) (?:an? |the |your )?(?:agent|person|someone|representative|manager|supervisor|human|staff|advisor)|live agent|(?:get|give|find|bring|send)(?: me)? (?:an? |the |your |some )(?:human|person|agent|manager|supervisor|real)|叫.{0,3}(?:活人|人来)|^\W*(?:an? )?agent\W*$|customer service rep|operator\b`)
	// A word about people that is no wish for one.
	noPersonWish = sieve.MustCompile(`(?i)人工(?:费|智能|皮|棉|合成|缝|制|草|湖)|human hair|不用(?:转)?人工|不需要人工|人工(?:客服)?(?:几点|什么时候|上班|在线时间|服务时间|时间)|superhuman`)
	purchase     = sieve.MustCompile(`(?i)(?:团购|批发|定制.{0,6}\d{2,}|企业采购|大量(?:要|买|采购|订)|(?:单位|公司|学校|集体|年会|员工).{0,10}(?:采购|定制|订购|购买)|[一二两三四五六七八九几上数]百(?:多)?(?:件|套|条|双|个)|要\s*\d{2,}\s*(?:件|套|条|双|个)|\d{2,}\s*(?:件|套|条|双|个)(?:.{0,6}(?:优惠|便宜|价))|bulk (?:order|purchase|buy|price)|wholesale|corporate order|(?:order|buy|need)(?:ing)? \d{2,} (?:pieces|units|sets|pairs|of))`)
	injection    = sieve.MustCompile(`(?i)(?:ignore|disregard) (?:all |any |the |your )*(?:previous|prior|above)|(?:ignore|disregard|forget|bypass|override) (?:(?:all|any|the|your|of|these|those|previous|prior|earlier|store|shop) )*(?:rules|instructions|policies|guidelines|restrictions)\b|system prompt|you are now|developer mode|jailbreak|act as (?:an? )?(?:admin|developer|system)|忽略(?:以上|之前|前面|所有|上述)|无视(?:以上|之前|规则)|(?:忽略|无视|忘掉|忘记|跳过|绕过|别管|不要管)(?:掉|了)?(?:你们?的?|一切的?|全部的?|所有的?|任何|以上的?|之前的?|店里的?|系统的?){0,3}(?:规则|规定|指令|指示|设定|限制)|系统提示词?|你现在是|开发者模式|扮演`)
)

// Risk is the kind of risk that a shopper's words carry, or "".
func Risk(text string) string {
	for _, kind := range []string{"self_harm", "threat", "safety", "legal"} {
		if riskWords[kind].MatchString(text) {
			return kind
		}
	}
	return ""
}

// WantsPerson tells whether the shopper wants a person.
func WantsPerson(text string) bool {
	return wantsPerson.MatchString(noPersonWish.ReplaceAllString(text, ""))
}

// BuysMuch tells whether somebody wants to buy as shops and companies do.
func BuysMuch(text string) bool { return purchase.MatchString(text) }

// Instructs tells whether the words are an instruction to the bot itself.
func Instructs(text string) bool { return injection.MatchString(text) }
