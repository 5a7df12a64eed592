package scan

import (
	"slices"
	"strings"
)

// aloneBits has a bit for each character that most often is a word alone.
var aloneBits [0x10000 / 64]uint64

// busyBits has a bit for each character that makes many ordinary words.
var busyBits [0x10000 / 64]uint64

// busyFrom is in how many ordinary words a character stands to be a busy one.
// 件 stands in seventy, 薇 in three.
const busyFrom = 60

// ordinaryPairs are two characters that make a word of everyday language or of
// the trade.
var ordinaryPairs = readOrdinary()

// trade are words of shops and parcels that the dictionary lacks, written as its
// pairs are. Written by us.
const trade = "拣货选配 捡货 补货单件拍发寄差 件货数 收件货 寄件回出 派件送单 退件货款 揽件收 快件递 到件 取件 理件货 " +
	"尾款单货 首款单 定金 押金 加单购价绒厚长大宽高急班件 混色搭发批纺棉 春款装货夏秋 纯色棉 上新架身 新款品 现货 " +
	"裁片 断码货 均码 偏大小 厚款 薄款 基础 链接 小样 正装 平铺 吊牌 水洗 洗标 起球 掉色毛 钻绒 跑绒 走线 开线 脱线 锁边"

func readOrdinary() []uint32 {
	out := make([]uint32, 0, len(ordinary)/3)
	singles, pairs, _ := strings.Cut(ordinary, " ")
	for _, r := range singles {
		aloneBits[r>>6] |= 1 << (r & 63)
	}
	for entry := range strings.FieldsSeq(pairs + " " + trade) {
		first := rune(-1)
		for _, r := range entry {
			if first < 0 {
				first = r
				continue
			}
			out = append(out, uint32(first)<<16|uint32(r))
		}
	}
	slices.Sort(out)
	out = slices.Compact(out)
	markBusy(out)
	return out
}

func markBusy(pairs []uint32) {
	words := make(map[uint16]int, 6000)
	for _, p := range pairs {
		words[uint16(p>>16)]++
		words[uint16(p)]++
	}
	for c, n := range words {
		if n >= busyFrom {
			busyBits[c>>6] |= 1 << (c & 63)
		}
	}
}

// isBusy tells whether c stands in so many ordinary words that meeting it proves
// no disguise.
func isBusy(c uint16) bool { return busyBits[c>>6]&(1<<(c&63)) != 0 }

func isOrdinary(a, b uint16) bool {
	_, ok := slices.BinarySearch(ordinaryPairs, uint32(a)<<16|uint32(b))
	return ok
}

// atHome tells whether the character at i, which stands for another in a find
// from start to end, is there in its own right: it makes an ordinary word with
// the one before or after it, as 家 does in 大家微信沟通, or it is one that most
// often stands alone. A word made with one of the find's own characters proves
// nothing: 威信 is a word, and is also how 微信 is disguised.
func (t *Text) atHome(i, start, end int, own func(i int) bool) bool {
	c := t.Sym[i]
	if i > 0 && (i-1 < start || !own(i-1)) && isOrdinary(t.Sym[i-1], c) {
		return true
	}
	return i+1 < len(t.Sym) && (i+1 >= end || !own(i+1)) && isOrdinary(c, t.Sym[i+1])
}

// standsAlone tells whether c most often is a word by itself: 是, 的, 为.
func standsAlone(c uint16) bool { return aloneBits[c>>6]&(1<<(c&63)) != 0 }
