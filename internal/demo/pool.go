package demo

import (
	"fmt"
	"slices"
	"time"

	"github.com/manyhands/manyhands/internal/tag"
	"github.com/manyhands/manyhands/matching/plan"
)

// Candidate is an agent of the pool: what the planner sees, and what only
// people see. City is text on a card; it is in no tag, so it can enter no
// score.
type Candidate struct {
	plan.Agent
	Login          string
	Name           string
	City           string
	Level          int // 1 to 3, also a tag
	Accommodations []string
}

// counties are where work that needs no office is wanted most.
var counties = []string{
	"河南信阳光山县", "河南商丘虞城县", "安徽阜阳临泉县", "安徽六安金寨县", "贵州毕节大方县", "贵州铜仁思南县", "四川达州宣汉县", "四川巴中通江县", "甘肃定西陇西县", "甘肃天水甘谷县",
	"湖南怀化溆浦县", "湖南邵阳隆回县", "江西赣州兴国县", "江西上饶鄱阳县", "山西吕梁临县", "山西运城万荣县", "陕西安康汉阴县", "陕西渭南蒲城县", "云南曲靖会泽县", "云南昭通镇雄县",
	"广西百色田阳区", "湖北恩施利川市", "重庆云阳县", "黑龙江绥化海伦市", "吉林白城大安市", "河北保定曲阳县", "山东菏泽曹县", "内蒙古赤峰宁城县", "宁夏固原西吉县", "青海海东乐都区",
}

// skillShare is how many in a hundred hold a skill.
var skillShare = []struct {
	tag     tag.Tag
	percent int
}{
	{"skill:presale", 58}, {"skill:size", 46}, {"skill:refund", 52}, {"skill:logistics", 44},
	{"skill:quality", 26}, {"skill:invoice", 24}, {"skill:complaint", 18},
}

var categories = []tag.Tag{"category:apparel", "category:shoes", "category:beauty", "category:home", "category:food"}

// rates are minor units an hour by level.
var rates = [3]int64{2200, 2600, 3200}

// Pool makes n agents with hours around the event that opens at opens: the
// two days before it to the third day after.
func Pool(seed uint64, opens time.Time, n int) []Candidate {
	c := newChance(seed, 3)
	taken := map[string]int{}
	list := make([]Candidate, 0, n)
	for i := range n {
		name, login := personName(c)
		taken[login]++
		if k := taken[login]; k > 1 {
			login = fmt.Sprintf("%s%02d", login, k)
		}
		level := 1 + weighted(c, []int{45, 38, 17})
		list = append(list, Candidate{
			Login: login, Name: name, City: pick(c, counties), Level: level, Accommodations: accommodations(c),
			Agent: plan.Agent{
				ID: fmt.Sprintf("a-%05d", i+1), Tags: tagsOf(c, level), Available: freeTime(c, opens),
				MaxDay: time.Duration(pick(c, []int{4, 6, 8, 8, 8, 10})) * time.Hour, MaxTotal: time.Duration(pick(c, []int{16, 24, 32, 40})) * time.Hour,
				MinRest: 8 * time.Hour, MinHours: time.Duration(pick(c, []int{0, 0, 0, 4, 8})) * time.Hour,
				CostMinor: rates[level-1] + int64(c.between(-2, 4))*100, Reliability: reliability(c),
			},
		})
		wishes(c, &list[i])
	}
	return list
}

// tagsOf is what an agent can do. Higher levels hold more.
func tagsOf(c chance, level int) tag.Set {
	tags := []tag.Tag{"lang:zh", "category:apparel", tag.Tag(fmt.Sprintf("level:%d", level))}
	if c.in(6 + 6*level) {
		tags = append(tags, "lang:en")
	}
	for _, s := range skillShare {
		if c.in(min(95, s.percent+12*(level-1))) {
			tags = append(tags, s.tag)
		}
	}
	for _, other := range categories[1:] {
		if c.in(22) {
			tags = append(tags, other)
		}
	}
	if c.in(70) {
		tags = append(tags, "brand:"+BrandID)
	}
	slices.Sort(tags)
	return slices.Compact(tags)
}

// freeTime is one or two windows a day, most of them in the evening, when the
// event opens.
func freeTime(c chance, opens time.Time) []plan.Span {
	local := opens.In(Zone())
	first := time.Date(local.Year(), local.Month(), local.Day()-2, 0, 0, 0, 0, Zone())
	var out []plan.Span
	for d := range 6 {
		at := first.AddDate(0, 0, d)
		hour := func(h int) time.Time { return at.Add(time.Duration(h) * time.Hour) }
		switch weighted(c, []int{14, 16, 22, 34, 14}) {
		case 1: // the children are at school
			out = append(out, plan.Between(hour(8), hour(c.between(12, 16))))
		case 2:
			out = append(out, plan.Between(hour(c.between(13, 14)), hour(c.between(18, 22))))
		case 3: // into the night, which is when the doors open
			out = append(out, plan.Between(hour(c.between(18, 19)), hour(c.between(23, 26))))
		case 4:
			out = append(out, plan.Between(hour(8), hour(12)), plan.Between(hour(19), hour(24)))
		}
	}
	return joined(out)
}

// joined puts windows that touch or overlap past midnight together.
func joined(in []plan.Span) []plan.Span {
	var out []plan.Span
	for _, s := range in {
		if k := len(out) - 1; k >= 0 && s.From <= out[k].Till {
			out[k].Till = max(out[k].Till, s.Till)
			continue
		}
		out = append(out, s)
	}
	return out
}

// reliability is the share of booked shifts worked: most near one, a tail
// that standby is for.
func reliability(c chance) float64 {
	miss := 0.015 + 0.05*c.ExpFloat64()
	return float64(int((1-min(miss, 0.4))*1000)) / 1000
}

func wishes(c chance, a *Candidate) {
	if c.in(20) {
		a.PreferBrands = []string{BrandID}
	} else if c.in(2) {
		a.AvoidBrands = []string{BrandID}
	}
}

// accommodations are settings, not exceptions: they change no score.
func accommodations(c chance) []string {
	var out []string
	if c.in(3) {
		out = append(out, "screen_reader")
	}
	if c.in(4) {
		out = append(out, "extra_time")
	}
	return out
}
