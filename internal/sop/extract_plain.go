package sop

import (
	"strconv"
	"strings"
	"time"
	"unicode"

	"github.com/manyhands/manyhands/internal/text/sieve"
)

var (
	noForm = sieve.MustCompile(`(?i)^(不|别|没|否|算了|先不|等等|等一下|no\b|nope|nah|don'?t|do not|not now|never ?mind|stop|wait)`)
	// A yes with a condition is not yet a yes.
	butForm    = sieve.MustCompile(`(?i)但|不过|可是|除非|如果|换成|改成|\bbut\b|\bexcept\b|\bunless\b|\binstead\b|\bif\b|[?？]|吗|呢`)
	yesForm    = sieve.MustCompile(`(?i)^(是的?|对的?|好的?|可以|确认|确定|行|嗯+|恩+|要的?|没问题|没错|同意|办吧|麻烦了|请办|ok(ay)?|yes|yeah|yep|yup|sure|please do|go ahead|confirm(ed)?|correct|right|that'?s right|do it|y)`)
	cancelForm = sieve.MustCompile(`(?i)^(取消|退掉|撤销)(吧|掉|订单|了|它|这单)?[。！!.]*$|^cancel( it| the order| please)*[.!]*$`)
	notNoYes   = sieve.MustCompile(`(?i)^(没问题|没错|不用犹豫|no problem|not a problem|别等了)`)
)

// YesNo reads a yes or a no at the beginning of an answer; anything that could
// be either is neither.
func YesNo(text string) (yes, ok bool) {
	t := strings.TrimLeft(strings.TrimSpace(text), ",，。!！.~～ 👌👍")
	if t == "" {
		return strings.ContainsAny(text, "👌👍"), strings.ContainsAny(text, "👌👍")
	}
	if noForm.MatchString(t) && !notNoYes.MatchString(t) {
		// "Wait, do I get the coupon back?" is a question and not a no.
		asks := butForm.MatchString(t) && len([]rune(t)) > 4
		return false, !asks
	}
	if len([]rune(t)) > 40 || !yesForm.MatchString(t) || butForm.MatchString(t) {
		return false, false
	}
	// "好不好", "对不起", "行不行", "要不先算了" begin like a yes.
	for _, s := range []string{"好不", "对不", "行不", "可不", "是不", "要不", "可以不", "好像", "行吧算了", "要是", "好慢", "好差", "好久", "对面"} {
		if strings.HasPrefix(t, s) {
			return false, false
		}
	}
	if strings.Contains(t, "不要") || strings.Contains(t, "算了") || strings.Contains(t, "别") {
		return false, false
	}
	return true, true
}

var (
	// 已经拆了, 还在的, 没有拆: what stands before and behind the verb.
	echoLead = sieve.MustCompile(`^(?:我|它|都|也|还|已经|早就|刚刚?|是|有点?)*`)
	echoTail = sieve.MustCompile(`^(?:开|了|过|的|着|呢|啊|呀|哦|噢|哈|啦|呐|吧|[[:punct:]。，！～ ])*$`)
	echoNo   = sieve.MustCompile(`^(?:我|它|都|也|还|从|并)*(?:没有?|不|未|无)`)
)

// echoed reads a yes or a no of Chinese, which says the question's verb again:
// 拆了, or 没拆, to 包装拆开过吗. A question that names both asks for neither.
func echoed(question, text string) (yes, ok bool) {
	text = strings.TrimSpace(text)
	if strings.Contains(question, "还是") || strings.ContainsAny(text, "?？吗") {
		return false, false
	}
	no := echoNo.FindString(text)
	rest := strings.TrimPrefix(text, no)
	if no == "" {
		rest = strings.TrimPrefix(text, echoLead.FindString(text))
		if strings.HasPrefix(rest, "在") && strings.Contains(question, "在") {
			rest = strings.TrimPrefix(rest, "在")
			return true, echoTail.MatchString(rest)
		}
	}
	verb := 0 // the longest beginning that the question has too
	for i, r := range rest {
		end := i + len(string(r))
		if !unicode.Is(unicode.Han, r) || strings.ContainsRune("了过的着呢啊", r) || !strings.Contains(question, rest[:end]) {
			break
		}
		verb = end
	}
	return no == "", verb > 0 && echoTail.MatchString(rest[verb:])
}

var (
	chinesePlace = sieve.MustCompile(`[\p{Han}\d]{2,}(?:省|市|区|县|镇|乡|路|街|道|巷|弄|村|号|栋|单元|室)[\p{Han}\w\d\s,，-]*`)
	chineseParts = sieve.MustCompile(`省|市|区|县|镇|路|街|道|巷|弄|村|号|栋|单元|室|小区|大厦`)
	englishPlace = sieve.MustCompile(`(?i)(?:\b(?:room|rm|unit|apt|apartment|suite|ste|flat|building|bldg|block|tower|floor|house)\.?\s*#?[\w-]+\s*,?\s+|\b\d+(?:st|nd|rd|th)?/?\s*(?:f|floor)\s*,\s*|\b(?:no\.?|#)\s*)*\d+\s+[\w.' ]+(?:street|st|road|rd|avenue|ave|lane|ln|drive|dr|boulevard|blvd|court|ct|way|place|circle)\b[\w\s,.#-]*`)
	placeLead    = sieve.MustCompile(`^.*?(?:地址(?:改成|改为|换成|是|为)?|改成|改到|改为|送到|寄到|换成)[:：\s]*`)
)

