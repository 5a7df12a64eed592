package scan

import "strings"

// splits says how characters of listed words are written in two halves. Only
// halves that can be typed are here. Written by us.
const splits = "信亻言 信人言 加力口 保亻呆 证讠正 证言正 证讠登 钱钅戋 钱金戋 好女子 评讠平 返辶反 返反辶 现王见 转车专 账贝长 帐巾长 群君羊 扣扌口 联耳关 购贝勾 " +
	"假亻叚 骗马扁 赔贝咅 付亻寸 红纟工 码石马 话讠舌 私禾厶 淘氵匋 拼扌并 多夕夕 顶丁页 级纟及 极木及 佳亻圭 最曰取 最日取 第竹弟 绝纟色 对又寸 治氵台 疗疒了 " +
	"效交攵 低亻氐 价亻介 唯口隹 全人王 国囗玉 国口玉 家宀豕 权木又 妈女马 滚氵衮 狗犭句 猪犭者 垃土立 圾土及 病疒丙 脑月㐫 贱贝戋 婊女表 草艹早 投扌殳 诉讠斥 " +
	"支十又 银钅艮 行彳亍 卡上下 优亻尤 礼礻乚 赠贝曾 店广占 铺钅甫 链钅连 接扌妾 扫扌彐 利禾刂 补衤卜 收丩攵 货化贝 催亻崔 明日月 枪木仓 赌贝者 票西示 资次贝 " +
	"赚贝兼 挣扌争 佣亻用 职耳只 招扌召 代亻弋 理王里 作亻乍 做亻故 伪亻为 劣少力 你亻尔 们亻门 件亻牛 任亻壬 何亻可 他亻也 体亻本 使亻吏 便亻更 停亻亭 传亻专 " +
	"位亻立 住亻主 值亻直 倒亻到 佰亻百 仟亻千 亿亻乙 仅亻又 仙亻山 傻亻㚇 线纟戋 约纟勺 给纟合 结纟吉 网冂㐅 刷刂 订讠丁 认讠人 记讠己 讯讠卂 语讠吾 请讠青 " +
	"说讠兑 课讠果 谈讠炎 调讠周 谢讠射 让讠上 许讠午 论讠仑 访讠方 诚讠成 该讠亥 谁讠隹 法氵去 没氵殳 活氵舌 流氵㐬 清氵青 海氵每 汇氵匚 江氵工 " +
	"提扌是 打扌丁 找扌戈 把扌巴 抢扌仓 报扌𠬝 拍扌白 按扌安 换扌奂 推扌隹 排扌非 抖扌斗 音立日 快忄夬 慢忄曼 情忄青 性忄生 惊忄京 恨忄艮 怕忄白 " +
	"能厶匕 胖月半 肥月巴 肤月夫 胸月匈 腿月退 期其月 朋月月 服月𠬝 林木木 机木几 村木寸 板木反 杯木不 枚木攵 松木公 材木才 样木羊 根木艮 校木交 " +
	"她女也 奶女乃 姐女且 妹女未 姓女生 娘女良 如女口 吗口马 吧口巴 吃口乞 叫口丩 听口斤 喝口曷 哪口那 呢口尼 " +
	"功工力 助且力 动云力 男田力 景日京 时日寸 星日生 是日疋 早日十 旺日王 映日央 晚日免 暗日音 " +
	"款士示欠 码石马 确石角 破石皮 硬石更 秒禾少 种禾中 科禾斗 租禾且 程禾呈 税禾兑 稳禾急 " +
	"都者阝 部咅阝 邮由阝 那月阝 阳阝日 阴阝月 限阝艮 院阝完 除阝余 " +
	"赢亡口月贝凡 贷代贝 贵中一贝 费弗贝 贴贝占 败贝攵 财贝才 贩贝反 " +
	"轻车圣 较车交 辆车两 输车俞 软车欠 过辶寸 还辶不 这辶文 进辶井 远辶元 送辶关 退辶艮 速辶束 通辶甬 连辶车 运辶云 迟辶尺 " +
	"零雨令 雷雨田 需雨而 静青争 项工页 领令页 须彡页 颗果页 预予页 额客页 题是页 飞乁 验马佥 驾加马 骂口口马 驶马史 " +
	"特牛寺 物牛勿 牧牛攵 玩王元 环王不 球王求 班王王 珍王㐱 瓶并瓦 略田各 甜舌甘 的白勺 百一白 皇白王 盗次皿 盘舟皿 相木目 看手目 眼目艮 睡目垂 瞎目害 短矢豆 知矢口 矮矢委"

var splitOf = readSplits()

func readSplits() map[uint16][][]uint16 {
	m := map[uint16][][]uint16{}
	for entry := range strings.FieldsSeq(splits) {
		s := []rune(entry)
		if len(s) < 3 {
			continue // one half cannot be told from the character's own use
		}
		whole := symbol(s[0])
		m[whole] = append(m[whole], fold16(string(s[1:])))
	}
	return m
}

// takeApart lists the ways to write a word with characters in halves: each of
// them alone, and all at once.
func takeApart(w []uint16) [][]uint16 {
	var out [][]uint16
	var all []uint16
	halved := 0
	for i, c := range w {
		halves := splitOf[c]
		for _, h := range halves {
			one := append(w[:i:i], h...)
			out = append(out, append(one, w[i+1:]...))
		}
		if len(halves) == 0 {
			all = append(all, c)
			continue
		}
		halved++
		all = append(all, halves[0]...)
	}
	if halved > 1 {
		out = append(out, all)
	}
	return out
}
