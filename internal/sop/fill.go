package sop

import (
	"fmt"
	"regexp"
	"strings"
	"time"

	"github.com/manyhands/manyhands/internal/shop"
	"github.com/manyhands/manyhands/internal/text/tongue"
)

var placeholder = regexp.MustCompile(`\{([a-zA-Z_][\w.]*)(?:\|(\w+))?\}`)

// Fill puts data into a text: {order.id}, {facts.refund_minor|money}. It is
// false when a placeholder has nothing to stand for; such a text is not said.
func Fill(text string, in map[string]any, lang tongue.Lang) (string, bool) {
	whole := true
	out := placeholder.ReplaceAllStringFunc(text, func(ph string) string {
		m := placeholder.FindStringSubmatch(ph)
		v, ok := lookUp(in, strings.Split(m[1], "."))
		s := ""
		if ok {
			s, ok = render(v, m[2], in, lang)
		}
		whole = whole && ok
		return s
	})
	return out, whole
}

func render(v any, how string, in map[string]any, lang tongue.Lang) (string, bool) {
	switch how {
	case "money":
		n, ok := WholeNumber(v)
		if !ok {
			return "", false
		}
		currency, _ := lookUp(in, []string{"order", "currency"})
		c, _ := currency.(string)
		return Money(n, c, lang), true
	case "date", "time":
		s, _ := v.(string)
		t, err := time.Parse(time.RFC3339, s)
		if err != nil {
			return s, s != ""
		}
		return Date(t, how == "time", lang), true
	case "state":
		st, ok := shop.ParseState(fmt.Sprint(v))
		if lang == tongue.English {
			return st.English(), ok
		}
		return st.Chinese(), ok
	}
	if l, ok := v.([]any); ok {
		parts := make([]string, len(l))
		for i, x := range l {
			parts[i] = fmt.Sprint(x)
		}
		return strings.Join(parts, map[bool]string{true: ", ", false: "、"}[lang == tongue.English]), len(l) > 0
	}
	s := fmt.Sprint(v)
	return s, s != ""
}

// WholeNumber reads a fact's value as a whole number: files and expressions
// give an int64, an int or a float64 for the same amount.
func WholeNumber(v any) (int64, bool) {
	switch v := v.(type) {
	case int64:
		return v, true
	case int:
		return int64(v), true
	case float64:
		return int64(v), v == float64(int64(v))
	}
	return 0, false
}

// Money is an amount of minor units as a shopper reads it.
func Money(minor int64, currency string, lang tongue.Lang) string {
	sign := ""
	if minor < 0 {
		sign, minor = "-", -minor
	}
	n := fmt.Sprintf("%s%d.%02d", sign, minor/100, minor%100)
	if minor%100 == 0 {
		n = fmt.Sprintf("%s%d", sign, minor/100)
	}
	switch {
	case currency == "USD":
		return "$" + n
	case currency != "" && currency != "CNY":
		return currency + " " + n
	case lang == tongue.English:
		return "¥" + n
	}
	return n + " 元"
}

// Date is a day, or a day and an hour, in the offset that the data carries.
func Date(t time.Time, clock bool, lang tongue.Lang) string {
	zh, en := "1月2日", "2 January"
	if clock {
		zh, en = "1月2日 15:04", "2 January 15:04"
	}
	if lang == tongue.English {
		return t.Format(en)
	}
	return t.Format(zh)
}

// mentions tells whether a step's texts name a fact.
func mentions(s Step, fact string) bool {
	texts := []tongue.Words{s.Say, s.Confirm}
	if s.Handoff != nil {
		texts = append(texts, s.Handoff.Say)
	}
	for _, w := range texts {
		for _, t := range w {
			if strings.Contains(t, "{facts."+fact) {
				return true
			}
		}
	}
	return false
}
