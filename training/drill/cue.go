package drill

import "regexp"

// The cues by which a message is understood, in lower case, both languages in
// one form. A form is wide on purpose: who means well is heard well, and the
// grade names the message, so that a person can disagree.
var (
	greetForm    = cue(`您好|你好|亲[，,~～ ]?在|欢迎(?:光临|咨询)|早上好|下午好|晚上好|很高兴为您|\bhello\b|\bhi\b|good (?:morning|afternoon|evening)|welcome|happy to help`)
	closeForm    = cue(`还有(?:什么|其他|别的)|其他(?:可以帮|需要|问题)|祝您|祝你|感谢您的|再见|anything else|have a (?:nice|good|great|lovely)|thank you for (?:contacting|your)|take care`)
	kindForm     = cue(`您|抱歉|不客气|欢迎|祝|不好意思|请|感谢|谢谢|理解|辛苦|\bplease\b|sorry|apolog|thank|understand|happy to|of course|certainly|i'm afraid|i am afraid|(?:could|would) you|my pleasure|you're welcome|have a (?:nice|good|great|lovely)`)
	rudeForm     = cue(`烦不烦|听不懂|说了多少遍|爱买不买|不想买|自己不会|有病|闭嘴|滚|废话|少啰嗦|你瞎|急什么|催什么|关我什么事|活该|stupid|idiot|shut up|are you deaf|not my problem|stop whining|can't you read|what do you want`)
	evasiveForm  = cue(`不知道|不清楚|不归我|你自己(?:看|查|想)|自己看|自己查(?:$|[，,吧去啊])|看页面|等通知|等着吧|再说吧|不关我|没办法就是没办法|随便|i don'?t know|no idea|^look it up|look it up (?:yourself|on)|(?:you can|just) look it up|check (?:it )?yourself|not my job|whatever|just wait`)
	questionForm = cue(`吗[，,~～。 ]*$|呢[，,~～。 ]*$|哪一?[笔件个单款]|什么|多少|是否|可否|能否|方便.{0,8}(?:说|发|提供|告诉)`)
	requestForm  = cue(`请(?:您|你)?(?:提供|发|告诉|告知|说|问|核对|报)|麻烦(?:您|你)?(?:提供|发|告诉|告知|说|报)|发(?:我|给我|来|一?下)|给我(?:一下)?|提供一?下|\bplease (?:send|tell|give|share|provide|let)\b|could you|can you|may i|send me|tell me|let me know|\bplease$|which|what(?:'s| is)`)
	confirmForm  = cue(`确认|确定要|可以(?:吗|么|吧)|(?:好|行|没问题)(?:吗|么|吧)|您看|同意|要(?:我|现在).{0,10}(?:吗|么)|需要我.{0,12}(?:吗|么)|现在(?:登记|申请|办理|提交).{0,3}吗|shall i|would you like me to|do you want me to|is that (?:ok|fine|alright|all right)|may i (?:go ahead|file|cancel|submit)|is it (?:ok|fine)|confirm`)
	// openForm asks for something that is not known yet, beside what a yes may be
	// asked to.
	openForm   = cue(`哪|什么|多少|为何|怎么|还是|提供|发(?:我|给|来|一?下)|告诉|告知|核对|which|what|\bwhy\b|where|tell me|send|provide|share|the order number|your order`)
	wantsYes   = cue(`请(?:您)?确认|(?:回复|回)“?(?:确认|是)|please confirm|just say yes`)
	doneForm   = cue(`已(?:经)?(?:为|帮|给|替|将|把)?.{0,24}?(?:申请|提交|登记|取消|修改|改|办|开|处理|换)|(?:申请|登记|取消|修改|改|办理|办|开|提交)(?:好|成功|完成)(?:了|啦|$|[，,])|(?:提交|登记|取消)了|退款.{0,12}原路退回|(?:is|'s|has been|have been|are|was)(?: now)? (?:filed|submitted|cancelled|canceled|changed|updated|issued|registered|submitted|done|marked)|i(?:'ve| have) (?:filed|submitted|cancelled|canceled|changed|updated|issued|registered|marked)|^\s*done\b|goes to:`)
	yesForm    = cue(`可以(?:为|给|帮|替)?(?:您|你)?(?:的|退|换|取消|改|开|申请|办|登记|处理|催|价保)|符合|没问题|(?:马上|现在|这就|我来)(?:为|给|帮|替)?(?:您|你)?(?:退|换|取消|改|开|申请|办|登记|处理|加急)|i can (?:file|cancel|change|issue|return|exchange|refund|mark|claim|do)|you can (?:return|exchange|cancel|claim)|yes,? (?:you|we|i|that|it)|eligible for|no problem|i(?:'ll| will) (?:file|cancel|change|issue|exchange|refund|mark|claim)`)
	refuseForm = cue(`不能(?:再)?(?:为|给|帮|替)?(?:您|你)?(?:申请|办|退|换|改|取消|开|登记|催|价保|查|享受|保)|不可以|不(?:支持|符合|满足|在.{0,8}(?:范围|期限|状态))|(?:退|换|改|办|取消|开|补|保|查|催)不(?:了|成)|不(?:用|需要)(?:再)?(?:催|补|取消)|没有差价|(?:没办法|没法|无法|没有办法)(?:再)?(?:为|给|帮|替)?(?:您|你)?(?:申请|提交|办|退|换|改|修改|取消|开|登记|破例|处理|催|操作|价保|查)|不行|不需要催|还没满|只能(?:查)?(?:催)?本人|cannot be|can'?t be|(?:can'?t|cannot|not able to|unable to|can not) (?:file|return|exchange|cancel|change|issue|refund|claim|do|process|offer|approve|make|hurry|mark)|not (?:eligible|possible|covered|allowed|been delivered)|isn'?t (?:eligible|possible|covered)|(?:window|period|protection) (?:has|is) (?:passed|ended|over|closed)|no longer (?:be )?|nothing (?:left )?to (?:hurry|cancel|change|claim)|not able to|please bear with us`)
	// lapsedForm refuses, unless somebody is named who takes over.
	lapsedForm  = cue(`(?:已经?|超)(?:超)?过.{0,14}(?:期限|天|时间|价保期|换货期)|more than .{1,12} (?:days?|hours?) (?:since|ago)`)
	undoneForm  = cue(`取消后不能恢复|不能恢复|cannot be undone|can'?t be undone|cannot promise`)
	pictureForm = cue(`图片|照片|拍(?:照|张|一?下|个)|截图|picture|photo|screenshot`)
	personForm  = cue(`专员|转(?:接|给|交)|升级(?:处理|给)|主管|人工.{0,4}(?:处理|核实)|specialist|supervisor|pass(?:ing)? (?:you|this) (?:on|over)|hand(?:ing)? (?:you|this|it) (?:over|to)|colleague (?:will|takes)|escalat`)
)

