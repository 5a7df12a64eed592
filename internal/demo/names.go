package demo

import (
	"fmt"
	"math/rand/v2"
)

// chance is the randomness of one generator: a seed and the generator's own
// stream, so that a change in one leaves the others as they were.
type chance struct{ *rand.Rand }

func newChance(seed, stream uint64) chance { return chance{rand.New(rand.NewPCG(seed, stream))} }

// in is true so many times in a hundred.
func (c chance) in(percent int) bool { return c.IntN(100) < percent }

// between is a whole number from low to high, both included.
func (c chance) between(low, high int) int { return low + c.IntN(high-low+1) }

func pick[T any](c chance, from []T) T { return from[c.IntN(len(from))] }

// weighted picks an index by weight.
func weighted(c chance, weights []int) int {
	total := 0
	for _, w := range weights {
		total += w
	}
	at := c.IntN(total)
	for i, w := range weights {
		if at -= w; at < 0 {
			return i
		}
	}
	return len(weights) - 1
}

// sound is a Chinese character and how it is spelled in a login.
type sound struct{ han, pinyin string }

var surnames = []sound{
	{"林", "lin"}, {"周", "zhou"}, {"徐", "xu"}, {"孙", "sun"}, {"马", "ma"}, {"朱", "zhu"}, {"胡", "hu"}, {"郭", "guo"}, {"何", "he"}, {"高", "gao"},
	{"罗", "luo"}, {"郑", "zheng"}, {"梁", "liang"}, {"谢", "xie"}, {"宋", "song"}, {"唐", "tang"}, {"许", "xu"}, {"韩", "han"}, {"冯", "feng"}, {"邓", "deng"},
	{"曹", "cao"}, {"彭", "peng"}, {"曾", "zeng"}, {"肖", "xiao"}, {"田", "tian"}, {"董", "dong"}, {"潘", "pan"}, {"袁", "yuan"}, {"蔡", "cai"}, {"蒋", "jiang"},
	{"余", "yu"}, {"于", "yu"}, {"杜", "du"}, {"叶", "ye"}, {"程", "cheng"}, {"魏", "wei"}, {"苏", "su"}, {"吕", "lv"}, {"丁", "ding"}, {"任", "ren"},
}

var givenFirst = []sound{
	{"晓", "xiao"}, {"雨", "yu"}, {"思", "si"}, {"佳", "jia"}, {"子", "zi"}, {"文", "wen"}, {"春", "chun"}, {"海", "hai"}, {"立", "li"}, {"志", "zhi"},
	{"美", "mei"}, {"秀", "xiu"}, {"丽", "li"}, {"梦", "meng"}, {"若", "ruo"}, {"安", "an"}, {"书", "shu"}, {"亦", "yi"}, {"明", "ming"}, {"景", "jing"},
}

var givenSecond = []sound{
	{"彤", "tong"}, {"婷", "ting"}, {"雯", "wen"}, {"涵", "han"}, {"芳", "fang"}, {"兰", "lan"}, {"燕", "yan"}, {"琳", "lin"}, {"敏", "min"}, {"霞", "xia"},
	{"军", "jun"}, {"强", "qiang"}, {"伟", "wei"}, {"峰", "feng"}, {"洋", "yang"}, {"宁", "ning"}, {"萍", "ping"}, {"凯", "kai"}, {"豪", "hao"}, {"瑶", "yao"},
	{"欣", "xin"}, {"悦", "yue"}, {"然", "ran"}, {"禾", "he"}, {"舟", "zhou"},
}

// personName is a made-up name and its spelling. Any likeness is the dice's.
func personName(c chance) (han, pinyin string) {
	s, a, b := pick(c, surnames), pick(c, givenFirst), pick(c, givenSecond)
	if c.in(25) {
		return s.han + b.han, s.pinyin + b.pinyin
	}
	return s.han + a.han + b.han, s.pinyin + a.pinyin + b.pinyin
}

var (
	handleHow  = []string{"爱吃柚子的", "早睡失败的", "南方怕冷的", "等雪的", "买买买不停的", "认真凑单的", "只穿黑色的", "慢半拍的", "攒钱中的", "雨天出门的", "不加班的", "喜欢毛衣的", "路过的", "三月的", "会发光的"}
	handleWho  = []string{"小鹿", "栗子", "豆包子", "柠檬", "阿橘", "圆圆", "小满", "木木", "桃子", "海带", "麦芽", "团子", "云朵", "芋泥", "青团", "小岛", "糯米", "松果", "乌龙", "西柚"}
	latinNames = []string{"sunny", "momo", "kiki", "lily", "echo", "nana", "coco", "yoyo", "mint", "jojo"}
)

// handle is what a shopper calls themselves on a platform.
func handle(c chance, n int) string {
	if c.in(12) {
		return fmt.Sprintf("%s_%04d", pick(c, latinNames), (n*37+c.IntN(37))%10000)
	}
	h := pick(c, handleHow) + pick(c, handleWho)
	if c.in(40) {
		h += fmt.Sprint(c.between(1, 99))
	}
	return h
}

// place is somewhere that parcels go.
type place struct {
	province, city, district string
	far                      bool // the parcel takes longer
}

var places = []place{
	{"上海市", "上海市", "浦东新区", false}, {"上海市", "上海市", "徐汇区", false}, {"北京市", "北京市", "朝阳区", false}, {"北京市", "北京市", "海淀区", false},
	{"浙江省", "杭州市", "西湖区", false}, {"浙江省", "宁波市", "鄞州区", false}, {"江苏省", "南京市", "鼓楼区", false}, {"江苏省", "苏州市", "吴中区", false},
	{"广东省", "广州市", "天河区", false}, {"广东省", "深圳市", "南山区", false}, {"广东省", "佛山市", "顺德区", false}, {"四川省", "成都市", "武侯区", false},
	{"四川省", "绵阳市", "涪城区", false}, {"湖北省", "武汉市", "洪山区", false}, {"湖南省", "长沙市", "岳麓区", false}, {"河南省", "郑州市", "金水区", false},
	{"山东省", "济南市", "历下区", false}, {"山东省", "青岛市", "市南区", false}, {"陕西省", "西安市", "雁塔区", false}, {"福建省", "厦门市", "思明区", false},
	{"安徽省", "合肥市", "蜀山区", false}, {"辽宁省", "沈阳市", "和平区", false}, {"黑龙江省", "哈尔滨市", "南岗区", false}, {"云南省", "昆明市", "五华区", false},
	{"内蒙古自治区", "呼和浩特市", "赛罕区", true}, {"新疆维吾尔自治区", "乌鲁木齐市", "天山区", true}, {"西藏自治区", "拉萨市", "城关区", true},
}

var (
	roads = []string{"云杉路", "望禾路", "长泽街", "听雨巷", "新棠路", "青芷大道", "北禾街", "南塘里"}
	homes = []string{"晴川苑", "禾悦府", "云栖里", "松间小区", "半山花园", "春和坊"}
)

// doorOf is a street address that no street has.
func doorOf(c chance) string {
	return fmt.Sprintf("%s%d号%s%d栋%d室", pick(c, roads), c.between(2, 480), pick(c, homes), c.between(1, 28), c.between(1, 18)*100+c.between(1, 6))
}
