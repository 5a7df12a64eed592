package drill

import "github.com/manyhands/manyhands/internal/text/tongue"

// bank is ways to say one thing, in both languages.
type bank struct{ zh, en []string }

func (b bank) of(lang tongue.Lang) []string {
	if lang == tongue.English {
		return b.en
	}
	return b.zh
}

func both(zh, en string) tongue.Words {
	return tongue.Words{tongue.Chinese: zh, tongue.English: en}
}

var (
	whichOrder = both("请问是哪一笔订单呢？", "Which order is it, please?")
	// pictureSent stands for a picture; screens draw one.
	pictureSent = both("[图片]", "[picture]")
	yesWord     = both("确认", "yes")
	handOver    = both("这个需要专员为您处理，我现在帮您转接。", "A specialist has to look at this; I am passing you on now.")
	wishes      = both("请问还有其他可以帮您的吗？祝您生活愉快！", "Is there anything else I can help with? Have a lovely day!")
	holding     = both("抱歉让您久等，我正在为您查，一分钟内回复您。", "Sorry to keep you waiting; I am looking into it and will be back within a minute.")
	theAgent    = both("您好，我是{brand}的客服，很高兴为您服务。", "Hello, this is {brand} support, happy to help.")
	sorryFor    = both("给您带来不便非常抱歉，", "I'm sorry for the trouble. ")
	standsBy    = both("非常理解您的心情，不过{because}，我没有办法为您破例，抱歉。", "I do understand, and I'm sorry: {because}, so I cannot make an exception.")
)

// What the shopper says.
var (
	orderSays  = bank{[]string{"订单号{}", "{}", "就是这单 {}", "单号是{}"}, []string{"{}", "It's {}", "Order {}", "the number is {}"}}
	itemSays   = bank{[]string{"{}", "就那件{}", "{}这个"}, []string{"{}", "the {}", "it's the {}"}}
	sizeSays   = bank{[]string{"{}码", "要{}码", "换成{}吧"}, []string{"{}", "size {} please", "an {}"}}
	reasonSays = bank{[]string{"不太合适", "就是不想要了"}, []string{"it doesn't suit me", "I changed my mind"}}
	colours    = bank{[]string{"黑色", "白色", "灰色"}, []string{"black", "white", "grey"}}
	addresses  = bank{
		[]string{"浙江省杭州市西湖区文三路88号3幢502", "江苏省南京市鼓楼区中山北路201号", "四川省成都市武侯区人民南路四段19号", "湖北省武汉市洪山区珞喻路152号"},
		[]string{"88 Wensan Road, Xihu District, Hangzhou, Zhejiang", "201 North Zhongshan Road, Gulou District, Nanjing, Jiangsu"},
	}
	companies = bank{[]string{"上海青禾文化有限公司", "杭州远山信息技术有限公司"}, []string{"Qinghe Culture Co Ltd", "Far Hill Software Co Ltd"}}
	people    = bank{[]string{"周小雨", "林一凡"}, []string{"Zhou Xiaoyu", "Lin Yifan"}}
	names     = bank{[]string{"鱼不吃猫", "小满", "momo", "阿泽", "一颗糖", "晚风", "大橘"}, []string{"Kit", "Sam", "Robin", "Noor", "Jules"}}

	goals       = bank{[]string{"你好，我想{}", "在吗，{}怎么弄", "帮我{}"}, []string{"Hi, I need help: {}", "{}, please", "I have a question about: {}"}}
	repeatGoal  = bank{[]string{"嗯，就是我刚才说的那个事，能办吗", "在的，那我这个怎么处理"}, []string{"Yes, it's what I wrote above. Can you do it?", "I'm here. So what about my question?"}}
	toldAlready = bank{[]string{"我不是说过了吗，{}", "刚刚发过了啊：{}"}, []string{"I said that already: {}", "As I wrote: {}"}}
	unknown     = bank{[]string{"这个我不清楚", "不知道哎，你那边查不到吗"}, []string{"I don't know that", "No idea, can't you see it?"}}
	annoyed     = bank{[]string{"你能不能直接说怎么处理", "说了半天也没说到点子上", "别绕了，到底能不能办"}, []string{"Can you just tell me what happens now?", "That doesn't answer anything", "Please get to the point"}}
	waitedWords = bank{[]string{"等好久了", "怎么这么慢", "回复也太慢了吧"}, []string{"that took a while", "why so slow", "I have been waiting"}}
	nudges      = bank{[]string{"在吗？", "人呢？", "还在不在啊，等半天了"}, []string{"Hello?", "Anyone there?", "Are you still there? I'm waiting"}}
	insulted    = bank{[]string{"你这是什么态度？", "有这么跟顾客说话的吗"}, []string{"What kind of tone is that?", "You can't talk to me like that"}}
	leaves      = bank{[]string{"算了，我去投诉", "不聊了，差评"}, []string{"Forget it, I'll complain", "I'm done here. Bad review"}}
	pleads      = bank{[]string{"就不能通融一下吗，上次别的客服给我办了", "可是我朋友同样情况你们就给办了"}, []string{"Can't you make an exception? Another agent did it last time", "But you did it for my friend"}}
	whyNot      = bank{[]string{"为什么不行？你们页面上明明写着可以", "凭什么不给办"}, []string{"Why not? Your own page says it is fine", "That can't be right, why not?"}}
	accepts     = bank{[]string{"好吧，知道了", "行吧"}, []string{"All right then", "OK, I see"}}
	agrees      = bank{[]string{"确认，麻烦你办一下", "好的，可以"}, []string{"Yes please, go ahead", "Yes, that's fine"}}
	glad        = bank{[]string{"好的，谢谢", "好，清楚了，谢谢"}, []string{"Great, thanks", "OK, that's clear, thank you"}}
	waitsFor    = bank{[]string{"好的，那我等专员", "行，那转吧"}, []string{"OK, I'll wait for them", "Fine, pass me on then"}}
	bye         = bank{[]string{"没有了，谢谢你", "没了，辛苦了"}, []string{"No, that's all, thank you", "That's it, thanks for the help"}}
	askMoney    = bank{[]string{"那具体是多少钱？", "钱是多少？"}, []string{"How much is it exactly?", "What amount is that?"}}
	askDays     = bank{[]string{"大概要几天？", "多久能好？"}, []string{"How long will it take?", "How many days?"}}
	askStands   = bank{[]string{"所以现在到底到哪一步了？", "那现在是什么情况？"}, []string{"So where does it stand right now?", "And what is the state of it?"}}
	asides      = bank{[]string{"对了，顺便问下「{}」这块是怎么规定的？", "还有个事，{}具体怎么算的呀？"}, []string{"Oh, one more thing: what are the rules on {}?", "And while I have you: how does {} work?"}}
	askWhy      = bank{[]string{"为什么呢？", "什么原因啊？"}, []string{"Why is that?", "What is the reason?"}}
	lieDays     = bank{[]string{"我前天才收到的", "我才收到没两天"}, []string{"I only got it the day before yesterday", "it arrived just two days ago"}}
	lieGot      = bank{[]string{"东西我已经收到了", "我这边早就签收了"}, []string{"I have received it already", "it was delivered long ago"}}
	lieOther    = bank{[]string{"上一个客服已经答应我了", "你们客服昨天说可以的"}, []string{"your colleague promised me it was fine", "somebody said yesterday it would be OK"}}
)