// askForms are the cues of a question, by the type of the fact, or by its name
// after a dot.
var askForms = map[string]*regexp.Regexp{
	"order_id": cue(`订单(?:号|编号)?|单号|哪(?:一)?(?:笔|单|个单)|order (?:number|id|no)\b|(?:which|what) order`),
	"item":     cue(`哪(?:一)?(?:件|款|个(?:商品|产品|宝贝)?)|什么(?:商品|产品|衣服)|which (?:item|one|product|piece)|what item`),
	"reason":   cue(`原因|为什么|为何|怎么了|因为|什么问题|怎么回事|why|reason|wrong with|the matter`),
	"choice":   nil,
	"size":     cue(`尺码|尺寸|什么码|哪个码|多大|size`),
	"color":    cue(`颜色|什么色|colou?r`),
	"address":  cue(`地址|寄到哪|address|where .{0,12}(?:sent|go|ship)`),
	"phone":    cue(`电话|手机|联系方式|phone|number to call`),
	"email":    cue(`邮箱|邮件|e-?mail`),
	".reason":  cue(`原因|为什么|为何|怎么了|什么问题|怎么回事|why|reason|wrong with|the matter`),
	".kind":    cue(`个人(?:还是|或)|公司还是|企业还是|抬头(?:是|类型)|person or|company or|personal or`),
	".title":   cue(`抬头|发票(?:名称|写)|title|whose name|name on`),
	".tax_no":  cue(`税号|纳税人识别号|统一社会信用代码|tax (?:number|no|id)`),
}

func cue(form string) *regexp.Regexp { return regexp.MustCompile(form) }