// Address finds a postal address. Three parts of one (市, 路, 号) are an
// address wherever they stand; fewer only when it was asked for.
func Address(text string, asked bool) (string, bool) {
	if s := englishPlace.FindString(text); s != "" {
		return strings.Trim(s, " ,."), true
	}
	body := placeLead.ReplaceAllString(text, "")
	s := chinesePlace.FindString(body)
	parts := len(chineseParts.FindAllString(s, -1))
	if s == "" || parts < 2 || parts < 3 && !asked {
		return "", false
	}
	return strings.Trim(s, " ,，。"), true
}

var (
	fullDay   = sieve.MustCompile(`(\d{4})[-/年.](\d{1,2})[-/月.](\d{1,2})`)
	monthDay  = sieve.MustCompile(`(\d{1,2})月(\d{1,2})[日号]?`)
	weekday   = sieve.MustCompile(`(下)?(?:周|星期|礼拜)([一二三四五六日天])`)
	englishWD = sieve.MustCompile(`(?i)\b(next )?(monday|tuesday|wednesday|thursday|friday|saturday|sunday)\b`)
	nearDays  = []struct {
		word string
		days int
	}{{"大后天", 3}, {"后天", 2}, {"明天", 1}, {"今天", 0}, {"day after tomorrow", 2}, {"tomorrow", 1}, {"today", 0}}
)

// Day finds a day and gives it as 2026-11-12. A day of the month that has
// passed is next year's; a day of the week is the next one.
func Day(text string, now time.Time) (string, bool) {
	folded := strings.ToLower(text)
	if m := fullDay.FindStringSubmatch(text); m != nil {
		return validDay(m[1], m[2], m[3])
	}
	if m := monthDay.FindStringSubmatch(text); m != nil {
		s, ok := validDay(strconv.Itoa(now.Year()), m[1], m[2])
		if ok && s < now.Format(time.DateOnly) {
			return validDay(strconv.Itoa(now.Year()+1), m[1], m[2])
		}
		return s, ok
	}
	for _, n := range nearDays {
		if strings.Contains(folded, n.word) {
			return now.AddDate(0, 0, n.days).Format(time.DateOnly), true
		}
	}
	want, week := -1, 0
	if m := weekday.FindStringSubmatch(text); m != nil {
		want = strings.Index("日一二三四五六", strings.ReplaceAll(m[2], "天", "日")) / len("日")
		if m[1] != "" {
			week = 1
		}
	} else if m := englishWD.FindStringSubmatch(folded); m != nil {
		for d := time.Sunday; d <= time.Saturday; d++ {
			if strings.EqualFold(d.String(), m[2]) {
				want = int(d)
			}
		}
	}
	if want < 0 {
		return "", false
	}
	days := (want - int(now.Weekday()) + 7) % 7
	if week > 0 && want != 0 && want > int(now.Weekday()) && now.Weekday() != time.Sunday {
		days += 7 // 下周五 said on a Monday is not this Friday
	}
	if days == 0 {
		days = 7
	}
	return now.AddDate(0, 0, days).Format(time.DateOnly), true
}

func validDay(y, m, d string) (string, bool) {
	t, err := time.Parse("2006-1-2", y+"-"+strings.TrimLeft(m, "0")+"-"+strings.TrimLeft(d, "0"))
	if err != nil {
		return "", false
	}
	return t.Format(time.DateOnly), true
}

var (
	digits  = sieve.MustCompile(`\d+(?:\.\d+)?`)
	hanNum  = sieve.MustCompile(`[零一二两三四五六七八九十百千]+`)
	hanUnit = map[rune]int{'十': 10, '百': 100, '千': 1000}
	hanOne  = map[rune]int{'零': 0, '一': 1, '二': 2, '两': 2, '三': 3, '四': 4, '五': 5, '六': 6, '七': 7, '八': 8, '九': 9}
)

// Number finds the first number, in digits or in Chinese.
func Number(text string) (float64, bool) {
	if s := digits.FindString(text); s != "" && len(s) < 18 {
		n, err := strconv.ParseFloat(s, 64)
		return n, err == nil
	}
	s := hanNum.FindString(text)
	if s == "" {
		return 0, false
	}
	total, one := 0, 0
	for _, r := range s {
		if unit, ok := hanUnit[r]; ok {
			total += max(one, 1) * unit
			one = 0
			continue
		}
		one = hanOne[r]
	}
	return float64(total + one), true
}
