package guard

import "strings"

// everydayTalk makes ordinary messages of a shop's chat: openings, things,
// states and endings that people really combine. They hold the innocent
// relatives of listed words on purpose.
func everydayTalk() []string {
	openings := strings.Split("|您好，|亲，|在吗？|你好，请问|麻烦问下|老板，|客服您好，|不好意思，|好的，|收到，|嗯嗯，|请问一下", "|")
	things := strings.Split("这件衣服|订单3012345678|这个快递|我最近买的鞋|第一次买的那款|蓝色的杯子|退款|发票|优惠券|赠品|这款手机壳|上次的保温杯|运费险|最后一件|换货的包裹|微信支付的订单|刷卡付的那单|保证金|会员积分|预售的商品", "|")
	states := strings.Split("最晚什么时候到|什么时候发货|大概几天能到|最好明天上午送|可以开发票吗|还有货吗|能便宜点吗|尺码偏大吗|有色差吗|少了一个配件|收到的时候破了|可以七天无理由退吗|质量怎么样|和图片一样吗|保修多久|怎么还没有物流信息|可以改地址吗|最多能买几件|支持货到付款吗|我想第一时间收到|保质期到什么时候|昨天已经签收了|请帮我催一下|包装完好|不会起球吧|我再看看|已经给好评了|洗了会掉色吗|现在下单有活动吗|能保证正品吗|跟我上次买的一样吗|麻烦帮我备注一下|已经为您登记了|稍等我查一下|请您放心拍|不用客气", "|")
	endings := strings.Split("|谢谢|哦|呢？|，麻烦了|，急用|，谢谢亲|！|~|，大家都说不错", "|")
	var out []string
	for _, a := range openings {
		for _, b := range things {
			for i, c := range states {
				for k, d := range endings {
					if (i+k)%4 == 0 {
						out = append(out, a+b+c+d)
					}
				}
			}
		}
	}
	for _, a := range strings.Split("Hi, |Hello, |Excuse me, |Thanks, |", "|") {
		for _, b := range strings.Split("my order 112-9987|the blue mug|this jacket|my refund|the package|the best size for me|the first item", "|") {
			for _, c := range strings.Split("has not arrived yet|is broken|looks good|when will it ship?|can we chat about it?|is it in stock?|can I return it?|what is the lowest price?|is too small|no problem at all", "|") {
				out = append(out, a+b+" "+c)
			}
		}
	}
	return out
}
