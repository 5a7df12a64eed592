package drill

import (
	"math"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/manyhands/manyhands/internal/sop"
)

// Figure is an amount with its unit, so that "7天", "七天" and "7 days" are one:
// "7d", "19900m" (money in minor units), "48h".
type Figure string

var (
	chineseNumber = `[〇零一二两三四五六七八九十百]+`
	// The first number of a range carries the unit of the second: 1 至 3 天.
	figureForm = regexp.MustCompile(`(?i)([¥￥$])?\s*(\d+(?:[.,]\d+)*|` + chineseNumber + `)(?:\s*(?:-|–|—|~|～|至|到|to)\s*(\d+(?:\.\d+)?|` + chineseNumber + `))?\s*(个?工作日|天|个小时|小时|分钟|个月|元|块钱|块|%|折|working days?|business days?|days?|hours?|minutes?|months?|yuan|rmb|percent|percent off)?`)
	// "which day" and "together" are no figures.
	noFigure = regexp.MustCompile(`[哪这那某每]一(?:天|个月|小时|分钟)$|一块$`)
	commas   = strings.NewReplacer(",", "")
)

// Figures finds the figures in a text. A number without a unit is none.
func Figures(text string) []Figure {
	var out []Figure
	for _, at := range figureForm.FindAllStringSubmatchIndex(text, -1) {
		m := make([]string, 5)
		for i := range m {
			if at[2*i] >= 0 {
				m[i] = text[at[2*i]:at[2*i+1]]
			}
		}
		if noFigure.MatchString(text[:at[1]]) {
			continue
		}
		unit := unitOf(strings.ToLower(m[4]))
		if m[1] != "" {
			unit = "m"
		}
		if unit == "" {
			continue
		}
		for _, raw := range m[2:4] {
			if n, ok := number(raw); ok {
				out = append(out, figure(n, unit))
			}
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

func figure(n float64, unit string) Figure {
	if unit == "m" {
		n = math.Round(n * 100)
	}
	return Figure(strconv.FormatFloat(n, 'f', -1, 64) + unit)
}

func unitOf(u string) string {
	switch {
	case u == "":
		return ""
	case strings.HasSuffix(u, "天"), strings.HasSuffix(u, "工作日"), strings.Contains(u, "day"):
		return "d"
	case strings.HasSuffix(u, "小时"), strings.HasPrefix(u, "hour"):
		return "h"
	case u == "分钟", strings.HasPrefix(u, "minute"):
		return "min"
	case u == "个月", strings.HasPrefix(u, "month"):
		return "mo"
	case u == "%", strings.HasPrefix(u, "percent"):
		return "%"
	case u == "折":
		return "off"
	}
	return "m"
}

func number(raw string) (float64, bool) {
	if raw == "" {
		return 0, false
	}
	raw = commas.Replace(raw)
	if n, err := strconv.ParseFloat(raw, 64); err == nil {
		return n, true
	}
	return sop.Number(raw)
}

// saysAny tells whether a text states any of the wanted figures.
func saysAny(text string, want []Figure) bool {
	return slices.ContainsFunc(Figures(text), func(f Figure) bool { return slices.Contains(want, f) })
}
